"""Frames → the one flat table that a spreadsheet opens first: a row for each release and each of its partners."""

from __future__ import annotations  # pandas is named in signatures, and imported only where a frame is made

from collections.abc import Mapping
from typing import TYPE_CHECKING

from icesco_analysis.language import read_vocabulary

if TYPE_CHECKING:
    import pandas as pd


def list_releases(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the flat table of the frames of a corpus; columns as in ``data/release_columns.tsv``."""
    articles, countries = tables["articles"], tables["countries"]
    venues = countries[countries["role"] == "venue"].sort_values("country")
    also = venues[["article_id", "iso3"]].assign(role="partner and venue")
    partners = countries[countries["role"] == "partner"].drop(columns=["role", "source", "position"], errors="ignore")
    where = venues.groupby("article_id")["country"].agg(", ".join).rename("venue").reset_index()
    prints = tables["appearances"].drop(columns=["headline", "published", "article_id"])
    rows = (
        articles.merge(partners, on="article_id", how="left")
        .merge(also, on=["article_id", "iso3"], how="left")
        .merge(where, on="article_id", how="left")
        .merge(prints, on=["source", "position"], how="left")
        .merge(tables["pages"][["source", "url"]], on="source", how="left", suffixes=("", "_page"))
    )
    named = rows["country"].notna()
    rows = rows.assign(
        role=rows["role"].fillna("partner").where(named),
        doubt=rows["confidence"].where(rows["confidence"] == "doubtful"),
        status=rows["partner_status"].where(~named),
        address=rows["url"].where(rows["url"].fillna("") != "", rows["url_page"]),
    ).sort_values(["date_start", "source", "position", "country"], ascending=[False, True, True, True])
    names = {
        "date_start": "first_day", "date_end": "last_day", "activity": "type", "country": "partner", "source": "page",
        "position": "place", "article_id": "story",
    }  # fmt: skip
    return rows.rename(columns=names)[[name for name, _, _ in describe_releases()]].reset_index(drop=True)


def describe_releases() -> list[tuple[str, str, str]]:
    """Return the columns of the flat table as ``(column, heading, description)``."""
    rows = read_vocabulary("release_columns.tsv", columns=["column", "heading", "description"])
    return [(row["column"], row["heading"], row["description"]) for row in rows]
