"""The report: every number leads to its sentences, nothing in it runs, every run writes the same bytes."""

import base64
import hashlib
import io
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from docx.oxml.ns import qn

from icesco_analysis import load_corpus
from icesco_analysis.cli import main
from icesco_analysis.corpus import write_files
from icesco_analysis.corpus.corpus import Corpus
from icesco_analysis.corpus.releases import release_columns
from icesco_analysis.corpus.tables import write_tables
from icesco_analysis.report import render_tables, write_report
from icesco_analysis.report.citations import tell_reference
from icesco_analysis.report.pdf import PrintError, find_browser, number_contents, print_pdf
from icesco_analysis.report.word import bookmark_name, runs_right_to_left
from icesco_analysis.report.workbook import LONGEST_CELL, _fit
from tests.hostile import ARABIC, HEADLINES

PAGE = "seeds/000_8a442eabcc48086d.txt"
WITHOUT_TURNS = str.maketrans("", "", "\u202e\u202c")


@pytest.fixture(scope="module")
def corpus(reported) -> Corpus:
    return reported.corpus


@pytest.fixture(scope="module")
def out(reported) -> Path:
    return reported.out


@pytest.fixture(scope="module")
def html(out):
    return (out / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html):
    return BeautifulSoup(html, "lxml")


@pytest.fixture(scope="module")
def document(out):
    return docx.Document(str(out / "report.docx"))


@pytest.fixture(scope="module")
def book(out):
    return openpyxl.load_workbook(out / "tables.xlsx")


@pytest.fixture
def one_story(tmp_path) -> Corpus:
    """Return a corpus in which there is next to nothing to say."""
    page = tmp_path / "page.txt"
    page.write_text("Something Happened Somewhere\n\nNobody says when, or who met whom.\n", encoding="utf-8")
    return load_corpus(page)


def test_the_pages_hold_the_headlines_as_they_were_written(corpus):
    assert {headline.strip() for headline in HEADLINES} <= set(corpus.articles["headline"])


# --- the page for the browser ----------------------------------------------------------------------------------------


def test_only_the_scripts_and_styles_of_the_file_itself_are_allowed_to_run(page):
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    for kind in ("script", "style"):
        (element,) = page.find_all(kind)
        digest = base64.b64encode(hashlib.sha256(element.string.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")


def test_a_headline_is_text_on_the_page_and_nothing_else(page):
    text = page.find("table", id="all-stories-table").get_text()
    for headline in HEADLINES:
        assert headline.strip() in text
    assert not [element.name for element in page.find_all(True) for name in element.attrs if name.startswith("on")]
    assert not page.find_all("img", src="x")


def test_nothing_is_fetched_from_anywhere(page):
    sources = [element[name] for name in ("src", "srcset") for element in page.find_all(attrs={name: True})]
    assert sources
    assert all(source.startswith("data:image/") for source in sources)
    links = [link["href"] for link in page.find_all("a", href=True)]
    assert {link[:1] if link.startswith("#") else link[:9] for link in links} == {"#", "data:text", "https://e"}
    assert not page.find_all(["link", "iframe", "object", "embed", "base"])
    assert "url(" not in page.find("style").string


def test_every_link_leads_somewhere_and_every_name_is_given_once(page):
    names = [element["id"] for element in page.find_all(id=True)]
    assert len(names) == len(set(names))
    targets = {link["href"][1:] for link in page.find_all("a", href=True) if link["href"].startswith("#")}
    assert targets - set(names) == set()


def test_the_caveats_come_first(page):
    headings = [heading.get_text() for heading in page.find("main").find_all("h2")]
    assert headings[:2] == ["1. Before you quote a number", "2. What is new since the earlier run"]
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile(r"h[1-6]"))]
    assert levels.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))


def test_every_picture_is_described_captioned_and_downloadable(page):
    figures = page.find_all("figure")
    assert len(figures) == 8
    for number, figure in enumerate(figures, start=1):
        assert 40 <= len(figure.img["alt"]) <= 250
        assert figure.figcaption.get_text().startswith(f"Figure {number}. ")
        link = figure.figcaption.find("a", download=True)
        numbers = base64.b64decode(link["href"].partition("base64,")[2]).decode()
        assert len(numbers.splitlines()) > 1


