"""Labelled articles → the hard cases among them, so that a score is not only an average over easy ones."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pandas as pd

from icesco_analysis.counts.accuracy import Labels
from icesco_analysis.language import read_vocabulary
from icesco_analysis.partners import find_mentions

DEMONYM_ONLY, CITY_ONLY, MULTILATERAL = "demonym only", "city only", "multilateral"
"""Slices that are told from the labels and the gazetteer; the others are patterns in ``data/slices.tsv``."""
MULTILATERAL_COUNTRIES = 4
"""Countries: an article that mentions at least so many without a partner reports a multilateral event."""
_DEMONYMS = frozenset({"demonym", "adjective"})
_PLACES = frozenset({"capital", "city", "region"})


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    rows = read_vocabulary("slices.tsv", columns=["slice", "pattern", "note"])
    return {row["slice"]: re.compile(row["pattern"]) for row in rows}


def find_slices(tables: Mapping[str, pd.DataFrame], labels: Iterable[Labels]) -> pd.DataFrame:
    """Return which labelled articles belong to which hard slice.

    Parameters
    ----------
    tables
        Frames ``articles`` and ``appearances``: where the texts are.
    labels
        What is labelled.

    Returns
    -------
    DataFrame
        ``page, headline, slice``; an article may belong to several.
    """
    texts = _texts(tables)
    rows = []
    for page in labels:
        for label in page.articles:
            headline = " ".join(label["headline"].split())
            found = _slices_of(label, text=texts.get(headline, label["headline"]))
            rows += [(page.page, label["headline"], name) for name in found]
    return pd.DataFrame(rows, columns=["page", "headline", "slice"])


def _texts(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Return the text of every story by each headline it was printed under."""
    text = (tables["articles"]["headline"] + "\n\n" + tables["articles"]["body"]).set_axis(
        tables["articles"]["article_id"]
    )
    printed = tables["appearances"]
    return {
        " ".join(str(headline).split()): str(text[identity])
        for headline, identity in zip(printed["headline"].fillna(""), printed["article_id"], strict=True)
    }


def _slices_of(label: Mapping[str, Any], *, text: str) -> list[str]:
    kinds: dict[str, set[str]] = {}
    for mention in find_mentions(text):
        kinds.setdefault(mention.iso3, set()).add(mention.kind)
    found = [name for name, pattern in _patterns().items() if pattern.search(text)]
    partners = [kinds[iso3] for iso3 in label["partners"] if iso3 in kinds]
    if any(own <= _DEMONYMS for own in partners):
        found.append(DEMONYM_ONLY)
    if any(own <= _PLACES for own in partners):
        found.append(CITY_ONLY)
    if not label["partners"] and len(label["mentioned"]) >= MULTILATERAL_COUNTRIES:
        found.append(MULTILATERAL)
    return found
