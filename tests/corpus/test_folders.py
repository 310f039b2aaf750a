"""Only pages are pages: what else lies in a folder is passed over or named, and nobody's file is overwritten."""

import json
import os
import shutil
from pathlib import Path

import pytest

from icesco_analysis.cli import main
from icesco_analysis.corpus import Corpus, extract, load_corpus, write_files
from icesco_analysis.corpus.folders import find_pages
from icesco_analysis.corpus.tables import write_tables

PAGE = (
    "ICESCO Opens Museum of Ships in Nouakchott\n\nThe Islamic World Educational, Scientific and Cultural Organization "
    "(ICESCO) opened on Monday, 5 May 2025, in Nouakchott, a museum of ships, in the presence of many fishermen.\n"
)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.txt").write_text(PAGE)
    return folder


def _put(folder: Path, name: str, text: str = PAGE) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def _sources(*paths: Path | str) -> list[str]:
    return [row["source"] for row in load_corpus(paths).rows["pages"]]


BESIDE = [
    *("a_files/style.css", "a_files/saved_resource.html", "b.files/x.html", "c_fichiers/pub.html"),
    *("Thumbs.db", "desktop.ini", "README.md", "readme", "robots.txt", "sitemap_index.xml", "news-sitemap2.xml"),
    *("photo.JPG", "film.mp4", "font.woff2", "01-corpus.ipynb", "~$report.docx"),
    *(".git/config.txt", ".hidden.html", "deep/.ipynb_checkpoints/a.html", "__MACOSX/a.html"),
]


@pytest.mark.parametrize("name", BESIDE)
def test_what_lies_beside_pages_is_passed_over_and_counted(pages: Path, name: str) -> None:
    for page in ("a.html", "b.htm", "c.html"):
        _put(pages, page)
    _put(pages, name)
    rows = load_corpus(pages)
    assert [row["source"] for row in rows.rows["pages"]] == ["a.html", "a.txt", "b.htm", "c.html"]
    assert len(rows.passed) == 1
    assert rows.rows["problems"] == load_corpus([pages / page for page in _names(rows)]).rows["problems"]


def _names(rows: Corpus) -> list[str]:
    return [row["source"] for row in rows.rows["pages"]]


@pytest.mark.parametrize("name", ["z_files/a.html", "readme-day-in-rabat.html", "picture.png.html", "files/a.html"])
def test_a_page_with_a_name_that_resembles_such_a_one_is_read(pages: Path, name: str) -> None:
    _put(pages, name)
    assert _sources(pages) == sorted(["a.txt", name])


def test_a_file_that_is_named_itself_is_read_whatever_it_is_called(pages: Path) -> None:
    assert _sources(_put(pages, "README.md")) == ["README.md"]


def test_the_summary_counts_what_was_passed_over_in_one_line(pages: Path, tmp_path: Path, capsys) -> None:
    for name in ("style.css", "README.md", ".git/config"):
        _put(pages, name)
    assert main(["extract", str(pages), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr()
    assert said.out.count("passed over") == 1
    assert "3 files and folders beside the pages passed over" in said.out
    assert "1 page, " in said.out


def test_own_results_among_the_pages_are_told_by_what_they_are(pages: Path) -> None:
    assert main(["extract", str(pages), "--out", str(pages / "my")]) == 0
    first = {path.name: path.read_bytes() for path in (pages / "my").iterdir()}
    _put(pages, "my/topics/topics-1.json", '{"digest": "", "key": "", "topics": {}}')
    _put(pages, "plot.json", json.dumps(dict.fromkeys(["name", "title", "caption", "finding", "alt", "note"], "")))
    _put(pages, "plot.csv", "day,n\n2025-05-05,1\n")
    _put(pages, "told.html", '<!DOCTYPE html>\n<html><head><meta name="generator" content="icesco_analysis"></head>')
    _put(pages, "told.pdf", "%PDF-1.7")
    assert main(["extract", str(pages), "--out", str(pages / "my")]) == 0
    assert {path.name: path.read_bytes() for path in (pages / "my").glob("*.*")} == first


def test_a_page_written_by_another_program_is_no_result_of_ours(pages: Path) -> None:
    _put(pages, "b.html", f'<html><head><meta name="generator" content="WordPress 6"></head><body><p>{PAGE}</p></body>')
    _put(pages, "c.json", json.dumps([{"title": "ICESCO Opens", "content": PAGE, "name": "icesco-analysis"}]))
    assert _sources(pages) == ["a.txt", "b.html", "c.json"]


# ---- nobody's file is overwritten


@pytest.mark.parametrize("below", ["", "tables"])
@pytest.mark.parametrize("command", ["extract", "run", "report"])
def test_results_are_not_written_among_the_pages(pages: Path, command: str, below: str, capsys) -> None:
    if below:
        shutil.move(pages / "a.txt", _put(pages, f"{below}/b.txt").parent)
    notes = _put(pages, f"{below}/pages.csv", "source,listing\na.txt,all\n")
    before = sorted(pages.rglob("*"))
    assert main([command, str(pages), "--out", str(pages)]) == 2
    assert "holds the pages" in capsys.readouterr().err
    assert (sorted(pages.rglob("*")), notes.read_text()) == (before, "source,listing\na.txt,all\n")


@pytest.mark.parametrize("name", ["pages.csv", "articles.csv", "datapackage.json"])
def test_a_file_of_somebody_else_is_not_replaced(pages: Path, tmp_path: Path, name: str, capsys) -> None:
    theirs = _put(tmp_path / "out", name, "source,listing\na.txt,all\n")
    assert main(["extract", str(pages), "--out", str(tmp_path / "out")]) == 2
    assert f"{name} was not written by icesco" in capsys.readouterr().err
    assert [path.read_text() for path in (tmp_path / "out").iterdir()] == [theirs.read_text()]


@pytest.mark.parametrize("name", ["report.html", "report.docx", "tables.xlsx", "tables/articles.csv"])
def test_no_part_of_a_report_replaces_a_file_of_somebody_else(pages: Path, tmp_path: Path, name: str, capsys) -> None:
    theirs = _put(tmp_path / "out", name, "<html><p>The year in numbers</p></html>")
    assert main(["report", str(pages), "--out", str(tmp_path / "out")]) == 2
    assert f"{theirs} was not written by icesco: move it, or choose another folder" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "out").rglob("*.*")] == [theirs.name]


