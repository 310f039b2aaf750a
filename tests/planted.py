"""Corpora whose topics are known because they were planted: written for the tests, of sentences in tests/cases."""

import csv
import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd

from icesco_analysis.topics import Topics
from icesco_analysis.topics.found import COLUMNS

CASES = Path(__file__).parent / "cases"
PEOPLE = (
    "Dr. Salim M. AlMalik",
    "Mr. Tariq Rosewood",
    "Ms. Lena Hartwell",
    "H.E. Dr. Idris Okonjo",
    "Prof. Mai Tanaka",
)
COUNTRIES = ("Peru", "Norway", "Senegal", "Jordan", "Malaysia", "Fiji", "Kenya", "Uzbekistan")
DATES = ("Monday, 5 May 2025", "12 March 2024", "September 9, 2023", "Thursday, 1 February 2024")
SMALL = {"n_articles": 20, "seed": 7}
"""A small corpus whose topics are fitted soon."""


def read_planted() -> pd.DataFrame:
    with (CASES / "topics_planted.tsv").open(encoding="utf-8", newline="") as file:
        return pd.DataFrame(list(csv.DictReader(file, delimiter="\t")))


def plant(*, n_articles: int, seed: int) -> pd.DataFrame:
    """Return `n_articles` English articles of five themes in turn on four pages, with the column `theme`."""
    random = np.random.default_rng(seed)
    rows = read_planted()
    sentences = rows.loc[rows["kind"] == "sentence"].groupby("theme")["text"].agg(list).to_dict()
    headlines = rows.loc[rows["kind"] == "headline"].groupby("theme")["text"].agg(list).to_dict()
    themes = [theme for theme in sentences if theme != "any"]
    articles = []
    for number in range(n_articles):
        theme = themes[number % len(themes)]
        own = random.choice(sentences[theme], 6, replace=False)
        shared = [_fill(text, random) for text in random.choice(sentences["any"], 3, replace=False)]
        body = [shared[0], *own[:3], shared[1], *own[3:], shared[2]]
        articles.append(
            {
                "article_id": f"{random.integers(16**12):012x}",
                "source": f"{number % 4}.txt",
                "headline": str(random.choice(headlines[theme])),
                "subtitle": None,
                "body": "\n\n".join(body),
                "language": "en",
                "date_start": None,
                "theme": theme,
            }
        )
    return pd.DataFrame(articles)


def _fill(text: str, random: np.random.Generator) -> str:
    return text.format(person=random.choice(PEOPLE), country=random.choice(COUNTRIES), date=random.choice(DATES))


def digest(topics: Topics) -> str:
    """Return what is equal for two sets of topics that are equal to the last digit."""
    text = "".join(getattr(topics, name).to_csv() for name in COLUMNS)
    return hashlib.sha256((text + json.dumps(dict(topics.diagnostics), sort_keys=True)).encode()).hexdigest()


def shuffle_words(articles: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Return `articles` with the words of all bodies, and those of all headlines, dealt out anew."""
    random = np.random.default_rng(seed)
    shuffled = articles.copy()
    for column in ("headline", "body"):
        words = [text.split() for text in articles[column]]
        pool = random.permutation([word for text in words for word in text]).tolist()
        ends = np.cumsum([len(text) for text in words]).tolist()
        shuffled[column] = [" ".join(pool[end - len(text) : end]) for text, end in zip(words, ends, strict=True)]
    return shuffled
