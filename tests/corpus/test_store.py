"""Unchanged means unread: what was read of a page is kept, and given back only for just that page."""

import shutil
from pathlib import Path

import pytest

from icesco_analysis.corpus import engine, load_corpus, store

PAGES = (Path("seeds"), Path("tests/labelled/dev/pages"))
CORRECTION = (
    "source,headline,field,old,new,reason\n003_db376891225eade3.txt,"
    "ICESCO and Belgium Review Cooperation Opportunities,type,meeting,training,so\n"
)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    return Path(shutil.copytree("seeds", tmp_path / "pages"))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the pages that are read, in the order in which they are."""
    names: list[str] = []
    extract = engine.extract_page

    def note(data: bytes, name: str, **options):
        names.append(name)
        return extract(data, name, **options)

    monkeypatch.setattr(engine, "extract_page", note)
    return names


@pytest.mark.parametrize("folder", PAGES, ids=str)
def test_what_is_kept_is_given_back_as_it_was_read(folder: Path, tmp_path: Path, read: list[str]) -> None:
    plain = load_corpus(folder)
    assert load_corpus(folder, store=tmp_path) == plain
    del read[:]
    assert load_corpus(folder, store=tmp_path) == plain
    refused = [row["source"] for row in plain.rows["problems"] if row["kind"] == "refused"]
    assert read == refused


CHANGES = {
    "a page more": lambda pages: (pages / "new.txt").write_text("A Headline\n\nICESCO held a course on 5 May 2025.\n"),
    "other bytes": lambda pages: (pages / "000_8a442eabcc48086d.txt").write_text(
        "A Headline\n\nICESCO held a course.\n"
    ),
    "another name": lambda pages: (pages / "000_8a442eabcc48086d.txt").rename(pages / "a.txt"),
    "a correction": lambda pages: (pages / "corrections.csv").write_text(CORRECTION),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_only_the_page_that_changed_is_read(pages: Path, tmp_path: Path, change, read: list[str]) -> None:
    load_corpus(pages, store=tmp_path / "store")
    del read[:]
    change(pages)
    again = load_corpus(pages, store=tmp_path / "store")
    assert len(read) == 1
    assert again == load_corpus(pages)


def _tear(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def _forge(path: Path) -> None:
    path.write_text(path.read_text().replace('"kind": "text"', '"kind": "html"'))


def _swap(path: Path) -> None:
    other = next(each for each in path.parent.iterdir() if each != path)
    path.write_bytes(other.read_bytes())


@pytest.mark.parametrize("damage", [_tear, _forge, _swap, lambda path: path.write_text("[" * 100_000)])
def test_what_is_damaged_is_found_and_made_anew(pages: Path, tmp_path: Path, damage, read: list[str]) -> None:
    plain = load_corpus(pages, store=tmp_path / "store")
    whole = {path: path.read_bytes() for path in (tmp_path / "store").iterdir()}
    damage(min(whole))
    del read[:]
    assert load_corpus(pages, store=tmp_path / "store") == plain
    assert len(read) == 1
    assert {path: path.read_bytes() for path in whole} == whole


def test_another_code_reads_everything_again(pages: Path, tmp_path: Path, monkeypatch, read: list[str]) -> None:
    load_corpus(pages, store=tmp_path / "store")
    del read[:]
    monkeypatch.setattr(store, "tell_code", lambda: "another")
    load_corpus(pages, store=tmp_path / "store")
    assert len(read) == 5


def test_code_is_known_by_its_files_its_libraries_and_python(tmp_path: Path, monkeypatch) -> None:
    tell = store.tell_code.__wrapped__
    (tmp_path / "names.tsv").write_text("Fiji\n")
    monkeypatch.setattr(store, "PACKAGE", tmp_path)
    told = [tell()]
    (tmp_path / "notes.md").write_text("no code")
    assert tell() == told[0]
    (tmp_path / "names.tsv").write_text("Fidji\n")
    told.append(tell())
    monkeypatch.setattr(store, "list_libraries", lambda: {"lxml": "99"})
    told.append(tell())
    monkeypatch.setattr(store.sys, "version", "99")
    assert len({*told, tell()}) == 4


def test_a_run_that_was_cut_goes_on_with_what_is_missing(pages: Path, tmp_path: Path, read: list[str]) -> None:
    def stop(done: int, *_: object) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_corpus(pages, store=tmp_path / "store", progress=stop)
    assert len(read) == 3
    assert load_corpus(pages, store=tmp_path / "store") == load_corpus(pages, store=tmp_path / "other")
    assert read[:5] == sorted(path.name for path in pages.iterdir())


@pytest.mark.usefixtures("quick_processes")
def test_pages_read_side_by_side_give_the_same_rows_in_the_same_order_and_fill_one_store(
    pages: Path, tmp_path: Path, read: list[str]
) -> None:
    (pages / "002-empty.txt").write_bytes(b"")
    told: list[tuple[object, ...]] = []
    alone = load_corpus(pages)
    del read[:]
    how = {"engine": "processes", "processes": 2, "progress": lambda *step: told.append(step)}
    assert load_corpus(pages, store=tmp_path / "store", **how) == alone
    assert alone.refused == ("002-empty.txt",)
    assert [done for done, _, _ in told] == list(range(6))
    assert load_corpus(pages, store=tmp_path / "store") == alone
    assert read == ["002-empty.txt"]


def test_a_store_among_the_pages_is_no_page(pages: Path) -> None:
    load_corpus(pages, store=pages / "store")
    rows = load_corpus(pages, store=pages / "store")
    assert (len(rows.rows["pages"]), len(rows.passed)) == (5, 5)


def test_what_is_kept_needs_no_further_processes(pages: Path, tmp_path: Path, monkeypatch) -> None:
    load_corpus(pages, store=tmp_path / "store")
    monkeypatch.setattr(engine, "MANY_PAGES", 1)
    monkeypatch.setattr(engine, "open_processes", None)
    assert len(load_corpus(pages, store=tmp_path / "store", processes=2).pages) == 5
    with pytest.raises(TypeError):
        load_corpus(pages, store=tmp_path / "other", processes=2)
