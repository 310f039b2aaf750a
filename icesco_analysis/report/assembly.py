"""The corpus → the report as content: caveats first, then when, what, with whom, and every sentence behind it."""

import hashlib
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import pandas as pd

from icesco_analysis.corpus import Corpus
from icesco_analysis.counts import (
    Labels,
    choose_groups,
    compare_pages,
    count_partners,
    count_periods,
    count_regions,
    count_roles,
    count_topics,
    estimate_rates,
    find_windows,
    judge,
    judge_windows,
    list_members,
    list_misses,
    score_with_intervals,
)
from icesco_analysis.figures import Figure
from icesco_analysis.figures import activity as activity_figures
from icesco_analysis.figures import corpus as corpus_figures
from icesco_analysis.figures import partners as partner_figures
from icesco_analysis.figures import topics as topic_figures
from icesco_analysis.figures.accuracy import compare_readers, figure_scores, figure_slices, score_slices
from icesco_analysis.figures.findings import activity, partners, problems, topics
from icesco_analysis.figures.findings import corpus as reading
from icesco_analysis.figures.findings.accuracy import NO_LABELS, describe_misses, describe_scores
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
        f"(fingerprint of the pages {fingerprint(corpus.pages)}). "
        + reading.note_coverage(corpus.articles, pages=corpus.pages)
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
    articles, pages, corpus = desk.articles, desk.pages, desk.corpus
    refused = len(corpus.refused)
    lines = [
        reading.describe_seen(articles, pages=pages),
        activity.describe_windows(pages),
        problems.describe_undated(articles),
        problems.describe_languages(articles),
        problems.describe_problems(corpus.problems),
    ]
    if refused:
        lines.append(f"**{count_of(refused, 'file')}** could not be read as a page; the chapter on sources names them.")
    return Section(
        "caveats",
        "Before you quote a number",
        (
            Prose("\n".join(f"- {line}" for line in lines)),
            Prose(reading.describe_pages(pages, articles=articles, appearances=corpus.appearances)),
            _draw(corpus_figures.figure_calendar(articles, pages=pages)),
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
    articles, countries, pages = desk.articles, desk.corpus.countries, desk.pages
    ranking = count_partners(articles, countries, seed=desk.seed)
    roles = count_roles(articles, countries)
    grouped = count_topics(articles, countries, choose_groups(desk.topics, articles=articles))
    return Section(
        "partners",
        "With which countries",
        (
            Prose(partners.describe_partners(ranking, articles=articles)),
            _draw(partner_figures.figure_ranking(articles, countries, pages=pages, seed=desk.seed)),
            Prose(partners.describe_intervals(articles)),
            *([list_partners(ranking, roles)] if len(ranking) else []),
            _draw(partner_figures.figure_map(articles, countries, pages=pages)),
            Prose(partners.describe_roles(roles)),
            _draw(partner_figures.figure_roles(articles, countries, pages=pages)),
            Prose(partners.describe_periods(count_periods(articles, countries, pages=pages))),
            _draw(partner_figures.figure_periods(articles, countries, pages=pages)),
            Prose(partners.describe_groups(grouped, topics=desk.topics)),
            _draw(partner_figures.figure_topics(articles, countries, pages=pages, topics=desk.topics)),
            Prose(partners.describe_regions(count_regions(articles, countries))),
            _draw(partner_figures.figure_regions(articles, countries, pages=pages)),
            Prose(partners.describe_members(list_members(articles, countries))),
            _draw(partner_figures.figure_members(articles, countries, pages=pages)),
        ),
    )


def _when(desk: _Desk) -> Section:
    articles, pages, appearances = desk.articles, desk.pages, desk.corpus.appearances
    overlaps = compare_pages(find_windows(pages), appearances=appearances, articles=articles)
    judged = judge_windows(find_windows(pages), overlaps=overlaps)
    rates = estimate_rates(judged, appearances=appearances, articles=articles)
    known = int(rates["rate"].notna().sum()) > 0
    return Section(
        "when",
        "When",
        (
            Prose(activity.describe_months(articles, pages=pages)),
            _draw(activity_figures.figure_months(articles, pages=pages)),
            Prose(activity.describe_overlaps(overlaps)),
            _draw(activity_figures.figure_pages(articles, pages=pages, appearances=appearances)),
            Prose(activity.describe_rates(rates)),
            *([_draw(activity_figures.figure_rates(rates, articles=articles, pages=pages))] if known else []),
            Prose(activity.describe_weekdays(articles, pages=pages)),
            _draw(activity_figures.figure_weekdays(articles, pages=pages)),
            Prose(activity.describe_lags(articles)),
            *_draw_if_any(activity_figures.figure_lags(articles, pages=pages)),
        ),
    )


def _what(desk: _Desk) -> Section:
    return Section(
        "types",
        "What kind of activity",
        (
            Prose(activity.describe_activities(desk.articles)),
            _draw(activity_figures.figure_activities(desk.articles, pages=desk.pages)),
        ),
    )


def _topics(desk: _Desk) -> Section:
    found, articles, pages = desk.topics, desk.articles, desk.pages
    blocks: list[Block] = [Prose(topics.describe_structure(found))]
    if len(found.curve):
        blocks.append(_draw(topic_figures.figure_stability(found, articles, pages=pages)))
    if found.diagnostics["n_topics"]:
        months = topic_figures.count_months(found, articles, pages=pages)
        kinds = topic_figures.count_activities(found, articles)
        blocks += [
            Prose(topics.describe_topics(found)),
            _draw(topic_figures.figure_terms(found, articles, pages=pages)),
            Prose(topics.describe_unsettled(found)),
            _draw(topic_figures.figure_map(found, articles, pages=pages)),
            Prose(topics.describe_counts(months, what="time", left_out=topic_figures.count_left_out(found, months))),
            _draw(topic_figures.figure_months(found, months, articles, pages=pages)),
            Prose(topics.describe_counts(kinds, what="type", left_out=topic_figures.count_left_out(found, kinds))),
            _draw(topic_figures.figure_activities(found, kinds, articles, pages=pages)),
        ]
    return Section("topics", "On what", tuple(blocks))


def _trust(desk: _Desk) -> Section:
    articles, pages, tables = desk.articles, desk.pages, desk.corpus.tables
    blocks: list[Block] = [
        Prose(reading.describe_date_kinds(articles)),
        _draw(corpus_figures.figure_date_kinds(articles, pages=pages)),
        Prose(reading.describe_characters(pages)),
        _draw(corpus_figures.figure_characters(pages, articles=articles)),
    ]
    if desk.labels:
        coverage = reading.note_coverage(articles, pages=pages)
        judgements = judge(tables, desk.labels)
        readers = compare_readers(tables, desk.labels, seed=desk.seed)
        blocks += [
            Prose(describe_scores(score_with_intervals(judgements, seed=desk.seed))),
            _draw(figure_scores(readers, pages=len(desk.labels), coverage=coverage)),
            Prose(describe_misses(list_misses(judgements))),
            _draw(figure_slices(score_slices(tables, desk.labels), coverage=coverage)),
        ]
    else:
        blocks.append(Prose(NO_LABELS))
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
        blocks += [Prose(problems.describe_problems(found)), list_problems(found, most=MOST_PROBLEMS)]
    return Section("sources", "Sources", tuple(blocks))


# --- figures ---------------------------------------------------------------------------------------------------------


def _draw(figure: Figure) -> Picture:
    """Return a figure as a part of a chapter, its number still open."""
    return Picture(figure, number=0, numbers=show_numbers(figure.data, name=figure.name, title=figure.title))


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
