"""Escaping: inert texts, which read back as they were."""

import csv
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.language.escaping import escape_cell, escape_html, escape_markdown, unescape_cell
from tests.rows import each_row

CASES = Path(__file__).parents[1] / "cases" / "cells.tsv"


def _cases():
    with CASES.open(encoding="utf-8", newline="") as file:
        return [tuple(row.values())[:2] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


@each_row(("text", "escaped"), _cases())
def test_a_cell_is_guarded_where_a_spreadsheet_would_compute(text, escaped):
    assert escape_cell(text) == escaped


@pytest.mark.parametrize("sign", ["\t=1", "\r=1", "\n=1"])
def test_a_cell_that_begins_with_a_blank_that_spreadsheets_drop_is_guarded(sign):
    assert escape_cell(sign) == f"'{sign[0]}'{sign[1:]}"


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


@each_row("text", ["<b>x</b>", "[a](http://b)", "# x", "a*b*", "`x`", "$x$", "| a |", "- x", "a_b_c"])
def test_markdown_shows_marks_instead_of_obeying_them(text):
    escaped = escape_markdown(text)
    assert not re.search(r"(?<!\\)[*_`#\[\]$|<>]", escaped)
