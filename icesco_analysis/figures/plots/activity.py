"""Counts over time → Axes: months, pages, types, weekdays, lags and rates of activity."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from icesco_analysis.figures.rows import SMALL, draw_bars, hatch, keep_names, write_above, write_beside
from icesco_analysis.figures.style import (
    BLUE,
    INK,
    MUTED,
    PALE,
    SKY,
    UNSEEN,
    VERMILLION,
    bare,
    letters_of,
    new_axes,
    say_nothing_to_draw,
    text_width,
)
from icesco_analysis.language import MONTHS, count_of, percent, span_words

NO_DATE = "No activity on these pages has a known day, so nothing can be shown over time."
LONGEST_LAG = 14
"""Days: longer lags share the last column, so that one forgotten story does not flatten the others."""

_ROW = 0.74
"""Height of a page, as a share of the room it has."""

CROWDED = 16
"""Columns from which there is no room for words under each, nor for bars as narrow as a day."""

_NEAR = 0.13
"""Height of a number on a bar, as a share of the highest bar, with some room."""

_SHORTEST_SCALE = 15
"""Days that the scale of the pages shows at least, so that a page of two days is no banner."""


# --- months -----------------------------------------------------------------------------------------------------------


def plot_months(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the activities of each month as bars over the days seen; what nobody saw is hatched.

    Parameters
    ----------
    data
        As ``counts.count_pieces`` returns them.
    ax
        Axes to draw on; new ones where None.

    Notes
    -----
    A bar spans the days seen of its month, whose number stands below where it is not the whole; a run of months of
    which nothing was seen takes one column that says so. Where `is_crowded`, every month has its column, a bar is as
    wide as that, and only years are named.
    """
    ax = new_axes(ax)
    if data.empty:
        return say_nothing_to_draw(ax, NO_DATE)
    crowded = is_crowded(data)
    columns = [[month] for month in data["month"].unique()] if crowded else _lay_out_months(data)
    top = int(data["n_month"].max()) or 1
    for place, months in enumerate(columns):
        pieces = data[data["month"].isin(months)]
        if len(months) > 1:
            _draw_unseen_run(ax, place, months=len(months))
        elif crowded:
            _draw_narrow_month(ax, place, pieces)
        else:
            _draw_month(ax, place, pieces)
    if crowded:
        _label_years(ax, columns)
    else:
        _label_months(ax, columns, data)
    ax.set_xlim(-0.02, len(columns) + 0.02)
    ax.set_ylim(0, top * (1.05 if crowded else 1.2))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.set_ylabel("activities in the month")
    return ax


def is_crowded(data: pd.DataFrame) -> bool:
    """Return whether there are too many months to draw the days of each.

    Parameters
    ----------
    data
        As ``counts.count_pieces`` returns them.
    """
    return len(_lay_out_months(data)) > CROWDED


def _lay_out_months(data: pd.DataFrame) -> list[list[pd.Timestamp]]:
    """Return the months of each column: one, or a run of at least two of which nothing was seen."""
    seen = data.groupby("month")["seen"].any()
    columns: list[list[pd.Timestamp]] = []
    for month, is_seen in zip(seen.index, seen, strict=True):
        if not is_seen and columns and not seen[columns[-1][-1]]:
            columns[-1].append(month)
        else:
            columns.append([month])
    return columns


def _draw_month(ax: Axes, place: int, pieces: pd.DataFrame) -> None:
    """Draw one month: hatching over the days not seen, a bar as high as the whole month over those seen."""
    size = letters_of(ax)
    whole = bool(pieces["seen"].all())
    left = place + (pieces["start"].dt.day - 1) / pieces["days_in_month"]
    width = pieces["days"] / pieces["days_in_month"]
    seen = pieces["seen"]
    for x, wide in zip(left[~seen], width[~seen], strict=True):
        _hatch_column(ax, x, wide)
    if seen.any():
        n = int(pieces["n_month"].iloc[0])
        ax.bar(left[seen], n, width[seen], align="edge", color=BLUE if whole else SKY, linewidth=0)
        middle = (left[seen].min() + (left[seen] + width[seen]).max()) / 2
        box = {"boxstyle": "square,pad=0.12", "facecolor": "white", "edgecolor": "none"}
        write_above(ax, middle, n, str(n), fontweight="bold", bbox=None if whole else box)
    ax.axvline(place, color="white", linewidth=size * 0.08, zorder=3)


