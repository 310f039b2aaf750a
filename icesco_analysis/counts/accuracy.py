"""Tables against labels: how often each field is right, with the misses behind every score.

Labels are the files that the annotation guide defines: ``<page stem>.json``, a list with one object per article.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import betaincinv

from icesco_analysis.counts.coverage import LEVEL
from icesco_analysis.language import collapse, read_vocabulary
from icesco_analysis.partners import is_same_body

COUNTRY_FIELDS = ("partner", "venue", "mentioned")
"""Fields that are sets of countries, scored by micro F1 and by the share of exact sets."""
TOLD_FIELDS = ("subtitle", "published", "date", "date_kind", "activity")
"""Fields that hold one value, scored by the share of labelled articles in which they are right."""
METRICS: dict[str, tuple[str, ...]] = {
    "boundaries": ("precision", "recall", "F1"),
    **dict.fromkeys(TOLD_FIELDS[:4], ("share right",)),
    "date_conflict": ("F1",),
    "activity": ("share right",),
    **dict.fromkeys(COUNTRY_FIELDS, ("F1", "share exact")),
    "organisations": ("F1",),
}
METRICS["date"] += ("share wrong given",)
"""What each field is scored by."""
APART = "english"
"""The set of labels that no rule was made with and nobody looked at: its scores are those to expect."""
SCORES_COLUMNS = (
    "labels", "kind", "part", "field", "metric", "value", "low", "high", "n", "pages", "simpler",
)  # fmt: skip
"""What ``data/accuracy.tsv`` says of each score."""
_EVIDENCE = {"date": "date_sentence", "date_kind": "date_sentence", "activity": "activity_evidence"}
_ABSENT = {
    "body_start": "", "body_end": "", "date_start": None, "date_end": None,
    "partners": (), "venue": (), "mentioned": (),
}  # fmt: skip
"""Fields that labels of whole pages must have, with what stands for them where a sample was not asked for them."""
_KEYS = {"boundaries": "body_start", "date": "date_start", "partner": "partners"}
_COUNTS = ("rows", "right", "given", "tp", "fp", "fn")
_NOTHING = {"right": False, "tp": 0, "fp": 0, "fn": 0, "given": False, "evidence": ""}
_JUDGEMENT_COLUMNS = ("page", "headline", "field", "expected", "found", "right", "tp", "fp", "fn", "given", "evidence")


class LabelError(ValueError):
    """A label file is not what the guide defines; the message names file, place and expectation."""


@dataclass(frozen=True)
class Labels:
    """The labels of one page: its stem and one mapping per article, in page order."""

    page: str
    articles: Sequence[Mapping[str, Any]]


def read_labels(path: str | Path, *, pages: pd.DataFrame | None = None) -> list[Labels]:
    """Return the labels of one file, or of every ``*.json`` in a folder.

    Parameters
    ----------
    path
        The file or the folder; "" where there is none.
    pages
        The table of pages: only files with the stem of one of them are read, and it is no error if there is none.

    Raises
    ------
    LabelError
        If a file is no list of labelled articles, or there is none where no `pages` are given.
    """
    folder = Path(path)
    files = sorted(folder.glob("*.json")) if folder.is_dir() else [folder]
    if pages is not None:
        stems = {PurePosixPath(source).stem for source in pages["source"]}
        files = [file for file in files if path and file.is_file() and file.stem in stems]
    elif not files or not all(file.is_file() for file in files):
        raise LabelError(f"{folder.name}: expected a label file or a folder of them (<page>.json), found none")
    return [Labels(page=file.stem, articles=_read_label_file(file)) for file in files]


def _read_label_file(file: Path) -> list[dict[str, Any]]:
    try:
        articles = json.loads(file.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise LabelError(f"{file.name}: expected JSON in UTF-8, found {error}") from error
    if not isinstance(articles, list):
        raise LabelError(f"{file.name}: expected a list of articles")
    for place, article in enumerate(articles, start=1):
        is_label = isinstance(article, dict)
        needed = {"headline"} if is_label and "weight" in article else {"headline", *_ABSENT}
        missing = needed - set(article) if is_label else needed
        if missing:
            raise LabelError(f"{file.name}, article {place}: expected the fields {', '.join(sorted(missing))}")
    return articles


def judge(tables: Mapping[str, pd.DataFrame], labels: Iterable[Labels]) -> pd.DataFrame:
    """Compare what was extracted with what is labelled, field by field.

    Parameters
    ----------
    tables
        Frames ``articles``, ``appearances`` and ``countries``; with ``organisations`` these are judged too, wherever
        labels speak of them: one is right where its label is one of its names in the article.
    labels
        The labels of each page; a page is found by the stem of its file name.

    Returns
    -------
    DataFrame
        One row per labelled page, article and field: ``page, headline, field, expected, found, right, tp, fp, fn,
        given, evidence``. An article that was not found is wrong everywhere. Articles that were extracted but are not
        labelled have one row, of the field boundaries, with ``fp`` 1. Where labels have a ``weight``, as those of an
        audit, they are a sample of the page: only the fields that they have are judged, and no other article.
    """
    printed = _printed_by_page(tables)
    rows: list[dict[str, Any]] = []
    for page in labels:
        waiting = defaultdict(list)
        for article in printed.get(page.page, []):
            waiting[collapse(article["printed_headline"])].append(article)
        for label in page.articles:
            found = _take(waiting[collapse(label["headline"])], label)
            own = {"page": page.page, "headline": label["headline"]}
            judged = [own | one for one in _judge_article(label, found)]
            rows += [one for one in judged if "weight" not in label or _KEYS.get(one["field"], one["field"]) in label]
        if not any("weight" in label for label in page.articles):
            extra = {"page": page.page, "field": "boundaries", "expected": "", "found": "an article", "fp": 1}
            rows += [extra | {"headline": one["printed_headline"]} for left in waiting.values() for one in left]
    return pd.DataFrame([_NOTHING | row for row in rows], columns=_JUDGEMENT_COLUMNS)


def _take(candidates: list[dict[str, Any]], label: Mapping[str, Any]) -> dict[str, Any] | None:
    """Take from articles of one headline the one whose body begins as the label says, or else the first."""
    start = collapse(label.get("body_start", ""))
    place = next((n for n, one in enumerate(candidates) if collapse(one["body"] or "").startswith(start)), 0)
    return candidates.pop(place) if candidates else None


def _printed_by_page(tables: Mapping[str, pd.DataFrame]) -> dict[str, list[dict[str, Any]]]:
    """Return what is known of each printed article, in page order, by the stem of its page."""
    roles: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for role in _records(tables["countries"]):
        roles[role["article_id"]][role["role"]].add(role["iso3"])
        roles[role["article_id"]]["mentioned"].add(role["iso3"])
    bodies: dict[str, list[list[str]]] = defaultdict(list)
    for row in _records(tables["organisations"]) if "organisations" in tables else ():
        bodies[row["article_id"]].append([*row["forms"].split(" | "), *filter(None, [row["usual"]])])
    stories = {row["article_id"]: row for row in _records(tables["articles"])}
    printed: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _records(tables["appearances"].sort_values(["source", "position"])):
        story = stories[row["article_id"]]
        own = {"printed_headline": row["headline"] or "", "published": row["published"]}
        said = {"roles": roles[row["article_id"]]} | (
            {"organisations": bodies[row["article_id"]]} if "organisations" in tables else {}
        )
        printed[PurePosixPath(row["source"]).stem].append({**story, **own, **said})
    return printed


def _records(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """Return rows with None for everything absent and ISO strings for days."""
    days = frame.select_dtypes("datetime").apply(lambda day: day.dt.strftime("%Y-%m-%d"))
    plain = frame.assign(**days).astype(object)
    return plain.where(plain.notna(), None).to_dict("records")


def _judge_article(label: Mapping[str, Any], found: Mapping[str, Any] | None) -> Iterator[dict[str, Any]]:
    """Yield what is to be said of each field of one labelled article."""
    label = {**_ABSENT, **label}
    start, end = collapse(label["body_start"]), collapse(label["body_end"])
    body = collapse(found["body"] or "") if found else ""
    right = found is not None and body.startswith(start) and body.endswith(end)
    shown = f"{body[:40]} … {body[-40:]}" if found else None
    yield {
        "field": "boundaries", "expected": f"{start} … {end}", "found": shown,
        "right": right, "tp": int(right), "fp": int(found is not None and not right), "fn": int(not right),
    }  # fmt: skip
    for field in TOLD_FIELDS:
        expected, given = _tell(label, field), _tell(found, field) if found else None
        right, evidence = expected == given, (found or {}).get(_EVIDENCE.get(field, "")) or ""
        wrongly = field == "date" and bool(given) and not right
        told = {"field": field, "expected": expected, "found": given}
        yield told | {"right": right, "given": wrongly, "evidence": str(evidence)}
    conflicts = [{"conflict"} if row and row.get("date_conflict") else set() for row in (label, found)]
    roles = found["roles"] if found else defaultdict(set)
    sets = {field: (set(label[_KEYS.get(field, field)]), roles[field]) for field in COUNTRY_FIELDS}
    for field, (wanted, got) in {"date_conflict": conflicts, **sets}.items():
        yield {
            "field": field, "expected": " ".join(sorted(wanted)), "found": " ".join(sorted(got)),
            "right": found is not None and wanted == got,
            "tp": len(wanted & got), "fp": len(got - wanted), "fn": len(wanted - got),
        }  # fmt: skip
    if "organisations" in label and "organisations" in (found or {"organisations": ()}):
        yield _judge_bodies(label["organisations"], (found or {}).get("organisations", ()))


def _judge_bodies(due: Sequence[str], given: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return what is to be said of the organisations of one labelled article."""
    missed, wrong = list(due), []
    for forms in given:
        named = next((name for name in missed if is_same_body(name, forms)), None)
        if named is None:
            wrong.append(forms)
        else:
            missed.remove(named)
    return {
        "field": "organisations", "expected": "; ".join(due), "found": "; ".join(forms[0] for forms in given),
        "right": not missed and not wrong, "tp": len(due) - len(missed), "fp": len(wrong), "fn": len(missed),
    }  # fmt: skip


