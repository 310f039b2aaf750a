"""Tables against labels: how often each field is right, with the misses behind every score.

Labels are the files that the annotation guide defines: ``<page stem>.json``, a list with one object per article.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pandas as pd

COUNTRY_FIELDS = ("partner", "venue", "mentioned")
"""Fields that are sets of countries, scored by micro F1 and by the share of exact sets."""
SHARE_FIELDS = ("subtitle", "published", "date", "date_kind", "activity")
"""Fields scored by the share of labelled articles in which they are right."""
FIELDS = ("boundaries", *SHARE_FIELDS[:4], "date_conflict", "activity", *COUNTRY_FIELDS)
INTERVAL_DRAWS = 1000
"""Bootstrap draws: enough to print two digits of a 95 % interval."""


class LabelError(ValueError):
    """A label file is not what the guide defines; the message names file, place and expectation."""


@dataclass(frozen=True)
class Labels:
    """The labels of one page: its stem and one mapping per article, in page order."""

    page: str
    articles: Sequence[Mapping[str, Any]]


def read_labels(path: Path) -> list[Labels]:
    """Return the labels of one file, or of every ``*.json`` in a folder.

    Raises
    ------
    LabelError
        If a file is no list of labelled articles, or there is none.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise LabelError(f"{path.name}: expected a label file or a folder of them (<page>.json), found none")
    return [Labels(page=file.stem, articles=_read_label_file(file)) for file in files]