def _draw_narrow_month(ax: Axes, place: int, pieces: pd.DataFrame) -> None:
    """Draw one month of many: hatched where nothing of it was seen, else a bar."""
    if not pieces["seen"].any():
        _hatch_column(ax, place, 1)
        return
    colour = BLUE if pieces["seen"].all() else SKY
    ax.bar(place + 0.08, int(pieces["n_month"].iloc[0]), 0.84, align="edge", color=colour, linewidth=0)


def _draw_unseen_run(ax: Axes, place: int, *, months: int) -> None:
    _hatch_column(ax, place, 1)
    patch = {"boxstyle": "square,pad=0.25", "facecolor": "white", "edgecolor": "none"}
    ax.text(
        place + 0.5, 0.5, f"{months} months not seen", transform=ax.get_xaxis_transform(), rotation=90, ha="center",
        va="center", color=MUTED, fontsize=letters_of(ax) * SMALL, bbox=patch,
    )  # fmt: skip


def _hatch_column(ax: Axes, left: float, width: float) -> None:
    hatch(ax, (left, 0), width, 1, transform=ax.get_xaxis_transform())


def _label_years(ax: Axes, columns: list[list[pd.Timestamp]]) -> None:
    """Name the years under their first months."""
    years = pd.Series([months[0].year for months in columns]).drop_duplicates()
    ax.set_xticks(years.index, [str(year) for year in years], ha="left")
    ax.tick_params(axis="x", length=letters_of(ax) * 0.3)


def _label_months(ax: Axes, columns: list[list[pd.Timestamp]], data: pd.DataFrame) -> None:
    """Name months and years under the columns, and say how many days were seen."""
    size = letters_of(ax)
    single = {place: months[0] for place, months in enumerate(columns) if len(months) == 1}
    ax.set_xticks([place + 0.5 for place in single], [MONTHS[month.month - 1] for month in single.values()])
    ax.tick_params(axis="x", length=0)
    days = data[data["seen"]].groupby("month")["days"].sum()
    partly = ~data.groupby("month")["seen"].all()
    for place, month in single.items():
        if partly[month] and month in days.index:
            _write_below(ax, place, f"{days[month]} d", line=1, size=size * SMALL)
        if place - 1 not in single or month.year != single[place - 1].year:
            _write_below(ax, place, str(month.year), line=2, size=size)


def _write_below(ax: Axes, place: int, text: str, *, line: int, size: float) -> None:
    """Write under the name of a month."""
    ax.annotate(
        text, (place + 0.5, 0), (0, -letters_of(ax) * (0.5 + 1.3 * line)), xycoords=ax.get_xaxis_transform(),
        textcoords="offset points", ha="center", va="top", fontsize=size, color=MUTED, annotation_clip=False,
    )  # fmt: skip


# --- pages ------------------------------------------------------------------------------------------------------------


