"""How often the date that a peer finds is the day of the activity, beside this project's."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.peers.exchange import measure_speed
from benchmarks.peers.export import SETS, LabelledArticle
from icesco_analysis.dates.chronology import date_page
from icesco_analysis.pages.articles import split_articles
from icesco_analysis.pages.page import parse_page

OWN = "this project"


def most_frequent(found: Sequence[str]) -> str:
    """Return what is found most often, the first of equals; "" where nothing is.

    Examples
    --------
    >>> most_frequent(["b", "a", "a"]), most_frequent(["b", "a"]), most_frequent([])
    ('a', 'b', '')
    """
    return Counter(found).most_common(1)[0][0] if found else ""


CHOICES: Mapping[str, Callable[[Sequence[str]], str]] = {
    "first": lambda found: found[0] if found else "",
    "last": lambda found: found[-1] if found else "",
    "most frequent": most_frequent,
}
"""Which of the dates found is taken for the day of the activity."""


def score_dates(articles: Sequence[LabelledArticle], *, stored: Mapping[str, Any]) -> pd.DataFrame:
    """Return a row for each reader and choice, this project first.

    Returns
    -------
    DataFrame
        ``reader, choice, exact``, of each label set ``exact_gold`` and so on; ``first_day`` (the first day is right,
        for readers that know no spans), ``wrong_given, speed`` (ratio to the vectorizer).
    """
    rows = [_score(articles, [article.ours["date"] for article in articles]) | {"reader": OWN, "choice": ""}]
    rows[0]["speed"] = measure_own_speed()
    for reader, answers in stored["answers"].items():
        for choice, choose in CHOICES.items():
            given = [choose(answers[article.given.key].split()) for article in articles]
            own = {"reader": reader, "choice": choice, "speed": stored["speed"][reader]}
            rows.append(_score(articles, given) | own)
    columns = ["reader", "choice", "exact", *(f"exact_{name}" for name in SETS), "first_day", "wrong_given", "speed"]
    return pd.DataFrame(rows, columns=columns)


def _score(articles: Sequence[LabelledArticle], given: Sequence[str]) -> dict[str, Any]:
    frame = pd.DataFrame(
        {
            "label_set": [article.given.key.split("/")[0] for article in articles],
            "expected": [article.expected["date"] for article in articles],
            "given": given,
        }
    )
    frame["exact"] = frame["expected"] == frame["given"]
    starts = [frame[side].str.split("/").str[0] for side in ("expected", "given")]
    by_set = frame.groupby("label_set")["exact"].mean()
    return {
        "exact": frame["exact"].mean(),
        **{f"exact_{name}": by_set[name] for name in SETS},
        "first_day": (starts[0] == starts[1]).mean(),
        "wrong_given": (~frame["exact"] & frame["given"].ne("")).mean(),
    }


def measure_own_speed() -> float:
    """Return the ratio of this project's dating of the labelled pages to the vectorizer on their articles."""
    files = [file for pages, _ in SETS.values() for file in sorted(Path(pages).iterdir())]
    pages = [split_articles(parse_page(file.read_bytes(), file.name)).articles for file in files]
    for page in pages:
        date_page(page)  # vocabularies are read once; that is not what is measured
    texts = [article.text for page in pages for article in page]
    return measure_speed(lambda: [date_page(page) for page in pages], texts=texts)
