"""Two runs → what is new: stories added and removed, numbers that moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from icesco_analysis.corpus import read_tables
from icesco_analysis.language import Prose, bold, count_of, say

Tables = Mapping[str, pd.DataFrame]

_NAMES = {"partner": "stories with {} as partner", "venue": "stories with {} as venue"}


class EarlierRunError(ValueError):
    """The tables of the earlier run are not such as this version writes; the message says what was expected."""


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """What differs between an earlier run and this one: articles that only one of them has, days and numbers."""

    added: pd.DataFrame
    removed: pd.DataFrame
    redated: pd.DataFrame
    """``article_id, headline, language, before, now``: first days, NaT where not known."""
    moved: pd.DataFrame
    """``what, iso3, before, now, change``: `iso3` is empty where no country is meant."""


def read_earlier(folder: str | Path) -> Tables:
    """Return the tables that ``icesco run`` or ``icesco report`` wrote to `folder`, or to ``tables`` below it.

    Raises FileNotFoundError where there are none, EarlierRunError where they are not what the schema asks for.
    """
    below = Path(folder) / "tables"
    try:
        return {**read_tables(below if below.is_dir() else folder)}
    except (ValueError, TypeError) as error:
        raise EarlierRunError(f"{folder}: not the tables of an earlier run: {error}") from error


def compare_runs(earlier: Tables, now: Tables) -> Changes:
    """Return what is new since an earlier run, from the tables of both by name.

    A story is the same if its identifier is: a headline that was edited beyond its letters and digits makes a new one.
    """
    old, new = earlier["articles"], now["articles"]
    return Changes(
        added=new[~new["article_id"].isin(old["article_id"])].reset_index(drop=True),
        removed=old[~old["article_id"].isin(new["article_id"])].reset_index(drop=True),
        redated=_find_redated(old, new),
        moved=_find_moved(_count(earlier), _count(now)),
    )


def _find_redated(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    before = old[["article_id", "date_start"]].rename(columns={"date_start": "before"})
    both = new.rename(columns={"date_start": "now"}).merge(before, on="article_id")
    same = (both["before"] == both["now"]) | (both["before"].isna() & both["now"].isna())
    return both.loc[~same, ["article_id", "headline", "language", "before", "now"]].reset_index(drop=True)


def _count(tables: Tables) -> pd.DataFrame:
    """Return the numbers of one run that a reader would quote: ``what, iso3, n``."""
    articles, countries = tables["articles"], tables["countries"]
    totals = {
        "pages read": len(tables["pages"]),
        "articles printed": len(tables["appearances"]),
        "stories": len(articles),
        "stories with a known day": int(articles["date_start"].notna().sum()),
        "partner countries": int(countries.loc[countries["role"] == "partner", "iso3"].nunique()),
        "things to look at": len(tables["problems"]),
    }
    kinds = articles["activity"].dropna().value_counts().sort_index()
    totals |= {f"stories of the type {kind}": int(n) for kind, n in kinds.items() if kind}
    rows = [(what, "", n) for what, n in totals.items()]
    for role, words in _NAMES.items():
        counted = countries[countries["role"] == role].groupby(["country", "iso3"])["article_id"].nunique()
        rows += [(words.format(name), code, n) for name, code, n in counted.reset_index().itertuples(index=False)]
    return pd.DataFrame(rows, columns=["what", "iso3", "n"])


def _find_moved(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers that differ, a missing one counting as none: totals first, then what moved most."""
    both = now.merge(before, on=["what", "iso3"], how="outer", suffixes=("_now", "_before"))
    counted = both.assign(before=both["n_before"].fillna(0).astype(int), now=both["n_now"].fillna(0).astype(int))
    counted["change"] = counted["now"] - counted["before"]
    totals = pd.Index(now.loc[now["iso3"] == "", "what"])
    counted["place"] = [totals.get_loc(what) if what in totals else len(totals) for what in counted["what"]]
    counted["size"] = counted["change"].abs().where(counted["iso3"] != "", 0)
    moved = counted[counted["change"] != 0].sort_values(["place", "size", "what"], ascending=[True, False, True])
    return moved[["what", "iso3", "before", "now", "change"]].reset_index(drop=True)


def describe_changes(changes: Changes) -> Prose:
    """Return what is new, in sentences."""
    added, removed, redated = len(changes.added), len(changes.removed), len(changes.redated)
    if not (added or removed or redated or len(changes.moved)):
        return say("Nothing is new: the same stories, the same days, the same numbers.")
    return say(
        bold(count_of(added, "story", "stories")), f" {'was' if added == 1 else 'were'} added and ", bold(removed),
        f" {'is' if removed == 1 else 'are'} no longer there; ", bold(count_of(redated, "story", "stories")),
        f" {'has' if redated == 1 else 'have'} another day than before.",
    )  # fmt: skip
