"""Speed of each step as a ratio to ``TfidfVectorizer().fit_transform`` on the same text.

Run as ``python -m benchmarks.speed`` or ``make bench``. A ratio of 2 means twice as fast. All is processor time, every
step is measured once in each round, and the median of the rounds is told with the least and the greatest: ratios hold
between machines; seconds do not and are not printed.
"""

import argparse
import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from textwrap import fill
from time import process_time

from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.results import keep_section
from icesco_analysis.corpus.extract import extract_page
from icesco_analysis.dates.chronology import date_page
from icesco_analysis.pages.articles import split_articles
from icesco_analysis.pages.page import parse_page
from icesco_analysis.partners.countries import find_mentions
from icesco_analysis.partners.roles import attribute_roles

ROOT = Path(__file__).parent.parent
SEEDS, DEV = ROOT / "seeds", ROOT / "tests" / "labelled" / "dev" / "pages"
ROUNDS = 7
WRAP = 60
"""Characters of a line where lines are wrapped, as mails and old editors do."""
GOALS = {
    "reading and splitting": 0.5,
    "reading and splitting, wrapped lines": 0.1,
    "dating": 0.7,
    "mentions": 2.0,
    "mentions and roles": 0.7,
    "everything": 0.25,
    "HTML, beside trafilatura": 0.9,
}
"""Ratios that the steps should reach."""

Work = Callable[[], object]
Row = tuple[str, float | None, Sequence[float], bool]
"""What is measured, its goal, the ratios of the rounds, and whether more is better."""


def time_rounds(steps: Mapping[str, Work], *, rounds: int) -> dict[str, list[float]]:
    """Return the processor seconds of each step in each round, all steps in turn."""
    for work in steps.values():
        work()  # vocabularies are read once; that is not what is measured
    seconds: dict[str, list[float]] = {name: [] for name in steps}
    gc.disable()
    for _ in range(rounds):
        for name, work in steps.items():
            gc.collect()
            start = process_time()
            work()
            seconds[name].append(process_time() - start)
    gc.enable()
    return seconds


def measure_steps(*, rounds: int) -> list[Row]:
    """Return the ratio of each step to the vectorizer, on the seeds."""
    files = [path.read_bytes() for path in sorted(SEEDS.iterdir())]
    pages = [split_articles(parse_page(data, "page")).articles for data in files]
    articles = [article for page in pages for article in page]
    texts = [article.text for article in articles]
    wrapped = ["\n".join(fill(line, WRAP) for line in data.decode().splitlines()).encode() for data in files]
    seconds = time_rounds(
        {
            "vectorizer": lambda: TfidfVectorizer().fit_transform(texts),
            "reading and splitting": lambda: [split_articles(parse_page(data, "page")) for data in files],
            "reading and splitting, wrapped lines": lambda: [
                split_articles(parse_page(data, "page")) for data in wrapped
            ],
            "dating": lambda: [date_page(page) for page in pages],
            "mentions": lambda: [find_mentions(text) for text in texts],
            "mentions and roles": lambda: [attribute_roles(article) for article in articles],
            "everything": lambda: [extract_page(data, "page") for data in files],
        },
        rounds=rounds,
    )
    base = seconds.pop("vectorizer")
    return [(name, GOALS[name], _divide(base, each), True) for name, each in seconds.items()]


def measure_html(*, rounds: int) -> list[Row]:
    """Return how fast HTML is read and split beside the peers that are installed, on the same pages."""
    pages = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(DEV.glob("*.html"))]
    peers: dict[str, Callable[[str], object]] = {
        "BeautifulSoup": lambda page: import_module("bs4").BeautifulSoup(page, "lxml")
    }
    if find_spec("trafilatura"):
        peers["trafilatura"] = import_module("trafilatura").extract
    if find_spec("selectolax"):
        peers["selectolax"] = lambda page: import_module("selectolax.lexbor").LexborHTMLParser(page).text()
    steps: dict[str, Work] = {"own": lambda: [split_articles(parse_page(page.encode(), "page")) for page in pages]}
    steps |= {name: lambda read=read: [read(page) for page in pages] for name, read in peers.items()}
    seconds = time_rounds(steps, rounds=rounds)
    own = seconds.pop("own")
    names = {f"HTML, beside {name}": each for name, each in seconds.items()}
    return [(name, GOALS.get(name), _divide(each, own), True) for name, each in names.items()]


def measure_growth(*, rounds: int, factor: int = 8) -> list[Row]:
    """Return how much longer a step takes for each article where a page is longer, or a paragraph: 1 is linear."""
    files = [path.read_bytes() for path in sorted(SEEDS.iterdir())][:1]
    page = split_articles(parse_page(files[0], "page")).articles
    text = page[0].body.replace("\n\n", " ")
    work: dict[str, Callable[[int], Work]] = {
        "reading and splitting, a longer page": lambda by: lambda: split_articles(parse_page(files[0] * by, "page")),
        "reading and splitting, a longer paragraph": lambda by: (
            lambda: split_articles(parse_page(f"{page[0].headline}\n\n{' '.join([text] * 8 * by)}".encode(), "page"))
        ),
        "dating, a longer page": lambda by: lambda: date_page(page * by),
    }
    found: list[Row] = []
    for name, each in work.items():
        seconds = time_rounds({"short": each(1), "long": each(factor)}, rounds=rounds)
        found.append((name, 1.3, [ratio / factor for ratio in _divide(seconds["long"], seconds["short"])], False))
    return found


def _divide(ones: Sequence[float], others: Sequence[float]) -> list[float]:
    return [one / other for one, other in zip(ones, others, strict=True)]


def state_row(row: Row) -> str:
    """Return a row of the table of results."""
    name, goal, ratios, more = row
    middle = median(ratios)
    reached = "" if goal is None else "yes" if (middle >= goal if more else middle <= goal) else "**no**"
    aim = "" if goal is None else f"{'≥' if more else '≤'} {goal:g}"
    return f"| {name} | {aim} | {middle:.2f} | {min(ratios):.2f} … {max(ratios):.2f} | {reached} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print every ratio beside its goal, and keep them in ``benchmarks/RESULTS.md``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"measurements of each step (default: {ROUNDS})")
    options = parser.parse_args(arguments)
    lines = ["| what | goal | ratio | rounds from … to | reached |", "|---|---:|---:|---|---|"]
    print(*lines, sep="\n", flush=True)
    for measure in (measure_steps, measure_html, measure_growth):
        for row in measure(rounds=options.rounds):
            lines.append(state_row(row))
            print(lines[-1], flush=True)
    words = (
        "Processor time beside `TfidfVectorizer().fit_transform` on the same text, where nothing else is named; "
        f"medians of {options.rounds} rounds, all steps in turn. Written by `make bench`.\n\n"
    )
    keep_section("How fast each step is", words + "\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
