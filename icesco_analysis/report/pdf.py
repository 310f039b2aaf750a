"""HTML → PDF, printed by a Chromium where one is installed."""

import re
import shutil
import subprocess
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


_PAGE_RE = re.compile(rb"\b(\d+) 0 obj\s*<</Type /Page\b")
_PLACE_RE = re.compile(rb"/([\w-]+) \[(\d+) 0 R /XYZ")  # a name that can be linked to, and the page it is on


class PrintError(RuntimeError):
    """The browser did not print; the message says what it said."""


def find_browser() -> Path | None:
    """Return the first Chromium on the search path; None where there is none."""
    found = (shutil.which(name) for name in BROWSERS)
    return next((Path(each) for each in found if each), None)


def print_pdf(page: bytes, *, browser: Path | None) -> bytes:
    """Return an HTML file as the bytes of a PDF, without the time of printing.

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
        return _without_traces(target.read_bytes())


def find_places(data: bytes) -> dict[str, int]:
    """Return the number of the page on which each name of a printed page is, for its contents list.

    Examples
    --------
    >>> find_places(b"7 0 obj <</Type /Page >> 9 0 obj <</Type /Page >> <</caveats [9 0 R /XYZ 0 598 0]>>")
    {'caveats': 2}
    """
    order = {page: number for number, page in enumerate(sorted(map(int, _PAGE_RE.findall(data))), start=1)}
    return {name.decode(): order[int(page)] for name, page in _PLACE_RE.findall(data) if int(page) in order}


def _without_traces(data: bytes) -> bytes:
    """Blank out the time of printing and count the elements anew: the browser's own count varies from run to run.

    Every replacement is as long as what it replaces, so that the table of positions in the file stays right, and the
    elements keep their order, by which a reader looks them up.

    Examples
    --------
    >>> _without_traces(b"/CreationDate (D:20250522)/Title")
    b'                          /Title'
    >>> _without_traces(b"/ID (node00001473) /ID (node00001472)")
    b'/ID (node00000002) /ID (node00000001)'
    """
    nodes = {node: place for place, node in enumerate(sorted(set(_NODE_RE.findall(data))), start=1)}
    counted = _NODE_RE.sub(lambda match: b"(node%08d)" % nodes[match[0]], data)
    return _DATE_RE.sub(lambda match: b" " * len(match[0]), counted)
