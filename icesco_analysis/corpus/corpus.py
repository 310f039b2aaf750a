"""Saved pages → the corpus as frames: the only maker of DataFrames, and the door for notebooks."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from os.path import commonpath
from pathlib import Path
from typing import Any, Literal, get_args

import pandas as pd

from icesco_analysis.corpus.corrections import FILE_NAME as CORRECTIONS_FILE
from icesco_analysis.corpus.corrections import Correction, read_corrections, unmatched_corrections
from icesco_analysis.corpus.extract import PageRows, Row, extract_page
from icesco_analysis.corpus.stories import find_stories
from icesco_analysis.corpus.tables import read_schema, read_table
from icesco_analysis.pages import PageError, Problem

PAGES_FILE = "pages.csv"
LISTINGS = ("all", "filtered", "unknown")
_PAGES_COLUMNS = ("source", "listing", "url", "saved_on")
_NOT_PAGES = frozenset({PAGES_FILE, CORRECTIONS_FILE})
_DTYPES = {"str": "str", "int": "Int64", "date": "datetime64[s]", "bool": "bool"}
_DATE_COLUMNS = (
    "date_start", "date_end", "date_earliest", "date_latest",
    "date_kind", "date_evidence", "date_sentence", "date_rule",
    "date_conflict",
)  # fmt: skip

Table = Literal["articles", "appearances", "countries", "pages", "problems"]
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Corpus:
    """What a set of saved pages says, as five frames.

    Parameters
    ----------
    articles
        One row per story; columns as in ``data/table_schema.tsv``, as for the other frames. Days that the pages do
        not settle are NaT, absent words missing.
    appearances
        One row per article printed on a page, copies included.
    countries
        One row per article, country and role.
    pages
        One row per page read.
    problems
        One row per thing a person should look at.
    refused
        The files that are no pages, each of them named with the reason in `problems`.
    """

    articles: pd.DataFrame
    appearances: pd.DataFrame
    countries: pd.DataFrame
    pages: pd.DataFrame
    problems: pd.DataFrame
    refused: tuple[str, ...] = ()

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The frames by name, in the order in which they are written."""
        return {
            "articles": self.articles,
            "appearances": self.appearances,
            "countries": self.countries,
            "pages": self.pages,
            "problems": self.problems,
        }

    def evidence(self, *, country: str | None = None, role: str | None = None) -> pd.DataFrame:
        """Return the sentences behind the roles of countries.

        Parameters
        ----------
        country
            ISO 3166-1 alpha-3 code or short English name; None for all.
        role
            "partner", "venue" or "mention"; None for all.

        Returns
        -------
        DataFrame
            ``country, role, date_start, headline, sentence, evidence, rule, confidence, source, position, article_id``,
            newest first.

        Raises
        ------
        ValueError
            If `role` is none of the three.
        """
        if role not in {None, "partner", "venue", "mention"}:
            raise ValueError(f"expected the role partner, venue or mention, found {role!r}")
        rows = self.countries
        if country is not None:
            rows = rows[(rows["iso3"] == country) | (rows["country"] == country)]
        if role is not None:
            rows = rows[rows["role"] == role]
        where = self.articles[["article_id", "source", "position", "headline", "date_start"]]
        columns = ["country", "role", "date_start", "headline", "sentence", "evidence", "rule", "confidence"]
        found = rows.merge(where, on="article_id", validate="many_to_one")
        found = found.sort_values(["date_start", "source", "position", "iso3", "role"], ascending=[False, *[True] * 4])
        return found[[*columns, "source", "position", "article_id"]].reset_index(drop=True)

    @property
    def copies(self) -> pd.DataFrame:
        """The articles of every story printed more than once: ``article_id, source, position, headline``."""
        repeated = self.appearances[self.appearances.duplicated("article_id", keep=False)]
        columns = ["article_id", "source", "position", "headline"]
        return repeated[columns].sort_values(columns[:3]).reset_index(drop=True)

    @property
    def undated(self) -> pd.DataFrame:
        """The stories without a settled day, with what their pages say of it."""
        open_ones = self.articles[self.articles["date_start"].isna()]
        columns = ["source", "position", "headline", "date_kind", "date_evidence", "date_earliest", "date_latest"]
        return open_ones[columns].reset_index(drop=True)


