"""English articles → topics, what they are called, and how far each of them and each article in them can be trusted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from sklearn import config_context
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from icesco_analysis.language import count_of, read_vocabulary
from icesco_analysis.topics import clusters, terms
from icesco_analysis.topics.clusters import Grouping
from icesco_analysis.topics.found import COLUMNS, SEPARATOR, SETTLED_SHARE, Topics, make_frame
from icesco_analysis.topics.names import best_terms, name_topics, pick_sentences, rank_terms
from icesco_analysis.topics.origins import find_origins
from icesco_analysis.topics.terms import Sentence, TermCounts, weigh_terms

FITTED_MOST = 20_000
"""Articles that topics are fitted on; of more these are drawn at random, and the others join the nearest topic."""

JOINED_AT_ONCE = 2_000
"""Articles that join at a time."""

LEAST_ARTICLES = 10
"""Different articles needed to look for topics: in resamples of seven or fewer any two groups agree by luck."""

TERMS_SHOWN, LABEL_TERMS = 10, 3
"""Terms kept of each topic, and terms in its name."""

EXAMPLES_SHOWN, EXAMPLE_SENTENCES = 3, 2
"""Representative releases of each topic, and sentences shown of each."""

_DIGITS = 4
_ALIKE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """The English articles that hold a term, with their sentences, counts and weights, and the words that are names."""

    articles: pd.DataFrame
    releases: Sequence[Sequence[Sentence]]
    names: frozenset[str]
    stock: frozenset[str]
    counts: TermCounts
    weights: csr_array


def read_articles(english: pd.DataFrame) -> Reading:
    """Return what is read of the English articles; those without any term are left out."""
    releases = _read_releases(english)
    names, stock = terms.find_names(releases), terms.find_stock_sentences(releases)
    counts = terms.count_terms(releases, names=names, stock=stock)
    worded = np.flatnonzero(np.diff(counts.together.indptr))
    used = TermCounts(counts.terms, counts.headlines[worded], counts.bodies[worded])
    articles = english.iloc[worded].reset_index(drop=True)
    return Reading(articles, [releases[place] for place in worded], names, stock, used, weigh_terms(used))


def _read_releases(english: pd.DataFrame) -> list[list[Sentence]]:
    parts = zip(english["headline"], english["subtitle"], english["body"], strict=True)
    return [terms.read_sentences(headline=headline, subtitle=subtitle, body=body) for headline, subtitle, body in parts]


def fit_english(english: pd.DataFrame, *, n_articles: int, seed: int) -> Topics:
    """Return the topics of `english`, sorted by `article_id`, of which there were `n_articles` in all languages."""
    drawn = np.random.default_rng(seed).permutation(len(english))[:FITTED_MOST]
    is_drawn = np.isin(np.arange(len(english)), drawn)
    reading = read_articles(english[is_drawn])
    numbers = {
        "seed": seed, "n_articles": n_articles, "n_english": len(english),
        "n_other_language": n_articles - len(english), "n_fitted": int(is_drawn.sum()),
        "n_without_words": int(is_drawn.sum()) - len(reading.articles),
    }  # fmt: skip
    n_different, n_terms = _count_different(reading.weights), len(reading.counts.terms)
    if n_different < LEAST_ARTICLES or n_terms <= LEAST_ARTICLES:
        few = "few articles" if len(english) < LEAST_ARTICLES else "few differ"
        articles = count_of(len(english), "English article")
        told = _tell(few, **numbers, articles=articles, n_different=n_different, least=LEAST_ARTICLES)
        return _no_topics(english, numbers, message=told)
    most = max(2, min(reading.weights.shape) - 2)
    tried = [number for number in clusters.topic_numbers(n_different) if number <= most]
    one_thread = threadpool_limits(limits=1)  # sums in one order on every machine
    with one_thread, config_context(assume_finite=True, skip_parameter_validation=True):  # a third of the time of a fit
        return _fit(english, reading, numbers, tried=tried, rest=np.flatnonzero(~is_drawn))


def _count_different(weights: csr_array) -> int:
    rows = (weights[[row]] for row in range(weights.shape[0]))
    return len({(row.indices.tobytes(), row.data.round(_ALIKE_DIGITS).tobytes()) for row in rows})


def _tell(finding: str, **numbers: object) -> str:
    """Return a sentence of ``data/topic_findings.tsv`` with its numbers."""
    rows = read_vocabulary("topic_findings.tsv", columns=["finding", "said"])
    return next(row["said"] for row in rows if row["finding"] == finding).format(**numbers)


def _fit(
    english: pd.DataFrame, reading: Reading, numbers: Mapping[str, int], *, tried: Sequence[int], rest: np.ndarray
) -> Topics:
    """Measure, choose, group, and describe; `numbers` are the diagnostics known so far."""
    seed = numbers["seed"]
    table, nulls, resampled = clusters.measure(reading.counts, numbers=tried, seed=seed)
    chosen = clusters.choose_number(table)
    found = clusters.group(reading.weights, n_topics=chosen, seed=seed)
    row = table.set_index("n_topics").loc[chosen]
    trust = {
        "stability": row["stability"],
        "stability_error": row["error"],
        "null_stability": nulls.max(),
        "null_draws": clusters.NULL_DRAWS,
        "p_value": (1 + (nulls >= row["stability"]).sum()) / (1 + clusters.NULL_DRAWS),
        "seed_stability": clusters.seed_agreement(found.points, n_topics=chosen, seed=seed),
        "silhouette": clusters.silhouettes(reading.weights, found.labels).mean(),
        "best_n_topics": chosen,
    }
    curve = make_frame("curve", table.assign(chosen=table["n_topics"] == chosen).round(_DIGITS))
    structured = row["stability"] > nulls.max()
    trust = {name: value if isinstance(value, int) else round(float(value), _DIGITS) for name, value in trust.items()}
    if not structured:
        return _no_topics(english, {**numbers, **trust}, message=_tell("no structure", **trust), curve=curve)
    shares = clusters.stay_shares(found.labels, resampled[:, tried.index(chosen)]).round(3)
    return _describe(english, reading, {**numbers, **trust}, grouping=found, curve=curve, shares=shares, rest=rest)


def _no_topics(
    english: pd.DataFrame, numbers: Mapping[str, Any], *, message: str, curve: pd.DataFrame | None = None
) -> Topics:
    """Return the finding that nothing holds: every article unsettled and without a topic."""
    trust = ("stability", "stability_error", "null_stability", "null_draws", "p_value", "page_stability", "page_parts")
    diagnostics = {**dict.fromkeys((*trust, "seed_stability", "silhouette", "best_n_topics")), **numbers}
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
    rest: np.ndarray,
) -> Topics:
    keys, occurrences = reading.counts.terms, reading.counts.together
    names_of = terms.name_terms(reading.releases, names=reading.names, terms=keys)
    printed = [names_of[key] for key in keys]
    settled = shares >= SETTLED_SHARE
    grouping = _order(grouping, occurrences, settled, keys=keys)
    labels, n_topics = grouping.labels, len(grouping.centres)
    strengths = rank_terms(occurrences, _marking(labels, settled), n_topics=n_topics)
    ranked = best_terms(strengths, keys, most=TERMS_SHOWN)
    titles = name_topics(strengths, ranked, keys=keys, printed=printed, most=LABEL_TERMS)
    holders = [np.asarray((occurrences[labels == topic] > 0).sum(axis=0)).reshape(-1) for topic in range(n_topics)]
    told = [
        (topic + 1, printed[place], round(float(strengths[topic, place]), _DIGITS), int(holders[topic][place]), own)
        for topic, places in enumerate(ranked)
        for place in places
        for own in [printed[place] in titles[topic].split(SEPARATOR)]
    ]
    pages, page_trust = _leave_pages_out(reading, labels, n_topics=n_topics)
    diagnostics = {**numbers, **page_trust, "n_topics": n_topics, "structured": True, "n_settled": int(settled.sum())}
    drawn = f" {_tell('drawn', **diagnostics, n_others=len(rest))}" if len(rest) else ""
    diagnostics["message"] = _tell("structure", **diagnostics) + drawn
    placed = _place(reading.articles, occurrences, labels, titles=titles, printed=printed)
    parts = [placed.assign(share=shares, settled=settled)]
    for start in range(0, len(rest), JOINED_AT_ONCE):
        more = english.iloc[rest[start : start + JOINED_AT_ONCE]]
        counts = terms.count_known(_read_releases(more), names=reading.names, stock=reading.stock, terms=keys)
        worded = np.diff(counts.together.indptr) > 0
        joined = grouping.join(weigh_terms(counts, among=reading.counts)[worded])
        parts.append(_place(more[worded], counts.together[worded], joined, titles=titles, printed=printed))
    every = english[["article_id"]].merge(pd.concat(parts), how="left")
    return Topics(
        assignments=make_frame("assignments", every.assign(settled=every["settled"].eq(True))),
        terms=make_frame("terms", told),
        diagnostics=diagnostics,
        curve=curve,
        examples=_examples(reading, grouping, settled=settled, strengths=strengths, ranked=ranked),
        origins=make_frame("origins", list(find_origins(labels, reading.articles))),
        pages=pages,
    )


def _leave_pages_out(
    reading: Reading, labels: np.ndarray, *, n_topics: int
) -> tuple[pd.DataFrame, Mapping[str, float | None]]:
    """Return how far the groups come back without each page, and how far such groupings agree with each other."""
    sources = reading.articles["source"]
    found = clusters.leave_out(reading.weights, sources, n_topics=n_topics, least=LEAST_ARTICLES)
    agreed = {part: clusters.agree(np.stack([labels, own]))[0, 1] for part, own in found.items()}
    agreement = {page: value for part, value in agreed.items() for page in part}
    pages = sources.value_counts().sort_index().rename_axis("source").reset_index(name="n")
    pages["agreement"] = pages["source"].map(agreement).astype("float64").round(_DIGITS)
    groupings = np.stack(list(found.values())) if len(found) > 1 else None
    together = None if groupings is None else round(float(clusters.agree_all(groupings).mean()), _DIGITS)
    return make_frame("pages", pages), {"page_stability": together, "page_parts": len(found)}


def _place(
    articles: pd.DataFrame, occurrences: csr_array, labels: np.ndarray, *, titles: Sequence[str], printed: Sequence[str]
) -> pd.DataFrame:
    """Return the topic of each article, its name, and how many of the words that name it the article holds."""
    naming = np.array([np.isin(printed, title.split(SEPARATOR)) for title in titles])
    held = (occurrences > 0).astype(np.int64) @ naming.T
    placed = articles[["article_id"]].assign(topic=labels + 1, label=np.array(titles)[labels])
    return placed.assign(held=np.asarray(held[np.arange(len(labels)), labels]))


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


def _examples(
    reading: Reading, grouping: Grouping, *, settled: np.ndarray, strengths: np.ndarray, ranked: Sequence[Sequence[int]]
) -> pd.DataFrame:
    """Return the settled articles nearest to the middle of each topic with their telling sentences."""
    keys, labels = reading.counts.terms, grouping.labels
    marking = _marking(labels, settled)
    likeness = (grouping.points * normalize(grouping.centres)[labels]).sum(axis=1).round(_DIGITS)
    articles, headlines = reading.articles["article_id"], reading.articles["headline"]
    rows = []
    for topic, places in enumerate(ranked):
        strength = {keys[place]: float(strengths[topic, place]) for place in places}
        own = np.flatnonzero(marking == topic).tolist()
        nearest = sorted(own, key=lambda place: (-likeness[place], articles[place]))[:EXAMPLES_SHOWN]
        for rank, place in enumerate(nearest, start=1):
            release = reading.releases[place]
            found = pick_sentences(release, terms=strength, names=reading.names, most=EXAMPLE_SENTENCES)
            article = (topic + 1, rank, articles[place], str(headlines[place]))
            rows += [(*article, text, ", ".join(held)) for text, held in found]
    return make_frame("examples", rows)
