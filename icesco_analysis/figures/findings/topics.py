"""What the topics say, and how far they can be trusted, in words."""

import pandas as pd

from icesco_analysis.language import escape_markdown, percent
from icesco_analysis.topics import SETTLED_SHARE, Topics

NO_LABELS = (
    "Agreement with a reader cannot be measured: no file of themes given by a person names these articles, or there "
    "are no topics to compare with it."
)

BELOW_CHANCE = 0.05
"""A gain below this in adjusted mutual information is called none."""


def describe_structure(topics: Topics) -> str:
    """Return whether there are topics that hold, with the numbers it rests on."""
    found = topics.diagnostics
    parts = [escape_markdown(found["message"])]
    if found["structured"]:
        parts.append(
            f"With another seed the same articles lie together to **{found['seed_stability']:.2f}**; "
            f"the silhouette is **{found['silhouette']:.2f}**."
        )
    if found["n_other_language"]:
        parts.append(f"**{found['n_other_language']}** articles are not in English and were left out.")
    if found["n_without_words"]:
        parts.append(f"**{found['n_without_words']}** English articles hold no word that could tell a topic.")
    return " ".join(parts)


def describe_topics(topics: Topics) -> str:
    """Return a line for each topic: its name, its size, how many of its articles are settled."""
    sizes = list_topics(topics)
    lines = [
        f"- **{topic}** {escape_markdown(label)}: **{n}** articles, **{settled}** settled"
        for topic, label, n, settled in zip(*(sizes[name] for name in sizes.columns[:4]), strict=True)
    ]
    return "\n".join(lines) or "There are no topics to list."


def list_topics(topics: Topics) -> pd.DataFrame:
    """Return the topics with their size: ``topic, label, n, n_settled, share`` (median over the articles)."""
    known = topics.assignments.dropna(subset="topic")
    sizes = known.groupby(["topic", "label"], sort=True).agg(
        n=("article_id", "size"), n_settled=("settled", "sum"), share=("share", "median")
    )
    return sizes.reset_index()


def list_unsettled(topics: Topics, articles: pd.DataFrame) -> pd.DataFrame:
    """Return the articles that change their topic between resamples, the least settled first."""
    known = topics.assignments.loc[~topics.assignments["settled"]].dropna(subset="topic")
    shown = known.merge(articles[["article_id", "headline"]], on="article_id")
    return shown.sort_values(["share", "article_id"], ignore_index=True)[["headline", "topic", "label", "share"]]


def explain_least_settled(topics: Topics, *, terms: int = 8) -> pd.DataFrame:
    """Return the terms that pull the least settled article to its topic or away; no rows without topics."""
    known = topics.assignments.dropna(subset="topic").sort_values(["share", "article_id"])
    explained = [topics.explain(article) for article in known["article_id"].head(1)]
    empty = pd.DataFrame(columns=["term", "contribution", "topic", "other"])
    return pd.concat(explained, ignore_index=True).head(terms) if explained else empty


def quote_examples(topics: Topics) -> str:
    """Return the releases that stand for each topic as a list, each with the sentences that carry its words."""
    lines: list[str] = []
    for (topic, headline), own in topics.examples.groupby(["topic", "headline"], sort=False):
        quotes = " ".join(f"“{escape_markdown(sentence)}”" for sentence in own["sentence"])
        terms = ", ".join(dict.fromkeys(term for each in own["terms"] for term in each.split(", ")))
        name = f"{topic} {escape_markdown(topics.labels[int(str(topic))])}"
        lines.append(f"- **{name}**: {escape_markdown(str(headline))}. {quotes} *({escape_markdown(terms)})*")
    return "\n".join(lines) or "There are no topics, and so no releases that stand for one."


def describe_unsettled(topics: Topics) -> str:
    """Return how many articles are unsettled and what that means."""
    if not topics.diagnostics["n_topics"]:
        return "Nothing holds, so **every** article counts as unsettled."
    known = topics.assignments.dropna(subset="topic")
    unsettled = int((~known["settled"]).sum())
    verb = "changes" if unsettled == 1 else "change"
    return (
        f"**{unsettled}** of {len(known)} articles {verb} topic in more than {percent(1 - SETTLED_SHARE, 1)} of the "
        "resamples and should not be quoted as belonging to one."
    )


def describe_similarity(topics: Topics) -> str:
    """Return which two topics are most alike."""
    if topics.similarity.empty:
        return "There are no two topics to compare."
    nearest = topics.similarity.sort_values(["similarity", "topic", "other"], ascending=[False, True, True]).iloc[0]
    one, two = (escape_markdown(topics.labels[int(nearest[name])]) for name in ("topic", "other"))
    return f"Most alike are *{one}* and *{two}*: the cosine of their terms is **{nearest['similarity']:.2f}**."


