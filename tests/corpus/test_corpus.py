"""The corpus: what was given comes out as five frames, whatever is among it."""

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from icesco_analysis.corpus import load_corpus
from icesco_analysis.corpus.tables import make_frame, read_tables, write_tables

SEEDS = Path("seeds")


@pytest.fixture(scope="module")
def corpus():
    return load_corpus(SEEDS)


def test_seeds_give_ten_articles_each_and_leave_nothing_unparsed(corpus):
    assert corpus.pages["n_articles"].tolist() == [10] * 5
    assert corpus.pages["n_chars_unparsed"].tolist() == [0] * 5


def test_a_corpus_is_printed_in_one_line(corpus):
    assert repr(corpus) == "<corpus of 5 pages: 50 stories>"
    chosen = corpus.select(country="Oman")
    assert repr(chosen) == "<corpus of 5 pages: 4 of 50 stories: with Oman as partner>"


def test_no_boilerplate_stands_in_any_body(corpus):
    for phrase in (
        "Google Translate",
        "User Feedback",
        "your opinion",
        "By messaging ICESCO",
        "Alem AI",
        "Dissatisfied",
    ):
        assert not corpus.articles["body"].str.contains(phrase, regex=False).any(), phrase


def test_evidence_leads_to_the_sentence_and_its_page(corpus):
    rows = corpus.evidence(country="Belgium", role="partner")
    assert len(rows) == 1
    assert rows["source"].item() == "003_db376891225eade3.txt"
    assert "Belgium" in rows["sentence"].item()
    assert len(corpus.evidence(country="BEL")) >= 1
    assert corpus.evidence(country="Fiji").empty
    with pytest.raises(ValueError, match="expected a country or a region, found 'Atlantis'"):
        corpus.evidence(country="Atlantis")
    with pytest.raises(ValueError, match="partner, venue, mention"):
        corpus.evidence(role="friend")


def test_the_same_page_twice_gives_every_story_once(tmp_path):
    shutil.copytree(SEEDS, tmp_path / "a")
    shutil.copytree(SEEDS, tmp_path / "b")
    corpus = load_corpus(tmp_path)
    assert len(corpus.articles) == 50
    assert len(corpus.appearances) == 100
    assert corpus.articles["source"].str.startswith("a/").all()
    assert corpus.countries.duplicated(["article_id", "iso3", "role"]).sum() == 0


def test_paths_may_be_files_folders_and_patterns_in_any_order(tmp_path):
    files = [Path(shutil.copy(file, tmp_path)) for file in sorted(SEEDS.glob("*.txt"))[:2]]
    whole = load_corpus([tmp_path])
    assert len(whole.articles) == 20
    for paths in (files, files[::-1], [f"{tmp_path}/*.txt"], [tmp_path, files[0]]):
        assert load_corpus(paths).articles.equals(whole.articles)


@pytest.mark.parametrize("path", ["no-such-page.txt", "no-such-*.txt"])
def test_a_path_to_nothing_is_an_error_that_names_it(path):
    with pytest.raises(FileNotFoundError, match="no-such"):
        load_corpus(path)


def test_listing_comes_from_the_analyst_and_is_unknown_otherwise(tmp_path):
    shutil.copytree(SEEDS, tmp_path / "pages")
    stated = "source,listing,colour\n000_8a442eabcc48086d.txt,all,red\n001_6230be30ad403a5e.txt,most,\nlost.txt,all,\n"
    (tmp_path / "pages" / "pages.csv").write_text(stated)
    corpus = load_corpus(tmp_path / "pages")
    assert corpus.pages["listing"].tolist() == ["all", *["unknown"] * 4]
    messages = " ".join(corpus.problems[corpus.problems["kind"] == "pages.csv"]["message"])
    assert "unknown column 'colour'" in messages
    assert "found 'most'" in messages
    assert "lost.txt" in messages


