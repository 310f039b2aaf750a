"""Partner frames → Axes: rankings, roles, matrices of countries, memberships."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import blended_transform_factory

from icesco_analysis.figures.matrix import columns_that_fit, draw_matrix
from icesco_analysis.figures.rows import (
    BAR,
    NAMES_SHARE,
    draw_bars,
    figure_height,
    figure_width,
    name_rows,
    write_beside,
)
from icesco_analysis.figures.style import (
    BLUE,
    INK,
    MUTED,
    ORANGE,
    RULE,
    UNSEEN,
    bare,
    letters_of,
    new_axes,
    say_nothing_to_draw,
    shorten,
    text_width,
    wrap,
)

MOST_ROWS = 20
"""Countries with a row of their own: what fits on half a page; the others are named below."""

MOST_COLUMNS = 24
"""Columns of a matrix whose numbers can still be told apart at page width."""

ROW_PITCH = 1.5
"""Height of a row in letters."""

TAIL_LINES = 4
"""Lines for the countries without a row."""

MOST_LINES = 10_000
"""Lines to wrap a text into without cutting it."""

SMALLEST = 0.8
"""Share of the ordinary letters to which a long name may shrink before it is cut."""

Entry = tuple[tuple[str, str, str], str, str]
"""Mark, name and number; colour; weight."""


# --- bars ------------------------------------------------------------------------------------------------------------


def plot_ranking(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a bar for each of the first countries and name the others below.

    Parameters
    ----------
    data
        ``country, stories, doubtful, low, high``, most stories first; `low` and `high` are the ends of an interval in
        stories, NaN for none.
    ax
        Axes to draw on; new ones where None.

    Notes
    -----
    The part of a bar read with doubt is hollow; intervals are thin lines.
    """
    ax = new_axes(ax)
    if data.empty:
        return say_nothing_to_draw(ax, "No story on these pages names a partner country.")
    shown = _first_rows(ax, data, by="stories")
    sure = shown["stories"] - shown["doubtful"]
    ends = draw_bars(ax, shown["country"], sure, hollow=shown["doubtful"], ends=shown["high"])
    ax.hlines(range(len(shown)), shown["low"], shown["high"], color=INK, linewidth=letters_of(ax) * 0.1)
    for place, (end, label) in enumerate(zip(ends, _story_labels(shown), strict=True)):
        write_beside(ax, end, place, label)
    _name_tail(ax, data.iloc[len(shown) :], rows=len(shown), by="stories")
    return ax