def plot_pages(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a strip for each page from its first activity to its last, with a needle for the activities of a day.

    Parameters
    ----------
    data
        ``label, days, n, n_undated, offset`` (days since the first activity of the page) and ``n_on_day``; a row per
        page and day, pages from top to bottom.
    ax
        Axes to draw on; new ones where None.
    """
    ax = new_axes(ax)
    if data.empty:
        return say_nothing_to_draw(ax, NO_DATE)
    size = letters_of(ax)
    rows = list(data.groupby("page", sort=False))
    top = max(1, int(data["n_on_day"].max()))
    for place, (_, page) in enumerate(rows):
        first = page.iloc[0]
        ax.barh(place, first["days"], left=0, height=_ROW, color=PALE)
        ax.bar(
            page["offset"], -_ROW * page["n_on_day"] / top, 1, bottom=place + _ROW / 2, align="edge", color=BLUE,
            linewidth=0,
        )  # fmt: skip
        write_beside(ax, first["days"], place, _page_words(first), fontsize=size * SMALL)
    keep_names(ax, [str(page.iloc[0]["label"]) for _, page in rows])
    ax.set_xlim(0, max(_SHORTEST_SCALE, float(data["days"].max())))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    ax.set_xlabel("days since the first activity of the page", loc="left")
    return ax


def _page_words(page: pd.Series) -> str:
    undated = f", {page['n_undated']} undated" if page["n_undated"] else ""
    return f"{count_of(int(page['days']), 'day')}: {page['n']} dated{undated}"


# --- types, weekdays, lags --------------------------------------------------------------------------------------------


def plot_activities(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a bar for each type of activity, with number and share; what the words do not say is grey.

    Parameters
    ----------
    data
        As ``counts.count_activities`` returns them.
    ax
        Axes to draw on; new ones where None.
    """
    ax = new_axes(ax)
    if not data["n"].sum():
        return say_nothing_to_draw(ax, "No story was read, so no activity can be counted.")
    numbers, size = data["n"], letters_of(ax)
    ends = draw_bars(ax, data["activity"], numbers, colours=[BLUE] * (len(data) - 1) + [UNSEEN])
    for place, (end, number) in enumerate(zip(ends, numbers, strict=True)):
        write_beside(ax, end, place, str(number), fontweight="bold")
        share = percent(number, numbers.sum()) if number else ""
        gap = 0.9 + text_width(str(number), letters=size, bold=True) / size
        write_beside(ax, end, place, share, gap=gap, color=MUTED)
    return ax


def plot_weekdays(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a bar for each day of the week, and a line across it where equal days would end.

    Parameters
    ----------
    data
        As ``counts.count_weekdays`` returns them.
    ax
        Axes to draw on; new ones where None.
    """
    ax = new_axes(ax)
    if not data["n"].sum():
        return say_nothing_to_draw(ax, "No activity on these pages falls on one known day of the week.")
    bare(ax, keep="x")
    size = letters_of(ax)
    places = range(len(data))
    ax.bar(places, data["n"], color=SKY, width=0.62)
    ax.hlines(data["expected"], [x - 0.4 for x in places], [x + 0.4 for x in places], color=INK, linewidth=size * 0.16)
    top = max(data["n"].max(), data["expected"].max())
    for place, n, expected in zip(places, data["n"], data["expected"], strict=True):
        under_line = 0 < expected - n < _NEAR * top  # the number would lie on the line: it goes above
        write_above(ax, place, expected if under_line else n, str(n), fontweight="bold")
    ax.set_xticks(list(places), [str(day)[:3] for day in data["weekday"]])
    ax.set_xlim(-0.6, len(data) + 0.55)
    ax.set_ylim(0, top * 1.15)
    words = "as many as if\nall days seen\nwere alike"
    write_beside(ax, len(data) - 0.6, data["expected"].iloc[-1], words, fontsize=size * SMALL)
    return ax


def plot_lags(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how many days after its activity a story was published.

    Parameters
    ----------
    data
        As ``counts.count_lags`` returns them. Negative lags, which cannot be, are red; those above `LONGEST_LAG` share
        a column.
    ax
        Axes to draw on; new ones where None.
    """
    ax = new_axes(ax)
    if data.empty:
        return say_nothing_to_draw(ax, "No page tells both the day of an activity and the day it was published.")
    bare(ax, keep="x")
    capped = data["lag_days"].clip(-1, LONGEST_LAG + 1)
    counts = data.groupby(capped)["n"].sum()
    counts = counts.reindex(range(min(0, counts.index.min()), max(4, counts.index.max()) + 1), fill_value=0)
    ax.bar(counts.index, counts, color=[VERMILLION if lag < 0 else BLUE for lag in counts.index], width=0.7)
    for lag, n in zip(counts.index, counts, strict=True):
        write_above(ax, lag, n, str(n) if n else "", fontweight="bold")
    names = {-1: "before", LONGEST_LAG + 1: f"{LONGEST_LAG + 1}+"}
    ax.set_xticks(counts.index, [names.get(lag, str(lag)) for lag in counts.index])
    ax.set_ylim(0, counts.max() * 1.15)
    ax.set_xlabel("days from the activity to its publication", loc="left")
    return ax


# --- rates ------------------------------------------------------------------------------------------------------------


def plot_rates(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the activities a week in each span that is vouched for, with its interval.

    Parameters
    ----------
    data
        As ``coverage.estimate_rates`` returns them.
    ax
        Axes to draw on; new ones where None.
    """
    ax = new_axes(ax)
    known = data.dropna(subset=["rate"])
    if known.empty:
        return say_nothing_to_draw(
            ax, "No page is vouched for as listing everything in its span, so no rate can be given."
        )
    size = letters_of(ax)
    places = range(len(known))
    ax.hlines(places, known["low"], known["high"], color=SKY, linewidth=size * 0.35)
    ax.scatter(known["rate"], places, s=size * 4, color=BLUE, zorder=3)
    for place, row in zip(places, known.to_dict("records"), strict=True):
        write_beside(ax, row["high"], place, f"{row['rate']:.1f} ({row['low']:.1f}–{row['high']:.1f})", gap=0.7)
    keep_names(ax, [f"{span_words(row['start'], row['end'])}  (n = {row['n']})" for row in known.to_dict("records")])
    ax.set_xlim(0, known["high"].max())
    ax.set_xlabel("activities a week", loc="left")
    return ax
