"""Articles → topics, what they are called, and how far each of them and each article in them can be trusted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from sklearn.preprocessing import normalize

from icesco_analysis.corpus import table_bytes, write_files
from icesco_analysis.topics.clusters import (
    Grouping,
    Resamples,
    choose_number,
    group,
    measure,
    one_thread,
    seed_agreement,
    silhouette,
    stay_shares,
    topic_numbers,
)
from icesco_analysis.topics.names import best_terms, liken_topics, name_topics, pick_sentences, rank_terms
from icesco_analysis.topics.terms import (
    HEADLINE_WEIGHT,
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

SETTLED_SHARE = 0.75
"""Share of the resamples in which an article must stay with its topic to count as settled: three of four."""

TERMS_SHOWN = 10
"""Terms kept of each topic."""

LABEL_TERMS = 3
"""Terms in the name of a topic."""

EXAMPLES_SHOWN = 3
"""Representative releases of each topic."""

EXAMPLE_SENTENCES = 2
"""Sentences shown of each."""

FLOOR_QUANTILE = 0.05
"""A new article is settled if it is as near to its topic as all but this share of the settled articles are."""

_DIGITS = 4
_MODEL_DIGITS = 6
_COLUMNS = {
    "assignments": {"article_id": "str", "topic": "Int64", "label": "str", "share": "float64", "settled": "bool"},
    "terms": {"topic": "int64", "term": "str", "weight": "float64", "n_articles": "int64"},
    "curve": {
        "n_topics": "int64",
        "stability": "float64",
        "error": "float64",
        "null": "float64",
        "null_deviation": "float64",
        "silhouette": "float64",
        "chosen": "bool",
    },
    "examples": {
        "topic": "int64",
        "rank": "int64",
        "article_id": "str",
        "headline": "str",
        "sentence": "str",
        "terms": "str",
    },
    "similarity": {"topic": "int64", "other": "int64", "similarity": "float64"},
    "map": {"article_id": "str", "x": "float64", "y": "float64"},
}


@dataclass(frozen=True, slots=True, eq=False)
class TopicModel:
    """What it takes to say where an article lies and why.

    Parameters
    ----------
    keys, printed
        Terms of the vocabulary: the stems they are counted under and the forms to show.
    idf
        Inverse document frequency of each term.
    directions
        Terms in the space of topics: shape (dimensions, terms).
    centres
        Middle of each topic: shape (topics, dimensions); row 0 is topic 1.
    floors
        Least similarity to the middle at which a new article counts as settled in a topic.
    stock
        Fingerprints of the sentences left out.
    articles, weights
        Identifiers of the fitted articles and their term weights, one row each.
    """

    keys: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()
    idf: np.ndarray = field(default_factory=lambda: np.zeros(0))
    directions: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    centres: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    floors: np.ndarray = field(default_factory=lambda: np.zeros(0))
    stock: frozenset[str] = frozenset()
    articles: tuple[str, ...] = ()
    weights: csr_array = field(default_factory=lambda: csr_array((0, 0)))

    def place(self, weights: csr_array) -> np.ndarray:
        """Return the articles of `weights` as directions of length 1 in the space of topics."""
        return np.asarray(normalize(weights @ self.directions.T))

    def nearest(self, points: np.ndarray) -> np.ndarray:
        """Return the squared distances of `points` to the middle of each topic."""
        return np.asarray(((points[:, None, :] - self.centres[None, :, :]) ** 2).sum(axis=2))


@dataclass(frozen=True, slots=True, eq=False)
class Topics:
    """The topics of a corpus with their trust.

    Parameters
    ----------
    assignments
        One row an English article, by `article_id`: `topic` (from 1, by size; NA where it has none), `label`, `share`
        of the resamples in which the article stays with its topic, and whether it is `settled`.
    terms
        The strongest terms of each topic: `topic`, `term`, `weight` (class-based TF-IDF), `n_articles` of the topic
        that hold it.
    diagnostics
        Numbers by name: `n_topics` (0 where nothing holds), `structured`, `stability` (mean adjusted Rand index of
        pairs of resamples at the number of topics chosen), `stability_error`, `null_stability` (what shuffled terms may
        reach; `stability` must be above it), `null_mean`, `seed_stability` (the same index between full fits with
        different seeds), `silhouette`, `seed`, numbers of articles, and `message`, all of it in a sentence.
    curve
        `stability`, its standard `error`, `null`, `null_deviation` and `silhouette` of each `n_topics` tried, and which
        one was `chosen`.
    examples
        Representative releases of each topic with the sentences that carry its terms.
    similarity
        Cosine of the mean term weights of each two topics.
    map
        Two coordinates of each article with a topic, for drawing.
    model
        What `explain` and `assign` compute with.
    """

    assignments: pd.DataFrame
    terms: pd.DataFrame
    diagnostics: Mapping[str, Any]
    curve: pd.DataFrame
    examples: pd.DataFrame
    similarity: pd.DataFrame
    map: pd.DataFrame
    model: TopicModel

    @property
    def labels(self) -> dict[int, str]:
        """Name of each topic."""
        named = self.assignments.dropna(subset="topic").drop_duplicates("topic").sort_values("topic")
        return {int(topic): str(label) for topic, label in zip(named["topic"], named["label"], strict=True)}

    def explain(self, article_id: str) -> pd.DataFrame:
        """Return the terms that put an article where it is, the most telling first.

        Parameters
        ----------
        article_id
            Identifier of a fitted article.

        Returns
        -------
        pandas.DataFrame
            `term`, `contribution` (above 0: towards its topic; below: towards the next best), `topic`, `other`. The
            contributions add up to how much nearer the article's direction points to the middle of its topic. No rows
            for an article without a topic.

        Raises
        ------
        KeyError
            If the article was not among those fitted.
        """
        if article_id not in set(self.assignments["article_id"]):
            raise KeyError(f"no article {article_id!r} among the {len(self.assignments)} fitted")
        if article_id not in self.model.articles or not self.diagnostics["n_topics"]:
            return _frame("explanation", [])
        weights = self.model.weights[[self.model.articles.index(article_id)]]
        own, other = np.argsort(self.model.nearest(self.model.place(weights))[0], kind="stable")[:2]
        length = float(np.linalg.norm(weights @ self.model.directions.T)) or 1.0
        towards = self.model.directions.T @ (self.model.centres[own] - self.model.centres[other])
        cells = weights.tocoo()
        rows = [
            {
                "term": self.model.printed[column],
                "contribution": round(float(value * towards[column] / length), _DIGITS),
                "topic": int(own) + 1,
                "other": int(other) + 1,
            }
            for column, value in zip(cells.coords[1], cells.data, strict=True)
        ]
        return _frame("explanation", sorted(rows, key=lambda row: (-abs(row["contribution"]), row["term"])))

    def assign(self, articles: pd.DataFrame) -> pd.DataFrame:
        """Return the topic of each of `articles`, new ones among them, without fitting anything anew.

        Parameters
        ----------
        articles
            Frame with `article_id`, `headline`, `subtitle`, `body`, `language`.

        Returns
        -------
        pandas.DataFrame
            One row an English article, by `article_id`: `topic` (NA where no word of it is known or there are no
            topics), `label`, `similarity` to the middle of the topic, `settled`: as similar as the settled ones are.
        """
        english = _english(articles)
        if not self.diagnostics["n_topics"] or english.empty:
            rows = [{"article_id": article, "settled": False} for article in english["article_id"]]
            return _frame("new", rows)
        counts = count_terms(_read(english), names=frozenset(), stock=self.model.stock, terms=self.model.keys)
        weights, _ = weigh_terms(counts, idf=self.model.idf)
        points = self.model.place(weights)
        nearest = self.model.nearest(points).argmin(axis=1)
        likeness = (points * normalize(self.model.centres)[nearest]).sum(axis=1).round(_DIGITS)
        known = np.asarray(weights.sum(axis=1)).reshape(-1) > 0
        rows = [
            {
                "article_id": article,
                "topic": int(topic) + 1 if has_words else pd.NA,
                "label": self.labels[int(topic) + 1] if has_words else None,
                "similarity": float(value) if has_words else np.nan,
                "settled": bool(has_words and value >= self.model.floors[topic]),
            }
            for article, topic, value, has_words in zip(english["article_id"], nearest, likeness, known, strict=True)
        ]
        return _frame("new", rows)

    def save(self, folder: str | Path) -> list[Path]:
        """Write everything as JSON and Parquet files to `folder`, all or none, and return their paths."""
        folder = Path(folder)
        contents = {f"{name}.parquet": getattr(self, name) for name in _COLUMNS}
        contents |= {f"{name}.parquet": frame for name, frame in _model_frames(self.model).items()}
        plain = {
            "diagnostics": dict(self.diagnostics),
            "centres": self.model.centres.tolist(),
            "floors": self.model.floors.tolist(),
            "stock": sorted(self.model.stock),
            "articles": list(self.model.articles),
        }
        text = json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"
        files = {folder / name: table_bytes(frame, ending="parquet") for name, frame in contents.items()}
        return write_files({**files, folder / "topics.json": text.encode("utf-8")})


_EXTRA_COLUMNS = {
    "explanation": {"term": "str", "contribution": "float64", "topic": "int64", "other": "int64"},
    "new": {"article_id": "str", "topic": "Int64", "label": "str", "similarity": "float64", "settled": "bool"},
}


def _frame(name: str, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    types = {**_COLUMNS, **_EXTRA_COLUMNS}[name]
    return pd.DataFrame(list(rows), columns=list(types)).astype(types)


# --- fitting ---------------------------------------------------------------------------------------------------------


def fit_topics(articles: pd.DataFrame, *, seed: int, n_topics: int | None = None) -> Topics:
    """Return the topics of the English articles among `articles`, or the finding that there are none that hold.

    Parameters
    ----------
    articles
        Frame with `article_id` (each once), `headline`, `subtitle`, `body`, `language`; the order of rows and further
        columns do not matter.
    seed
        Seed of everything random: resamples, shuffled corpora, starts of the clustering.
    n_topics
        Number of topics to take; None chooses it by stability. A number given is still held against shuffled terms.

    Raises
    ------
    ValueError
        If a column is missing, an identifier comes twice, or `n_topics` is not between 2 and the number of articles.

    Notes
    -----
    TF-IDF of the words left by `terms`, as many directions as topics, KMeans on the unit sphere. The number of topics
    is the largest whose stability over resamples and seeds is within one standard error of the best. Where that
    stability is not above what corpora of the same words shuffled between the articles reach (mean of their best plus
    three standard deviations), nothing is structured: no topics, no terms, every article unsettled.

    Sources: stability of resamples, Ben-Hur, Elisseeff and Guyon (2002); its limits, von Luxburg (2010); a null
    reference, Tibshirani, Walther and Hastie (2001); one-standard-error rule, Breiman et al. (1984); adjusted Rand
    index, Hubert and Arabie (1985); silhouette, Rousseeuw (1987); class-based TF-IDF, Grootendorst (2022).

    Known to be weak: topics are exclusive, so a release about two subjects is put with one, and mostly unsettled.

    Examples
    --------
    >>> few = pd.DataFrame({"article_id": ["a"], "headline": ["Boats"], "subtitle": [None], "body": ["Boats sail."],
    ...                     "language": ["en"]})
    >>> topics = fit_topics(few, seed=1)
    >>> topics.diagnostics["n_topics"], topics.diagnostics["message"]
    (0, 'No topics: 1 English article, and at least 10 are needed.')
    """
    english = _english(articles)
    if n_topics is not None and not n_topics >= 2:
        raise ValueError(f"n_topics is {n_topics}; two topics are the least that tell anything")
    releases = _read(english)
    names, stock = find_names(releases), find_stock_sentences(releases)
    counts = count_terms(releases, names=names, stock=stock)
    weights, _ = weigh_terms(counts)
    worded = np.flatnonzero(np.diff(weights.indptr))
    numbers = {
        "seed": seed,
        "n_articles": len(articles),
        "n_english": len(english),
        "n_other_language": len(articles) - len(english),
        "n_without_words": len(english) - len(worded),
    }
    n_different = _count_different(weights[worded])
    if n_different < LEAST_ARTICLES or len(counts.terms) <= LEAST_ARTICLES:
        return _no_topics(english, numbers, message=_too_few(len(articles), len(english), n_different))
    if n_topics is not None and n_topics >= min(n_different, len(counts.terms)):
        raise ValueError(f"n_topics is {n_topics}, but there are only {n_different} different articles")
    with one_thread():
        return _fit(_Reading(english, releases, names, stock, counts, worded), numbers, n_topics=n_topics)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read of the English articles: their sentences, what was left out, the counts, which rows have words."""

    english: pd.DataFrame
    releases: list[list[Sentence]]
    names: frozenset[str]
    stock: frozenset[str]
    counts: TermCounts
    worded: np.ndarray

    @property
    def used(self) -> TermCounts:
        """Counts of the articles that have words."""
        return TermCounts(self.counts.terms, self.counts.headlines[self.worded], self.counts.bodies[self.worded])


