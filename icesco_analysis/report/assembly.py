"""The corpus → the report as content: caveats first, then when, what, with whom, and every sentence behind it."""

import hashlib
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import pandas as pd

from icesco_analysis.corpus import Corpus
from icesco_analysis.counts import Labels, count_partners, count_roles, judge, list_members, list_misses
from icesco_analysis.figures import Figure, accuracy, activity, note_coverage, partners, topics
from icesco_analysis.figures import corpus as reading
from icesco_analysis.language import Prose as Words
from icesco_analysis.language import count_of, escape_markdown, span_words
from icesco_analysis.report.changes import Changes, describe_changes
from icesco_analysis.report.content import Block, Column, Grid, Medium, Picture, Prose, Report, Section, anchor, cell
from icesco_analysis.report.evidence import (
    country_sections,
    partner_sections,
    story_sections,
    topic_sections,
    topic_words,
    type_sections,
)
from icesco_analysis.report.grids import (
    list_all_stories,
    list_pages,
    list_partners,
    list_problems,
    plain_grid,
    show_numbers,
)
from icesco_analysis.topics import Topics, fit_topics

MOST_MOVED = 40
"""Rows of the table of numbers that moved: a page of paper; the workbook has all."""

MOST_NEW = 120
"""Stories listed as added or removed: three pages of paper; the workbook has all."""

MOST_PROBLEMS = 60
"""Rows of the table of problems: what a person reads through; the workbook has all."""

SCREEN: frozenset[Medium] = frozenset({"html"})
PAPER: frozenset[Medium] = frozenset({"word"})

FINGERPRINT_LENGTH = 12
"""Hex digits of the fingerprint of all pages: enough to tell any two sets of pages apart."""