def load_corpus(paths: Iterable[str | Path] | str | Path, *, progress: Progress | None = None) -> Corpus:
    """Read saved pages and return what they say.

    Parameters
    ----------
    paths
        Files, folders (read with all below them) or globs. ``pages.csv`` and ``corrections.csv`` in a folder of pages
        are read as the analyst's own knowledge of the pages, see the README.
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

    Examples
    --------
    >>> corpus = load_corpus("seeds")
    >>> len(corpus.articles), len(corpus.pages)
    (50, 5)
    """
    files = find_files([paths] if isinstance(paths, (str, Path)) else paths)
    root = Path(commonpath([file.parent for file in files])) if files else Path()
    known = _Knowledge.read(sorted({file.parent for file in files}), root=root)
    pages: list[PageRows] = []
    problems = list(known.problems)
    refused = []
    for count, file in enumerate(files):
        source = file.relative_to(root).as_posix()
        if progress:
            progress(count, len(files), source)
        corrections = [correction for correction in known.corrections if correction.source == source]
        try:
            pages.append(extract_page(file.read_bytes(), source, corrections=corrections))
        except (PageError, OSError) as error:
            refused.append(source)
            problems.append(_problem(source, Problem("refused", str(error))))
    problems += known.check(pages)
    return _assemble(pages, listings=known.listings, problems=problems, refused=refused)


def find_files(paths: Iterable[str | Path]) -> list[Path]:
    """Return the files that paths, folders and globs lead to, sorted, each once, hidden files and notes left out.

    Raises
    ------
    FileNotFoundError
        If one of them leads to no file.
    """
    files = set[Path]()
    for path in paths:
        found = [Path(name) for name in glob(str(path), recursive=True)] if has_magic(str(path)) else [Path(path)]
        below = [each for one in found for each in (one.rglob("*") if one.is_dir() else [one]) if each.is_file()]
        pages = [each.resolve() for each in below if each.name not in _NOT_PAGES and not each.name.startswith(".")]
        if not pages:
            raise FileNotFoundError(f"{path}: expected a saved page, a folder of pages or a pattern, found no file")
        files.update(pages)
    return sorted(files, key=lambda file: file.as_posix())


@dataclass(frozen=True)
class _Knowledge:
    """What the analyst wrote beside the pages."""

    listings: Mapping[str, str]
    corrections: Sequence[Correction]
    problems: Sequence[Row]

    @classmethod
    def read(cls, folders: Iterable[Path], *, root: Path) -> "_Knowledge":
        """Read the notes of all folders; the sources in them count from the folder they lie in."""
        listings: dict[str, str] = {}
        corrections: list[Correction] = []
        problems: list[Row] = []
        for folder in folders:
            below = folder.relative_to(root).as_posix()
            prefix = "" if below == "." else f"{below}/"
            stated, listing_problems = read_listings(folder / PAGES_FILE)
            listings |= {prefix + source: listing for source, listing in stated.items()}
            overruled, correction_problems = read_corrections(folder / CORRECTIONS_FILE)
            corrections += [
                Correction(prefix + one.source, one.headline, one.field, one.old, one.new, one.reason)
                for one in overruled
            ]
            problems += [_problem(prefix + PAGES_FILE, problem) for problem in listing_problems]
            problems += [_problem(prefix + CORRECTIONS_FILE, problem) for problem in correction_problems]
        return cls(listings=listings, corrections=corrections, problems=problems)

    def check(self, pages: Sequence[PageRows]) -> list[Row]:
        """Return a problem for each note on a file or article that was not read."""
        sources = {rows.page["source"] for rows in pages}
        headlines = [(row["source"], row["headline"]) for rows in pages for row in rows.articles]
        lost = [
            _problem(source, Problem("pages.csv", f"{PAGES_FILE} speaks of {source}, but no such page was read"))
            for source in self.listings
            if source not in sources
        ]
        unmatched = unmatched_corrections(self.corrections, headlines=headlines)
        return lost + [_problem(source, problem) for source, problem in unmatched]


def read_listings(path: Path) -> tuple[dict[str, str], list[Problem]]:
    """Return what ``pages.csv`` says of each file's listing, and a problem for each thing in it that is not understood.

    Parameters
    ----------
    path
        CSV, UTF-8: ``source`` (file name), ``listing`` (all, filtered or unknown), and, for the analyst's own use,
        ``url`` and ``saved_on``. A missing file says nothing.
    """
    if not path.is_file():
        return {}, []
    try:
        reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        return {}, [Problem("pages.csv", f"{path.name}: expected CSV in UTF-8, found {error}")]
    columns = list(reader.fieldnames or ())
    if "source" not in columns:
        return {}, [Problem("pages.csv", f"{path.name}, line 1: expected a column source, found {', '.join(columns)}")]
    unknown = [column for column in columns if column not in _PAGES_COLUMNS]
    problems = [
        Problem("pages.csv", f"{path.name}, line 1: unknown column {column!r} left aside") for column in unknown
    ]
    listings = {}
    for number, row in enumerate(rows, start=2):
        listing = (row.get("listing") or "unknown").strip()
        if listing in LISTINGS:
            listings[(row["source"] or "").strip()] = listing
        else:
            found = f"expected the listing all, filtered or unknown, found {listing!r}"
            problems.append(Problem("pages.csv", f"{path.name}, line {number}: {found}"))
    return listings, problems


