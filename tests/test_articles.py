"""A page comes apart into its articles, each boundary with its reason."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.articles import ID_DIGITS, Split, article_id, split_articles
from icesco_analysis.boilerplate import tell_boilerplate
from icesco_analysis.features import ROLES
from icesco_analysis.outline import LAYOUTS
from icesco_analysis.pages import parse_page
from icesco_analysis.vocabulary import read_vocabulary

HERE = Path(__file__).parent
SEEDS = sorted((HERE.parent / "seeds").glob("*.txt"))
GOLD = sorted((HERE / "gold").glob("*.json"))

FIRST = (
    "ICESCO and Iceland Discuss Protection of Manuscripts",
    "Dr. Salim M. AlMalik, Director-General of the Islamic World Educational, Scientific and Cultural "
    "Organization (ICESCO), "
    "received on Monday, 5 May 2025, in Rabat, the Ambassador of Iceland, to discuss the protection of manuscripts.",
    "During the meeting, the two sides reviewed what has been done so far to protect the manuscripts of both "
    "regions from damp.",
)
END = "At the close of the meeting, the Ambassador presented the Director-General with the copy of a saga on calfskin."
LAST = (
    "ICESCO Opens Course for Guides of Museums in Fiji",
    "The Islamic World Educational, Scientific and Cultural Organization (ICESCO) opened on Friday, 2 May "
    "2025, in Suva, a course "
    "for guides of museums, in cooperation with the Ministry of Education of Fiji and with two of its universities.",
)


def split(*blocks: str) -> Split:
    return split_articles(parse_page("\n\n".join(blocks).encode(), "page.txt"))


def read_cases(name: str) -> list[dict[str, str]]:
    with (HERE / "cases" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def collapse(text: str | None) -> str:
    return " ".join((text or "").split())


# ---- the labelled seeds


@pytest.mark.parametrize("gold", GOLD, ids=lambda path: path.stem)
def test_headlines_subtitles_and_both_ends_of_each_body_are_those_of_the_labels(gold: Path) -> None:
    page = HERE.parent / "seeds" / f"{gold.stem}.txt"
    found = split_articles(parse_page(page.read_bytes(), page.name)).articles
    labels = json.loads(gold.read_text(encoding="utf-8"))
    assert [(one.headline, one.subtitle) for one in found] == [
        (collapse(label["headline"]), collapse(label["subtitle"])) for label in labels
    ]
    for one, label in zip(found, labels, strict=True):
        assert collapse(one.body).startswith(collapse(label["body_start"]))
        assert collapse(one.body).endswith(collapse(label["body_end"]))
        assert one.published is None


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_a_seed_gives_ten_english_articles_in_order_without_boilerplate(seed: Path) -> None:
    found = split_articles(parse_page(seed.read_bytes(), seed.name))
    assert [one.position for one in found.articles] == list(range(1, 11))
    assert {one.language for one in found.articles} == {"en"}
    assert found.problems == ()
    paragraphs = [text for one in found.articles for text in one.body.split("\n\n")]
    assert not [text for text in paragraphs if tell_boilerplate(text)]
    assert not [text for text in paragraphs if "Alem AI" in text or "Google Translate" in text]


def test_the_fifty_seed_articles_have_fifty_identities() -> None:
    found = [one for seed in SEEDS for one in split_articles(parse_page(seed.read_bytes(), seed.name)).articles]
    assert len({article_id(one.headline, one.body) for one in found}) == 50


# ---- boundaries


@pytest.mark.parametrize("case", read_cases("articles_headlines.tsv"), ids=lambda case: case["why"])
def test_an_article_begins_at_its_headline(case: dict[str, str]) -> None:
    found = split(*FIRST, END, case["headline"], case["lead"], *LAST).articles
    assert [one.headline for one in found] == [FIRST[0], case["headline"], LAST[0]]
    assert found[1].body == case["lead"]
    assert found[0].body.endswith(END)


@pytest.mark.parametrize("case", read_cases("articles_no_headlines.tsv"), ids=lambda case: case["why"])
def test_no_article_begins_at_a_line_that_only_looks_like_a_headline(case: dict[str, str]) -> None:
    found = split(*FIRST, case["line"], case["after"], END, *LAST).articles
    assert [(one.headline, one.subtitle) for one in found] == [(FIRST[0], ""), (LAST[0], "")]
    assert case["line"] in found[0].body
    assert case["after"] in found[0].body


def test_every_boundary_has_its_reason() -> None:
    for one in split(*FIRST, END, *LAST).articles:
        assert one.reason.startswith("headline: ")
        assert len(one.reason) > len("headline: ")


@pytest.mark.parametrize("subtitle", ["Talks to be continued in Reykjavik", "Dr. AlMalik: Vellum outlives us all"])
def test_a_line_between_headline_and_lead_is_a_subtitle(subtitle: str) -> None:
    found = split(FIRST[0], subtitle, *FIRST[1:], *LAST).articles
    assert (found[0].headline, found[0].subtitle) == (FIRST[0], subtitle)
    assert found[0].body.startswith(FIRST[1])


@pytest.mark.parametrize("kicker", ["Culture Sector", "NEWS", "On the sidelines of the conference in Baku:"])
def test_a_kicker_above_a_headline_belongs_to_no_article(kicker: str) -> None:
    found = split(*FIRST, END, kicker, *LAST)
    assert [one.headline for one in found.articles] == [FIRST[0], LAST[0]]
    assert found.articles[0].body.endswith(END)
    assert found.account["n_chars_dateline"] == len("".join(kicker.split()))


def test_text_between_headers_of_two_pages_is_two_listings() -> None:
    header = "Disclaimer: You are using Google Translate. The ICESCO is not responsible for anything"
    found = split(header, *FIRST, END, header, *LAST).articles
    assert [one.headline for one in found] == [FIRST[0], LAST[0]]


# ---- printed dates


def test_a_date_line_is_the_publication_date_and_a_dateline_is_none() -> None:
    found = split(FIRST[0], "30 November 2022", "Rabat: 28/11/2022", FIRST[0] + ".", *FIRST[1:]).articles
    assert len(found) == 1
    assert found[0].published == date(2022, 11, 30)
    assert found[0].dateline is not None
    assert (found[0].dateline.place, found[0].dateline.day) == ("Rabat", date(2022, 11, 28))
    assert found[0].headline == FIRST[0]
    assert found[0].body == "\n\n".join(FIRST[1:])


def test_the_older_site_prints_date_count_and_dateline_above_the_headline() -> None:
    found = split("May 20, 2019 0", "Rabat: 17/05/2019", *FIRST, "Skip to content")
    assert found.articles[0].published == date(2019, 5, 20)
    assert found.articles[0].body.endswith(FIRST[-1])
    assert found.account["n_chars_boilerplate"] == len("Skiptocontent")
    assert found.account["n_chars_unparsed"] == 0


def test_datelines_inside_a_listing_go_to_their_own_articles() -> None:
    found = split(FIRST[0], "Cairo: 31/8/2022", FIRST[0] + ".", *FIRST[1:], "Suva: 1/9/2022", *LAST).articles
    assert [one.dateline.place for one in found if one.dateline] == ["Cairo", "Suva"]
    assert [one.published for one in found] == [None, None]


def test_a_date_that_is_impossible_as_day_and_month_is_turned_and_reported() -> None:
    found = split(FIRST[0], "Rabat: 05/28/2019", *FIRST[1:])
    assert found.articles[0].dateline is not None
    assert found.articles[0].dateline.day == date(2019, 5, 28)
    assert [(problem.kind, problem.position) for problem in found.problems] == [("date-order", 1)]


def test_links_to_other_releases_below_an_article_are_furniture() -> None:
    found = split(
        *FIRST, "Latest articles", "ICESCO Opens Course for Divers in Oman", "12 May 2025", "Condolences to Chile"
    )
    assert [one.headline for one in found.articles] == [FIRST[0]]
    assert found.account["n_chars_furniture"] > 0
    assert found.account["n_chars_unparsed"] == 0


def test_latest_news_above_a_listing_hides_nothing() -> None:
    assert len(split("Latest News", *FIRST, END, *LAST).articles) == 2


# ---- pages without headlines


def test_on_a_page_without_headlines_articles_begin_at_their_leads_and_have_an_empty_headline() -> None:
    found = split(*FIRST[1:], END, LAST[1], *FIRST[1:], END)
    assert [one.headline for one in found.articles] == ["", "", ""]
    assert [one.body.split("\n\n")[0] for one in found.articles] == [FIRST[1], LAST[1], FIRST[1]]
    assert {problem.kind for problem in found.problems} == {"headline-missing"}


# ---- identity


def test_punctuation_blanks_and_a_cut_end_change_no_identity() -> None:
    body = "word " * 200
    assert article_id("A “Headline”", body) == article_id("A headline", body.replace(" ", "\n")[:700])


def test_another_headline_or_another_beginning_changes_the_identity() -> None:
    assert len({article_id("A", "one"), article_id("B", "one"), article_id("A", "two")}) == 3


@given(st.text(), st.text())
def test_an_identity_is_twelve_hexadecimal_digits(headline: str, body: str) -> None:
    found = article_id(headline, body)
    assert len(found) == ID_DIGITS
    assert set(found) <= set("0123456789abcdef")


# ---- the tables behind the split


def test_every_row_of_the_weights_names_a_role_and_no_row_stands_twice() -> None:
    rows = read_vocabulary("split_weights.tsv", columns=["feature", "role", "weight", "note"])
    assert {row["role"] for row in rows} <= set(ROLES)
    assert len({(row["feature"], row["role"]) for row in rows}) == len(rows)
    assert all(row["note"] for row in rows)
    assert all(float(row["weight"]) or row["note"] for row in rows)


def test_every_row_of_the_transitions_names_states_and_a_layout() -> None:
    rows = read_vocabulary("split_transitions.tsv", columns=["before", "after", "layout", "weight", "note"])
    states = {"outside", *ROLES}
    assert {row["before"] for row in rows} | {row["after"] for row in rows} <= states
    assert {row["layout"] for row in rows} <= {*LAYOUTS, "both"}
    assert all(row["note"] for row in rows)
