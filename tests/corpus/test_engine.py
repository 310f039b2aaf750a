"""A page costs itself at most, however it is read."""

import os
import random
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

import pytest

from icesco_analysis.corpus import engine, gather_rows
from icesco_analysis.corpus.engine import _extract, open_dask, open_processes, read_side_by_side
from icesco_analysis.pages import Problem
from tests.corpus.dying import read_or_die

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs the signals of POSIX")


def test_a_process_that_ends_costs_the_page_that_it_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_PAGES_AT_ONCE", 2)  # each that waited with it is read in a process of its own
    jobs = [(Path(f"{number}.txt"), str(number)) for number in range(14)]
    found = list(read_side_by_side(read_or_die, jobs, door=open_processes(2)))
    assert [problem.message for problem in found if problem.kind == "read"] == [
        f"{number}.txt as {number}" for number in range(14) if number != 5
    ]
    assert found[5].kind == "refused"
    assert found[5].message.startswith("5: the process that read it came to an end")


def test_a_page_that_takes_too_long_costs_itself(tmp_path: Path) -> None:
    page = b"A First Headline\n\nICESCO held a workshop in Rabat on 5 May 2025 for forty teachers.\n"
    for name in ("1.txt", "3.txt"):
        (tmp_path / name).write_bytes(page)
    os.mkfifo(tmp_path / "2.txt")  # nobody ever writes into it
    gather_rows(tmp_path / "1.txt")  # vocabularies are read once, which may take long beside other work
    rows = gather_rows([tmp_path / f"{number}.txt" for number in (1, 2, 3)], page_seconds=2)
    assert [row["source"] for row in rows.tables["pages"]] == ["1.txt", "3.txt"]
    (problem,) = (row for row in rows.tables["problems"] if row["kind"] == "refused")
    assert problem["message"] == "2.txt: expected a page that is read within 2 s: split it, or leave it out"


def test_a_page_that_takes_too_long_in_a_thread_costs_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a worker of Dask, where no signal comes."""

    def read_for_ever(*_: object, **__: object) -> None:
        while True:
            pass

    (tmp_path / "1.txt").write_text("A page\n")
    monkeypatch.setattr(engine, "extract_page", read_for_ever)
    found: list[object] = []
    job = Thread(target=lambda: found.append(_extract(tmp_path / "1.txt", "1.txt", corrections={}, seconds=0.05)))
    job.start()
    job.join()
    message = "1.txt: expected a page that is read within 0.05 s: split it, or leave it out"
    assert found == [Problem("refused", message)]


def test_a_worker_with_other_code_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="expected workers with this version"):
        _extract(tmp_path / "1.txt", "1.txt", corrections={}, seconds=1, code="another")


needs_dask = pytest.mark.skipif(not find_spec("distributed"), reason="the extra dask is not installed")


@pytest.mark.parametrize("how", ["processes", pytest.param("dask", marks=needs_dask)])
def test_every_engine_gives_the_same_tables(how: str, trials, monkeypatch: pytest.MonkeyPatch) -> None:
    if trials(0, 1) == 0:  # workers of this very process: further ones take five seconds to start
        monkeypatch.setattr(engine, "OWN_WORKERS", {"processes": False, "threads_per_worker": 1})
    assert gather_rows("seeds", engine=how, processes=2) == gather_rows("seeds", engine="serial")


@needs_dask
def test_a_worker_of_dask_that_ends_costs_the_page_that_it_read(trials) -> None:
    if trials(0, 1) == 0:
        pytest.skip("takes half a minute: in make harden")
    jobs = [(Path(f"{number}.txt"), str(number)) for number in range(20)]
    found = list(read_side_by_side(read_or_die, jobs, door=open_dask(2)))
    assert [place for place, problem in enumerate(found) if problem.kind == "refused"] == [5]


def test_a_run_that_is_killed_at_any_moment_goes_on_with_what_is_stored(tmp_path: Path, trials) -> None:
    generator, pages = random.Random(1), shutil.copytree("seeds", tmp_path / "pages")  # noqa: S311 - a test's
    code = "from icesco_analysis.corpus import gather_rows; gather_rows('pages', store='store')"
    for _ in range(trials(1, 30)):
        run = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path)
        time.sleep(generator.uniform(0.2, 1.5))
        run.kill()
        run.wait()
        assert gather_rows(pages, store=tmp_path / "store") == gather_rows("seeds")
        for kept in generator.sample(sorted((tmp_path / "store").glob("page-*")), 2):
            kept.unlink()
