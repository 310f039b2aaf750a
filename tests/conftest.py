"""What all tests share: what is read, fitted or tried more than once. The browser's tests run only where asked for."""

from __future__ import annotations

import atexit
import gc
import hashlib
import multiprocessing
import os
import pickle
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from icesco_analysis.cli import MANY_OBJECTS
from icesco_analysis.corpus import engine, hold_folder, load_corpus, write_files, write_tables
from icesco_analysis.executor import SEED
from tests.hostile import HEADLINES, write_hostile_pages

if TYPE_CHECKING:  # and imported by what needs them: the process that hands out the tests runs none
    import pandas as pd

    from icesco_analysis.corpus import Corpus
    from icesco_analysis.corpus.tables import Tables
    from icesco_analysis.topics import Topics

TESTS = Path(__file__).parent
BROWSER_TESTS = TESTS / "browser"
SEEDS, DEV = TESTS.parent / "seeds", TESTS / "labelled" / "dev" / "pages"
LABELS = TESTS / "labelled" / "gold"
LABELLED = (
    SEEDS,
    *(
        TESTS / "labelled" / name / "pages"
        for name in ("dev", "opened", "heldout", "unopened", "english", "french", "arabic")
    ),
)
"""The folders of all pages that have labels: to be run, whatever may be read."""
TOPICS = TESTS.parent / ".build" / "check" / "tables" / "topics"
"""Where the notebooks that `make test-notebooks` runs look for topics before they fit any."""
UNNEEDED = "rfc3987_syntax"
"""The grammar of web addresses that nbformat's validator builds for more than a second, and asks nothing."""
Once = Callable[[str, Callable[[], Any]], Any]
"""What makes a thing by its name."""
EXAMPLES = {"default": 20, "harden": 2000}
"""Examples of each property: in `make test`, and in `make harden`."""


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--harden", action="store_true", help="many more trials of all that is tried at random")


def pytest_configure(config: pytest.Config) -> None:
    gc.set_threshold(MANY_OBJECTS)
    atexit.register(gc.freeze)
    sys.modules.setdefault(UNNEEDED, None)  # a module that is None cannot be imported
    if config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput"):
        return  # this process hands out the tests
    from hypothesis import HealthCheck, settings

    for name, examples in EXAMPLES.items():
        # How long an example takes says how busy the machine is, not whether the property holds.
        settings.register_profile(
            name, max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        )
    settings.load_profile("harden" if config.getoption("--harden") else "default")


def pytest_collection_finish() -> None:
    """Look for garbage among what tests make, not among modules and the tests themselves."""
    gc.freeze()


def pytest_unconfigure() -> None:
    """Look once for garbage that pytest is to complain of: it would look five times, through all that is kept."""
    gc.collect()
    gc.freeze()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave `tests/browser` out unless it, or something in it, is named on the command line."""
    if collection_path != BROWSER_TESTS and BROWSER_TESTS not in collection_path.parents:
        return None
    named = [Path(argument.partition("::")[0]).absolute() for argument in config.args]
    return None if any(path == BROWSER_TESTS or BROWSER_TESTS in path.parents for path in named) else True


@pytest.fixture(scope="session")
def trials(pytestconfig: pytest.Config) -> Callable[[int, int], int]:
    """Return what tells how many trials to make: the small number in `make test`, the large one in `make harden`."""
    return lambda small, large: large if pytestconfig.getoption("--harden") else small


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Return what makes a thing by its name once: the first process that runs tests makes it, the others read it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def make_once(name: str, make: Callable[[], Any]) -> Any:
        with hold_folder(shared / f"once-{name}"):
            kept = shared / f"once-{name}" / "made.pickle"
            if not kept.exists():
                write_files({kept: pickle.dumps(make())})
            return pickle.loads(kept.read_bytes())  # noqa: S301 - our own

    return make_once


@pytest.fixture(scope="session", autouse=True)
def read_pages_once(once: Once, pytestconfig: pytest.Config) -> Iterator[None]:
    """Let each page that has labels be read once, whatever loads it under the same name. `make harden` reads it anew.

    That two readings of a page are equal is tried by those who read it in another process.
    """
    own = {hash_of(file.read_bytes()) for folder in LABELLED for file in folder.iterdir() if file.is_file()}
    read = engine.extract_page

    def read_once(data: bytes, name: str, **options: Any) -> Tables:
        if (page := hash_of(data)) not in own:
            return read(data, name, **options)
        return once(f"page-{page}-{hash_of(repr((name, options)).encode())}", partial(read, data, name, **options))

    with pytest.MonkeyPatch.context() as patch:
        if not pytestconfig.getoption("--harden"):
            patch.setattr(engine, "extract_page", read_once)
        yield


@pytest.fixture
def quick_processes(monkeypatch: pytest.MonkeyPatch, trials: Callable[[int, int], int]) -> Iterator[None]:
    """Let further processes that read be forks of this one, which start at once. In `make harden` they start anew."""
    with warnings.catch_warnings():
        if trials(0, 1) == 0 and "fork" in multiprocessing.get_all_start_methods():
            warnings.simplefilter("ignore", DeprecationWarning)  # of forks beside threads, of which these use none
            fork = multiprocessing.get_context("fork")
            monkeypatch.setattr(multiprocessing, "get_context", lambda _: fork)
        yield


@pytest.fixture(scope="session")
def corpus_of(once: Once) -> Callable[[Path], Corpus]:
    """Return what loads the corpus of a folder once. Who changes a frame of it takes a copy."""
    return cache(lambda folder: once("-".join(folder.parts[-2:]), partial(load_corpus, folder)))


@pytest.fixture(scope="session")
def seeds_corpus(corpus_of: Callable[[Path], Corpus]) -> Corpus:
    return corpus_of(SEEDS)


@pytest.fixture(scope="session")
def dev_corpus(corpus_of: Callable[[Path], Corpus]) -> Corpus:
    return corpus_of(DEV)


@pytest.fixture(scope="session")
def seeds_topics(seeds_corpus: Corpus, once: Once) -> Topics:
    """Return the topics that notebooks and report have, and keep them for the notebooks."""
    from icesco_analysis.topics import fit_topics

    return once("seeds-topics", partial(fit_topics, seeds_corpus.articles, seed=SEED, store=TOPICS))


@pytest.fixture
def fit_seeds_once(seeds_topics: Topics, seeds_corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a command that fits the topics of the seeds have those that were fitted for all tests."""
    from icesco_analysis.topics import fitting

    fit, n_seeds = fitting.fit_english, len(seeds_corpus.articles)
    monkeypatch.setattr(
        fitting,
        "fit_english",
        lambda english, **rest: seeds_topics if len(english) == n_seeds else fit(english, **rest),
    )