def _problem(source: str, problem: Problem) -> Row:
    return {"source": source, "article_id": None, "kind": problem.kind, "message": problem.message}


def _assemble(
    pages: Sequence[PageRows], *, listings: Mapping[str, str], problems: Sequence[Row], refused: Sequence[str]
) -> Corpus:
    """Make one row per story out of all printed articles, and the frames out of the rows."""
    printed = [row for rows in pages for row in rows.articles]
    articles, ids = _merge_copies(printed)
    kept = {(row["source"], row["position"]) for row in articles}
    key = {(row["source"], row["position"]): identity for row, identity in zip(printed, ids, strict=True)}
    renamed = {(row["source"], row["article_id"]): identity for row, identity in zip(printed, ids, strict=True)}
    appearances = [
        row | {"article_id": key[row["source"], row["position"]]} for rows in pages for row in rows.appearances
    ]
    countries = [
        row | {"article_id": key[row["source"], row["position"]]}
        for rows in pages
        for row in rows.countries
        if (row["source"], row["position"]) in kept
    ]
    found = [
        row | {"article_id": renamed.get((row["source"], row["article_id"]))} for rows in pages for row in rows.problems
    ]
    return Corpus(
        articles=make_frame("articles", articles),
        appearances=make_frame("appearances", appearances),
        countries=make_frame("countries", countries),
        pages=make_frame("pages", [_page_row(rows, listings=listings) for rows in pages]),
        problems=make_frame("problems", [*problems, *found]),
        refused=tuple(refused),
    )


def _merge_copies(printed: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """Return one row per story, and for every print the id of its story."""
    ids = [""] * len(printed)
    articles = []
    for story in find_stories(printed):
        prints = [printed[index] for index in story]
        fullest = max(prints, key=lambda row: len(row["body"]))  # the first among equals
        settled = next((row for row in [fullest, *prints] if row["date_start"] is not None), fullest)
        published = next((row["published"] for row in [fullest, *prints] if row["published"] is not None), None)
        dates = {column: settled[column] for column in _DATE_COLUMNS}
        articles.append(fullest | dates | {"article_id": prints[0]["article_id"], "published": published})
        for index in story:
            ids[index] = prints[0]["article_id"]
    return sorted(articles, key=lambda row: (row["source"], row["position"])), ids


def _page_row(rows: PageRows, *, listings: Mapping[str, str]) -> Row:
    days = [row["date_start"] for row in rows.articles if row["date_start"] is not None]
    return rows.page | {
        "listing": listings.get(rows.page["source"], "unknown"),
        "first_activity": min(days, default=None),
        "last_activity": max(days, default=None),
    }


def make_frame(table: Table, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return rows as the frame of one table: its columns in their order, each of its type, also where there is no row.

    Parameters
    ----------
    table
        Name of the table in ``data/table_schema.tsv``.
    rows
        Mappings that have at least the columns of the table; further keys are left out.
    """
    columns = {name: pd.Series([row[name] for row in rows], dtype=dtype) for name, dtype in _types(table).items()}
    return pd.DataFrame(columns)


def read_tables(folder: str | Path) -> dict[str, pd.DataFrame]:
    """Return the tables that ``icesco extract`` wrote to a folder, as CSV or as Parquet.

    Raises
    ------
    FileNotFoundError
        If one of the five tables is missing; the message names it.
    """
    return {table: _read_table(Path(folder), table) for table in get_args(Table)}


def _read_table(folder: Path, table: Table) -> pd.DataFrame:
    files = [folder / f"{table}.{form}" for form in ("parquet", "csv") if (folder / f"{table}.{form}").is_file()]
    if not files:
        raise FileNotFoundError(f"{folder}: expected {table}.csv or {table}.parquet, as icesco extract writes them")
    rows = read_table(files[0]).to_dict("records")
    plain = [{str(key): None if pd.isna(value) else value for key, value in row.items()} for row in rows]
    missing = set(_types(table)) - set(plain[0]) if plain else set()
    if missing:
        raise ValueError(f"{files[0].name}: expected the columns {', '.join(sorted(missing))} too")
    return make_frame(table, plain)


def _types(table: Table) -> dict[str, str]:
    """Return the columns of a table with their pandas types, in order."""
    return {column: _DTYPES[kind.rstrip("?")] for column, kind, _ in read_schema()[table]}
