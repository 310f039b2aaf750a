"""English articles → topics, what they are called, and how far each of them and each article in them can be trusted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from icesco_analysis.topics.clusters import (
    Grouping,
    choose_number,
    group,
    measure,
    seed_agreement,
    silhouette,
    stay_shares,
    topic_numbers,
)
from icesco_analysis.topics.found import COLUMNS, SETTLED_SHARE, Topics, make_frame
from icesco_analysis.topics.names import best_terms, liken_topics, name_topics, pick_sentences, rank_terms
from icesco_analysis.topics.terms import (
    Sentence,
    TermCounts,
    count_terms,
    find_names,
    find_stock_sentences,
    name_terms,
    read_sentences,
    weigh_terms,
)

LEAST_ARTICLES = 10
"""Different articles needed to look for topics: in resamples of seven or fewer any two groups agree by luck."""

TERMS_SHOWN = 10
"""Terms kept of each topic."""

LABEL_TERMS = 3
"""Terms in the name of a topic."""

EXAMPLES_SHOWN = 3
"""Representative releases of each topic."""

EXAMPLE_SENTENCES = 2
"""Sentences shown of each."""

_DIGITS = 4
_ALIKE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """The English articles that hold a term, with their sentences, counts and weights, and the words that are names."""

    articles: pd.DataFrame
    releases: Sequence[Sequence[Sentence]]
    names: frozenset[str]
    counts: TermCounts
    weights: csr_array


def read_articles(english: pd.DataFrame) -> Reading:
    """Return what is read of the English articles; those without any term are left out."""
    parts = zip(english["headline"], english["subtitle"], english["body"], strict=True)
    releases = [read_sentences(headline=headline, subtitle=subtitle, body=body) for headline, subtitle, body in parts]
    names = find_names(releases)
    counts = count_terms(releases, names=names, stock=find_stock_sentences(releases))
    worded = np.flatnonzero(np.diff(counts.together.indptr))
    used = TermCounts(counts.terms, counts.headlines[worded], counts.bodies[worded])
    articles = english.iloc[worded].reset_index(drop=True)
    return Reading(articles, [releases[place] for place in worded], names, used, weigh_terms(used))


def fit_english(english: pd.DataFrame, *, n_articles: int, seed: int, n_topics: int | None) -> Topics:
    """Return the topics of `english`, sorted by `article_id`, of which there were `n_articles` in all languages."""
    if n_topics is not None and not n_topics >= 2:
        raise ValueError(f"n_topics is {n_topics}; two topics are the least that tell anything")
    reading = read_articles(english)
    numbers = {
        "seed": seed,
        "n_articles": n_articles,
        "n_english": len(english),
        "n_other_language": n_articles - len(english),
        "n_without_words": len(english) - len(reading.articles),
    }
    n_different, n_terms = _count_different(reading.weights), len(reading.counts.terms)
    if n_different < LEAST_ARTICLES or n_terms <= LEAST_ARTICLES:
        return _no_topics(english, numbers, message=_too_few(n_articles, len(english), n_different))
    if n_topics is not None and n_topics >= min(n_different, n_terms):
        raise ValueError(f"n_topics is {n_topics}, but there are only {n_different} different articles")
    most = max(2, min(reading.weights.shape) - 2)
    tried = [number for number in topic_numbers(n_different) if number <= most] if n_topics is None else [n_topics]
    with threadpool_limits(limits=1):  # sums in one order on every machine
        return _fit(english, reading, numbers, tried=tried)


def _count_different(weights: csr_array) -> int:
    rows = (weights[[row]] for row in range(weights.shape[0]))
    return len({(row.indices.tobytes(), row.data.round(_ALIKE_DIGITS).tobytes()) for row in rows})


def _too_few(n_articles: int, n_english: int, n_different: int) -> str:
    if not n_articles:
        return "No topics: no articles."
    if not n_english:
        return f"No topics: none of the {n_articles} articles is in English."
    if n_english < LEAST_ARTICLES:
        noun = "article" if n_english == 1 else "articles"
        return f"No topics: {n_english} English {noun}, and at least {LEAST_ARTICLES} are needed."
    return (
        f"No topics: {n_different} of {n_english} English articles differ in words that could tell a topic, "
        f"and at least {LEAST_ARTICLES} must."
    )


def _fit(english: pd.DataFrame, reading: Reading, numbers: Mapping[str, int], *, tried: Sequence[int]) -> Topics:
    """Measure, choose, group, and describe; `numbers` are the diagnostics known so far."""
    seed = numbers["seed"]
    table, resamples = measure(reading.counts, numbers=tried, seed=seed)
    chosen = choose_number(table)
    groupings = [group(reading.weights, n_topics=number, seed=seed) for number in tried]
    found = groupings[tried.index(chosen)]
    table = table.assign(silhouette=list(map(silhouette, groupings)), chosen=table["n_topics"] == chosen).round(_DIGITS)
    row = table.set_index("n_topics").to_dict("index")[chosen]
    trust = {
        "stability": row["stability"],
        "stability_error": row["error"],
        "null_stability": row["null_limit"],
        "null_mean": row["null"],
        "seed_stability": round(seed_agreement(reading.weights, n_topics=chosen, seed=seed), _DIGITS),
        "silhouette": row["silhouette"],
        "best_n_topics": chosen,
    }
    curve = make_frame("curve", table)
    if not trust["stability"] > trust["null_stability"]:
        return _no_topics(english, {**numbers, **trust}, message=_no_structure(trust), curve=curve)
    shares = stay_shares(found.labels, resamples.labels[:, tried.index(chosen), :]).round(3)
    return _describe(english, reading, {**numbers, **trust}, grouping=found, curve=curve, shares=shares)


def _no_structure(trust: Mapping[str, float]) -> str:
    return (
        f"No stable structure: between resamples, groupings of the articles agree to {trust['stability']:.2f} at best "
        f"(adjusted Rand index, {trust['best_n_topics']} topics), and the same words shuffled between the articles "
        f"reach up to {trust['null_stability']:.2f}."
    )


def _no_topics(
    english: pd.DataFrame, numbers: Mapping[str, Any], *, message: str, curve: pd.DataFrame | None = None
) -> Topics:
    """Return the finding that nothing holds: every article unsettled and without a topic."""
    trust = dict.fromkeys(("stability", "stability_error", "null_stability", "null_mean", "seed_stability"))
    diagnostics = {**trust, "silhouette": None, "best_n_topics": None, **numbers}
    diagnostics |= {"n_topics": 0, "structured": False, "n_settled": 0, "message": message}
    empty = {name: make_frame(name, []) for name in COLUMNS}
    empty["assignments"] = make_frame(
        "assignments", [{"article_id": a, "settled": False} for a in english["article_id"]]
    )
    if curve is not None:
        empty["curve"] = curve.assign(chosen=False)
    return Topics(**empty, diagnostics=diagnostics)


def _describe(
    english: pd.DataFrame,
    reading: Reading,
    numbers: Mapping[str, Any],
    *,
    grouping: Grouping,
    curve: pd.DataFrame,
    shares: np.ndarray,
) -> Topics:
    """Order, name and illustrate the groups."""
    keys, occurrences = reading.counts.terms, reading.counts.together
    names_of = name_terms(reading.releases, names=reading.names, terms=keys)
    printed = [names_of[key] for key in keys]
    settled = shares >= SETTLED_SHARE
    grouping = _order(grouping, occurrences, settled, keys=keys)
    labels, n_topics = grouping.labels, len(grouping.centres)
    strengths = rank_terms(occurrences, _marking(labels, settled), n_topics=n_topics)
    ranked = best_terms(strengths, keys, most=TERMS_SHOWN)
    titles = name_topics(strengths, ranked, keys=keys, printed=printed, most=LABEL_TERMS)
    holders = [np.asarray((occurrences[labels == topic] > 0).sum(axis=0)).reshape(-1) for topic in range(n_topics)]
    terms = [
        (topic + 1, printed[place], round(float(strengths[topic, place]), _DIGITS), int(holders[topic][place]))
        for topic, places in enumerate(ranked)
        for place in places
    ]
    diagnostics = {**numbers, "n_topics": n_topics, "structured": True, "n_settled": int(settled.sum())}
    diagnostics["message"] = _finding(diagnostics)
    return Topics(
        assignments=_assignments(english, reading, labels=labels, shares=shares, settled=settled, titles=titles),
        terms=make_frame("terms", terms),
        diagnostics=diagnostics,
        curve=curve,
        examples=_examples(reading, grouping, settled=settled, strengths=strengths, ranked=ranked),
        similarity=_similarity(reading.weights, labels, n_topics=n_topics),
        map=_map(reading, grouping.points),
        explanations=_explanations(reading, grouping, printed=printed),
    )


def _order(grouping: Grouping, occurrences: csr_array, settled: np.ndarray, *, keys: Sequence[str]) -> Grouping:
    """Return the groups in the order of the topics: by size, then by their strongest term."""
    labels, n_topics = grouping.labels, len(grouping.centres)
    strengths = rank_terms(occurrences, _marking(labels, settled), n_topics=n_topics)
    firsts = [keys[places[0]] if places else "" for places in best_terms(strengths, keys, most=1)]
    sizes = np.bincount(labels, minlength=n_topics)
    order = sorted(range(n_topics), key=lambda topic: (-sizes[topic], firsts[topic]))
    return replace(grouping, labels=np.argsort(order)[labels], centres=grouping.centres[order])


def _marking(labels: np.ndarray, settled: np.ndarray) -> np.ndarray:
    """Return the labels of the articles that describe their topic: the settled ones, or all where none is."""
    has_settled = np.isin(labels, labels[settled])
    return np.where(settled | ~has_settled, labels, -1)


def _finding(diagnostics: Mapping[str, Any]) -> str:
    return (
        f"{diagnostics['n_topics']} topics: groupings of resampled articles agree to {diagnostics['stability']:.2f} "
        f"(adjusted Rand index), the same words shuffled between the articles reach up to "
        f"{diagnostics['null_stability']:.2f}; {diagnostics['n_settled']} of {diagnostics['n_english']} articles are "
        "settled."
    )


def _assignments(
    english: pd.DataFrame,
    reading: Reading,
    *,
    labels: np.ndarray,
    shares: np.ndarray,
    settled: np.ndarray,
    titles: Sequence[str],
) -> pd.DataFrame:
    known = reading.articles[["article_id"]].assign(
        topic=labels + 1, label=np.array(titles)[labels], share=shares, settled=settled
    )
    every = english[["article_id"]].merge(known, on="article_id", how="left")
    return make_frame("assignments", every.assign(settled=every["settled"].eq(True)))


def _examples(
    reading: Reading,
    grouping: Grouping,
    *,
    settled: np.ndarray,
    strengths: np.ndarray,
    ranked: Sequence[Sequence[int]],
) -> pd.DataFrame:
    """Return the settled articles nearest to the middle of each topic with their telling sentences."""
    keys, labels = reading.counts.terms, grouping.labels
    marking = _marking(labels, settled)
    likeness = (grouping.points * normalize(grouping.centres)[labels]).sum(axis=1).round(_DIGITS)
    articles, headlines = reading.articles["article_id"], reading.articles["headline"]
    rows = []
    for topic, places in enumerate(ranked):
        terms = {keys[place]: float(strengths[topic, place]) for place in places}
        own = np.flatnonzero(marking == topic).tolist()
        nearest = sorted(own, key=lambda place: (-likeness[place], articles[place]))[:EXAMPLES_SHOWN]
        for rank, place in enumerate(nearest, start=1):
            release = reading.releases[place]
            found = pick_sentences(release, terms=terms, names=reading.names, most=EXAMPLE_SENTENCES)
            article = (topic + 1, rank, articles[place], str(headlines[place]))
            rows += [(*article, text, ", ".join(held)) for text, held in found]
    return make_frame("examples", rows)


def _similarity(weights: csr_array, labels: np.ndarray, *, n_topics: int) -> pd.DataFrame:
    likeness = liken_topics(weights, labels, n_topics=n_topics).round(_DIGITS)
    pairs = combinations(range(n_topics), 2)
    return make_frame("similarity", [(one + 1, two + 1, likeness[one, two]) for one, two in pairs])


def _map(reading: Reading, points: np.ndarray) -> pd.DataFrame:
    """Return the two directions in which the points differ most; signs so that the widest article lies to the right."""
    _, _, axes = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    flat = ((points - points.mean(axis=0)) @ axes[:2].T).round(_DIGITS)
    signs = np.sign(flat[np.abs(flat).argmax(axis=0), range(flat.shape[1])])
    x, y = (flat * np.where(signs == 0, 1, signs)).T + 0.0
    return make_frame("map", {"article_id": reading.articles["article_id"], "x": x, "y": y})


def _explanations(reading: Reading, grouping: Grouping, *, printed: Sequence[str]) -> pd.DataFrame:
    """Return how far each term of each article draws it to the nearest middle of a topic, and away from the next."""
    if len(grouping.centres) < 2:
        return make_frame("explanations", [])
    gaps = ((grouping.points[:, None, :] - grouping.centres) ** 2).sum(axis=2)
    own, other = np.argsort(gaps, axis=1, kind="stable")[:, :2].T
    lengths = np.linalg.norm(reading.weights @ grouping.directions.T, axis=1)
    towards = (grouping.centres[own] - grouping.centres[other]) / np.where(lengths > 0, lengths, 1.0)[:, None]
    cells = reading.weights.tocoo()
    rows, columns = cells.coords
    told = pd.DataFrame(
        {
            "article_id": reading.articles["article_id"].to_numpy()[rows],
            "term": np.array(printed)[columns],
            "contribution": (cells.data * (towards[rows] * grouping.directions.T[columns]).sum(axis=1)).round(_DIGITS),
            "topic": own[rows] + 1,
            "other": other[rows] + 1,
        }
    )
    order = told.assign(size=-told["contribution"].abs()).sort_values(["article_id", "size", "term"], ignore_index=True)
    return make_frame("explanations", order)