def _count_different(weights: csr_array) -> int:
    rows = (weights[[row]] for row in range(weights.shape[0]))
    return len({(row.indices.tobytes(), row.data.round(_MODEL_DIGITS).tobytes()) for row in rows})


def _english(articles: pd.DataFrame) -> pd.DataFrame:
    needed = ["article_id", "headline", "subtitle", "body", "language"]
    missing = [column for column in needed if column not in articles.columns]
    if missing:
        raise ValueError(f"articles lack the columns {', '.join(missing)}")
    if articles["article_id"].duplicated().any():
        raise ValueError(
            f"article_id {articles.loc[articles['article_id'].duplicated(), 'article_id'].iloc[0]!r} comes twice"
        )
    english = articles.loc[articles["language"] == "en", needed].sort_values("article_id", ignore_index=True)
    return english.fillna({"headline": "", "subtitle": "", "body": ""})


def _read(english: pd.DataFrame) -> list[list[Sentence]]:
    parts = zip(english["headline"], english["subtitle"], english["body"], strict=True)
    return [read_sentences(headline=headline, subtitle=subtitle, body=body) for headline, subtitle, body in parts]


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


def _fit(reading: _Reading, numbers: Mapping[str, int], *, n_topics: int | None) -> Topics:
    """Measure, choose, group, and describe; `numbers` are the diagnostics known so far."""
    seed = numbers["seed"]
    weights, idf = weigh_terms(reading.used)
    tried = [n_topics] if n_topics is not None else _numbers_to_try(weights)
    table, resamples = measure(reading.used, numbers=tried, seed=seed)
    chosen = choose_number(table)
    groupings = {number: group(weights, n_topics=number, seed=seed) for number in tried}
    curve = _curve(table, groupings, chosen=chosen)
    row = table.loc[table["n_topics"] == chosen].iloc[0]
    trust = {
        "stability": round(float(row["stability"]), _DIGITS),
        "stability_error": round(float(row["error"]), _DIGITS),
        "null_stability": round(float(row["null_limit"]), _DIGITS),
        "null_mean": round(float(row["null"]), _DIGITS),
        "seed_stability": round(seed_agreement(weights, n_topics=chosen, seed=seed), _DIGITS),
        "silhouette": round(silhouette(groupings[chosen]), _DIGITS),
        "best_n_topics": chosen,
    }
    if not trust["stability"] > trust["null_stability"]:
        return _no_topics(reading.english, {**numbers, **trust}, message=_no_structure(trust), curve=curve)
    return _describe(
        reading,
        {**numbers, **trust},
        weights=weights,
        idf=idf,
        grouping=groupings[chosen],
        curve=curve,
        shares=_shares(groupings[chosen], resamples, place=tried.index(chosen)),
    )


