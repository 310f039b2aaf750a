"""Frames ↔ files: tables as CSV and Parquet, and the data package that describes them."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from icesco_analysis.corpus.files import write_bytes, write_files
from icesco_analysis.language import escape_cell, read_vocabulary, unescape_cell

TableFormat = Literal["csv", "parquet"]

FLOAT_FORMAT = ".10g"
"""Digits of a number in a CSV file: all that is meant, without the last bits that differ between machines."""

_FRICTIONLESS_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean", "date": "date"}

_MEDIA_TYPES: dict[TableFormat, str] = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}

_PRIMARY_KEYS = {
    "articles": ["article_id"],
    "appearances": ["source", "position"],
    "countries": ["article_id", "iso3", "role"],
    "pages": ["source"],
}

_FOREIGN_KEYS = {
    "appearances": [("article_id", "articles"), ("source", "pages")],
    "countries": [("article_id", "articles")],
    "articles": [("source", "pages")],
}


def write_table(frame: pd.DataFrame, path: str | Path) -> Path:
    """Write one table to a CSV or Parquet file, chosen by the ending of `path`, and return the path.

    Parameters
    ----------
    frame
        The rows in the order to write. An index with names is written as first columns, one without is left out.
    path
        ``….csv``: UTF-8, comma, line feeds, ISO dates, empty cells where nothing is known, texts that a spreadsheet
        would compute guarded by `escape_cell`. ``….parquet``: typed columns, texts as they are.

    Raises
    ------
    ValueError
        If the ending is another.

    Examples
    --------
    >>> import tempfile
    >>> frame = pd.DataFrame({"day": pd.to_datetime(["2025-05-22", None]), "text": ["=1+1", "Rabat"], "n": [1, 2]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(write_table(frame, Path(folder) / "table.csv").read_text(encoding="utf-8"))
    day,text,n
    2025-05-22,'=1+1,1
    ,Rabat,2
    <BLANKLINE>
    """
    return write_bytes(path, table_bytes(frame, ending=_table_format(Path(path))))


def read_table(path: str | Path) -> pd.DataFrame:
    """Read a table that `write_table` wrote, guards undone; the columns that a known table calls dates as datetimes.

    Parameters
    ----------
    path
        A CSV or Parquet file; its stem names the table where it is one of ours.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_table(pd.DataFrame({"headline": ["=1+1"]}), Path(folder) / "appearances.csv")
    ...     read_table(path)["headline"][0]
    '=1+1'
    """
    path = Path(path)
    types = {column: kind.rstrip("?") for column, kind, _ in read_schema().get(path.stem, [])}
    if _table_format(path) == "parquet":
        frame = pd.read_parquet(path)
    else:
        texts = {column: "str" for column, kind in types.items() if kind in ("str", "date")}
        frame = pd.read_csv(path, dtype=texts, keep_default_na=False, na_values=[""], encoding="utf-8")
        for column in frame.select_dtypes(include=["str", "object"]).columns:
            frame[column] = frame[column].map(unescape_cell, na_action="ignore")
    for column in frame.columns.intersection([column for column, kind in types.items() if kind == "date"]):
        frame[column] = pd.to_datetime(frame[column])
    return frame


def write_tables(
    tables: Mapping[str, pd.DataFrame],
    folder: str | Path,
    *,
    format: TableFormat = "csv",  # noqa: A002 - as on the command line
) -> list[Path]:
    """Write all tables and the ``datapackage.json`` that describes them, all files or none, and return their paths.

    Parameters
    ----------
    tables
        Frames by the name of the table. Columns known to ``data/table_schema.tsv`` are described from there, others by
        their type alone.
    folder
        Where to; made if need be.
    format
        ``"csv"`` or ``"parquet"``.

    Examples
    --------
    >>> import tempfile
    >>> problems = pd.DataFrame({"source": ["a.txt"], "article_id": [None], "kind": ["empty"], "message": ["No text."]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in write_tables({"problems": problems}, folder)]
    ['problems.csv', 'datapackage.json']
    """
    contents = {Path(folder) / f"{name}.{format}": table_bytes(tables[name], ending=format) for name in tables}
    package = describe_tables(tables, contents={path.stem: data for path, data in contents.items()}, ending=format)
    return write_files({**contents, Path(folder) / "datapackage.json": json_bytes(package)})


def table_bytes(frame: pd.DataFrame, *, ending: TableFormat) -> bytes:
    r"""Return `frame` as the bytes of a file: what `write_table` writes.

    Examples
    --------
    >>> table_bytes(pd.DataFrame({"n": [1.5, None], "sure": [True, False]}), ending="csv")
    b'n,sure\n1.5,True\n,False\n'
    """
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    return _csv_bytes(frame) if ending == "csv" else _parquet_bytes(frame)


def _table_format(path: Path) -> TableFormat:
    if path.suffix == ".csv":
        return "csv"
    if path.suffix == ".parquet":
        return "parquet"
    raise ValueError(f"{path.name}: expected a name that ends in .csv or .parquet")


def _csv_bytes(frame: pd.DataFrame) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([escape_cell(str(column)) for column in frame.columns])
    columns = [_plain_values(frame.iloc[:, place]) for place in range(frame.shape[1])]
    writer.writerows([_csv_cell(value) for value in row] for row in zip(*columns, strict=True))
    return out.getvalue().encode("utf-8", errors="replace")


def _plain_values(column: pd.Series) -> list[Any]:
    """Return a column as Python values, missing ones as None, days without a time as dates."""
    if isinstance(column.dtype, pd.PeriodDtype):
        column = column.astype("str")
    values = [None if missing else value for value, missing in zip(column.tolist(), column.isna(), strict=True)]
    if any(isinstance(value, datetime) and value != datetime.combine(value, datetime.min.time()) for value in values):
        return values
    return [value.date() if isinstance(value, datetime) else value for value in values]


def _csv_cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return format(value, FLOAT_FORMAT)
    if isinstance(value, date):
        return value.isoformat()
    return escape_cell(value) if isinstance(value, str) else str(value)


def _parquet_bytes(frame: pd.DataFrame) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    days = frame.copy()
    for column in days.select_dtypes(include=["datetime"]).columns:
        if (days[column].dropna() == days[column].dropna().dt.normalize()).all():
            days[column] = pd.Series(_plain_values(days[column]), index=days.index, dtype=pd.ArrowDtype(pa.date32()))
    out = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pandas(days, preserve_index=False), out)
    return bytes(out.getvalue())


def read_schema() -> dict[str, list[tuple[str, str, str]]]:
    """Return the columns of every table as ``(column, type, description)``, as ``data/table_schema.tsv`` lists them.

    Examples
    --------
    >>> [column for column, kind, _ in read_schema()["appearances"] if kind == "date?"]
    ['published']
    """
    rows = read_vocabulary("table_schema.tsv", columns=["table", "column", "type", "description"])
    tables: dict[str, list[tuple[str, str, str]]] = {}
    for row in rows:
        tables.setdefault(row["table"], []).append((row["column"], row["type"], row["description"]))
    return tables


def describe_tables(
    tables: Mapping[str, pd.DataFrame], *, contents: Mapping[str, bytes], ending: TableFormat = "csv"
) -> dict[str, Any]:
    """Return the Frictionless data package of `tables` as plain values.

    Parameters
    ----------
    tables
        Frames by the name of the table.
    contents
        The bytes of each table's file, for length and hash.
    ending
        Of the files' names: their format.

    Examples
    --------
    >>> pages = pd.DataFrame({"source": ["a.txt"]})
    >>> package = describe_tables({"pages": pages}, contents={"pages": b"source,a.txt"})
    >>> package["resources"][0]["schema"]["fields"][0]["type"]
    'string'
    """
    return {
        "name": "icesco-analysis",
        "title": "Saved news pages of ICESCO as tables",
        "profile": "tabular-data-package",
        "resources": [
            {
                "name": name,
                "path": f"{name}.{ending}",
                "profile": "tabular-data-resource",
                "format": ending,
                "mediatype": _MEDIA_TYPES[ending],
                "encoding": "utf-8",
                "bytes": len(contents[name]),
                "hash": f"sha256:{hashlib.sha256(contents[name]).hexdigest()}",
                "schema": _table_schema(name, frame, others=set(tables)),
            }
            for name, frame in tables.items()
        ],
    }


def _table_schema(name: str, frame: pd.DataFrame, *, others: set[str]) -> dict[str, Any]:
    known = {column: (kind, description) for column, kind, description in read_schema().get(name, [])}
    schema: dict[str, Any] = {
        "fields": [_field(str(column), frame[column], known.get(str(column))) for column in frame.columns]
    }
    key = _PRIMARY_KEYS.get(name, [])
    if key and set(key) <= set(frame.columns):
        schema["primaryKey"] = key
    references = [(column, table) for column, table in _FOREIGN_KEYS.get(name, []) if table in others]
    if references:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": table, "fields": [column]}} for column, table in references
        ]
    schema["missingValues"] = [""]
    return schema


def _field(name: str, column: pd.Series, known: tuple[str, str] | None) -> dict[str, Any]:
    if known is None:
        return {"name": name, "type": _guess_type(column)}
    kind, description = known
    field: dict[str, Any] = {
        "name": name,
        "type": _FRICTIONLESS_TYPES[kind.rstrip("?")],
        "description": description,
        "constraints": {"required": not kind.endswith("?")},
    }
    if field["type"] == "boolean":
        field |= {"trueValues": ["True"], "falseValues": ["False"]}
    return field


def _guess_type(column: pd.Series) -> str:
    kinds = {
        "date": pd.api.types.is_datetime64_any_dtype,
        "boolean": pd.api.types.is_bool_dtype,
        "integer": pd.api.types.is_integer_dtype,
        "number": pd.api.types.is_float_dtype,
    }
    return next((kind for kind, is_kind in kinds.items() if is_kind(column.dtype)), "string")


def json_bytes(value: object) -> bytes:
    """Return `value` as the bytes of a JSON file; days become ISO text, the numbers of numpy plain ones."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False, default=_json_value)
    return f"{text}\n".encode("utf-8", errors="replace")


def _json_value(value: object) -> object:
    """Turn what JSON lacks into what it has: days into ISO text, numpy's numbers into plain ones."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no place in a JSON file")
