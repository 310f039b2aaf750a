"""Counts of partner countries: what must hold for any corpus, and the numbers of a small one counted by hand."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icesco_analysis.corpus import Corpus
from icesco_analysis.corpus.tables import make_frame
from icesco_analysis.counts.partners import (
    MOST_PERIODS,
    OCCASION_DAYS,
    count_organisations,
    count_partners,
    count_periods,
    count_regions,
    count_roles,
    count_topics,
    estimate_unseen,
    list_choices,
    list_members,
    list_periods,
    select_read,
)
from icesco_analysis.figures.map import SHADES, place_on_map
from icesco_analysis.partners.countries import load_countries

ARTICLE = {
    "position": 1, "headline": "A headline", "subtitle": None, "body": "Body.", "published": None, "date_end": None,
    "date_earliest": None, "date_latest": None, "date_kind": "explicit", "date_evidence": None, "date_sentence": None,
    "date_rule": None, "date_conflict": False, "activity_evidence": None, "activity_rule": None,
    "activity_probability": None, "n_words": 1,
}  # fmt: skip
ROLE = {
    "rule": "r",
    "evidence": "e",
    "sentence": "s",
    "span_start": 0,
    "span_end": 1,
    "n_mentions": 1,
    "probability": 0.9,
}
PAGE = {
    "url": "", "saved_on": None, "sha256": "0" * 64, "kind": "text", "encoding": "utf-8", "language": "en",
    "listing": "unknown", "n_chars": 1, "n_chars_articles": 1, "n_chars_dateline": 0, "n_chars_boilerplate": 0,
    "n_chars_furniture": 0, "n_chars_unparsed": 0,
}  # fmt: skip


def make_tables(stories):
    """Return articles, countries and pages of stories: (page, day, language, activity, [(code, role, sure)])."""
    articles, countries = [], []
    for number, (source, day, language, activity, roles) in enumerate(stories):
        key = f"{number:012x}"
        status = "named" if any(role == "partner" for _, role, _ in roles) else "none"
        articles.append(
            ARTICLE
            | {"article_id": key, "source": source, "date_start": day, "language": language, "activity": activity}
            | {"partner_status": status}
        )
        for code, role, sure in roles:
            name = load_countries()[code].name
            doubt = (
                {"confidence": "sure", "probability": 0.95} if sure else {"confidence": "doubtful", "probability": 0.6}
            )
            countries.append(ROLE | {"article_id": key, "iso3": code, "country": name, "role": role} | doubt)
    frame = make_frame("articles", articles)
    pages = [
        PAGE
        | {"source": source, "n_articles": len(rows)}
        | {"first_activity": rows["date_start"].min(), "last_activity": rows["date_start"].max()}
        for source, rows in frame.groupby("source")
    ]
    return frame, make_frame("countries", countries), make_frame("pages", pages)


def corpus_of(articles, countries, pages):
    """Return a corpus of tables, each story printed once."""
    printed = articles[["source", "position", "article_id", "published", "headline"]].assign(
        url=None, saved_on=None, reason=""
    )
    empty = {name: make_frame(name, []) for name in ("organisations", "problems")}
    appearances = make_frame("appearances", printed.to_dict("records"))
    return Corpus({"articles": articles, "appearances": appearances, "countries": countries, "pages": pages, **empty})


def make_corpus(stories):
    return corpus_of(*make_tables(stories))


@pytest.fixture
def corpus():
    day = pd.Timestamp
    return make_corpus(
        [
            ("a", day("2025-05-15"), "en", "meeting", [("BEL", "partner", True), ("MAR", "mention", True)]),
            ("a", day("2025-05-20"), "en", "meeting", [("MAR", "partner", True), ("MAR", "venue", True)]),
            ("a", None, "en", "launch", [("AZE", "partner", False), ("MAR", "venue", True)]),
            ("b", day("2025-08-01"), "en", None, [("AZE", "partner", True), ("BHR", "partner", True)]),
            ("b", day("2025-08-02"), "es", "meeting", [("FRA", "partner", True)]),
            ("b", day("2025-08-03"), "en", "agreement", []),
        ]
    )


def test_partners_are_ranked_with_doubt_and_missing_days(corpus):
    ranking = count_partners(corpus).set_index("iso3")
    assert ranking.index.tolist() == ["AZE", "BHR", "BEL", "MAR"]
    assert ranking.loc["AZE", ["stories", "uncertain", "undated", "pages"]].tolist() == [2, 1, 1, 2]
    assert ranking.loc["AZE", "first_day"] == ranking.loc["AZE", "last_day"] == pd.Timestamp("2025-08-01")
    own = corpus.countries.query("iso3 == 'AZE' and role == 'partner'")
    assert ranking.loc["AZE", "likely"] == pytest.approx(own["probability"].sum(), abs=0.05)
    assert ranking.loc["AZE", "share"] == pytest.approx(2 / 5)
    assert ranking["oic"].to_dict() == {"AZE": True, "BHR": True, "BEL": False, "MAR": True}


def test_a_count_is_made_once_for_a_corpus_and_who_changes_it_changes_a_copy(corpus):
    first = count_partners(corpus)
    first["stories"] = 0
    assert corpus.derived["count_partners"]["stories"].sum() == count_partners(corpus)["stories"].sum() == 5
    other = replace(corpus, rows={**corpus.rows, "countries": corpus.countries.head(1)})
    assert len(count_partners(other)) == 1


def test_stories_in_other_languages_are_not_counted(corpus):
    assert len(select_read(corpus.articles)) == 5
    assert "FRA" not in set(count_partners(corpus)["iso3"])
    assert "FRA" not in set(count_roles(corpus)["iso3"])


def _visits(*days, code="OMN"):
    return [("a", day if day is None else _day(day), "en", None, [(code, "partner", True)]) for day in days]


def _day(number):
    return pd.Timestamp("2025-01-01") + pd.Timedelta(days=number)


@pytest.mark.parametrize(
    ("days", "occasions"),
    [((0, 0, 1, 1), 1), ((0, 3, 6), 1), ((0, OCCASION_DAYS + 1), 2), ((0, None, None), 3), ((), 0)],
)
def test_stories_of_one_visit_are_one_occasion_and_undated_ones_each(days, occasions):
    corpus = make_corpus([*_visits(*days), *_visits(0, code="TUN")])
    ranking = count_partners(corpus).set_index("iso3")
    assert ranking["occasions"].get("OMN", 0) == occasions
    assert ranking.loc["TUN", "occasions"] == 1


def test_of_countries_with_few_stories_no_order_is_told():
    corpus = make_corpus([*_visits(*range(0, 50, 10)), *_visits(5, code="TUN")])
    assert count_partners(corpus)[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 2], [1, 2]]


def test_an_order_is_told_only_where_stories_and_occasions_tell_it():
    many, few = _visits(*range(0, 200, 10)), _visits(5, code="TUN")
    told = count_partners(make_corpus([*many, *few]))
    assert told[["iso3", "rank_low", "rank_high"]].to_numpy().tolist() == [["OMN", 1, 1], ["TUN", 2, 2]]
    one_visit = count_partners(make_corpus([*_visits(*[0] * 20), *few]))
    assert one_visit[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 2], [1, 2]]


@pytest.mark.parametrize("batch", [1, 3])
def test_rank_sets_hold_the_true_ranks_of_all_countries_at_once(trials, batch):
    """Countries with true shares of which some are equal, some with several stories of a visit.

    Of equal ones every rank of the tie is true.
    """
    random, shares = np.random.default_rng(5), np.array([0.3, 0.2, 0.1, 0.1, 0.05, 0.05, 0.05])
    best, worst = 1 + (shares[:, None] < shares).sum(axis=1), (shares[:, None] <= shares).sum(axis=1)
    codes = ["AZE", "BEL", "CHN", "DZA", "EGY", "FRA", "GAB"]
    held = []
    for _ in range(trials(6, 300)):
        stories = []
        for code, share in zip(codes, shares, strict=True):
            visits = 10 * np.flatnonzero(random.random(100) < share)
            stories += _visits(*np.repeat(visits, random.geometric(1 / batch, len(visits))).tolist(), code=code)
        found = count_partners(make_corpus(stories)).set_index("iso3").reindex(codes)
        held.append(((found["rank_low"] <= best) & (found["rank_high"] >= worst)).all())
    assert np.mean(held) >= 0.95


def test_the_partners_still_to_be_expected_are_estimated_and_checked_by_leaving_a_page_out():
    """Two hundred partners at random, of which some thirty pages of ten show a part."""
    random, codes = np.random.default_rng(2), sorted(load_countries())[:200]
    weights = 1 / np.arange(1, 201)
    drawn = random.choice(codes, size=(30, 11), p=weights / weights.sum())
    stories = [
        (f"p{page:02d}", None, "en", None, [(code, "partner", True)]) for page in range(30) for code in drawn[page, :10]
    ]
    unseen = estimate_unseen(make_corpus(stories))
    really_new = weights[~np.isin(codes, drawn[:, :10])].sum() / weights.sum()
    assert abs(unseen["share"] - really_new) < 3 * unseen["error"]
    assert abs(unseen["expected"] - unseen["found"]) < 0.05
    assert len(set(drawn[:, :10].ravel())) == unseen["countries"] < unseen["at_least"] <= 230


def test_the_share_still_to_be_expected_is_held_by_its_error(trials):
    """The estimate misses the true share by more than 1.96 errors no more often than a normal one of few pairs."""
    random, codes, held = np.random.default_rng(8), sorted(load_countries())[:60], []
    for weights in (np.ones(60) / 60, 1 / np.arange(1, 61) / (1 / np.arange(1, 61)).sum()):
        for _ in range(trials(20, 300)):
            drawn = random.choice(codes, size=100, p=weights)
            stories = [(f"p{n % 10}", None, "en", None, [(code, "partner", True)]) for n, code in enumerate(drawn)]
            unseen = estimate_unseen(make_corpus(stories))
            new = weights[~np.isin(codes, drawn)].sum()
            held.append(abs(unseen["share"] - new) <= 1.96 * unseen["error"])
    assert np.mean(held) >= 0.93


def test_every_choice_counts_what_it_says(corpus):
    choices = list_choices(corpus).set_index("choice")
    assert choices["pairs"].tolist() == [5, 4, 4, 6, 5, 5, 5, 5]
    assert choices.loc["as counted: stories", "first"] == "Azerbaijan (2)"
    assert choices.loc["venues as partners too", "first"] == "Azerbaijan, Morocco (2)"


def test_a_story_printed_twice_counts_twice_only_where_copies_do(corpus):
    printed = pd.concat([corpus.appearances, corpus.appearances.head(1)], ignore_index=True)
    again = replace(corpus, rows={**corpus.rows, "appearances": printed})
    assert list_choices(again).set_index("choice").loc["copies of a story counted too", "pairs"] == 6


def test_each_story_counts_for_the_strongest_role_of_a_country(corpus):
    roles = count_roles(corpus).set_index("iso3")
    assert roles.loc["MAR", ["stories", "partner", "partner_venue", "venue", "mention"]].tolist() == [3, 1, 1, 1, 1]
    assert roles.loc["BEL", ["stories", "partner", "partner_venue", "venue", "mention"]].tolist() == [1, 1, 0, 0, 0]


def test_periods_hold_every_pair_once_and_leave_out_what_was_not_seen(corpus):
    periods = count_periods(corpus)
    azerbaijan = periods[periods["iso3"] == "AZE"].set_index("label")
    assert azerbaijan["kind"].tolist() == ["known", "unknown", "known", "undated"]
    assert azerbaijan.loc["May 2025", "stories"] == 0
    assert azerbaijan.loc["", "stories"] is pd.NA
    assert azerbaijan.loc["", "start"] == pd.Timestamp("2025-06-01")
    assert azerbaijan.loc["", "end"] == pd.Timestamp("2025-07-31")
    assert azerbaijan.loc[["Aug 2025", "no day"], "stories"].tolist() == [1, 1]
    assert azerbaijan.loc["May 2025", "days"] == 2, "three releases span no window, but their days are known"
    assert periods["stories"].sum() == 5


@given(st.lists(st.dates(date(2019, 1, 1), date(2026, 12, 31)), max_size=60))
def test_periods_follow_each_other_without_gap_or_overlap(dates):
    days = pd.DatetimeIndex(sorted(set(dates)), dtype="datetime64[s]")
    periods = list_periods(days)
    dated = periods.iloc[:-1]
    assert periods["kind"].iloc[-1] == "undated"
    assert dated["days"].sum() == len(days)
    assert (dated["days"] <= (dated["end"] - dated["start"]).dt.days + 1).all()
    assert (dated["start"].iloc[1:].to_numpy() == (dated["end"].iloc[:-1] + pd.Timedelta(days=1)).to_numpy()).all()
    assert (dated["kind"] == "known").sum() <= MOST_PERIODS
    assert ((dated["days"] > 0) == (dated["kind"] == "known")).all()


def test_topics_count_stories_of_a_topic_with_each_partner(corpus):
    ids = corpus.articles["article_id"]
    assignments = pd.DataFrame(
        {"article_id": ids, "topic": pd.array([1, 1, 2, 2, 2, None], dtype="Int64"), "label": [*"xxyyy", None]}
    )
    counted = count_topics(corpus, assignments)
    assert counted["chance"].tolist() == [1, 1, 1, 1], "so few stories show nothing"
    rows = counted[["iso3", "topic", "stories", "of"]].to_numpy().tolist()
    assert rows == [["BEL", 1, 1, 2], ["MAR", 1, 1, 2], ["AZE", 2, 2, 2], ["BHR", 2, 1, 2]]


def test_members_are_the_57_of_the_oic_each_seen_in_one_way(corpus):
    members = list_members(corpus).set_index("iso3")
    assert len(members) == 57
    assert members["named"].value_counts().to_dict() == {"not at all": 54, "partner": 3}
    assert members.loc["AZE", "stories"] == 2
    only_venue = replace(corpus, rows={**corpus.rows, "countries": corpus.countries.query("role != 'partner'")})
    assert list_members(only_venue).set_index("iso3").loc["MAR", "named"] == "venue or mention"


def test_regions_add_up_to_the_members_and_the_partners(corpus):
    regions = count_regions(corpus)
    assert regions["members"].sum() == 57
    assert regions["members_named"].sum() == 3
    assert regions["others_named"].sum() == 1
    western_asia = regions.set_index("subregion").loc["Western Asia"]
    assert western_asia[["members_named", "stories"]].tolist() == [2, 2]


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=60))
def test_shades_of_the_map_are_few_in_order_and_say_what_they_hold(numbers):
    ranking = pd.DataFrame({"iso3": "MAR", "country": "Morocco", "stories": numbers})
    placed = place_on_map(ranking)
    assert placed["shade"].between(0, len(SHADES) - 1).all()
    assert placed.sort_values("stories")["shade"].is_monotonic_increasing
    for number, label in zip(placed["stories"], placed["label"], strict=True):
        ends = [int(end) for end in label.split(" ")[0].split("–")]
        assert ends[0] <= number <= ends[-1]


def test_small_states_are_marked_as_small_on_the_map():
    ranking = pd.DataFrame({"iso3": ["BHR", "COM", "MDV", "TUV", "RUS", "MAR"], "country": "x", "stories": 1})
    assert place_on_map(ranking)["small"].tolist() == [True, True, True, True, False, False]


def test_nothing_read_counts_nothing():
    corpus = corpus_of(*(make_frame(table, []) for table in ("articles", "countries", "pages")))
    assert count_partners(corpus).empty
    assert count_roles(corpus).empty
    assert count_periods(corpus).empty
    assert place_on_map(count_partners(corpus)).empty
    assert count_regions(corpus)["stories"].sum() == 0
    assert set(list_members(corpus)["named"]) == {"not at all"}
    assert estimate_unseen(corpus).tolist() == [0] * 8
    assert set(list_choices(corpus)["first"]) == {""}


CODES = sorted(load_countries())
STORY = st.tuples(
    st.sampled_from(["a", "b", "c"]),
    st.none() | st.dates(date(2019, 1, 1), date(2026, 12, 31)).map(pd.Timestamp),
    st.sampled_from(["en", "en", "fr"]),
    st.none() | st.sampled_from(["meeting", "launch"]),
    st.lists(
        st.tuples(st.sampled_from(CODES), st.sampled_from(["partner", "venue", "mention"]), st.booleans()),
        max_size=4, unique_by=lambda row: row[:2],
    ),
)  # fmt: skip


@given(st.lists(STORY, min_size=1, max_size=12))
@settings(max_examples=settings().max_examples // 4)
def test_every_count_of_partners_agrees_with_the_rows_it_counts(stories):
    corpus = make_corpus(stories)
    countries, read = corpus.countries, set(select_read(corpus.articles)["article_id"])
    pairs = countries[(countries["role"] == "partner") & countries["article_id"].isin(read)]
    ranking = count_partners(corpus)
    roles = count_roles(corpus)
    assert ranking["stories"].sum() == len(pairs)
    assert roles["partner"].sum() == len(pairs)
    assert (roles["partner"] + roles["venue"] + roles["mention"] == roles["stories"]).all()
    assert count_periods(corpus)["stories"].sum() == len(pairs)
    regions = count_regions(corpus)
    assert regions["members_named"].sum() + regions["others_named"].sum() == len(ranking)


# --- what a person should look at first -------------------------------------------------------------------------------


def test_organisations_are_counted_once_a_story_and_a_known_one_under_all_its_names():
    def body(story, name, usual=None, probability=0.95):
        return {
            "article_id": story, "organisation": name, "usual": usual, "acronym": None, "forms": name, "kind": "known",
            "sentence": name, "span_start": 0, "span_end": len(name), "n_mentions": 1, "probability": probability,
            "confidence": "sure" if probability >= 0.9 else "doubtful",
        }  # fmt: skip

    articles = pd.DataFrame({"article_id": ["a", "b", "c"], "language": ["en", "fr", "es"]}).assign(
        source="page", date_start=pd.NaT, activity="meeting"
    )
    rows = [
        body("a", "Islamic Development Bank", "IsDB"), body("b", "BID", "IsDB", 0.6), body("b", "Institut du Nil"),
        body("a", "INSTITUT DU\nNIL", probability=0.8), body("c", "Banco", "IsDB"),
    ]  # fmt: skip
    organisations = make_frame("organisations", rows)
    roles = [("a", "NER", "partner"), ("a", "MLI", "partner"), ("b", "NER", "partner"), ("b", "FRA", "venue")]
    countries = pd.DataFrame(roles, columns=["article_id", "iso3", "role"]).assign(confidence="sure", probability=0.9)
    corpus = SimpleNamespace(
        articles=articles, organisations=organisations, countries=countries, derived={}, names="fr"
    )
    assert count_organisations(corpus).to_dict("list") == {
        "organisation": ["INSTITUT DU NIL", "IsDB"], "stories": [2, 2], "uncertain": [1, 1], "likely": [1.75, 1.55],
        "countries": ["Niger (2), Mali", "Niger (2), Mali"],
    }  # fmt: skip
