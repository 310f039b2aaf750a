"""Sentences on partners say what the frames hold, on any pages."""

from types import SimpleNamespace

import pandas as pd
import pytest

from icesco_analysis.corpus.corpus import make_frame
from icesco_analysis.counts.partners import (
    MIN_PAGES,
    assign_activities,
    count_partners,
    count_periods,
    count_regions,
    count_roles,
    count_topics,
    list_members,
    list_review,
)
from icesco_analysis.figures.findings.partners import (
    NO_PARTNER,
    describe_groups,
    describe_intervals,
    describe_members,
    describe_partners,
    describe_periods,
    describe_regions,
    describe_review,
    describe_roles,
    quote_evidence,
    say_unread,
)
from tests.counts.test_partners import SEED, make_tables

DAY = pd.Timestamp("2025-05-15")


@pytest.fixture
def tables():
    return make_tables(
        [
            ("a", DAY, "en", "meeting", [("AZE", "partner", True), ("MAR", "venue", True)]),
            ("a", DAY, "en", "meeting", [("AZE", "partner", False), ("MAR", "mention", True)]),
            ("b", None, "en", "launch", [("MAR", "partner", True), ("MAR", "venue", True)]),
            ("b", DAY, "fr", "launch", [("FRA", "partner", True)]),
            ("b", DAY, "en", None, []),
        ]
    )


def test_partners_are_told_with_their_doubt_and_what_was_left_out(tables):
    articles, countries, _ = tables
    said = describe_partners(count_partners(articles, countries, seed=SEED), articles=articles)
    assert "**3** of 4 stories (75 %) name a partner, **2 countries** in all" in said
    assert "Azerbaijan (**2**) and Morocco (**1**)" in said
    assert "Of 3 pairs of story and partner **1** (33 %) are read with doubt" in said
    assert "**1** have no state as counterpart" in said
    assert "1 story not in English left out." in said


def test_the_most_named_country_is_told_apart_from_the_first_partner(tables):
    articles, countries, _ = tables
    said = describe_roles(count_roles(articles, countries))
    assert "Morocco is named in **3 stories**: in **1** as partner, in **1** only as the place" in said
    assert "The partner seen most is Azerbaijan, in **2 stories**" in said


def test_intervals_are_refused_with_the_threshold_and_the_reason(tables):
    said = describe_intervals(tables[0])
    assert "2 pages" in said
    assert f"fewer than {MIN_PAGES}" in said
    many = make_tables([(f"p{n}", DAY, "en", None, []) for n in range(MIN_PAGES)])
    assert f"resample the **{MIN_PAGES} pages**" in describe_intervals(many[0])


def test_periods_tell_who_came_back_and_what_has_no_day():
    later = pd.Timestamp("2025-08-01")
    stories = [("a", day, "en", None, [("AZE", "partner", True)]) for day in (DAY, later, None)]
    articles, countries, pages = make_tables(stories)
    said = describe_periods(count_periods(articles, countries, pages=pages))
    assert "**1 country** appear" in said
    assert "(Azerbaijan)" in said
    assert "**1** pair of story and partner have no day" in said


def test_the_type_of_activity_stands_in_for_topics_and_says_so(tables):
    articles, countries, _ = tables
    topics = SimpleNamespace(diagnostics={"n_topics": 0, "message": "No stable structure."})
    groups = count_topics(articles, countries, assign_activities(articles))
    said = describe_groups(groups, topics=topics)
    assert said.startswith("No stable structure. The type of activity stands in for topics. ")
    assert "Azerbaijan with “meeting”, in **2 stories**" in said


def test_membership_is_that_of_the_oic_and_says_so(tables):
    articles, countries, _ = tables
    said = describe_regions(count_regions(articles, countries))
    assert "**2** of the 57 members" in said
    assert "could not be checked" in said


def test_members_not_seen_are_named_by_region_the_merely_named_in_italics():
    articles, countries, _ = make_tables([("a", DAY, "en", None, [("AZE", "partner", True), ("MAR", "venue", True)])])
    said = describe_members(list_members(articles, countries))
    assert "**56** of 57" in said
    assert "*Morocco*" in said
    assert "Azerbaijan" not in said
    assert "- **Europe** (1): Albania" in said


def test_evidence_is_quoted_as_text_with_its_place_and_what_is_left_is_counted():
    evidence = pd.DataFrame(
        {
            "country": "Mali", "role": "partner", "date_start": [DAY, pd.NaT], "confidence": ["sure", "doubtful"],
            "sentence": ["A <b>bold</b> *claim*.", "Other."], "rule": "sender", "source": "a.txt", "position": [3, 4],
        }
    )  # fmt: skip
    said = quote_evidence(evidence, most=1)
    assert "15 May 2025" in said
    assert "<b>" not in said
    assert r"\*claim\*" in said
    assert "a.txt, article 3" in said
    assert said.endswith("- … and 1 more sentence.")
    assert "no day, doubtful" in quote_evidence(evidence)


def test_the_review_list_is_counted(tables):
    articles, countries, _ = tables
    review = list_review(articles.assign(headline="Mali and Chad at the headquarters"), countries)
    said = describe_review(review, articles=articles)
    assert "In **4** of 4 stories (100 %)" in said
    assert describe_review(review.iloc[:0], articles=articles).startswith("In none of 4 stories")


def test_who_was_not_read_is_counted(tables):
    articles, _, _ = tables
    assert say_unread(articles) == "1 story not in English left out."
    assert say_unread(articles[articles["language"] == "en"]) == ""


def test_without_pages_every_sentence_says_that_there_is_nothing():
    articles, countries, pages = (make_frame(table, []) for table in ("articles", "countries", "pages"))
    assert describe_partners(count_partners(articles, countries, seed=SEED), articles=articles).startswith("No page")
    assert describe_roles(count_roles(articles, countries)).startswith("No story")
    assert describe_periods(count_periods(articles, countries, pages=pages)) == NO_PARTNER
    assert describe_regions(count_regions(articles, countries)) == NO_PARTNER
    assert describe_members(list_members(articles, countries)).startswith("**57** of 57")
