"""The tables → one workbook: typed dates, frozen headers, a data dictionary, and nothing that computes."""

import io
from datetime import datetime
from typing import Any

import pandas as pd
import xlsxwriter

from icesco_analysis.corpus import Corpus, read_schema
from icesco_analysis.language import Prose, clean_text
from icesco_analysis.report.changes import Changes
from icesco_analysis.report.content import Picture, Report, records

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
    "day": {"num_format": "yyyy-mm-dd", "align": "left"},
    "text": {"num_format": "@", "valign": "top"},
    "prose": {"text_wrap": True, "valign": "top"},
    "title": {"bold": True, "font_size": 14, "text_wrap": True},
}
"""The looks of cells."""


def render_workbook(corpus: Corpus, *, report: Report, changes: Changes | None = None) -> bytes:
    """Return the tables of a corpus as the bytes of an .xlsx file, the same in every run.

    The caveats of the report open it; the tables of what is new are in it where there are `changes`.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"title": report.title, "author": "icesco_analysis", "created": _CREATED})
    forms = {name: book.add_format(form) for name, form in _FORMS.items()}
    _write_about(book, forms, report=report)
    frames = dict(corpus.tables)
    if changes is not None:
        frames |= {f"since {what}": getattr(changes, what) for what in ("moved", "added", "removed", "redated")}
    frames |= {sheet_name(picture): picture.figure.data for picture in report.pictures}
    for name, frame in {**frames, "dictionary": _dictionary()}.items():
        _write_frame(book, forms, name=name, frame=frame)
    book.close()
    return out.getvalue()


def sheet_name(picture: Picture) -> str:
    """Return the name of the sheet with a figure's numbers: at most 31 characters, as the format asks for."""
    return f"fig {picture.number} {picture.figure.name}"[:31]


def _write_about(book: Any, forms: dict[str, Any], *, report: Report) -> None:
    """Write the first sheet: what this is, the caveats, and what stands where."""
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 0, 110)
    caveats = report.sections[0]
    said = [str(each) for piece in caveats.pieces if isinstance(piece, Prose) for each in piece.paragraphs]
    figures = [
        f"Sheet “{sheet_name(each)}”: the numbers of figure {each.number}, {each.figure.title}."
        for each in report.pictures
    ]
    lines = [report.subtitle, "", caveats.title, *said, "", *figures,
             "Sheet “dictionary”: what each column of the tables means.", "", report.citation]  # fmt: skip
    sheet.write_string(0, 0, _fit(report.title), forms["title"])
    sheet.write_column(1, 0, map(_fit, lines), forms["prose"])


def _write_frame(book: Any, forms: dict[str, Any], *, name: str, frame: pd.DataFrame) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, map(str, frame.columns), forms["head"])
    for row, values in enumerate(records(frame), start=1):
        for place, value in enumerate(values.values()):
            if isinstance(value, str):
                sheet.write_string(row, place, _fit(value), forms["text"])
            elif value is not None:
                sheet.write(row, place, value, forms["day"] if isinstance(value, datetime) else None)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(frame), max(0, len(frame.columns) - 1))
    sheet.autofit(WIDEST)


def _fit(text: str) -> str:
    """Return a text as a cell can hold it."""
    clean = clean_text(text)
    if len(clean) <= LONGEST_CELL:
        return clean
    said = _CUT.format(len(clean))
    return clean[: LONGEST_CELL - len(said)] + said


def _dictionary() -> pd.DataFrame:
    rows = [
        (table, column, kind.rstrip("?"), "yes" if kind.endswith("?") else "no", description)
        for table, columns in read_schema().items()
        for column, kind, description in columns
    ]
    return pd.DataFrame(rows, columns=["table", "column", "type", "may be empty", "description"])
