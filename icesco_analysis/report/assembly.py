"""The corpus → the report as content: caveats first, then when, what, with whom, and every sentence behind it."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from icesco_analysis.corpus import Corpus
from icesco_analysis.counts import Labels, judge, list_members, list_misses
from icesco_analysis.figures import Figure, accuracy, activity, note_coverage, partners, topics
from icesco_analysis.figures import corpus as reading
from icesco_analysis.language import Prose, bold, count_of, list_items, say, span_words
from icesco_analysis.report import evidence, grids
from icesco_analysis.report.changes import Changes, describe_changes
from icesco_analysis.report.content import Picture, Piece, Report, Section, anchor, link_numbers, records
from icesco_analysis.report.desk import Desk, lay_out, sort_stories
from icesco_analysis.topics import fit_topics

PICTURE_DPI = 200
"""Dots an inch of the pictures: sharp on a dense screen and in print, and small enough to be mailed."""

FEWEST_STORIES = 20
"""Stories below which nothing is drawn: a chart would show chance."""

FINGERPRINT_LENGTH = 12
"""Hex digits of the fingerprint of all pages: enough to tell any two sets of pages apart."""


def assemble(
    corpus: Corpus, *, labels: Iterable[Labels] = (), changes: Changes | None = None, seed: int, store: Path
) -> Report:
    """Return the report on a corpus, with a chapter on what is new where there are `changes`.

    Topics that lie in the folder `store` are not fitted again; others are kept there.
    """
    desk = lay_out(corpus, labels=labels, topics=fit_topics(corpus.articles, seed=seed, store=store))
    citation = cite(corpus)
    chapters = [
        _caveats(corpus),
        *([_news(changes)] if changes is not None else []),
        _partners(desk),
        Section("types", "What kind of activity", (*_show(activity.figure_types(corpus)),)),
        _topics(desk),
        *([] if _is_small(corpus) else [_when(corpus)]),
        _trust(desk),
        Section("all-stories", "All stories", (grids.list_all_stories(desk),)),
        *_evidence(desk),
        _sources(desk, citation=citation),
    ]
    return Report(
        title="With which countries ICESCO works, on what, and when",
        subtitle=_subtitle(corpus),
        citation=citation,
        sections=tuple(_finish(chapters, targets=_targets(corpus))),
    )


def cite(corpus: Corpus) -> str:
    """Return the line by which to cite a report on `corpus`, the same for the same files in whatever order."""
    digest = hashlib.sha256("\n".join(sorted(corpus.pages["sha256"])).encode()).hexdigest()[:FINGERPRINT_LENGTH]
    return (
        f"icesco_analysis, report on {count_of(len(corpus.pages), 'saved page')} of ICESCO news "
        f"(fingerprint of the pages {digest}). " + note_coverage(corpus)
    )


def _subtitle(corpus: Corpus) -> str:
    days = corpus.articles["date_start"].dropna()
    what = "activity" if len(days) == 1 else "activities"
    when = f", {what} of {span_words(days.min(), days.max())}" if len(days) else ", no activity with a known day"
    pages, stories = count_of(len(corpus.pages), "saved page"), count_of(len(corpus.articles), "story", "stories")
    return f"{stories} on {pages}{when}"


# --- chapters --------------------------------------------------------------------------------------------------------


def _is_small(corpus: Corpus) -> bool:
    """Tell whether there are too few stories for charts, and for what is said of a time or a part of the world."""
    return len(corpus.articles) < FEWEST_STORIES


def _caveats(corpus: Corpus) -> Section:
    calendar = reading.figure_calendar(corpus)
    refused = count_of(len(corpus.refused), "file")
    described = (
        activity.describe_windows, reading.describe_undated, reading.describe_languages, reading.describe_problems
    )  # fmt: skip
    lines = [calendar.finding, *(describe(corpus) for describe in described)]
    if _is_small(corpus):
        lines.append(say(f"With fewer than {FEWEST_STORIES} stories there are no charts: they would show chance."))
    if corpus.refused:
        lines.append(say(bold(refused), " could not be read as a page; the chapter on sources names them."))
    pieces = (list_items(lines), reading.describe_pages(corpus), *_draw(calendar))
    return Section("caveats", "Before you quote a number", pieces)


def _news(changes: Changes) -> Section:
    pieces: list[Piece] = [describe_changes(changes)]
    if len(changes.moved):
        pieces.append(grids.list_moved(changes.moved))
    for name, words, articles in (
        ("added", "Stories that the earlier run did not have.", changes.added),
        ("removed", "Stories that only the earlier run had.", changes.removed),
    ):
        if len(articles):
            pieces.append(grids.list_some(f"{name}-table", words, sort_stories(articles)))
    if len(changes.redated):
        pieces.append(grids.list_redated(changes.redated))
    return Section("changes", "What is new since the earlier run", tuple(pieces))


def _partners(desk: Desk) -> Section:
    corpus = desk.corpus
    ranking, roles = partners.figure_ranking(corpus), partners.figure_roles(corpus)
    pieces = _show(ranking)
    if not _is_small(corpus):
        pieces.append(partners.describe_unseen(corpus))
    if len(ranking.data):
        pieces.append(grids.list_partners(ranking.data, roles.data))
    pieces += [*_draw(partners.figure_map(corpus)), *_show(roles)]
    if not _is_small(corpus):
        pieces += _show(partners.figure_periods(corpus))
        pieces += _show(partners.figure_topics(corpus, topics=desk.topics))
        pieces.append(partners.describe_regions(corpus))
        pieces.append(partners.describe_members(list_members(corpus.articles, corpus.countries)))
    return Section("partners", "With which countries", tuple(pieces))


def _topics(desk: Desk) -> Section:
    corpus, found = desk.corpus, desk.topics
    pieces: list[Piece] = [topics.describe_structure(found)]
    if found.diagnostics["n_topics"]:
        pieces += [topics.describe_topics(found), topics.describe_unsettled(found)]
        pieces += [*_show(topics.figure_pages(corpus, topics=found)), topics.describe_trust(found)]
    return Section("topics", "On what", tuple(pieces))


def _when(corpus: Corpus) -> Section:
    pieces = (
        activity.describe_overlaps(corpus),
        *_draw(activity.figure_windows(corpus)),
        activity.describe_rates(corpus),
        *_show(activity.figure_weekdays(corpus)),
    )
    return Section("when", "When", pieces)


def _trust(desk: Desk) -> Section:
    corpus, labels = desk.corpus, desk.labels
    pieces = [
        reading.describe_date_kinds(corpus),
        reading.describe_characters(corpus),
        *_show(accuracy.figure_scores(corpus)),
    ]
    if labels:
        judgements = judge(corpus.tables, labels)
        pieces += [
            accuracy.describe_labelled(judgements, labels=labels),
            accuracy.describe_misses(list_misses(judgements)),
        ]
    return Section("trust", "How far to trust the reading", tuple(pieces))


def _evidence(desk: Desk) -> Iterator[Section]:
    """Yield what stands behind the numbers, for the screen: on paper it would be most of the report."""
    parts = (grids.list_slices(accuracy.list_parts()),)
    yield Section("evidence-scores", "How well partners are read, by part", parts, screen=True)
    countries = evidence.country_sections(desk)
    yield Section("evidence-countries", "The sentences behind each country", (), countries, screen=True)
    kinds = evidence.type_sections(desk)
    yield Section("evidence-types", "The words behind each type of activity", (), kinds, screen=True)
    if desk.topics.diagnostics["n_topics"]:
        found = evidence.topic_sections(desk)
        yield Section("evidence-topics", "The sentences behind each topic", (), found, screen=True)
    stories = evidence.story_sections(desk)
    yield Section("evidence-stories", "Each story, and what was read of it", (), stories, screen=True)


def _sources(desk: Desk, *, citation: str) -> Section:
    corpus = desk.corpus
    pieces: list[Piece] = [say("To cite this report: ", citation), grids.list_pages(corpus)]
    if len(corpus.problems):
        pieces += [reading.describe_problems(corpus), grids.list_problems(corpus.problems)]
    return Section("sources", "Sources", tuple(pieces))


# --- figures ---------------------------------------------------------------------------------------------------------


def _show(figure: Figure) -> list[Piece]:
    """Return a figure under what is said of it; where there is nothing to draw, the words alone."""
    return [figure.finding, *_draw(figure)]


def _draw(figure: Figure) -> list[Piece]:
    """Return a figure without its finding, its number still open."""
    if figure.data.empty or figure.counts["stories"] < FEWEST_STORIES:
        return []
    png = figure.render(("png",), dpi=PICTURE_DPI)["png"]
    return [Picture(figure, number=0, png=png, numbers=grids.show_numbers(figure))]


def _targets(corpus: Corpus) -> dict[str, str]:
    """Return where the sentences are that a number beside a word of a finding counts: by country and type."""
    partner = corpus.countries[corpus.countries["role"] == "partner"].drop_duplicates("iso3")
    named = {row["country"]: anchor("country", row["iso3"], "partner") for row in records(partner)}
    kinds = corpus.articles["activity"].dropna().unique()
    return named | {str(kind): anchor("activity", kind) for kind in sorted(kinds) if kind}


def _finish(chapters: Iterable[Section], *, targets: dict[str, str]) -> Iterator[Section]:
    """Yield the chapters with their figures numbered from 1, and the numbers in their prose linked."""
    numbers = count(1)

    def finish(piece: Piece) -> Piece:
        if isinstance(piece, Picture):
            return replace(piece, number=next(numbers))
        return link_numbers(piece, targets=targets) if isinstance(piece, Prose) else piece

    for chapter in chapters:
        yield replace(chapter, pieces=tuple(map(finish, chapter.pieces)))
