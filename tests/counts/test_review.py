"""Where the grammar and two simpler readings see different partners."""

import pandas as pd
import pytest

from icesco_analysis.counts.review import HOST_ISO3, list_disagreements

ARTICLES = pd.DataFrame(
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
    }
)
COUNTRIES = pd.DataFrame(
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
    listed = list_disagreements(ARTICLES, COUNTRIES)
    assert listed["article_id"].tolist() == ["both", "headline"]
    assert listed["differing"].tolist() == [2, 1]
    assert listed["doubtful"].tolist() == [True, False]


def test_each_reading_is_shown():
    both, headline = list_disagreements(ARTICLES, COUNTRIES).itertuples()
    assert (both.partners, both.in_headline, both.most_frequent) == ("FJI", "PER", "PER")
    assert (headline.partners, headline.in_headline, headline.most_frequent) == ("MLI", "MLI SEN", "MLI")


def test_the_host_is_never_the_most_frequent_country():
    countries = COUNTRIES.assign(iso3=HOST_ISO3, role="mention")
    assert set(list_disagreements(ARTICLES, countries)["most_frequent"]) == {""}


def test_an_article_without_partner_differs_from_a_frequent_country():
    countries = pd.DataFrame(
        [("own", "KEN", "mention", 2, "sure")], columns=["article_id", "iso3", "role", "n_mentions", "confidence"]
    )
    listed = list_disagreements(ARTICLES[ARTICLES["article_id"] == "own"], countries)
    assert listed[["partners", "most_frequent"]].to_numpy().tolist() == [["", "KEN"]]


@pytest.mark.parametrize("rows", [0, 5])
def test_a_corpus_without_countries_disputes_only_headlines(rows):
    listed = list_disagreements(ARTICLES.head(rows), COUNTRIES.head(0))
    assert listed["article_id"].tolist() == (["agreed", "headline", "both"] if rows else [])
    assert listed.columns.tolist()[:4] == ["article_id", "source", "position", "headline"]


def test_the_frames_handed_in_stay_as_they_were():
    articles, countries = ARTICLES.copy(), COUNTRIES.copy()
    list_disagreements(articles, countries)
    pd.testing.assert_frame_equal(articles, ARTICLES)
    pd.testing.assert_frame_equal(countries, COUNTRIES)
