"""Partner frames → Axes: rankings, roles, matrices of countries, memberships and the map."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.transforms import blended_transform_factory

from icesco_analysis.plots.style import (
    BLUE,
    INK,
    MUTED,
    ORANGE,
    RULE,
    UNSEEN,
    UNSEEN_HATCH,
    bare,
    letters_of,
    new_axes,
    say_nothing_to_draw,
    shorten,
    text_width,
    wrap,
)
from icesco_analysis.world import CENTRAL_LONGITUDE, Points, load_world, outline, project, wrap_longitude

MOST_ROWS = 20
"""Countries with a row of their own: what fits on half a page; the others are named below."""

MOST_COLUMNS = 24
"""Columns of a matrix whose numbers can still be told apart at page width."""

FEWEST_COLUMNS = 7
"""Columns that a matrix has room for at least, so that a single one is no banner."""

UNSEEN_WIDTH = 0.42
"""Width of what nobody saved beside the period that someone did: enough to be seen, whatever time it was."""

ROW_PITCH = 1.5
"""Height of a row in letters."""

TAIL_LINES = 4
"""Lines for the countries without a row."""

MOST_LINES = 10_000
"""Lines to wrap a text into without cutting it."""

SHADES = ("#C6DBEF", "#6BAED6", "#2171B5", "#08306B")
"""From few to many, each darker than the one before in grey too."""

ZERO = "#F4F4F4"
LAND = "#EDEDED"
BORDER = "#FFFFFF"
MAP_SOUTH, MAP_NORTH = -56.0, 80.0
"""Degrees of latitude between which the map shows the world: without Antarctica and the pole."""

SMALLEST = 0.8
"""Share of the ordinary letters to which a long name may shrink before it is cut."""

MOST_NAMES = 14
"""Countries named on the map, where there is room."""

Box = tuple[float, float, float, float]
"""Left, bottom, width, height."""

Entry = tuple[tuple[str, str, str], str, str]
"""Mark, name and number; colour; weight."""

_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
"""Where a name may stand beside its point, best first: steps across and up."""

_NAMES_SHARE = 0.36
"""Most of the width that names of countries may take."""

_TINTS = LinearSegmentedColormap.from_list("counts", ["#DCE9F5", "#9DC3E2", "#3F87BF", "#08457E"])


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
    places = np.arange(len(shown))
    sure = shown["stories"] - shown["doubtful"]
    size = letters_of(ax)
    ax.barh(places, sure, height=0.62, color=BLUE)
    ax.barh(places, shown["doubtful"], left=sure, height=0.62, facecolor="white", edgecolor=BLUE, linewidth=size * 0.09)
    ax.hlines(places, shown["low"], shown["high"], color=INK, linewidth=size * 0.1)
    ends = shown[["stories", "high"]].max(axis=1)
    for place, end, label in zip(range(len(shown)), ends, _story_labels(shown), strict=True):
        _beside(ax, end, place, label, size=size)
    _name_rows(ax, shown["country"])
    ax.set_xlim(0, float(ends.max()) * 1.16)
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
        ax.barh(places, shown[column], left=start, height=0.62, color=colour)
        ax.vlines(start, -0.6, len(shown) - 0.4, color=MUTED, linewidth=size * 0.07)
        ax.annotate(words, (start, -0.95), va="center", color=INK, fontweight="bold", annotation_clip=False)
        for place, number in enumerate(shown[column]):
            _beside(ax, start + number, place, str(number), size=size, colour=INK if number else RULE)
    _name_rows(ax, shown["country"])
    ax.set_xlim(0, starts[-1])
    _name_tail(ax, data.iloc[len(shown) :], rows=len(shown), by="stories", top=-1.5)
    return ax


def _place_columns(ax: Axes, maxima: Sequence[int], *, headings: Sequence[str], names: Iterable[str]) -> list[float]:
    """Return where columns of bars begin, and where the last one ends, in stories, all bars on one scale.

    A column is as wide as its longest bar with its number, or as its heading, whichever is wider.
    """
    size = letters_of(ax)
    longest = max(text_width(name, letters=size) for name in names)
    room = _width(ax) - min(longest, _width(ax) * _NAMES_SHARE) - 3 * size
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


def _beside(ax: Axes, x: float, y: float, text: str, *, size: float, colour: str = INK) -> None:
    """Write `text` a little to the right of a point."""
    ax.annotate(
        text, (x, y), xytext=(size * 0.4, 0), textcoords="offset points", va="center", color=colour,
        annotation_clip=False,
    )  # fmt: skip


def _name_rows(ax: Axes, names: Iterable[str]) -> None:
    """Write the names left of the rows, shortened where they would take the room of the bars."""
    bare(ax, keep="y")
    size = letters_of(ax)
    labels = [shorten(name, points=_width(ax) * _NAMES_SHARE, letters=size) for name in names]
    ax.set_yticks(range(len(labels)), labels)


def _width(ax: Axes) -> float:
    """Return the width of the figure in points."""
    return float(ax.figure.get_figure(root=True).get_figwidth() * 72)


def _rows_that_fit(ax: Axes, *, lines: float) -> int:
    """Return how many rows of ordinary letters stand under each other beside `lines` other lines."""
    height = ax.figure.get_figure(root=True).get_figheight() * 72
    return max(1, int((height / letters_of(ax) - 7 - lines * 1.4) / (ROW_PITCH * 0.93)))


def _first_rows(ax: Axes, data: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Return the rows to draw: all where they fit, else the first of them."""
    if len(data) <= min(MOST_ROWS, _rows_that_fit(ax, lines=0)):
        return data
    return _without_cut_tie(data, by=by, most=min(MOST_ROWS, _rows_that_fit(ax, lines=TAIL_LINES)))


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
    return len(_without_cut_tie(data, by=by, most=MOST_ROWS))


