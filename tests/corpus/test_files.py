"""What leaves the library: whole files or none, inert texts, tables that read back, figures in five files."""

import csv
import hashlib
import json
import os
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.corpus.files import write_bytes, write_files, write_text
from icesco_analysis.corpus.tables import read_schema, read_table, table_bytes, write_table, write_tables
from icesco_analysis.figures.figure import DPI, Figure, save_figure
from icesco_analysis.figures.style import FONT_SIZES, WIDTHS
from icesco_analysis.language.escaping import escape_cell, escape_html, escape_markdown, unescape_cell

CASES = Path(__file__).parents[1] / "cases" / "cells.tsv"
PAGES = pd.DataFrame({"source": ["b.txt", "a.txt"], "sha256": ["1" * 64, "0" * 64]})
HOSTILE = "<script>alert(1)</script> =cmd|' /C calc'!A0 {{ x }} $\\frac{$ مرحبا\u202e " + "long " * 60


def _cases():
    with CASES.open(encoding="utf-8", newline="") as file:
        return [tuple(row.values())[:2] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def _plot(data, *, ax):
    ax.barh(data["name"], data["n"])
    return ax


def _figure(**changes):
    values = {
        "name": "probe",
        "title": "Stories by country",
        "data": pd.DataFrame({"name": ["Côte d’Ivoire", "Türkiye"], "n": [3, 2]}),
        "plot": _plot,
        "caption": "Stories by partner country.",
        "alt": "Two bars: Côte d’Ivoire with 3 stories and Türkiye with 2 stories.",
        "note": "n = 5 stories",
        "counts": {"stories": 5},
        "parameters": {"seed": 1},
        "height": 2.0,
    }
    return Figure(**values | changes)


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_file_is_replaced_as_a_whole_and_nothing_is_left_beside_it(tmp_path):
    target = tmp_path / "deep" / "file.txt"
    write_text(target, "old")
    write_text(target, "Oʻzbekiston\n")
    assert target.read_bytes() == "Oʻzbekiston\n".encode()
    assert [path.name for path in target.parent.iterdir()] == ["file.txt"]


def test_a_failing_write_leaves_the_old_file_and_no_spare(tmp_path, monkeypatch):
    target = write_bytes(tmp_path / "file.txt", b"old")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_bytes(tmp_path / "new.txt", b"new")
    monkeypatch.undo()
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["file.txt"]


@pytest.mark.parametrize("broken", [1, 2, 3])
def test_several_files_are_all_written_or_all_as_before(tmp_path, monkeypatch, broken):
    """The n-th replacement fails: what was replaced before it comes back, what was new goes."""
    write_files({tmp_path / "a": b"old a", tmp_path / "c": b"old c"})
    replace, calls = Path.replace, []

    def fail_once(self, other):
        calls.append(other)
        if len(calls) == broken:
            raise OSError("no")
        return replace(self, other)

    monkeypatch.setattr(Path, "replace", fail_once)
    with pytest.raises(OSError, match="no"):
        write_files({tmp_path / "a": b"new a", tmp_path / "b": b"new b", tmp_path / "c": b"new c"})
    monkeypatch.undo()
    left = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert left == {"a": b"old a", "c": b"old c"}


def test_a_name_as_long_as_names_may_be_can_be_written(tmp_path):
    path = write_bytes(tmp_path / ("n" * 251 + ".txt"), b"x")
    assert path.read_bytes() == b"x"


def test_a_folder_in_the_place_of_the_file_stays_a_folder(tmp_path):
    (tmp_path / "file" / "inner").mkdir(parents=True)
    with pytest.raises(OSError, match="file"):
        write_bytes(tmp_path / "file", b"x")
    assert (tmp_path / "file" / "inner").is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


# --- escaping ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "escaped"), _cases())
def test_a_cell_is_guarded_where_a_spreadsheet_would_compute(text, escaped):
    assert escape_cell(text) == escaped


@pytest.mark.parametrize("sign", ["\t=1", "\r=1", "\n=1"])
def test_a_cell_that_begins_with_a_blank_that_spreadsheets_drop_is_guarded(sign):
    assert escape_cell(sign) == "'" + sign


@given(st.text(alphabet="'=+-@\t\r\nab ＝"))
def test_a_guarded_cell_reads_back_and_never_begins_a_formula(text):
    assert unescape_cell(escape_cell(text)) == text
    assert not re.match(r"[=+\-@\t\r\n＝＋－＠]", escape_cell(text))


@given(st.text())
def test_html_and_xml_read_back_what_was_escaped_but_control_characters(text):
    element = ET.fromstring(f'<p title="{escape_html(text)}">{escape_html(text)}</p>')  # noqa: S314 - our own text
    plain = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]", "", text)
    assert (element.text or "") == plain.replace("\r\n", "\n").replace("\r", "\n")
    assert list(element) == []


