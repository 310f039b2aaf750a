"""Rows or frames ↔ files: tables as CSV and Parquet, and the data package that describes them.

Rows are written as CSV without pandas, whose import takes longer than reading a page.
"""

from __future__ import annotations  # pandas is named in signatures, and imported only where a frame is made

import csv
import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from icesco_analysis.corpus.files import write_files
from icesco_analysis.corpus.own import PACKAGE_NAME
from icesco_analysis.language import escape_cell, read_vocabulary, unescape_cell

if TYPE_CHECKING:
    import pandas as pd

    from icesco_analysis.corpus.extract import Row

TableFormat = Literal["csv", "parquet"]

FLOAT_FORMAT = ".10g"
"""Digits of a number in a CSV file: all that is meant, without the last bits that differ between machines."""

_FRICTIONLESS_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean", "date": "date"}
_KINDS = {"M": "date", "b": "boolean", "i": "integer", "u": "integer", "f": "number"}  # of a dtype
_PANDAS_TYPES = {"str": "str", "int": "Int64", "date": "datetime64[s]", "bool": "bool"}
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
        Frames, or for tables known to ``data/table_schema.tsv`` rows, by the name of the table. Known columns are
        described from there, others by their type alone.
    folder
        Where to; made if need be.
    format
        ``"csv"`` or ``"parquet"``.
    beside
        Bytes by path of what is written with the tables, before them.

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
    if format == "parquet":
        tables = {name: make_frame(name, table) for name, table in tables.items()}
    contents = {name: _bytes(name, table, ending=format) for name, table in tables.items()}
    package = {
        "name": PACKAGE_NAME,
        "title": "Saved news pages of ICESCO as tables",
        "profile": "tabular-data-package",
        "resources": [
            {
                "name": name,
                "path": f"{name}.{format}",
                "profile": "tabular-data-resource",
                "format": format,
                "mediatype": _MEDIA_TYPES[format],
                "encoding": "utf-8",
                "bytes": len(contents[name]),
                "hash": f"sha256:{hashlib.sha256(contents[name]).hexdigest()}",
                "schema": _describe(name, table, others=set(tables)),
            }
            for name, table in tables.items()
        ],
    }
    files = {Path(folder) / f"{name}.{format}": data for name, data in contents.items()}
    return write_files({**beside, **files, Path(folder) / "datapackage.json": json_bytes(package)})


def read_table(path: Path) -> pd.DataFrame:
    """Read a table that `write_tables` wrote, guards undone; its known columns have their types."""
    import pandas as pd

    kinds = {column.name: column.kind for column in _columns_of(path.stem)}
    if path.suffix == ".parquet":
        frame = pd.read_parquet(path)
    else:
        types = defaultdict(lambda: "str", {name: "bool" for name, kind in kinds.items() if kind == "bool"})
        frame = pd.read_csv(path, dtype=types, keep_default_na=False, na_values=[""], encoding="utf-8")
        texts: pd.DataFrame = frame.select_dtypes("str")
        frame[texts.columns] = texts.map(unescape_cell, na_action="ignore")
    return frame.astype({name: _PANDAS_TYPES[kind] for name, kind in kinds.items() if name in frame})


def read_tables(folder: str | Path) -> dict[str, pd.DataFrame]:
    """Return the tables that ``icesco extract`` wrote to a folder, as CSV or as Parquet.

    Raises
    ------
    FileNotFoundError
        If one of the five tables is missing; the message names it.
    ValueError
        If a table lacks a column.
    """
    return {table: _read_whole(Path(folder), table) for table in _schema()}


def _read_whole(folder: Path, table: str) -> pd.DataFrame:
    files = [folder / f"{table}.{form}" for form in ("parquet", "csv") if (folder / f"{table}.{form}").is_file()]
    if not files:
        raise FileNotFoundError(f"{folder}: expected {table}.csv or {table}.parquet, as icesco extract writes them")
    frame = read_table(files[0])
    columns = [column.name for column in _columns_of(table)]
    missing = sorted(set(columns) - set(frame.columns))
    if missing and len(frame):
        raise ValueError(f"{files[0].name}: expected the columns {', '.join(missing)} too")
    return frame[columns] if len(frame) else make_frame(table, [])


def make_frame(table: str, rows: pd.DataFrame | Sequence[Row]) -> pd.DataFrame:
    """Return rows as the frame of one table: its columns in their order, each of its type, also where there is no row.

    Rows may hold more than the columns of the table. A frame stays as it is.
    """
    import pandas as pd

    if isinstance(rows, pd.DataFrame):
        return rows
    return pd.DataFrame(
        {
            column.name: pd.Series([row[column.name] for row in rows], dtype=_PANDAS_TYPES[column.kind])
            for column in _columns_of(table)
        }
    )


