"""What was read: the figure of the days spanned, and in words what a person should know of pages and dates."""

from calendar import isleap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from icesco_analysis.corpus import Corpus
from icesco_analysis.counts import count_date_kinds, count_days, find_spans
from icesco_analysis.figures.basis import NO_DAY, NO_PAGE, compose_figure, share_of, tell, words_of
from icesco_analysis.figures.figure import Figure
from icesco_analysis.figures.rows import SMALL, hatch, write_beside
from icesco_analysis.figures.style import INK, MAIN, MUTED, PALE, bare, letters_of
from icesco_analysis.language import MONTHS, Prose, bold, count_of, join_sentences, list_words, percent, say, span_words

UNKNOWN = "a language that is not known"

_ROW = 0.74
"""Height of a year, as a share of the room it has."""

_LEAP_YEAR = 366


def figure_calendar(corpus: Corpus) -> Figure:
    """Return the calendar of the days that listings span, a strip a year."""
    days = _days(corpus)
    years: pd.Series = days["day"].dt.year
    spanned = years[days["spanned"]].value_counts().sort_index().reset_index()
    n_years = years.max() - years.min() + 1 if len(days) else 1
    return compose_figure(
        "corpus-calendar", corpus, data=days, draw=_draw_calendar, headline=_head_calendar, told=spanned,
        finding=describe_seen(corpus), height=0.95 + 0.3 * max(2, n_years),
    )  # fmt: skip


def _days(corpus: Corpus) -> pd.DataFrame:
    """Return the days spanned, or with an activity; of a selection only those between its first activity and last."""
    days = count_days(corpus.articles, spans=find_spans(corpus))
    begun = days.loc[days["n"] > 0, "day"]
    return days[days["day"].between(begun.min(), begun.max())] if corpus.selection else days


def _head_calendar(days: pd.DataFrame) -> str:
    spanned, length = int(days["spanned"].sum()), (days["day"].max() - days["day"].min()).days + 1
    return f"Listings span {spanned:,} of {count_of(length, 'day')}" if spanned else "No listing spans a window of time"


def describe_seen(corpus: Corpus) -> Prose:
    """Return which days some listing spans, and how little that is of the time between the first and the last."""
    days = _days(corpus)
    if days.empty:
        return say(NO_DAY)
    start, end, dated = days["day"].min(), days["day"].max(), int(days["n"].sum())
    spanned, all_days = int(days["spanned"].sum()), (end - start).days + 1
    outside = int(days.loc[~days["spanned"], "n"].sum())
    if not spanned:
        return tell("no day spanned", span=span_words(start, end), dated=dated)
    if start == end:
        return tell("one day spanned", span=span_words(start, end))
    said = tell(
        "days spanned", span=span_words(start, end), days=all_days, spanned=spanned, share=percent(spanned, all_days),
        dated=dated, inside=say(bold(dated - outside), " of") if outside else "all",
    )  # fmt: skip
    return join_sentences([said, tell("days unknown") if spanned < all_days else Prose()])