def _read_label_file(file: Path) -> list[dict[str, Any]]:
    try:
        articles = json.loads(file.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise LabelError(f"{file.name}: expected JSON in UTF-8, found {error}") from error
    if not isinstance(articles, list):
        raise LabelError(f"{file.name}: expected a list of articles")
    needed = {"headline", "body_start", "body_end", "date_start", "date_end", "partners", "venue", "mentioned"}
    for place, article in enumerate(articles, start=1):
        missing = needed - set(article) if isinstance(article, dict) else needed
        if missing:
            raise LabelError(f"{file.name}, article {place}: expected the fields {', '.join(sorted(missing))}")
    return articles


def find_labels(folder: str | Path, *, pages: pd.DataFrame) -> list[Labels]:
    """Return the labels of those pages that have any, none where there is no such folder.

    Parameters
    ----------
    folder
        Folder of label files; "" where there is none.
    pages
        The table of pages; a label file belongs to the page with its stem.
    """
    stems = {PurePosixPath(source).stem for source in pages["source"]}
    files = sorted(Path(folder).glob("*.json")) if folder else []
    return [Labels(page=file.stem, articles=_read_label_file(file)) for file in files if file.stem in stems]


def judge(tables: Mapping[str, pd.DataFrame], labels: Iterable[Labels]) -> pd.DataFrame:
    """Compare what was extracted with what is labelled, field by field.

    Parameters
    ----------
    tables
        Frames ``articles``, ``appearances`` and ``countries``.
    labels
        The labels of each page; a page is found by the stem of its file name.

    Returns
    -------
    DataFrame
        One row per labelled page, article and field: ``page, headline, field, expected, found, right, tp, fp, fn,
        given, evidence``. An article that was not found is wrong everywhere. Articles that were extracted but are not
        labelled have one row, of the field boundaries, with ``fp`` 1.
    """
    printed = _printed_by_page(tables)
    rows: list[dict[str, Any]] = []
    for page in labels:
        waiting = defaultdict(list)
        for article in printed.get(page.page, []):
            waiting[_collapse(article["printed_headline"])].append(article)
        for label in page.articles:
            candidates = waiting[_collapse(label["headline"])]
            rows.extend(_judge_article(page.page, label=label, found=candidates.pop(0) if candidates else None))
        extra = [article for articles in waiting.values() for article in articles]
        rows.extend(
            _row(page.page, article["printed_headline"], "boundaries", "", "an article", fp=1) for article in extra
        )
    return pd.DataFrame(rows, columns=_JUDGEMENT_COLUMNS)


_JUDGEMENT_COLUMNS = ["page", "headline", "field", "expected", "found", "right", "tp", "fp", "fn", "given", "evidence"]


def _printed_by_page(tables: Mapping[str, pd.DataFrame]) -> dict[str, list[dict[str, Any]]]:
    """Return what is known of each printed article, in page order, by the stem of its page."""
    roles: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for role in _records(tables["countries"]):
        roles[role["article_id"]][role["role"]].add(role["iso3"])
        roles[role["article_id"]]["mentioned"].add(role["iso3"])
    stories = {row["article_id"]: row for row in _records(tables["articles"])}
    printed: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _records(tables["appearances"].sort_values(["source", "position"])):
        story = stories[row["article_id"]]
        own = {
            "printed_headline": row["headline"] or "",
            "published": row["published"],
            "roles": roles[row["article_id"]],
        }
        printed[PurePosixPath(row["source"]).stem].append({**story, **own})
    return printed


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows with None for everything absent and ISO strings for days."""
    return [{str(key): _plain(value) for key, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return None if pd.isna(value) else value


def _judge_article(page: str, *, label: Mapping[str, Any], found: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Return one row per field of one labelled article."""
    headline = label["headline"]
    rows = [_judge_boundaries(page, label=label, found=found)]
    for field, read in _READERS.items():
        expected, given = read(label, True), read(found, False) if found else None
        right = found is not None and expected == given
        wrongly = bool(found and field == "date" and given != "" and not right)
        rows.append(
            _row(page, headline, field, expected, given, right=right, given=wrongly, evidence=_evidence(field, found))
        )
    expected_conflict = bool(label.get("date_conflict"))
    conflict = bool(found and found["date_conflict"])
    sets = {"date_conflict": ({"conflict"} if expected_conflict else set(), {"conflict"} if conflict else set())}
    for field in COUNTRY_FIELDS:
        key = "partners" if field == "partner" else field
        sets[field] = (set(label[key]), set(found["roles"][field]) if found else set())
    for field, (wanted, got) in sets.items():
        row = _row(page, headline, field, " ".join(sorted(wanted)), " ".join(sorted(got)))
        row |= {"tp": len(wanted & got), "fp": len(got - wanted), "fn": len(wanted - got)}
        rows.append(row | {"right": found is not None and wanted == got})
    return rows


def _judge_boundaries(page: str, *, label: Mapping[str, Any], found: Mapping[str, Any] | None) -> dict[str, Any]:
    """Judge whether headline and both ends of the body are right."""
    start, end = _collapse(label["body_start"]), _collapse(label["body_end"])
    if found is None:
        return _row(page, label["headline"], "boundaries", f"{start} … {end}", None, fn=1)
    body = _collapse(found["body"] or "")
    right = body.startswith(start) and body.endswith(end)
    shown = f"{body[:40]} … {body[-40:]}"
    wrong = int(not right)
    return _row(
        page, label["headline"], "boundaries", f"{start} … {end}", shown, right=right, tp=1 - wrong, fp=wrong, fn=wrong
    )


def _row(
    page: str, headline: str, field: str, expected: Any, found: Any, *, right: bool = False, tp: int = 0, fp: int = 0,
    fn: int = 0, given: bool = False, evidence: str = "",
) -> dict[str, Any]:  # fmt: skip
    return dict(
        zip(
            _JUDGEMENT_COLUMNS,
            (page, headline, field, expected, found, right, tp, fp, fn, given, evidence),
            strict=True,
        )
    )


def _collapse(text: str) -> str:
    return " ".join(text.split())


def _days(row: Mapping[str, Any], _label: bool) -> str:
    start, end = row["date_start"], row["date_end"]
    return "" if start is None else start if start == end else f"{start}/{end}"


def _words_of(field: str, *, default: str = "") -> Callable[[Mapping[str, Any], bool], str]:
    return lambda row, _label: _collapse(row.get(field) or default)


_READERS: Mapping[str, Callable[[Mapping[str, Any], bool], str]] = {
    "subtitle": _words_of("subtitle"),
    "published": _words_of("published"),
    "date": _days,
    "date_kind": _words_of("date_kind", default="none"),
    "activity": _words_of("activity"),
}


def _evidence(field: str, found: Mapping[str, Any] | None) -> str:
    column = {"date": "date_sentence", "date_kind": "date_sentence", "activity": "activity_evidence"}.get(field)
    return str(found.get(column) or "") if found and column else ""


def score(judgements: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of a set of judgements.

    Parameters
    ----------
    judgements
        As `judge` returns them.

    Returns
    -------
    DataFrame
        ``field, metric, value, n``: precision, recall and F1 of boundaries; share right of subtitle, published, date,
        date_kind and activity; share of articles with a wrong date given; F1 of date_conflict; micro F1 and share of
        exact sets of partner, venue and mentioned. ``n`` counts labelled articles. F1 over nothing is 1.
    """
    labelled = judgements[judgements["expected"].ne("") | judgements["found"].ne("an article")]
    rows: list[tuple[str, str, float, int]] = []
    for field in FIELDS:
        own = judgements[judgements["field"] == field]
        n = int((labelled["field"] == field).sum())
        if field in SHARE_FIELDS:
            rows.append((field, "share right", _share(own["right"]), n))
        if field == "date":
            rows.append((field, "share wrong given", _share(own["given"]), n))
        if field == "boundaries":
            rows.append((field, "precision", _ratio(own["tp"].sum(), own["tp"].sum() + own["fp"].sum()), n))
            rows.append((field, "recall", _ratio(own["tp"].sum(), own["tp"].sum() + own["fn"].sum()), n))
        if field not in SHARE_FIELDS:
            rows.append((field, "F1", _f1(own), n))
        if field in COUNTRY_FIELDS:
            rows.append((field, "share exact", _share(own["right"]), n))
    return pd.DataFrame(rows, columns=["field", "metric", "value", "n"])


def _share(values: "pd.Series[Any]") -> float:
    return float(values.mean()) if len(values) else 1.0


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else 1.0


def _f1(own: pd.DataFrame) -> float:
    tp, fp, fn = (int(own[column].sum()) for column in ("tp", "fp", "fn"))
    return _ratio(2 * tp, 2 * tp + fp + fn)


def score_with_intervals(judgements: pd.DataFrame, *, seed: int, draws: int = INTERVAL_DRAWS) -> pd.DataFrame:
    """Return the scores with 95 % bootstrap intervals over articles.

    Parameters
    ----------
    judgements
        As `judge` returns them.
    seed
        Seed of the draws.
    draws
        How many.

    Returns
    -------
    DataFrame
        The columns of `score` and ``low, high``; no row where nothing was judged.

    Notes
    -----
    Whole articles are drawn, since the fields of one article fail together. Articles of one page also do, so the
    intervals are, if anything, too narrow.
    """
    scores = score(judgements)
    if judgements.empty:
        return scores.iloc[:0].assign(low=0.0, high=0.0)
    tallies, keys = _tallies(judgements)
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(len(tallies), np.full(len(tallies), 1 / len(tallies)), size=draws)
    sums = pd.DataFrame(weights @ tallies, columns=keys)
    low, high = [], []
    for row in scores.itertuples():
        drawn = _metric(sums, field=str(row.field), metric=str(row.metric))
        low.append(float(drawn.quantile(0.025)))
        high.append(float(drawn.quantile(0.975)))
    return scores.assign(low=low, high=high)


def _tallies(judgements: pd.DataFrame) -> tuple[np.ndarray[Any, np.dtype[np.int64]], pd.MultiIndex]:
    """Return per article (rows) and field and count (columns) what the metrics are ratios of."""
    counted = judgements.assign(
        article=judgements.groupby(["page", "headline", "field"]).cumcount(),
        rows=1,
        right=judgements["right"].astype(int),
    )
    table = counted.pivot_table(
        index=["page", "headline", "article"],
        columns="field",
        values=["rows", "right", "given", "tp", "fp", "fn"],
        aggfunc="sum",
        fill_value=0,
    ).astype(int)
    return table.to_numpy(), pd.MultiIndex.from_tuples([tuple(column) for column in table.columns])


def _metric(sums: pd.DataFrame, *, field: str, metric: str) -> "pd.Series[float]":
    """Return one metric for each draw."""
    if metric in {"share right", "share exact"}:
        part, whole = sums["right", field], sums["rows", field]
    elif metric == "share wrong given":
        part, whole = sums["given", field], sums["rows", field]
    elif metric == "precision":
        part, whole = sums["tp", field], sums["tp", field] + sums["fp", field]
    elif metric == "recall":
        part, whole = sums["tp", field], sums["tp", field] + sums["fn", field]
    else:
        part, whole = 2 * sums["tp", field], 2 * sums["tp", field] + sums["fp", field] + sums["fn", field]
    return (part / whole).where(whole > 0, 1.0)


def list_misses(judgements: pd.DataFrame) -> pd.DataFrame:
    """Return the judgements that are wrong: ``page, headline, field, expected, found, evidence``."""
    wrong = judgements[~judgements["right"].astype(bool)]
    return wrong[["page", "headline", "field", "expected", "found", "evidence"]].reset_index(drop=True)


def read_nothing(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables of a reader that cuts out the articles and understands nothing: the first baseline."""
    unread = tables["articles"].assign(date_kind="none", date_conflict=False)
    unread[["date_start", "date_end", "activity"]] = None
    return {**tables, "articles": unread, "countries": tables["countries"].iloc[:0]}


def read_dictionary(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables of a reader that looks names up and takes the most frequent country as partner.

    Notes
    -----
    The second baseline: the same gazetteer, no grammar of roles. Of equally frequent countries the one first in the
    alphabet of codes is taken; every country is a mention.
    """
    countries = tables["countries"].drop_duplicates(["article_id", "iso3"]).assign(role="mention")
    ranked = countries.sort_values(["article_id", "n_mentions", "iso3"], ascending=[True, False, True])
    partners = ranked.drop_duplicates("article_id").assign(role="partner")
    return {**read_nothing(tables), "countries": pd.concat([countries, partners], ignore_index=True)}
