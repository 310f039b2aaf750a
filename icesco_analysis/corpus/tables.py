"""Rows or frames ↔ files: tables as CSV and Parquet, and the data package that describes them.

Rows are written as CSV without pandas, whose import takes longer than reading a page.
"""

from __future__ import annotations  # pandas is named in signatures, and imported only where a frame is made

import codecs
import csv
import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from importlib.metadata import version
from importlib.resources import files
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from icesco_analysis.corpus.files import Content, write_files
from icesco_analysis.corpus.own import PACKAGE_NAME
from icesco_analysis.language import escape_cell, unescape_cell

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
Tables = dict[str, list[Row]]
"""The rows of each table, by its name."""
TableFormat = Literal["csv", "parquet"]

FLOAT_FORMAT = ".10g"
"""Digits of a number in a CSV file: all that is meant, without the last bits that differ between machines."""

ROWS_WRITTEN = 256
"""Rows of a table that are written at a time."""

_UNSAID = dict.fromkeys(["headline", "subtitle", "url", "reason"], "")
"""What a page leaves empty is an empty text; what is missing in other columns was not found."""
_PANDAS_TYPES = {
    "string": "str", "integer": "Int64", "number": "float64", "date": "datetime64[s]", "boolean": "bool",
}  # fmt: skip
_MEDIA_TYPES: dict[TableFormat, str] = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def write_tables(
    tables: Mapping[str, pd.DataFrame | Sequence[Row]],
    folder: str | Path,
    *,
    format: TableFormat = "csv",  # noqa: A002 - as on the command line
    beside: Mapping[Path, bytes] = MappingProxyType({}),
) -> list[Path]:
    """Write all tables and the ``datapackage.json`` that describes them, all files or none, and return their paths.

    Parameters
    ----------
    tables
        Rows or frames of the tables in ``data/data_package.json``, by name; their columns are described from there.
    folder
        Where to; made if need be.
    format
        ``"csv"`` or ``"parquet"``.
    beside
        Bytes by path of what is written with the tables.

    Raises
    ------
    FileExistsError
        If the folder holds a file by the name of a table that was not written by this function; nothing is written.

    Examples
    --------
    >>> import tempfile
    >>> problems = [{"source": "a.txt", "article_id": None, "kind": "empty", "message": "No text."}]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in write_tables({"problems": problems}, folder)]
    ['problems.csv', 'datapackage.json']
    """
    sizes: dict[str, Row] = {}
    paths = {name: Path(folder) / f"{name}.{format}" for name in tables}
    written: dict[Path, Content] = {
        **beside,
        **{path: partial(_measure, name, tables[name], form=format, sizes=sizes) for name, path in paths.items()},
        Path(folder) / "datapackage.json": partial(_describe_package, tables, form=format, sizes=sizes),
    }
    write_files(written)  # the description first: a run killed on the way leaves no table that nothing says is its own
    return [*written]


def _measure(
    name: str, table: pd.DataFrame | Sequence[Row], *, form: TableFormat, sizes: dict[str, Row]
) -> Iterator[bytes]:
    """Yield a table in parts, and then note the length and the hash of what was written."""
    length, made = 0, hashlib.sha256()
    columns = [column["name"] for column in read_schema()[name]]
    rows = ([row[column] for column in columns] for row in list_rows(table))
    parquet = [_parquet_bytes(name, make_frame(name, table))] if form == "parquet" else None
    for chunk in parquet or _csv_chunks(columns, rows):
        length += len(chunk)
        made.update(chunk)
        yield chunk
    sizes[name] = {"bytes": length, "hash": f"sha256:{made.hexdigest()}"}


def _describe_package(
    tables: Mapping[str, pd.DataFrame | Sequence[Row]], *, form: TableFormat, sizes: Mapping[str, Row]
) -> Iterator[bytes]:
    """Yield ``datapackage.json``, for tables that were written just before."""
    package = _read_package()
    sources = [(row["source"], row["url"]) for row in list_rows(tables.get("pages", ()))]
    package |= {
        "version": version(PACKAGE_NAME),
        "sources": [{"title": source, **({"path": url} if url else {})} for source, url in sources],
        "resources": [
            {
                "$schema": "https://datapackage.org/profiles/2.0/dataresource.json",
                "name": one["name"],
                "path": f"{one['name']}.{form}",
                "type": "table",
                "format": form,
                "mediatype": _MEDIA_TYPES[form],
                "encoding": "utf-8",
                **sizes[one["name"]],
                "schema": one["schema"],
            }
            for one in package["resources"]
            if one["name"] in tables
        ],
    }
    yield json_bytes(package)


def read_tables(folder: str | Path) -> dict[str, pd.DataFrame]:
    """Return the tables that ``icesco extract`` wrote to a folder, as CSV or as Parquet.

    Raises
    ------
    FileNotFoundError
        If one of the six tables is missing; the message names it.
    ValueError
        If a table lacks a column.
    """
    return {table: _read_table(Path(folder), table) for table in read_schema()}


def _read_table(folder: Path, table: str) -> pd.DataFrame:
    import pandas as pd

    files = [folder / f"{table}.{form}" for form in ("parquet", "csv") if (folder / f"{table}.{form}").is_file()]
    if not files:
        raise FileNotFoundError(f"{folder}: expected {table}.csv or {table}.parquet, as icesco extract writes them")
    types = {column["name"]: _PANDAS_TYPES[column["type"]] for column in read_schema()[table]}
    if files[0].suffix == ".parquet":
        frame = pd.read_parquet(files[0])
    else:
        read = defaultdict(lambda: "str", {name: "bool" for name, kind in types.items() if kind == "bool"})
        frame = pd.read_csv(files[0], dtype=read, keep_default_na=False, na_values=[""], encoding="utf-8")
        texts: pd.DataFrame = frame.select_dtypes("str")
        frame[texts.columns] = texts.map(unescape_cell, na_action="ignore")
    if frame.empty:
        return make_frame(table, [])
    if missing := types.keys() - set(frame.columns):
        raise ValueError(f"{files[0].name}: expected the columns {', '.join(sorted(missing))} too")
    return frame[list(types)].astype(types).fillna(_UNSAID)


