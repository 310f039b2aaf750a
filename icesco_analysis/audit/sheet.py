"""The sheet that a person fills: text beside fields, as a workbook; read back from it or from what Excel saves as CSV.

What a cell says is told in words that a person types: days as in ``corrections.csv``, countries by any name or code
with semicolons between them, types of activity as the tables have them.
"""

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter

from icesco_analysis.corpus import read_notes
from icesco_analysis.counts import ACTIVITIES
from icesco_analysis.language import clean_text, collapse, read_vocabulary
from icesco_analysis.partners import load_countries, look_up_countries

SHEET = "releases"
WHOLE, ELSEWHERE, NONE = "yes", "begins or ends elsewhere", "no release"
UNCHECKED = ("", "no", "nein", "non", "لا", "0", "false")
"""What under “checked” is no mark."""
_WIDTHS = (7, 16, 95, 14, 12, 12, 24, 20, 16, 10, 24, 14)
"""Of each column, in letters."""
_LISTS = {"release": [WHOLE, ELSEWHERE, NONE], "type": list(ACTIVITIES), "checked": ["yes"]}
_TALLEST, _LONGEST = 330, 32_000
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@cache
def words_of(kind: str) -> Mapping[str, str]:
    """Return the words of a kind of ``data/audit.tsv`` by what they are said of: columns, guide, fields or totals."""
    rows = read_vocabulary("audit.tsv", columns=["kind", "name", "said"])
    return {row["name"]: row["said"] for row in rows if row["kind"] == kind}


class AuditError(ValueError):
    """A folder or a sheet that cannot be read as an audit; the message names every row and what was expected there."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says of a release."""

    story: str
    number: int
    release: str
    days: tuple[str, ...]
    partners: frozenset[str]
    venue: frozenset[str]
    type: str
    remark: str


def render_sheet(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return the rows as the bytes of a workbook, the same in every run; `rows` have a text for each column."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"author": "icesco_analysis", "created": datetime(1980, 1, 1)})
    text, head = (
        book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "bold": bold}) for bold in (0, 1)
    )
    sheet, written = book.add_worksheet(SHEET), list(rows)
    for place, (name, said) in enumerate(words_of("column").items()):
        sheet.set_column(place, place, _WIDTHS[place], text, {"hidden": name == "story"})
        sheet.write_string(0, place, name, head)
        asked: dict[str, Any] = {"input_title": name, "input_message": said, "ignore_blank": True}
        asked["show_error"] = name != "checked"  # any mark will do
        listed = {"validate": "list", "source": _LISTS[name]} if name in _LISTS else {"validate": "any"}
        if said and written:
            sheet.data_validation(1, place, len(written), place, asked | listed)
    for number, row in enumerate(written, start=1):
        sheet.set_row(number, _TALLEST)
        for place, name in enumerate(words_of("column")):
            sheet.write_string(number, place, clean_text(row[name])[:_LONGEST], text)
    sheet.freeze_panes(1, 2)
    guide = book.add_worksheet("how to fill it")
    guide.set_column(0, 0, 110)
    guide.write_column(0, 0, words_of("guide").values(), text)
    book.close()
    return out.getvalue()


def print_countries(codes: Iterable[str]) -> str:
    """Return countries as a cell has them: Chad; Morocco."""
    return "; ".join(sorted(load_countries()[code].name for code in codes))


def read_sheet(path: Path) -> tuple[list[Told], int]:
    """Return what a person says in the rows that are checked, in the order of the draw, and how many rows there are."""
    sheet = "" if path.suffix == ".csv" else SHEET
    notes = read_notes(path, columns=[*words_of("column")], days=["first_day", "last_day"], sheet=sheet)
    if notes.fault:
        raise AuditError(notes.fault)
    faults: list[str] = []
    cells = [{name: collapse(row[name]) for name in words_of("column")} for row in notes.rows]
    told = [_read_row(row, faults, notes.read_days) for row in cells if row["checked"].casefold() not in UNCHECKED]
    if faults:
        raise AuditError("\n".join(f"{path.name}, {fault}" for fault in faults))
    return sorted(told, key=lambda row: row.number), len(cells)


def _read_row(row: Mapping[str, str], faults: list[str], read_days: Callable[[str], str]) -> Told:
    """Return what is told of one release; what cannot be is added to the `faults`."""

    def fail(column: str, expected: str) -> None:
        faults.append(f"number {row['number']}, {column}: {expected}")

    for column, allowed in (("release", _LISTS["release"]), ("type", ["", *ACTIVITIES])):
        if row[column] not in allowed:
            fail(column, f"expected {', '.join(filter(None, allowed))}, found {row[column]!r}")
    number = int(row["number"]) if row["number"].isdecimal() else 0
    if not number:
        fail("number", f"expected the number as it stood there, found {row['number']!r}")
    days = [row[column] for column in ("first_day", "last_day")]
    try:
        ends = [end for day in days if day for end in read_days(day).split("/")]
        if len(ends) > len(days) or ends != sorted(ends) or (days[1] and not days[0]):
            raise ValueError("expected a first day, and none before it as the last")
    except ValueError as error:
        ends = []
        fail("first_day, last_day", f"{error}, found {' and '.join(filter(None, days))}")
    is_release = row["release"] != NONE
    sets = [_codes(row[column], column, fail) if is_release else frozenset() for column in ("partners", "venue")]
    return Told(
        story=row["story"], number=number, release=row["release"], remark=row["remark"],
        days=tuple(dict.fromkeys(ends)) if is_release else (), partners=sets[0], venue=sets[1],
        type=row["type"] if is_release else "",
    )  # fmt: skip


def _codes(cell: str, column: str, fail: Any) -> frozenset[str]:
    codes: set[str] = set()
    for name in filter(None, map(str.strip, cell.split(";"))):
        try:
            found = look_up_countries(name)
            if len(found) > 1:
                raise ValueError(f"expected countries, found the region {name!r}")
            codes.update(found)
        except ValueError as error:
            fail(column, str(error))
    return frozenset(codes)
