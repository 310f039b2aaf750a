"""Paths → the saved pages they lead to, and what lies beside them and is no page."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import translate
from functools import cache
from pathlib import Path

from icesco_analysis.corpus.corrections import FILE_NAME as CORRECTIONS_FILE
from icesco_analysis.corpus.own import is_own, list_own_tables
from icesco_analysis.language import read_vocabulary
from icesco_analysis.pages import Problem

PAGES_FILE = "pages.csv"
NOTES = frozenset({PAGES_FILE, CORRECTIONS_FILE, "topics.csv"})
_PAGE_ENDINGS = (".html", ".htm", ".xhtml", ".mhtml")


@dataclass(frozen=True, slots=True)
class Found:
    """Where the saved pages are: absolute paths, sorted; `passed` are files and folders that are no pages."""

    files: tuple[Path, ...]
    passed: tuple[Path, ...] = ()
    problems: tuple[tuple[Path, Problem], ...] = ()


def find_pages(paths: Iterable[str | Path]) -> Found:
    """Return the pages that files, folders and patterns lead to, each once.

    A file that is named itself is always a page. Of what lies in a folder hidden files, what ``data/passed_over.tsv``
    lists, the companion folder of a page saved complete and what the project itself wrote are passed over. A link never
    leads out of a folder without a word.
    """
    found: dict[Path, str | Problem] = {}
    for path in paths:
        own: dict[Path, str | Problem] = {}
        for start, is_named in _expand(path):
            verdict = "page" if is_named else _judge(start, beside=frozenset())
            if verdict == "page" and start.is_dir():
                own |= _look_through(start)
            elif start.name not in NOTES:
                own[start] = verdict
        if not any(verdict in ("page", "link") for verdict in own.values()):
            among = f" among {len(own)} that are none" if own else ""
            expected = "expected a saved page, a folder of pages or a pattern"
            raise FileNotFoundError(f"{path}: {expected}, found no file{among}")
        found |= own
    links = list(_settle_links(found))
    ordered = sorted(found.items(), key=lambda item: item[0].as_posix())
    return Found(
        files=tuple(path for path, verdict in ordered if verdict == "page"),
        passed=tuple(path for path, verdict in ordered if verdict == "passed"),
        problems=(*((path, verdict) for path, verdict in ordered if isinstance(verdict, Problem)), *links),
    )


def print_name(path: Path, *, root: Path) -> str:
    """Return the path below `root` as text that can be written, whatever bytes the file system holds."""
    return _print(Path(os.path.relpath(path, root)))


def _print(path: Path) -> str:
    return os.fsencode(path.as_posix()).decode("utf-8", errors="backslashreplace")


def _expand(path: str | Path) -> list[tuple[Path, bool]]:
    """Return what a path or pattern means, and whether it is named itself: what exists is, brackets or not."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - `resolve` would follow links, and change the name of a page
    known = next(part for part in (whole, *whole.parents) if part.exists())
    if known == whole:
        return [(whole, True)]
    return [(name, False) for name in known.glob(whole.relative_to(known).as_posix())]


def _look_through(folder: Path, *, top: Path | None = None) -> Iterator[tuple[Path, str | Problem]]:
    """Yield everything in a folder with what it is: a page, a link to settle, passed over, or a problem."""
    top = top or folder
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield folder, Problem("refused", f"the folder cannot be opened ({error.strerror}): nothing in it was read")
        return
    pages = frozenset(entry.stem.casefold() for entry in entries if entry.suffix.casefold() in _PAGE_ENDINGS)
    for entry in entries:
        if entry.name in NOTES and entry.name not in list_own_tables(folder):
            continue
        verdict = _judge(entry, beside=pages)
        if verdict != "page":
            yield entry, verdict
        elif entry.is_symlink() and not entry.is_file():
            inside = entry.exists() and entry.resolve().is_relative_to(top.resolve())
            yield entry, "passed" if inside else Problem("link", f"a link to {_print(entry.readlink())}: not followed")
        elif entry.is_dir():
            yield from _look_through(entry, top=top)
        elif entry.is_file():
            yield entry, "link" if entry.is_symlink() else "page"


def _settle_links(found: dict[Path, str | Problem]) -> Iterator[tuple[Path, Problem]]:
    """Pass over links to files that are read anyway; say of each other one that it is read where it stands."""
    links = sorted((path for path, verdict in found.items() if verdict == "link"), key=Path.as_posix)
    known = {path.resolve() for path, verdict in found.items() if links and verdict == "page"}
    for link in links:
        found[link] = "passed" if link.resolve() in known else "page"
        if found[link] == "page":
            yield link, Problem("link", f"a link to {_print(link.readlink())}: read as if it stood here")
        known.add(link.resolve())


def _judge(path: Path, *, beside: frozenset[str]) -> str:
    """Tell what is passed over; `beside` holds the names of the pages in the same folder."""
    names, endings = _patterns()
    name = path.name.casefold()
    listed = f"{name}/" if path.is_dir() else name
    if name.startswith(".") or names.match(listed):
        return "passed"
    companions = {name.removesuffix(ending) for ending in endings if name.endswith(ending)}
    return "passed" if (companions & beside if path.is_dir() else is_own(path)) else "page"


@cache
def _patterns() -> tuple[re.Pattern[str], tuple[str, ...]]:
    rows = read_vocabulary("passed_over.tsv", columns=["pattern", "what", "note"])
    names = "|".join(translate(row["pattern"]) for row in rows if row["what"] != "companion")
    return re.compile(names), tuple(row["pattern"] for row in rows if row["what"] == "companion")
