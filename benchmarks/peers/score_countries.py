"""How well a peer's countries serve as partners and mentions, beside this project's."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.peers.exchange import measure_speed
from benchmarks.peers.export import FAIREST, SETS, LabelledArticle
from benchmarks.peers.score_dates import OWN, most_frequent
from icesco_analysis.pages.articles import split_articles
from icesco_analysis.pages.page import parse_page
from icesco_analysis.partners.roles import attribute_roles

HOME = "MAR"
"""Where the organisation has its headquarters, named in most releases."""
DRAWS = 2000
"""Bootstrap draws of pages: enough for two digits of an interval."""
INTERVAL = (0.025, 0.975)
"""Quantiles of an interval."""

CHOICES: Mapping[str, Callable[[Sequence[str], Sequence[str]], str]] = {
    "first": lambda headline, rest: next(iter([*headline, *rest]), ""),
    "most frequent": lambda headline, rest: most_frequent([*headline, *rest]),
    "most frequent but Morocco": lambda headline, rest: most_frequent(
        [code for code in [*headline, *rest] if code != HOME]
    ),
    "first in headline": lambda headline, _rest: next(iter(headline), ""),
}
"""Which of the countries found in headline and rest is taken for the partner."""


def score_countries(articles: Sequence[LabelledArticle], *, stored: Mapping[str, Any], seed: int) -> pd.DataFrame:
    """Return a row for each reader and choice, this project first.

    Parameters
    ----------
    articles
        With their labels.
    stored
        Answers of the peers.
    seed
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        ``reader, choice``, micro F1 of the partners ``partner``, and of each label set ``partner_gold`` and so on; how
        much this project's is higher on the pages held out, with a 95 % interval, ``ahead, ahead_low, ahead_high``;
        micro F1 of all mentioned ``mentioned, mentioned_gold`` and so on; ``speed`` (ratio to the vectorizer).
    """
    own = {field: [set(article.ours[field].split()) for article in articles] for field in ("partner", "mentioned")}
    base = _tallies(articles, own["partner"], field="partner")
    rows = [_score(articles, partner=own["partner"], mentioned=own["mentioned"]) | {"reader": OWN, "choice": ""}]
    rows[0]["speed"] = measure_own_speed()
    for reader, answers in stored["answers"].items():
        found = [_split(answers[article.given.key]) for article in articles]
        mentioned = [{*headline, *rest} for headline, rest in found]
        for choice, choose in CHOICES.items():
            partner = [{code} if (code := choose(*parts)) else set() for parts in found]
            ahead = _ahead(articles, base, _tallies(articles, partner, field="partner"), seed=seed)
            own_row = {"reader": reader, "choice": choice, "speed": stored["speed"][reader]} | ahead
            rows.append(_score(articles, partner=partner, mentioned=mentioned) | own_row)
    partner, mentioned = ([field, *(f"{field}_{name}" for name in SETS)] for field in ("partner", "mentioned"))
    gaps = ["ahead", "ahead_low", "ahead_high"]
    return pd.DataFrame(rows, columns=["reader", "choice", *partner, *gaps, *mentioned, "speed"])


def _split(answer: str) -> tuple[list[str], list[str]]:
    """Return the codes of headline and rest."""
    headline, rest = answer.split("|")
    return headline.split(), rest.split()


def _tallies(articles: Sequence[LabelledArticle], given: Sequence[set[str]], *, field: str) -> np.ndarray:
    """Return twice the right codes, and the codes given and expected together, of each article: F1 is their ratio."""
    expected = [set(article.expected[field].split()) for article in articles]
    return np.array([(2 * len(want & got), len(want) + len(got)) for want, got in zip(expected, given, strict=True)])


def _f1(tallies: np.ndarray) -> float:
    right, whole = tallies.sum(axis=0)
    return float(right / whole) if whole else 1.0


def _score(articles: Sequence[LabelledArticle], **given: Sequence[set[str]]) -> dict[str, Any]:
    sets = np.array([article.given.key.split("/")[0] for article in articles])
    scores = {}
    for field, codes in given.items():
        tallies = _tallies(articles, codes, field=field)
        scores[field] = _f1(tallies)
        scores |= {f"{field}_{name}": _f1(tallies[sets == name]) for name in SETS}
    return scores


def _ahead(articles: Sequence[LabelledArticle], own: np.ndarray, other: np.ndarray, *, seed: int) -> dict[str, float]:
    """Return how much higher `own` is on the fairest set, with an interval over pages, whose articles fail together."""
    fair = np.array([article.given.key.startswith(f"{FAIREST}/") for article in articles])
    own, other = own[fair], other[fair]
    pages = pd.Series([article.given.key.rsplit("/", 1)[0] for article in articles])[fair].reset_index(drop=True)
    sums = pd.DataFrame(np.hstack([own, other])).groupby(pages).sum().to_numpy()
    weights = np.random.default_rng(seed).multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=DRAWS)
    drawn = weights @ sums
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1] - drawn[:, 2] / drawn[:, 3], INTERVAL)
    return {"ahead": _f1(own) - _f1(other), "ahead_low": float(low), "ahead_high": float(high)}


def measure_own_speed() -> float:
    """Return the ratio of this project's mentions and roles on the labelled pages to the vectorizer."""
    files = [file for pages, _ in SETS.values() for file in sorted(Path(pages).iterdir())]
    articles = [
        article for file in files for article in split_articles(parse_page(file.read_bytes(), file.name)).articles
    ]
    for article in articles:
        attribute_roles(article)  # vocabularies are read once; that is not what is measured
    texts = [article.text for article in articles]
    return measure_speed(lambda: [attribute_roles(article) for article in articles], texts=texts)
