"""The tables → one workbook: releases first, a sheet to correct them in, typed days, and nothing that computes."""

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import pandas as pd
import xlsxwriter

from icesco_analysis.corpus import Corpus, read_schema
from icesco_analysis.counts import count_partners
from icesco_analysis.language import clean_text, count_of, read_vocabulary
from icesco_analysis.report.content import records

LONGEST_CELL = 32_767
"""Characters that a cell can hold; a longer text is cut, and says so."""

WIDEST = 425
"""Pixels of the widest column, some sixty characters: beyond that a row no longer fits on a screen."""

_CUT = " … [cut: {:,} characters; the whole text is in the CSV table]"
_CREATED = datetime(1980, 1, 1)
"""Written into the file instead of the clock, so that two runs give the same bytes."""

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FORMS: dict[str, dict[str, object]] = {
    "head": {"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"},
    "day": {"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"},
    "text": {"num_format": "@", "valign": "top"},
    "prose": {"text_wrap": True, "valign": "top"},
    "title": {"bold": True, "font_size": 14, "text_wrap": True},
}
"""The looks of cells."""


_UNTOUCHED = (
    b'1980-01-01T00:00:00Z</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:'
)
"""What a workbook says of its days until a person saves it."""


def refuse_filled(path: Path, *, corpus: Corpus) -> None:
    """Raise FileExistsError where the workbook that is to be replaced has the only copy of what a person filled in."""
    try:
        with ZipFile(path) as book:
            is_untouched = _UNTOUCHED in book.read("docProps/core.xml")
    except (OSError, BadZipFile, KeyError):
        return
    unsaved = [] if is_untouched else corpus.list_unsaved(path, sheet="corrections")
    if unsaved:
        rows, (source, headline, field, *_) = count_of(len(unsaved), "row"), unsaved[0].cells
        raise FileExistsError(
            f"{path}: {rows} filled in on the sheet “corrections” and not saved beside the pages (first the {field} "
            f"of {headline!r}, {source}): save that sheet as corrections.csv beside the pages, or move the file"
        )


def render_workbook(corpus: Corpus, *, title: str, about: Sequence[str], compared: pd.DataFrame | None = None) -> bytes:
    """Return what was read as the bytes of an .xlsx file, the same in every run.

    `about` are the lines of the last sheet: what it rests on, its caveats; `compared` is the comparison with an
    earlier run, where there is one.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"title": title, "author": "icesco_analysis", "created": _CREATED})
    forms = {name: book.add_format(form) for name, form in _FORMS.items()}
    frames = {
        "releases": corpus.releases,
        "partners": count_partners(corpus).drop(columns=["rank_low", "rank_high", "share"]),
        "compared": compared,
        "corrections": corpus.readings,
        "pages": corpus.pages,
        "problems": corpus.problems,
    }
    for name, frame in frames.items():
        if frame is not None:
            _write_frame(book, forms, name=name, frame=frame)
    _write_about(book, forms, lines=[title, *about])
    book.close()
    return out.getvalue()


def _write_about(book: Any, forms: dict[str, Any], *, lines: Sequence[str]) -> None:
    """Write the last sheet: what this is and rests on, how to correct it, and what each column means."""
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 0, 110)
    tables = read_vocabulary("report_tables.tsv", columns=["table", "heading", "kind"])
    corrections = next(row["heading"] for row in tables if row["table"] == "corrections")
    columns = ["", corrections, "", "What the columns mean"]
    rows = read_vocabulary("release_columns.tsv", columns=["column", "description"])
    columns += [f"releases, {row['column']}: {row['description']}." for row in rows]
    for table in ("pages", "problems"):
        columns += [f"{table}, {column['name']}: {column['description']}." for column in read_schema()[table]]
    sheet.write_column(0, 0, map(_fit, [*lines, *columns]), forms["prose"])
    sheet.write_string(0, 0, _fit(lines[0]), forms["title"])


def _write_frame(book: Any, forms: dict[str, Any], *, name: str, frame: pd.DataFrame) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, map(str, frame.columns), forms["head"])
    for row, values in enumerate(records(frame), start=1):
        for place, value in enumerate(values.values()):
            if isinstance(value, str) and value:
                sheet.write_string(row, place, _fit(value), forms["text"])
            elif value not in (None, ""):
                sheet.write(row, place, value, forms["day"] if isinstance(value, datetime) else None)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(frame), max(0, len(frame.columns) - 1))
    sheet.autofit(WIDEST)


def _fit(text: str) -> str:
    clean = clean_text(text)
    if len(clean) <= LONGEST_CELL:
        return clean
    said = _CUT.format(len(clean))
    return clean[: LONGEST_CELL - len(said)] + said
