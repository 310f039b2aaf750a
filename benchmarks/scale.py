"""What a whole site takes: the cost of a page by the number of pages, by engine, and with what was stored before.

Run as ``python -m benchmarks.scale`` or ``make bench``: processor time, all processes that a command starts included,
every way of reading once in each round; and how much faster two processes are by the clock, which only says something
where no other work is done. ``--articles N`` counts, ranks and groups so many articles of invented tables instead,
which are not read from pages.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import monotonic, process_time

from benchmarks.corpora import SHORT, SINGLE, Release, invent_releases, print_html, write_pages
from benchmarks.results import keep_section
from icesco_analysis.corpus import Corpus, read_schema
from icesco_analysis.corpus.tables import make_frame
from icesco_analysis.counts import count_partners, count_periods
from icesco_analysis.partners import load_countries
from icesco_analysis.topics import fit_topics

ROOT = Path(__file__).parent.parent
ROUNDS, SIZES = 3, (1000, 4000)
"""Rounds, and pages of the corpora that are read; 100,000 take ten minutes a round, so that they are asked for."""
MORE = "more.html"
"""A page that is added to those of the least corpus."""
WAYS = {
    "two processes": ("--engine", "processes"),
    "cold, with a store": ("--engine", "serial", "--store", "{folder}/store"),
    "warm, with a store": ("--engine", "serial", "--store", "{folder}/store"),
    "one page more, with a store": ("--engine", "serial", "--store", "{folder}/store"),
}
GOALS = {"two processes": 1.3, "cold, with a store": 1.2, "warm, with a store": 0.1, "one page more, with a store": 0.1}
"""What each may take at most, times what one process without a store takes."""
MOST_GROWTH, MOST_MEMORY = 1.2, 1.0
"""What a page may take among many, times what it takes among few; peak memory in GiB."""


FASTER = {"two processes": ("processes", 0, 1.7), "two workers of Dask, once up": ("dask", 1, 1.5)}
"""Ways of reading, what of the fewest pages' time is the start and left aside, and how many times faster they are."""