def _draw_calendar(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw a strip for each year: days spanned are light, the others hatched, a needle for activities of a day."""
    years = range(data["day"].dt.year.min(), data["day"].dt.year.max() + 1)
    top, size = max(1, int(data["n"].max())), letters_of(ax)
    for place, year in enumerate(years):
        _draw_year(ax, place, data[data["day"].dt.year == year], top=top, length=_LEAP_YEAR if isleap(year) else 365)
    bare(ax, keep="y")
    ax.set_yticks([place - _ROW / 2 for place in range(len(years))], [str(year) for year in years])
    ax.set_xlim(-0.5, _LEAP_YEAR)
    ax.set_ylim(len(years) - 0.6, -1.15)
    head: dict[str, Any] = {"color": MUTED, "fontsize": size * SMALL, "va": "bottom"}
    write_beside(ax, _LEAP_YEAR, -_ROW - 0.1, "activities", gap=0.6, **head)
    starts = [pd.Timestamp(2024, month, 1).day_of_year - 1 for month in range(1, 13)]
    for start, name in zip(starts, MONTHS, strict=True):
        ax.text(start + 15, -_ROW - 0.1, name, ha="center", **head)
    ax.vlines(starts[1:], -_ROW, len(years) - 1, color="white", linewidth=size * 0.06, zorder=1.5)
    return ax


def _draw_year(ax: Axes, place: int, days: pd.DataFrame, *, top: int, length: int) -> None:
    """Draw one strip: hatched, then light where listings span days, then a needle for each day with activities."""
    hatch(ax, (0, place - _ROW), length, _ROW)
    offsets = days["day"].dt.day_of_year - 1
    spanned = offsets[days["spanned"]]
    runs = spanned.groupby((spanned.diff() != 1).cumsum()).agg(["min", "size"])
    ax.broken_barh(list(zip(runs["min"], runs["size"], strict=True)), (place - _ROW, _ROW), color=PALE, linewidth=0)
    heights = place - _ROW * days["n"] / top
    corners = [  # all needles as one thing: a bar each would take minutes
        [(x, place), (x + 1, place), (x + 1, height), (x, height)]
        for x, height in zip(offsets, heights, strict=True)
        if height < place
    ]
    ax.add_collection(PolyCollection(corners, facecolor=MAIN, linewidth=0), autolim=False)
    n = days["n"].sum()
    words = f"{n} in {count_of(len(spanned), 'day')}" if len(spanned) else f"{n or 'none'} known"
    write_beside(ax, _LEAP_YEAR, place - _ROW / 2, words, gap=0.6, color=INK if len(spanned) else MUTED)


def describe_pages(corpus: Corpus) -> Prose:
    """Return what was read: pages, printed articles and stories."""
    pages, n_printed, n_stories = corpus.pages, len(corpus.appearances), len(corpus.articles)
    if pages.empty:
        return say(NO_PAGE)
    kinds = [f"{n} {str(kind).replace('-', ' ')}" for kind, n in pages["kind"].value_counts().sort_index().items()]
    known = words_of("listing")
    counted = pages["listing"].map(known).value_counts().sort_index()
    listings = [f"{what} for {n}" for what, n in counted.items()] if len(counted) > 1 else [counted.index[0]]
    copies = n_printed - n_stories
    read = tell(
        "read", pages=len(pages), kinds=list_words(kinds), printed=n_printed, stories=n_stories,
        again=tell("copies read", copies=copies) if copies else "",
    )  # fmt: skip
    how = "listings unknown" if listings == [known["unknown"]] else "listings"
    return join_sentences([read, tell(how, pages=len(pages), confirmed=list_words(listings))])


def describe_languages(corpus: Corpus) -> Prose:
    """Return how many stories are not in English, and what is left of them."""
    languages = corpus.articles["language"]
    others = languages[languages != "en"].value_counts()
    if others.empty:
        return say(f"{_every(corpus)} is in English.")
    known = words_of("language")
    named = [f"{n} in {known.get(str(code), UNKNOWN)}" for code, n in sorted(others.items(), key=str)]
    return tell("languages", named=list_words(named))


def describe_characters(corpus: Corpus) -> Prose:
    """Return what the characters of the pages went into."""
    pages = corpus.pages
    if pages.empty:
        return say(NO_PAGE)
    total, unparsed = int(pages["n_chars"].sum()), int(pages["n_chars_unparsed"].sum())
    parts = {words: int(pages[f"n_chars_{part}"].sum()) for part, words in words_of("characters").items()}
    shares = list_words([f"{percent(n, total)} in {words}" for words, n in parts.items() if n])
    left = tell("not understood", n=unparsed) if unparsed else "none is left over"
    return tell("characters", total=total, shares=shares, left=left)


def _every(corpus: Corpus) -> str:
    return "The one story" if len(corpus.articles) == 1 else "Every story"


def describe_date_kinds(corpus: Corpus) -> Prose:
    """Return how the days of the activities are known."""
    if corpus.articles.empty:
        return say(NO_PAGE)
    kinds = count_date_kinds(corpus.articles)
    n, dated, full = len(corpus.articles), int(kinds["n_dated"].sum()), int(kinds["n_dated"].iloc[0])
    false = int(kinds["n_conflict"].sum())
    ways = ((full, " it is printed in full"), (dated - full, " the page tells what the text leaves out"))
    how = list_words([f"for {many}{way}" if many < dated else way.strip() for many, way in ways if many])
    known = bold("the one story" if dated == n == 1 else f"{dated} of {count_of(n, 'story', 'stories')}")
    return join_sentences([
        tell("date kinds", dated=known, share=share_of(dated, n), how=f": {how}" if how else ""),
        tell("stay undated", n=n - dated) if n > dated else Prose(),
        tell("false weekdays", n=false) if false else Prose(),
    ])  # fmt: skip


def describe_undated(corpus: Corpus) -> Prose:
    """Return how many stories are undated, and why."""
    undated = corpus.undated
    if undated.empty:
        return say(f"{_every(corpus)} is dated.")
    silent = int(undated["date_kind"].eq("none").sum())
    reasons = {"undated silent": silent, "undated open": len(undated) - silent}
    who = {1: "it"} if len(undated) == 1 else {}
    parts = [tell(reason, n=n, who=who.get(n, bold(n))) for reason, n in reasons.items() if n]
    return tell("undated", n=len(undated), of=len(corpus.articles), reasons=join_sentences(parts, between=", "))


def describe_problems(corpus: Corpus) -> Prose:
    """Return how many things a person should look at, by kind, and how many corrections were applied."""
    is_correction = corpus.problems["kind"].eq("correction-applied")
    applied = int(is_correction.sum())
    corrections = tell("corrected", n=applied) if applied else say("No correction was applied.")
    found = corpus.problems.loc[~is_correction, "kind"].value_counts()
    if found.empty:
        return join_sentences([say("Nothing here asks for a second look."), corrections])
    counted = sorted(found.items(), key=lambda item: (-item[1], str(item[0])))
    named = join_sentences([say(f"{str(kind).replace('-', ' ')} ", bold(n)) for kind, n in counted], between=", ")
    return join_sentences([tell("problems", n=int(found.sum()), named=named), corrections])
