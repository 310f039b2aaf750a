"""HTML → PDF, printed by a Chromium where one is installed."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
"""Names under which a Chromium is found, the first one taken."""

PRINT_TIMEOUT_S = 300
"""Seconds after which printing is given up: far above what a report on a thousand pages takes."""

_FLAGS = (
    "--headless",
    "--no-sandbox",  # it prints one file that forbids itself any script but its own, and a root user has no sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--generate-pdf-document-outline",
    "--no-pdf-header-footer",
)
_DATE_RE = re.compile(rb"/(?:CreationDate|ModDate) ?\(D:[^)]*\)")
_NODE_RE = re.compile(rb"\(node\d{8}\)")  # an element of the tagged document

# What Chromium writes as plain text: a page, a name that can be linked to and its page, a link with its bottom and its
# right edge and the name it leads to, and the end of the file with the number of objects and the place of their table.
_PAGE_RE = re.compile(rb"\b(\d+) 0 obj\s*(<</Type /Page\b.*?>>)\s*endobj", re.DOTALL)
_PLACE_RE = re.compile(rb"/([\w-]+) \[(\d+) 0 R /XYZ")
_LINK_RE = re.compile(rb"/Rect \[[\d.]+ ([\d.]+) ([\d.]+) [\d.]+\]\s*/Dest /([\w-]+)")
_END_RE = re.compile(rb"trailer\s*<</Size (\d+)(.*?)>>\s*startxref\s*(\d+)\s*%%EOF\s*\Z", re.DOTALL)

_LETTERS = 9.5
"""Points of the numbers in the contents list; in Helvetica, which every reader has, a digit is 0.556 of it wide."""
_ROOM = 14
"""Points behind each line of the contents list that ``report.css`` leaves for the number."""


class PrintError(RuntimeError):
    """The browser did not print; the message says what it said."""


def find_browser() -> Path | None:
    """Return the first Chromium on the search path; None where there is none."""
    return next((Path(found) for found in map(shutil.which, BROWSERS) if found), None)


def print_pdf(page: bytes, *, browser: Path | None, contents: Sequence[str] = ()) -> bytes:
    """Return an HTML file as the bytes of a PDF, without the time of printing.

    `contents` are the names that the contents list on the first page leads to: each gets the number of its page.
    Raises PrintError where the browser does not print, or there is none.
    """
    if browser is None:
        raise PrintError("it needs Chromium or Chrome on the search path; any browser prints report.html as well")
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "report.html", Path(folder) / "report.pdf"
        source.write_bytes(page)
        own = (f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri())
        command = [str(browser), *_FLAGS, *own]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PRINT_TIMEOUT_S)  # noqa: S603 - a browser, on our own file
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PrintError(f"{browser.name} did not print: {error}") from error
        if done.returncode or not target.is_file():
            raise PrintError(f"{browser.name} did not print (exit code {done.returncode}): {done.stderr[-500:]}")
        return number_contents(_without_traces(target.read_bytes()), contents=contents)


def number_contents(data: bytes, *, contents: Sequence[str]) -> bytes:
    """Return a printed PDF with the number of its page behind each line of the contents list on the first one.

    A browser knows no page while it lays out what stands before it: so the numbers are written over the first page, as
    an update behind the end of the file (ISO 32000-1, 7.5.6). A file that is not as Chromium writes it stays as it is.
    """
    pages, end = list(_PAGE_RE.finditer(data)), _END_RE.search(data)
    order = {page[1]: number for number, page in enumerate(sorted(pages, key=lambda page: int(page[1])), start=1)}
    places = {name.decode(): order[page] for name, page in _PLACE_RE.findall(data) if page in order}
    links = {name.decode(): (float(low), float(right)) for low, right, name in reversed(_LINK_RE.findall(data))}
    known = [name for name in contents if name in places and name in links]
    if not known or end is None:
        return data
    first, size = pages[0], int(end[1])
    page = first[2].replace(b"/Font <<", b"/Font <</Numbers <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>\n")
    page = re.sub(rb"/Contents (\d+ 0 R)", rb"/Contents [%d 0 R \1 %d 0 R]" % (size, size + 1), page)
    written = [_write_number(places[name], *links[name]) for name in known]
    numbers = f"Q /Artifact BMC BT /Numbers {_LETTERS} Tf 0.12 g {' '.join(written)} ET EMC"
    objects = {int(first[1]): page, size: _stream("q"), size + 1: _stream(numbers)}
    update, table = data, b"xref\n"
    for number, body in objects.items():
        table += b"%d 1\n%010d 00000 n \n" % (number, len(update))
        update += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    trailer = b"trailer\n<</Size %d%b\n/Prev %b>>\nstartxref\n%d\n%%%%EOF\n" % (size + 2, end[2], end[3], len(update))
    return update + table + trailer


def _write_number(number: int, low: float, right: float) -> str:
    left = right + _ROOM - 0.556 * _LETTERS * len(str(number))
    return f"1 0 0 1 {left:.2f} {low + 0.42 * _LETTERS:.2f} Tm ({number}) Tj"


def _stream(content: str) -> bytes:
    return b"<</Length %d>>\nstream\n%b\nendstream" % (len(content), content.encode())


def _without_traces(data: bytes) -> bytes:
    """Blank out the time of printing and count the elements anew: the browser's own count varies from run to run.

    Every replacement is as long as what it replaces: the table of positions stays right, and the elements in order.

    >>> _without_traces(b"/CreationDate (D:20250522)/Title")
    b'                          /Title'
    >>> _without_traces(b"/ID (node00001473) /ID (node00001472)")
    b'/ID (node00000002) /ID (node00000001)'
    """
    nodes = {node: place for place, node in enumerate(sorted(set(_NODE_RE.findall(data))), start=1)}
    counted = _NODE_RE.sub(lambda match: b"(node%08d)" % nodes[match[0]], data)
    return _DATE_RE.sub(lambda match: b" " * len(match[0]), counted)
