"""What a report is written from: the corpus as rows, in the order in which it is read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from icesco_analysis.corpus import Corpus
from icesco_analysis.counts import Labels
from icesco_analysis.language import Run, span_words
from icesco_analysis.report.content import Cell, Quote, Row, anchor, cell, records
from icesco_analysis.topics import Topics

ROLES = {"partner": "As partner", "venue": "As venue", "mention": "Mentioned"}


@dataclass(frozen=True, slots=True)
class Desk:
    """What the chapters are written from.

    `stories` are the rows of articles by identifier, newest first and undated last; `roles` those of countries by
    article and role; `topics_of` those of the assignments by article, where it has a topic.
    """

    corpus: Corpus
    labels: tuple[Labels, ...]
    topics: Topics
    stories: dict[str, Row]
    roles: dict[tuple[str, str], list[Row]]
    topics_of: dict[str, Row]

    def countries_of(self, article_id: str) -> Iterator[tuple[str, list[Row]]]:
        """Yield the roles that countries have in a story, with their rows in order of name."""
        for role in ROLES:
            if (article_id, role) in self.roles:
                yield role, self.roles[article_id, role]


def lay_out(corpus: Corpus, *, labels: Iterable[Labels], topics: Topics) -> Desk:
    """Return the desk on which a report is written."""
    roles: dict[tuple[str, str], list[Row]] = {}
    for row in records(corpus.countries.sort_values(["country", "iso3"])):
        roles.setdefault((row["article_id"], row["role"]), []).append(row)
    return Desk(
        corpus=corpus,
        labels=tuple(labels),
        topics=topics,
        stories={row["article_id"]: row for row in records(sort_stories(corpus.articles))},
        roles=roles,
        topics_of={row["article_id"]: row for row in records(topics.assignments.dropna(subset=["topic"]))},
    )


def sort_stories(articles: pd.DataFrame) -> pd.DataFrame:
    """Return articles by the first day of the activity, newest first, undated last."""
    return articles.sort_values(["date_start", "source", "position"], ascending=[False, True, True])


def page_anchor(source: str) -> str:
    """Return the anchor of a page."""
    return anchor("page", source)


def headline(story: Row) -> str:
    """Return the headline of a story."""
    return story["headline"] or "(no headline)"


def headline_cell(story: Row) -> Cell:
    """Return the headline of a story, with a link to what was read of it."""
    return cell(headline(story), href=anchor("story", story["article_id"]), language=story["language"] or "")


def day_cell(story: Row) -> Cell:
    """Return the days of a story's activity, sorted by the first, with a link to the words they were read from."""
    href = f"#{anchor('story', story['article_id'])}-day"
    if story["date_start"] is None:
        return Cell((Run("not known", href=href),))
    return Cell((Run(_days(story), href=href),), key=story["date_start"].date().isoformat())


def say_where(story: Row) -> str:
    """Return the days of a story's activity, its page and the place on it."""
    days = "day not known" if story["date_start"] is None else _days(story)
    return f"{days} · {story['source']}, article {story['position']}"


def quote(story: Row, *, sentence: str | None, words: str | None, reading: str) -> Quote:
    """Return a sentence of a story."""
    return Quote(sentence or "", words or "", reading, story["language"] or "")


def _days(story: Row) -> str:
    return span_words(story["date_start"], story["date_end"])
