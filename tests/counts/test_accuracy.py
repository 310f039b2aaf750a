"""Scores follow the labels, and nothing else."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta

from icesco_analysis.corpus.tables import make_frame
from icesco_analysis.counts.accuracy import LabelError, _estimate, judge, list_misses, read_labels, read_scores, score

LABEL = {
    "headline": "A  Meeting in Suva",
    "subtitle": None,
    "body_start": "The first words of the body, forty chars",
    "body_end": "and these are the last words of the body",
    "date_start": "2024-03-05",
    "date_end": "2024-03-06",
    "date_kind": "explicit",
    "date_conflict": False,
    "partners": ["FJI"],
    "venue": ["FJI"],
    "mentioned": ["FJI", "TON"],
    "activity": "meeting",
    "published": None,
}
ARTICLE = {
    "article_id": "000000000001",
    "source": "folder/page.txt",
    "position": 1,
    "headline": "A Meeting in Suva",
    "subtitle": "",
    "body": "The first words of the body, forty chars long.\n\nMiddle,\n\nand these are the last words of the body",
    "published": None,
    "date_start": pd.Timestamp("2024-03-05"),
    "date_end": pd.Timestamp("2024-03-06"),
    "date_earliest": None,
    "date_latest": None,
    "date_kind": "explicit",
    "date_evidence": "5-6 March 2024",
    "date_sentence": "Held on 5-6 March 2024.",
    "date_rule": "range",
    "date_conflict": False,
    "activity": "meeting",
    "activity_evidence": "met",
    "activity_probability": 0.9,
    "activity_rule": "met",
    "partner_status": "named",
    "language": "en",
    "n_words": 20,
}
ROLES = [("FJI", "partner"), ("FJI", "venue"), ("TON", "mention")]


def _tables(articles=(ARTICLE,), roles=ROLES):
    appearances = [{**article, "url": "", "saved_on": None, "reason": ""} for article in articles]
    countries = [
        {
            "article_id": ARTICLE["article_id"], "iso3": iso3, "country": iso3, "role": role, "rule": "r",
            "evidence": "e", "sentence": "s", "span_start": 0, "span_end": 1, "n_mentions": 1, "confidence": "sure",
            "probability": 0.95,
        }
        for iso3, role in roles
    ]  # fmt: skip
    return {
        "articles": make_frame("articles", articles),
        "appearances": make_frame("appearances", appearances),
        "countries": make_frame("countries", countries),
    }


@pytest.fixture
def labels(tmp_path):
    def write(*articles):
        (tmp_path / "page.json").write_text(json.dumps(articles))
        return read_labels(tmp_path)

    return write


def _value(judgements, field, metric):
    scores = score(judgements)
    return scores[(scores["field"] == field) & (scores["metric"] == metric)]["value"].item()


def test_tables_that_equal_the_labels_score_one(labels):
    scores = score(judge(_tables(), labels(LABEL)))
    perfect = scores["metric"].ne("share wrong given")
    assert (scores[perfect]["value"] == 1).all()
    assert (scores[~perfect]["value"] == 0).all()
    assert list_misses(judge(_tables(), labels(LABEL))).empty


CHANGES = [
    ("boundaries", "F1", {"body": "Menu. " + ARTICLE["body"]}, 0.0),
    ("boundaries", "F1", {"body": ARTICLE["body"] + " Footer"}, 0.0),
    ("subtitle", "share right", {"subtitle": "A line"}, 0.0),
    ("published", "share right", {"published": pd.Timestamp("2024-03-07")}, 0.0),
    ("date", "share right", {"date_end": pd.Timestamp("2024-03-07")}, 0.0),
    ("date", "share wrong given", {"date_end": pd.Timestamp("2024-03-07")}, 1.0),
    ("date", "share right", {"date_start": None, "date_end": None}, 0.0),
    ("date", "share wrong given", {"date_start": None, "date_end": None}, 0.0),
    ("date_kind", "share right", {"date_kind": "none"}, 0.0),
    ("date_conflict", "F1", {"date_conflict": True}, 0.0),
    ("activity", "share right", {"activity": None}, 0.0),
]


@pytest.mark.parametrize(("field", "metric", "change", "expected"), CHANGES)
def test_one_changed_cell_moves_its_score(labels, field, metric, change, expected):
    assert _value(judge(_tables([ARTICLE | change]), labels(LABEL)), field, metric) == expected


def test_countries_are_scored_as_sets_with_micro_f1(labels):
    judgements = judge(_tables(roles=[("FJI", "partner"), ("TON", "partner"), ("WSM", "mention")]), labels(LABEL))
    assert _value(judgements, "partner", "F1") == pytest.approx(2 / 3)
    assert _value(judgements, "partner", "share exact") == 0
    assert _value(judgements, "venue", "F1") == 0
    assert _value(judgements, "mentioned", "F1") == pytest.approx(0.8)


def test_an_unmatched_article_is_wrong_everywhere(labels):
    judgements = judge(
        _tables(), labels(LABEL | {"headline": "Another", "partners": [], "date_start": None, "date_end": None})
    )
    own = judgements[judgements["headline"] == "Another"]
    assert not own["right"].any()
    assert _value(judgements, "boundaries", "precision") == 0
    assert _value(judgements, "boundaries", "recall") == 0


def test_equal_headlines_are_matched_in_page_order(labels):
    second = ARTICLE | {"article_id": "000000000002", "position": 2, "body": "Other start … other end"}
    other = LABEL | {"body_start": "Other start", "body_end": "other end"}
    judgements = judge(_tables([ARTICLE, second]), labels(LABEL, other))
    assert _value(judgements, "boundaries", "F1") == 1


def test_nothing_expected_and_nothing_found_scores_one(labels):
    label = LABEL | {"partners": [], "venue": [], "mentioned": []}
    judgements = judge(_tables(roles=[]), labels(label))
    assert _value(judgements, "partner", "F1") == 1


def _judged(right):
    """Return judgements of one field: a row per page, of which each number says whether an article is right."""
    rows = [(f"p{page}", "activity", bool(one)) for page, own in enumerate(right) for one in own]
    judged = pd.DataFrame(rows, columns=["page", "field", "right"]).assign(expected="x", found="y")
    return judged.assign(tp=0, fp=0, fn=0, given=False)


def _activity(judged):
    return score(judged).set_index("field").loc["activity"]


def test_a_spotless_record_and_an_empty_one_keep_an_interval():
    spotless, empty = _activity(_judged([[1] * 10] * 3)), _activity(_judged([[0] * 10] * 3))
    assert (spotless["value"], spotless["high"], empty["value"], empty["low"]) == (1, 1, 0, 0)
    assert spotless["low"] == pytest.approx(beta.ppf(0.025, 30, 1))
    assert empty["high"] == pytest.approx(beta.ppf(0.975, 1, 30))


def test_articles_that_fail_by_page_widen_the_interval():
    mixed, by_page = _activity(_judged([[1, 1, 1, 1, 0]] * 10)), _activity(_judged([[1] * 5] * 8 + [[0] * 5] * 2))
    assert mixed["value"] == by_page["value"]
    assert by_page["high"] - by_page["low"] > 1.8 * (mixed["high"] - mixed["low"])


@pytest.mark.parametrize(("share", "alike"), [(0.9, 0.2), (0.95, 0.2), (0.7, 0.3)])
def test_the_interval_holds_the_true_share_where_articles_of_a_page_fail_together(share, alike, trials):
    random, held = np.random.default_rng(11), []
    spread = (1 - alike) / alike
    for _ in range(trials(200, 2000)):
        of_page = random.beta(share * spread, (1 - share) * spread, size=40)
        pages = pd.DataFrame({"right": random.binomial(5, of_page), "rows": 5})
        _, low, high = _estimate(pages, "share right")
        held.append(low <= share <= high)
    assert np.mean(held) >= 0.93


@pytest.mark.parametrize(("wrong", "alike", "per_page"), [(0.08, 0.2, 6), (0.15, 0.3, 4), (0.05, 0.1, 2)])
def test_the_interval_of_f1_holds_where_countries_are_rare_and_fail_by_page(wrong, alike, per_page, trials):
    """Countries of a page that are missed or too many together; forty pages, of which some name none."""
    random, held = np.random.default_rng(12), []
    spread = (1 - alike) / alike
    for _ in range(trials(80, 2000)):
        due = random.poisson(per_page, size=40)
        missed, more = (random.binomial(due, random.beta(wrong * spread, (1 - wrong) * spread, size=40)) for _ in "ab")
        _, low, high = _estimate(pd.DataFrame({"tp": due - missed, "fp": more, "fn": missed}), "F1")
        held.append(low <= 1 - wrong <= high)  # 2 tp / (2 tp + fp + fn), in the long run
    assert np.mean(held) >= 0.93


def test_the_scores_that_travel_are_those_of_every_set_whole_and_of_the_releases_kept_apart_by_part():
    scores = read_scores()
    assert ((scores["low"] <= scores["value"]) & (scores["value"] <= scores["high"])).all()
    assert (scores["high"] - scores["low"]).min() > 0
    apart = scores[scores["labels"] == "english"]
    assert set(apart["kind"]) == {"all", "language", "format", "region", "year", "type", "hard case", "confidence"}
    floors = pd.read_csv("tests/floors.csv").rename(columns={"floor": "reached"})
    both = scores[scores["kind"] == "all"].merge(floors, on=["labels", "field", "metric"])
    both = both[both["metric"] != "share wrong given"]
    assert (both["value"] >= both["reached"] - 0.001).all(), "make scores writes them anew"


@pytest.mark.parametrize(
    ("content", "expectation"),
    [
        ("{", "expected JSON"),
        ("{}", "a list of articles"),
        ('[{"headline": "x"}]', "article 1: expected the fields body_end"),
    ],
)
def test_a_broken_label_file_names_file_and_place(tmp_path, content, expectation):
    (tmp_path / "page.json").write_text(content)
    with pytest.raises(LabelError, match=f"page.json.*{expectation}"):
        read_labels(tmp_path)


def test_without_labels_there_are_no_scores_and_no_error():
    assert score(judge(_tables(), [])).empty


def test_an_organisation_is_right_by_any_of_its_names_and_counts_once(labels):
    named = ["the Zambia University", "IsDB", "UNICEF"]
    bodies = [("University of Zambia", None), ("Banque islamique | BID", "IsDB"), ("Bank of Tonga", None)]
    rows = pd.DataFrame([{"article_id": ARTICLE["article_id"], "forms": f, "usual": u} for f, u in bodies])
    judged = judge({**_tables(), "organisations": rows}, labels({**LABEL, "organisations": named}))
    (row,) = judged[judged["field"] == "organisations"].to_dict("records")
    assert (row["tp"], row["fp"], row["fn"], row["right"]) == (2, 1, 1, False)
    assert _value(judged, "organisations", "F1") == pytest.approx(2 / 3)
    assert "organisations" not in set(judge(_tables(), labels(LABEL))["field"])