def _numbers_to_try(weights: csr_array) -> list[int]:
    most = min(weights.shape) - 2
    return [number for number in topic_numbers(_count_different(weights)) if number <= max(most, 2)]


def _shares(grouping: Grouping, resamples: Resamples, *, place: int) -> np.ndarray:
    return stay_shares(grouping.labels, resamples.labels[:, place, :])


def _curve(table: pd.DataFrame, groupings: Mapping[int, Grouping], *, chosen: int) -> pd.DataFrame:
    curve = table.assign(
        silhouette=[silhouette(groupings[number]) for number in table["n_topics"]], chosen=table["n_topics"] == chosen
    )
    return curve[list(_COLUMNS["curve"])].astype(_COLUMNS["curve"]).round(_DIGITS)


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
    empty = {name: _frame(name, []) for name in _COLUMNS}
    empty["assignments"] = _frame("assignments", [{"article_id": a, "settled": False} for a in english["article_id"]])
    if curve is not None:
        empty["curve"] = curve.assign(chosen=False)
    return Topics(**empty, diagnostics=diagnostics, model=TopicModel())


def _describe(
    reading: _Reading,
    numbers: Mapping[str, Any],
    *,
    weights: csr_array,
    idf: np.ndarray,
    grouping: Grouping,
    curve: pd.DataFrame,
    shares: np.ndarray,
) -> Topics:
    """Order, name and illustrate the groups."""
    keys = reading.counts.terms
    shares = shares.round(3)
    settled = shares >= SETTLED_SHARE
    names_of = name_terms(reading.releases, names=reading.names, terms=keys)
    printed = [names_of[key] for key in keys]
    occurrences = csr_array(reading.used.headlines * HEADLINE_WEIGHT + reading.used.bodies)
    n_topics = int(grouping.labels.max()) + 1
    order = _order(occurrences, grouping.labels, settled, keys=keys, n_topics=n_topics)
    labels = np.argsort(order)[grouping.labels]
    marked = _marking(labels, settled, n_topics=n_topics)
    strengths = rank_terms(occurrences, marked, n_topics=n_topics)
    ranked = best_terms(strengths, keys, most=TERMS_SHOWN)
    titles = name_topics(strengths, ranked, keys=keys, printed=printed, most=LABEL_TERMS)
    holders = [np.asarray((occurrences[labels == topic] > 0).sum(axis=0)).reshape(-1) for topic in range(n_topics)]
    model = _model(reading, weights, idf, grouping, labels=labels, order=order, settled=settled, printed=printed)
    diagnostics = {**numbers, "n_topics": n_topics, "structured": True, "n_settled": int(settled.sum())}
    diagnostics["message"] = _finding(diagnostics)
    return Topics(
        assignments=_assignments(reading, labels=labels, shares=shares, settled=settled, titles=titles),
        terms=_frame(
            "terms",
            [
                {
                    "topic": topic + 1,
                    "term": printed[place],
                    "weight": round(float(strengths[topic, place]), _DIGITS),
                    "n_articles": int(holders[topic][place]),
                }
                for topic, places in enumerate(ranked)
                for place in places
            ],
        ),
        diagnostics=diagnostics,
        curve=curve,
        examples=_examples(reading, model, labels=labels, settled=settled, strengths=strengths, ranked=ranked),
        similarity=_similarity(weights, labels, n_topics=n_topics),
        map=_map(reading, grouping.points),
        model=model,
    )