def test_a_number_of_partner_stories_leads_to_so_many_sentences(page, corpus):
    partners = corpus.countries[corpus.countries["role"] == "partner"].groupby("country")["article_id"].nunique()
    rows = page.find("table", id="partners-table").tbody.find_all("tr")
    assert len(rows) == len(partners) > 3
    for row in rows:
        cells = row.find_all("td")
        number = cells[2].find("a")
        heading = page.find(id=number["href"][1:])
        sentences = heading.parent.find_all("blockquote")
        assert int(number.get_text()) == len(sentences) == partners[cells[0].get_text()]


def test_the_words_that_decided_are_marked_in_their_sentence(page, corpus):
    row = corpus.countries[corpus.countries["role"] == "partner"].iloc[0]
    item = page.find(id=f"sentence-{row['article_id']}-{row['iso3']}-partner")
    assert item.mark.get_text() == row["evidence"]
    assert item.blockquote.get_text() == row["sentence"]


def test_the_day_of_a_story_leads_to_the_sentence_it_was_read_from(page, corpus):
    dated = corpus.articles.dropna(subset=["date_start"])
    assert len(dated)
    for row in dated.itertuples():
        assert row.date_evidence in page.find(id=f"story-{row.article_id}-day").blockquote.get_text()


def test_a_number_in_a_sentence_links_to_what_it_counts(page):
    prose = page.find(id="partners").parent.find("p")
    links = {link["href"] for link in prose.find_all("a")}
    assert "#country-AZE-partner" in links


def test_a_headline_keeps_its_own_direction(page):
    shown = [element for element in page.find_all("bdi") if element.get_text() == ARABIC]
    assert shown
    assert {element["dir"] for element in shown} == {"auto"}


def test_the_table_of_all_stories_sorts_and_searches_with_names_for_both(page):
    table = page.find("table", id="all-stories-table")
    headings = table.thead.find_all("th")
    assert {heading["aria-sort"] for heading in headings} == {"none"}
    assert all(heading.button.get_text() for heading in headings)
    field = page.find("input", {"data-table": "all-stories-table"})
    assert page.find("label", {"for": field["id"]}).get_text()


# --- Word ------------------------------------------------------------------------------------------------------------


def _text(document):
    return "\n".join(element.text or "" for element in document.element.body.iter(qn("w:t")))


def test_headings_are_headings(document):
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[:2] == ["Title", "Subtitle"]
    assert styles.count("Heading 1") >= 8


def test_every_picture_is_described_and_stays_with_its_caption(document):
    body = list(document.element.body)
    pictures = [place for place, element in enumerate(body) if element.findall(".//" + qn("w:drawing"))]
    assert len(pictures) == 8
    styles = {style.style_id: style for style in document.styles}
    for place in pictures:
        described = next(body[place].iter(qn("wp:docPr"))).get("descr")
        assert 40 <= len(described) <= 250
        assert styles[body[place].pPr.style].paragraph_format.keep_with_next
        caption = styles[body[place + 1].pPr.style]
        assert caption.name == "Caption"
        assert caption.paragraph_format.keep_together


def test_tables_repeat_their_header_and_break_between_rows_only(document):
    assert len(document.tables) >= 3
    for table in document.tables:
        first, *rest = table._tbl.findall(qn("w:tr"))
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in (first, *rest))
        assert not [row for row in rest if row.trPr.find(qn("w:tblHeader")) is not None]
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert sum(widths) <= round(16.0 / 2.54 * 1440) + len(widths)


def test_links_in_the_document_lead_to_bookmarks(document):
    names = [element.get(qn("w:name")) for element in document.element.body.iter(qn("w:bookmarkStart"))]
    links = [element.get(qn("w:anchor")) for element in document.element.body.iter(qn("w:hyperlink"))]
    assert len(names) == len(set(names))
    assert links
    assert set(links) <= set(names)
    assert max(map(len, names)) <= 40


def test_a_headline_is_text_in_the_document(document):
    text = _text(document)
    for headline in HEADLINES:
        assert headline.translate(WITHOUT_TURNS).strip() in text
    assert not list(document.element.body.iter(qn("w:instrText")))
    fields = {field.get(qn("w:instr")).split()[0] for field in document.element.body.iter(qn("w:fldSimple"))}
    assert fields == {"SEQ", "PAGEREF"}


def test_right_to_left_headlines_are_set_from_right_to_left(document):
    paragraphs = [each for each in document.element.body.iter(qn("w:p")) if ARABIC in "".join(each.itertext())]
    assert paragraphs
    assert all(paragraph.pPr.find(qn("w:bidi")) is not None for paragraph in paragraphs)


