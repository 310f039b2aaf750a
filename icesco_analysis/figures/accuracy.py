"""Accuracy: how often each field is right on the labelled pages, beside a simpler reader."""

from collections.abc import Iterable, Sequence

import pandas as pd
from matplotlib.axes import Axes

from icesco_analysis.corpus import Corpus
from icesco_analysis.counts import Labels, find_slices, judge, read_dictionary, score, score_with_intervals
from icesco_analysis.figures.basis import compose_figure, tell
from icesco_analysis.figures.figure import Figure
from icesco_analysis.figures.rows import draw_points, explain_above
from icesco_analysis.figures.style import BLUE, INK, RULE, letters_of
from icesco_analysis.language import Prose, bold, count_of, italic, percent, say

LABELS = {
    ("boundaries", "F1"): "article cut out (F1)",
    ("subtitle", "share right"): "subtitle right",
    ("published", "share right"): "publication day right",
    ("date", "share right"): "activity’s days right",
    ("date_kind", "share right"): "kind of date right",
    ("date_conflict", "F1"): "false weekday flagged (F1)",
    ("activity", "share right"): "activity type right",
    ("partner", "F1"): "partner countries (F1)",
    ("partner", "share exact"): "partner set exact",
    ("venue", "F1"): "venue country (F1)",
    ("mentioned", "F1"): "countries mentioned (F1)",
}
"""The scores that the figure shows, with the words for them."""

RULE_OF_THREE = 3
"""Where none of n is wrong, the share of wrong ones is below 3 / n at 95 % (Hanley & Lippman-Hand 1983)."""

_TICKS = (0, 0.25, 0.5, 0.75, 1)


def figure_scores(corpus: Corpus, *, labels: Sequence[Labels], seed: int) -> Figure:
    """Return the scores of this library with bootstrap intervals, and of a simpler reader."""
    scores = _score(corpus, labels, seed=seed) if labels else pd.DataFrame(columns=_COLUMNS)
    shown = scores.dropna(subset=["label"])[_COLUMNS].reset_index(drop=True)
    n = int(shown["n"].max()) if len(shown) else 0
    return compose_figure(
        "accuracy-scores", corpus, data=shown, draw=_draw_scores, alt=_alt_scores,
        finding=lambda _: describe_scores(scores),
        fill={"articles": count_of(n, "labelled article"), "labelled": count_of(len(labels), "page")},
        cases={"articles": n, "labelled pages": len(labels)}, parameters={"seed": seed}, height=3.4,
    )  # fmt: skip


_COLUMNS = ["label", "field", "metric", "value", "low", "high", "n", "simpler"]


def _score(corpus: Corpus, labels: Sequence[Labels], *, seed: int) -> pd.DataFrame:
    scores = score_with_intervals(judge(corpus.tables, labels), seed=seed)
    scores["simpler"] = score(judge(read_dictionary(corpus.tables), labels))["value"]
    scores["label"] = [LABELS.get(key) for key in zip(scores["field"], scores["metric"], strict=True)]
    return scores


def describe_scores(scores: pd.DataFrame) -> Prose:
    """Return the scores, as `score` returns them, in sentences, weakest field last."""
    value = scores.set_index(["field", "metric"])["value"]
    shown = value[[key for key in LABELS if key in value.index]]
    weakest = min(LABELS.keys() & set(shown.index), key=lambda key: (float(shown[key]), key))
    n = int(scores["n"].max())
    partner, mentioned = (bold(f"{value[field, 'F1']:.2f}") for field in ("partner", "mentioned"))
    return say(
        "On ", bold(n), " labelled articles the days of the activity are right for ",
        bold(percent(value["date", "share right"], 1)), ", and ", bold(round(value["date", "share wrong given"] * n)),
        " of them carry a wrong day. Partner countries reach F1 ", partner, ", countries mentioned ", mentioned, ". ",
        _name_weakest(LABELS[weakest], value=float(shown[weakest]), n=n),
    )  # fmt: skip


def _name_weakest(label: str, *, value: float, n: int) -> Prose:
    """Say which field is weakest; where nothing is wrong, how much may still be wrong elsewhere."""
    if value < 1:
        return say("The weakest field is ", italic(label), ", at ", bold(f"{value:.2f}"), ".")
    return tell("no error", whole=bold("1.00"), n=str(n), share=percent(min(RULE_OF_THREE, n), n))


def describe_misses(misses: pd.DataFrame) -> Prose:
    """Return how many judgements were wrong, as `list_misses` lists them, in which field and article most."""
    if misses.empty:
        return say("No judgement on the labelled articles is wrong, or none is labelled.")
    counted = misses["field"].value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    page = misses.groupby(["page", "headline"]).size().sort_values(ascending=False, kind="stable")
    where, headline = page.index[0]
    field = italic(counted.index[0].replace("_", " "))
    return tell(
        "misses", n=len(misses), field=field, often=int(counted.iloc[0]), most=int(page.iloc[0]),
        headline=headline or "without a headline", page=where,
    )  # fmt: skip


def score_slices(corpus: Corpus, *, labels: Iterable[Labels]) -> pd.DataFrame:
    """Return the partner F1 of each hard slice: ``label, n, value, simpler``, largest slice first."""
    labels = list(labels)
    judgements = [judge(read, labels) for read in (corpus.tables, read_dictionary(corpus.tables))]
    rows = []
    for name, own in find_slices(corpus.tables, labels).groupby("slice"):
        parts = [score(one.merge(own[["page", "headline"]])) for one in judgements]
        values = [float(part.set_index(["field", "metric"])["value"]["partner", "F1"]) for part in parts]
        rows.append((name, len(own), *values))
    slices = pd.DataFrame(rows, columns=["label", "n", "value", "simpler"])
    return slices.sort_values(["n", "label"], ascending=[False, True], ignore_index=True)


def _alt_scores(data: pd.DataFrame) -> str:
    parts = [f"{label} {value:.2f}" for label, value in zip(data["label"], data["value"], strict=True)]
    return "Dot chart of shares between 0 and 1: " + ", ".join(parts) + "."


def _draw_scores(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw a row a field: the score with its interval and in figures, and a hollow mark for a simpler reader."""
    size = letters_of(ax)
    draw_points(ax, data["label"], data["value"], low=data["low"], high=data["high"], label="this library")
    ax.scatter(
        data["simpler"], range(len(data)), marker="D", s=size * 6.5, facecolor="none", edgecolor=INK, zorder=4,
        clip_on=False, linewidth=size * 0.1, label="a simpler reader",
    )  # fmt: skip
    for place, value in enumerate(data["value"]):
        ax.text(1.04, place, f"{value:.2f}", va="center_baseline", color=BLUE, fontweight="bold")
    explain_above(ax)
    ax.vlines(_TICKS, -0.5, len(data) - 0.4, color=RULE, linewidth=size * 0.05, zorder=0)
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(length=0)
    ax.set_xticks(_TICKS, [f"{tick:g}" for tick in _TICKS])
    ax.set_xlim(-0.02, 1.14)
    ax.set_ylim(len(data) - 0.4, -0.6)
    return ax