def _order(
    occurrences: csr_array, labels: np.ndarray, settled: np.ndarray, *, keys: Sequence[str], n_topics: int
) -> np.ndarray:
    """Return the groups in the order of the topics: by size, then by their strongest term."""
    strengths = rank_terms(occurrences, _marking(labels, settled, n_topics=n_topics), n_topics=n_topics)
    firsts = [keys[places[0]] if places else "" for places in best_terms(strengths, keys, most=1)]
    sizes = np.bincount(labels, minlength=n_topics)
    return np.array(sorted(range(n_topics), key=lambda topic: (-sizes[topic], firsts[topic])))


def _marking(labels: np.ndarray, settled: np.ndarray, *, n_topics: int) -> np.ndarray:
    """Return the labels of the articles that describe their topic: the settled ones, or all where none is."""
    has_settled = np.array([bool((settled & (labels == topic)).any()) for topic in range(n_topics)])
    return np.where(settled | ~has_settled[labels], labels, -1)


def _finding(diagnostics: Mapping[str, Any]) -> str:
    return (
        f"{diagnostics['n_topics']} topics: groupings of resampled articles agree to {diagnostics['stability']:.2f} "
        f"(adjusted Rand index), the same words shuffled between the articles reach up to "
        f"{diagnostics['null_stability']:.2f}; {diagnostics['n_settled']} of {diagnostics['n_english']} articles are "
        "settled."
    )


