"""Tables: rows and frames as files that read back, and the data package that describes them."""

import csv
import hashlib
import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from icesco_analysis.corpus import load_corpus
from icesco_analysis.corpus.tables import make_frame, read_schema, table_bytes, write_tables
from icesco_analysis.language import escape_cell, unescape_cell

CASES = Path(__file__).parents[1] / "cases" / "cells.tsv"


def _cases():
    with CASES.open(encoding="utf-8", newline="") as file:
        return [tuple(row.values())[:2] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def test_days_are_iso_and_hours_stay_where_there_are_any():
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime(["2025-05-22", None]).as_unit("s"),
            "hour": pd.to_datetime(["2025-05-22 09:30", "2025-05-23 00:00"]),
            "month": pd.PeriodIndex(["2025-05", "2025-06"], freq="M"),
        }
    )
    lines = table_bytes(frame).decode().splitlines()
    assert lines == ["day,hour,month", "2025-05-22,2025-05-22T09:30:00,2025-05", ",2025-05-23T00:00:00,2025-06"]


def test_what_is_missing_is_an_empty_cell_whatever_its_type():
    frame = pd.DataFrame(
        {
            "text": pd.Series(["a", None], dtype="str"),
            "whole": pd.Series([1, None], dtype="Int64"),
            "part": [0.1 + 0.2, np.nan],
            "day": pd.Series([pd.NaT, pd.NaT]),
            "sure": pd.Series([True, None], dtype="boolean"),
            "any": [None, "b"],
        }
    )
    assert table_bytes(frame) == b"text,whole,part,day,sure,any\na,1,0.3,,True,\n,,,,,b\n"


def test_a_named_index_is_written_and_a_plain_one_is_not():
    frame = pd.DataFrame({"n": [1]}, index=pd.Index(["x"], name="country"))
    assert table_bytes(frame) == b"country,n\nx,1\n"
    assert table_bytes(frame.rename_axis(None)) == b"n\n1\n"


def test_no_cell_of_a_csv_begins_a_formula():
    data = table_bytes(pd.DataFrame({"=head": [text for text, _ in _cases()]})).decode()
    cells = [cell for row in csv.reader(io.StringIO(data, newline="")) for cell in row]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]


def test_rows_and_their_frame_are_written_as_the_same_bytes(tmp_path):
    rows = load_corpus("seeds").rows
    write_tables(rows, tmp_path / "rows")
    write_tables({name: make_frame(name, table) for name, table in rows.items()}, tmp_path / "frames")
    assert {path.name for path in (tmp_path / "rows").iterdir()} >= {"articles.csv", "datapackage.json"}
    for path in (tmp_path / "rows").iterdir():
        assert path.read_bytes() == (tmp_path / "frames" / path.name).read_bytes()


# --- the data package -------------------------------------------------------------------------------------------------


def test_what_says_whose_the_tables_are_is_there_before_any_of_them(tmp_path, monkeypatch):
    """A run that is killed on the way leaves nothing that the next one takes for somebody else's."""
    replaced, replace = [], Path.replace
    monkeypatch.setattr(Path, "replace", lambda spare, path: (replaced.append(path.name), replace(spare, path)))
    write_tables(load_corpus("seeds").rows, tmp_path, beside={tmp_path / "sheet.xlsx": b"x"})
    assert (replaced[0], replaced[-1]) == ("datapackage.json", "sheet.xlsx")


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_data_package_describes_the_files_beside_it(tmp_path, form, seeds_corpus):
    write_tables(seeds_corpus.tables, tmp_path, format=form)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == list(seeds_corpus.tables)
    for resource in package["resources"]:
        data = (tmp_path / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["format"] == form


def test_the_data_package_types_describes_and_links_the_columns(tmp_path, seeds_corpus):
    write_tables(seeds_corpus.tables, tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    schema = package["resources"][0]["schema"]
    fields = {field["name"]: field for field in schema["fields"]}
    assert list(fields) == list(seeds_corpus.articles)
    assert [fields[name]["type"] for name in ("article_id", "date_start", "date_conflict", "n_words")] == [
        "string", "date", "boolean", "integer",
    ]  # fmt: skip
    assert fields["article_id"]["constraints"] == {"required": True}
    assert fields["date_start"]["constraints"] == {"required": False}
    assert all(field["description"] for field in fields.values())
    assert schema["primaryKey"] == ["article_id"]
    assert schema["foreignKeys"] == [{"fields": ["source"], "reference": {"resource": "pages", "fields": ["source"]}}]


def test_the_schema_has_types_that_are_known_and_a_description_for_every_column():
    for columns in read_schema().values():
        assert len({column["name"] for column in columns}) == len(columns)
        for column in columns:
            assert column["type"] in {"string", "integer", "number", "boolean", "date"}
            assert len(column["description"]) > 10


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_is_a_formula_whatever_separator_a_spreadsheet_reads_by(separator):
    hostile = ["=1+1", ";=1+1", 'a;"=1+1', "a\t@SUM(A1)", "a\n\n-2+3", "a\r+1", "＝1", "a;'=1", '"=1', 'a";=1;"b']
    data = table_bytes(pd.DataFrame({"text": hostile, "n": range(len(hostile))})).decode()
    cells = [cell for row in csv.reader(io.StringIO(data, newline=""), delimiter=separator) for cell in row]
    assert [cell for cell in cells if cell[:1] in tuple("=+-@＝＋－＠\t\r\n")] == []
    assert [unescape_cell(escape_cell(text)) for text in hostile] == hostile


def test_what_a_column_may_hold_is_a_category_of_the_data_package(tmp_path, dev_corpus):
    write_tables(dev_corpus.tables, tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"].endswith("/2.0/datapackage.json")
    assert [source["title"] for source in package["sources"]] == dev_corpus.pages["source"].tolist()
    fields = [(one["name"], each) for one in package["resources"] for each in one["schema"]["fields"]]
    told = {(table, field["name"]): set(field["categories"]) for table, field in fields if "categories" in field}
    assert len(told) == 8
    for (table, column), values in told.items():
        assert set(dev_corpus.tables[table][column].dropna()) <= {*values, ""}


def test_excel_gets_tabs_in_utf_16_which_every_language_opens_right():
    data = table_bytes(pd.DataFrame({"day": pd.to_datetime(["2025-05-22"]), "text": ["الرباط; a"]}), for_excel=True)
    assert data[:2] == b"\xff\xfe"
    assert data.decode("utf-16") == "day\ttext\r\n2025-05-22\tالرباط; a\r\n"


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n", "\n\r"])
def test_a_cell_with_any_end_of_line_stays_one_cell(end: str) -> None:
    frame = pd.DataFrame({"url": [f"https://example.org/{end}x", "https://example.org/"], "n": [1, 2]})
    rows = list(csv.reader(io.StringIO(table_bytes(frame).decode(), newline="")))
    assert [len(row) for row in rows] == [2, 2, 2]
