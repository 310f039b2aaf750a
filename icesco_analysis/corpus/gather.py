"""Saved pages → the corpus: pages found, read (side by side where there are many), copies merged."""

from array import array
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain, starmap
from os.path import commonpath
from pathlib import Path

from icesco_analysis.corpus.corpus import Corpus
from icesco_analysis.corpus.corrections import FILE_NAME as CORRECTIONS_FILE
from icesco_analysis.corpus.corrections import Correction, correct_stories, find_unmatched, read_corrections
from icesco_analysis.corpus.engine import PAGE_SECONDS, Engine, extract_files
from icesco_analysis.corpus.extract import problem_row
from icesco_analysis.corpus.folders import PAGES_FILE, find_pages, print_name
from icesco_analysis.corpus.notes import read_notes
from icesco_analysis.corpus.own import list_own_tables
from icesco_analysis.corpus.rows import Rows
from icesco_analysis.corpus.stories import Outline, explain_copy, find_stories, outline_print
from icesco_analysis.corpus.tables import Row, Tables, read_schema
from icesco_analysis.pages import Problem

LISTINGS = ("all", "filtered", "unknown")
_PAGES_COLUMNS = ("source", "listing", "url", "saved_on")
_OF_PRINTS = ("countries", "organisations", "problems")
"""Tables of which each row speaks of one print, or of none."""

Progress = Callable[[int, int, str], None]


def load_corpus(
    paths: Iterable[str | Path] | str | Path,
    *,
    out: Path | None = None,
    engine: Engine = "auto",
    processes: int = 1,
    scheduler: str = "",
    page_seconds: float = PAGE_SECONDS,
    store: str | Path | None = None,
    progress: Progress | None = None,
) -> Corpus:
    """Read saved pages and return what they say.

    Parameters
    ----------
    paths
        Files, folders (read with all below them) or globs. ``pages.csv`` and ``corrections.csv`` in a folder of pages
        are read as the analyst's own knowledge of the pages, see the README. A folder without pages, but with
        the tables that ``icesco extract`` or ``run`` wrote, gives the corpus that they hold.
    out
        Folder that results are to be written to.
    engine
        "serial" reads one page after the other, "processes" several at a time, "auto" these where there are many pages,
        "dask" by the workers of Dask.
    processes
        How many may read side by side where there are many pages. More than one needs, as everywhere in Python, a
        program that starts nothing when it is merely imported.
    scheduler
        Address of a scheduler of Dask, as "tcp://10.0.0.1:8786", whose workers see pages and store under the same
        paths; none for workers on this machine.
    page_seconds
        How long a page may take: one that takes longer is refused.
    store
        Folder to keep what each page says: one that is the same the next time is not read again.
    progress
        Called with the number of pages read, their total and the name of the next one.

    Returns
    -------
    Corpus
        A page that cannot be read is named in ``.problems`` and ``.refused``; the others go on.

    Raises
    ------
    FileNotFoundError
        If a path leads to no file at all; the message names it.
    FileExistsError
        If pages lie in `out`: results would stand among them, and could replace the analyst's notes.

    Examples
    --------
    >>> corpus = load_corpus("seeds")
    >>> len(corpus.articles), len(corpus.pages)
    (50, 5)
    """
    try:
        found = find_pages([paths] if isinstance(paths, str | Path) else paths)
    except FileNotFoundError:
        if isinstance(paths, str | Path) and list_own_tables(Path(paths)):
            return Corpus.read(paths)
        raise
    files, folders = found.files, sorted({file.parent for file in found.files})
    if out is not None and {out.resolve(), (out / "tables").resolve()} & {folder.resolve() for folder in folders}:
        raise FileExistsError(f"{out} holds the pages: expected another folder for the results")
    root = Path(commonpath(folders)) if files else Path()
    sources = [print_name(file, root=root) for file in files]
    stated, written, problems = _read_beside(folders, root=root)
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
        page = next(extracted)
        if isinstance(page, Problem):
            problems.append((source, page))
        else:
            pages.add(page, stated=stated.get(source, {}))
            headlines[source] = [row["headline"] for row in page["articles"]] if source in corrected else []
    problems += [
        (source, Problem("pages.csv", f"{PAGES_FILE} speaks of {source}, but no such page was read"))
        for source in stated
        if source not in headlines
    ]
    problems += find_unmatched(corrections, headlines=headlines)
    tables = pages.assemble(corrections=corrections, problems=problems)
    passed = tuple(print_name(path, root=root) for path in found.passed)
    return Corpus(tables, passed=passed, corrections=written)


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
                said["saved_on"] = date.fromisoformat(notes.read_days(said["saved_on"]))
        except ValueError:
            faults.append(f"{expected} the day saved_on as 2025-05-20, found {said.pop('saved_on')!r}")
        stated[said.pop("source", "")] = said
    return stated, [Problem("pages.csv", fault) for fault in faults]


class _Pages:
    """What was read of all pages so far: the rows of each table, packed, and what of each print its copies are told by.

    `prints` are the places, among all prints, of the articles that the rows of a table speak of; -1 for none.
    """

    def __init__(self) -> None:
        self.tables = {name: Rows() for name in read_schema()}
        self.prints = {name: array("q") for name in _OF_PRINTS}
        self.outlines: list[Outline] = []

    def add(self, page: Tables, *, stated: Row) -> None:
        """Take the rows of one more page; what an analyst states of it goes before what the file carries."""
        before = len(self.outlines)
        self.outlines.extend(map(outline_print, page["articles"]))
        for name, prints in self.prints.items():
            prints.extend(before + row["position"] - 1 if row["article_id"] else -1 for row in page[name])
        saved = {column: value for column, value in stated.items() if column == "saved_on"}
        changes = {"pages": stated, "appearances": saved}
        for name, rows in page.items():
            self.tables[name].extend(row | changes.get(name, {}) for row in rows)

    def assemble(
        self, *, corrections: Sequence[Correction], problems: Sequence[tuple[str, Problem]]
    ) -> dict[str, Sequence[Row]]:
        """Return the rows of all tables, one article row per story out of all printed articles."""
        printed, appearances = self.tables["articles"], self.tables["appearances"]
        found = find_stories(printed, self.outlines)
        stories, told = correct_stories(found, prints=appearances, corrections=corrections)
        full, changes, copies = _merge_copies(printed, stories=stories)
        story = {at: {"article_id": copy["article_id"]} for at, copy in copies.items()}
        of_stories = {name: self._pick(name, kept={*full}, changes=story) for name in ("countries", "organisations")}
        of_pages = self._pick("problems", kept=range(-1, len(printed)), changes=story)
        return {
            "articles": printed.pick(sorted(full), changes=changes),
            "appearances": appearances.pick(range(len(printed)), changes=copies),
            **of_stories,
            "pages": self.tables["pages"],
            "problems": Rows(chain(starmap(problem_row, chain(problems, told)), of_pages)),
        }

    def _pick(self, name: str, *, kept: Container[int], changes: Mapping[int, Row]) -> Rows:
        """Return the rows that speak of some prints, with what is changed in all that speak of a print."""
        own = {at: of for at, of in enumerate(self.prints[name]) if of in kept}
        return self.tables[name].pick([*own], changes={at: changes[of] for at, of in own.items() if of in changes})


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
