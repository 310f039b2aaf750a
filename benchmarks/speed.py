"""Speed of each step as a ratio to ``TfidfVectorizer().fit_transform`` on the same text, measured in one run.

A ratio of 2 means twice as fast as the vectorizer. Ratios hold between machines; seconds do not and are not printed.
Run as ``python -m benchmarks.speed`` or ``make bench``.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from sklearn.feature_extraction.text import TfidfVectorizer

from icesco_analysis.corpus.extract import extract_page
from icesco_analysis.dates.chronology import date_page
from icesco_analysis.pages.articles import Article, split_articles
from icesco_analysis.pages.page import parse_page
from icesco_analysis.partners.countries import find_mentions
from icesco_analysis.partners.roles import attribute_roles

SEEDS = Path(__file__).parent.parent / "seeds"
ROUNDS = 5
"""Rounds of which the fastest counts: what the machine can do, not what else it did."""
GOALS = {"dating": 0.7, "mentions": 2.0, "mentions and roles": 0.7}
"""Ratios that the steps should reach."""


def read_seeds() -> list[list[Article]]:
    """Return the articles of every seed page."""
    return [split_articles(parse_page(path.read_bytes(), path.name)).articles for path in sorted(SEEDS.iterdir())]


def fastest(work: Callable[[], object]) -> float:
    """Return the seconds of the fastest of `ROUNDS` runs."""
    seconds = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        seconds.append(perf_counter() - start)
    return min(seconds)


def measure(pages: Sequence[Sequence[Article]]) -> dict[str, float]:
    """Return the ratio of each step to the vectorizer."""
    articles = [article for page in pages for article in page]
    texts = [article.text for article in articles]
    files = [path.read_bytes() for path in sorted(SEEDS.iterdir())]
    steps: dict[str, Callable[[], object]] = {
        "reading and splitting": lambda: [split_articles(parse_page(data, "page")) for data in files],
        "dating": lambda: [date_page(page) for page in pages],
        "mentions": lambda: [find_mentions(text) for text in texts],
        "mentions and roles": lambda: [attribute_roles(article) for article in articles],
        "everything": lambda: [extract_page(data, "page") for data in files],
    }
    for work in steps.values():
        work()  # vocabularies are read once; that is not what is measured
    vectorizer = fastest(lambda: TfidfVectorizer().fit_transform(texts))
    return {name: vectorizer / fastest(work) for name, work in steps.items()}


def measure_growth(page: Sequence[Article], *, factor: int = 8) -> float:
    """Return how much longer dating takes per article when a page is `factor` times as long: 1 is linear."""
    long = [replace(article, position=place) for place, article in enumerate(list(page) * factor, start=1)]
    return fastest(lambda: date_page(long)) / factor / fastest(lambda: date_page(page))


def main() -> None:
    """Print the ratios beside their goals."""
    pages = read_seeds()
    print("ratio to TfidfVectorizer().fit_transform on the same text (more is faster)")
    for name, ratio in measure(pages).items():
        goal = f"   goal {GOALS[name]}" if name in GOALS else ""
        print(f"  {name:24}{ratio:6.2f}{goal}")
    print(f"dating a page eight times as long, per article: {measure_growth(pages[0]):.2f} of the time (1 is linear)")


if __name__ == "__main__":
    main()
