"""Two runs → what is new: stories added and removed, numbers that moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from icesco_analysis.corpus import read_tables
from icesco_analysis.language import count_of, escape_markdown

Tables = Mapping[str, pd.DataFrame]

_NAMES = {"partner": "stories with {} as partner", "venue": "stories with {} as venue"}


class EarlierRunError(ValueError):
    """The tables of the earlier run are not such as this version writes; the message says what was expected."""


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """What differs between an earlier run and this one.

    Parameters
    ----------
    added, removed
        Rows of the table of articles that only this run, or only the earlier one, has.
    redated
        ``article_id, headline, language, before, now`` (first days; NaT for unknown) of stories whose day changed.
    moved
        ``what, iso3, before, now, change``: the numbers that are not what they were; `iso3` is missing where no
        country is meant.
    """

    added: pd.DataFrame
    removed: pd.DataFrame
    redated: pd.DataFrame
    moved: pd.DataFrame


def read_earlier(folder: str | Path) -> Tables:
    """Return the tables of an earlier run.

    Parameters
    ----------
    folder
        What ``icesco run`` or ``icesco report`` wrote to, or the folder of the tables itself.

    Raises
    ------
    FileNotFoundError
        If neither it nor ``tables`` below it holds the tables.
    EarlierRunError
        If they lack columns, or hold what does not belong into them.
    """
    below = Path(folder) / "tables"
    try:
        return {**read_tables(below if below.is_dir() else folder)}
    except (ValueError, TypeError) as error:
        raise EarlierRunError(f"{folder}: not the tables of an earlier run: {error}") from error


def compare_runs(earlier: Tables, now: Tables) -> Changes:
    """Return what is new since an earlier run.

    Parameters
    ----------
    earlier, now
        The tables of both runs by name.

    Notes
    -----
    A story is the same if its identifier is: a headline that was edited beyond its letters and digits makes a new one.

    Examples
    --------
    >>> from icesco_analysis import load_corpus
    >>> corpus = load_corpus("seeds")
    >>> changes = compare_runs({**corpus.tables, "articles": corpus.articles.head(49)}, corpus.tables)
    >>> len(changes.added), len(changes.removed), changes.moved["what"].tolist()[0]
    (1, 0, 'stories')
    """
    old, new = earlier["articles"], now["articles"]
    return Changes(
        added=new[~new["article_id"].isin(old["article_id"])].reset_index(drop=True),
        removed=old[~old["article_id"].isin(new["article_id"])].reset_index(drop=True),
        redated=_find_redated(old, new),
        moved=_find_moved(_count(earlier), _count(now)),
    )


def _find_redated(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    both = new[["article_id", "headline", "language", "date_start"]].merge(
        old[["article_id", "date_start"]], on="article_id", suffixes=("", "_before")
    )
    both = both.rename(columns={"date_start_before": "before", "date_start": "now"})
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
    rows: list[tuple[str, str, int]] = [(what, "", n) for what, n in totals.items()]
    kinds = articles["activity"].dropna().value_counts().sort_index()
    rows += [(f"stories of the type {kind}", "", int(n)) for kind, n in kinds.items() if kind]
    for role, words in _NAMES.items():
        own = countries[countries["role"] == role]
        counted = own.groupby(["country", "iso3"])["article_id"].nunique().reset_index(name="n")
        rows += [
            (words.format(name), str(code), int(n))
            for name, code, n in zip(counted["country"], counted["iso3"], counted["n"], strict=True)
        ]
    return pd.DataFrame(rows, columns=["what", "iso3", "n"])


def _find_moved(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers that differ, a missing one counting as none: totals first, then what moved most."""
    both = now.merge(before, on=["what", "iso3"], how="outer", suffixes=("_now", "_before"))
    counted = both.assign(before=both["n_before"].fillna(0).astype(int), now=both["n_now"].fillna(0).astype(int))
    counted["change"] = counted["now"] - counted["before"]
    totals = [*dict.fromkeys(now.loc[now["iso3"] == "", "what"])]
    place = {what: number for number, what in enumerate(totals)}
    counted["place"] = counted["what"].map(place).fillna(len(totals))
    counted["size"] = counted["change"].abs().where(counted["iso3"] != "", 0)
    moved = counted[counted["change"] != 0].sort_values(["place", "size", "what"], ascending=[True, False, True])
    return moved[["what", "iso3", "before", "now", "change"]].reset_index(drop=True)


def describe_changes(changes: Changes) -> str:
    """Return what is new, in sentences."""
    if changes.added.empty and changes.removed.empty and changes.redated.empty and changes.moved.empty:
        return "Nothing is new: the same stories, the same days, the same numbers."
    added, removed = len(changes.added), len(changes.removed)
    said = [
        f"**{count_of(added, 'story', 'stories')}** {'was' if added == 1 else 'were'} added and **{removed}** "
        f"{'is' if removed == 1 else 'are'} no longer there; **{count_of(len(changes.redated), 'story', 'stories')}** "
        f"{'has' if len(changes.redated) == 1 else 'have'} another day than before."
    ]
    countries = changes.moved[changes.moved["what"].str.endswith(" as partner")]
    if len(countries):
        top = countries.iloc[int(countries["change"].abs().to_numpy().argmax())]
        said.append(
            f"The number that moved most of a partner country: {escape_markdown(str(top['what']))}, "
            f"from **{top['before']}** to **{top['now']}**."
        )
    return " ".join(said)
