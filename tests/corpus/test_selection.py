"""Parts of a corpus: what is chosen, what is left, and what is said of it."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from icesco_analysis.corpus import Corpus
from icesco_analysis.corpus.selection import name_selection
from icesco_analysis.counts import count_partners, count_periods, count_roles, list_members
from icesco_analysis.partners import load_countries


def test_a_selection_of_nothing_is_the_whole(seeds_corpus: Corpus) -> None:
    assert seeds_corpus.select() is seeds_corpus


@pytest.mark.parametrize("role", ["partner", "venue", "mention"])
def test_a_country_is_chosen_by_its_role(seeds_corpus: Corpus, role: str) -> None:
    chosen = seeds_corpus.select(country="Morocco", role=role)
    rows = seeds_corpus.countries.query("iso3 == 'MAR' and role == @role")
    assert set(chosen.articles["article_id"]) == set(rows["article_id"]) != set()


@pytest.mark.parametrize("spelling", ["Russia", "RUS", "ru", "russian federation", "Russie", "روسيا"])
def test_a_country_is_known_by_any_spelling(seeds_corpus: Corpus, spelling: str) -> None:
    chosen = seeds_corpus.select(country=spelling)
    assert chosen.selection.endswith("with Russia as partner")
    assert len(chosen.articles) == len(seeds_corpus.select(country="RUS").articles) > 0


def test_countries_add_up_and_a_region_holds_its_countries(seeds_corpus: Corpus) -> None:
    both = set(seeds_corpus.select(country=["Oman", "Russia"]).articles["article_id"])
    each = [set(seeds_corpus.select(country=one).articles["article_id"]) for one in ("Oman", "Russia")]
    assert both == each[0] | each[1]
    assert each[0] <= set(seeds_corpus.select(country="Western Asia").articles["article_id"])


@pytest.mark.parametrize("name", ["UNESCO", "l’UNESCO", "منظمة الأمم المتحدة للتربية والعلم والثقافة"])
def test_an_organisation_is_known_by_any_of_its_names(seeds_corpus: Corpus, name: str) -> None:
    chosen = seeds_corpus.select(organisation=name)
    rows = seeds_corpus.organisations.query("usual == 'UNESCO'")
    assert set(chosen.articles["article_id"]) == set(rows["article_id"]) != set()
    assert chosen.selection.endswith(f"with the organisation {name}")
    assert seeds_corpus.select(organisation="University of Nowhere").articles.empty


@pytest.mark.parametrize(
    ("since", "until"), [("2026", None), ("2020-09", "2020-09"), (None, "2025"), ("2026-02-10", "2026-02-20")]
)
def test_days_choose_the_activities_that_touch_them(seeds_corpus: Corpus, since: str | None, until: str | None) -> None:
    chosen = seeds_corpus.select(since=since, until=until)
    dated = seeds_corpus.articles.dropna(subset=["date_start"])
    first = pd.Period(since).start_time if since else pd.Timestamp.min
    last = pd.Period(until).end_time if until else pd.Timestamp.max
    expected = dated[(dated["date_end"] >= first) & (dated["date_start"] <= last)]
    assert chosen.articles["article_id"].tolist() == expected["article_id"].tolist()
    assert "undated one" in chosen.selection


def test_a_day_may_be_written_as_in_the_notes(seeds_corpus: Corpus) -> None:
    once = seeds_corpus.select(since="2025-03-14", until="2026-02-10")
    assert seeds_corpus.select(since="14.03.2025", until="10.2.2026").selection == once.selection


def test_every_row_left_belongs_to_a_story_chosen_and_every_page_stays(seeds_corpus: Corpus) -> None:
    chosen = seeds_corpus.select(activity="meeting", since="2026")
    ids = set(chosen.articles["article_id"])
    for name in ("appearances", "countries"):
        assert set(chosen.tables[name]["article_id"]) <= ids
    pd.testing.assert_frame_equal(chosen.pages, seeds_corpus.pages)


@pytest.mark.parametrize(("language", "name"), [("fr", "Azerbaïdjan"), ("ar", "أذربيجان"), ("en", "Azerbaijan")])
def test_countries_have_their_names_in_a_language_wherever_they_are_shown(
    seeds_corpus: Corpus, language: str, name: str
) -> None:
    named = seeds_corpus.name_countries(language)
    marked = f"\N{LEFT-TO-RIGHT MARK}{name}\N{LEFT-TO-RIGHT MARK}" if language == "ar" else name
    for frame in (
        named.countries, count_partners(named), count_roles(named), count_periods(named), list_members(named),
    ):  # fmt: skip
        assert set(frame.loc[frame["iso3"] == "AZE", "country"]) == {marked}
    assert set(named.releases.query("iso3 == 'AZE'")["partner"]) == {name}, "as somebody types it into a filter"
    assert named.select(country=marked).selection.endswith(f"with {marked} as partner")
    assert name in set(named.readings["old"])
    whole = named.select(country="AZE").name_countries("en").whole
    pd.testing.assert_frame_equal(whole.countries, seeds_corpus.countries)


def test_names_in_french_are_sorted_by_their_letters() -> None:
    names = [country.called("fr") for country in load_countries().values()]
    rows = pd.DataFrame({"iso3": list(load_countries()), "country": names, "role": "partner", "article_id": "a"})
    story = {"article_id": ["a"], "language": "fr", "source": "a", "activity": "", "date_start": pd.NaT}
    countries = rows.assign(confidence="sure", probability=1.0)
    corpus = SimpleNamespace(articles=pd.DataFrame(story), countries=countries, names="fr", derived={})
    told = count_partners(corpus)["country"].tolist()
    assert told.index("Égypte") < told.index("France")


def test_a_selection_of_a_selection_remembers_both(seeds_corpus: Corpus) -> None:
    chosen = seeds_corpus.select(activity="meeting").select(since="2026")
    once = seeds_corpus.select(activity="meeting", since="2026")
    pd.testing.assert_frame_equal(chosen.articles, once.articles)
    assert "of the type meeting" in chosen.selection
    assert "since 2026" in chosen.selection


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ({"country": "Azerbaijn"}, "nearest: Azerbaijan"),
        ({"role": "guest"}, "expected the role partner, venue, mention, found 'guest'"),
        ({"activity": "party"}, "found 'party'"),
        ({"language": "xx"}, "expected the language"),
        ({"since": "spring"}, "expected a year, month or day"),
        ({"until": "2025-02-30"}, "expected a year, month or day of the calendar as .*14.03.2025, found '2025-02-30'"),
        ({"since": "2025-13"}, "expected a year, month or day"),
        ({"since": "01.02.2025-03.02.2025"}, "expected a year, month or day"),
        ({"since": "3/4/2025"}, "expected a year, month or day"),
        ({"since": "2026", "until": "2025-03"}, "expected a last day after the first, found since 2026 until 2025-03"),
        ({"words": "heritage | "}, "expected words or phrases between bars"),
    ],
)
def test_a_condition_that_no_corpus_meets_says_what_was_expected(
    seeds_corpus: Corpus, conditions: dict[str, str], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        seeds_corpus.select(**conditions)


def test_a_text_without_a_language_is_not_offered_as_one(seeds_corpus: Corpus) -> None:
    articles = seeds_corpus.articles.assign(language=["", "fr", *["en"] * 48])
    with pytest.raises(ValueError, match="expected the language en, fr, found 'xx'"):
        replace(seeds_corpus, rows={**seeds_corpus.rows, "articles": articles}).select(language="xx")


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("AI", "The use of AI, and of rain in the air.", ["AI"]),
        ("AI", "An aid to sail", []),
        ("artificial intelligence | AI", "Artificial  intelligence (AI) today", ["Artificial  intelligence, AI"]),
        ("manuscript*", "Two manuscripts and a typescript", ["manuscripts"]),
        ("heritage", "Her heritages", []),
        ("C++ (2.0)", "Written in C++ (2.0) here", ["C++ (2.0)"]),
    ],
)
def test_words_are_found_whole(seeds_corpus: Corpus, words: str, text: str, found: list[str]) -> None:
    story = seeds_corpus.articles.head(1).assign(headline="None of these", subtitle=pd.NA, body=text)
    one = replace(seeds_corpus, rows={**seeds_corpus.rows, "articles": story})
    assert one.search(words)["found"].tolist() == found


def test_every_sentence_found_stands_in_its_story(seeds_corpus: Corpus) -> None:
    found = seeds_corpus.search("workshop | heritage | AI")
    texts = seeds_corpus.articles.set_index("article_id")
    assert len(found) > 10
    for row in found.itertuples():
        assert row.sentence in texts.loc[row.article_id, row.part]


def test_no_two_selections_have_one_name() -> None:
    said = [
        "with Oman as partner", "with Oman as venue", "since 2026", "since 2026 (of those of the type meeting)",
        *(f"that say “{words}”" for words in ("ai", "AI", "AI (2.0)", "AI*", "تراث", "مدينة", "ai” or “ia")),
        "that say “تراث”, since 2026", "with مصر as partner", "with المغرب as partner",
    ]  # fmt: skip
    names = {name_selection(f"2 of 50 stories: {each}") for each in said}
    assert len(names) == len(said)
    assert all(re.fullmatch("[a-z0-9-]+", name) for name in names)
    assert name_selection("1 of 9 stories: since 2026 (1 undated one left out)") == "since-2026"
