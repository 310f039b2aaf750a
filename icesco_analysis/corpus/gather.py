"""Saved pages → the rows of all tables: pages found, read (side by side where there are many), copies merged."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from os.path import commonpath
from pathlib import Path
from typing import Any

from icesco_analysis.corpus.corrections import FILE_NAME as CORRECTIONS_FILE
from icesco_analysis.corpus.corrections import RULE, Correction, correct_stories, find_unmatched, read_corrections
from icesco_analysis.corpus.engine import PAGE_SECONDS, Engine, extract_files
from icesco_analysis.corpus.extract import PageRows, problem_row
from icesco_analysis.corpus.folders import PAGES_FILE, find_pages, print_name
from icesco_analysis.corpus.notes import read_notes, read_one_day
from icesco_analysis.corpus.own import PACKAGE_NAME, list_own_tables
from icesco_analysis.corpus.rows import Rows
from icesco_analysis.corpus.store import list_libraries, take_fingerprint
from icesco_analysis.corpus.stories import explain_copy, find_stories
from icesco_analysis.corpus.tables import Row, json_bytes, read_schema
from icesco_analysis.pages import Problem

LISTINGS = ("all", "filtered", "unknown")
_NO_DAYS = {"date_start": None, "date_end": None}
"""What tells copies instead of a corrected day: the other prints still have the day as it was read."""
_PAGES_COLUMNS = ("source", "listing", "url", "saved_on")

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class CorpusRows:
    """What a set of saved pages says, as plain rows.

    Parameters
    ----------
    tables
        Rows (dictionaries of strings, numbers, dates and None) by the name of their table, in the order in which the
        tables are written; columns as in ``data/table_schema.tsv``.
    passed
        The files and folders beside the pages that nobody takes for pages: styles, pictures, notices, own results.
    corrections
        What the analyst wrote into ``corrections.csv`` beside the pages, applied or not.
    """

    tables: Mapping[str, Sequence[Row]]
    passed: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def refused(self) -> tuple[str, ...]:
        """The files that are no pages, each of them named with the reason among the problems."""
        return tuple(row["source"] for row in self.tables["problems"] if row["kind"] == "refused")

    def record(self, *, command: str, selection: Mapping[str, Any], selected: str = "") -> bytes:
        """Return ``run.json``: all that tells one run from another, and nothing of its time and place.

        `selection` are the conditions that were asked for, `selected` what they chose in words.
        """
        pages, problems = self.tables["pages"], self.tables["problems"]
        kinds = Counter(row["kind"] for row in problems)
        said = {kind: [row["message"] for row in problems if row["kind"] == kind] for kind in kinds}
        return json_bytes(
            {
                "software": PACKAGE_NAME,
                "version": version(PACKAGE_NAME),
                "command": command,
                "selection": dict(selection),
                "selected": selected,
                "fingerprint": take_fingerprint(row["sha256"] for row in pages),
                "inputs": [{key: row[key] for key in ("source", "sha256", "listing")} for row in pages],
                "counts": {name: len(table) for name, table in self.tables.items()},
                "problems": dict(sorted(kinds.items())),
                "refused": self.refused,
                "corrections": {
                    "applied": said.get("correction-applied", []),
                    "not_applied": said.get("correction-unmatched", []) + said.get("correction", []),
                },
                "libraries": list_libraries(),
            }
        )


def gather_rows(
    paths: Iterable[str | Path] | str | Path,
    *,
    out: Path | None = None,
    engine: Engine = "auto",
    processes: int = 1,
    scheduler: str = "",
    page_seconds: float = PAGE_SECONDS,
    store: str | Path | None = None,
    progress: Progress | None = None,
) -> CorpusRows:
    """Read saved pages and return what they say as plain rows: `load_corpus` without frames.

    Parameters
    ----------
    paths, processes, store, progress
        As for `load_corpus`.
    out
        Folder that results are to be written to.
    engine
        "serial" reads one page after the other, "processes" several at a time, "auto" these where there are many pages,
        "dask" by the workers of Dask.
    scheduler
        Address of a scheduler of Dask, as "tcp://10.0.0.1:8786", whose workers see the pages under the same paths;
        none for workers on this machine.
    page_seconds
        How long a page may take: one that takes longer is refused.

    Raises
    ------
    FileNotFoundError
        If a path leads to no file at all; the message names it.
    FileExistsError
        If pages lie in `out`: results would stand among them, and could replace the analyst's notes.

    Examples
    --------
    >>> rows = gather_rows("seeds/000_8a442eabcc48086d.txt")
    >>> [(name, len(table)) for name, table in rows.tables.items()][:2]
    [('articles', 10), ('appearances', 10)]
    """
    found = find_pages([paths] if isinstance(paths, (str, Path)) else paths)
    files = found.files
    if out is not None and {out.resolve(), (out / "tables").resolve()} & {file.parent.resolve() for file in files}:
        raise FileExistsError(f"{out} holds the pages: expected another folder for the results")
    root = Path(commonpath([file.parent for file in files])) if files else Path()
    sources = [print_name(file, root=root) for file in files]
    stated, written, problems = _read_beside(sorted({file.parent for file in files}), root=root)
    corrections = [one for one in written if not one.fault]
    problems += [(print_name(path, root=root), problem) for path, problem in found.problems]
    extracted = extract_files(
        files, sources, corrections=corrections, engine=engine, processes=processes, scheduler=scheduler,
        seconds=page_seconds, store=store,
    )  # fmt: skip
    pages = _Pages()
    corrected = {one.source for one in corrections}
    headlines: dict[str, list[str]] = {}
    for count, source in enumerate(sources):
        if progress:
            progress(count, len(sources), source)
        rows = next(extracted)
        if isinstance(rows, PageRows):
            pages.add(rows, stated=stated.get(source, {}))
            headlines[source] = [row["headline"] for row in rows.articles] if source in corrected else []
        else:
            problems.append((source, rows))
    lost = [source for source in stated if source not in headlines]
    problems += [
        (one, Problem("pages.csv", f"{PAGES_FILE} speaks of {one}, but no such page was read")) for one in lost
    ]
    problems += find_unmatched(corrections, headlines=headlines)
    tables = _assemble(pages, corrections=corrections, problems=problems)
    passed = tuple(print_name(path, root=root) for path in found.passed)
    return CorpusRows(tables, passed=passed, corrections=written)


def _read_beside(
    folders: Iterable[Path], *, root: Path
) -> tuple[dict[str, Row], tuple[Correction, ...], list[tuple[str, Problem]]]:
    """Return what the analyst wrote beside the pages, by their sources, and what is wrong with it.

    The sources in the notes of a folder count from that folder.
    """
    stated: dict[str, Row] = {}
    corrections: list[Correction] = []
    problems: list[tuple[str, Problem]] = []
    for folder in folders:
        below = print_name(folder, root=root)
        prefix = "" if below == "." else f"{below}/"
        is_own = PAGES_FILE in list_own_tables(folder)
        said, wrong = ({}, []) if is_own else read_statements(folder / PAGES_FILE)
        own, wrong_rows = read_corrections(folder / CORRECTIONS_FILE)
        stated |= {prefix + source: statement for source, statement in said.items()}
        corrections += [one._replace(source=prefix + one.source) for one in own]
        problems += [(prefix + PAGES_FILE, problem) for problem in wrong]
        problems += [(prefix + CORRECTIONS_FILE, problem) for problem in wrong_rows]
    return stated, tuple(dict.fromkeys(corrections)), problems  # a sheet saved above repeats those of folders below


def read_statements(path: Path) -> tuple[dict[str, Row], list[Problem]]:
    """Return what ``pages.csv`` says of each file, and a problem for each thing in it that is not understood.

    What it leaves open is not among what is returned.
    """
    notes = read_notes(path, columns=["source"], days=["saved_on"])
    unknown = [column for column in notes.columns if column and column not in _PAGES_COLUMNS]
    faults = [notes.fault] if notes.fault else []
    faults += [f"{path.name}, line 1: unknown column {column!r} left aside" for column in unknown]
    stated: dict[str, Row] = {}
    for number, row in enumerate(notes.rows, start=2):
        said: Row = {column: value for column in _PAGES_COLUMNS if (value := row.get(column, "").strip())}
        expected = f"{path.name}, line {number}: expected"
        if said.get("listing", "unknown") not in LISTINGS:
            faults.append(f"{expected} the listing all, filtered or unknown, found {said.pop('listing')!r}")
        try:
            if "saved_on" in said:
                said["saved_on"] = read_one_day(said["saved_on"], day_first=notes.day_first)
        except ValueError:
            faults.append(f"{expected} the day saved_on as 2025-05-20, found {said.pop('saved_on')!r}")
        stated[said.pop("source", "")] = said
    return stated, [Problem("pages.csv", fault) for fault in faults]


class _Pages:
    """What was read of all pages so far: the rows of each table, packed."""

    def __init__(self) -> None:
        self.pages, self.printed, self.countries, self.organisations, self.problems = (Rows() for _ in range(5))

    def add(self, rows: PageRows, *, stated: Row) -> None:
        """Take the rows of one more page, with what an analyst states of it."""
        self.pages.extend([_page_row(rows, stated=stated)])
        self.printed.extend(rows.articles)
        self.countries.extend(rows.countries)
        self.organisations.extend(rows.organisations)
        self.problems.extend(rows.problems)


def _assemble(
    pages: _Pages, *, corrections: Sequence[Correction], problems: Sequence[tuple[str, Problem]]
) -> dict[str, Sequence[Row]]:
    """Return the rows of all tables, one article row per story out of all printed articles."""
    places, ruled = [], {}
    for at, row in enumerate(pages.printed):
        places.append(_place(row))
        if row["date_rule"] == RULE:
            ruled[at] = _NO_DAYS
    found = find_stories(pages.printed.pick(range(len(places)), changes=ruled))
    stories, told = correct_stories(found, prints=pages.printed, corrections=corrections)
    full, changes, copies = _merge_copies(pages.printed, stories=stories)
    saved = {row["source"]: row["saved_on"] for row in pages.pages}
    kept = {places[at] for at in full}
    story = {places[at]: told["article_id"] for at, told in copies.items()}
    columns = [column.name for column in read_schema()["appearances"]]

    def of_story(row: Row) -> Row:
        return row | {"article_id": story.get(_place(row), row["article_id"])}

    def appearance(at: int, row: Row) -> Row:
        appeared = row | {"saved_on": saved[row["source"]], "reason": ""} | copies.get(at, {})
        return {column: appeared[column] for column in columns}

    return {
        "articles": pages.printed.pick(sorted(full, key=places.__getitem__), changes=changes),
        "appearances": Rows(appearance(at, row) for at, row in enumerate(pages.printed)),
        "countries": Rows(of_story(row) for row in pages.countries if _place(row) in kept),
        "organisations": Rows(of_story(row) for row in pages.organisations if _place(row) in kept),
        "pages": pages.pages,
        "problems": Rows(
            [
                *(problem_row(source, problem) for source, problem in [*problems, *told]),
                *map(of_story, pages.problems),
            ]
        ),
    }


def _place(row: Row) -> tuple[str, int | None]:
    return row["source"], row["position"]


def _merge_copies(
    printed: Sequence[Row], *, stories: Iterable[Sequence[int]]
) -> tuple[list[int], dict[int, Row], dict[int, Row]]:
    """Return the fullest print of each story; what changes in it, as its story; and in each print, as a copy."""
    full, changes, copies = [], {}, {}
    for story in stories:
        if len(story) == 1:
            full.append(story[0])
            continue
        prints = [printed[at] for at in story]
        first, fullest = prints[0], max(prints, key=lambda row: len(row["body"]))  # the first among equals
        settled = next((row for row in [fullest, *prints] if row["date_start"] is not None), fullest)
        published = next((row["published"] for row in [fullest, *prints] if row["published"] is not None), None)
        dates = {column: value for column, value in settled.items() if column.startswith("date_")}
        full.append(story[prints.index(fullest)])
        changes[full[-1]] = dates | {"article_id": first["article_id"], "published": published}
        for at, row in zip(story, prints, strict=True):
            reason = "" if row is first else explain_copy(first, row)
            copies[at] = {"article_id": first["article_id"], "reason": reason}
    return full, changes, copies


def _page_row(rows: PageRows, *, stated: Row) -> Row:
    """Return the row of a page; what an analyst states goes before what the file carries."""
    days = [row["date_start"] for row in rows.articles if row["date_start"] is not None]
    span = {"first_activity": min(days, default=None), "last_activity": max(days, default=None)}
    return rows.page | span | {"listing": "unknown"} | stated