def _assignments(
    reading: _Reading, *, labels: np.ndarray, shares: np.ndarray, settled: np.ndarray, titles: Sequence[str]
) -> pd.DataFrame:
    rows: list[dict[str, Any]] = [
        {"article_id": article, "settled": False} for article in reading.english["article_id"]
    ]
    for place, topic, share, sure in zip(reading.worded, labels, shares, settled, strict=True):
        found = {"topic": int(topic) + 1, "label": titles[topic], "share": float(share), "settled": bool(sure)}
        rows[int(place)].update(found)
    return _frame("assignments", rows)


def _model(
    reading: _Reading,
    weights: csr_array,
    idf: np.ndarray,
    grouping: Grouping,
    *,
    labels: np.ndarray,
    order: np.ndarray,
    settled: np.ndarray,
    printed: Sequence[str],
) -> TopicModel:
    centres = grouping.centres[order].round(_MODEL_DIGITS)
    likeness = (grouping.points * normalize(centres)[labels]).sum(axis=1)
    floors = [_floor(likeness[labels == topic], settled[labels == topic]) for topic in range(len(order))]
    articles = reading.english["article_id"].iloc[reading.worded]
    return TopicModel(
        keys=reading.counts.terms,
        printed=tuple(printed),
        idf=idf.round(_MODEL_DIGITS),
        directions=grouping.directions.round(_MODEL_DIGITS),
        centres=centres,
        floors=np.array(floors).round(_DIGITS),
        stock=reading.stock,
        articles=tuple(articles),
        weights=_rounded(weights),
    )


