"""What the scores say, in words."""

import pandas as pd

from icesco_analysis.language import escape_markdown, percent

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
"""The scores that a figure shows, with the words for them."""

RULE_OF_THREE = 3
"""Where none of n is wrong, the share of wrong ones is below 3 / n at 95 % (Hanley & Lippman-Hand 1983)."""

NO_LABELS = (
    "These pages are not labelled, so their accuracy cannot be measured; the README has the figures of labelled ones."
)


def describe_scores(scores: pd.DataFrame) -> str:
    """Return the scores in sentences, weakest field first named.

    Parameters
    ----------
    scores
        As ``accuracy.score`` returns them.
    """
    if scores.empty:
        return NO_LABELS
    value = scores.set_index(["field", "metric"])["value"]
    shown = value[[key for key in LABELS if key in value.index]]
    weakest = min(LABELS.keys() & set(shown.index), key=lambda key: (float(shown[key]), key))
    n = int(scores["n"].max())
    days = percent(value["date", "share right"], 1)
    wrong = round(value["date", "share wrong given"] * n)
    return (
        f"On **{n}** labelled articles the days of the activity are right for **{days}**, "
        f"and **{wrong}** of them carry a wrong day. Partner countries reach F1 **{value['partner', 'F1']:.2f}**, "
        f"countries mentioned **{value['mentioned', 'F1']:.2f}**. "
        f"{_name_weakest(LABELS[weakest], value=float(shown[weakest]), n=n)}"
    )


def _name_weakest(label: str, *, value: float, n: int) -> str:
    """Return the weakest field in a sentence; where nothing is wrong, how much may still be wrong elsewhere."""
    if value < 1:
        return f"The weakest field is *{label}*, at **{value:.2f}**."
    return (
        f"No field is below **1.00**, and the intervals show no spread; but where none of {n} articles is wrong, up to "
        f"{percent(min(RULE_OF_THREE, n), n)} of such articles may be."
    )


def describe_misses(misses: pd.DataFrame) -> str:
    """Return how many judgements were wrong, and in which field most."""
    if misses.empty:
        return "No judgement on the labelled articles is wrong, or none is labelled."
    counted = misses["field"].value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    page = misses.groupby(["page", "headline"]).size().sort_values(ascending=False, kind="stable")
    where, headline = page.index[0]
    return (
        f"**{len(misses)}** judgements are wrong, most often of the field *{counted.index[0].replace('_', ' ')}* "
        f"(**{counted.iloc[0]}**). The article with most of them (**{page.iloc[0]}**) is "
        f"“{escape_markdown(headline) or 'without a headline'}” on page {escape_markdown(where)}."
    )


def caption_scores(scores: pd.DataFrame, *, pages: int) -> str:
    """Return what to print under the scores."""
    n = int(scores["n"].max()) if len(scores) else 0
    return (
        f"Scores against the hand-made labels of {n} articles on {pages} pages, with 95 % bootstrap intervals over "
        "articles. F1 counts countries or articles over all labels; a share counts articles. The simpler reader takes "
        "the most frequent country as partner and answers nothing to the other questions."
    )


def alt_scores(data: pd.DataFrame) -> str:
    """Return the scores as an alternative text."""
    if data.empty:
        return "An empty chart, which says that no page of this analysis is labelled."
    parts = [f"{label} {value:.2f}" for label, value in zip(data["label"], data["value"], strict=True)]
    return "Dot chart of shares between 0 and 1: " + ", ".join(parts) + "."


def alt_slices(data: pd.DataFrame) -> str:
    """Return the scores of the hard slices as an alternative text."""
    if data.empty:
        return "An empty chart, which says that no labelled article belongs to a hard slice."
    parts = [f"{row.label} {row.value:.2f} of {row.n} articles" for row in data.itertuples()]
    return "Dot chart of partner F1: " + ", ".join(parts) + "."
