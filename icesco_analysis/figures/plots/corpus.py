"""What was read → Axes: the calendar of what was seen, the kinds of dates, the account of characters."""

from calendar import isleap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from icesco_analysis.figures.rows import SMALL, draw_bars, figure_width, hatch, write_beside
from icesco_analysis.figures.style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    PALE,
    UNSEEN,
    VERMILLION,
    bare,
    letters_of,
    new_axes,
    say_nothing_to_draw,
    shorten,
    text_width,
)
from icesco_analysis.language import MONTHS, count_of, percent

DATE_KIND_WORDS = {
    "explicit": "day, month and year printed",
    "yearless": "day and month printed",
    "relative": "only a weekday, “today”, …",
    "month": "only a month",
    "none": "nothing printed",
}
PART_COLOURS = {
    "articles": BLUE,
    "dateline": GREEN,
    "boilerplate": UNSEEN,
    "furniture": PALE,
    "unparsed": VERMILLION,
}
_ROW = 0.74
"""Height of a year or a bar, as a share of the room it has."""


def plot_calendar(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a strip for each year: days seen are light, with a needle for the activities of a day, the others hatched.

    Parameters
    ----------
    data
        ``day, n``: a row per day seen, as ``counts.count_days`` returns them.
    ax
        Axes to draw on; new ones where None.
    """
    ax = new_axes(ax)
    if data.empty:
        return say_nothing_to_draw(ax, "No activity on these pages has a known day, so no day was seen for certain.")
    years = range(data["day"].dt.year.min(), data["day"].dt.year.max() + 1)
    top = max(1, int(data["n"].max()))
    for place, year in enumerate(years):
        _draw_year(ax, place, data[data["day"].dt.year == year], top=top, days_in_year=366 if isleap(year) else 365)
    bare(ax, keep="y")
    ax.set_yticks([place - _ROW / 2 for place in range(len(years))], [str(year) for year in years])
    ax.set_xlim(-0.5, 366)
    ax.set_ylim(len(years) - 0.6, -1.15)
    write_beside(ax, 366, -_ROW - 0.1, "activities", gap=0.6, va="bottom", color=MUTED, fontsize=letters_of(ax) * SMALL)
    starts = [pd.Timestamp(2024, month, 1).day_of_year - 1 for month in range(1, 13)]
    for start, name in zip(starts, MONTHS, strict=True):
        ax.text(start + 15, -_ROW - 0.1, name, ha="center", va="bottom", color=MUTED, fontsize=letters_of(ax) * SMALL)
    ax.vlines(starts[1:], -_ROW, len(years) - 1, color="white", linewidth=letters_of(ax) * 0.06, zorder=1.5)
    return ax


def _draw_year(ax: Axes, place: int, days: pd.DataFrame, *, top: int, days_in_year: int) -> None:
    """Draw one strip: hatched, then light where days were seen, then a needle for each day with activities."""
    hatch(ax, (0, place - _ROW), days_in_year, _ROW)
    offsets = days["day"].dt.day_of_year - 1
    runs = offsets.groupby((offsets.diff() != 1).cumsum()).agg(["min", "size"])
    ax.broken_barh(list(zip(runs["min"], runs["size"], strict=True)), (place - _ROW, _ROW), color=PALE, linewidth=0)
    _draw_needles(ax, offsets[days["n"] > 0], heights=_ROW * days.loc[days["n"] > 0, "n"] / top, base=place)
    words = f"{days['n'].sum()} in {count_of(len(days), 'day')}" if len(days) else "not seen"
    write_beside(ax, 366, place - _ROW / 2, words, gap=0.6, color=INK if len(days) else MUTED)


def _draw_needles(ax: Axes, offsets: pd.Series, *, heights: pd.Series, base: int) -> None:
    """Draw a bar of one day for each offset, upwards from `base`, as one thing: a bar each would take minutes."""
    corners = [
        [(x, base), (x + 1, base), (x + 1, base - height), (x, base - height)]
        for x, height in zip(offsets, heights, strict=True)
    ]
    ax.add_collection(PolyCollection(corners, facecolor=BLUE, linewidth=0), autolim=False)


def plot_date_kinds(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a bar for each kind of date, dated stories solid, open ones hollow.

    Parameters
    ----------
    data
        As ``counts.count_date_kinds`` returns them.
    ax
        Axes to draw on; new ones where None.
    """
    ax = new_axes(ax)
    if not data["n"].sum():
        return say_nothing_to_draw(ax, "No story was read, so no date can be counted.")
    names = [DATE_KIND_WORDS.get(kind, kind) for kind in data["date_kind"]]
    ends = draw_bars(ax, names, data["n_dated"], hollow=data["n_open"])
    rows = data[["n_dated", "n_open", "n_conflict"]].itertuples(index=False, name=None)
    for place, (end, numbers) in enumerate(zip(ends, rows, strict=True)):
        write_beside(ax, end, place, _date_kind_words(*numbers))
    return ax


def _date_kind_words(n_dated: int, n_open: int, n_conflict: int) -> str:
    parts = [f"{n_dated} dated" if n_dated else "", f"{n_open} open" if n_open else ""]
    parts.append(count_of(n_conflict, "false weekday") if n_conflict else "")
    return ", ".join(part for part in parts if part) or "0"


def plot_characters(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw for each page what its characters went into, the parts named above in their colours.

    Parameters
    ----------
    data
        ``label, part, n_chars, share``, pages from top to bottom, as ``figures.corpus`` selects them.
    ax
        Axes to draw on; new ones where None.
    """
    ax = new_axes(ax)
    if data.empty:
        return say_nothing_to_draw(ax, "No page was read, so there are no characters to account for.")
    bare(ax, keep="y")
    size = letters_of(ax)
    shares = data.pivot_table(index="label", columns="part", values="share", sort=False).fillna(0.0)
    left = pd.Series(0.0, index=shares.index)
    room = figure_width(ax) * 0.3
    places = range(len(shares))
    parts = [part for part in PART_COLOURS if part in shares and shares[part].any()]
    for part in parts:
        ax.barh(places, shares[part], left=left, color=PART_COLOURS[part], height=_ROW)
        left += shares[part]
    for place, (_, row) in zip(places, shares.iterrows(), strict=True):
        write_beside(ax, 1, place, _account_words(row), gap=0.6, fontsize=size * SMALL)
    _name_parts(ax, parts)
    ax.set_yticks(list(places), [shorten(str(label), points=room, letters=size, keep="end") for label in shares.index])
    ax.set_xlim(0, 1)
    ax.set_ylim(len(shares) - 0.5, -0.5)
    return ax


def _name_parts(ax: Axes, parts: list[str]) -> None:
    """Write above the bars what each colour is, in the order of the bars."""
    size = letters_of(ax)
    right = 0.0
    for part in parts:
        for text, colour in (("■ ", PART_COLOURS[part]), (f"{part}   ", INK)):
            ax.annotate(
                text, (0, -0.62), (right, 0), textcoords="offset points", va="bottom", color=colour,
                annotation_clip=False,
            )  # fmt: skip
            right += text_width(text, letters=size)


def _account_words(shares: pd.Series) -> str:
    """Say of a page how much went into articles, and how much was not understood."""
    unparsed = f", {percent(shares['unparsed'], 1)} unparsed" if shares.get("unparsed") else ""
    return f"{percent(shares.get('articles', 0), 1)} in articles{unparsed}"
