"""The type of an activity: every row of the vocabulary, and whole headlines."""

from pathlib import Path

import pytest

from icesco_analysis.activities import classify_activity, find_words
from icesco_analysis.articles import Article
from icesco_analysis.vocabulary import read_vocabulary

COLUMNS = ["language", "name", "activity", "headline", "lead", "pattern", "read", "unread", "note"]
ROWS = read_vocabulary("activity_words.tsv", columns=COLUMNS)


def read_cases() -> list[dict[str, str]]:
    path = Path(__file__).parent / "cases" / "activities_headlines.tsv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    return [dict(zip(header.split("\t"), row.split("\t"), strict=True)) for row in rows]


def names_in(text: str, language: str) -> list[str]:
    return [word.name for word in find_words(text, language=language)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['language']} {row['name']}")
def test_every_row_has_a_headline_it_is_found_in_and_one_it_is_not(row):
    assert row["name"] in names_in(row["read"], row["language"])
    assert row["name"] not in names_in(row["unread"], row["language"])


def test_rows_have_names_of_their_own():
    assert len({(row["language"], row["name"]) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case["headline"])
def test_headline_and_lead_tell_the_type(case):
    article = Article("page", 1, case["headline"], case["lead"], language=case["language"])
    activity = classify_activity(article)
    assert (activity.kind if activity else "") == case["activity"]


def test_the_evidence_stands_in_the_article():
    article = Article("page", 1, "ICESCO and Chad Sign Memorandum", "The two parties met in Rabat.")
    activity = classify_activity(article)
    assert activity is not None
    assert activity.evidence in article.text
    assert activity.rule == "headline: signing"


def test_words_far_below_the_lead_do_not_count():
    body = "It rained. It snowed.\n\nAn agreement was signed."
    assert classify_activity(Article("page", 1, "Weather", body)) is None
