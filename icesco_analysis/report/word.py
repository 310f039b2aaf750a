"""Report → a Word document: real headings, captions, tables that repeat their header, pictures with a description.

The look (styles, page, footer) is that of ``data/report/report.docx``, which an office can open and restyle in Word.
"""

import hashlib
import io
import re
import unicodedata
import zipfile
from itertools import count
from typing import Any

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from icesco_analysis.language import Run, clean_text
from icesco_analysis.report.content import MOST_PRINTED, Grid, Report, anchors_of
from icesco_analysis.report.templates import fill_template, read_part

KEPT_ROWS = 6
"""Rows up to which a table is kept on one page; a longer one is broken between rows, under a repeated header."""

_EMU = 914_400
"""Units of a picture's size in an inch; a twentieth of a point, the unit of a table's width, has 635 of them."""
_NAME_LENGTH = 40
"""Most characters of a bookmark's name in Word."""
_MARK = "\N{LEFT-TO-RIGHT MARK}"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the earliest that the format can hold."""


def render_word(report: Report) -> bytes:
    """Return the report as the bytes of a .docx file, the same in every run."""
    document = docx.Document(io.BytesIO(read_part("report.docx")))
    _set_properties(document, report=report)
    body: Any = document.element.body
    end = body.find(qn("w:sectPr"))
    for old in list(body.iterchildren()):
        if old is not end:
            body.remove(old)
    for made in parse_xml(_write_body(document, report=report)):
        end.addprevious(made)
    out = io.BytesIO()
    document.save(out)
    return _without_times(out.getvalue())


def _write_body(document: Document, *, report: Report) -> str:
    page: Any = document.sections[0]
    room = page.page_width - page.left_margin - page.right_margin
    marked: dict[str, int] = {}
    tables = count(1)

    def mark(anchor: str) -> int:
        """Return the number of a bookmark where one has to be set: a name can be given once."""
        if not anchor or bookmark_name(anchor) in marked:
            return 0
        return marked.setdefault(bookmark_name(anchor), len(marked) + 1)

    def fit(inches: tuple[float, float]) -> tuple[int, int]:
        width = min(room, round(inches[0] * _EMU))
        return width, round(width * inches[1] / inches[0])

    def share_width(grid: Grid) -> list[int]:
        widths = grid.widths
        return [round(room / 635 * width / sum(widths)) for width in widths]

    return fill_template(
        "report.docx.j2",
        clean=keep_in_place,
        filters={
            "bookmark": bookmark_name,
            "embed": lambda png: document.part.get_or_add_image(io.BytesIO(png))[0],
            "fit": fit,
            "mark": mark,
            "number": lambda _: next(tables),
            "share_width": share_width,
            "turns": runs_right_to_left,
        },
        values={
            "report": report,
            "sections": report.printed,
            "known": {f"#{name}" for name in anchors_of(report.printed)},
            "styles": {style.name: style.style_id for style in document.styles},
            "kept_rows": KEPT_ROWS,
            "most_rows": MOST_PRINTED,
            "room": round(room / 635),
            "run": Run,
        },
    )


def keep_in_place(text: str) -> str:
    """Return a text as a document can print it, an Arabic name with the marks that keep it in its place."""
    return _MARK.join(map(clean_text, text.split(_MARK)))


def _set_properties(document: Document, *, report: Report) -> None:
    """Say what the document is, and take out who made it when: two runs are to give the same bytes."""
    core = document.core_properties
    core.title, core.subject = clean_text(report.title)[:255], clean_text(report.subtitle)[:255]
    core.author, core.last_modified_by, core.comments = "icesco_analysis", "", ""
    core.language, core.revision = "en-GB", 1
    for name in ("dcterms:created", "dcterms:modified", "cp:lastPrinted"):
        for old in core._element.findall(qn(name)):
            core._element.remove(old)


def runs_right_to_left(text: str) -> bool:
    """Return whether the first letter with a direction runs from right to left, as browsers judge it."""
    ways = (unicodedata.bidirectional(letter) for letter in text)
    return next((way in {"R", "AL"} for way in ways if way in {"R", "AL", "L"}), False)


def bookmark_name(anchor: str) -> str:
    """Return an anchor as the name of a bookmark: letters, digits and underscores, at most 40 of them."""
    name, digest = re.sub(r"[^A-Za-z0-9]", "_", anchor), hashlib.sha256(anchor.encode()).hexdigest()
    return name if len(name) <= _NAME_LENGTH else f"{name[: _NAME_LENGTH - 9]}_{digest[:8]}"


def _without_times(data: bytes) -> bytes:
    """Return a zip archive without times, its files in order of name but for the list of types, which comes first."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as clean:
        for name in sorted(archive.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            way = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED  # a picture gets no smaller
            clean.writestr(zipfile.ZipInfo(name, date_time=_EPOCH), archive.read(name), way)
    return out.getvalue()