def restore_rows(stored: list[Row]) -> list[Row]:
    """Return rows that were written as JSON, with their days as days again."""
    for row in stored:
        row.update((day, date.fromisoformat(row[day])) for day in _days() & row.keys() if row[day])
    return stored


@cache
def _days() -> frozenset[str]:
    every = (column for columns in read_schema().values() for column in columns)
    return frozenset(column["name"] for column in every if column["type"] == "date")


def make_frame(table: str, rows: pd.DataFrame | Iterable[Row]) -> pd.DataFrame:
    """Return rows as the frame of one table: its columns in their order, each of its type, also where there is no row.

    Rows may hold more than the columns of the table. A frame stays as it is.
    """
    import pandas as pd

    if isinstance(rows, pd.DataFrame):
        return rows
    types = {column["name"]: _PANDAS_TYPES[column["type"]] for column in read_schema()[table]}
    cells: dict[str, list[Any]] = {name: [] for name in types}
    for row in rows:  # once: they may be packed
        for name, column in cells.items():
            column.append(row[name])
    return pd.DataFrame({name: pd.Series(cells.pop(name), dtype=kind) for name, kind in types.items()})


def list_rows(table: pd.DataFrame | Sequence[Row]) -> Iterable[Row]:
    """Return what a table holds as plain rows; rows stay as they are."""
    if isinstance(table, Sequence):
        return table
    columns = {str(name): _plain_values(column) for name, column in table.items()}
    return (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))


def table_bytes(frame: pd.DataFrame, *, for_excel: bool = False) -> bytes:
    r"""Return a frame as the bytes of a CSV file.

    UTF-8, comma, line feeds, ISO dates, empty cells where nothing is known, texts that a spreadsheet would compute
    guarded by `escape_cell`. An index with names is written as first columns, one without is left out. With `for_excel`
    UTF-16 with its mark, tabs between the cells: what Excel opens right by a double click in every language, while the
    comma is the mark of decimals in half of them.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"day": pd.to_datetime(["2025-05-22", None]), "text": ["=1+1", "Rabat"], "n": [1.5, 2]})
    >>> print(table_bytes(frame).decode())
    day,text,n
    2025-05-22,'=1+1,1.5
    ,Rabat,2
    <BLANKLINE>
    """
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    rows = zip(*(_plain_values(column) for _, column in frame.items()), strict=True)
    if not for_excel:
        return b"".join(_csv_chunks(map(str, frame), rows))
    excel = _csv_chunks(map(str, frame), rows, delimiter="\t", end="\r\n", encoding="utf-16-le")
    return b"".join([codecs.BOM_UTF16_LE, *excel])


def _csv_chunks(
    names: Iterable[str],
    rows: Iterable[Iterable[Any]],
    *,
    delimiter: str = ",",
    end: str = "\n",
    encoding: str = "utf-8",
) -> Iterator[bytes]:
    """Yield a table in parts of some rows, so that a large one is never in memory as a whole."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow([escape_cell(name) for name in names])
    left = iter(rows)
    while out.tell():
        yield out.getvalue().encode(encoding, errors="replace")
        out.seek(out.truncate(0))
        writer.writerows([_csv_cell(value) for value in row] for row in islice(left, ROWS_WRITTEN))


def _csv_cell(value: object) -> str:
    if isinstance(value, str):  # a lone carriage return is written without quotes and read as the end of a line
        return escape_cell(value.replace("\r", "\n"))
    if isinstance(value, float):
        return format(value, FLOAT_FORMAT)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _plain_values(column: pd.Series) -> list[Any]:
    """Return a column as Python values, missing ones as None, days without a time as dates."""
    values = [None if missing else value for value, missing in zip(column.tolist(), column.isna(), strict=True)]
    if any(isinstance(value, datetime) and value != datetime.combine(value, datetime.min.time()) for value in values):
        return values
    return [value.date() if isinstance(value, datetime) else value for value in values]


def _parquet_bytes(name: str, frame: pd.DataFrame) -> bytes:
    import pandas as pd
    import pyarrow as pa

    days = [column["name"] for column in read_schema()[name] if column["type"] == "date" and column["name"] in frame]
    data: bytes = frame.astype(dict.fromkeys(days, pd.ArrowDtype(pa.date32()))).to_parquet(index=False)
    return data


@cache
def read_schema() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return the columns of every table in order, as ``data/data_package.json`` describes them.

    Examples
    --------
    >>> [column["name"] for column in read_schema()["appearances"] if column["type"] == "date"]
    ['published', 'saved_on']
    """
    return {one["name"]: one["schema"]["fields"] for one in _read_package()["resources"]}


def _read_package() -> dict[str, Any]:
    package: dict[str, Any] = json.loads(files("icesco_analysis").joinpath("data", "data_package.json").read_bytes())
    return package


def json_bytes(value: object) -> bytes:
    """Return `value` as the bytes of a JSON file; days become ISO text, the numbers of numpy plain ones."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False, default=_json_value)
    return f"{text}\n".encode("utf-8", errors="replace")


def _json_value(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()[:10]
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no place in a JSON file")