def _without_cut_tie(data: pd.DataFrame, *, by: str, most: int) -> pd.DataFrame:
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
    lines = _list_names(names, points=_width(ax) * 0.94, letters=size, lines=TAIL_LINES)
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
    height = ax.figure.get_figure(root=True).get_figheight() * 72
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
    edges = np.cumsum([0.0, *(UNSEEN_WIDTH if kind == "unseen" else 1.0 for kind in periods["kind"])])
    most = max(1, int(data["stories"].max()))
    for row, country in enumerate(shown["country"]):
        tiles = data[data["country"] == country]
        for left, right, kind, number in zip(edges[:-1], edges[1:], tiles["kind"], tiles["stories"], strict=True):
            _draw_tile(ax, (left, right), row, number=None if kind == "unseen" else int(number), most=most)
    _name_rows(ax, shown["country"])
    middles = (edges[:-1] + edges[1:]) / 2
    across = max(float(edges[-1]), FEWEST_COLUMNS)
    _head_periods(ax, periods, middles=middles, slot=_width(ax) * (1 - _NAMES_SHARE / 2) / across)
    ax.set_xlim(0, across)
    _name_tail(ax, totals.iloc[len(shown) :], rows=len(shown), by="stories", top=-0.5, head=4.5)
    return ax


def _head_periods(ax: Axes, periods: pd.DataFrame, *, middles: Points, slot: float) -> None:
    """Write above the columns what each is, upright where they are narrow, and of how many days something was seen."""
    size = letters_of(ax)
    narrow = slot < 2.9 * size
    for x, label, days in zip(middles, periods["label"], periods["days_seen"], strict=True):
        ax.annotate(
            label if narrow else label.replace(" ", "\n"), (x, -0.5), xytext=(0, 1.6 * size), ha="center", va="bottom",
            textcoords="offset points", linespacing=1.1, annotation_clip=False, rotation=90 if narrow else 0,
        )  # fmt: skip
        if days:
            ax.annotate(
                f"{days} d", (x, -0.5), xytext=(0, 0.4 * size), ha="center", va="bottom", color=MUTED,
                textcoords="offset points", annotation_clip=False, fontsize=size * 0.86,
            )  # fmt: skip


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
    size = letters_of(ax)
    totals = data.groupby("country")["stories"].sum().rename("stories").reset_index()
    totals = totals.sort_values(["stories", "country"], ascending=[False, True], ignore_index=True)
    columns = totals["country"].head(min(MOST_COLUMNS, int(_width(ax) * 0.6 / size / 2.5))).tolist()
    topics = data.drop_duplicates("topic").sort_values("topic")
    numbers = data.set_index(["topic", "country"])["stories"]
    most = max(1, int(data["stories"].max()))
    for row, topic in enumerate(topics["topic"]):
        for column, country in enumerate(columns):
            number = int(numbers.get((topic, country), 0))
            _draw_tile(ax, (column, column + 1), row, number=number, most=most)
    bare(ax, keep="y")
    names = [f"{label} ({of})" for label, of in zip(topics["label"], topics["of"], strict=True)]
    labels = [wrap(name, points=_width(ax) * _NAMES_SHARE, letters=size, lines=2) for name in names]
    ax.set_yticks(range(len(labels)), labels)
    for column, country in enumerate(columns):
        words = shorten(country, points=_width(ax) * 0.2, letters=size)
        ax.annotate(
            words, (column + 0.5, -0.55), xytext=(-size * 0.2, 0), textcoords="offset points", rotation=50, ha="left",
            va="bottom", rotation_mode="anchor", annotation_clip=False,
        )  # fmt: skip
    ax.set_xlim(0, max(len(columns), FEWEST_COLUMNS))
    _name_tail(ax, totals.iloc[len(columns) :], rows=len(topics), by="stories", top=-0.55, head=6)
    return ax