@pytest.mark.parametrize("text", ["<b>x</b>", "[a](http://b)", "# x", "a*b*", "`x`", "$x$", "| a |", "- x", "a_b_c"])
def test_markdown_shows_marks_instead_of_obeying_them(text):
    escaped = escape_markdown(text)
    assert not re.search(r"(?<!\\)[*_`#\[\]$|<>]", escaped)


# --- tables -----------------------------------------------------------------------------------------------------------


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
    read = read_table(write_table(frame, tmp_path / f"articles.{ending}"))
    assert read["headline"].tolist() == texts
    assert read["article_id"].tolist() == frame["article_id"].tolist()
    assert read["date_start"].iloc[0] == pd.Timestamp("2025-05-22")
    assert read["date_start"].isna().sum() == 9


def test_no_cell_of_a_csv_begins_a_formula(tmp_path):
    rows = [text for text, _ in _cases()]
    path = write_table(pd.DataFrame({"=head": rows}), tmp_path / "table.csv")
    with path.open(encoding="utf-8", newline="") as file:
        assert not [cell for row in csv.reader(file) for cell in row if cell[:1] in tuple("=+-@\t\r")]


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(ValueError, match="expected a name that ends"):
        write_table(pd.DataFrame(), tmp_path / "table.xls")


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


# --- figures ----------------------------------------------------------------------------------------------------------


