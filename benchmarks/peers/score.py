"""The project beside the stored answers of the peers: a dated result file, and a CSV file of each full table.

Run in the project's environment as ``python -m benchmarks.peers.score 2026-11``. The peers need not be installed.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

import pandas as pd

from benchmarks.peers.exchange import GivenArticle, read_answers
from benchmarks.peers.export import SEEDS, LabelledArticle, give_seeds, read_labelled
from benchmarks.peers.score_countries import score_countries
from benchmarks.peers.score_dates import OWN, score_dates
from benchmarks.peers.score_topics import OWN_NUMBER, score_topics
from icesco_analysis.corpus.corpus import load_corpus

FOLDER = Path(__file__).parent
SEED = 20251
"""Seed of the bootstraps and of this project's topics: that of the notebooks."""
GOAL_AHEAD = 0.15
"""Partner F1 by which this project should be ahead of each peer on the pages held out."""
SHOWN_NUMBERS = range(3, 9)
"""Numbers of topics that the tables show."""
DIGITS = 3
CSV_DIGITS = 4
WIDTH = 120
"""Characters in a line of prose."""


def main() -> None:
    """Write the result files and print the first."""
    month = sys.argv[1]
    labelled = read_labelled()
    tables, parts = {}, [f"# Peers beside this project, {month}", INTRODUCTION]
    for name, describe in {"dates": describe_dates, "countries": describe_countries}.items():
        stored = read_answers(name)
        articles = [article for article in labelled if article.given.key in stored["articles"]]
        tables[name], text = describe(articles, stored=stored)
        parts += [text, describe_run(stored, given=[article.given for article in labelled])]
    stored = read_answers("topics")
    tables["topics"], text = describe_topics(stored)
    parts += [text, describe_run(stored, given=give_seeds(load_corpus(SEEDS)))]
    for name, table in tables.items():
        table.round(CSV_DIGITS).to_csv(FOLDER / f"results-{month}-{name}.csv", index=False, lineterminator="\n")
    result = "\n\n".join(parts) + "\n"
    (FOLDER / f"results-{month}.md").write_text(result, encoding="utf-8")
    print(result)


INTRODUCTION = """\
Written by `python -m benchmarks.peers.score`; see `README.md` beside this file. The peers are given the articles cut
out, one at a time; this project reads the whole page, and its neighbours help to date an article. Of each peer every
simple way to choose an answer was tried, and the best on these very labels is shown (all of them in the CSV files): a
favour that no user has. This project in turn was developed with gold and dev in view: `heldout` is the fair column, of
pages that it was not developed with. Speed is the ratio to `TfidfVectorizer().fit_transform` on the same text in one
run (processor time; more is faster). Intervals are of 95 %."""

DATES = """\
{articles}. {spans} of them have a span of days, which no peer can give (*first day* forgives that), and {undated} have
no day that their page settles. *Exact* is the share of articles with the right day or span, or rightly none; *wrong
given* the share with a wrong one."""

COUNTRIES = """\
{articles}. Micro F1 of the partners and of all countries mentioned. *Ahead* is how much higher this project's partner
F1 is on the pages held out, with the interval of a bootstrap over pages. The speed of a peer is that of finding
countries, this project's that of finding them and their roles."""

COUNTRIES_GOAL = """\
Goal, ahead of each peer by at least {goal} partner F1: **{reached}**. The nearest is {reader} ({choice}),
{ahead} behind."""

TOPICS = """\
The {n} seed articles against `tests/labelled/gold/themes.csv`. *Agreement* is the adjusted, *normalised* the normalised
mutual information with the themes (the second favours many groups), means over 20 seeds; *seed stability* is the mean
adjusted Rand index of each two seeds. Embeddings are those of all-MiniLM-L6-v2. Outliers of BERTopic count as one more
group.

At {chosen} topics, the number that this project chooses; BERTopic alone chooses its own, and *groups* says how many.
*Ahead* is how much more this project agrees, with the interval of a paired bootstrap over articles (of three seeds):
where it holds 0, these articles cannot tell the two apart."""


def describe_dates(articles: Sequence[LabelledArticle], *, stored: Mapping[str, Any]) -> tuple[pd.DataFrame, str]:
    """Return the scores of the dates and what they say."""
    scores = score_dates(articles, stored=stored)
    spans = sum("/" in article.expected["date"] for article in articles)
    undated = sum(not article.expected["date"] for article in articles)
    caption = fill(DATES.format(articles=count_sets(articles), spans=spans, undated=undated), width=WIDTH)
    return scores, "\n\n".join(["## Dates", caption, to_markdown(keep_best(scores, by="exact"))])


