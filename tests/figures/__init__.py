"""Axes to draw on."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas


def new_axes() -> Axes:
    """Return the Axes of a figure of its own."""
    return Canvas(layout="constrained").subplots()
