"""Groups of articles → the terms, names, examples and likenesses that let a reader know them."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_array

from icesco_analysis.topics.found import SEPARATOR
from icesco_analysis.topics.terms import Sentence, list_terms

LEAST_HOLDERS = 2
"""Articles of a topic that must hold a term for the term to describe it: one release is no topic."""


def rank_terms(occurrences: csr_array, labels: np.ndarray, *, n_topics: int) -> np.ndarray:
    """Return how strongly each term marks each topic: shape (topics, terms), 0 where it does not.

    `labels` holds the topic of each article, from 0, and -1 for articles that do not count.

    Class-based TF-IDF (Grootendorst 2022): the share of a term among the terms of its topic times
    log(1 + mean number of terms of a topic / number of the term). A term counts 1 + log(count) in each article, so that
    one long release does not name a topic, and must stand in `LEAST_HOLDERS` articles of it if it has as many.

    >>> occurrences = csr_array([[2, 1, 0], [1, 1, 0], [0, 1, 1], [0, 1, 3]])
    >>> rank_terms(occurrences, np.array([0, 0, 1, 1]), n_topics=2).argmax(axis=1).tolist()
    [0, 2]
    """
    damped = occurrences.astype(np.float64)
    damped.data = 1 + np.log(damped.data)
    members = np.array([labels == topic for topic in range(n_topics)], dtype=np.float64)
    totals = np.asarray((damped.T @ members.T).T)
    holders = np.asarray(((occurrences > 0).astype(np.float64).T @ members.T).T)
    shares = totals / np.maximum(totals.sum(axis=1, keepdims=True), 1e-12)
    everywhere = totals.sum(axis=0)
    rarity = np.log1p(totals.sum() / n_topics / np.maximum(everywhere, 1e-12))
    enough = holders >= np.minimum(LEAST_HOLDERS, members.sum(axis=1, keepdims=True))
    return np.where(enough & (totals > 0), shares * rarity, 0.0)


def best_terms(strengths: np.ndarray, keys: Sequence[str], *, most: int) -> list[list[int]]:
    """Return the places of the strongest terms of each topic, the strongest first, equal ones by key.

    A single word whose whole strength is that of a pair it stands in ("artificial" beside "artificial intelligence") is
    left to the pair.

    >>> best_terms(np.array([[0.5, 0.5, 0.1]]), ["artific", "artific intelligenc", "robot"], most=2)
    [[1, 2]]
    """
    chosen = []
    for row in strengths.round(6):
        order = sorted(np.flatnonzero(row > 0).tolist(), key=lambda place: (-row[place], keys[place]))
        pairs = {word: row[place] for place in reversed(order) if " " in keys[place] for word in keys[place].split()}
        kept = [place for place in order if row[place] > pairs.get(keys[place], -1.0) or " " in keys[place]]
        chosen.append(kept[:most])
    return chosen


def name_topics(
    strengths: np.ndarray, ranked: Sequence[Sequence[int]], *, keys: Sequence[str], printed: Sequence[str], most: int
) -> list[str]:
    """Return a name for each topic, of up to `most` of its terms; no two names share a term.

    A term goes to the topic that it marks most; inside a name no word comes twice.

    >>> strengths = np.array([[0.9, 0.5, 0.0], [0.1, 0.6, 0.4]])
    >>> name_topics(strengths, [[0, 1], [1, 2]], keys=["a", "b", "c"], printed=["art", "boats", "coins"], most=2)
    ['art', 'boats · coins']
    """
    names = []
    for topic, places in enumerate(ranked):
        words: list[str] = []
        used: set[str] = set()
        for place in places:
            own = strengths[topic, place] >= strengths[:, place].max()
            if own and not used & set(keys[place].split()) and len(words) < most:
                words.append(printed[place])
                used |= set(keys[place].split())
        names.append(SEPARATOR.join(words) or f"topic {topic + 1}")
    return [name if names.count(name) == 1 else f"{name} ({place + 1})" for place, name in enumerate(names)]


def pick_sentences(
    release: Sequence[Sentence], *, terms: Mapping[str, float], names: frozenset[str], most: int
) -> list[tuple[str, list[str]]]:
    """Return the sentences of a release that carry `terms` best, in reading order, each with the terms it carries.

    >>> from icesco_analysis.topics.terms import read_sentences
    >>> release = read_sentences(headline="News", body="A ship sails. The museum keeps coins.")
    >>> pick_sentences(release, terms={"museum": 1.0, "coin": 0.5}, names=frozenset(), most=1)
    [('The museum keeps coins.', ['museum', 'coins'])]
    """
    scored = []
    for place, sentence in enumerate(release):
        if sentence.headline:
            continue
        held = {key: printed for key, printed in reversed(list_terms(sentence, names=names)) if key in terms}
        score = round(sum(terms[key] for key in held), 9)
        shown = [held[key] for key in sorted(held, key=lambda key: (-terms[key], key))]
        if held:
            scored.append((-score, place, sentence.text, shown))
    best = sorted(scored)[:most]
    return [(text, shown) for _, _, text, shown in sorted(best, key=lambda row: row[1])]