def test_a_figure_is_five_files(tmp_path):
    paths = save_figure(_figure(), tmp_path, sources=PAGES)
    assert [path.name for path in paths] == ["probe.png", "probe.svg", "probe.pdf", "probe.csv", "probe.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in paths)


def test_a_figure_that_cannot_be_drawn_leaves_no_file(tmp_path):
    def fail(*_, **__):
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        save_figure(_figure(plot=fail), tmp_path, sources=PAGES)
    assert list(tmp_path.iterdir()) == []


def test_a_figure_whose_words_are_no_json_leaves_no_file(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        save_figure(_figure(parameters={"share": float("nan")}), tmp_path, sources=PAGES)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", ["word", "column", "slide"])
def test_the_picture_has_exactly_the_pixels_of_its_size(tmp_path, size):
    png = save_figure(_figure(), tmp_path, sources=PAGES, size=size)[0].read_bytes()
    width, height = struct.unpack(">II", png[16:24])
    assert width == WIDTHS[size] * DPI
    inches = 6.75 if size == "slide" else 2.0 * FONT_SIZES[size] / FONT_SIZES["word"]
    assert abs(height - inches * DPI) <= 3
    assert (height / DPI).is_integer() or height % 3 == 0


def test_the_svg_carries_title_and_description_and_no_date(tmp_path):
    svg = save_figure(_figure(), tmp_path, sources=PAGES)[1].read_text(encoding="utf-8")
    root = ET.fromstring(svg)  # noqa: S314 - our own file
    space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{space}title").text == "Stories by country"
    assert root.find(f"{space}desc").text.startswith("Two bars: Côte d’Ivoire")
    assert len(root.findall(f"{space}title")) == 1
    assert root.get("role") == "img"
    assert "<dc:date>" not in svg


def _chunks(png):
    place = 8
    while place < len(png):
        length = struct.unpack(">I", png[place : place + 4])[0]
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += length + 12


def test_the_png_carries_title_and_description_and_no_software(tmp_path):
    png = save_figure(_figure(), tmp_path, sources=PAGES)[0].read_bytes()
    texts = {}
    for kind, data in _chunks(png):
        if kind == b"tEXt":
            key, value = data.split(b"\0", 1)
            texts[key.decode()] = value.decode("latin-1")
        elif kind == b"iTXt":
            key, rest = data.split(b"\0", 1)
            texts[key.decode()] = rest.split(b"\0", 4)[-1].decode("utf-8").lstrip("\0")
    assert texts["Title"] == "Stories by country"
    assert "Türkiye with 2 stories" in texts["Description"]
    assert "Software" not in texts
    assert "Creation Time" not in texts


def _pdf_objects(pdf):
    """Return the bytes of a PDF with every compressed stream opened."""
    opened = [pdf]
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            opened.append(zlib.decompress(match[1]))
        except zlib.error:
            continue
    return b"\n".join(opened)


@pytest.mark.parametrize("size", ["word", "column"])
def test_the_pdf_embeds_its_fonts_as_truetype_and_carries_title_and_subject(tmp_path, size):
    pdf = save_figure(_figure(), tmp_path, sources=PAGES, size=size)[2].read_bytes()
    opened = _pdf_objects(pdf)
    assert b"/Type3" not in opened
    assert b"/FontFile2" in opened
    assert b"Stories by country" in opened
    assert b"/Subject" in opened
    assert b"/CreationDate" not in opened
    assert b"Matplotlib" not in opened


def test_the_json_tells_what_a_citation_needs(tmp_path):
    told = json.loads(save_figure(_figure(), tmp_path, sources=PAGES)[4].read_text(encoding="utf-8"))
    assert told["sources"] == [
        {"source": "a.txt", "sha256": "0" * 64},
        {"source": "b.txt", "sha256": "1" * 64},
    ]
    assert told["counts"] == {"stories": 5}
    assert told["parameters"] == {"seed": 1}
    assert told["title"] == "Stories by country"
    assert told["columns"] == ["name", "n"]


def test_the_csv_holds_the_numbers_drawn(tmp_path):
    path = save_figure(_figure(), tmp_path, sources=PAGES)[3]
    assert path.read_text(encoding="utf-8") == "name,n\nCôte d’Ivoire,3\nTürkiye,2\n"


def test_hostile_texts_are_inert_in_all_five_files(tmp_path):
    data = pd.DataFrame({"name": [HOSTILE[:60], "=1+1", "漢字\x07"], "n": [1, 2, 3]})
    figure = _figure(title=HOSTILE, alt=HOSTILE, note=HOSTILE, data=data, height=3.0)
    png, svg, pdf, table, told = save_figure(figure, tmp_path, sources=PAGES)
    text = svg.read_text(encoding="utf-8")
    ET.fromstring(text)  # noqa: S314 - our own file
    assert "<script" not in text
    assert json.loads(told.read_text(encoding="utf-8"))["title"] == HOSTILE
    assert b"/JavaScript" not in _pdf_objects(pdf.read_bytes())
    assert "'=1+1" in table.read_text(encoding="utf-8")
    assert struct.unpack(">I", png.read_bytes()[16:20]) == (1890,)


def test_two_runs_and_another_hash_seed_write_the_same_bytes():
    program = (
        "import hashlib, tempfile, pandas as pd\nfrom icesco_analysis.figures.figure import save_figure\n"
        "from icesco_analysis.figures.figure import Figure\n"
        "def plot(data, *, ax):\n    ax.bar(data['x'], data['n'], hatch='//'); ax.plot([0, 1], [1, 2]); return ax\n"
        "f = Figure(name='a', title='Oʻzbekiston', data=pd.DataFrame({'x': ['ä', 'ب'], 'n': [1, 2]}), plot=plot,"
        " caption='c', alt='Two bars, one of them higher than the other one.', note='n = 3')\n"
        "pages = pd.DataFrame({'source': ['a'], 'sha256': ['0']})\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    for path in save_figure(f, folder, sources=pages): print(hashlib.sha256(path.read_bytes()).hexdigest())\n"
    )
    first, second = (_run(program, seed) for seed in ("0", "77"))
    assert first == second
    assert len(first.split()) == 5


def test_writing_tables_does_not_load_matplotlib():
    assert _run("import sys, icesco_analysis.corpus.tables\nprint('matplotlib' in sys.modules)", "0").strip() == "False"
