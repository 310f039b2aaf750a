"""The tables → one workbook: typed dates, frozen headers, a data dictionary, and nothing that computes."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import xlsxwriter

from icesco_analysis.corpus import Corpus, read_schema
from icesco_analysis.report.changes import Changes
from icesco_analysis.report.content import Picture, Report, is_missing
from icesco_analysis.report.prose import bare_text, clean_text

LONGEST_CELL = 32_767
"""Characters that a cell can hold; a longer text is cut, and says so."""

WIDEST = 60
"""Characters of the widest column: beyond that a row no longer fits on a screen."""

NARROWEST = 9

_MEASURED_ROWS = 500
"""Rows looked at to set the width of a column."""

_CUT = " … [cut: {:,} characters; the whole text is in the CSV table]"
_CREATED = datetime(1980, 1, 1)
"""Written into the file instead of the clock, so that two runs give the same bytes."""

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def render_workbook(corpus: Corpus, *, report: Report, changes: Changes | None = None) -> bytes:
    """Return the tables of a corpus as the bytes of an .xlsx file, the same in every run.

    Parameters
    ----------
    corpus
        What was read.
    report
        The report on it: its caveats open the workbook.
    changes
        What is new since an earlier run; None for none.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {**_OPTIONS, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"title": report.title, "author": "icesco_analysis", "created": _CREATED})
    forms = _Forms(book)
    _write_about(book, forms, report=report)
    for name, frame in corpus.tables.items():
        _write_frame(book, forms, name=name, frame=frame)
    if changes is not None:
        for name, frame in (("moved", changes.moved), ("added", changes.added), ("removed", changes.removed)):
            _write_frame(book, forms, name=f"since {name}", frame=frame)
        _write_frame(book, forms, name="since redated", frame=changes.redated)
    for picture in pictures_of(report):
        _write_frame(book, forms, name=sheet_name(picture), frame=picture.figure.data)
    _write_frame(book, forms, name="dictionary", frame=_dictionary())
    book.close()
    return out.getvalue()


class _Forms:
    """The looks of cells."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.text = book.add_format({"num_format": "@", "valign": "top"})
        self.prose = book.add_format({"text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14, "text_wrap": True})


def pictures_of(report: Report) -> list[Picture]:
    """Return the figures of a report in order."""
    return [block for section in report.sections for block in section.blocks if isinstance(block, Picture)]


def sheet_name(picture: Picture) -> str:
    """Return the name of the sheet with a figure's numbers: at most 31 characters, as the format asks for."""
    return f"fig {picture.number} {picture.figure.name}"[:31]


def _write_about(book: Any, forms: _Forms, *, report: Report) -> None:
    """Write the first sheet: what this is, the caveats, and what stands where."""
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 0, 110)
    caveats = [
        bare_text(line)
        for block in report.sections[0].blocks
        for line in getattr(block, "markdown", "").splitlines()
        if line.strip()
    ]
    figures = [
        f"Sheet “{sheet_name(each)}”: the numbers of figure {each.number}, {each.figure.title}."
        for each in pictures_of(report)
    ]
    lines = [report.subtitle, "", report.sections[0].title, *caveats, "", *figures,
             "Sheet “dictionary”: what each column of the tables means.", "", report.citation]  # fmt: skip
    sheet.write_string(0, 0, _fit(report.title), forms.title)
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, _fit(line), forms.prose)


def _write_frame(book: Any, forms: _Forms, *, name: str, frame: pd.DataFrame) -> None:
    sheet = book.add_worksheet(name)
    for place, column in enumerate(frame.columns):
        sheet.write_string(0, place, _fit(str(column)), forms.head)
        values = frame[column].tolist()
        sheet.set_column(place, place, _width(str(column), values))
        for row, value in enumerate(values, start=1):
            _write_cell(sheet, forms, row, place, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(frame), max(0, len(frame.columns) - 1))


def _write_cell(sheet: Any, forms: _Forms, row: int, place: int, value: object) -> None:
    """Write a value by its type; what is missing leaves an empty cell."""
    if is_missing(value):
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, place, value, forms.day)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, place, value)
    else:
        sheet.write_string(row, place, _fit(str(value)), forms.text)


def _fit(text: str) -> str:
    """Return a text as a cell can hold it."""
    clean = clean_text(text)
    if len(clean) <= LONGEST_CELL:
        return clean
    said = _CUT.format(len(clean))
    return clean[: LONGEST_CELL - len(said)] + said


def _width(heading: str, values: Sequence[object]) -> int:
    """Return the width of a column in characters: that of most of its texts, within bounds."""
    lengths = sorted(len(_shown(value)) for value in values[:_MEASURED_ROWS])
    most = lengths[len(lengths) * 9 // 10] if lengths else 0
    return min(WIDEST, max(NARROWEST, len(heading) + 3, most + 2))


def _shown(value: object) -> str:
    return "yyyy-mm-dd" if isinstance(value, datetime) else str(value)


def _dictionary() -> pd.DataFrame:
    rows = [
        (table, column, kind.rstrip("?"), "yes" if kind.endswith("?") else "no", description)
        for table, columns in read_schema().items()
        for column, kind, description in columns
    ]
    return pd.DataFrame(rows, columns=["table", "column", "type", "may be empty", "description"])
