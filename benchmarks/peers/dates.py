"""Dates that dateparser and datefinder find in the labelled articles, in the order of the text.

Run in the environment of ``requirements-dates.txt`` as ``python -m benchmarks.peers.dates ARTICLES``.
"""

import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import datefinder
from dateparser.search import search_dates

from benchmarks.peers.exchange import GivenArticle, measure_speed, read_exchange, write_answers

TODAY = datetime(2026, 11, 1)
"""What words like "yesterday" count from where a page carries no publication date; the peers would take the clock."""

Reader = Callable[[str, datetime], list[datetime]]


def read_dateparser(text: str, base: datetime) -> list[datetime]:
    """Return what dateparser finds, told only the language and the day of publication."""
    return [day for _, day in search_dates(text, languages=["en"], settings={"RELATIVE_BASE": base}) or []]


def read_dateparser_strictly(text: str, base: datetime) -> list[datetime]:
    """Return what dateparser finds when day and month must be printed and the past is preferred."""
    settings = {"RELATIVE_BASE": base, "REQUIRE_PARTS": ["day", "month"], "PREFER_DATES_FROM": "past"}
    return [day for _, day in search_dates(text, languages=["en"], settings=settings) or []]


def read_datefinder(text: str, base: datetime) -> list[datetime]:
    """Return what datefinder finds, told only the day of publication."""
    return list(datefinder.find_dates(text, base_date=base))


def read_datefinder_strictly(text: str, base: datetime) -> list[datetime]:
    """Return what datefinder finds when day, month and year must be printed."""
    return list(datefinder.find_dates(text, base_date=base, strict=True))


READERS: Mapping[str, Reader] = {
    "dateparser": read_dateparser,
    "dateparser, day and month required": read_dateparser_strictly,
    "datefinder": read_datefinder,
    "datefinder, strict": read_datefinder_strictly,
}


def find_days(article: GivenArticle, *, read: Reader) -> str:
    """Return the days found in an article as ISO dates, separated by blanks."""
    base = datetime.fromisoformat(article.published) if article.published else TODAY
    return " ".join(day.date().isoformat() for day in read(article.text, base))


def main() -> None:
    """Write the answers."""
    articles = read_exchange(Path(sys.argv[1])).labelled
    texts = [article.text for article in articles]
    answers, speed = {}, {}
    for name, read in READERS.items():
        answers[name] = {article.key: find_days(article, read=read) for article in articles}
        speed[name] = measure_speed(
            lambda read=read: [find_days(article, read=read) for article in articles], texts=texts
        )
        print(name, f"{speed[name]:.4f}")
    packages = ("dateparser", "datefinder")
    write_answers("dates", answers=answers, articles=articles, packages=packages, speed=speed, failed={})


if __name__ == "__main__":
    main()
