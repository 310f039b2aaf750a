"""The cues: each row of the table speaks about the date it should, and about no other."""

import re

import pytest

from icesco_analysis.dates.cues import (
    ACCEPTED,
    DateReading,
    _is_remark,
    _sentences_around,
    find_cues,
    tells_of_one_day,
    weigh_dates,
)
from icesco_analysis.dates.grammar import find_dates
from icesco_analysis.language.vocabulary import read_vocabulary
from tests.rows import each_row

COLUMNS = ["cue", "role", "weight", "reach", "read", "unread", "note"]
ROWS = read_vocabulary("date_cues.tsv", columns=COLUMNS)
WORDS = read_vocabulary("date_cue_words.tsv", columns=["cue", "words", "note"])


def cues_of(sentence: str) -> list[str]:
    found = [*find_dates(sentence, language="ar"), *find_dates(sentence, language="fr"), *find_dates(sentence)][-1]
    return [cue.name for cue in find_cues(sentence, found, sentence=(0, len(sentence)))]


def best_reading(text: str) -> DateReading:
    return weigh_dates(text, expressions=find_dates(text), body_start=0)[0]


@each_row("row", ROWS, ids=lambda row: row["cue"])
def test_every_cue_has_a_sentence_it_speaks_in_and_one_it_does_not(row):
    if row["role"] in ("article", "reported"):
        assert row["cue"] in best_reading(row["read"].replace(" ¶ ", "\n\n")).cues
        assert row["cue"] not in best_reading(row["unread"].replace(" ¶ ", "\n\n")).cues
    elif row["role"] == "within":
        assert (tells_of_one_day(row["read"]), tells_of_one_day(row["unread"])) == (True, False)
    else:
        assert row["cue"] in cues_of(row["read"])
        assert row["cue"] not in cues_of(row["unread"])


def test_cues_have_names_of_their_own():
    assert len({row["cue"] for row in ROWS}) == len(ROWS)


def test_every_cue_has_words_and_none_of_them_twice():
    assert list(dict.fromkeys(row["cue"] for row in WORDS)) == [row["cue"] for row in ROWS]
    assert len({(row["cue"], row["words"]) for row in WORDS}) == len(WORDS)


@each_row("words", [row["words"] for row in WORDS])
def test_a_row_is_one_phrase_so_that_its_beginning_can_be_looked_for(words):
    while (plain := re.sub(r"\([^()]*\)", "", words)) != words:
        words = plain
    assert "|" not in words


def test_of_the_verbs_before_a_date_the_nearest_decides():
    assert cues_of("A forum that was held in Fez will meet again on 3 June.") == ["to come"]
    assert cues_of("A plan that will be printed was signed on 3 June.") == ["signed"]


def test_a_cue_out_of_reach_does_not_count():
    assert cues_of("Until then, with all that is known of the matter, nothing: 3 June.") == []


def test_a_date_of_the_lead_weighs_more_than_the_same_further_down():
    text = "A visit\n\nThey came on 5 May.\n\nThey ate.\n\nThey came on 6 May."
    readings = weigh_dates(text, expressions=find_dates(text), body_start=9)
    assert [reading.expression.text for reading in readings] == ["5 May", "6 May"]
    assert readings[0].score > readings[1].score


def test_today_for_nowadays_weighs_less_than_nothing():
    text = "A speech\n\nHe spoke.\n\nThe world today needs teachers."
    assert weigh_dates(text, expressions=find_dates(text), body_start=10)[0].score < 0


def test_a_remark_in_brackets_is_long():
    assert _is_remark("They read the report (drawn up by the committee of maps that sat in Oslo on ")
    assert not _is_remark("The fair opened on Monday (")


def test_the_sentence_around_each_place_is_that_of_its_own_paragraph():
    text = "One came. Two went.\n\nThree met. Four sat.\n\nFive ran."
    places = [text.index(word) for word in ("came", "went", "met", "sat", "ran")]
    found = [text[slice(*span)].strip() for span in _sentences_around(text, places)]
    assert found == ["One came.", "Two went.", "Three met.", "Four sat.", "Five ran."]
    assert [text[slice(*span)].strip() for span in _sentences_around(text, places[3:4])] == ["Four sat."]


@pytest.mark.parametrize(("last", "is_long"), [("May 2025", False), ("June 2025", True)])
def test_a_span_of_more_than_a_year_is_no_activity(last: str, is_long: bool) -> None:
    text = f"A study\n\nThe study was conducted from May 2024 to {last}."
    (reading,) = weigh_dates(text, expressions=find_dates(text), body_start=9)
    assert (reading.score < ACCEPTED) is is_long


def test_today_further_down_is_nowadays_and_a_weekday_is_none() -> None:
    text = "A visit\n\nHe came to stay.\n\nThe houses of today, large ones. The Tuesday was warm."
    readings = weigh_dates(text, expressions=find_dates(text), body_start=9)
    assert {reading.expression.text: round(reading.score, 1) for reading in readings} == {"Tuesday": 1.0, "today": -2.0}