def assemble(corpus: Corpus, *, labels: Iterable[Labels] = (), changes: Changes | None = None, seed: int) -> Report:
    """Return the report on a corpus.

    Parameters
    ----------
    corpus
        What was read.
    labels
        Labels of some of its pages, to say how often the reading is right.
    changes
        What is new since an earlier run; None leaves the chapter out.
    seed
        Seed of topics and intervals.
    """
    desk = _Desk(corpus, labels=tuple(labels), topics=fit_topics(corpus.articles, seed=seed), seed=seed)
    chapters = [
        _caveats(desk),
        *([_news(changes)] if changes is not None else []),
        _partners(desk),
        _what(desk),
        _topics(desk),
        _when(desk),
        _trust(desk),
        _stories(desk),
        *_evidence(desk),
        _sources(desk),
    ]
    return Report(
        title="With which countries ICESCO works, on what, and when",
        subtitle=_subtitle(corpus),
        citation=cite(corpus),
        sections=_number(chapters),
        targets=_targets(corpus),
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the chapters are written from."""

    corpus: Corpus
    labels: tuple[Labels, ...]
    topics: Topics
    seed: int

    @property
    def articles(self) -> pd.DataFrame:
        return self.corpus.articles

    @property
    def pages(self) -> pd.DataFrame:
        return self.corpus.pages


def fingerprint(pages: pd.DataFrame) -> str:
    """Return a fingerprint of a set of pages: the same for the same files, in whatever order they were read.

    Examples
    --------
    >>> fingerprint(pd.DataFrame({"sha256": ["b", "a"]})) == fingerprint(pd.DataFrame({"sha256": ["a", "b"]}))
    True
    """
    return hashlib.sha256("\n".join(sorted(pages["sha256"])).encode()).hexdigest()[:FINGERPRINT_LENGTH]


def cite(corpus: Corpus) -> str:
    """Return the line by which to cite a report on `corpus`."""
    return (
        f"icesco_analysis, report on {count_of(len(corpus.pages), 'saved page')} of ICESCO news "
        f"(fingerprint of the pages {fingerprint(corpus.pages)}). " + note_coverage(corpus.articles, pages=corpus.pages)
    )


def _targets(corpus: Corpus) -> dict[str, str]:
    """Return where the sentences are that a number beside a word of a finding counts: by country and type."""
    partner = corpus.countries[corpus.countries["role"] == "partner"].drop_duplicates("iso3")
    named = {
        str(name): anchor("country", code, "partner")
        for code, name in zip(partner["iso3"], partner["country"], strict=True)
    }
    kinds = corpus.articles["activity"].dropna().unique()
    return named | {str(kind): anchor("activity", kind) for kind in sorted(kinds) if kind}


def _subtitle(corpus: Corpus) -> str:
    days = corpus.articles["date_start"].dropna()
    when = f", activities of {span_words(days.min(), days.max())}" if len(days) else ", no activity with a known day"
    pages, stories = count_of(len(corpus.pages), "saved page"), count_of(len(corpus.articles), "story", "stories")
    return f"{stories} on {pages}{when}"


# --- chapters --------------------------------------------------------------------------------------------------------


def _caveats(desk: _Desk) -> Section:
    corpus, refused = desk.corpus, len(desk.corpus.refused)
    said = [
        reading.describe_seen(corpus),
        activity.describe_windows(corpus),
        reading.describe_undated(corpus),
        reading.describe_languages(corpus),
        reading.describe_problems(corpus),
    ]
    lines = [words._repr_markdown_() for words in said]
    if refused:
        lines.append(f"**{count_of(refused, 'file')}** could not be read as a page; the chapter on sources names them.")
    return Section(
        "caveats",
        "Before you quote a number",
        (
            Prose("\n".join(f"- {line}" for line in lines)),
            _say(reading.describe_pages(corpus)),
            *_draw_if_any(reading.figure_calendar(corpus)),
        ),
    )


def _news(changes: Changes) -> Section:
    blocks: list[Block] = [Prose(describe_changes(changes))]
    if len(changes.moved):
        blocks.append(_list_moved(changes.moved))
    if len(changes.added):
        blocks.append(_list_stories("added-table", "Stories that the earlier run did not have.", changes.added))
    if len(changes.removed):
        blocks.append(_list_stories("removed-table", "Stories that only the earlier run had.", changes.removed))
    if len(changes.redated):
        days = (Column("Headline", "text", 4.0), Column("Day before", "day"), Column("Day now", "day"))
        rows = [(_headline_cell(row), row["before"], row["now"]) for row in changes.redated.to_dict("records")]
        words = "Stories whose day changed; an empty cell is a day not known."
        blocks.append(plain_grid("redated-table", words, days, rows))
    return Section("changes", "What is new since the earlier run", tuple(blocks))


def _list_moved(moved: pd.DataFrame) -> Grid:
    columns = (
        Column("Number of", "text", 3.0),
        Column("Before", "number"),
        Column("Now", "number"),
        Column("Change", "number"),
    )
    rows = []
    for row in moved.head(MOST_MOVED).to_dict("records"):
        role = str(row["what"]).rpartition(" ")[2]
        target = anchor("country", row["iso3"], role) if row["iso3"] else ""
        change = cell(f"{row['change']:+,}".replace("-", "\N{MINUS SIGN}"))
        rows.append((row["what"], row["before"], cell(row["now"], href=target), change))
    words = f"Numbers that moved since the earlier run.{_say_rest(moved, most=MOST_MOVED)}"
    return plain_grid("moved-table", words, columns, rows)


def _list_stories(name: str, words: str, articles: pd.DataFrame) -> Grid:
    columns = (Column("First day", "day", 1.0), Column("Headline", "text", 4.0), Column("Page", "text", 1.5))
    ordered = articles.sort_values(["date_start", "source", "position"], ascending=[False, True, True])
    rows = [_story_row(row) for row in ordered.head(MOST_NEW).to_dict("records")]
    return plain_grid(name, words + _say_rest(articles, most=MOST_NEW), columns, rows)


def _say_rest(frame: pd.DataFrame, *, most: int) -> str:
    return f" The first {most:,} of {len(frame):,}; all are in tables.xlsx." if len(frame) > most else ""


def _story_row(row: dict[Hashable, Any]) -> tuple[object, ...]:
    return row["date_start"], _headline_cell(row), f"{row['source']}, {row['position']}"


def _headline_cell(row: dict[Hashable, Any]) -> object:
    headline, language = (row[name] if isinstance(row[name], str) else "" for name in ("headline", "language"))
    return cell(headline or "(no headline)", href=anchor("story", row["article_id"]), language=str(language))


def _partners(desk: _Desk) -> Section:
    articles, countries, corpus = desk.articles, desk.corpus.countries, desk.corpus
    ranking = count_partners(articles, countries, seed=desk.seed)
    return Section(
        "partners",
        "With which countries",
        (
            *_tell(partners.figure_ranking(corpus, seed=desk.seed)),
            _say(partners.describe_intervals(articles)),
            *([list_partners(ranking, count_roles(articles, countries))] if len(ranking) else []),
            *_draw_if_any(partners.figure_map(corpus)),
            *_tell(partners.figure_roles(corpus)),
            *_tell(partners.figure_periods(corpus)),
            *_tell(partners.figure_topics(corpus, topics=desk.topics)),
            *_tell(partners.figure_regions(corpus)),
            _say(partners.describe_members(list_members(articles, countries))),
        ),
    )


def _when(desk: _Desk) -> Section:
    corpus = desk.corpus
    return Section(
        "when",
        "When",
        (
            _say(activity.describe_months(corpus)),
            *_tell(activity.figure_windows(corpus)),
            _say(activity.describe_overlaps(corpus)),
            *_tell(activity.figure_rates(corpus)),
            *_tell(activity.figure_weekdays(corpus)),
            _say(activity.describe_lags(corpus)),
        ),
    )


def _what(desk: _Desk) -> Section:
    return Section("types", "What kind of activity", tuple(_tell(activity.figure_types(desk.corpus))))


def _topics(desk: _Desk) -> Section:
    found, corpus = desk.topics, desk.corpus
    blocks: list[Block] = _tell(topics.figure_stability(corpus, topics=found))
    if found.diagnostics["n_topics"]:
        blocks += [
            _say(topics.describe_topics(found)),
            *_tell(topics.figure_terms(corpus, topics=found)),
            *_tell(topics.figure_map(corpus, topics=found)),
            *_tell(topics.figure_months(corpus, topics=found)),
        ]
    return Section("topics", "On what", tuple(blocks))


def _trust(desk: _Desk) -> Section:
    corpus = desk.corpus
    blocks: list[Block] = [
        _say(reading.describe_date_kinds(corpus)),
        _say(reading.describe_characters(corpus)),
        *_tell(accuracy.figure_scores(corpus, labels=desk.labels, seed=desk.seed)),
    ]
    if desk.labels:
        blocks.append(_say(accuracy.describe_misses(list_misses(judge(corpus.tables, desk.labels)))))
    return Section("trust", "How far to trust the reading", tuple(blocks))


def _stories(desk: _Desk) -> Section:
    return Section("all-stories", "All stories", (list_all_stories(desk.corpus, topics=topic_words(desk.topics)),))


def _evidence(desk: _Desk) -> Iterator[Section]:
    """Yield the sentences behind the numbers; paper has those of the partners only."""
    corpus = desk.corpus
    countries = country_sections(corpus)
    yield Section("evidence-countries", "The sentences behind each country", (), countries, media=SCREEN)
    partner = partner_sections(corpus)
    yield Section("evidence-partners", "The sentences behind each partner country", (), partner, media=PAPER)
    kinds = type_sections(corpus)
    yield Section("evidence-types", "The words behind each type of activity", (), kinds, media=SCREEN)
    if desk.topics.diagnostics["n_topics"]:
        topical = topic_sections(corpus, topics=desk.topics)
        yield Section("evidence-topics", "The sentences behind each topic", (), topical, media=SCREEN)
    stories = story_sections(corpus, topics=desk.topics)
    yield Section("evidence-stories", "Each story, and what was read of it", (), stories, media=SCREEN)


def _sources(desk: _Desk) -> Section:
    found, corpus = desk.corpus.problems, desk.corpus
    blocks: list[Block] = [Prose(f"To cite this report: {escape_markdown(cite(corpus))}"), list_pages(corpus)]
    if len(found):
        blocks += [_say(reading.describe_problems(corpus)), list_problems(found, most=MOST_PROBLEMS)]
    return Section("sources", "Sources", tuple(blocks))


# --- figures ---------------------------------------------------------------------------------------------------------


def _draw(figure: Figure) -> Picture:
    """Return a figure as a part of a chapter, its number still open."""
    return Picture(figure, number=0, numbers=show_numbers(figure.data, name=figure.name, title=figure.title))


def _say(words: Words) -> Prose:
    return Prose(words._repr_markdown_())


def _tell(figure: Figure) -> list[Block]:
    """Return what a figure says, and the figure where there is something to draw."""
    return [_say(figure.finding), *_draw_if_any(figure)]


def _draw_if_any(figure: Figure) -> list[Picture]:
    """Return a figure, or nothing where it would say only that there is nothing to draw."""
    return [_draw(figure)] if len(figure.data) else []


def _number(chapters: Iterable[Section]) -> tuple[Section, ...]:
    """Return the chapters with their figures numbered from 1."""
    numbers = count(1)
    return tuple(
        replace(
            chapter,
            blocks=tuple(
                replace(block, number=next(numbers)) if isinstance(block, Picture) else block
                for block in chapter.blocks
            ),
        )
        for chapter in chapters
    )
