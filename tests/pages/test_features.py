"""Where one text ends and another begins, told by the words that neighbours share."""

import re
from pathlib import Path

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.corpus import Corpus
from icesco_analysis.language import read_vocabulary
from icesco_analysis.pages.articles import split_articles
from icesco_analysis.pages.blocks import Block
from icesco_analysis.pages.cues import compile_cue, needed_words, read_cues, shows
from icesco_analysis.pages.cuts import is_tight, is_wrapped
from icesco_analysis.pages.dumps import tears_name
from icesco_analysis.pages.features import describe_cohesion, echo_of
from icesco_analysis.pages.page import parse_page

FIRST = [
    "ICESCO and the Institute of Oceanography of Fiji began a survey of coral reefs on Monday, 3 March 2025.",
    "Divers count the corals of each reef, and pupils enter the counts into the survey.",
    "The reefs will be surveyed again every second winter.",
]
SECOND = [
    "ICESCO awarded its prize for storytelling to a grandmother of Samarkand on Friday, 28 February 2025.",
    "The grandmother has told her tales on local radio for thirty years, and storytelling clubs know them by heart.",
    "Her tales are to be printed before the end of the year.",
]


def test_a_paragraph_ties_up_with_the_text_it_belongs_to() -> None:
    sides = ["ahead" if "ahead" in tie else "back" for tie in describe_cohesion(FIRST + SECOND)]
    assert (sides[0], sides[1], sides[3], sides[4]) == ("ahead", "back", "ahead", "back")


def test_releases_without_headlines_and_without_the_name_in_full_are_parted() -> None:
    page = "\n\n".join([*FIRST, *SECOND])
    found = split_articles(parse_page(page.encode(), "page.txt")).articles
    assert [one.body for one in found] == ["\n\n".join(FIRST), "\n\n".join(SECOND)]


@given(st.lists(st.text(max_size=60), max_size=12))
def test_every_block_gets_at_most_one_side(texts: list[str]) -> None:
    found = describe_cohesion(texts)
    assert len(found) == len(texts)
    assert set(found) <= {"", "ties-ahead", "ties-ahead-clearly", "ties-back", "ties-back-clearly"}


@given(st.lists(st.sampled_from(["reefs corals", "tales radio", ""]), max_size=10))
def test_turning_the_page_round_turns_the_sides(texts: list[str]) -> None:
    turned = [
        tie.replace("ahead", "back") if "ahead" in tie else tie.replace("back", "ahead")
        for tie in reversed(describe_cohesion(texts[::-1]))
    ]
    assert turned == describe_cohesion(texts)


def test_a_text_that_repeats_the_words_of_a_line_echoes_it() -> None:
    line = "ICESCO Opens Museum of Ships"
    assert echo_of(line, "The museum of ships was opened by ICESCO on Monday.") == "echoed"
    assert echo_of(line, "A prize for poetry was given to a teacher.") == "unechoed"


def test_the_name_is_torn_only_where_it_goes_on_behind_the_break() -> None:
    name = "Educational, Scientific and Cultural Organization"
    assert tears_name("received by the Islamic World", name)
    assert not tears_name("ICESCO Opens Museum", f"The Islamic World {name}")


def test_a_page_is_wrapped_where_its_paragraphs_were_joined_from_lines() -> None:
    joined, whole = Block("Two lines", "lines 1-2", lines=("Two", "lines")), Block("One", "line 1")
    assert (is_wrapped([joined]), is_tight([joined])) == (True, True)
    assert (is_wrapped([whole]), is_tight([whole])) == (False, False)


def test_a_cue_is_shown_only_where_a_word_stands_that_it_needs(seeds_corpus: Corpus, dev_corpus: Corpus) -> None:
    columns = ["feature", "where", "letters", "needs", "pattern", "note"]
    articles = pd.concat([seeds_corpus.articles, dev_corpus.articles])
    texts = {text for body in articles["body"] for text in body.split("\n\n")} | set(articles["headline"])
    rows = [row for row in read_vocabulary("block_cues.tsv", columns=columns) if row["needs"]]
    assert {row["feature"] for row in rows} >= {"lead-cue", "names-organisation", "prints-day"}
    for row in rows:
        find, words = compile_cue([row]), needed_words(row["needs"])
        shown = {text.casefold() for text in texts if find(text)}
        assert [text for text in shown if not any(word in text for word in words)] == [], row["pattern"]


def test_every_cue_of_a_line_has_a_text_that_shows_it_and_one_that_does_not() -> None:
    table = Path(__file__).parents[1] / "cases" / "pages_text_cues.tsv"
    cases = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()[1:]]
    assert [(cue, text) for cue, text, shown in cases if shows(text, cue) != (shown == "yes")] == []
    pairs = {(cue, shown) for cue, _, shown in cases}
    assert pairs == {(cue, shown) for cue in read_cues() for shown in ("yes", "no")}


def test_cues_that_letters_of_any_size_show_are_written_in_small_ones() -> None:
    tables = {"text_cues.tsv": ["feature", "where", "letters", "pattern", "note"]}
    tables["block_cues.tsv"] = ["feature", "where", "letters", "needs", "pattern", "note"]
    rows = [row for name, columns in tables.items() for row in read_vocabulary(name, columns=columns)]
    patterns = [re.sub(r"\\.", "", row["pattern"]) for row in rows if row["letters"] == "any"]
    assert patterns
    assert [pattern for pattern in patterns if pattern != pattern.casefold()] == []