def plot_roles(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw three bars side by side for each country: partner, only the venue, only mentioned; on one scale.

    Parameters
    ----------
    data
        ``country, stories, partner, venue, mention``, most stories first.
    ax
        Axes to draw on; new ones where None.
    """
    ax = new_axes(ax)
    if data.empty:
        return say_nothing_to_draw(ax, "No story on these pages names a country.")
    shown = _first_rows(ax, data, by="stories")
    places = np.arange(len(shown))
    size = letters_of(ax)
    columns = {"partner": ("partner", BLUE), "venue": ("only the venue", ORANGE), "mention": ("only mentioned", UNSEEN)}
    maxima = [int(shown[column].max()) for column in columns]
    starts = _place_columns(ax, maxima, headings=[words for words, _ in columns.values()], names=shown["country"])
    for start, (column, (words, colour)) in zip(starts, columns.items(), strict=False):
        ax.barh(places, shown[column], left=start, height=BAR, color=colour)
        ax.vlines(start, -0.6, len(shown) - 0.4, color=MUTED, linewidth=size * 0.07)
        ax.annotate(words, (start, -0.95), va="center", color=INK, fontweight="bold", annotation_clip=False)
        for place, number in enumerate(shown[column]):
            write_beside(ax, start + number, place, str(number), color=INK if number else RULE)
    name_rows(ax, shown["country"])
    ax.set_xlim(0, starts[-1])
    _name_tail(ax, data.iloc[len(shown) :], rows=len(shown), by="stories", top=-1.5)
    return ax


def _place_columns(ax: Axes, maxima: Sequence[int], *, headings: Sequence[str], names: Iterable[str]) -> list[float]:
    """Return where columns of bars begin, and where the last one ends, in stories, all bars on one scale.

    A column is as wide as its longest bar with its number, or as its heading, whichever is wider.
    """
    size = letters_of(ax)
    longest = max(text_width(name, letters=size) for name in names)
    room = figure_width(ax) - min(longest, figure_width(ax) * NAMES_SHARE) - 3 * size
    labels = [text_width(str(most), letters=size) + 1.6 * size for most in maxima]
    widths = [text_width(words, letters=size, bold=True) + size for words in headings]
    scales = np.geomspace(room / max(1, *maxima), room / max(1, *maxima) / 1000, 200)
    columns = [
        [max(width, most * scale + label) for most, label, width in zip(maxima, labels, widths, strict=True)]
        for scale in scales
    ]
    fitting = next((place for place, one in enumerate(columns) if sum(one) <= room), len(scales) - 1)
    return [float(start) for start in np.cumsum([0.0, *columns[fitting]]) / scales[fitting]]


def _story_labels(shown: pd.DataFrame) -> list[str]:
    """Return the number at the end of each bar, with how many of it are read with doubt."""
    pairs = zip(shown["stories"], shown["doubtful"], strict=True)
    return [f"{stories} ({doubtful} doubtful)" if doubtful else f"{stories}" for stories, doubtful in pairs]


def _rows_that_fit(ax: Axes, *, lines: float) -> int:
    """Return how many rows of ordinary letters stand under each other beside `lines` other lines."""
    height = figure_height(ax)
    return max(1, int((height / letters_of(ax) - 7 - lines * 1.4) / (ROW_PITCH * 0.93)))


def _first_rows(ax: Axes, data: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Return the rows to draw: all where they fit, else the first of them."""
    if len(data) <= min(MOST_ROWS, _rows_that_fit(ax, lines=0)):
        return data
    return without_cut_tie(data, by=by, most=min(MOST_ROWS, _rows_that_fit(ax, lines=TAIL_LINES)))


def count_rows(data: pd.DataFrame, *, by: str) -> int:
    """Return how many countries have a row of their own where there is room for all that may.

    Parameters
    ----------
    data
        Countries, the largest number first.
    by
        Name of the column with the number.

    Examples
    --------
    >>> count_rows(pd.DataFrame({"stories": [3, 2, *[1] * 30]}), by="stories")
    2
    """
    return len(without_cut_tie(data, by=by, most=MOST_ROWS))


def without_cut_tie(data: pd.DataFrame, *, by: str, most: int) -> pd.DataFrame:
    """Return the first rows, at most so many, without those that tie with one left out, unless all of them do."""
    if len(data) <= most:
        return data
    whole = data[data[by] > data[by].iloc[most]]
    return whole if len(whole) else data.head(most)


def _name_tail(ax: Axes, rest: pd.DataFrame, *, rows: int, by: str, top: float = -0.7, head: float = 0.0) -> None:
    """Name the countries without a row below the rows, as far as there is room, and set the limits of the rows.

    `top` is where the rows begin; `head` the height in letters of what stands above them.
    """
    size = letters_of(ax)
    names = list(zip(rest["country"], rest[by], strict=True))
    lines = _list_names(names, points=figure_width(ax) * 0.94, letters=size, lines=TAIL_LINES)
    bottom = rows - 0.5
    if not lines:
        ax.set_ylim(bottom, top)
        return
    across = blended_transform_factory(ax.figure.transFigure, ax.transData)
    below = bottom + 0.6 * size * (bottom - top) / _room_for_rows(ax, lines=len(lines), head=head)
    words = "\n".join(lines)
    text = ax.text(0.012, below, words, transform=across, va="top", color=MUTED, linespacing=1.25)
    text.set_in_layout(False)
    needed = (0.6 + 1.46 * len(lines)) * size
    ax.set_ylim(bottom + needed * (bottom - top) / _room_for_rows(ax, lines=len(lines), head=head), top)


def _room_for_rows(ax: Axes, *, lines: int, head: float) -> float:
    """Return about how many points the rows have in height beside title, note, headings and so many lines."""
    height = figure_height(ax)
    return max(height * 0.2, height - letters_of(ax) * (6 + head + 0.6 + 1.46 * lines))


def _list_names(names: Sequence[tuple[str, int]], *, points: float, letters: float, lines: int) -> list[str]:
    """Return lines that name as many countries as they hold, those with one number together, and say how many more."""
    fits: list[str] = []
    low, high = 1, len(names)
    while low <= high:  # more names never take fewer lines
        kept = (low + high) // 2
        rows = wrap(_tail_words(names, kept=kept), points=points, letters=letters, lines=MOST_LINES).split("\n")
        if len(rows) <= lines:
            fits, low = rows, kept + 1
        else:
            high = kept - 1
    return fits


def _tail_words(names: Sequence[tuple[str, int]], *, kept: int) -> str:
    """Return the first names, those with one number together, and how many more there are."""
    groups = Counter(number for _, number in names)
    parts = [
        f"{_stories(number)} each ({groups[number]}): {', '.join(name for name, _ in group)}"
        for number, group in groupby(names[:kept], key=lambda name: name[1])
    ]
    return "; ".join(parts) + (f" and {len(names) - kept} more" if kept < len(names) else "")


# --- matrices --------------------------------------------------------------------------------------------------------


def plot_periods(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the stories of each country in each period as numbers on shaded tiles; what nobody saved is hatched.

    Parameters
    ----------
    data
        ``country, start, label, kind, days_seen, stories``, every country with every period; `kind` is "seen", "unseen"
        or "undated".
    ax
        Axes to draw on; new ones where None.
    """
    ax = new_axes(ax)
    if data.empty:
        return say_nothing_to_draw(ax, "No story on these pages names a partner country.")
    totals = data.groupby("country", sort=False)["stories"].sum().rename("stories").reset_index()
    shown = _first_rows(ax, totals, by="stories")
    periods = data[data["country"] == data["country"].iloc[0]]
    stories = data["stories"].to_numpy(dtype="object").reshape(len(totals), -1)[: len(shown)]
    numbers = pd.DataFrame(stories, index=shown["country"])
    draw_matrix(ax, numbers, heads=periods["label"].tolist(), days=periods["days_seen"].tolist())
    _name_tail(ax, totals.iloc[len(shown) :], rows=len(shown), by="stories", top=-0.5, head=4.5)
    return ax


def plot_topics(
    data: pd.DataFrame, *, ax: Axes | None = None, nothing: str = "No story with a topic names a partner country."
) -> Axes:
    """Draw the stories of each topic with each partner country as numbers on shaded tiles.

    Parameters
    ----------
    data
        ``country, topic, label, stories, of``: a row for each topic and country that occur together; `of` is the number
        of all stories of the topic.
    ax
        Axes to draw on; new ones where None.
    nothing
        What to say where there is no row.
    """
    ax = new_axes(ax)
    if data.empty:
        return say_nothing_to_draw(ax, nothing)
    totals = data.groupby("country")["stories"].sum().rename("stories").reset_index()
    totals = totals.sort_values(["stories", "country"], ascending=[False, True], ignore_index=True)
    shown = without_cut_tie(totals, by="stories", most=min(MOST_COLUMNS, columns_that_fit(ax)))
    topics = data.drop_duplicates("topic").sort_values("topic")
    found = data.set_index(["topic", "country"])["stories"]
    numbers = pd.DataFrame(
        [[int(found.get((topic, country), 0)) for country in shown["country"]] for topic in topics["topic"]],
        index=[f"{label} ({of})" for label, of in zip(topics["label"], topics["of"], strict=True)],
    )
    draw_matrix(ax, numbers, heads=shown["country"].tolist())
    _name_tail(ax, totals.iloc[len(shown) :], rows=len(topics), by="stories", top=-0.55, head=6)
    return ax


# --- memberships -----------------------------------------------------------------------------------------------------


def plot_regions(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw every country as a mark beside its part of the world: OIC members seen and not seen, other states seen.

    Parameters
    ----------
    data
        ``subregion, members, members_seen, others_seen, stories``, from top to bottom.
    ax
        Axes to draw on; new ones where None.
    """
    ax = new_axes(ax)
    if data.empty or not (data["members"] + data["others_seen"]).sum():
        return say_nothing_to_draw(ax, "No country was seen.")
    size = letters_of(ax)
    start = float(data["members"].max()) + 1.0
    marks = {
        "members_seen": ("o", BLUE, BLUE),
        "members_unseen": ("o", "white", MUTED),
        "others_seen": ("D", ORANGE, ORANGE),
    }
    columns = max(6.0, start + float(data["others_seen"].max()) + 1.0)
    spots: dict[str, list[tuple[float, int]]] = {kind: [] for kind in marks}
    rows = data[["members_seen", "members", "others_seen", "stories"]].itertuples(index=False, name=None)
    for place, (seen, members, others, stories) in enumerate(rows):
        spots["members_seen"] += [(number, place) for number in range(seen)]
        spots["members_unseen"] += [(number, place) for number in range(seen, members)]
        spots["others_seen"] += [(start + number, place) for number in range(others)]
        ax.annotate(_stories(stories), (columns, place), va="center", ha="left", annotation_clip=False)
    spacing = figure_width(ax) * 0.6 / (columns * 1.16)
    area = min(size * 0.62, spacing * 0.8) ** 2
    for kind, (marker, face, edge) in marks.items():
        x, y = [spot[0] for spot in spots[kind]], [spot[1] for spot in spots[kind]]
        ax.scatter(x, y, marker=marker, facecolor=face, edgecolor=edge, s=area, linewidth=size * 0.1)
    name_rows(ax, data["subregion"])
    _head_mark(ax, 0, "●", "OIC member", colour=BLUE, lines_up=1)
    _head_mark(ax, 0, "○", "not seen", colour=MUTED)
    _head_mark(ax, start, "◆", "other state", colour=ORANGE)
    ax.set_xlim(-0.6, columns * 1.16)
    ax.set_ylim(len(data) - 0.4, -0.6)
    return ax


def _head_mark(ax: Axes, x: float, mark: str, words: str, *, colour: str, lines_up: int = 0) -> None:
    """Write above a column of marks what a mark means."""
    size = letters_of(ax)
    up = size * (0.9 + 1.35 * lines_up)
    for across, text, ink in ((-0.4, mark, colour), (0.8, words, INK)):
        ax.annotate(
            text, (x, -0.6), xytext=(size * across, up), textcoords="offset points", va="center", color=ink,
            annotation_clip=False,
        )  # fmt: skip


def _stories(number: int) -> str:
    return f"{number} {'story' if number == 1 else 'stories'}" if number else "–"


def plot_members(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Write the members of the OIC in columns, those not seen in bold, those seen with their stories.

    Parameters
    ----------
    data
        ``country, region, stories, seen``, by region and name; `seen` is "partner", "venue or mention" or "not at all".
    ax
        Axes to draw on; new ones where None.
    """
    ax = new_axes(ax)
    bare(ax)
    entries = _member_entries(data)
    letters = letters_of(ax)
    room = figure_width(ax) * 0.97
    columns = max(2, int(room / letters / 11.5))
    rows = -(-len(entries) // columns)
    entries = _close_columns(entries, rows=rows)
    height = figure_height(ax) - letters * 6.5
    fitted = min(letters, height / (rows + 0.5) / 1.2)
    stacks = [entries[first : first + rows] for first in range(0, len(entries), rows)]
    needs = [max(_entry_width(entry, letters=fitted) for entry in stack) + letters for stack in stacks]
    left = 0.0
    for stack, need in zip(stacks, needs, strict=True):
        wide = need * room / sum(needs)
        for row, entry in enumerate(stack):
            _write_entry(ax, entry, left / room, row, points=wide - letters * 0.5, letters=fitted)
        left += wide
    ax.set_xlim(0, 1)
    ax.set_ylim(rows - 0.4, -0.6)
    return ax


def _entry_width(entry: Entry, *, letters: float) -> float:
    """Return how wide a name is with its mark and its number, in points."""
    text, _, weight = entry
    return text_width("".join(text), letters=letters, bold=weight == "bold")


def _write_entry(ax: Axes, entry: Entry, x: float, row: int, *, points: float, letters: float) -> None:
    """Write a name with its mark and its number, smaller or cut where it has no room."""
    (mark, name, stories), colour, weight = entry
    is_bold = weight == "bold"
    left = points - text_width(f"{mark}{stories}", letters=letters, bold=is_bold)
    small = letters * min(1.0, max(SMALLEST, left / max(1.0, text_width(name, letters=letters, bold=is_bold))))
    words = f"{mark}{shorten(name, points=left, letters=small, bold=is_bold)}{stories}"
    ax.text(x, row, words, va="center", fontsize=small, color=colour, fontweight=weight)


def _close_columns(entries: Sequence[Entry], *, rows: int) -> list[Entry]:
    """Return the entries without a blank that would stand at the head of a column."""
    kept: list[Entry] = []
    for entry in entries:
        if entry[0][1] or len(kept) % rows:
            kept.append(entry)
    return kept


def _member_entries(data: pd.DataFrame) -> list[Entry]:
    """Return what to write in order, a heading for each region."""
    looks = {
        "partner": ("● ", BLUE, "normal"),
        "venue or mention": ("◐ ", INK, "normal"),
        "not at all": ("○ ", INK, "bold"),
    }
    entries: list[Entry] = []
    for region, members in data.groupby("region", sort=False):
        if entries:
            entries.append((("", "", ""), INK, "normal"))
        seen = int((members["seen"] == "partner").sum())
        entries.append((("", f"{region}: {seen} of {len(members)}", ""), MUTED, "bold"))
        for country, stories, how in zip(members["country"], members["stories"], members["seen"], strict=True):
            mark, colour, weight = looks[how]
            entries.append(((mark, country, f"  {stories}" if stories else ""), colour, weight))
    return entries
