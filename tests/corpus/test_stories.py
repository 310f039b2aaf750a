"""Copies are found, different meetings stay apart."""

import csv
import random
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.corpus.corpus import load_corpus
from icesco_analysis.corpus.stories import COPY_SHARE, _runs, _share, _words, find_stories, share_runs
from icesco_analysis.pages.articles import Article, split_articles
from icesco_analysis.pages.page import parse_page

HERE = Path(__file__).parents[1]
SEEDS = sorted((HERE.parent / "seeds").glob("*.txt"))
DEV = sorted((HERE / "labelled" / "dev" / "pages").iterdir())

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


def _row(headline, body, day=date(2025, 3, 4)):
    return {
        "headline": headline,
        "body": body,
        "date_start": day,
        "date_end": day,
        "date_kind": "explicit" if day else "none",
    }


ORIGINAL = _row("Tonga’s Ambassador Visits the Organization", LEAD + REST)


def _edit(body, *, every):
    words = body.split()
    return " ".join("altered" if place % every == every - 1 else word for place, word in enumerate(words))


COPIES = {
    "identical": ORIGINAL,
    "other headline": _row("Ambassador of Tonga Received", LEAD + REST),
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


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
def test_a_copy_is_the_same_story(copy):
    assert find_stories([ORIGINAL, copy]) == [(0, 1)]


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
    "another text": _row("A Workshop on Bees", "Beekeepers from four countries learned to count mites. " * 6, None),
}


@pytest.mark.parametrize("stranger", STRANGERS.values(), ids=STRANGERS)
def test_another_story_stays_another(stranger):
    assert find_stories([ORIGINAL, stranger]) == [(0,), (1,)]


# ---- what the threshold rests on, measured


@cache
def _articles(*pages: Path) -> list[tuple[str, Article]]:
    return [
        (page.stem, article) for page in pages for article in split_articles(parse_page(page.read_bytes(), "")).articles
    ]


def _copies() -> set[frozenset[tuple[str, int]]]:
    """Return the labelled copies, and what is a copy of the same release as another."""
    with (HERE / "labelled" / "dev" / "layout-copies.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    stories: dict[tuple[str, int], set[tuple[str, int]]] = {}
    for row in rows:
        copy, first = (row["page"], int(row["position"])), (row["of_page"], int(row["of_position"]))
        stories.setdefault(first, {first}).add(copy)
    return {frozenset(pair) for story in stories.values() for pair in combinations(sorted(story), 2)}


@cache
def _shares(*pages: Path) -> dict[frozenset[tuple[str, int]], float]:
    """Return the share of every two articles of some pages; the runs of each are made once, the pairs are many."""
    runs = {(page, one.position): _runs(_words(one.body)) for page, one in _articles(*pages)}
    return {frozenset(pair): _share(runs[pair[0]], runs[pair[1]]) for pair in combinations(runs, 2)}


def test_the_most_alike_of_different_stories_stay_well_below_the_share_of_a_copy():
    assert round(max(_shares(*SEEDS).values()), 2) == 0.30
    copies, shares = _copies(), _shares(*DEV)
    assert max(share for pair, share in shares.items() if pair not in copies) < 0.40 < COPY_SHARE


def test_labelled_copies_keep_well_more_than_the_share_of_a_copy():
    shares = _shares(*DEV)
    assert min(shares[pair] for pair in _copies()) > 0.70 > COPY_SHARE


@pytest.mark.parametrize(("every", "kept"), [(7, 0.43), (10, 0.60), (20, 0.80)])
def test_a_seed_with_changed_words_keeps_the_share_that_the_threshold_was_chosen_by(every, kept):
    shares = [share_runs(one.body, _edit(one.body, every=every)) for _, one in _articles(*SEEDS)]
    assert round(min(shares), 2) == kept


def test_no_two_of_the_seed_stories_merge():
    corpus = load_corpus("seeds")
    assert len(corpus.articles) == len(corpus.appearances) == 50


def test_a_story_on_many_pages_is_one():
    others = [_row(f"Story {n}", f"Topic {n} " * 30, None) for n in range(30)]
    rows = [ORIGINAL if place % 3 == 0 else others[place] for place in range(30)]
    assert find_stories(rows)[0] == tuple(range(0, 30, 3))


@given(st.randoms(use_true_random=False))
def test_order_of_reading_changes_no_story(generator: random.Random):
    rows = [*COPIES.values(), *STRANGERS.values()]
    labelled = list(enumerate(rows))
    generator.shuffle(labelled)
    stories = find_stories([row for _, row in labelled])
    named = sorted(tuple(sorted(labelled[index][0] for index in story)) for story in stories)
    assert named == find_stories(rows)
