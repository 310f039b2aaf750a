"""A text stays text wherever it stands in a report, and numbers in sentences lead to what they count."""

import io
from collections.abc import Iterator
from functools import cache
from typing import Any

import docx
import pytest
from bs4 import BeautifulSoup
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from icesco_analysis.language import Run, bold, clean_text, italic, list_items, say
from icesco_analysis.report.content import Column, Grid, Quotation, Report, Section, cell
from icesco_analysis.report.content import link_numbers as link
from icesco_analysis.report.html import data_uri, render_html
from icesco_analysis.report.word import keep_in_place, render_word
from tests.rows import each_row

TEXTS = st.text(max_size=40).map("a{}".format)


def report_of(text: str) -> Report:
    """Return a report that prints a text wherever one can stand."""
    story = {"article_id": "1", "headline": text, "language": "en", "source": text, "position": 1, "date_start": None}
    pieces = (
        say("Said: ", text, bold(text), italic(text), Run(text, href="#chapter")),
        list_items([say(text), say(text)]),
        Grid("grid", text, (Column(text),), ((cell(text, href="chapter", language="ar"),),) * 2, searchable=True),
        (Quotation("quotation", story, f"the {text} .", text, text),),
    )
    return Report(text, text, text, (Section("chapter", text, pieces),))


plain_page = cache(lambda: render_html(report_of("plain")))
plain_document = cache(lambda: render_word(report_of("plain")))


@pytest.fixture(scope="module", autouse=True)
def compile_once() -> Iterator[None]:
    """Let each template be compiled once for all texts that it is filled with."""
    compiled, compile_template = {}, Environment.compile

    def compile_new(own: Environment, source: str, *rest: Any) -> Any:
        if source not in compiled:
            compiled[source] = compile_template(own, source, *rest)
        return compiled[source]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "compile", compile_new)
        yield


def skeleton(page: bytes) -> list[str]:
    return [element.name for element in BeautifulSoup(page, "lxml").find_all(True) if element.name != "mark"]


@settings(max_examples=settings().max_examples // 2)
@given(TEXTS)
def test_no_text_becomes_an_element_of_the_page(text):
    page = render_html(report_of(text))
    assert skeleton(page) == skeleton(plain_page())
    found = BeautifulSoup(page, "lxml")
    quoted = found.find("blockquote").get_text()
    assert quoted.split() == f"the {clean_text(text, turns=True)} .".split()
    assert found.find("input")["type"] == "search"


@settings(max_examples=settings().max_examples // 2)
@given(TEXTS)
def test_no_text_becomes_an_element_of_the_document(text):
    document = docx.Document(io.BytesIO(render_word(report_of(text))))
    assert document.paragraphs[0].text.split() == keep_in_place(text).split()
    fields = [field.get(qn("w:instr")).split()[0] for field in document.element.body.iter(qn("w:fldSimple"))]
    assert fields == ["PAGEREF", "SEQ"]
    plain = docx.Document(io.BytesIO(plain_document()))
    assert [each.tag for each in document.element.body.iter()] == [each.tag for each in plain.element.body.iter()]


@each_row(
    ("said", "linked"),
    [
        (say("Most often: Oman (", bold(4), ")."), "#oman"),
        (say("meeting ", bold(23), ", and more"), "#meeting"),
        (say("Roman (", bold(4), ")"), ""),
        (say("Oman in ", bold(4), " stories"), ""),
        (say("Oman (", bold("four"), ")"), ""),
        (say(italic("Oman"), " (", bold(4), ")"), "#oman"),
        (say("Oman (", Run("4", bold=True, href="#own"), ")"), "#own"),
    ],
    ids=str,
)
def test_a_number_is_linked_where_the_word_before_it_names_what_it_counts(said, linked):
    (paragraph,) = link(said, targets={"Oman": "oman", "meeting": "meeting"}).paragraphs
    assert [run.href for run in paragraph.runs if run.bold] == [linked]


def test_the_longest_name_wins():
    (paragraph,) = link(say("Guinea-Bissau (", bold(1), ")"), targets={"Bissau": "x", "Guinea-Bissau": "y"}).paragraphs
    assert Run("1", bold=True, href="#y") in paragraph.runs


def test_a_link_that_leads_nowhere_is_text():
    chapter = Section(
        "chapter", "Chapter", (say(Run("run me", href="javascript:alert(1)"), Run("gone", href="#gone")),)
    )
    report = Report("Title", "Subtitle", "Citation", (chapter,))
    page = BeautifulSoup(render_html(report), "lxml")
    assert [link["href"] for link in page.find_all("a")] == ["#report", "#chapter"]
    document = docx.Document(io.BytesIO(render_word(report)))
    assert [each.get(qn("w:anchor")) for each in document.element.body.iter(qn("w:hyperlink"))] == ["chapter"]


def test_a_web_address_is_a_link_on_the_page():
    chapter = Section("chapter", "Chapter", (say(Run("here", href="https://example.org/?a=1&b=<2>")),))
    page = BeautifulSoup(render_html(Report("Title", "Subtitle", "Citation", (chapter,))), "lxml")
    assert page.find("p", string="here").a["href"] == "https://example.org/?a=1&b=<2>"


def test_what_is_for_the_screen_is_not_printed():
    chapters = (Section("page", "On the page", screen=True), Section("paper", "On paper"))
    report = Report("Title", "Subtitle", "Citation", chapters)
    page = BeautifulSoup(render_html(report), "lxml")
    assert [part.h2["id"] for part in page.find_all("section", class_="screen")] == ["page"]
    document = docx.Document(io.BytesIO(render_word(report)))
    assert [each.text for each in document.paragraphs if each.style.name == "Heading 1"] == ["On paper"]


def test_an_address_holds_its_data():
    assert data_uri(b"\x00\xff", "image/png") == "data:image/png;base64,AP8="