def _rounded(weights: csr_array) -> csr_array:
    rounded = weights.copy()
    rounded.data = rounded.data.round(_MODEL_DIGITS)
    return rounded


def _floor(likeness: np.ndarray, settled: np.ndarray) -> float:
    return float(np.quantile(likeness[settled], FLOOR_QUANTILE)) if settled.any() else 1.0


def _examples(
    reading: _Reading,
    model: TopicModel,
    *,
    labels: np.ndarray,
    settled: np.ndarray,
    strengths: np.ndarray,
    ranked: Sequence[Sequence[int]],
) -> pd.DataFrame:
    """Return the settled articles nearest to the middle of each topic with their telling sentences."""
    likeness = (model.place(model.weights) * normalize(model.centres)[labels]).sum(axis=1).round(_DIGITS)
    rows = []
    for topic, places in enumerate(ranked):
        terms = {model.keys[place]: float(strengths[topic, place]) for place in places}
        own = np.flatnonzero((labels == topic) & (settled | ~settled[labels == topic].any()))
        nearest = sorted(own, key=lambda place: (-likeness[place], model.articles[place]))[:EXAMPLES_SHOWN]
        for rank, place in enumerate(nearest, start=1):
            release = reading.releases[reading.worded[place]]
            article = {
                "topic": topic + 1,
                "rank": rank,
                "article_id": model.articles[place],
                "headline": str(reading.english["headline"].iloc[reading.worded[place]]),
            }
            found = pick_sentences(release, terms=terms, names=reading.names, most=EXAMPLE_SENTENCES)
            rows += [{**article, "sentence": text, "terms": ", ".join(held)} for text, held in found]
    return _frame("examples", rows)