def _draw_tile(ax: Axes, span: tuple[float, float], row: int, *, number: int | None, most: int) -> None:
    """Draw one tile: shaded with its number, pale for zero, hatched where nothing was seen."""
    corner, width = (span[0] + 0.03, row - 0.45), span[1] - span[0] - 0.06
    if number is None:
        hatched = Rectangle(corner, width, 0.9, facecolor="white", edgecolor=UNSEEN, hatch=UNSEEN_HATCH, linewidth=0)
        ax.add_patch(hatched)
        return
    shade = number / most
    ax.add_patch(Rectangle(corner, width, 0.9, facecolor=_TINTS(shade) if number else ZERO, linewidth=0))
    if number:
        middle = (span[0] + span[1]) / 2
        ax.text(middle, row, str(number), ha="center", va="center", color="white" if shade > 0.55 else INK)


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
    spacing = _width(ax) * 0.6 / (columns * 1.16)
    area = min(size * 0.62, spacing * 0.8) ** 2
    for kind, (marker, face, edge) in marks.items():
        x, y = [spot[0] for spot in spots[kind]], [spot[1] for spot in spots[kind]]
        ax.scatter(x, y, marker=marker, facecolor=face, edgecolor=edge, s=area, linewidth=size * 0.1)
    _name_rows(ax, data["subregion"])
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
    room = _width(ax) * 0.97
    columns = max(2, int(room / letters / 11.5))
    rows = -(-len(entries) // columns)
    entries = _close_columns(entries, rows=rows)
    height = ax.figure.get_figure(root=True).get_figheight() * 72 - letters * 6.5
    fitted = min(letters, height / (rows + 0.5) / 1.2)
    for number, (text, colour, weight) in enumerate(entries):
        column, row = divmod(number, rows)
        mark, name, stories = text
        left = room / columns - letters * 0.5 - text_width(f"{mark} {stories}", letters=fitted)
        is_bold = weight == "bold"
        small = fitted * min(1.0, max(SMALLEST, left / max(1.0, text_width(name, letters=fitted, bold=is_bold))))
        words = f"{mark}{shorten(name, points=left, letters=small, bold=is_bold)}{stories}"
        ax.text(column / columns, row, words, va="center", fontsize=small, color=colour, fontweight=weight)
    ax.set_xlim(0, 1)
    ax.set_ylim(rows - 0.4, -0.6)
    return ax


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


# --- the map ---------------------------------------------------------------------------------------------------------


def plot_map(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the partner countries on a map of the world, small states as dots.

    Parameters
    ----------
    data
        ``iso3, country, stories, longitude, latitude, small, shade``, most stories first; `shade` is the class of the
        number from 0, `label` the words for that class.
    ax
        Axes to draw on; new ones where None.
    """
    ax = new_axes(ax)
    if data.empty:
        return say_nothing_to_draw(ax, "No story on these pages names a partner country.")
    bare(ax)
    ax.set_aspect("equal")
    edge = project(outline(south=MAP_SOUTH, north=MAP_NORTH))
    frame = ax.add_patch(PathPatch(Path(edge), facecolor="white", edgecolor="none"))
    shades = dict(zip(data["iso3"], data["shade"], strict=True))
    size = letters_of(ax)
    for code, rings in load_world().rings.items():
        colour = SHADES[shades[code]] if code in shades else LAND
        patch = PathPatch(_outline_path(rings), facecolor=colour, edgecolor=colour, linewidth=size * 0.02)
        ax.add_patch(patch).set_clip_path(frame)
    lines = [project(copy) for line in load_world().borders for copy in _copies(line)]
    borders = LineCollection(lines, colors=BORDER, linewidths=size * 0.035)
    ax.add_collection(borders, autolim=False).set_clip_path(frame)
    _draw_small_states(ax, data[data["small"]], size=size)
    _name_countries(ax, data, size=size)
    _draw_key(ax, data, corner=(float(edge[:, 0].min()), float(edge[:, 1].min())), size=size)
    ax.set_xlim(edge[:, 0].min(), edge[:, 0].max())
    ax.set_ylim(edge[:, 1].min(), edge[:, 1].max())
    return ax


def _outline_path(rings: Sequence[Points]) -> Path:
    """Return the rings as one path, with copies at both edges of the map, which cuts them."""
    paths = [Path(project(copy), closed=True) for ring in rings for copy in _copies(ring)]
    return Path.make_compound_path(*paths)


def _copies(points: Points) -> list[Points]:
    """Return a line in degrees as often as the map shows a part of it: turned around the earth to each side."""
    west, east = CENTRAL_LONGITUDE - 180, CENTRAL_LONGITUDE + 180
    turned = [points + np.array([turn, 0]) for turn in (-360, 0, 360)]
    return [copy for copy in turned if copy[:, 0].max() > west and copy[:, 0].min() < east]


def _draw_small_states(ax: Axes, small: pd.DataFrame, *, size: float) -> None:
    """Draw a dot, ringed in white, where a country is too small for its shape to show."""
    if small.empty:
        return
    places = _places(small)
    colours = [SHADES[shade] for shade in small["shade"]]
    ax.scatter(
        places[:, 0],
        places[:, 1],
        s=(size * 0.55) ** 2,
        color=colours,
        edgecolor="white",
        linewidth=size * 0.05,
        zorder=3,
    )


def _places(data: pd.DataFrame) -> Points:
    """Return the points of countries on the map."""
    return project(np.array([(wrap_longitude(x), y) for x, y in zip(data["longitude"], data["latitude"], strict=True)]))


def _name_countries(ax: Axes, data: pd.DataFrame, *, size: float) -> None:
    """Name the first countries beside their points, each only where no other name stands."""
    letters = size * 0.86
    radii_per_point = 2 * project(np.array([[CENTRAL_LONGITUDE + 180, 0.0]]))[0, 0] / (_width(ax) * 0.97)
    taken: list[Box] = []
    named = _without_cut_tie(data, by="stories", most=MOST_NAMES)
    for name, (x, y) in zip(named["country"], _places(named), strict=True):
        width, height = text_width(name, letters=letters) * radii_per_point, letters * 1.1 * radii_per_point
        gap = size * 0.45 * radii_per_point
        for across, up in _SIDES:
            left = x + across * gap - width * (1 - across) / 2
            box = (left, y + up * (gap + height / 2) - height / 2, width, height)
            if not any(_overlap(box, other) for other in taken):
                taken.append(box)
                text = ax.text(left, box[1] + height / 2, name, fontsize=letters, va="center", zorder=4)
                text.set_path_effects([withStroke(linewidth=size * 0.22, foreground="white")])
                break


def _overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes (left, bottom, width, height) share any place."""
    apart = (
        one[0] + one[2] <= other[0]
        or other[0] + other[2] <= one[0]
        or one[1] + one[3] <= other[1]
        or other[1] + other[3] <= one[1]
    )
    return not apart


def _draw_key(ax: Axes, data: pd.DataFrame, *, corner: tuple[float, float], size: float) -> None:
    """Write what the shades mean, in the empty south-west of the map."""
    classes = data.drop_duplicates("shade").sort_values("shade", ascending=False)
    rows = [(SHADES[shade], label) for shade, label in zip(classes["shade"], classes["label"], strict=True)]
    for number, (colour, words) in enumerate([*rows, (LAND, "not seen as partner")]):
        up = size * (0.9 + 1.35 * (len(rows) - number))
        ax.annotate(
            "■", corner, xytext=(size * 0.4, up), textcoords="offset points", color=colour, va="center",
        )  # fmt: skip
        ax.annotate(words, corner, xytext=(size * 1.7, up), textcoords="offset points", va="center", color=INK)
