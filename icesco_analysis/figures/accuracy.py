"""Accuracy: how often each field is right on releases that no rule was made with, beside a simpler reader."""

from collections.abc import Sequence
from typing import Any, cast

import pandas as pd
from matplotlib.axes import Axes

from icesco_analysis.corpus import Corpus
from icesco_analysis.counts import APART, Labels, read_scores, score
from icesco_analysis.figures.basis import compose_figure, tell, words_of
from icesco_analysis.figures.figure import Figure
from icesco_analysis.figures.rows import draw_points, explain_above
from icesco_analysis.figures.style import INK, MAIN, RULE, letters_of
from icesco_analysis.language import Prose, bold, count_of, italic, join_sentences, percent, say

BLIND = "seeds"
"""Labels of pages of the site, made without a look at the code."""

OTHER_LANGUAGES = {"french": "French", "arabic": "Arabic"}
"""Sets kept apart in other languages than English."""

_TICKS = (0, 0.25, 0.5, 0.75, 1)


def name_scores() -> dict[tuple[str, str], str]:
    """Return the scores that the figure shows, by field and metric, with the words for them."""
    parts = ((part.partition(", "), words) for part, words in words_of("score").items())
    return {(field, metric): words for (field, _, metric), words in parts}


def figure_scores(corpus: Corpus) -> Figure:
    """Return the scores on releases kept apart, with intervals, and those of a simpler reader."""
    scores, named = _whole(APART), name_scores()
    scores.insert(0, "label", [named.get(key) for key in zip(scores["field"], scores["metric"], strict=True)])
    shown = scores.dropna(subset=["label"]).drop(columns=["labels", "kind", "part"]).reset_index(drop=True)
    n, pages = int(shown["n"].max()), int(shown["pages"].max())
    return compose_figure(
        "accuracy-scores", corpus, data=shown, draw=_draw_scores,
        headline=_head_scores, told=shown[["label", "value"]], finding=describe_scores(),
        fill={"articles": count_of(n, "release"), "labelled": count_of(pages, "page")}, height=3.4,
    )  # fmt: skip


def _whole(labels: str) -> pd.DataFrame:
    scores = read_scores()
    return scores[(scores["labels"] == labels) & (scores["kind"] == "all")].reset_index(drop=True)


def describe_scores() -> Prose:
    """Return in sentences how well releases kept apart are read, how sure is sure, and what the blind pages say."""
    scores, apart, named = read_scores(), _whole(APART), name_scores()
    values = {key: value for key, value in apart.set_index(["field", "metric"])["value"].items() if key in named}
    weakest = min(values, key=lambda key: (values[key], key))
    confidence = scores[(scores["labels"] == APART) & (scores["kind"] == "confidence")].set_index("part")
    sure, doubtful = (_precision(cast("pd.Series[float]", confidence.loc[part])) for part in ("sure", "doubtful"))
    wrong = _score_of(apart.set_index(["field", "metric"]), "date", "share wrong given")
    least = {"weakest": italic(named[weakest]), "value": bold(f"{values[weakest]:.2f}")}
    return join_sentences([
        _tell_set("scores", apart, wrong=wrong, **least),
        tell("confidence", sure=sure, doubtful=doubtful),
        *(_tell_set("other languages", _whole(name), language=word) for name, word in OTHER_LANGUAGES.items()),
        _tell_set("blind scores", _whole(BLIND)),
        _tell_set("second reader", _whole("second reader")),
    ])  # fmt: skip


def _tell_set(sentence: str, scores: pd.DataFrame, **words: Any) -> Prose:
    """Say how many releases a set has, and how often days, type and partners are right there."""
    known = scores.set_index(["field", "metric"])
    numbers = {"n": scores["n"].max(), **({"pages": scores["pages"].max()} if "pages" in scores else {})}
    return tell(
        sentence, date=_score_of(known, "date", "share right"), activity=_score_of(known, "activity", "share right"),
        partner=_score_of(known, "partner", "F1"), **numbers | words,
    )  # fmt: skip


def _score_of(scores: pd.DataFrame, field: str, metric: str) -> Prose:
    row = cast("pd.Series[float]", scores.loc[(field, metric)])
    if metric == "F1":
        return say(bold(f"{row['value']:.2f}"), f" ({row['low']:.2f} to {row['high']:.2f})")
    return _precision(row)


def _precision(row: "pd.Series[float]") -> Prose:
    low, high = (f"{100 * row[end]:.0f}" for end in ("low", "high"))
    return say(bold(percent(row["value"], 1)), f" ({low} to {high} %)")


def describe_labelled(judgements: pd.DataFrame, *, labels: Sequence[Labels]) -> Prose:
    """Return how the labelled articles among the pages at hand are read, and why this may say too much."""
    if judgements.empty:
        return tell("not labelled")
    return _tell_set("labelled", score(judgements), pages=len(labels))


def list_parts() -> pd.DataFrame:
    """Return the partner F1 by part of the releases kept apart: ``label, n, value, low, high, simpler``."""
    scores = read_scores()
    chosen = scores[(scores["labels"] == APART) & (scores["field"] == "partner") & (scores["metric"] == "F1")]
    parts = chosen.assign(label=chosen["kind"].str.cat(chosen["part"], sep=": ")).replace("all: all", "all")
    return parts[["label", "n", "value", "low", "high", "simpler"]].reset_index(drop=True)


def _head_scores(data: pd.DataFrame) -> str:
    label, value = data.sort_values("value", kind="stable")[["label", "value"]].to_numpy()[0]
    return f"Lowest score on releases kept apart: {value:.2f}, for “{label.removesuffix(' (F1)')}”"


def _draw_scores(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw a row a field: the score with its interval and in figures, and a hollow mark for a simpler reader."""
    size = letters_of(ax)
    draw_points(ax, data["label"], data["value"], low=data["low"], high=data["high"], label="this library")
    ax.scatter(
        data["simpler"], range(len(data)), marker="D", s=size * 6.5, facecolor="none", edgecolor=INK, zorder=4,
        clip_on=False, linewidth=size * 0.1, label="a simpler reader",
    )  # fmt: skip
    for place, value in enumerate(data["value"]):
        ax.text(1.04, place, f"{value:.2f}", va="center_baseline", color=MAIN, fontweight="bold")
    explain_above(ax)
    ax.vlines(_TICKS, -0.5, len(data) - 0.4, color=RULE, linewidth=size * 0.05, zorder=0)
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(length=0)
    ax.set_xticks(_TICKS, [f"{tick:g}" for tick in _TICKS])
    ax.set_xlim(-0.02, 1.14)
    ax.set_ylim(len(data) - 0.4, -0.6)
    return ax