def measure(pages: Path, folder: Path, *options: str) -> tuple[float, float, float]:
    """Return the processor seconds, the peak memory, in GiB, and the seconds by the clock of ``icesco extract``."""
    start = monotonic()
    command = [".venv/bin/icesco", "extract", str(pages), "--out", f"{folder}/out", "--quiet", *options]
    process = subprocess.Popen(command, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 2**20, monotonic() - start


def measure_pages(sizes: Sequence[int], *, rounds: int) -> Iterator[str]:
    """Yield the rows of the table of results: every size in one process, the other ways with the least."""
    least, *others = sizes
    growth: dict[int, list[float]] = {size: [] for size in others}
    memory: dict[int, list[float]] = {size: [] for size in others}
    ratios: dict[str, list[float]] = {name: [] for name in WAYS}
    with tempfile.TemporaryDirectory() as place:
        for size in sizes:
            write_pages(Path(place, str(size)), size, per_page=SINGLE)
        for number in range(rounds):
            alone, *_ = measure(Path(place, str(least)), Path(place, "alone"), "--engine", "serial")
            for name, options in WAYS.items():
                folder = Path(place, f"round{number}")
                more = Path(place, str(least), "0000", MORE)
                if name.startswith("one page more"):
                    more.write_text(print_html([*islice(invent_releases(seed=number), 1)]), encoding="utf-8")
                stated = [each.format(folder=folder) for each in options]
                ratios[name].append(measure(Path(place, str(least)), folder / "out", *stated)[0] / alone)
                more.unlink(missing_ok=True)
            for size in others:
                seconds, peak, _ = measure(Path(place, str(size)), Path(place, f"of{size}"), "--engine", "serial")
                growth[size].append(seconds / size / (alone / least))
                memory[size].append(peak)
        clocks = [*measure_clocks(Path(place), sizes[:2], rounds=rounds)] if others else []
    for size in others:
        yield state(f"a page among {size:,}, beside one among {least:,}", MOST_GROWTH, growth[size])
        yield state(f"peak memory at {size:,} pages, GiB", MOST_MEMORY, memory[size])
    for name, goal in GOALS.items():
        yield state(f"{name}, {least:,} pages", goal, ratios[name])
    yield from clocks


def measure_clocks(place: Path, sizes: Sequence[int], *, rounds: int) -> Iterator[str]:
    """Yield how many times faster than one process each engine reads the pages of two sizes in a folder."""
    clocks: dict[str, list[list[float]]] = {engine: [] for engine in ("serial", "processes", "dask")}
    for engine in rounds * [one for one in clocks if one != "dask" or find_spec("distributed")]:
        seconds = [measure(place / str(size), place / engine, "--engine", engine)[2] for size in sizes]
        clocks[engine].append(seconds)
    for name, (engine, is_up, goal) in FASTER.items():
        pairs = zip(clocks["serial"], clocks[engine], strict=False)
        each = [(alone[1] - is_up * alone[0]) / (own[1] - is_up * own[0]) for alone, own in pairs]
        title = f"{name}, {sizes[1] - is_up * sizes[0]:,} pages: times faster by the clock"
        missing = f"| {title} | ≥ {goal:g} | | | not measured: the extra dask is not installed |"
        yield state(title, goal, each, sign="≥") if each else missing


def state(name: str, goal: float, each: Sequence[float], *, sign: str = "≤") -> str:
    """Return a row of the table of results."""
    is_reached = median(each) <= goal if sign == "≤" else median(each) >= goal
    found = f"{median(each):.2f} | {min(each):.2f} … {max(each):.2f} | {'yes' if is_reached else '**no**'}"
    return f"| {name} | {sign} {goal:g} | {found} |"


def invent_tables(n_articles: int) -> Corpus:
    """Return a corpus of invented articles, each with its day and its partner, that no page was read for."""
    codes = {one.name: one.iso3 for one in load_countries().values()}
    partners: list[str] = []
    releases = islice(invent_releases(seed=1, paragraphs=SHORT, copied=0), n_articles)
    articles = make_frame("articles", (_article(number, one, partners) for number, one in enumerate(releases)))
    empty: dict[str, object] = dict.fromkeys(column["name"] for column in read_schema()["countries"])
    countries = (
        empty
        | {"article_id": f"{number:012x}", "source": f"{number // 10}.txt", "position": 1 + number % 10}
        | {"iso3": codes[name], "country": name, "role": "partner", "confidence": 1.0}
        for number, name in enumerate(partners)
    )
    rest = {name: make_frame(name, []) for name in ("appearances", "organisations", "pages", "problems")}
    return Corpus({"articles": articles, "countries": make_frame("countries", countries), **rest})


def _article(number: int, release: Release, partners: list[str]) -> dict[str, object]:
    partners.append(release.country)
    empty: dict[str, object] = dict.fromkeys(column["name"] for column in read_schema()["articles"])
    return empty | {
        "article_id": f"{number:012x}", "source": f"{number // 10}.txt", "position": 1 + number % 10,
        "headline": release.headline, "body": "\n\n".join(release.paragraphs), "language": "en",
        "date_start": release.day, "date_end": release.day, "date_kind": "explicit",
        "partner_status": "named",
    }  # fmt: skip


def measure_tables(n_articles: int) -> Iterator[str]:
    """Yield what making, counting and grouping so many articles take, as rows of a table."""
    corpus = None
    steps = {
        "invented": lambda: invent_tables(n_articles),
        "ranked": lambda: count_partners(corpus),
        "counted by periods": lambda: count_periods(corpus),
        "grouped": lambda: fit_topics(corpus.articles, seed=1),
    }
    for name, work in steps.items():
        start = process_time()
        result = work()
        corpus = result if isinstance(result, Corpus) else corpus
        peak = getrusage(RUSAGE_SELF).ru_maxrss / 2**20
        yield f"| {name} | {process_time() - start:.1f} | {peak:.2f} |"
    yield f"\n{result.diagnostics['message']}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print every ratio beside its goal, and keep them in ``benchmarks/RESULTS.md``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"measurements of each (default: {ROUNDS})")
    parser.add_argument("--pages", type=int, nargs="+", default=SIZES, help="sizes of the corpora that are read whole")
    parser.add_argument("--articles", type=int, metavar="N", help="measure tables of so many articles instead")
    options = parser.parse_args(arguments)
    if options.articles:
        lines = ["| step | processor seconds | peak memory so far, GiB |", "|---|---:|---:|"]
        rows, title = measure_tables(options.articles), "What many articles take"
        words = f"{options.articles:,} invented articles, as tables. Written by `benchmarks.scale --articles N`."
    else:
        lines = ["| what | goal | ratio | rounds from … to | reached |", "|---|---:|---:|---|---|"]
        rows = measure_pages(options.pages, rounds=options.rounds)
        title = f"How cost grows, to {max(options.pages):,} pages"
        words = (
            "Processor time of `icesco extract` on invented pages of one or two short releases, with all its "
            f"processes, beside one process without a store; medians of {options.rounds} rounds, all ways in turn. "
            "Written by `make bench`."
        )
    print(*lines, sep="\n", flush=True)
    for row in rows:
        lines.append(row)
        print(row, flush=True)
    keep_section(title, "\n".join([f"{words}\n", *lines]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
