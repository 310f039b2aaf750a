"""Copies are found, different meetings stay apart."""

import csv
import random
from array import array
from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.corpus.corpus import Corpus
from icesco_analysis.corpus.stories import (
    HEADLINES_READ,
    Outline,
    _find_candidates,
    _runs,
    _words,
    explain_copy,
    find_stories,
    outline_print,
    share_runs,
)
from icesco_analysis.partners import load_countries
from tests.conftest import LABELLED
from tests.rows import each_row

LABELS = Path(__file__).parents[1] / "labelled" / "dev" / "layout-copies.tsv"

LEAD = (
    "The Director-General of the Organization received on Tuesday, 4 March 2025, at its headquarters in Rabat, "
    "Ms. Lupe Taufa, Ambassador of Tonga, to explore ways of working together on coastal schools and reef science. "
)
REST = (
    "The ambassador described how island classrooms lost their roofs in the last cyclone season and what teachers did "
    "with tarpaulins and patience. The Director-General proposed a joint fund for portable libraries, repair kits and "
    "weather stations, to be run by pupils themselves. Both sides agreed to meet again when the rains are over and to "
    "invite neighbouring islands whose archives suffered the same fate. "
)


def _row(headline, body, day=date(2025, 3, 4), source="page"):
    return {
        "source": source,
        "headline": headline,
        "body": body,
        "date_start": day,
        "date_end": day,
        "date_kind": "explicit" if day else "none",
    }


@cache
def _outline(cells):
    return outline_print(dict(cells))


def _find(rows):
    return find_stories(rows, [_outline(tuple(row.items())) for row in rows])


ORIGINAL = _row("Tonga’s Ambassador Visits the Organization", LEAD + REST)


def _edit(body, *, every):
    words = body.split()
    return " ".join("altered" if place % every == every - 1 else word for place, word in enumerate(words))


COPIES = {
    "identical": ORIGINAL,
    "other headline": _row("Ambassador of Tonga Received", LEAD + REST, source="another page"),
    "cut after the lead": _row(ORIGINAL["headline"], LEAD),
    "cut in the middle": _row(ORIGINAL["headline"], (LEAD + REST)[:400]),
    "every tenth word edited": _row(ORIGINAL["headline"], _edit(LEAD + REST, every=10)),
    "typography changed": _row(
        ORIGINAL["headline"], (LEAD + REST).replace("’", "'").replace("Director-General", "Director General")
    ),
    "day left out": _row(ORIGINAL["headline"], (LEAD + REST).replace(" on Tuesday, 4 March 2025,", ""), None),
    "a paragraph added": _row(ORIGINAL["headline"], LEAD + "A tour of the museum followed the talks. " + REST),
    "name spelled otherwise": _row(ORIGINAL["headline"], (LEAD + REST).replace("Taufa", "Tau-fa")),
}


@each_row("copy", COPIES.values(), ids=COPIES)
def test_a_copy_is_the_same_story(copy):
    assert _find([ORIGINAL, copy]) == [(0, 1)]


STRANGERS = {
    "same country, another day": _row(
        ORIGINAL["headline"], LEAD.replace("Tuesday, 4 March 2025", "Friday, 6 June 2025") + REST, date(2025, 6, 6)
    ),
    "same stock text, another guest": _row(
        "Fiji’s Minister of Education Discusses Scholarships",
        "Mr. Ratu Vuki, Minister of Education of Fiji, discussed by video link with a deputy of the Organization how "
        "scholarships for nurses could be shared among Pacific states this year. " + REST,
        None,
    ),
    "same text, another day": _row(ORIGINAL["headline"], LEAD + REST, date(2025, 6, 6)),
    "same headline, a few other words": _row(ORIGINAL["headline"], "More will be told below.", None),
    "another text": _row("A Workshop on Bees", "Beekeepers from four countries learned to count mites. " * 6, None),
}


@each_row("stranger", STRANGERS.values(), ids=STRANGERS)
def test_another_story_stays_another(stranger):
    assert _find([ORIGINAL, stranger]) == [(0,), (1,)]