def describe_counts(counts: pd.DataFrame, *, what: str, left_out: int) -> str:
    """Return the largest cell of a table of counts, and how many articles it leaves out.

    Parameters
    ----------
    counts
        ``row, column, n``.
    what
        What the columns are, in the singular, e.g. "month".
    left_out
        Articles with a topic but without that.
    """
    if counts.empty or not counts["n"].sum():
        return f"No article with a topic has a known {what}."
    top = counts.sort_values("n", ascending=False, kind="stable").iloc[0]
    without = (
        f"**{left_out}** articles without a known {what} are not in it." if left_out else "No article is left out."
    )
    return (
        f"Of **{counts['n'].sum()}** articles most (**{top['n']}**) fall on *{escape_markdown(top['row'])}* and "
        f"{escape_markdown(top['column'])}. {without}"
    )


def describe_agreement(methods: pd.DataFrame, counts: pd.DataFrame) -> str:
    """Return how far topics and themes agree beside a plain method, and what the disagreement is about.

    Parameters
    ----------
    methods
        As ``theme_agreement.compare_methods`` returns them.
    counts
        Topics × themes: ``row, column, n``.
    """
    if methods.empty:
        return NO_LABELS
    plain, own = methods.iloc[0], methods.iloc[-1]
    spread = counts[counts["n"] > 0].groupby("column")["n"].agg(["size", "sum", "max"])
    split = spread[spread["max"] < spread["sum"]].assign(stray=lambda rows: rows["sum"] - rows["max"])
    parts = [
        f"Agreement with the themes (adjusted mutual information) is **{own['agreement']:.2f}**, that of "
        f"{plain['method']} **{plain['agreement']:.2f}** on the mean of its seeds; the gain is "
        f"**{plain['gain']:+.2f}** (95 % interval {plain['gain_low']:+.2f} to {plain['gain_high']:+.2f}, paired "
        "bootstrap)."
    ]
    if len(split):
        worst = split.sort_values(["stray"], ascending=False, kind="stable").iloc[0]
        parts.append(
            f"The disagreement is mostly about *{escape_markdown(str(worst.name))}*: its "
            f"{worst['sum']:.0f} articles lie in {worst['size']:.0f} topics. "
            "A theme says why a release was written, a topic which words it uses."
        )
    return " ".join(parts)


# --- captions and alternative texts ----------------------------------------------------------------------------------


def caption_stability(topics: Topics) -> str:
    """Return what to print under the stability curve."""
    return (
        "Mean adjusted Rand index between groupings of random subsets of the articles, each fitted anew with another "
        "seed, with its standard error; the same for corpora whose words were shuffled between the articles; the "
        f"silhouette beside it. {topics.diagnostics['message']}"
    )


def alt_stability(topics: Topics) -> str:
    """Return the stability curve as an alternative text."""
    if topics.curve.empty:
        return f"An empty chart, which says: {topics.diagnostics['message']}"
    best = topics.curve.iloc[int(topics.curve["stability"].argmax())]
    first, last = topics.curve["n_topics"].iloc[[0, -1]]
    return (
        f"Line chart from {first} to {last} topics: stability is highest at {best['n_topics']:.0f} topics "
        f"({best['stability']:.2f}), where shuffled words reach {best['null']:.2f} on average."
    )


def alt_map(data: pd.DataFrame) -> str:
    """Return the map of articles as an alternative text."""
    if data.empty:
        return "An empty chart, which says that there are no topics to draw on a map."
    sizes = data.groupby("topic").size().tolist()
    hollow = int((~data["settled"]).sum())
    return (
        f"Scatter of {len(data)} articles in {len(sizes)} groups of {', '.join(map(str, sizes))}; "
        f"{hollow} hollow marks are unsettled articles."
    )


def alt_terms(data: pd.DataFrame) -> str:
    """Return the terms as an alternative text."""
    if data.empty:
        return "An empty chart, which says that there are no topics and so no terms to draw."
    heads = data.drop_duplicates("topic")
    parts = [f"{topic} {term}" for topic, term in zip(heads["topic"], heads["term"], strict=True)]
    return "Bars of the strongest terms of each topic; the first of each are: " + ", ".join(parts) + "."


def alt_counts(counts: pd.DataFrame, *, what: str) -> str:
    """Return a table of counts as an alternative text."""
    if counts.empty:
        return f"An empty chart, which says that no article with a topic has a known {what}."
    top = counts.sort_values("n", ascending=False, kind="stable").iloc[0]
    return (
        f"Table of {counts['row'].nunique()} topics by {counts['column'].nunique()} columns ({what}), "
        f"{counts['n'].sum()} articles; the largest cell is {top['row']}, {top['column']}, with {top['n']}."
    )
