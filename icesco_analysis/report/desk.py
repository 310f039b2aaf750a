"""What a report is written from: the corpus as rows, in the order in which it is read."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from icesco_analysis.corpus import Corpus
from icesco_analysis.language import Run, span_words
from icesco_analysis.report.content import Cell, Row, anchor, cell, records
from icesco_analysis.topics import Topics

ROLES = {"partner": "As partner", "venue": "As venue", "mention": "Mentioned"}


@dataclass(frozen=True, slots=True)
class Desk:
    """What the chapters are written from.

    `stories` are the rows of articles by identifier, newest first and undated last; `roles` those of countries by
    article and role; `topics_of` those of the assignments that have a topic, `addresses` what is known, by article.
    """

    corpus: Corpus
    topics: Topics
    stories: dict[str, Row]
    roles: dict[tuple[str, str], list[Row]]
    topics_of: dict[str, Row]
    addresses: dict[str, str]


def lay_out(corpus: Corpus, *, topics: Topics) -> Desk:
    """Return the desk on which a report is written."""
    roles: dict[tuple[str, str], list[Row]] = {}
    for row in records(corpus.countries.sort_values(["country", "iso3"])):
        roles.setdefault((row["article_id"], row["role"]), []).append(row)
    return Desk(
        corpus=corpus,
        topics=topics,
        stories={row["article_id"]: row for row in records(sort_stories(corpus.articles))},
        roles=roles,
        topics_of={row["article_id"]: row for row in records(topics.assignments.dropna(subset=["topic"]))},
        addresses={row["story"]: row["address"] for row in records(corpus.releases) if row["address"]},
    )


def sort_stories(articles: pd.DataFrame) -> pd.DataFrame:
    """Return articles newest first, undated last."""
    return articles.sort_values(["date_start", "source", "position"], ascending=[False, True, True])


def headline(story: Row) -> str:
    """Return the headline of a story, or that it has none."""
    return story["headline"] or "(no headline)"


def headline_cell(story: Row) -> Cell:
    """Return the headline of a story, with a link to what was read of it."""
    return cell(headline(story), href=anchor("story", story["article_id"]), language=story["language"] or "")


def day_cell(story: Row) -> Cell:
    """Return the days of a story's activity, sorted by the first, with a link to the words they were read from."""
    href = f"#{anchor('story', story['article_id'])}-day"
    key = None if story["date_start"] is None else story["date_start"].date().isoformat()
    return Cell((Run("not known" if key is None else say_days(story), href=href),), key=key)


def say_days(story: Row) -> str:
    """Return the days of a story's activity."""
    return span_words(story["date_start"], story["date_end"]) if story["date_start"] else "day not known"


def link_countries(rows: Sequence[Row], *, doubt: str = "") -> tuple[Run, ...]:
    """Return the countries of a story in one role, each with a link to its sentence, `doubt` behind doubtful ones."""
    runs: list[Run] = []
    for row in rows:
        target = anchor("sentence", row["article_id"], row["iso3"], row["role"])
        text = row["country"] + doubt * (row["confidence"] == "doubtful")
        runs += [*[Run(", ")] * bool(runs), Run(text, href=f"#{target}")]
    return tuple(runs)
