"""Articles → their topics: a stored result of the same texts and the same code where there is one, else a fit."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from icesco_analysis.corpus import Store
from icesco_analysis.topics.found import COLUMNS, Topics, make_frame
from icesco_analysis.topics.renaming import rename_topics


def fit_topics(
    articles: pd.DataFrame, *, seed: int, store: str | Path | None = None, names: Iterable[str | Path] | str | Path = ()
) -> Topics:
    """Return the topics of the English articles among `articles`, or the finding that there are none that hold.

    Parameters
    ----------
    articles
        Frame with `article_id` (each once), `source`, `headline`, `subtitle`, `body`, `language`, `date_start`; the
        order of rows and further columns do not matter.
    seed
        Seed of everything random: resamples, shuffled corpora, starts of the clustering.
    store
        Folder in which a result is looked for before anything is fitted, and kept afterwards; None keeps nothing. A
        result counts only for the same texts, seed, code, vocabularies and libraries, and only as it was written.
    names
        Folders of pages, or pages: a ``topics.csv`` beside them names topics, in the columns ``words`` (those that name
        a topic here) and ``label`` (its name from now on). The diagnostic ``names`` says what of it fits no longer.

    Raises
    ------
    ValueError
        If a column is missing, or an identifier comes twice.

    Notes
    -----
    TF-IDF of the words left by `terms`, as many directions as topics, scikit-learn's KMeans on the unit sphere. The
    number of topics is the largest whose stability over resamples is within one standard error of the best. Where that
    stability is not above what each of many corpora of the same words, shuffled between the articles, has for its best
    number (Monte Carlo test, Dwass 1957), nothing is structured: no topics, no terms, every article unsettled.

    Sources: stability of resamples, Ben-Hur, Elisseeff and Guyon (2002), with the articles left out joining the nearest
    group as in Tibshirani and Walther (2005); its limits, von Luxburg (2010); one-standard-error rule, Breiman et al.
    (1984); adjusted Rand index, Hubert and Arabie (1985); silhouette, Rousseeuw (1987); class-based TF-IDF,
    Grootendorst (2022).

    Known to be weak: topics are exclusive, so a release about two subjects is put with one, and mostly unsettled.

    Examples
    --------
    >>> few = pd.DataFrame({"article_id": ["a"], "source": ["page.txt"], "headline": ["Boats"], "subtitle": [None],
    ...                     "body": ["Boats sail."], "language": ["en"], "date_start": [None]})
    >>> topics = fit_topics(few, seed=1)
    >>> topics.diagnostics["n_topics"], topics.diagnostics["message"]
    (0, 'No topics: 1 English article, and at least 10 are needed.')
    """
    english = _select_english(articles)
    kept = None if store is None else Store(Path(store), "topics")
    origin = [len(articles), seed, english.astype("str").to_numpy().tolist()] if kept else []
    topics = _unpack(kept.read(origin)) if kept else None
    if topics is None:
        from icesco_analysis.topics.fitting import fit_english  # the libraries that fit are slow to import

        topics = fit_english(english, n_articles=len(articles), seed=seed)
        if kept:
            kept.write(_pack(topics), origin=origin)
    return rename_topics(topics, names)


def _select_english(articles: pd.DataFrame) -> pd.DataFrame:
    needed = ["article_id", "source", "headline", "subtitle", "body", "language", "date_start"]
    missing = [column for column in needed if column not in articles.columns]
    if missing:
        raise ValueError(f"articles lack the columns {', '.join(missing)}")
    twice = articles.loc[articles["article_id"].duplicated(), "article_id"]
    if len(twice):
        raise ValueError(f"article_id {twice.iloc[0]!r} comes twice")
    english = articles.loc[articles["language"] == "en", needed].sort_values("article_id", ignore_index=True)
    return english.fillna({"headline": "", "subtitle": "", "body": ""})


def _pack(topics: Topics) -> dict[str, Any]:
    frames = {name: getattr(topics, name).astype(object) for name in COLUMNS}
    content = {name: frame.where(frame.notna(), None).to_dict("list") for name, frame in frames.items()}
    return {**content, "diagnostics": dict(topics.diagnostics)}


def _unpack(content: Any) -> Topics | None:
    """Return the topics that were packed; None where these are none."""
    try:
        frames = {name: make_frame(name, content[name]) for name in COLUMNS}
        return Topics(**frames, diagnostics=content["diagnostics"])
    except (ValueError, KeyError, TypeError):
        return None
