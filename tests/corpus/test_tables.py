"""Tables: rows and frames as files that read back, and the data package that describes them."""

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from icesco_analysis.corpus.gather import gather_rows
from icesco_analysis.corpus.tables import make_frame, read_schema, read_table, table_bytes, write_tables
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
    lines = table_bytes(frame, ending="csv").decode().splitlines()
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
    assert table_bytes(frame, ending="csv") == b"text,whole,part,day,sure,any\na,1,0.3,,True,\n,,,,,b\n"


def test_a_named_index_is_written_and_a_plain_one_is_not():
    frame = pd.DataFrame({"n": [1]}, index=pd.Index(["x"], name="country"))
    assert table_bytes(frame, ending="csv") == b"country,n\nx,1\n"
    assert table_bytes(frame.rename_axis(None), ending="csv") == b"n\n1\n"


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_of_hostile_texts_reads_back_as_it_was(tmp_path, ending):
    texts = ["=1+1", "'=1+1", 'a "quoted", b', "line\nline", "NA", "null", "مرحبا", "007", "-", "<b>"]
    frame = pd.DataFrame(
        {
            "article_id": pd.Series([f"{n:012d}" for n in range(len(texts))], dtype="str"),
            "headline": pd.Series(texts, dtype="str"),
            "date_start": pd.Series(pd.to_datetime(["2025-05-22", *[None] * 9]), dtype="datetime64[s]"),
        }
    )
    read = read_table(write_tables({"articles": frame}, tmp_path, format=ending)[0])
    assert read["headline"].tolist() == texts
    assert read["article_id"].tolist() == frame["article_id"].tolist()
    assert read["date_start"].iloc[0] == pd.Timestamp("2025-05-22")
    assert read["date_start"].isna().sum() == 9


def test_no_cell_of_a_csv_begins_a_formula(tmp_path):
    rows = [text for text, _ in _cases()]
    path = write_tables({"table": pd.DataFrame({"=head": rows})}, tmp_path)[0]
    with path.open(encoding="utf-8", newline="") as file:
        assert not [cell for row in csv.reader(file) for cell in row if cell[:1] in tuple("=+-@\t\r")]


def test_a_table_in_another_process_and_hash_seed_has_the_same_bytes():
    program = (
        "import pandas as pd, hashlib\nfrom icesco_analysis.corpus.tables import table_bytes\n"
        "f = pd.DataFrame({'b': ['x', None], 'd': pd.to_datetime(['2025-01-01', None]), 'x': [.1, 2]})\n"
        "print(*(hashlib.sha256(table_bytes(f, ending=e)).hexdigest() for e in ('csv', 'parquet')))"
    )
    assert len({_run(program, seed) for seed in ("1", "2")}) == 1


def _run(program, seed):
    env = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False, env=env
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_rows_and_their_frame_are_written_as_the_same_bytes(tmp_path):
    rows = gather_rows("seeds").tables
    write_tables(rows, tmp_path / "rows")
    write_tables({name: make_frame(name, table) for name, table in rows.items()}, tmp_path / "frames")
    assert {path.name for path in (tmp_path / "rows").iterdir()} >= {"articles.csv", "datapackage.json"}
    for path in (tmp_path / "rows").iterdir():
        assert path.read_bytes() == (tmp_path / "frames" / path.name).read_bytes()


# --- the data package -------------------------------------------------------------------------------------------------


def _tables():
    return {
        "pages": pd.DataFrame({"source": ["a.txt"], "n_articles": pd.Series([2], dtype="Int64")}),
        "articles": pd.DataFrame(
            {
                "article_id": ["0" * 12],
                "source": ["a.txt"],
                "date_start": pd.to_datetime(["2025-05-22"]),
                "date_conflict": [False],
            }
        ),
        "topics": pd.DataFrame({"topic": [1], "share": [0.5], "label": ["x"], "settled": [True]}),
    }


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_data_package_describes_the_files_beside_it(tmp_path, ending):
    write_tables(_tables(), tmp_path, format=ending)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == ["pages", "articles", "topics"]
    for resource in package["resources"]:
        data = (tmp_path / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["format"] == ending


def test_the_data_package_types_describes_and_links_known_columns(tmp_path):
    write_tables(_tables(), tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    schema = package["resources"][1]["schema"]
    fields = {field["name"]: field for field in schema["fields"]}
    assert [fields[name]["type"] for name in ("article_id", "date_start", "date_conflict")] == [
        "string", "date", "boolean",
    ]  # fmt: skip
    assert fields["article_id"]["constraints"] == {"required": True}
    assert fields["date_start"]["constraints"] == {"required": False}
    assert all(field["description"] for field in fields.values())
    assert schema["primaryKey"] == ["article_id"]
    assert schema["foreignKeys"] == [{"fields": ["source"], "reference": {"resource": "pages", "fields": ["source"]}}]


def test_the_data_package_guesses_the_types_of_other_tables(tmp_path):
    write_tables(_tables(), tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    fields = package["resources"][2]["schema"]["fields"]
    assert [field["type"] for field in fields] == ["integer", "number", "string", "boolean"]


def test_the_schema_has_types_that_are_known_and_a_description_for_every_column():
    for columns in read_schema().values():
        assert len({name for name, _, _ in columns}) == len(columns)
        for _, kind, description in columns:
            assert kind.rstrip("?") in {"str", "int", "float", "bool", "date"}
            assert len(description) > 10


def test_the_parts_of_a_page_in_the_schema_add_up_to_all_its_characters():
    names = [name for name, _, _ in read_schema()["pages"] if name.startswith("n_chars")]
    assert names[0] == "n_chars"
    assert len(names) == 6


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_is_a_formula_whatever_separator_a_spreadsheet_reads_by(separator):
    hostile = ["=1+1", ";=1+1", 'a;"=1+1', "a\t@SUM(A1)", "a\n\n-2+3", "a\r+1", "＝1", "a;'=1", '"=1', 'a";=1;"b']
    data = table_bytes(pd.DataFrame({"text": hostile, "n": range(len(hostile))}), ending="csv").decode()
    cells = [cell for row in csv.reader(io.StringIO(data, newline=""), delimiter=separator) for cell in row]
    assert [cell for cell in cells if cell[:1] in tuple("=+-@＝＋－＠\t\r\n")] == []
    assert [unescape_cell(escape_cell(text)) for text in hostile] == hostile