@pytest.fixture(scope="session")
def planted() -> pd.DataFrame:
    """Return thirty articles of five themes, with their day and the type of every second one."""
    import pandas as pd

    from tests.planted import plant

    articles = plant(n_articles=30, seed=4)
    days = pd.to_datetime([f"2025-05-0{1 + place % 9}" for place in articles.index])
    return articles.assign(date_start=days, activity=["meeting" if place % 2 else None for place in articles.index])


@pytest.fixture(scope="session")
def planted_topics(planted: pd.DataFrame, once: Once) -> Topics:
    from icesco_analysis.topics import fit_topics

    return once("planted-topics", partial(fit_topics, planted, seed=1))


@dataclass(frozen=True)
class Reported:
    """A report on the seeds and on hostile pages, since an earlier run that had all stories but one."""

    pages: Path
    corpus: Corpus
    out: Path
    earlier: Path


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory, once: Once) -> Reported:
    """Write the report that all tests of reports read, once: with labels, without a PDF."""
    return once("report", partial(_report, tmp_path_factory.mktemp("report")))


def _report(folder: Path) -> Reported:
    from icesco_analysis.corpus import Corpus
    from icesco_analysis.counts import read_labels
    from icesco_analysis.report import write_report

    pages = folder / "pages"
    shutil.copytree(SEEDS, pages)
    corpus = load_corpus(write_hostile_pages(pages))
    articles = corpus.articles[corpus.articles["headline"] != HEADLINES[0]]
    countries = corpus.countries[corpus.countries["article_id"].isin(articles["article_id"])]
    write_tables({**corpus.tables, "articles": articles, "countries": countries}, folder / "earlier" / "tables")
    labels = read_labels(LABELS, pages=corpus.pages)
    earlier = Corpus.read(folder / "earlier")
    written = write_report(
        corpus, out=folder / "out", earlier=earlier, labels=labels, author="A. <b>", date="2026-11-30"
    )
    assert [path.name for path in written.paths[:4]] == ["report.html", "report.docx", "releases.csv", "tables.xlsx"]
    assert "needs Chromium" in written.no_pdf
    return Reported(pages, corpus, folder / "out", folder / "earlier")


@dataclass(frozen=True)
class Elsewhere:
    """What a process in other surroundings said, and where it wrote the report that this process wrote, too."""

    said: str
    out: Path


ELSEWHERE = """
import sys
from icesco_analysis.cli import main
from icesco_analysis.topics import fit_topics
from tests.planted import SMALL, digest, plant
print(digest(fit_topics(plant(**SMALL), seed=1)), flush=True)
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory, once: Once, reported: Reported) -> Elsewhere:
    """Let a process with another hash seed, time zone and number of threads fit topics, and write the report anew.

    The report takes the topics that were stored.
    """
    return once("elsewhere", partial(_go_elsewhere, tmp_path_factory.mktemp("elsewhere"), reported))


def _go_elsewhere(out: Path, reported: Reported) -> Elsewhere:
    stored = Path("tables", "topics")
    shutil.copytree(reported.out / stored, out / stored)
    command = [sys.executable, "-W", "error", "-c", ELSEWHERE, "report", str(reported.pages), "--out", str(out)]
    options = ["--compare-with", str(reported.earlier), "--labels", str(LABELS), "--author", "A. <b>"]
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "4")
    surroundings = {"PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "PATH": "", "LOKY_MAX_CPU_COUNT": "1", **threads}
    done = subprocess.run(
        [*command, *options, "--date", "2026-11-30"],
        env={**os.environ, **surroundings}, cwd=TESTS.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Elsewhere(done.stdout, out)
