"""Scores → Axes: how often each field is right, beside simpler readers, and on the hard cases."""

import pandas as pd
from matplotlib.axes import Axes

from icesco_analysis.figures.style import BLUE, INK, RULE, bare, letters_of, new_axes, say_nothing_to_draw

_TICKS = (0, 0.25, 0.5, 0.75, 1)


def plot_scores(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw one line per field: the score with its interval, and a hollow mark for a simpler reader.

    Parameters
    ----------
    data
        ``label, value, low, high, simpler``, from top to bottom; shares between 0 and 1.
    ax
        Axes to draw on; new ones where None.
    """
    ax = new_axes(ax)
    if data.empty:
        return say_nothing_to_draw(ax, "No page of this analysis is labelled, so no score can be computed.")
    _draw_scale(ax, labels=data["label"].tolist(), simpler="a simpler reader")
    places = range(len(data))
    ax.hlines(places, data["low"], data["high"], color=BLUE, linewidth=letters_of(ax) * 0.28, alpha=0.35)
    return _draw_marks(ax, data)


def plot_slices(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw one line per hard slice: micro F1 of the partners, with the number of articles in it.

    Parameters
    ----------
    data
        ``label, n, value, simpler``, from top to bottom.
    ax
        Axes to draw on; new ones where None.
    """
    ax = new_axes(ax)
    if data.empty:
        return say_nothing_to_draw(ax, "No labelled article belongs to a hard slice.")
    labels = [f"{label}  ({n})" for label, n in zip(data["label"], data["n"], strict=True)]
    _draw_scale(ax, labels=labels, simpler="the most frequent country")
    ax.hlines(range(len(data)), data["simpler"], data["value"], color=RULE, linewidth=letters_of(ax) * 0.2)
    return _draw_marks(ax, data)


def _draw_scale(ax: Axes, *, labels: list[str], simpler: str) -> None:
    """Prepare a scale of shares with the first row on top, and say above it what the marks mean."""
    bare(ax, keep="x")
    ax.set_xlim(-0.02, 1.14)
    ax.set_ylim(len(labels) - 0.4, -1.3)
    ax.set_xticks(_TICKS, [f"{tick:g}" for tick in _TICKS])
    ax.vlines(_TICKS, -0.5, len(labels) - 0.4, color=RULE, linewidth=letters_of(ax) * 0.05, zorder=0)
    ax.set_yticks(range(len(labels)), labels)
    ax.text(0, -0.95, "● this library", color=BLUE, va="center")
    ax.text(1.02, -0.95, f"◇ {simpler}", color=INK, va="center", ha="right")


def _draw_marks(ax: Axes, data: pd.DataFrame) -> Axes:
    """Draw both readers, and the score in figures at the end of its row."""
    places, size = range(len(data)), letters_of(ax)
    ax.scatter(data["simpler"], places, marker="D", s=size * 2.6, facecolor="white", edgecolor=INK, zorder=3)
    ax.scatter(data["value"], places, marker="o", s=size * 4.5, color=BLUE, zorder=4)
    for place, value in enumerate(data["value"]):
        ax.text(1.04, place, f"{value:.2f}", va="center", color=BLUE, fontweight="bold")
    return ax
