"""Frames → figures of a report: the numbers drawn, the drawing, title, caption and alternative text in one thing."""

from icesco_analysis.figures import accuracy, activity, corpus, partners, topics
from icesco_analysis.figures.basis import note_coverage
from icesco_analysis.figures.figure import Figure, save_figure, show_figure

__all__ = [
    "Figure", "accuracy", "activity", "corpus", "note_coverage", "partners", "save_figure", "show_figure", "topics",
]  # fmt: skip