def describe_countries(articles: Sequence[LabelledArticle], *, stored: Mapping[str, Any]) -> tuple[pd.DataFrame, str]:
    """Return the scores of the countries and what they say."""
    scores = score_countries(articles, stored=stored, seed=SEED)
    best = keep_best(scores, by="partner")
    nearest = best.loc[best["ahead"].idxmin()]
    goal = COUNTRIES_GOAL.format(
        goal=GOAL_AHEAD,
        reached="reached" if nearest["ahead"] >= GOAL_AHEAD else "not reached",
        reader=nearest["reader"],
        choice=nearest["choice"],
        ahead=_interval(nearest),
    )
    caption = fill(COUNTRIES.format(articles=count_sets(articles)), width=WIDTH)
    return scores, "\n\n".join(["## Countries", caption, to_markdown(join_interval(best)), fill(goal, width=WIDTH)])


def describe_topics(stored: Mapping[str, Any]) -> tuple[pd.DataFrame, str]:
    """Return the scores of the topics and what they say."""
    scores, chosen = score_topics(stored=stored, seed=SEED)
    at_chosen = scores[scores["n_topics"].isin([str(chosen), OWN_NUMBER])].drop(columns="n_topics")
    numbered = scores[scores["n_topics"].isin([str(number) for number in SHOWN_NUMBERS])]
    parts = [
        "## Topics",
        TOPICS.format(n=len(stored["articles"]), chosen=chosen),
        to_markdown(join_interval(at_chosen)),
        "Agreement with the themes by number of topics:",
        to_markdown(_by_number(numbered, value="agreement")),
        "Seed stability by number of topics:",
        to_markdown(_by_number(numbered, value="seed_stability")),
    ]
    return scores, "\n\n".join(parts)


def _by_number(scores: pd.DataFrame, *, value: str) -> pd.DataFrame:
    table = scores.pivot_table(index="method", columns="n_topics", values=value, sort=False).reset_index()
    return table[["method", *sorted(table.columns[1:])]]


def describe_run(stored: Mapping[str, Any], *, given: Sequence[GivenArticle]) -> str:
    """Return with what the answers were made, and how far the texts have moved since."""
    versions = ", ".join(f"{package} {number}" for package, number in stored["versions"].items())
    lines = [f"- Versions: {versions}."]
    lines += [f"- {reader}: {reason}." for reader, reason in stored["failed"].items()]
    prints = {article.key: article.print for article in given}
    moved = sum(prints.get(key) != kept for key, kept in stored["articles"].items())
    added = len(prints.keys() - stored["articles"].keys())
    if moved or added:
        lines.append(f"- Since the peers were run, {moved} texts have changed and {added} were added: run them again.")
    return "\n".join(lines)


def keep_best(scores: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Return the row of each reader that has the highest score, the first of equals."""
    return scores.loc[scores.groupby("reader", sort=False)[by].idxmax()].reset_index(drop=True)


def count_sets(articles: Sequence[LabelledArticle]) -> str:
    """Return how many articles there are of each label set, in words."""
    sets = pd.Series([article.given.key.split("/")[0] for article in articles]).value_counts(sort=False)
    return f"{len(articles)} labelled articles in English: " + ", ".join(f"{n} of {name}" for name, n in sets.items())


def join_interval(scores: pd.DataFrame) -> pd.DataFrame:
    """Return scores with ``ahead`` and its interval in one column of text."""
    joined = ["" if pd.isna(row["ahead"]) else _interval(row) for _, row in scores.iterrows()]
    return scores.assign(ahead=joined).drop(columns=["ahead_low", "ahead_high"])


def _interval(row: Mapping[str, Any]) -> str:
    return f"{row['ahead']:.2f} ({row['ahead_low']:.2f} to {row['ahead_high']:.2f})"


def to_markdown(table: pd.DataFrame) -> str:
    """Return a table with its numbers rounded and this project in bold."""
    titles = [str(column).replace("_", " ") for column in table.columns]
    rules = ["---:" if dtype.kind == "f" else "---" for dtype in table.dtypes]
    rows = [[_cell(value, column=column) for column, value in row.items()] for _, row in table.iterrows()]
    return "\n".join(f"| {' | '.join(row)} |" for row in [titles, rules, *rows])


def _cell(value: Any, *, column: str) -> str:
    if isinstance(value, str):
        return f"**{value}**" if value == OWN else value
    if pd.isna(value):
        return ""
    return f"{value:.2g}" if column == "speed" else f"{value:.{DIGITS}f}"


if __name__ == "__main__":
    main()
