"""What is said of the topics: how far they hold, their words, their articles, and the pages they come from."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from icesco_analysis.corpus import Corpus
from icesco_analysis.figures.basis import compose_figure, tell
from icesco_analysis.figures.figure import Figure
from icesco_analysis.figures.rows import draw_bars, name_rows, write_beside
from icesco_analysis.figures.style import wrap
from icesco_analysis.language import Prose, bold, italic, join_sentences, list_items, list_words, percent, say
from icesco_analysis.topics import SETTLED_SHARE, Topics


def figure_sizes(corpus: Corpus, *, topics: Topics) -> Figure:
    """Return the topics by their articles, stable ones and those that lie between topics; nothing where none hold."""
    known = topics.assignments.dropna(subset="topic")
    data = known.groupby(["topic", "label"], as_index=False).agg(n=("settled", "size"), stable=("settled", "sum"))
    return compose_figure(
        "topics-sizes", corpus, data=data, draw=_draw_sizes, headline=_head_sizes, told=data[["label", "n"]],
        finding=describe_topics(topics), fill={"message": topics.diagnostics["message"]}, height=1.3 + 0.33 * len(data),
        articles=corpus.articles[corpus.articles["language"] == "en"],
    )  # fmt: skip


def _head_sizes(data: pd.DataFrame) -> str:
    return f"{len(data)} topics hold; the largest has {data['n'].max()} of {data['n'].sum()} articles"


def _draw_sizes(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw a bar for each topic, those of its articles that are not stable hollow."""
    names = data["topic"].astype("str") + "  " + data["label"]
    ends = draw_bars(ax, names, data["stable"], hollow=data["n"] - data["stable"])
    name_rows(ax, names, fit=wrap)
    for place, end in enumerate(ends):
        write_beside(ax, end, place, f"{end:.0f}", fontweight="bold")
    return ax


def describe_structure(topics: Topics) -> Prose:
    """Return whether there are topics that hold, with the numbers it rests on, and what is known of finer ones."""
    found = topics.diagnostics
    parts = [say(found["message"])]
    if found["structured"]:
        parts += [_say_pages(topics), _say_finer(topics)]
    if found["n_other_language"]:
        parts.append(tell("not in English", articles=found["n_other_language"]))
    if found["n_without_words"] and found["structured"]:
        parts.append(tell("no telling word", articles=found["n_without_words"]))
    return join_sentences(parts)


def describe_trust(topics: Topics) -> Prose:
    """Return the numbers behind the finding that topics hold, for an annex; nothing where none do."""
    found = topics.diagnostics
    if not found["structured"]:
        return Prose()
    numbers = {name: f"{found[name]:.2f}" for name in ("seed_stability", "silhouette")}
    return tell("trust", draws=str(found["null_draws"]), p=f"{found['p_value']:.3f}", **numbers)


def _say_finer(topics: Topics) -> Prose:
    """Say how far more topics, or topics inside these, would hold."""
    finer = topics.curve[topics.curve["n_topics"] > topics.diagnostics["n_topics"]]
    if finer.empty:
        return say("More topics were not tried.")
    number, agreement = _rows(finer.nlargest(1, "stability"), "n_topics", "stability")[0]
    return tell("finer", topics=number, agreement=bold(f"{agreement:.2f}"))


def _say_pages(topics: Topics) -> Prose:
    """Say how far the topics come back without some of the pages."""
    agreement, parts = (topics.diagnostics[name] for name in ("page_stability", "page_parts"))
    if agreement is None:
        return say("With so few pages nothing tells whether others would give the same topics.")
    if parts < len(topics.pages):
        return tell("parts left out", parts=str(parts), agreement=bold(f"{agreement:.2f}"))
    least = italic(topics.pages.nsmallest(1, "agreement")["source"].iloc[0])
    return tell("pages left out", agreement=bold(f"{agreement:.2f}"), least=least)


