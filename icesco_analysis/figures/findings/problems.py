"""What a person should look at, in words: problems, open dates, copies, other languages."""

import pandas as pd

from icesco_analysis.language import count_of, escape_markdown

_CORRECTED = "correction-applied"


def describe_problems(problems: pd.DataFrame) -> str:
    """Return how many problems there are, by kind, and how many corrections were applied.

    Parameters
    ----------
    problems
        The table of this name.

    Examples
    --------
    >>> describe_problems(pd.DataFrame({"kind": ["refused", "refused"]}))
    'A person should look at **2 things**: refused **2**. No correction was applied.'
    """
    applied = int(problems["kind"].eq(_CORRECTED).sum())
    were = count_of(applied, "correction was", "corrections were")
    corrections = f"**{were}** applied." if applied else "No correction was applied."
    open_ones = problems[problems["kind"] != _CORRECTED]["kind"].value_counts()
    if open_ones.empty:
        return f"Nothing on these pages asks for a second look. {corrections}"
    counted = sorted(open_ones.items(), key=lambda item: (-item[1], str(item[0])))
    named = ", ".join(f"{escape_markdown(str(kind))} **{number}**" for kind, number in counted)
    return f"A person should look at **{count_of(len(problems) - applied, 'thing')}**: {named}. {corrections}"


def describe_undated(articles: pd.DataFrame) -> str:
    """Return how many stories have no settled day, and why.

    Parameters
    ----------
    articles
        The table of this name.
    """
    undated = articles[articles["date_start"].isna()]
    if undated.empty:
        return "Every story has a settled day."
    silent = int(undated["date_kind"].eq("none").sum())
    printed = len(undated) - silent
    parts = [
        f"**{silent}** {'names' if silent == 1 else 'name'} none for the activity" if silent else "",
        f"**{printed}** {'names' if printed == 1 else 'name'} one that the page does not settle" if printed else "",
    ]
    have = "has" if len(undated) == 1 else "have"
    said = ", ".join(part for part in parts if part)
    return f"**{len(undated)}** of {count_of(len(articles), 'story', 'stories')} {have} no settled day: {said}."


def describe_copies(copies: pd.DataFrame, *, appearances: pd.DataFrame) -> str:
    """Return how many printed articles repeat a story.

    Parameters
    ----------
    copies
        As ``Corpus.copies`` gives them.
    appearances
        The table of this name.
    """
    if copies.empty:
        return f"No printed article repeats another (of **{len(appearances)}**)."
    stories = copies["article_id"].nunique()
    repeats = len(copies) - stories
    repeat = "repeats" if repeats == 1 else "repeat"
    one = "a story" if stories == 1 else f"one of **{stories}** stories"
    return f"**{repeats}** of {count_of(len(appearances), 'printed article')} {repeat} {one}; each is counted once."


def describe_languages(articles: pd.DataFrame) -> str:
    """Return how many stories are not in English and therefore left out of countries and topics.

    Parameters
    ----------
    articles
        The table of this name.
    """
    others = articles[~articles["language"].isin(["en"])]["language"].replace("", "unknown").value_counts()
    if others.empty:
        return "Every story is in English."
    named = ", ".join(f"{language} **{number}**" for language, number in sorted(others.items(), key=str))
    return f"Stories not read for countries and topics, since they are not in English: {named}."
