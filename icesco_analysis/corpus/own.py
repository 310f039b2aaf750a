"""What the project itself wrote, told by what it is and never by its name alone: it is no page, and may be replaced."""

import csv
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from icesco_analysis.corpus.releases import release_columns
from icesco_analysis.language import escape_cell

PACKAGE_NAME = "icesco-analysis"
"""Name of the data package beside the tables."""
_HEAD = 65_536
"""Bytes of a file looked at for what says who wrote it: the styles of a report come after."""
_REFERENCE = b"icesco-analysis-"
_REPORT = b'<meta name="generator" content="icesco_analysis">'
_OFFICE = (".docx", ".xlsx")
_OF_TABLES = (".csv", ".parquet", ".json")
_OF_FIGURE = (".png", ".svg", ".pdf", ".csv")
_OWN_KEYS = (
    {"digest", "key"},
    {"name", "title", "caption", "finding", "alt", "note"},
    {"software", "fingerprint", "inputs"},
    {"software", "site", "answers"},
)
"""Keys of the JSON files that are written: what a store keeps, the description of a figure, what a run was made of,
and what was fetched."""
_STORED_RE = re.compile(r"(topics|page)-[0-9a-f]{8}-[0-9a-f]{16}\.json")
"""What a store keeps is called by its key: whatever else stands there is damage, to be mended."""


def refuse_foreign(paths: Iterable[Path]) -> None:
    """Raise FileExistsError where a file that somebody else made would be replaced."""
    endings = {".parquet", ".json", ".html", ".bib", ".ris", *_OFFICE, *_OF_FIGURE}
    for path in paths:
        told = path.suffix.casefold() in endings and not _STORED_RE.fullmatch(path.name)
        if told and path.is_file() and not is_own(path):
            path.open("rb").close()  # PermissionError, where another program keeps it: whose it is, nobody knows
            raise FileExistsError(f"{path} was not written by icesco: move it, or choose another folder")


def is_own(path: Path) -> bool:
    """Tell whether the project wrote a file: a table, a figure, stored topics, a report with its document and PDF."""
    if not path.is_file():  # a link that leads nowhere, or what never ends when it is read
        return False
    ending = path.suffix.casefold()
    if ending in _OF_TABLES and path.name in list_own_tables(path.parent):
        return True
    if ending in _OF_FIGURE and _is_json(path.with_suffix(".json")):
        return True
    match ending:
        case ".json":
            return _is_json(path)
        case ".docx" | ".xlsx":
            return _is_document(path)
        case ".bib" | ".ris":
            return _REFERENCE in _begin(path)
        case ".html" | ".pdf":
            return _REPORT in _begin(path.with_suffix(".html") if ending == ".pdf" else path)
        case ".csv":
            head = b"\xff\xfe" + "\t".join(release_columns()).encode("utf-16-le")
            return _begin(path).startswith(head) or _is_fetched(path)
    return False


def list_own_tables(folder: Path) -> set[str]:
    """Return the names of the files that `write_tables` wrote to a folder.

    A CSV table is one only while its first line is as it was written: an analyst's own notes can have taken its name.
    """
    try:
        package = json.loads((folder / "datapackage.json").read_bytes())
        if package["name"] != PACKAGE_NAME:
            return set()
        tables = {one["path"]: [field["name"] for field in one["schema"]["fields"]] for one in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {"datapackage.json", *(name for name, columns in tables.items() if _has_columns(folder / name, columns))}


def _has_columns(path: Path, columns: Sequence[str]) -> bool:
    if path.suffix != ".csv":
        return path.is_file()
    return _begin(path).partition(b"\n")[0].decode(errors="replace").strip() == ",".join(map(escape_cell, columns))


def _begin(path: Path) -> bytes:
    """Return the first bytes of a file; none where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""


def _is_json(path: Path) -> bool:
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    if isinstance(value, list):
        return _REFERENCE in _begin(path)
    return isinstance(value, dict) and any(keys <= value.keys() for keys in _OWN_KEYS)


def _is_fetched(path: Path) -> bool:
    """Tell whether each line of a table of pages is one of the record beside it, and none a person's."""
    try:
        answers = json.loads((path.parent / "fetch.json").read_bytes())["answers"]
        kept = {answer["source"]: answer for answer in answers}
        with path.open(encoding="utf-8", newline="") as file:
            return all(row.items() <= kept.get(row.get("source"), {}).items() for row in csv.DictReader(file))
    except (OSError, ValueError, KeyError, TypeError, csv.Error):
        return False


def _is_document(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return b">icesco_analysis</dc:creator>" in archive.read("docProps/core.xml")
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return False