def describe_topics(topics: Topics) -> Prose:
    """Return a line for each topic: its name, its size, how far its words go, and whether it is a page or a season."""
    if not topics.diagnostics["n_topics"]:
        return say(topics.diagnostics["message"])
    known = topics.assignments.dropna(subset="topic")
    naming = topics.terms[topics.terms["naming"]]
    lines = []
    for topic, own in known.groupby("topic"):
        words = [f"{word} in {n}" for word, n in _rows(naming[naming["topic"] == topic], "term", "n_articles")]
        without = int((own["held"] == 0).sum())
        held = f"{list_words(words) or 'no word of its own'}{f'; none of these in {without}' * bool(without)}"
        line = tell(
            "topic", topic=bold(topic), label=own["label"].iloc[0], articles=len(own), held=held,
            stable=own["settled"].sum(),
        )  # fmt: skip
        lines.append(join_sentences([line, _say_origin(topics, topic)], between="; "))
    return list_items([*lines, *map(say, topics.diagnostics.get("names", ()))])


def _rows(frame: pd.DataFrame, *columns: str) -> list[Any]:
    return list(frame[list(columns)].itertuples(index=False, name=None))


def _say_origin(topics: Topics, topic: object) -> Prose:
    """Say that a topic is mostly one page, or one quarter of a year; nothing where it is neither."""
    own = topics.origins[(topics.origins["topic"] == topic) & topics.origins["bound"]]
    said = [
        say(bold(n), f" of {of} {'stand on' if kind == 'page' else 'dated ones fall in'} ", italic(origin))
        for kind, origin, n, of in _rows(own, "kind", "origin", "n", "of")
    ]
    what = "one page" if "page" in set(own["kind"]) else "one season"
    return say(f"mostly {what}: ", join_sentences(said, between=", ")) if said else Prose()


def describe_origins(topics: Topics) -> Prose:
    """Return which topics may be no more than news of one time, if any is mostly one page or one season."""
    bound = sorted(set(topics.origins.loc[topics.origins["bound"], "topic"].astype("str")))
    if bound:
        return say(f"Topic{'s' * (len(bound) > 1)} {list_words(bound)} may be no more than what was news then.")
    return say("No topic comes mostly from one page or one quarter of a year, beyond what chance brings.")


def quote_examples(topics: Topics) -> Prose:
    """Return the releases that stand for each topic as a list, each with the sentences that carry its words."""
    lines = []
    for (topic, headline), own in topics.examples.groupby(["topic", "headline"], sort=False):
        quotes = " ".join(f"“{sentence}”" for sentence in own["sentence"])
        terms = ", ".join(dict.fromkeys(term for each in own["terms"] for term in each.split(", ")))
        name = bold(f"{topic} {topics.labels[int(str(topic))]}")
        lines.append(say(name, f": {headline}. {quotes} ", italic(f"({terms})")))
    return list_items(lines) or say("There are no topics, and so no releases that stand for one.")


def describe_unsettled(topics: Topics) -> Prose:
    """Return how many articles are not stable and what that means."""
    if not topics.diagnostics["n_topics"]:
        return say("No topics hold, so no article belongs to one.")
    known = topics.assignments.dropna(subset="topic")
    unsettled = int((~known["settled"]).sum())
    if not unsettled:
        return tell("all settled", articles=str(len(known)))
    return tell("unsettled", n=unsettled, articles=str(len(known)), share=percent(1 - SETTLED_SHARE, 1))


def list_unsettled(corpus: Corpus, *, topics: Topics) -> pd.DataFrame:
    """Return the articles that change their topic between resamples, the least settled first."""
    known = topics.assignments.loc[~topics.assignments["settled"]].dropna(subset="topic")
    shown = known.merge(corpus.articles[["article_id", "headline"]], on="article_id")
    return shown.sort_values(["share", "article_id"], ignore_index=True)[["headline", "topic", "label", "share"]]
