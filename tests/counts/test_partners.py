"""Counts of partner countries: what must hold for any corpus, and the numbers of a small one counted by hand."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from icesco_analysis.corpus.corpus import make_frame
from icesco_analysis.counts.partners import (
    MIN_PAGES,
    MOST_PERIODS,
    assign_activities,
    choose_groups,
    count_partners,
    count_periods,
    count_regions,
    count_roles,
    count_topics,
    list_members,
    list_periods,
    list_review,
    select_read,
    spread_counts,
)
from icesco_analysis.figures.map import SHADES, place_on_map
from icesco_analysis.language import SEAT
from icesco_analysis.partners.countries import load_countries

SEED = 7
ARTICLE = {
    "position": 1, "headline": "A headline", "subtitle": None, "body": "Body.", "published": None, "date_end": None,
    "date_earliest": None, "date_latest": None, "date_kind": "explicit", "date_evidence": None, "date_sentence": None,
    "date_rule": None, "date_conflict": False, "activity_evidence": None, "activity_rule": None, "n_words": 1,
}  # fmt: skip
ROLE = {"rule": "r", "evidence": "e", "sentence": "s", "span_start": 0, "span_end": 1, "n_mentions": 1}
PAGE = {
    "sha256": "0" * 64, "kind": "text", "encoding": "utf-8", "language": "en", "listing": "unknown", "n_chars": 1,
    "n_chars_articles": 1, "n_chars_dateline": 0, "n_chars_boilerplate": 0, "n_chars_furniture": 0,
    "n_chars_unparsed": 0,
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
            confidence = "sure" if sure else "doubtful"
            countries.append(
                ROLE | {"article_id": key, "iso3": code, "country": name, "role": role, "confidence": confidence}
            )
    frame = make_frame("articles", articles)
    pages = [
        PAGE
        | {"source": source, "n_articles": len(rows)}
        | {"first_activity": rows["date_start"].min(), "last_activity": rows["date_start"].max()}
        for source, rows in frame.groupby("source")
    ]
    return frame, make_frame("countries", countries), make_frame("pages", pages)


@pytest.fixture
def tables():
    day = pd.Timestamp
    return make_tables(
        [
            ("a", day("2025-05-15"), "en", "meeting", [("BEL", "partner", True), ("MAR", "mention", True)]),
            ("a", day("2025-05-20"), "en", "meeting", [("MAR", "partner", True), ("MAR", "venue", True)]),
            ("a", None, "en", "launch", [("AZE", "partner", False), ("MAR", "venue", True)]),
            ("b", day("2025-08-01"), "en", None, [("AZE", "partner", True), ("BHR", "partner", True)]),
            ("b", day("2025-08-02"), "fr", "meeting", [("FRA", "partner", True)]),
            ("b", day("2025-08-03"), "en", "agreement", []),
        ]
    )


def test_partners_are_ranked_with_doubt_and_missing_days(tables):
    articles, countries, _ = tables
    ranking = count_partners(articles, countries, seed=SEED).set_index("iso3")
    assert ranking.index.tolist() == ["AZE", "BHR", "BEL", "MAR"]
    assert ranking.loc["AZE", ["stories", "doubtful", "undated", "pages"]].tolist() == [2, 1, 1, 2]
    assert ranking.loc["AZE", "first_day"] == ranking.loc["AZE", "last_day"] == pd.Timestamp("2025-08-01")
    assert ranking.loc["AZE", "share"] == pytest.approx(2 / 5)
    assert ranking["oic"].to_dict() == {"AZE": True, "BHR": True, "BEL": False, "MAR": True}


def test_stories_in_other_languages_are_not_counted(tables):
    articles, countries, _ = tables
    assert len(select_read(articles)) == 5
    assert "FRA" not in set(count_partners(articles, countries, seed=SEED)["iso3"])
    assert "FRA" not in set(count_roles(articles, countries)["iso3"])


def test_few_pages_give_no_interval(tables):
    articles, countries, _ = tables
    ranking = count_partners(articles, countries, seed=SEED)
    assert ranking[["share_low", "share_high"]].isna().all(axis=None)


def test_the_fewest_pages_are_those_where_a_resampled_interval_holds_nine_times_of_ten():
    def coverage(pages):
        return 1 - 2 * t.sf(1.96 * np.sqrt((pages - 1) / pages), pages - 1)

    assert coverage(MIN_PAGES) >= 0.9 > coverage(MIN_PAGES - 1)


def _many_pages(number):
    stories = [
        (f"p{page:02d}", None, "en", "meeting", [("AZE", "partner", True)] if (page + place) % 4 == 0 else [])
        for page in range(number)
        for place in range(5)
    ]
    return make_tables(stories)[:2]


def test_intervals_begin_at_the_fewest_pages_and_hold_the_share():
    without, found = (count_partners(*_many_pages(pages), seed=SEED).iloc[0] for pages in (MIN_PAGES - 1, MIN_PAGES))
    assert np.isnan(without["share_low"])
    assert 0 < found["share_low"] < found["share"] < found["share_high"] < 1


def test_intervals_resample_pages_and_not_stories():
    """A page of which every story has the partner moves the interval more than the same stories spread over pages."""
    spread = [(f"p{n % 20:02d}", None, "en", None, [("AZE", "partner", True)] if n < 20 else []) for n in range(400)]
    lumped = [(f"p{n // 20:02d}", None, "en", None, [("AZE", "partner", True)] if n < 20 else []) for n in range(400)]
    widths = []
    for stories in (spread, lumped):
        row = count_partners(*make_tables(stories)[:2], seed=SEED).iloc[0]
        assert row["share"] == pytest.approx(0.05)
        widths.append(row["share_high"] - row["share_low"])
    assert widths[0] == 0
    assert widths[1] > 0.1


def test_one_seed_gives_the_same_intervals_twice_and_another_seed_nearly():
    first, again = (count_partners(*_many_pages(12), seed=SEED) for _ in range(2))
    other = count_partners(*_many_pages(12), seed=SEED + 1)
    pd.testing.assert_frame_equal(first, again)
    assert other.iloc[0]["share_low"] == pytest.approx(first.iloc[0]["share_low"], abs=0.02)


def test_each_story_counts_for_the_strongest_role_of_a_country(tables):
    articles, countries, _ = tables
    roles = count_roles(articles, countries).set_index("iso3")
    assert roles.loc["MAR", ["stories", "partner", "partner_venue", "venue", "mention"]].tolist() == [3, 1, 1, 1, 1]
    assert roles.loc["BEL", ["stories", "partner", "partner_venue", "venue", "mention"]].tolist() == [1, 1, 0, 0, 0]


def test_periods_hold_every_pair_once_and_leave_out_what_was_not_seen(tables):
    articles, countries, pages = tables
    periods = count_periods(articles, countries, pages=pages)
    azerbaijan = periods[periods["iso3"] == "AZE"].set_index("label")
    assert azerbaijan["kind"].tolist() == ["seen", "unseen", "seen", "undated"]
    assert azerbaijan.loc["May 2025", "stories"] == 0
    assert azerbaijan.loc["", "stories"] is pd.NA
    assert azerbaijan.loc["", "start"] == pd.Timestamp("2025-06-01")
    assert azerbaijan.loc["", "end"] == pd.Timestamp("2025-07-31")
    assert azerbaijan.loc[["Aug 2025", "no day"], "stories"].tolist() == [1, 1]
    assert azerbaijan.loc["May 2025", "days_seen"] == 6
    assert periods["stories"].sum() == 5


@given(st.lists(st.dates(date(2019, 1, 1), date(2026, 12, 31)), max_size=60))
def test_periods_follow_each_other_without_gap_or_overlap(dates):
    days = pd.DatetimeIndex(sorted(set(dates)), dtype="datetime64[s]")
    periods = list_periods(days)
    dated = periods.iloc[:-1]
    assert periods["kind"].iloc[-1] == "undated"
    assert dated["days_seen"].sum() == len(days)
    assert (dated["days_seen"] <= (dated["end"] - dated["start"]).dt.days + 1).all()
    assert (dated["start"].iloc[1:].to_numpy() == (dated["end"].iloc[:-1] + pd.Timedelta(days=1)).to_numpy()).all()
    assert (dated["kind"] == "seen").sum() <= MOST_PERIODS
    assert ((dated["days_seen"] > 0) == (dated["kind"] == "seen")).all()


def test_topics_count_stories_of_a_topic_with_each_partner(tables):
    articles, countries, _ = tables
    ids = articles["article_id"]
    assignments = pd.DataFrame(
        {"article_id": ids, "topic": pd.array([1, 1, 2, 2, 2, None], dtype="Int64"), "label": [*"xxyyy", None]}
    )
    counted = count_topics(articles, countries, assignments)
    rows = counted[["iso3", "topic", "stories", "of"]].to_numpy().tolist()
    assert rows == [["BEL", 1, 1, 2], ["MAR", 1, 1, 2], ["AZE", 2, 2, 2], ["BHR", 2, 1, 2]]
    table = spread_counts(counted, columns="label")
    assert table.loc["Azerbaijan"].to_dict() == {"x": 0, "y": 2, "all": 2}


def test_types_of_activity_stand_in_where_no_topics_hold(tables):
    articles, _, _ = tables
    groups = assign_activities(articles)
    assert groups["label"].dropna().tolist() == ["meeting", "meeting", "launch", "agreement"]
    assert groups["topic"].dropna().tolist() == [1, 1, 3, 2]
    flat = SimpleNamespace(diagnostics={"n_topics": 0}, assignments=None)
    pd.testing.assert_frame_equal(choose_groups(flat, articles=articles), groups)
    held = SimpleNamespace(diagnostics={"n_topics": 2}, assignments="theirs")
    assert choose_groups(held, articles=articles) == "theirs"


def test_members_are_the_57_of_the_oic_each_seen_in_one_way(tables):
    articles, countries, _ = tables
    members = list_members(articles, countries).set_index("iso3")
    assert len(members) == 57
    assert members["seen"].value_counts().to_dict() == {"not at all": 54, "partner": 3}
    assert members.loc["AZE", "stories"] == 2
    only_venue = countries[countries["role"] != "partner"]
    assert list_members(articles, only_venue).set_index("iso3").loc["MAR", "seen"] == "venue or mention"


def test_regions_add_up_to_the_members_and_the_partners(tables):
    articles, countries, _ = tables
    regions = count_regions(articles, countries)
    assert regions["members"].sum() == 57
    assert regions["members_seen"].sum() == 3
    assert regions["others_seen"].sum() == 1
    western_asia = regions.set_index("subregion").loc["Western Asia"]
    assert western_asia[["members_seen", "stories", "stories_members", "stories_others"]].tolist() == [2, 2, 2, 0]


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


def test_the_review_list_leaves_out_what_was_not_read_and_bears_missing_headlines(tables):
    articles, countries, _ = tables
    headlines = ["Mali and Chad at the headquarters", None, "x", "x", "Japon et Chine", "x"]
    review = list_review(articles.assign(headline=pd.Series(headlines, dtype="str")), countries)
    assert "Mali and Chad at the headquarters" in set(review["headline"])
    assert "Japon et Chine" not in set(review["headline"])


def test_nothing_read_counts_nothing():
    articles, countries, pages = (make_frame(table, []) for table in ("articles", "countries", "pages"))
    assert count_partners(articles, countries, seed=SEED).empty
    assert count_roles(articles, countries).empty
    assert count_periods(articles, countries, pages=pages).empty
    assert place_on_map(count_partners(articles, countries, seed=SEED)).empty
    assert count_regions(articles, countries)["stories"].sum() == 0
    assert set(list_members(articles, countries)["seen"]) == {"not at all"}
    assert spread_counts(count_periods(articles, countries, pages=pages), columns="label").empty
    assert list_review(articles, countries).empty


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
    articles, countries, pages = make_tables(stories)
    read = set(select_read(articles)["article_id"])
    pairs = countries[(countries["role"] == "partner") & countries["article_id"].isin(read)]
    ranking = count_partners(articles, countries, seed=SEED)
    roles = count_roles(articles, countries)
    assert ranking["stories"].sum() == len(pairs)
    assert roles["partner"].sum() == len(pairs)
    assert (roles["partner"] + roles["venue"] + roles["mention"] == roles["stories"]).all()
    assert count_periods(articles, countries, pages=pages)["stories"].sum() == len(pairs)
    regions = count_regions(articles, countries)
    assert regions["members_seen"].sum() + regions["others_seen"].sum() == len(ranking)


# --- what a person should look at first -------------------------------------------------------------------------------


REVIEWED = pd.DataFrame(
    {
        "article_id": ["agreed", "headline", "both", "silent", "own"],
        "source": ["a", "a", "b", "b", "b"],
        "position": [1, 2, 1, 2, 3],
        "headline": [
            "ICESCO and Chad Discuss Water",
            "Ambassador of Mali to Senegal Received",
            "ICESCO Hails Peru",
            "Ambassador Received at ICESCO",
            "ICESCO Trains Its Staff",
        ],
        "language": "en",
    }
)
READ = pd.DataFrame(
    [
        ("agreed", "TCD", "partner", 4, "sure"),
        ("agreed", "MAR", "venue", 9, "sure"),
        ("headline", "MLI", "partner", 3, "sure"),
        ("headline", "SEN", "mention", 1, "sure"),
        ("both", "FJI", "partner", 1, "doubtful"),
        ("both", "PER", "mention", 5, "sure"),
        ("silent", "OMN", "partner", 2, "sure"),
        ("silent", "OMN", "venue", 2, "sure"),
        ("own", "MAR", "venue", 3, "sure"),
    ],
    columns=["article_id", "iso3", "role", "n_mentions", "confidence"],
)


def test_only_articles_on_which_readings_differ_are_listed_the_most_disputed_first():
    listed = list_review(REVIEWED, READ)
    assert listed["article_id"].tolist() == ["both", "headline"]
    assert listed["differing"].tolist() == [2, 1]
    assert listed["doubtful"].tolist() == [True, False]


def test_each_reading_is_shown():
    both, headline = list_review(REVIEWED, READ).itertuples()
    assert (both.partners, both.in_headline, both.most_frequent) == ("FJI", "PER", "PER")
    assert (headline.partners, headline.in_headline, headline.most_frequent) == ("MLI", "MLI SEN", "MLI")


def test_the_host_is_never_the_most_frequent_country():
    countries = READ.assign(iso3=SEAT, role="mention")
    assert set(list_review(REVIEWED, countries)["most_frequent"]) == {""}


def test_an_article_without_partner_differs_from_a_frequent_country():
    countries = pd.DataFrame(
        [("own", "KEN", "mention", 2, "sure")], columns=["article_id", "iso3", "role", "n_mentions", "confidence"]
    )
    listed = list_review(REVIEWED[REVIEWED["article_id"] == "own"], countries)
    assert listed[["partners", "most_frequent"]].to_numpy().tolist() == [["", "KEN"]]


@pytest.mark.parametrize("rows", [0, 5])
def test_a_corpus_without_countries_disputes_only_headlines(rows):
    listed = list_review(REVIEWED.head(rows), READ.head(0))
    assert listed["article_id"].tolist() == (["agreed", "headline", "both"] if rows else [])
    assert listed.columns.tolist()[:4] == ["article_id", "source", "position", "headline"]


def test_the_frames_handed_in_stay_as_they_were():
    articles, countries = REVIEWED.copy(), READ.copy()
    list_review(articles, countries)
    pd.testing.assert_frame_equal(articles, REVIEWED)
    pd.testing.assert_frame_equal(countries, READ)
