"""The small tables that people write beside their pages, as Excel saves them in whatever language it speaks."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

from icesco_analysis.language import clean_text, unescape_cell
from icesco_analysis.pages import decode_bytes

DELIMITERS = ",;\t"
_DAY_RE = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)"  # as the tables have it
    r"|(?P<first>\d\d?)(?P<mark>[./-])(?P<second>\d\d?)(?P=mark)(?P<last>\d{4})"  # as a spreadsheet shows it
)
_BETWEEN_RE = re.compile(r"\s*[/–—-]?\s*")


class Notes(NamedTuple):
    """Columns and rows of a file, what is wrong with it, and whether 5/3/2024 is in March there (None: untold)."""

    columns: Sequence[str] = ()
    rows: Sequence[dict[str, str]] = ()
    fault: str = ""
    day_first: bool | None = None

    def read_days(self, value: str) -> str:
        """Return a day, or two, as 2025-05-20 or 2025-05-20/2025-05-22; ValueError says what to write instead."""
        text = clean_text(value).strip()
        found = list(_DAY_RE.finditer(text))
        if not 1 <= len(found) <= 2 or not _BETWEEN_RE.fullmatch(_DAY_RE.sub("", text)):
            raise ValueError("expected a day as 2025-05-20, or two as 2025-05-20/2025-05-22")
        return "/".join(dict.fromkeys(_read_day(match, day_first=self.day_first).isoformat() for match in found))


def read_notes(path: Path, *, columns: Sequence[str] = (), days: Sequence[str] = (), sheet: str = "") -> Notes:
    """Return what an analyst wrote: UTF-8, UTF-16 or a code page of Windows; comma, semicolon or tab between cells.

    `columns` are those that it must have, `days` those that hold days; a workbook is read where its `sheet` is named.
    """
    if not path.is_file():
        return Notes()
    if sheet:
        try:
            return _note(path, _read_sheet(path, sheet), columns=columns, days=days, delimiter=",")
        except (BadZipFile, KeyError, ValueError) as error:
            return Notes(fault=f"{path.name}: expected a workbook with the sheet {sheet}, as it was made: {error}")
    decoded = decode_bytes(path.read_bytes())
    if decoded is None:
        return Notes(fault=f"{path.name}: expected a table saved as CSV, found no text")
    delimiter = max(DELIMITERS, key=decoded.text.partition("\n")[0].count)
    try:
        lines = list(csv.reader(io.StringIO(decoded.text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        return Notes(fault=f"{path.name}: expected a table saved as CSV, found {error}")
    return _note(path, lines, columns=columns, days=days, delimiter=delimiter)


def _read_sheet(path: Path, sheet: str) -> list[list[str]]:
    """Return the cells of a sheet as text; Excel may have taken a day for a date and a code for a number."""
    from openpyxl import load_workbook  # most runs read none

    with closing(load_workbook(path, read_only=True, data_only=True)) as book:
        lines = book[sheet].iter_rows(values_only=True)
        return [[_print(value) for value in line] for line in lines]


def _print(value: object) -> str:
    return "" if value is None else str(value.date() if isinstance(value, datetime) else value)


def _note(
    path: Path, lines: Sequence[list[str]], *, columns: Sequence[str], days: Sequence[str], delimiter: str
) -> Notes:
    head, *lines = lines or [[]]
    names = [name.strip().casefold() for name in head]
    if not set(columns) <= set(names):
        found = ", ".join(filter(None, names))
        return Notes(fault=f"{path.name}: expected the columns {', '.join(columns)}, found {found}")
    blank = dict.fromkeys(names, "")
    rows = [blank | dict(zip(names, map(unescape_cell, line), strict=False)) for line in lines if any(line)]
    stated = [row[column] for row in rows for column in days if column in row]
    return Notes(names, rows, day_first=puts_day_first(stated, delimiter=delimiter))


def puts_day_first(values: Iterable[str], *, delimiter: str) -> bool | None:
    """Return whether 5/3/2024 is in March: a day after the 12th tells it, or that Excel wrote semicolons or tabs."""
    slashed = [match for value in values for match in _DAY_RE.finditer(clean_text(value)) if match["mark"] == "/"]
    firsts, seconds = ({int(match[part]) > 12 for match in slashed} for part in ("first", "second"))
    if True in firsts or True in seconds:
        return None if True in firsts and True in seconds else True in firsts
    return True if delimiter != "," else None


def _read_day(match: re.Match[str], *, day_first: bool | None) -> date:
    if match["year"]:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    first, second, year = int(match["first"]), int(match["second"]), int(match["last"])
    if match["mark"] != "/" or first == second:
        return date(year, second, first)
    if day_first is None:
        raise ValueError(f"{match[0]} may be two days: write it as 2025-05-20")
    return date(year, second, first) if day_first else date(year, first, second)