@pytest.mark.parametrize("bodies", ["{own} {both}", "{both} {own}", "{own} {both} {own}"])
def test_two_texts_that_share_eight_words_share_a_mark(bodies):
    """So that they are compared at all."""
    texts = [bodies.format(own=" ".join(f"{own}{n}" for n in range(20)), both=" ".join("abcdefgh")) for own in "xy"]
    one, other = (set(outline_print(_row(text, text)).marks) for text in texts)
    assert one & other


def test_a_sketch_that_was_kept_is_taken_as_it_is():
    outline = outline_print(ORIGINAL | {"sketch": "how it begins\n7\n9"})
    assert (outline.place[0], list(outline.marks)) == ("how it begins", [7, 9])


@each_row(
    ("marks", "days", "pairs"),
    [
        ([range(10), range(8, 18)], [None, None], {(0, 1)}),
        ([range(10), range(9, 19)], [None, None], set()),
        ([range(10), range(9, 14)], [None, None], {(0, 1)}),
        ([range(10), range(10)], ["Monday", "Monday"], {(0, 1)}),
        ([range(10), range(10)], ["Monday", None], {(0, 1)}),
        ([range(10), range(10)], ["Monday", "Tuesday"], set()),
        ([range(10)] * 8, [None] * 8, {(n, n + 1) for n in range(7)}),
        ([range(10)] * 6, [None] * 6, {*combinations(range(6), 2)}),
    ],
)
def test_what_shares_enough_marks_and_no_other_day_is_compared(marks, days, pairs):
    outlines = [Outline(("", "", ""), day, array("I", own), 1, None) for own, day in zip(marks, days, strict=True)]
    assert {*_find_candidates(outlines)[0]} == pairs


@pytest.mark.parametrize(("words", "n_runs"), [("abcdefgh", 5), ("abcdefg", 0), ("", 0)])
def test_a_body_of_fewer_than_eight_words_has_no_runs(words, n_runs):
    assert len(_runs(list(words))) == n_runs


def test_two_headlines_of_one_page_are_two_stories():
    assert _find([ORIGINAL, _row("Ambassador of Tonga Received", LEAD + REST)]) == [(0,), (1,)]


def test_a_merge_is_shown_with_its_reason():
    cut, retold = COPIES["cut after the lead"], COPIES["other headline"]
    assert explain_copy(ORIGINAL, ORIGINAL) == "the same headline and text"
    assert explain_copy(ORIGINAL, _row(ORIGINAL["headline"].upper(), LEAD + REST)) == "the same headline and text"
    assert explain_copy(ORIGINAL, cut) == "the same headline, 100 % of the shorter text"
    assert explain_copy(ORIGINAL, retold) == "another headline, 100 % of the shorter text"


# ---- formulas are no shared text

COUNTRIES = sorted(load_countries().values(), key=lambda country: country.iso3)
FORMULAS = {
    "congratulations": (
        "ICESCO Congratulates {country} on Its National Day",
        "The Islamic World Educational, Scientific and Cultural Organization (ICESCO) congratulates {country} on the "
        "occasion of its National Day, and wishes its leadership and its people further progress and prosperity. "
        "The Organization praises the achievements of the country in education, science and culture, and reaffirms its "
        "readiness to strengthen cooperation in all its fields of competence.",
    ),
    "country, person and day": (
        "ICESCO Director-General Receives Ambassador of {country}",
        LEAD.replace("Tuesday, 4 March 2025", "{day} May 2025")
        .replace("Lupe Taufa", "{person}")
        .replace("Tonga", "{country}")
        + REST,
    ),
    "person and day under one headline": (
        "ICESCO Director-General Receives New Ambassador",
        LEAD.replace("Tuesday, 4 March 2025", "{day} May 2025")
        .replace("Lupe Taufa", "{person}")
        .replace("Tonga", "his country")
        + REST,
    ),
    "one word of the headline": ("ICESCO Opens Course in {trade}", REST + "The course will last for three weeks."),
}