def test_the_document_does_not_say_when_it_was_made(out):
    with zipfile.ZipFile(out / "report.docx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert "dcterms:created" not in core
    assert "python-docx" not in core


@pytest.mark.parametrize(
    ("text", "expected"), [("", False), ("2025", False), ("2025: الإيسيسكو", True), ("ICESCO الإيسيسكو", False)]
)
def test_direction_is_that_of_the_first_letter_that_has_one(text, expected):
    assert runs_right_to_left(text) is expected


def test_long_names_of_bookmarks_stay_apart_and_are_no_longer_than_word_takes():
    long, longer = bookmark_name("page-" + "a" * 60), bookmark_name("page-" + "a" * 61)
    assert (long != longer, len(long), bookmark_name("country-AZE")) == (True, 40, "country_AZE")


# --- workbook --------------------------------------------------------------------------------------------------------


def test_no_cell_computes_or_links(book):
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def test_few_sheets_and_the_releases_first(book):
    assert book.sheetnames == ["releases", "partners", "compared", "corrections", "pages", "problems", "about"]


def test_what_is_not_known_is_an_empty_cell(book):
    assert "" not in {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}


def test_headlines_stand_in_the_workbook_as_written(book):
    headlines = {row[2] for row in book["releases"].iter_rows(min_row=2, values_only=True)}
    assert {headline.translate(WITHOUT_TURNS).strip() for headline in HEADLINES} <= headlines


def test_days_are_days(book, corpus):
    days = [row[0] for row in book["releases"].iter_rows(min_row=2)]
    known = [cell for cell in days if cell.value is not None]
    assert len(known) == corpus.releases["first_day"].notna().sum() > 0
    assert all(isinstance(cell.value, datetime) and cell.number_format == "yyyy-mm-dd" for cell in known)


def test_every_table_has_a_frozen_header_and_a_filter(book):
    for name in book.sheetnames[:-1]:
        assert book[name].freeze_panes == "A2"
        assert book[name].auto_filter.ref


def test_the_last_sheet_explains_every_column_and_how_to_correct(book):
    lines = [row[0] for row in book["about"].iter_rows(values_only=True) if row[0]]
    for column in release_columns():
        assert sum(line.startswith(f"releases, {column}: ") for line in lines) == 1
    assert any(line.startswith("Sheet “corrections”") for line in lines)


def test_the_sheet_to_correct_holds_every_reading_and_can_be_read_as_it_is(corpus, tmp_path, reported):
    readings = corpus.readings
    partners = corpus.countries[corpus.countries["role"] == "partner"]
    assert (readings["field"].eq("partner") & readings["old"].ne("")).sum() == len(partners)
    first = readings[readings["field"].eq("date") & readings["old"].ne("")].index[0]
    readings.loc[first, ["new", "reason"]] = ["20.05.2025", "the minutes say so"]
    pages = tmp_path / "pages"
    shutil.copytree(reported.pages, pages)
    readings.to_csv(pages / "corrections.csv", index=False, sep=";", encoding="utf-16")
    kinds = load_corpus(pages).problems["kind"]
    assert kinds[kinds.str.startswith("correction")].tolist() == ["correction-applied"]


def test_the_sheet_to_correct_keeps_the_corrections_that_were_there(tmp_path):
    """Those that are applied and those that are not: saved above the folder of the file, the sheet says no more."""
    cases = Path("tests/cases/corrections")
    below = shutil.copytree(cases / "pages", tmp_path / "below")
    shutil.copy(PAGE, tmp_path)
    said = (cases / "english-gb.csv").read_text(encoding="cp1252")
    said += "page.txt,No such headline,date,,2024-05-01,why not\npage.txt,No such headline,type,meeting,,right\n"
    (below / "corrections.csv").write_text(said, encoding="cp1252")
    first = load_corpus(tmp_path)
    filled = first.readings[first.readings["reason"] != ""]
    assert filled.iloc[2].tolist()[2:] == ["type", "training", "conference", "the minutes say so"]
    assert filled["new"].tolist().count("nothing") == 1
    assert len(filled) == 9
    first.readings.to_csv(tmp_path / "corrections.csv", index=False, sep=";", encoding="utf-16")
    again = load_corpus(tmp_path)
    assert again.articles.equals(first.articles)
    assert again.countries.equals(first.countries)
    kinds = again.problems["kind"].value_counts()
    assert kinds[["correction-applied", "correction-unmatched", "correction"]].tolist() == [7, 1, 2]


def _fill_in(book_path):
    """Correct a day on the sheet of a workbook as a person would, and return the rows of the sheet."""
    book = openpyxl.load_workbook(book_path)
    day = next(row for row in book["corrections"].iter_rows() if row[3].value == "2024-03-05")
    day[4].value, day[5].value = datetime(2024, 3, 6), "laut Protokoll vom März"
    book.save(book_path)
    return book["corrections"].iter_rows(values_only=True)


@pytest.mark.parametrize("command", ["run", "report"])
def test_a_sheet_that_a_person_filled_is_never_replaced(tmp_path, capsys, monkeypatch, command):
    monkeypatch.setattr("icesco_analysis.executor.run_notebooks", lambda *_, **__: None)
    out = tmp_path / "out"
    again = [command, "tests/cases/corrections/pages", "--out", str(out), "-q"]
    assert main(again) == 0
    _fill_in(out / "tables.xlsx")
    before = (out / "tables.xlsx").read_bytes()
    capsys.readouterr()
    assert main(again) == 2
    said = capsys.readouterr().err
    assert "tables.xlsx: 1 row filled in on the sheet “corrections” and not saved beside the pages" in said
    assert "save that sheet as corrections.csv beside the pages, or move the file" in said
    assert (out / "tables.xlsx").read_bytes() == before


def test_a_sheet_is_replaced_once_it_is_saved_and_while_only_the_program_has_filled_it(tmp_path):
    pages, out = shutil.copytree("tests/cases/corrections/pages", tmp_path / "pages"), tmp_path / "out"
    shutil.copy("tests/cases/corrections/german.csv", pages / "corrections.csv")

    def print_tables():
        write_files({out / name: data for name, data in render_tables(load_corpus(pages), folder=out).items()})

    print_tables()
    (pages / "corrections.csv").unlink()
    print_tables()
    lines = [";".join(str(value or "") for value in row) for row in _fill_in(out / "tables.xlsx")]
    with pytest.raises(FileExistsError, match="1 row filled in"):
        print_tables()
    text = "\n".join(lines).replace("2024-03-06 00:00:00", "06.03.2024").replace("ä", "?")
    (pages / "corrections.csv").write_text(text, encoding="cp1252", errors="replace")
    print_tables()
    print_tables()
    assert load_corpus(pages).problems["kind"].tolist() == ["correction-applied"]


def test_a_text_longer_than_a_cell_is_cut_and_says_so():
    fitted = _fit("a" * (LONGEST_CELL + 1))
    assert len(fitted) == LONGEST_CELL
    assert fitted.endswith("[cut: 32,768 characters; the whole text is in the CSV table]")
    assert _fit("a" * LONGEST_CELL) == "a" * LONGEST_CELL


# --- what is new -----------------------------------------------------------------------------------------------------


def test_what_is_new_names_the_story_added_and_the_numbers_that_moved(page):
    chapter = page.find(id="changes").parent
    assert "1 story is new, and 0 are no longer there" in chapter.get_text()
    assert HEADLINES[0] in chapter.find(id="added-table").get_text()
    moved = {
        row.td.get_text(): row.find_all("td")[3].get_text()
        for row in chapter.find(id="compared-table").tbody.find_all("tr")
    }
    assert moved["stories"] == "+1"
    assert moved["Azerbaijan"] == "+1"


def test_a_report_on_what_was_read_before_says_that_nothing_is_new(one_story, tmp_path):
    written = write_report(one_story, out=tmp_path, earlier=one_story)
    chapter = BeautifulSoup(written.paths[0].read_bytes(), "lxml").find(id="changes").parent
    assert chapter.find("p").get_text() == "0 stories are new, and 0 are no longer there."
    assert chapter.find("table") is None


def test_tables_of_a_report_can_be_read_by_the_next(out, corpus):
    read = Corpus.read(out)
    for name, table in corpus.tables.items():
        pd.testing.assert_frame_equal(read.tables[name].fillna(""), table.fillna(""), check_dtype=False)


def test_what_are_no_tables_is_refused_by_name(tmp_path, corpus):
    with pytest.raises(FileNotFoundError, match=r"expected articles\.csv"):
        Corpus.read(tmp_path)
    write_tables(corpus.tables, tmp_path)
    (tmp_path / "articles.csv").write_text("headline\nICESCO\n", encoding="utf-8")
    with pytest.raises(ValueError, match="not the tables of an earlier run"):
        Corpus.read(tmp_path)


def test_the_fingerprint_is_that_of_the_files_in_whatever_order_they_were_read(corpus):
    turned, others = corpus.pages.iloc[::-1], corpus.pages.assign(sha256="0")
    assert tell_reference(replace(corpus, rows={**corpus.rows, "pages": turned})) == tell_reference(corpus)
    assert tell_reference(replace(corpus, rows={**corpus.rows, "pages": others})) != tell_reference(corpus)


# --- runs ------------------------------------------------------------------------------------------------------------


def test_another_run_with_another_hash_seed_and_stored_topics_writes_the_same_bytes(reported, elsewhere):
    assert "report.html, report.docx, releases.csv, tables.xlsx" in elsewhere.said
    assert "No report.pdf: it needs Chromium" in elsewhere.said
    for name in ("report.html", "report.docx", "tables.xlsx", "releases.csv", "references.bib"):
        assert (elsewhere.out / name).read_bytes() == (reported.out / name).read_bytes(), name


def test_a_wrong_earlier_run_ends_with_two_and_writes_nothing(tmp_path, capsys):
    assert main(["report", str(PAGE), "--out", str(tmp_path / "new"), "--compare-with", str(tmp_path)]) == 2
    assert "expected articles.csv" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_browser_that_fails_is_told_with_its_words(tmp_path):
    browser = tmp_path / "chromium"
    browser.write_text("#!/bin/sh\necho no screen >&2\nexit 3\n", encoding="utf-8")
    browser.chmod(0o755)
    with pytest.raises(PrintError, match=r"chromium did not print \(exit code 3\): no screen"):
        print_pdf(b"<p>1</p>", browser=browser)


PRINTED = b"""%PDF-1.4
1 0 obj
<</Type /Annot
/Rect [51 627 269 641]
/Dest /sources>>
endobj
2 0 obj
<</Type /Page
/Font <</F4 4 0 R>>
/Annots [1 0 R]
/Contents 3 0 R>>
endobj
5 0 obj
<</Type /Page
/Font <</F4 4 0 R>>
/Contents 6 0 R>>
endobj
7 0 obj
<</sources [5 0 R /XYZ 0 598 0]>>
endobj
trailer
<</Size 8
/Root 7 0 R>>
startxref
300
%%EOF
"""


def test_the_contents_list_of_a_printed_page_is_numbered_by_an_update_behind_its_end():
    numbered = number_contents(PRINTED, contents=["caveats", "sources"])
    assert numbered.startswith(PRINTED)
    assert re.search(rb"1 0 0 1 277\.72 \S+ Tm \(2\) Tj", numbered), "right-aligned behind its line"
    assert b"/Contents [8 0 R 3 0 R 9 0 R]" in numbered
    places = re.findall(rb"^(\d+) 1\n(\d{10}) 00000 n $", numbered, re.MULTILINE)
    assert [number for number, _ in places] == [b"2", b"8", b"9"]
    assert all(numbered[int(place) :].startswith(number + b" 0 obj") for number, place in places)
    end = re.search(rb"/Size 10\n/Root 7 0 R\n/Prev 300>>\nstartxref\n(\d+)\n%%EOF\n\Z", numbered)
    assert numbered[int(end[1]) :].startswith(b"xref\n")


@pytest.mark.parametrize("data", [b"%PDF-\n", PRINTED.replace(b"/Dest", b"/Goto"), PRINTED[:-6]])
def test_a_file_that_is_not_as_chromium_writes_it_stays_as_it_is(data):
    assert number_contents(data, contents=["sources"]) == data


def test_the_first_browser_on_the_search_path_is_taken(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_browser() is None
    for name in ("google-chrome", "chromium"):
        (tmp_path / name).write_text("", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    assert find_browser() == tmp_path / "chromium"


def test_a_corpus_without_a_dated_or_placed_story_still_gets_a_report_and_its_pdf(one_story, tmp_path):
    browser = tmp_path / "chromium"
    browser.write_text(
        '#!/bin/sh\nfor word; do case "$word" in --print-to-pdf=*) echo %PDF- > "${word#*=}";; esac; done\n',
        encoding="utf-8",
    )
    browser.chmod(0o755)
    written = write_report(one_story, out=tmp_path / "out", browser=browser)
    assert written.no_pdf == ""
    assert [path.name for path in written.paths[:2]] == ["report.html", "report.docx"]
    assert (tmp_path / "out" / "report.pdf").read_bytes() == b"%PDF-\n"
    text = BeautifulSoup(written.paths[0].read_bytes(), "lxml").get_text()
    assert "no activity with a known day" in text
    assert io.BytesIO(written.paths[1].read_bytes()).getbuffer().nbytes > 10_000