URL = "https://example.org/news/"
MARKUP = (
    "<html><head>{}</head><body><article><h1>ICESCO Opens Museum of Ships in Suva</h1><p>The Islamic World "
    "Educational, Scientific and Cultural Organization (ICESCO) opened in Suva, on 5 May 2025, a museum of ships.</p>"
    "</article></body></html>"
)
PLAIN = MARKUP.format("")
MHTML = (
    "From: <Saved by Blink>\nDate: Wed, 7 May 2025 10:00:00 +0000\nMIME-Version: 1.0\n"
    'Content-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html\n'
    f"Content-Location: {URL}\n\n{PLAIN}\n--b--\n"
)
SAVED = {
    "plain": (PLAIN, "", ("", None)),
    "canonical": (MARKUP.format(f'<link rel="canonical" href="{URL}">'), "", (URL, None)),
    "no address": (f"<!-- saved from url=(0014)about:internet -->{PLAIN}", "", ("", None)),
    "mhtml": (MHTML, "", (URL, date(2025, 5, 7))),
    "stated": (PLAIN, f"{URL},2025-05-08", (URL, date(2025, 5, 8))),
    "stated as a spreadsheet shows it": (PLAIN, f"{URL},08.05.2025", (URL, date(2025, 5, 8))),
    "stated in part": (MHTML, ",2025-05-08", (URL, date(2025, 5, 8))),
    "stated wrongly": (MHTML, f"{URL}?page=2,8 May", (f"{URL}?page=2", date(2025, 5, 7))),
}


@pytest.mark.parametrize(("page", "stated", "expected"), SAVED.values(), ids=SAVED)
def test_address_and_day_of_saving_are_stated_or_carried(tmp_path, page, stated, expected):
    (tmp_path / "a.html").write_text(page)
    (tmp_path / "pages.csv").write_text(f"source,url,saved_on\n{f'a.html,{stated}' if stated else ''}\n")
    tables = load_corpus(tmp_path).rows
    assert [(row["url"], row["saved_on"]) for row in tables["pages"]] == [expected]
    assert [row["saved_on"] for row in tables["appearances"]] == [expected[1]]
    wrong = "pages.csv, line 2: expected the day saved_on as 2025-05-20, found '8 May'"
    assert [row["message"] for row in tables["problems"]] == ([wrong] if "8 May" in stated else [])


def test_frames_keep_columns_and_types_without_any_row():
    for table in ("articles", "appearances", "countries", "organisations", "pages", "problems"):
        empty = make_frame(table, [])
        assert empty.empty
        assert len(empty.columns) >= 4
    assert str(make_frame("articles", []).dtypes["date_start"]) == "datetime64[s]"


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_written_tables_are_read_back_as_they_were_also_with_hostile_texts(tmp_path, corpus, form):
    texts = ["=1+1", "'=1+1", 'a "quoted", b', "line\nline", "NA", "null", "مرحبا", "007", "-", "<b>"]
    identities = [f"{number:012d}" for number in range(len(texts))]
    articles = corpus.articles.head(len(texts)).assign(headline=texts, article_id=identities)
    tables = {**corpus.tables, "articles": articles}
    write_tables(tables, tmp_path, format=form)
    for name, read in read_tables(tmp_path).items():
        pd.testing.assert_frame_equal(read, tables[name])


def test_a_folder_of_tables_without_pages_gives_the_corpus_that_they_hold(tmp_path, corpus):
    write_tables(corpus.tables, tmp_path)
    read = load_corpus(tmp_path)
    for name, table in corpus.tables.items():
        pd.testing.assert_frame_equal(read.tables[name], table)
    shutil.copy(min(SEEDS.iterdir()), tmp_path)
    assert len(load_corpus(tmp_path).pages) == 1, "pages come before what was read of others"


def test_reading_tables_from_elsewhere_says_what_was_expected(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"expected articles\.csv"):
        read_tables(tmp_path)
