"""What the project itself wrote, told by what it is and never by its name alone: it is no page, and may be replaced."""

import csv
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from icesco_analysis.corpus.releases import release_columns
from icesco_analysis.language import escape_cell

PACKAGE_NAME = "icesco-analysis"
"""Name of the data package beside the tables."""
_HEAD = 65_536
"""Bytes of a report looked at for what says who wrote it: its styles come after."""
_OWN_KEYS = (
    {"digest", "key", "topics"},
    {"name", "title", "caption", "finding", "alt", "note"},
    {"software", "fingerprint", "inputs"},
    {"software", "site", "answers"},
)
"""Keys of the JSON files that are written: stored topics, the description of a figure, what a run was made of, what was
fetched."""
_STORED_RE = re.compile(r"topics-[0-9a-f]{16}\.json")
"""Stored topics are called by their key: whatever else stands there is damage, to be mended."""


def refuse_foreign(paths: Iterable[Path]) -> None:
    """Raise FileExistsError where a file that somebody else made would be replaced."""
    for path in paths:
        told = path.suffix.casefold() in _CHECKS and not _STORED_RE.fullmatch(path.name)
        if told and path.is_file() and not is_own(path):
            raise FileExistsError(f"{path} was not written by icesco: move it, or choose another folder")


def is_own(path: Path) -> bool:
    """Tell whether the project wrote a file: a table, a figure, stored topics, a report with its document and PDF."""
    check = _CHECKS.get(path.suffix.casefold())
    if check is None or not path.is_file():  # a link that leads nowhere, or what never ends when it is read
        return False
    return path.name in list_own_tables(path.parent) or check(path)


def list_own_tables(folder: Path) -> dict[str, list[str]]:
    """Return the files that `write_tables` wrote to a folder, by name, with their columns.

    A CSV table is one of them only while its first line is as it was written: an analyst's own notes can have taken
    its name.
    """
    try:
        package = json.loads((folder / "datapackage.json").read_bytes())
        if package["name"] != PACKAGE_NAME:
            return {}
        tables = {one["path"]: [field["name"] for field in one["schema"]["fields"]] for one in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    own = {name: columns for name, columns in tables.items() if _has_columns(folder / name, columns)}
    return own | {"datapackage.json": []}


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
        return _is_reference(path)
    return isinstance(value, dict) and any(keys <= value.keys() for keys in _OWN_KEYS)


def _is_reference(path: Path) -> bool:
    return b"icesco-analysis-" in _begin(path)


def _is_releases(path: Path) -> bool:
    head = "\t".join(release_columns())
    return _begin(path).startswith(b"\xff\xfe" + head.encode("utf-16-le"))


def _is_fetched(path: Path) -> bool:
    """Tell whether each line of a table of pages is one of the record beside it, and none a person's."""
    try:
        answers = json.loads((path.parent / "fetch.json").read_bytes())["answers"]
        kept = {answer["source"]: answer for answer in answers}
        with path.open(encoding="utf-8", newline="") as file:
            return all(row.items() <= kept.get(row.get("source"), {}).items() for row in csv.DictReader(file))
    except (OSError, ValueError, KeyError, TypeError, csv.Error):
        return False


def _is_of_figure(path: Path) -> bool:
    return _is_json(path.with_suffix(".json"))


def _is_report(path: Path) -> bool:
    return b'<meta name="generator" content="icesco_analysis">' in _begin(path)


def _is_document(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return b">icesco_analysis</dc:creator>" in archive.read("docProps/core.xml")
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return False


_CHECKS: Mapping[str, Callable[[Path], bool]] = {
    **dict.fromkeys((".png", ".svg"), _is_of_figure),
    **dict.fromkeys((".bib", ".ris"), _is_reference),
    ".csv": lambda path: _is_of_figure(path) or _is_releases(path) or _is_fetched(path),
    **dict.fromkeys((".docx", ".xlsx"), _is_document),
    ".pdf": lambda path: _is_of_figure(path) or _is_report(path.with_suffix(".html")),
    ".html": _is_report,
    ".json": _is_json,
    ".parquet": lambda _: False,
}
"""How a file with this ending is told, where it is no table."""
