"""What every figure rests on: pages and articles, as the line under the drawing and as numbers in its JSON file."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict, Unpack

import pandas as pd

from icesco_analysis.figures.figure import Figure, Plot
from icesco_analysis.figures.findings.corpus import note_coverage


def count_cases(articles: pd.DataFrame, *, pages: pd.DataFrame) -> dict[str, int]:
    """Return the numbers of cases that every figure writes to its JSON file.

    Examples
    --------
    >>> articles = pd.DataFrame({"date_start": pd.to_datetime(["2025-05-15", None])})
    >>> count_cases(articles, pages=pd.DataFrame({"source": ["a"]}))
    {'pages': 1, 'stories': 2, 'dated': 1, 'undated': 1}
    """
    dated = int(articles["date_start"].notna().sum())
    return {"pages": len(pages), "stories": len(articles), "dated": dated, "undated": len(articles) - dated}


class Parts(TypedDict):
    """What a figure is made of, as in `Figure`."""

    title: str
    data: pd.DataFrame
    plot: Plot
    caption: str
    alt: str
    height: float
    parameters: NotRequired[Mapping[str, object]]


def build_figure(
    name: str,
    *,
    articles: pd.DataFrame,
    pages: pd.DataFrame,
    remark: str = "",
    cases: Mapping[str, int] | None = None,
    **parts: Unpack[Parts],
) -> Figure:
    """Return a figure of `articles` on `pages`, which says under the drawing how many, of which days, how many undated.

    Parameters
    ----------
    name
        Stem of its files.
    articles, pages
        The tables of these names.
    remark
        What else to say in the line under the drawing: what marks mean, how many of the articles are drawn.
    cases
        More numbers for the JSON file.
    parts
        The others, as in `Figure`.
    """
    note = f"{note_coverage(articles, pages=pages)} {remark}".strip()
    counts = count_cases(articles, pages=pages) | dict(cases or {})
    return Figure(name, note=note, counts=counts, **parts)
