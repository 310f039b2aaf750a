"""One look for all figures, applied by context: importing or leaving it changes nothing."""

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Literal

import matplotlib.style
import pandas as pd
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import text_to_path

FONT = "DejaVu Sans"

WIDTH = 6.3
"""Inches: the text of an A4 page with 2.5 cm margins."""

PALETTES: Mapping[str, tuple[str, ...]] = {
    "blue": ("#0072B2", "#E69F00", "#A6CDE8", "#56B4E9", "#08306B"),  # of Okabe and Ito (2008)
    "teal": ("#00796B", "#E69F00", "#A8DDD3", "#4DB6A4", "#003B34"),
    "purple": ("#6A3D9A", "#E69F00", "#D5C6E8", "#A98BD0", "#2D0F4F"),
    "grey": ("#4D4D4D", "#A9A9A9", "#CFCFCF", "#808080", "#141414"),
}
"""Colours by name, told apart by every kind of sight: what is counted, what stands against it, and beside the first a
pale, a light and a dark shade of it. Drawings name them by their place, as `style` lays them out."""

MAIN, SECOND, LIGHT = "C0", "C1", "C3"
SHADES = ("C2", LIGHT, MAIN, "C4")
"""From few to many, each darker than the one before in grey too: more are not told apart."""

INK = "#262626"
MUTED = "#5F5F5F"
RULE = "#BFBFBF"
PALE = "#E8EEF3"
UNSEEN = "#B4B4B4"
UNSEEN_HATCH = "/////"
"""Everything that nobody saved is hatched in this grey, in every figure, and nothing else is."""

_ELLIPSIS = "…"
_KEPT_MARKS = "\N{ZERO WIDTH NON-JOINER}\N{LEFT-TO-RIGHT MARK}"
_DECIMALS = 6


@contextmanager
def style(palette: str = "blue") -> Iterator[None]:
    """Draw in the style of the project and one of the `PALETTES` inside this context; afterwards all is as before."""
    if palette not in PALETTES:
        raise ValueError(f"expected the palette {', '.join(PALETTES)}, found {palette!r}")
    colours = {"axes.prop_cycle": cycler(color=PALETTES[palette])}
    with matplotlib.style.context(["default", "icesco_analysis.data.figures", colours]):
        yield


def letters_of(ax: Axes) -> float:
    """Return the size in points of the ordinary letters on `ax`, to which labels are set in proportion."""
    return float(ax.xaxis.label.get_fontsize())


def bare(ax: Axes, *, keep: Literal["x", "y", "none"] = "none") -> Axes:
    """Take frame, ticks and tick labels off `ax`, but for those of the axis to `keep`."""
    ax.spines[["top", "right", "left", "bottom"]].set_visible(False)
    ax.tick_params(length=0)
    if keep != "x":
        ax.set_xticks([])
    if keep != "y":
        ax.set_yticks([])
    return ax


def printable(text: str) -> str:
    """Return `text` in one line with only what the font can draw; the rest becomes the replacement character.

    Marks that turn the direction of writing go, which would turn the whole line; the mark around Arabic names stays.
    """
    return "".join(
        letter if _has_glyph(letter) else "\N{REPLACEMENT CHARACTER}"
        for letter in " ".join(text.split())
        if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp") or letter in _KEPT_MARKS
    )


@cache
def _has_glyph(letter: str) -> bool:
    return bool(get_font(findfont(FontProperties(family=[FONT]))).get_char_index(ord(letter)))


def drawable(data: pd.DataFrame) -> pd.DataFrame:
    """Return a copy of `data` as every machine draws it: its texts `printable`, its fractions rounded."""
    texts = data.select_dtypes(["object", "str"])
    clean = texts.map(lambda value: printable(value) if isinstance(value, str) else value).astype(texts.dtypes)
    return data.round(dict.fromkeys(data.select_dtypes("float"), _DECIMALS)).assign(**clean)


def text_width(text: str, *, letters: float, bold: bool = False) -> float:
    """Return how wide `text` is printed, in points."""
    return sum(_word_width(word, bold) for word in re.split("( )", text)) * letters


@cache
def _word_width(word: str, bold: bool) -> float:
    """Return the width of a word in letters of one point: those of a line, and its blanks, add up."""
    size = text_to_path.FONT_SCALE
    font = FontProperties(family=[FONT], size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(word, font, ismath=False)[0]) / size


def wrap(text: str, *, points: float, letters: float, bold: bool = False, lines: int = 4) -> str:
    """Return `text` broken into at most `lines` lines no wider than `points`, the last one cut short if it must be."""
    rows: list[str] = []
    room = 0.0
    for word in printable(text).split():
        room -= text_width(f" {word}", letters=letters, bold=bold)
        if rows and room >= 0:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
            room = points - text_width(word, letters=letters, bold=bold)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], " ".join(rows[lines - 1 :])]
    return "\n".join(shorten(row, points=points, letters=letters, bold=bold) for row in rows)


def shorten(text: str, *, points: float, letters: float, bold: bool = False) -> str:
    """Return `text`, or as much of its start as fits into `points` with an ellipsis."""

    def width(kept: int) -> float:
        return text_width(text[:kept] + _ELLIPSIS, letters=letters, bold=bold)

    if text_width(text, letters=letters, bold=bold) <= points:
        return text
    return text[: bisect(range(1, len(text) + 1), points, key=width)].rstrip() + _ELLIPSIS
