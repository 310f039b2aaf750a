"""Frames → the articles whose partners a person should look at first."""

from typing import Final

import pandas as pd

from icesco_analysis.partners import find_mentions

HOST_ISO3: Final = "MAR"
"""The state of ICESCO's seat, which its own address makes the most frequent country of nearly every page."""

_COLUMNS = (
    "article_id",
    "source",
    "position",
    "headline",
    "partners",
    "in_headline",
    "most_frequent",
    "differing",
    "doubtful",
)


def list_disagreements(articles: pd.DataFrame, countries: pd.DataFrame) -> pd.DataFrame:
    """Return the articles whose partners two simpler readings see otherwise, most disputed first.

    Parameters
    ----------
    articles
        One row per article: ``article_id, source, position, headline``.
    countries
        One row per article, country and role: ``article_id, iso3, role, n_mentions, confidence``.

    Returns
    -------
    DataFrame
        ``article_id, source, position, headline, partners, in_headline, most_frequent, differing, doubtful``: the
        partners by the grammar; the countries of the headline alone; the country mentioned most often but the host;
        how many of these two readings differ from the grammar (1 or 2); whether the grammar itself was in doubt.
        Countries are ISO codes, sorted, parted by a blank; empty where a reading names none.

    Notes
    -----
    A headline without a country says nothing and differs from nothing. Of several countries mentioned equally often
    the first in the alphabet of codes counts. Where a reading differs a person looks; none of them overwrites the
    grammar.

    Examples
    --------
    >>> articles = pd.DataFrame(
    ...     {"article_id": ["a"], "source": ["page"], "position": [1], "headline": ["Mali and Chad at ICESCO"]}
    ... )
    >>> countries = pd.DataFrame(
    ...     [("a", "MLI", "partner", 3, "sure"), ("a", "TCD", "mention", 1, "sure")],
    ...     columns=["article_id", "iso3", "role", "n_mentions", "confidence"],
    ... )
    >>> disputed = list_disagreements(articles, countries)
    >>> disputed[["partners", "in_headline", "most_frequent", "differing"]].to_numpy().tolist()
    [['MLI', 'MLI TCD', 'MLI', 1]]
    """
    readings = articles[["article_id", "source", "position", "headline"]].copy()
    named = countries[countries["role"] == "partner"]
    partners = _by_article(named)
    in_doubt = set(named.loc[named["confidence"] == "doubtful", "article_id"])
    frequent = _most_frequent(countries)
    readings["partners"] = [partners.get(key, "") for key in readings["article_id"]]
    readings["in_headline"] = [
        _codes({mention.iso3 for mention in find_mentions(line)}) for line in readings["headline"]
    ]
    readings["most_frequent"] = [frequent.get(key, "") for key in readings["article_id"]]
    readings["doubtful"] = readings["article_id"].isin(in_doubt)
    readings["differing"] = [
        _headline_differs(partner, in_headline) + _frequent_differs(partner, most_frequent)
        for partner, in_headline, most_frequent in zip(
            readings["partners"], readings["in_headline"], readings["most_frequent"], strict=True
        )
    ]
    disputed = readings[readings["differing"] > 0]
    order = ["differing", "doubtful", "source", "position"]
    return disputed.sort_values(order, ascending=[False, False, True, True]).reset_index(drop=True)[list(_COLUMNS)]


def _by_article(countries: pd.DataFrame) -> dict[str, str]:
    """Return the codes of each article."""
    return {str(key): _codes(codes) for key, codes in countries.groupby("article_id")["iso3"]}


def _most_frequent(countries: pd.DataFrame) -> dict[str, str]:
    """Return, by article, the country but the host that is mentioned most often."""
    others = countries.loc[countries["iso3"] != HOST_ISO3, ["article_id", "iso3", "n_mentions"]]
    ordered = others.sort_values(["n_mentions", "iso3"], ascending=[False, True]).drop_duplicates("article_id")
    return dict(zip(ordered["article_id"], ordered["iso3"], strict=True))


def _codes(iso3: "pd.Series[str] | set[str]") -> str:
    return " ".join(sorted(set(iso3)))


def _headline_differs(partners: str, in_headline: str) -> bool:
    return in_headline not in {"", partners}


def _frequent_differs(partners: str, most_frequent: str) -> bool:
    return bool(most_frequent) and most_frequent not in partners.split()
