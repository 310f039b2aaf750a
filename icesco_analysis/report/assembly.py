"""The corpus → the report as content: caveats first, then when, what, with whom, and every sentence behind it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from itertools import count

import pandas as pd

from icesco_analysis.corpus import Corpus
from icesco_analysis.counts import Labels, count_organisations, judge
from icesco_analysis.figures import Figure, accuracy, activity, partners, topics
from icesco_analysis.figures import corpus as reading
from icesco_analysis.language import Prose, bold, count_of, day_words, list_items, say, span_words
from icesco_analysis.report import evidence, grids
from icesco_analysis.report.citations import TITLE, tell_reference
from icesco_analysis.report.content import Picture, Piece, Report, Section, anchor, link_numbers, records
from icesco_analysis.report.desk import Desk, sort_stories

FEWEST_STORIES = 20
"""Stories below which nothing is drawn: a chart would show chance."""


def assemble(
    desk: Desk,
    *,
    labels: Iterable[Labels],
    earlier: Corpus | None,
    compared: pd.DataFrame | None,
    author: str,
    date: str,
    palette: str,
) -> Report:
    """Return the report that `write_report` writes; `compared` holds the `earlier` corpus and this one side by side."""
    corpus = desk.corpus
    citation = tell_reference(corpus, author=author, date=date)
    chapters = [
        _caveats(corpus),
        *([] if earlier is None or compared is None else [_news(corpus, earlier, compared)]),
        _partners(desk),
        Section("types", "What kind of activity", (*_show(activity.figure_types(corpus)),)),
        _topics(desk),
        *([] if _is_small(corpus) else [_when(corpus)]),
        _trust(corpus, tuple(labels)),
        Section("all-stories", "All stories", (grids.list_all_stories(desk),)),
        _sources(desk, citation=citation),
        *_evidence(desk),
    ]
    made = (author, date and day_words(datetime.fromisoformat(date)), f"icesco_analysis {version('icesco-analysis')}")
    return Report(
        title=TITLE,
        subtitle=_subtitle(corpus),
        citation=citation,
        sections=tuple(_finish(chapters, targets=_targets(corpus), palette=palette)),
        byline=" · ".join(part for part in made if part),
    )


def _subtitle(corpus: Corpus) -> str:
    days = corpus.articles["date_start"].dropna()
    what = "activity" if len(days) == 1 else "activities"
    when = f", {what} of {span_words(days.min(), days.max())}" if len(days) else ", no activity with a known day"
    pages, stories = count_of(len(corpus.pages), "saved page"), count_of(len(corpus.articles), "story", "stories")
    selected = f". Selected: {corpus.selection}" if corpus.selection else ""
    return f"{stories} on {pages}{when}{selected}"


def _is_small(corpus: Corpus) -> bool:
    return len(corpus.articles) < FEWEST_STORIES


def say_caveats(corpus: Corpus) -> list[Prose]:
    """Return what has to be known before a number is quoted."""
    lines = [activity.describe_windows(corpus), reading.describe_undated(corpus)]
    lines += [reading.describe_languages(corpus), reading.describe_problems(corpus)]
    if lost := int(corpus.problems["kind"].isin(["correction", "correction-unmatched"]).sum()):
        were = "correction was" if lost == 1 else "corrections were"
        lines.append(say(bold(f"{lost} {were} not applied"), "; the chapter on sources says why."))
    if corpus.refused:
        refused = count_of(len(corpus.refused), "file")
        lines.append(say(bold(refused), " could not be read as a page; the chapter on sources names them."))
    return [line for line in lines if line]


def _caveats(corpus: Corpus) -> Section:
    calendar = reading.figure_calendar(corpus)
    lines = [calendar.finding, *say_caveats(corpus)]
    if _is_small(corpus):
        lines.append(say(f"With fewer than {FEWEST_STORIES} stories there are no charts: they would show chance."))
    pieces = (list_items(lines), reading.describe_pages(corpus), *_draw(calendar))
    return Section("caveats", "Before you quote a number", pieces)


def _news(corpus: Corpus, earlier: Corpus, compared: pd.DataFrame) -> Section:
    old, new = earlier.articles, corpus.articles
    added = new[~new["article_id"].isin(old["article_id"])]
    gone = int((~old["article_id"].isin(new["article_id"])).sum())
    is_new, is_are = bold(count_of(len(added), "story is", "stories are")), "is" if gone == 1 else "are"
    pieces: list[Piece] = [say(is_new, " new, and ", bold(gone), f" {is_are} no longer there.")]
    if compared["change"].any():
        pieces.append(grids.list_compared(compared))
    if len(added):
        pieces.append(grids.list_added(sort_stories(added)))
    return Section("changes", "What is new since the earlier run", tuple(pieces))


def _partners(desk: Desk) -> Section:
    corpus = desk.corpus
    ranking, roles = partners.figure_ranking(corpus), partners.figure_roles(corpus)
    pieces = _show(ranking)
    if not _is_small(corpus):
        pieces.append(partners.describe_unseen(corpus))
    if len(ranking.data):
        pieces.append(grids.list_partners(ranking.data, roles.data))
    organisations = count_organisations(corpus)
    pieces.append(partners.describe_organisations(corpus))
    if len(organisations):
        pieces.append(grids.list_organisations(organisations))
    pieces += [*_draw(partners.figure_map(corpus)), *_show(roles)]
    if not _is_small(corpus):
        pieces += _show(partners.figure_periods(corpus))
        pieces += [partners.describe_topics(corpus, topics=desk.topics), partners.describe_regions(corpus)]
        pieces.append(partners.describe_members(corpus))
    return Section("partners", "With which countries", tuple(pieces))


def _topics(desk: Desk) -> Section:
    found = desk.topics
    pieces: list[Piece] = [topics.describe_structure(found)]
    if found.diagnostics["n_topics"]:
        pieces += [*_show(topics.figure_sizes(desk.corpus, topics=found)), topics.describe_unsettled(found)]
        pieces += [topics.describe_origins(found), topics.describe_trust(found)]
    return Section("topics", "On what", tuple(pieces))


def _when(corpus: Corpus) -> Section:
    pieces = [activity.describe_overlaps(corpus), *_draw(activity.figure_windows(corpus))]
    pieces += [activity.describe_rates(corpus), activity.describe_weekdays(corpus)]
    return Section("when", "When", tuple(pieces))


def _trust(corpus: Corpus, labels: Sequence[Labels]) -> Section:
    pieces: list[Piece] = [reading.describe_date_kinds(corpus), reading.describe_characters(corpus)]
    pieces += _show(accuracy.figure_scores(corpus))
    if labels:
        pieces.append(accuracy.describe_labelled(judge(corpus.tables, labels), labels=labels))
    return Section("trust", "How far to trust the reading", tuple(pieces))


def _evidence(desk: Desk) -> Iterator[Section]:
    """Yield what stands behind the numbers, for the screen: on paper it would be most of the report."""
    for name, title, sections in (
        ("countries", "The sentences behind each country", evidence.country_sections(desk)),
        ("types", "The words behind each type of activity", evidence.type_sections(desk)),
        ("topics", "The sentences behind each topic", evidence.topic_sections(desk)),
        ("stories", "Each story, and what was read of it", evidence.story_sections(desk)),
    ):
        if sections:
            yield Section(f"evidence-{name}", title, (), sections, screen=True)


def _sources(desk: Desk, *, citation: str) -> Section:
    corpus = desk.corpus
    pieces: list[Piece] = [say("To cite this report: ", citation), grids.list_pages(corpus)]
    if len(corpus.problems):
        pieces += [reading.describe_problems(corpus), grids.list_problems(corpus.problems)]
    return Section("sources", "Sources", tuple(pieces))


def _show(figure: Figure) -> list[Piece]:
    """Return a figure under what is said of it; where there is nothing to draw, the words alone."""
    return [figure.finding, *_draw(figure)]


def _draw(figure: Figure) -> list[Piece]:
    return [Picture(figure)] if len(figure.data) and figure.counts["stories"] >= FEWEST_STORIES else []


def _targets(corpus: Corpus) -> dict[str, str]:
    """Return where the sentences are that a number beside a word of a finding counts: by country and type."""
    partner = corpus.countries[corpus.countries["role"] == "partner"].drop_duplicates("iso3")
    named = {row["country"]: anchor("country", row["iso3"], "partner") for row in records(partner)}
    kinds = corpus.articles["activity"].dropna().unique()
    return named | {str(kind): anchor("activity", kind) for kind in sorted(kinds) if kind}


def _finish(chapters: Iterable[Section], *, targets: dict[str, str], palette: str) -> Iterator[Section]:
    """Yield the chapters with their figures numbered from 1 and drawn, and the numbers in their prose linked."""
    numbers = count(1)

    def finish(piece: Piece) -> Piece:
        if isinstance(piece, Picture):
            png = piece.figure.render(("png",), palette=palette)["png"]
            return Picture(piece.figure, number=next(numbers), png=png)
        return link_numbers(piece, targets=targets) if isinstance(piece, Prose) else piece

    for number, chapter in enumerate(chapters, start=1):
        yield replace(chapter, title=f"{number}. {chapter.title}", pieces=tuple(map(finish, chapter.pieces)))