def _tell(row: Mapping[str, Any], field: str) -> str:
    if field == "date":
        start, end = row["date_start"], row["date_end"]
        return "" if start is None else start if start == end else f"{start}/{end}"
    return collapse(row.get(field) or ("none" if field == "date_kind" else ""))


def score(judgements: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of a set of judgements, with 95 % intervals.

    Parameters
    ----------
    judgements
        As `judge` returns them.

    Returns
    -------
    DataFrame
        ``field, metric, value, low, high, n``: precision, recall and F1 of boundaries; share right of subtitle,
        published, date, date_kind and activity; share of articles with a wrong date given; F1 of date_conflict; micro
        F1 and share of exact sets of partner, venue and mentioned. ``n`` counts labelled articles; a field that no
        label has is left out. Over nothing a score is 1, in the interval from 0 to 1.

    Notes
    -----
    Articles of one page fail together. So the variance between pages says how many independent articles (of F1:
    countries) the labels are worth, at most as many as there are, and the interval is the exact one of so many (Korn
    and Graubard 1998). A spotless record keeps an interval: that of as many as were judged.
    """
    labelled = judgements[judgements["expected"].ne("") | judgements["found"].ne("an article")]
    n = labelled["field"].value_counts()
    tallies = judgements.assign(rows=1).groupby(["field", "page"])[list(_COUNTS)].sum().astype("int64")
    rows = []
    for field, metrics in METRICS.items():
        own = tallies[tallies.index.get_level_values("field") == field]
        rows += [(field, metric, *_estimate(own, metric), int(n[field])) for metric in metrics if field in n]
    return pd.DataFrame(rows, columns=["field", "metric", "value", "low", "high", "n"])


def _estimate(pages: pd.DataFrame, metric: str) -> tuple[float, float, float]:
    """Return a metric over pages, and the ends of its interval."""
    parts = {
        "share right": ("right", "rows"),
        "share exact": ("right", "rows"),
        "share wrong given": ("given", "rows"),
        "precision": ("tp", "tp fp"),
        "recall": ("tp", "tp fn"),
        "F1": ("tp tp", "tp tp fp fn"),
    }
    part, whole = (np.sum([pages[column] for column in columns.split()], axis=0) for columns in parts[metric])
    total, n_pages = whole.sum(), len(pages)
    if not total:
        return 1.0, 0.0, 1.0
    value, worth = part.sum() / total, total / (2 if metric == "F1" else 1)
    variance = n_pages / max(1, n_pages - 1) * ((part - value * whole) ** 2).sum() / total**2
    if n_pages > 1 and variance > 0:
        worth = min(worth, value * (1 - value) / variance)
    right, tail = value * worth, (1 - LEVEL) / 2
    low = float(betaincinv(right, worth - right + 1, tail)) if value > 0 else 0.0
    high = float(betaincinv(right + 1, worth - right, 1 - tail)) if value < 1 else 1.0
    return float(value), low, high


def list_misses(judgements: pd.DataFrame) -> pd.DataFrame:
    """Return the judgements that are wrong: ``page, headline, field, expected, found, evidence``."""
    wrong = judgements[~judgements["right"].astype(bool)]
    return wrong[["page", "headline", "field", "expected", "found", "evidence"]].reset_index(drop=True)


@cache
def read_scores() -> pd.DataFrame:
    """Return how well the labelled sets of the project are read, as `make scores` measured it.

    Returns
    -------
    DataFrame
        ``labels`` (the set), ``kind, part`` (the whole set, or the articles of one language, format, region, year, type
        or hard case), ``field, metric, value, low, high, n, pages, simpler`` (the score of a reader that looks names
        up and takes the most frequent country as partner).

    Examples
    --------
    >>> sorted(read_scores()["labels"].unique())
    ['arabic', 'dev', 'english', 'french', 'gold', 'heldout', 'opened', 'second reader', 'seeds', 'unopened']
    """
    scores = pd.DataFrame(read_vocabulary("accuracy.tsv", columns=SCORES_COLUMNS))
    numbers = dict.fromkeys(("value", "low", "high", "simpler"), "float64") | dict.fromkeys(("n", "pages"), "int64")
    return scores.replace({"simpler": {"": "nan"}}).astype(numbers)