@pytest.mark.parametrize("paged", [True, False], ids=["one page", "many pages"])
@pytest.mark.parametrize(("headline", "body"), FORMULAS.values(), ids=FORMULAS)
def test_releases_of_one_formula_stay_apart(headline, body, paged):
    generator = random.Random(5)  # noqa: S311 - a test's
    said = [
        {
            "country": country.name,
            "person": "".join(generator.sample(ascii_lowercase, 9)).title(),
            "day": 1 + place % 28,
            "trade": "".join(generator.sample(ascii_lowercase, 9)),
        }
        for place, country in enumerate(generator.sample(COUNTRIES, 40))
    ]
    rows = [
        _row(headline.format(**each), body.format(**each), None, source="page" if paged else f"page {place}")
        for place, each in enumerate(said)
    ]
    assert _find(rows) == [(place,) for place in range(40)]


def test_text_under_many_headlines_tells_no_story_of_its_own():
    """Each has what all have, and less of its own; nothing in one of them speaks against another."""
    headlines = ["Roofs and Rain", "Rain and Reefs", "Reefs and Roofs", "Roofs Again", "Reefs Again", "Rain Again"]
    formula = "on roofs and rain and reefs again " + REST.lower().replace("-", " ")
    own = [" ".join(letter * (2 + n % 5) for n in range(30)) for letter in ascii_lowercase]
    rows = [_row(each, f"{formula} {words}", None, source=each) for each, words in zip(headlines, own, strict=False)]
    assert _find(rows[:2]) == [(0, 1)]
    assert _find(rows) == [(place,) for place in range(6)]


def test_a_formula_under_many_headlines_makes_no_candidates_and_only_some_of_its_prints_are_read():
    """So that finding copies takes no longer for each print the more there are."""
    formula = REST.lower().replace("-", " ")
    own = [" ".join(f"{letter}{n}" for n in range(12)) for letter in 2 * ascii_lowercase]
    rows = [_row(f"Of {n} {words[:2]}", f"{words} {formula}", None) for n, words in enumerate(own)]
    pairs, stock = _find_candidates([*map(outline_print, rows)])
    assert {*pairs} <= {(place, place + 26) for place in range(26)}, "but for those with words of their own in common"
    assert {*map(len, stock.values())} == {HEADLINES_READ}


def test_a_stub_chains_no_stories():
    """All countries' releases say what the stub says; only one of them can be its story."""
    stub = _row("ICESCO Receives Ambassador", LEAD.replace(", Ambassador of Tonga,", ""), None, "stub")
    rows = [stub] + [
        _row("ICESCO Receives Ambassador", LEAD.replace("Tonga", name) + REST, None, name)
        for name in ("Iraq", "Azerbaijan", "Iran", "Gabon")
    ]
    assert [len(story) for story in _find(rows)] in ([2, 1, 1, 1], [1] * 5)


# ---- what the threshold rests on, measured


@pytest.fixture(scope="module")
def stories(corpus_of: Callable[[Path], Corpus]) -> list[dict]:
    """Return the stories of all labelled pages, copies merged."""
    return [
        row | {"source": f"{folder.parent.name}/{row['source']}"}
        for folder in LABELLED
        for row in _rows(corpus_of(folder))
    ]


def _rows(corpus: Corpus) -> list[dict]:
    frame = corpus.articles.astype({"date_start": object, "date_end": object})
    return frame.where(frame.notna(), None).to_dict("records")