def _similarity(weights: csr_array, labels: np.ndarray, *, n_topics: int) -> pd.DataFrame:
    likeness = liken_topics(weights, labels, n_topics=n_topics).round(_DIGITS)
    pairs = [(topic, other) for topic in range(n_topics) for other in range(topic + 1, n_topics)]
    rows = [{"topic": one + 1, "other": two + 1, "similarity": float(likeness[one, two])} for one, two in pairs]
    return _frame("similarity", rows)


def _map(reading: _Reading, points: np.ndarray) -> pd.DataFrame:
    """Return the two directions in which the points differ most; signs so that the widest article lies to the right."""
    _, _, axes = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    flat = ((points - points.mean(axis=0)) @ axes[:2].T).round(_DIGITS)
    signs = np.sign(flat[np.abs(flat).argmax(axis=0), range(flat.shape[1])])
    x, y = (flat * np.where(signs == 0, 1, signs)).T + 0.0
    articles = reading.english["article_id"].iloc[reading.worded]
    rows = [{"article_id": a, "x": float(left), "y": float(up)} for a, left, up in zip(articles, x, y, strict=True)]
    return _frame("map", rows)


# --- files -----------------------------------------------------------------------------------------------------------


def _model_frames(model: TopicModel) -> dict[str, pd.DataFrame]:
    directions = {f"direction_{number + 1}": row for number, row in enumerate(model.directions)}
    terms = {"key": pd.Series(model.keys, dtype="str"), "printed": pd.Series(model.printed, dtype="str")}
    cells = model.weights.tocoo()
    weights = {"article": cells.coords[0], "term": cells.coords[1], "weight": cells.data}
    return {
        "vocabulary": pd.DataFrame({**terms, "idf": model.idf, **directions}),
        "weights": pd.DataFrame(weights).astype({"article": "int64", "term": "int64", "weight": "float64"}),
    }


def load_topics(folder: str | Path) -> Topics:
    """Return the topics that `Topics.save` wrote to `folder`.

    Raises
    ------
    FileNotFoundError
        If a file of them is missing.
    ValueError
        If a file does not hold the columns it should.
    """
    folder = Path(folder)
    plain = json.loads((folder / "topics.json").read_text(encoding="utf-8"))
    frames = {name: _read_frame(folder / f"{name}.parquet", types) for name, types in _COLUMNS.items()}
    vocabulary = pd.read_parquet(folder / "vocabulary.parquet")
    cells = pd.read_parquet(folder / "weights.parquet")
    keys = tuple(str(key) for key in vocabulary["key"])
    shape = (len(plain["articles"]), len(keys))
    directions = vocabulary.filter(regex=r"^direction_\d+$").to_numpy(dtype=np.float64).T
    model = TopicModel(
        keys=keys,
        printed=tuple(str(form) for form in vocabulary["printed"]),
        idf=vocabulary["idf"].to_numpy(dtype=np.float64),
        directions=directions,
        centres=np.array(plain["centres"], dtype=np.float64).reshape(len(plain["centres"]), len(directions)),
        floors=np.array(plain["floors"], dtype=np.float64),
        stock=frozenset(plain["stock"]),
        articles=tuple(plain["articles"]),
        weights=csr_array((cells["weight"], (cells["article"], cells["term"])), shape=shape),
    )
    return Topics(**frames, diagnostics=plain["diagnostics"], model=model)


def _read_frame(path: Path, types: Mapping[str, str]) -> pd.DataFrame:
    frame = pd.read_parquet(path)
    if list(frame.columns) != list(types):
        raise ValueError(f"{path.name}: expected the columns {', '.join(types)}")
    return frame.astype(types)
