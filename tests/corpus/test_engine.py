"""A page costs itself at most, however it is read."""

import os
import random
import subprocess
import sys
import time
from importlib.util import find_spec
from multiprocessing import active_children, forkserver
from pathlib import Path
from threading import Thread

import pytest

from benchmarks.corpora import SINGLE, write_pages
from icesco_analysis.corpus import Corpus, engine, load_corpus, write_tables
from icesco_analysis.corpus.engine import MANY_PAGES, _extract, open_dask, open_processes, read_side_by_side
from icesco_analysis.corpus.store import tell_code
from icesco_analysis.pages import Problem
from tests.corpus.dying import read_or_die

ALONE = {"corrections": (), "store": None, "code": tell_code()}
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs the signals of POSIX")


@pytest.mark.usefixtures("quick_processes")
def test_a_process_that_ends_costs_the_page_that_it_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_PAGES_AT_ONCE", 2)  # each that waited with it is read in a process of its own
    jobs = [(Path(f"{number}.txt"), str(number)) for number in range(14)]
    found = list(read_side_by_side(read_or_die, jobs, door=open_processes(2)))
    assert [problem.message for problem in found if problem.kind == "read"] == [
        f"{number}.txt as {number}" for number in range(14) if number != 5
    ]
    assert found[5].kind == "refused"
    assert found[5].message.startswith("5: the process that read it came to an end")


def test_the_server_of_forks_is_left_as_it_was_found() -> None:
    server = forkserver._forkserver
    before = server._forkserver_pid, [*server._preload_modules]
    job = (Path("1.txt"), "1")
    assert [*read_side_by_side(read_or_die, [job], door=open_processes(1))] == [read_or_die(*job)]
    assert (server._forkserver_pid, server._preload_modules) == before


def test_a_page_that_takes_too_long_costs_itself(tmp_path: Path) -> None:
    page = b"A First Headline\n\nICESCO held a workshop in Rabat on 5 May 2025 for forty teachers.\n"
    for name in ("1.txt", "3.txt"):
        (tmp_path / name).write_bytes(page)
    os.mkfifo(tmp_path / "2.txt")  # nobody ever writes into it
    load_corpus(tmp_path / "1.txt")  # vocabularies are read once, which may take long beside other work
    rows = load_corpus([tmp_path / f"{number}.txt" for number in (1, 2, 3)], page_seconds=2)
    assert [row["source"] for row in rows.rows["pages"]] == ["1.txt", "3.txt"]
    (problem,) = (row for row in rows.rows["problems"] if row["kind"] == "refused")
    assert problem["message"] == "2.txt: expected a page that is read within 2 s: split it, or leave it out"


def test_a_page_that_takes_too_long_in_a_thread_costs_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a worker of Dask, where no signal comes."""

    def read_for_ever(*_: object, **__: object) -> None:
        while True:
            pass

    (tmp_path / "1.txt").write_text("A page\n")
    monkeypatch.setattr(engine, "extract_page", read_for_ever)
    found: list[object] = []
    job = Thread(target=lambda: found.append(_extract(tmp_path / "1.txt", "1.txt", **ALONE, seconds=0.05)))
    job.start()
    job.join()
    message = "1.txt: expected a page that is read within 0.05 s: split it, or leave it out"
    assert found == [Problem("refused", message)]


def test_a_worker_with_other_code_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="expected workers with this version"):
        _extract(tmp_path / "1.txt", "1.txt", **{**ALONE, "code": "another"}, seconds=1)


needs_dask = pytest.mark.skipif(not find_spec("distributed"), reason="the extra dask is not installed")
ENGINES = ["processes", pytest.param("dask", marks=needs_dask)]


@pytest.fixture
def hardened(how: str, trials) -> None:
    """Leave what needs workers of Dask, which take seconds to start, to `make harden`."""
    if how == "dask" and trials(0, 1) == 0:
        pytest.skip("takes minutes: in make harden")


@pytest.mark.usefixtures("quick_processes")
@pytest.mark.parametrize("how", ENGINES)
def test_every_engine_gives_the_same_tables(how: str, trials, monkeypatch: pytest.MonkeyPatch) -> None:
    if trials(0, 1) == 0:  # workers of this very process: further ones take five seconds to start
        monkeypatch.setattr(engine, "OWN_WORKERS", {"processes": False, "threads_per_worker": 1})
    assert load_corpus("seeds", engine=how, processes=2) == load_corpus("seeds", engine="serial")


@pytest.mark.parametrize("how", [ENGINES[1]])
@pytest.mark.usefixtures("hardened")
def test_a_worker_of_dask_that_ends_costs_the_page_that_it_read() -> None:
    jobs = [(Path(f"{number}.txt"), str(number)) for number in range(20)]
    found = list(read_side_by_side(read_or_die, jobs, door=open_dask(2)))
    assert [place for place, problem in enumerate(found) if problem.kind == "refused"] == [5]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, trials) -> Path:
    """Return a folder of pages that take some seconds to read."""
    folder = tmp_path_factory.mktemp("many")
    write_pages(folder, trials(MANY_PAGES + 4, 400), per_page=SINGLE)
    return folder


@pytest.fixture(scope="module")
def alone(many: Path) -> Corpus:
    return load_corpus(many)


@pytest.mark.parametrize("how", ENGINES)
@pytest.mark.usefixtures("hardened")
def test_a_run_that_is_killed_at_random_moments_and_resumed_writes_the_same_tables(
    how: str, many: Path, alone: Corpus, tmp_path: Path, trials
) -> None:
    command = [sys.executable, "-m", "icesco_analysis", "extract", str(many), "--quiet", "--engine", how]
    write_tables(alone.rows, tmp_path / "alone")
    generator, store = random.Random(1), tmp_path / "store"  # noqa: S311
    resumed = [*command, "--out", tmp_path / "out", "--store", store]
    for _ in range(trials(1, 10)):
        enough = _count_kept(store) + generator.randrange(30)
        run = subprocess.Popen(resumed, start_new_session=True)
        while _count_kept(store) < enough and run.poll() is None:
            time.sleep(0.01)
        run.kill()
        run.wait()
        assert _ends(run.pid), "processes that read went on without the one that asked for them"
    subprocess.run(resumed, check=True)
    assert _sorted_tables(tmp_path / "out") == _sorted_tables(tmp_path / "alone")


def _count_kept(store: Path) -> int:
    return sum(1 for _ in store.glob("page-*"))


def _ends(group: int, *, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def _sorted_tables(folder: Path) -> dict[str, list[str]]:
    return {path.name: sorted(path.read_text().splitlines()) for path in folder.glob("*.csv")}


@pytest.mark.parametrize("how", ENGINES)
@pytest.mark.usefixtures("quick_processes", "hardened")
def test_a_worker_that_is_killed_at_a_random_moment_costs_nothing(how: str, many: Path, alone: Corpus, trials) -> None:
    generator = random.Random(1)  # noqa: S311
    for moment in generator.sample(range(100), trials(1, 10)):

        def strike(done: int, *_: object, moment: int = moment) -> None:
            if done == moment:
                generator.choice(active_children()).kill()

        assert load_corpus(many, engine=how, processes=2, progress=strike) == alone