def test_a_figure_replaces_no_picture_of_somebody_else(tmp_path: Path) -> None:
    picture, described = _put(tmp_path, "plot.png", "a photograph"), tmp_path / "plot.json"
    with pytest.raises(FileExistsError, match=r"plot\.png was not written by icesco"):
        write_files({picture: b"drawn"})
    _put(
        tmp_path, described.name, json.dumps(dict.fromkeys(["name", "title", "caption", "finding", "alt", "note"], ""))
    )
    write_files({picture: b"drawn", described: described.read_bytes()})
    assert picture.read_bytes() == b"drawn"


def test_notes_that_took_the_place_of_a_table_are_not_replaced(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["extract", str(pages), "--out", str(out)]) == 0
    assert main(["extract", str(pages), "--out", str(out)]) == 0
    _put(out, "pages.csv", "source,listing\na.txt,all\n")
    with pytest.raises(FileExistsError, match=r"pages\.csv"):
        write_tables(load_corpus(pages).rows, out)


# ---- links, names, folders that do not open


def test_a_link_changes_no_source_and_leads_nowhere_without_a_word(pages: Path, tmp_path: Path) -> None:
    (pages / "again.txt").symlink_to("a.txt")
    (pages / "loop").symlink_to(".")
    alone = load_corpus(pages)
    assert (_names(alone), alone.passed) == (["a.txt"], ("again.txt", "loop"))
    other = _put(tmp_path / "other", "b.txt", PAGE.replace("Ships", "Boats"))
    (pages / "b.txt").symlink_to(other)
    (pages / "folder").symlink_to(other.parent)
    for name in ("lost", "lost.csv", "lost.bib", "lost.xlsx"):
        (pages / name).symlink_to("nowhere")
    rows = load_corpus(pages)
    assert _names(rows) == ["a.txt", "b.txt"]
    told = {row["source"]: row["message"] for row in rows.rows["problems"] if row["kind"] == "link"}
    assert list(told) == ["folder", "lost", "lost.bib", "lost.csv", "lost.xlsx", "b.txt"]
    assert "not followed" in told["folder"]
    assert "read as if it stood here" in told["b.txt"]


def test_a_name_that_is_no_utf8_is_printed_with_its_bytes(pages: Path, tmp_path: Path) -> None:
    with open(os.fsencode(pages) + b"/caf\xe9.txt", "w") as file:  # noqa: PTH123 - a name of bytes is no Path
        file.write(PAGE)
    assert _sources(pages) == ["a.txt", "caf\\xe9.txt"]
    assert main(["extract", str(pages), "--out", str(tmp_path / "out")]) == 0


def test_brackets_in_a_name_are_no_pattern_where_the_file_exists(tmp_path: Path) -> None:
    page = _put(tmp_path / "pages [2025]", "a[1].txt")
    assert _sources(page.parent) == ["a[1].txt"]
    assert _sources(page) == ["a[1].txt"]
    assert _sources(tmp_path / "pages [2025]" / "*.txt") == ["a[1].txt"]
    assert _sources(tmp_path / "pages [[]2025[]]") == ["a[1].txt"]


def test_a_pattern_leads_to_no_hidden_file(pages: Path) -> None:
    _put(pages, ".git/a.html")
    _put(pages, ".b.txt")
    assert _sources(f"{pages}/*") == ["a.txt"]


def test_a_folder_that_cannot_be_opened_is_named(pages: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    _put(pages, "locked/b.txt")
    look = Path.iterdir

    def refuse(folder: Path):
        if folder.name == "locked":
            raise PermissionError(13, "Permission denied")
        return look(folder)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert main(["extract", str(pages), "--out", str(tmp_path / "out")]) == 1
    assert "refused locked: the folder cannot be opened (Permission denied)" in capsys.readouterr().err


def test_a_folder_of_other_things_only_holds_no_page(tmp_path: Path) -> None:
    _put(tmp_path, "style.css")
    with pytest.raises(FileNotFoundError, match="found no file among 1 that are none"):
        find_pages([tmp_path])


# ---- one file never stops the others


@pytest.mark.parametrize("error", [RecursionError("too deep"), ValueError("torn \ud83d"), KeyError("x"), MemoryError()])
def test_a_defect_met_in_one_page_is_named_and_the_others_go_on(
    pages: Path, tmp_path: Path, error, monkeypatch
) -> None:
    _put(pages, "b.txt", PAGE.replace("Ships", "Boats"))
    parse = extract.parse_page

    def fail(data: bytes, name: str):
        if name == "a.txt":
            raise error
        return parse(data, name)

    monkeypatch.setattr(extract, "parse_page", fail)
    assert main(["extract", str(pages), "--out", str(tmp_path / "out")]) == 1
    rows = load_corpus(pages)
    assert (_names(rows), rows.refused) == (["b.txt"], ("a.txt",))
    (message,) = [row["message"] for row in rows.rows["problems"] if row["kind"] == "refused"]
    assert message.startswith(f"a.txt: {type(error).__name__} in extract.py, line ")
    assert "please report it" in message
