"""Frames → the one flat table that a spreadsheet opens first: a row for each release and each of its partners."""

from __future__ import annotations  # pandas is named in signatures, and imported only where a frame is made

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from icesco_analysis.language import clean_text, read_vocabulary

if TYPE_CHECKING:
    import pandas as pd


def list_releases(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the flat table of the frames of a corpus; columns as in ``data/release_columns.tsv``."""
    articles, countries = tables["articles"], plain_names(tables["countries"])
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
    return rows.rename(columns=names)[[*release_columns()]].reset_index(drop=True)


def list_readings(releases: pd.DataFrame, countries: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Yield what was read of each release as rows of corrections that wait for what is right and for the reason."""
    named = {key: list(rows["country"]) for key, rows in plain_names(countries).groupby(["article_id", "role"])}
    first = releases.drop_duplicates("story")
    days = first[["first_day", "last_day"]].astype("str").mask(first[["first_day", "last_day"]].isna(), "")
    texts = first[["page", "headline", "type", "story"]].fillna("")
    for text, (start, end) in zip(texts.itertuples(), days.itertuples(index=False), strict=True):
        readings = [("date", start if start == end else f"{start}/{end}"), ("type", text.type)]
        for role in ("partner", "venue"):
            readings += [(role, country) for country in named.get((text.story, role), [""])]
        yield from ((text.page, text.headline, field, old, "", "") for field, old in readings)


def plain_names(countries: pd.DataFrame) -> pd.DataFrame:
    """Return the countries without the marks of direction around Arabic names, which no filter would find."""
    return countries.assign(country=countries["country"].map(clean_text).astype("str"))


@cache
def release_columns() -> tuple[str, ...]:
    """Return the columns of the flat table, in order."""
    return tuple(row["column"] for row in read_vocabulary("release_columns.tsv", columns=["column", "description"]))
