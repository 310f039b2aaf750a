"""A figure in five files: inert texts, the same bytes on every run."""

import hashlib
import json
import re
import struct
import tempfile
import zlib
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from icesco_analysis.figures.figure import DPI, Figure, save_figure
from icesco_analysis.figures.style import WIDTH

PAGES = pd.DataFrame({"source": ["b.txt", "a.txt"], "sha256": ["1" * 64, "0" * 64]})
ALL = ("png", "svg", "pdf")
HOSTILE = "<script>alert(1)</script> =cmd|' /C calc'!A0 {{ x }} $\\frac{$ مرحبا\u202e " + "long " * 60


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
        "height": 2.0,
    }
    return Figure(**values | changes)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Return the files of a figure in every format, by their endings: drawn once, read by many."""
    paths = save_figure(_figure(), tmp_path_factory.mktemp("figure"), sources=PAGES, formats=ALL)
    return {path.suffix: path for path in paths}


@pytest.mark.parametrize("formats", [(), ("pdf",), ("png", "svg"), ALL])
def test_a_figure_is_the_pictures_asked_for_its_numbers_and_its_words(tmp_path, formats):
    paths = save_figure(_figure(), tmp_path, sources=PAGES, formats=formats)
    assert [path.name for path in paths] == [f"probe.{ending}" for ending in (*formats, "csv", "json")]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in paths)


def test_a_figure_that_cannot_be_drawn_leaves_no_file(tmp_path):
    def fail(*_, **__):
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        save_figure(_figure(plot=fail), tmp_path, sources=PAGES)
    assert list(tmp_path.iterdir()) == []


def test_a_figure_whose_words_are_no_json_leaves_no_file(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        save_figure(_figure(counts={"share": float("nan")}), tmp_path, sources=PAGES)
    assert list(tmp_path.iterdir()) == []


def test_the_picture_has_exactly_the_pixels_of_its_size(saved):
    png = saved[".png"].read_bytes()
    assert struct.unpack(">II", png[16:24]) == (WIDTH * DPI, 2.0 * DPI)


def test_the_subtitle_stands_below_the_title_and_on_nothing_else():
    canvas = _figure(title="A headline that says a message", subtitle="What, where and when " * 6).draw(dpi=100)
    head, (below,) = canvas._suptitle, canvas.texts[-1:]
    assert below.get_text().startswith("What, where")
    lines = head.get_window_extent().height / len(head.get_text().split("\n"))
    title = len(head.get_text().rstrip("\n ").split("\n"))
    assert below.get_window_extent().y1 <= head.get_window_extent().y1 - title * lines + 2
    assert below.get_window_extent().y0 >= canvas.axes[0].get_window_extent().y1


def test_the_svg_carries_title_and_description_and_no_date(saved):
    svg = saved[".svg"].read_text(encoding="utf-8")
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


def test_the_png_carries_title_and_description_and_no_software(saved):
    png = saved[".png"].read_bytes()
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


def test_the_pdf_embeds_its_fonts_as_truetype_and_carries_title_and_subject(saved):
    pdf = saved[".pdf"].read_bytes()
    opened = _pdf_objects(pdf)
    assert b"/Type3" not in opened
    assert b"/FontFile2" in opened
    assert b"Stories by country" in opened
    assert b"/Subject" in opened
    assert b"/CreationDate" not in opened
    assert b"Matplotlib" not in opened


def test_the_json_tells_what_a_citation_needs(saved):
    told = json.loads(saved[".json"].read_text(encoding="utf-8"))
    assert told["sources"] == [
        {"source": "a.txt", "sha256": "0" * 64},
        {"source": "b.txt", "sha256": "1" * 64},
    ]
    assert told["counts"] == {"stories": 5}
    assert told["title"] == "Stories by country"
    assert told["columns"] == ["name", "n"]


def test_the_csv_holds_the_numbers_drawn(saved):
    assert saved[".csv"].read_text(encoding="utf-8") == "name,n\nCôte d’Ivoire,3\nTürkiye,2\n"


def test_hostile_texts_are_inert_in_all_five_files(tmp_path):
    data = pd.DataFrame({"name": [HOSTILE[:60], "=1+1", "漢字\x07"], "n": [1, 2, 3]})
    figure = _figure(title=HOSTILE, alt=HOSTILE, note=HOSTILE, data=data, height=3.0)
    png, svg, pdf, table, told = save_figure(figure, tmp_path, sources=PAGES, formats=ALL)
    text = svg.read_text(encoding="utf-8")
    ET.fromstring(text)  # noqa: S314 - our own file
    assert "<script" not in text
    assert json.loads(told.read_text(encoding="utf-8"))["title"] == HOSTILE
    assert b"/JavaScript" not in _pdf_objects(pdf.read_bytes())
    assert "'=1+1" in table.read_text(encoding="utf-8")
    assert struct.unpack(">I", png.read_bytes()[16:20]) == (WIDTH * DPI,)


def list_digests():
    """Return a digest of each file of a figure with a hatch, a line and letters of several scripts."""

    def plot(data, *, ax):
        ax.bar(data["x"], data["n"], hatch="//")
        ax.plot([0, 1], [1, 2])
        return ax

    data = pd.DataFrame({"x": ["ä", "ب"], "n": [1, 2]})
    figure = _figure(title="Oʻzbekiston", data=data, plot=plot, note="n = 3")
    with tempfile.TemporaryDirectory() as folder:
        paths = save_figure(figure, folder, sources=PAGES, formats=ALL)
        return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


def test_two_runs_write_the_same_bytes():
    """Under another hash seed: the tests of a report, which holds every figure."""
    digests = list_digests()
    assert list_digests() == digests
    assert len(digests) == 5
