"""One look for all figures, applied by context: importing or leaving it changes nothing."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Literal

import matplotlib.style
import pandas as pd
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import text_to_path

Size = Literal["word", "column", "slide"]

FONT = "DejaVu Sans"
"""Travels with matplotlib, so every machine draws the same; has the letters of Türkiye, Oʻzbekiston and Arabic."""

WIDTHS: dict[Size, float] = {"word": 6.3, "column": 3.5, "slide": 12.0}
"""Width in inches: the text of an A4 page with 2.5 cm margins, half of it, a 16:9 slide."""

FONT_SIZES: dict[Size, float] = {"word": 8.5, "column": 7.0, "slide": 17.0}
"""Points: readable in print without glasses, from 7 on; on a slide from the last row."""

# The palette of Okabe and Ito (2008) without its yellow, which vanishes on white paper.
BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"

COLOURS = (BLUE, ORANGE, BLACK, PURPLE, VERMILLION, SKY, GREEN)
"""For kinds without an order. The first four differ in grey too; whoever needs more labels them at the data."""

INK = "#262626"
MUTED = "#5F5F5F"
RULE = "#BFBFBF"
PALE = "#E8EEF3"
UNSEEN = "#B4B4B4"
UNSEEN_HATCH = "/////"
"""Everything that nobody saved is hatched in this grey, in every figure, and nothing else is."""

_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ELLIPSIS = "…"
_DECIMALS = 6


def _settings(size: Size) -> dict[str, Any]:
    """Return the matplotlib settings of one size; line widths grow with the letters."""
    letters = FONT_SIZES[size]
    scale = letters / FONT_SIZES["word"]
    return {
        "font.family": [FONT],
        "font.size": letters,
        "axes.titlesize": letters,
        "axes.labelsize": letters,
        "xtick.labelsize": letters,
        "ytick.labelsize": letters,
        "figure.titlesize": letters * 1.18,
        "figure.titleweight": "bold",
        "figure.labelsize": letters * 0.86,
        "text.color": INK,
        "text.parse_math": False,  # a dollar sign from a page is a dollar sign
        "text.usetex": False,
        "axes.formatter.use_mathtext": False,
        "axes.labelcolor": INK,
        "axes.edgecolor": MUTED,
        "axes.linewidth": 0.6 * scale,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlelocation": "left",
        "axes.axisbelow": True,
        "axes.prop_cycle": cycler(color=COLOURS),
        "grid.color": RULE,
        "grid.linewidth": 0.4 * scale,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "xtick.major.width": 0.6 * scale,
        "ytick.major.width": 0.6 * scale,
        "xtick.major.size": 2.5 * scale,
        "ytick.major.size": 2.5 * scale,
        "lines.linewidth": 1.2 * scale,
        "lines.markersize": 4.5 * scale,
        "patch.linewidth": 0.6 * scale,
        "hatch.color": UNSEEN,
        "hatch.linewidth": 0.5 * scale,
        "legend.frameon": False,
        "figure.facecolor": "white",
        "savefig.facecolor": "white",
        "savefig.bbox": None,  # "tight" would change the size that was asked for
        "savefig.dpi": "figure",
        "figure.constrained_layout.h_pad": 0.05 * scale,
        "figure.constrained_layout.w_pad": 0.05 * scale,
        "svg.fonttype": "path",
        "svg.hashsalt": "icesco_analysis",
        "pdf.fonttype": 42,  # embedded TrueType: printers refuse Type 3
        "ps.fonttype": 42,
        "pdf.compression": 6,
        "path.simplify": False,
    }


@contextmanager
def style(size: Size = "word") -> Iterator[None]:
    """Draw in the style of the project inside this context; what was set before holds again after it.

    Parameters
    ----------
    size
        Named size of the figure, which sets letters and line widths.

    Examples
    --------
    >>> import matplotlib
    >>> before = matplotlib.rcParams["font.size"]
    >>> with style("slide"):
    ...     matplotlib.rcParams["font.size"]
    17.0
    >>> matplotlib.rcParams["font.size"] == before
    True
    """
    with matplotlib.style.context(["default", _settings(size)]):
        yield


def new_axes(ax: Axes | None = None) -> Axes:
    """Return `ax`, or the Axes of a figure of its own where it is None.

    Examples
    --------
    >>> new_axes().get_title()
    ''
    """
    return Canvas(layout="constrained").subplots() if ax is None else ax


def letters_of(ax: Axes) -> float:
    """Return the size in points of the ordinary letters on `ax`, to which labels are set in proportion.

    Examples
    --------
    >>> with style("column"):
    ...     letters_of(new_axes())
    7.0
    """
    return float(ax.xaxis.label.get_fontsize())


def bare(ax: Axes, *, keep: Literal["x", "y", "none"] = "none") -> Axes:
    """Take frame, ticks and tick labels off `ax`, but for those of the axis to `keep`.

    Examples
    --------
    >>> bare(new_axes()).spines["left"].get_visible()
    False
    """
    ax.spines[["top", "right", "left", "bottom"]].set_visible(False)
    ax.tick_params(length=0)
    if keep != "x":
        ax.set_xticks([])
    if keep != "y":
        ax.set_yticks([])
    return ax


def say_nothing_to_draw(ax: Axes, reason: str) -> Axes:
    """Write `reason` in the middle of an otherwise empty `ax`: an empty chart must not look like a zero.

    Examples
    --------
    >>> say_nothing_to_draw(new_axes(), "No page was read.").texts[0].get_text()
    'No page was read.'
    """
    bare(ax)
    width = ax.figure.get_figure(root=True).get_figwidth() * 72 * 0.8
    lines = wrap(reason, points=width, letters=letters_of(ax))
    ax.text(0.5, 0.5, lines, transform=ax.transAxes, ha="center", va="center", color=MUTED)
    return ax


# --- text ------------------------------------------------------------------------------------------------------------


def printable(text: str) -> str:
    r"""Return `text` in one line with only what the font can draw; the rest becomes the replacement character.

    Notes
    -----
    Control characters and marks that turn the direction of writing go: one of them in a headline would turn the line
    it is printed in. Letters that run from right to left stay and are shaped by matplotlib.

    Examples
    --------
    >>> printable("Côte d’Ivoire\u202e"), printable("漢字 Oʻzbekiston")
    ('Côte d’Ivoire', '�� Oʻzbekiston')
    """
    kept = (letter for letter in " ".join(text.split()) if letter not in _BIDI_CONTROLS)
    return "".join(
        letter if _has_glyph(letter) else "\N{REPLACEMENT CHARACTER}"
        for letter in kept
        if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp") or letter == "\N{ZERO WIDTH NON-JOINER}"
    )


@cache
def _has_glyph(letter: str) -> bool:
    return bool(get_font(findfont(FontProperties(family=[FONT]))).get_char_index(ord(letter)))


def drawable(data: pd.DataFrame) -> pd.DataFrame:
    r"""Return a copy of `data` as every machine draws it: its texts `printable`, its fractions rounded.

    Examples
    --------
    >>> drawable(pd.DataFrame({"text": ["a\nb"], "n": [1], "share": [1 / 3]})).to_dict("records")
    [{'text': 'a b', 'n': 1, 'share': 0.333333}]
    """
    clean = data.copy()
    for place, dtype in enumerate(clean.dtypes):
        if pd.api.types.is_float_dtype(dtype):
            clean.isetitem(place, clean.iloc[:, place].round(_DECIMALS).array)
        elif isinstance(dtype, pd.StringDtype) or pd.api.types.is_object_dtype(dtype):
            texts = [printable(value) if isinstance(value, str) else value for value in clean.iloc[:, place]]
            clean.isetitem(place, pd.Series(texts, index=clean.index, dtype=dtype))
    return clean


def text_width(text: str, *, letters: float, bold: bool = False) -> float:
    """Return how wide `text` is printed, in points.

    Examples
    --------
    >>> text_width("mm", letters=10) > text_width("ii", letters=10)
    True
    """
    font = FontProperties(family=[FONT], size=letters, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def wrap(text: str, *, points: float, letters: float, bold: bool = False, lines: int = 4) -> str:
    """Return `text` broken into at most `lines` lines no wider than `points`, the last one cut short if it must be.

    Parameters
    ----------
    text
        What to print; it is made `printable`.
    points
        Room for a line, in points.
    letters
        Size of the letters, in points.
    bold
        Whether they are bold.
    lines
        Most lines to fill.

    Examples
    --------
    >>> print(wrap("ICESCO and Kuwait discuss", points=60, letters=8))
    ICESCO and
    Kuwait discuss
    """
    rows: list[str] = []
    for word in printable(text).split():
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and text_width(longer, letters=letters, bold=bold) <= points:
            rows[-1] = longer
        else:
            rows.append(word)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], " ".join(rows[lines - 1 :])]
    return "\n".join(shorten(row, points=points, letters=letters, bold=bold) for row in rows)


def shorten(
    text: str, *, points: float, letters: float, bold: bool = False, keep: Literal["start", "end"] = "start"
) -> str:
    """Return `text`, or as much of its start (or end) as fits into `points` with an ellipsis.

    Examples
    --------
    >>> shorten("Rabat", points=100, letters=8), shorten("Ouagadougou", points=40, letters=8)
    ('Rabat', 'Ouagad…')
    """
    if text_width(text, letters=letters, bold=bold) <= points:
        return text
    if keep == "end":
        return shorten(text[::-1], points=points, letters=letters, bold=bold)[::-1]
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = text_width(text[:middle] + _ELLIPSIS, letters=letters, bold=bold) <= points
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low].rstrip() + _ELLIPSIS