def table_bytes(frame: pd.DataFrame, *, ending: TableFormat) -> bytes:
    r"""Return a frame as the bytes of a file. An index with names is written as first columns, one without is left out.

    Parameters
    ----------
    frame
        The rows in the order to write.
    ending
        ``"csv"``: UTF-8, comma, line feeds, ISO dates, empty cells where nothing is known, texts that a spreadsheet
        would compute guarded by `escape_cell`. ``"parquet"``: typed columns, texts as they are.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"day": pd.to_datetime(["2025-05-22", None]), "text": ["=1+1", "Rabat"], "n": [1.5, 2]})
    >>> print(table_bytes(frame, ending="csv").decode())
    day,text,n
    2025-05-22,'=1+1,1.5
    ,Rabat,2
    <BLANKLINE>
    """
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    if ending == "parquet":
        return _parquet_bytes(frame)
    return _csv_bytes([(str(name), _plain_values(column)) for name, column in frame.items()])


def _bytes(name: str, table: pd.DataFrame | Sequence[Row], *, ending: TableFormat) -> bytes:
    if not isinstance(table, Sequence):
        return table_bytes(table, ending=ending)
    return _csv_bytes([(column.name, [row[column.name] for row in table]) for column in _columns_of(name)])


def _csv_bytes(columns: Sequence[tuple[str, Sequence[Any]]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([escape_cell(name) for name, _ in columns])
    writer.writerows(
        [_csv_cell(value) for value in row] for row in zip(*(values for _, values in columns), strict=True)
    )
    return out.getvalue().encode("utf-8", errors="replace")


def _csv_cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return format(value, FLOAT_FORMAT)
    if isinstance(value, date):
        return value.isoformat()
    return escape_cell(value) if isinstance(value, str) else str(value)


def _plain_values(column: pd.Series) -> list[Any]:
    """Return a column as Python values, missing ones as None, days without a time as dates."""
    if column.dtype.name.startswith("period"):
        column = column.astype("str")
    values = [None if missing else value for value, missing in zip(column.tolist(), column.isna(), strict=True)]
    if any(isinstance(value, datetime) and value != datetime.combine(value, datetime.min.time()) for value in values):
        return values
    return [value.date() if isinstance(value, datetime) else value for value in values]


def _parquet_bytes(frame: pd.DataFrame) -> bytes:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    days = frame.copy()
    for column in days.select_dtypes(include=["datetime"]).columns:
        if (days[column].dropna() == days[column].dropna().dt.normalize()).all():
            days[column] = pd.Series(_plain_values(days[column]), index=days.index, dtype=pd.ArrowDtype(pa.date32()))
    out = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pandas(days, preserve_index=False), out)
    return bytes(out.getvalue())


class _Column(NamedTuple):
    """One row of ``data/table_schema.tsv``: what a column holds."""

    name: str
    kind: str
    is_optional: bool
    keys: tuple[str, ...]
    description: str


@cache
def _schema() -> dict[str, tuple[_Column, ...]]:
    tables: dict[str, tuple[_Column, ...]] = {}
    for row in read_vocabulary("table_schema.tsv", columns=["table", "column", "type", "key", "description"]):
        kind, optional, _ = row["type"].partition("?")
        column = _Column(row["column"], kind, bool(optional), tuple(row["key"].split()), row["description"])
        tables[row["table"]] = (*tables.get(row["table"], ()), column)
    return tables


def _columns_of(table: str) -> tuple[_Column, ...]:
    return _schema().get(table, ())


def read_schema() -> dict[str, list[tuple[str, str, str]]]:
    """Return the columns of every table as ``(column, type, description)``, as ``data/table_schema.tsv`` lists them.

    Examples
    --------
    >>> [column for column, kind, _ in read_schema()["appearances"] if kind == "date?"]
    ['published', 'saved_on']
    """
    return {
        table: [(column.name, column.kind + "?" * column.is_optional, column.description) for column in columns]
        for table, columns in _schema().items()
    }


def _describe(name: str, table: pd.DataFrame | Sequence[Row], *, others: set[str]) -> dict[str, Any]:
    """Return the Frictionless schema of one table; of a column that is not known its type alone."""
    known = {column.name: column for column in _columns_of(name)}
    types: dict[Any, Any] = dict.fromkeys(known) if isinstance(table, Sequence) else dict(table.dtypes.items())
    fields = [
        _field(known[str(name)]) if name in known else {"name": str(name), "type": _KINDS.get(dtype.kind, "string")}
        for name, dtype in types.items()
    ]
    schema: dict[str, Any] = {"fields": fields}
    own = [column.name for column in known.values() if "own" in column.keys]
    if own and set(own) <= {field["name"] for field in fields}:
        schema["primaryKey"] = own
    references = sorted((other, column.name) for column in known.values() for other in column.keys if other in others)
    if references:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": [column]}} for other, column in references
        ]
    return schema | {"missingValues": [""]}


def _field(column: _Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _FRICTIONLESS_TYPES[column.kind],
        "description": column.description,
        "constraints": {"required": not column.is_optional},
    }
    if column.kind == "bool":
        field |= {"trueValues": ["True"], "falseValues": ["False"]}
    return field


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