@cache
def _copies() -> set[frozenset[tuple[str, int]]]:
    """Return the labelled copies, and what is a copy of the same release as another."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    stories: dict[tuple[str, int], set[tuple[str, int]]] = {}
    for row in rows:
        copy, first = (row["page"], int(row["position"])), (row["of_page"], int(row["of_position"]))
        stories.setdefault(first, {first}).add(copy)
    return {frozenset(pair) for story in stories.values() for pair in combinations(sorted(story), 2)}


def test_the_labelled_copies_merge_and_nothing_else(dev_corpus):
    printed = dev_corpus.copies.assign(page=lambda frame: frame["source"].map(lambda source: Path(source).stem))
    merged = {
        frozenset(pair)
        for _, story in printed.groupby("article_id")
        for pair in combinations(zip(story["page"], story["position"], strict=True), 2)
    }
    assert merged == _copies()
    assert (printed["reason"] != "").sum() == len(printed) - printed["article_id"].nunique()


def test_no_two_stories_merge(stories):
    assert len(_find(stories)) == len(stories)


def _cut(row: dict, *, words: int) -> dict:
    """Return the excerpt that an archive prints of a release, without its day."""
    body = " ".join(row["body"].split()[:words]) + "…"
    return row | {"source": f"archive of {row['source']}", "body": body, "date_start": None, "date_kind": "none"}


@pytest.mark.parametrize("words", [15, 20, 30, 55])
def test_no_two_leads_merge(stories, words, trials):
    rows = [_cut(row, words=words) for row in stories[:: trials(6, 1)]]
    for each in (rows, [row | {"headline": ""} for row in rows]):
        apart = {(row["headline"], row["body"]) for row in each}  # of two releases an archive may print the same words
        assert len(_find(each)) >= len(apart)


def _slip(text: str) -> str:
    """Return a text without the third letter of its longest word."""
    longest = max((word for word in text.split() if word.isalpha()), key=len, default="")
    return text.replace(longest, longest[:2] + longest[3:], 1) if len(longest) > 5 else text


EDITS = {
    "identical": (lambda row: row, 1.0),
    "cut at 55 words": (lambda row: _cut(row, words=55), 0.99),
    "cut at 20 words": (lambda row: _cut(row, words=20), 0.95),
    "cut at 15 words": (lambda row: _cut(row, words=15), 0.95),
    "a slip of spelling": (lambda row: row | {"headline": _slip(row["headline"]), "body": _slip(row["body"])}, 0.99),
    "a full stop": (lambda row: row | {"headline": row["headline"] + "."}, 1.0),
    "no hyphen": (
        lambda row: (
            row | {part: row[part].replace("Director-General", "Director General") for part in ("headline", "body")}
        ),
        1.0,
    ),
    "soft wraps": (lambda row: row | {"body": "\n".join(row["body"].split(" "))}, 1.0),
    "every twelfth word": (lambda row: row | {"body": _edit(row["body"], every=12)}, 0.99),
}


@pytest.mark.parametrize(("edit", "share"), EDITS.values(), ids=EDITS)
def test_planted_copies_are_found_and_nothing_else(stories, edit, share, trials, record_property):
    """Every sixteenth story, printed again on another page; in `make harden` every second one."""
    copied = stories[:: trials(16, 2)]
    planted = [edit(row) | {"source": f"copy of {row['source']}"} for row in copied]
    found = _find([*copied, *planted])
    n = len(copied)
    pairs = [story for story in found if len(story) > 1]
    assert all(story[1:] == (story[0] + n,) for story in pairs)
    record_property("found", f"{len(pairs)} of {n}")
    assert len(pairs) >= share * n


def _body_runs(rows: list[dict]) -> list[frozenset[int]]:
    return [frozenset(_runs([word for word, _ in _words(row["body"])])) for row in rows]


def test_different_stories_stay_well_below_the_share_of_a_copy(seeds_corpus):
    shares = [share_runs(*pair) for pair in combinations(_body_runs(_rows(seeds_corpus)), 2)]
    assert round(max(shares), 2) == 0.27


@pytest.mark.parametrize(("every", "kept"), [(7, 0.39), (10, 0.57), (20, 0.78)])
def test_a_seed_with_changed_words_keeps_the_share_that_the_threshold_was_chosen_by(seeds_corpus, every, kept):
    rows = _rows(seeds_corpus)
    edited = [row | {"body": _edit(row["body"], every=every)} for row in rows]
    shares = map(share_runs, _body_runs(rows), _body_runs(edited))
    assert round(min(shares), 2) == kept


@pytest.mark.parametrize(("shared", "is_copy"), [(13, True), (12, False)])
def test_half_of_the_runs_of_the_shorter_text_make_a_copy(shared, is_copy):
    """Of 23 words, and so 20 runs, thirteen are ten runs."""
    words = [letter * 3 for letter in ascii_lowercase]
    rows = [
        _row("Ships", " ".join(words[:23]), None),
        _row("Ships", " ".join([*words[:shared], *(word * 2 for word in words)]), None, "b"),
    ]
    assert (_find(rows) == [(0, 1)]) is is_copy


@pytest.mark.parametrize(("n_words", "is_copy"), [(23, True), (22, False)])
def test_under_another_headline_a_copy_needs_twenty_runs(n_words, is_copy):
    body = " ".join(letter * 4 for letter in ascii_lowercase[:n_words])
    assert (_find([_row("Aaaa", body, None), _row("Bbbb", body, None, "b")]) == [(0, 1)]) is is_copy


@each_row(
    ("one", "other", "is_copy"),
    [
        ("Ships Boats Rafts Canoes Dinghies", "Ships Boats Rafts Canoes Din…", True),
        ("Ships Boats Rafts Canoes Din…", "Ships Boats Rafts Canoes Dinghies", True),
        ("Ships Boats Rafts Canoes Dinghies", "Ships Boats Rafts Can…", False),
        ("Ships Boats Rafts Canoes Dinghies", "Boats Ships Rafts Canoes Din…", False),
        ("Ships Boats Rafts Canoes Dinghies", "Ships Boats Rafts Canoes", False),
        ("Go on", "", False),
        ("Go on", "Go in", True),
    ],
)
def test_a_headline_that_is_cut_after_four_words_or_differs_in_little_words_is_the_same(one, other, is_copy):
    body = " ".join(letter * 4 for letter in ascii_lowercase[:20])
    assert (_find([_row(one, body, None), _row(other, body, None, "b")]) == [(0, 1)]) is is_copy


@pytest.mark.parametrize(("country", "is_copy"), [("Niger", False), ("Nigeriaa", True), ("Nigeria", True)])
def test_two_countries_spelled_alike_make_two_stories_and_a_slip_of_spelling_none(country, is_copy):
    rows = [_row("A Visit", (LEAD + REST).replace("Tonga", name), source=name) for name in ("Nigeria", country)]
    assert (_find(rows) == [(0, 1)]) is is_copy


@pytest.mark.parametrize(("names", "is_copy"), [(("Omar", "Zaki"), False), (("Ali", "Zak"), True)])
def test_two_names_of_four_letters_or_more_make_two_stories(names, is_copy):
    rows = [_row("A Visit", (LEAD + REST).replace("Taufa", name), source=name) for name in names]
    assert (_find(rows) == [(0, 1)]) is is_copy


DAYS = date(2024, 3, 4), date(2025, 3, 4)


@pytest.mark.parametrize(("kind", "is_copy"), [("explicit", False), ("yearless", False), ("month", True)])
def test_days_tell_stories_apart_where_both_were_printed(kind, is_copy):
    rows = [ORIGINAL | {"date_kind": kind, "date_start": day, "date_end": day} for day in DAYS]
    assert (_find(rows) == [(0, 1)]) is is_copy


def test_prints_of_two_days_are_no_story_though_one_without_a_day_is_a_copy_of_both():
    other = _row(ORIGINAL["headline"], LEAD + REST, date(2025, 6, 6), "other")
    undated = _row(ORIGINAL["headline"], LEAD + REST, None, "undated")
    assert sorted(map(len, _find([ORIGINAL, undated, other]))) == [1, 2]


def test_a_story_on_many_pages_is_one():
    others = [_row(f"Story {n}", f"Topic {n} " * 30, None) for n in range(30)]
    rows = [ORIGINAL if place % 3 == 0 else others[place] for place in range(30)]
    assert _find(rows)[0] == tuple(range(0, 30, 3))


@given(st.randoms(use_true_random=False))
def test_order_of_reading_changes_no_story(generator: random.Random):
    rows = [*COPIES.values(), *STRANGERS.values()]
    labelled = list(enumerate(rows))
    generator.shuffle(labelled)
    stories = _find([row for _, row in labelled])
    named = sorted(tuple(sorted(labelled[index][0] for index in story)) for story in stories)
    assert named == _find(rows)
