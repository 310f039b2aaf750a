"""A page comes apart into its articles, each boundary with its reason."""

import csv
import json
import re
import textwrap
from datetime import date
from importlib.resources import files
from itertools import cycle, groupby
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.language.vocabulary import read_vocabulary
from icesco_analysis.pages.articles import ID_BARE_CHARS, ID_BODY_CHARS, ID_DIGITS, Split, article_id, split_articles
from icesco_analysis.pages.blocks import Block
from icesco_analysis.pages.boilerplate import tell_boilerplate
from icesco_analysis.pages.features import LAYOUT_ROLES, LAYOUTS, ROLES, describe_block
from icesco_analysis.pages.page import parse_page
from tests.rows import each_row

HERE = Path(__file__).parents[1]
SEEDS = sorted((HERE.parent / "seeds").glob("*.txt"))
GOLD = sorted((HERE / "labelled" / "gold").glob("*.json"))

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


@each_row("seed", SEEDS, ids=lambda path: path.stem)
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


@each_row("case", read_cases("articles_headlines.tsv"), ids=lambda case: case["why"])
def test_an_article_begins_at_its_headline(case: dict[str, str]) -> None:
    found = split(*FIRST, END, case["headline"], case["lead"], *LAST).articles
    assert [one.headline for one in found] == [FIRST[0], case["headline"], LAST[0]]
    assert found[1].body == case["lead"]
    assert found[0].body.endswith(END)


@each_row("case", read_cases("articles_no_headlines.tsv"), ids=lambda case: case["why"])
def test_no_article_begins_at_a_line_that_only_looks_like_a_headline(case: dict[str, str]) -> None:
    found = split(*FIRST, case["line"], case["after"], END, *LAST).articles
    assert [(one.headline, one.subtitle) for one in found] == [(FIRST[0], ""), (LAST[0], "")]
    assert case["line"] in found[0].body
    assert case["after"] in found[0].body


GENRE_LINES = [
    ("Seven Steps to Cleaner Harbours", "An appeal by ICESCO and the ports of Uruguay"),
    ("Four Ways to Save a Library", "A guide for teachers in Iceland and Fiji"),
    ("Six Ideas for Smaller Museums", "A paper by ICESCO’s Culture Sector"),
    ("Sept gestes pour les rivières", "Une proposition du Secteur des sciences"),
    ("Night Skies of the Desert", "A short film on astronomers from Chile"),
]


@each_row("case", read_cases("articles_short.tsv"), ids=lambda case: case["why"])
@each_row("around", ["alone", "above", "below", "html"])
def test_the_only_sentence_of_a_short_release_is_its_body(case: dict[str, str], around: str) -> None:
    headline, body = case["headline"], case["body"]
    if (around, case["below"]) == ("below", "no"):
        around = "alone"  # it may as well be the last section of the release above
    if around == "html":
        page = f"<html><body><h1>{headline}</h1><p>{body}</p></body></html>"
        articles = split_articles(parse_page(page.encode(), "page.html")).articles
    else:
        long = [FIRST, ()] if around == "below" else [(), FIRST] if around == "above" else [(), ()]
        articles = split(*long[0], headline, body, *long[1]).articles
    found = [(article.headline, article.subtitle, article.body) for article in articles]
    assert (headline, "", body) in found
    assert len(found) == (2 if around in ("above", "below") else 1)


@pytest.mark.parametrize(
    "line", ["Read our newsletter", "Ships, nets and sails of the coast", "By our own correspondent"]
)
def test_a_headline_with_a_line_that_is_no_sentence_is_no_release(line: str) -> None:
    assert split("ICESCO Opens Museum of Ships in Nouakchott", line).articles == ()


@each_row(("headline", "line"), GENRE_LINES, ids=[line for _, line in GENRE_LINES])
def test_a_line_that_says_what_kind_of_text_follows_is_a_subtitle(headline: str, line: str) -> None:
    lead = "The Islamic World Educational, Scientific and Cultural Organization (ICESCO) has sent it to forty schools."
    found = split(*FIRST, END, headline, line, lead, END, *LAST).articles
    assert [(one.headline, one.subtitle) for one in found] == [(FIRST[0], ""), (headline, line), (LAST[0], "")]


@pytest.mark.parametrize("widths", [(54, 66, 48), (70, 56, 60), (60, 90, 58)])
@pytest.mark.parametrize("torn", ["which the|National Library", "in the presence|of its friends", "Museum of|Ships"])
def test_paragraphs_wrapped_each_at_its_own_width_are_whole(widths: tuple[int, ...], torn: str) -> None:
    blocks = [
        *FIRST,
        END,
        *LAST,
        "The guides will work in the Museum of Ships, which the National Library opened in Suva, in the presence of "
        "its friends. Mrs. Litia Vakatawa, State Secretary to the Minister for Education, promised them a boat.",
    ]
    wrapped = [
        textwrap.fill(block, width, break_on_hyphens=False) for block, width in zip(blocks, cycle(widths), strict=False)
    ]
    left, right = torn.split("|")
    dump = "\n\n".join(wrapped).replace(f"{left} {right}", f"{left}\n{right}")
    found = split_articles(parse_page(dump.encode(), "page.txt")).articles
    assert [one.headline for one in found] == [FIRST[0], LAST[0]]
    assert [collapse(one.body) for one in found] == [" ".join((*FIRST[1:], END)), " ".join((LAST[1], blocks[-1]))]


@pytest.mark.parametrize(
    ("headline", "subtitle"),
    [
        ("Young Weavers of Ilorin Learn to Write Patterns", "Two-week course organized with the city’s museum"),
        ("Rare Atlases of Coimbra Shown for First Time", "Exhibition prepared with forty pupils of the town"),
        ("Guides of Samoa Complete Their Training", "Certificates handed over by the Minister of Tourism"),
        ("Bakers of Tirana Write Down Their Recipes", "A book of a hundred breads, with drawings"),
    ],
)
def test_a_line_without_capitals_below_one_with_them_is_its_subtitle(headline: str, subtitle: str) -> None:
    lead = (
        "Forty women, most of whom had never before held a prize, met from 9 to 20 May 2025 for two weeks at the "
        "request of the Islamic World Educational, Scientific and Cultural Organization (ICESCO) and of the city."
    )
    found = split(*FIRST, END, headline, subtitle, lead, END, *LAST).articles
    assert [(one.headline, one.subtitle) for one in found] == [(FIRST[0], ""), (headline, subtitle), (LAST[0], "")]


def test_a_topic_above_a_headline_without_capitals_is_none_of_its_words() -> None:
    found = split(
        *FIRST, END, "Science and Environment", "ICESCO opens a school for divers in Oman", *LAST[1:]
    ).articles
    assert [(one.headline, one.subtitle) for one in found][1:] == [("ICESCO opens a school for divers in Oman", "")]


@each_row(
    "headline",
    [
        "A library of maps opens in Quito",
        "A School for Divers in Oman",
        "A day for the libraries of Fiji",
        "A prize for young astronomers",
        "An island of readers: ICESCO in Malta",
    ],
)
def test_a_headline_may_begin_with_an_article(headline: str) -> None:
    lead = "The Islamic World Educational, Scientific and Cultural Organization (ICESCO) has sent forty maps on Monday."
    more = "Each of the maps shows one valley and was drawn by pupils, who also gave names to the hills around it."
    found = split(*FIRST, END, headline, lead, more, *LAST).articles
    assert [(one.headline, one.subtitle) for one in found] == [(FIRST[0], ""), (headline, ""), (LAST[0], "")]


def wrap(*paragraphs: str, width: int) -> str:
    return "\n".join(textwrap.fill(text, width, break_on_hyphens=False) for text in paragraphs)


@each_row("width", [54, 58, 62, 66, 70])
@each_row("case", read_cases("articles_glued_headlines.tsv"), ids=lambda case: case["why"])
def test_a_headline_that_a_lost_blank_line_glues_to_the_text_above_is_cut_free(
    case: dict[str, str], width: int
) -> None:
    glued = wrap(END, case["headline"], width=width)
    page = (
        [wrap(text, width=width) for text in FIRST]
        + [glued]
        + [wrap(text, width=width) for text in (case["lead"], *LAST)]
    )
    found = split(*page).articles
    assert [one.headline for one in found] == [FIRST[0], case["headline"], LAST[0]]
    assert found[0].body.endswith(END)
    assert found[1].body == case["lead"]


@each_row("width", [54, 58, 62, 66, 70])
@each_row("case", read_cases("articles_glued_lines.tsv"), ids=lambda case: case["why"])
def test_the_end_of_a_wrapped_paragraph_is_no_headline(case: dict[str, str], width: int) -> None:
    text = f"The Ambassador of Iceland asked that the manuscripts be kept where no water can reach them, {case['end']}"
    found = split(*(wrap(part, width=width) for part in (*FIRST, text, END, *LAST))).articles
    assert [one.headline for one in found] == [FIRST[0], LAST[0]]
    assert collapse(found[0].body).endswith(f"{text} {END}")


@pytest.mark.parametrize("width", [54, 57, 60, 63, 66, 70])
@pytest.mark.parametrize("case", read_cases("articles_wrapped_paragraphs.tsv"), ids=lambda case: case["why"])
def test_the_first_line_of_a_wrapped_paragraph_is_no_headline(case: dict[str, str], width: int) -> None:
    found = split(*(wrap(part, width=width) for part in (*FIRST, case["text"], END, *LAST))).articles
    assert [one.headline for one in found] == [FIRST[0], LAST[0]]
    assert collapse(found[0].body).endswith(f"{case['text']} {END}")


def test_every_boundary_has_its_reason() -> None:
    """That of the headline, also where a date stands above it."""
    for one in split("30 November 2022", *FIRST, END, *LAST).articles:
        assert one.reason.startswith("headline: ")
        assert len(one.reason) > len("headline: ")


def test_a_headline_without_text_is_named_with_its_place_and_size() -> None:
    (problem,) = split(*FIRST, END, LAST[0]).problems
    assert problem.kind == "headline-without-text"
    assert problem.message == f"line 9, 41 characters belong to no article: “{LAST[0]}”"


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


def test_releases_without_headline_that_open_alike_are_told_apart_by_what_follows() -> None:
    opening = (
        "The Islamic World Educational, Scientific and Cultural Organization (ICESCO) took part in Suva in a meeting, "
    )
    first, second = f"{opening} which dealt with the harps of Wales. " * 3, f"{opening} which dealt with lamps. " * 3
    assert article_id("", first) != article_id("", second)
    assert article_id("A headline", first) == article_id("A headline", second)


def test_without_a_headline_two_hundred_letters_of_the_body_count() -> None:
    body = "a" * ID_BARE_CHARS
    assert article_id("", body) == article_id("", body + "b")
    assert article_id("", body) != article_id("", body[:-1] + "b")


def test_the_description_of_the_tables_says_how_many_letters_an_identity_counts() -> None:
    package = json.loads(files("icesco_analysis").joinpath("data", "data_package.json").read_bytes())
    told = next(one["schema"]["fields"][0]["description"] for one in package["resources"] if one["name"] == "articles")
    assert f"the first {ID_BODY_CHARS} such characters of the body" in told
    assert f"the first {ID_BARE_CHARS} where no headline is printed" in told


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


# ---- dates and signatures below the text


@each_row("case", read_cases("articles_signatures.tsv"), ids=lambda case: case["why"])
def test_a_signature_below_a_text_stays_with_it_and_is_no_dateline_of_the_next(case: dict[str, str]) -> None:
    found = split(*FIRST, END, case["line"], *LAST, case["line"])
    assert [one.headline for one in found.articles] == [FIRST[0], LAST[0]]
    assert [one.body.split("\n\n")[-1] for one in found.articles] == [case["line"], case["line"]]
    assert [one.dateline for one in found.articles] == [None, None]
    assert [one.published for one in found.articles] == [None, None]
    assert found.account["n_chars_unparsed"] == 0


def test_place_and_day_above_the_headlines_of_a_page_are_datelines_and_no_signatures() -> None:
    found = split("Suva, 6 May 2025", *FIRST, END, "Apia, 7 May 2025", *LAST).articles
    assert [one.dateline.place for one in found if one.dateline] == ["Suva", "Apia"]
    assert found[0].body.endswith(END)


def test_place_and_day_between_headline_and_lead_are_a_dateline() -> None:
    found = split(FIRST[0], "Reykjavik, 6 May 2025", *FIRST[1:], END, *LAST).articles
    assert found[0].dateline is not None
    assert found[0].dateline.place == "Reykjavik"
    assert found[0].body.startswith(FIRST[1])


def test_dates_that_a_page_prints_below_its_articles_are_publication_dates_of_those_above() -> None:
    found = split(*FIRST, END, "6 May 2025", *LAST, "3 May 2025").articles
    assert [one.published for one in found] == [date(2025, 5, 6), date(2025, 5, 3)]
    assert [one.body.split("\n\n")[-1] for one in found] == [END, LAST[-1]]


# ---- pages that print headlines with a full stop, or blank lines between articles only


STOPPED = [
    (f"{case['headline']}.", case["lead"])
    for case in read_cases("articles_headlines.tsv")
    if case["headline"][-1].isalpha() and 20 < len(case["headline"]) < 100 and "Arabic" not in case["why"]
]


def test_where_all_headlines_end_with_a_full_stop_they_are_headlines_still() -> None:
    found = split(*(part for headline, lead in STOPPED for part in (headline, lead, END))).articles
    assert [one.headline for one in found] == [headline for headline, _ in STOPPED]
    assert [one.body for one in found] == [f"{lead}\n\n{END}" for _, lead in STOPPED]


def test_where_blank_lines_stand_between_articles_only_a_plain_headline_is_found() -> None:
    plain = "Winter of bells in Ulaanbaatar and in Darkhan too"
    text = (
        "Students went from tower to tower this winter and asked who had cast each bell and for whom it was rung.\n"
        "ICESCO printed what they found, in a book of two hundred pages that can be had from the library of the town."
    )
    articles = ["\n".join((*FIRST, END)), f"{plain}\n{text}", "\n".join((*LAST, END)), "\n".join((*FIRST, END))]
    found = split(*articles).articles
    assert [one.headline for one in found] == [FIRST[0], plain, LAST[0], FIRST[0]]
    even = split(*(line for article in articles for line in article.split("\n"))).articles
    assert [one.headline for one in even] == [FIRST[0], LAST[0], FIRST[0]]


# ---- pages without headlines, at length


def test_the_seeds_without_their_headlines_come_apart_at_their_leads_under_fifty_identities() -> None:
    wanted: list[str] = []
    got: list[str] = []
    for seed in SEEDS:
        bodies = [one.body for one in split_articles(parse_page(seed.read_bytes(), seed.name)).articles]
        wanted += [article_id("", body) for body in bodies]
        got += [article_id(one.headline, one.body) for one in split(*bodies).articles]
    assert len(set(wanted)) == 50
    assert len(set(wanted) - set(got)) <= 1
    assert len(got) <= 51


def test_buttons_and_counts_inside_an_article_are_furniture_and_end_nothing() -> None:
    found = split(FIRST[0], "By editor", "Share", "Facebook Twitter LinkedIn", *FIRST[1:], "12 views", END, *LAST)
    assert [one.headline for one in found.articles] == [FIRST[0], LAST[0]]
    assert found.articles[0].body == "\n\n".join((*FIRST[1:], END))
    assert found.account["n_chars_unparsed"] == 0


def test_a_heading_that_stands_in_several_short_articles_is_no_repeated_headline() -> None:
    box = ("Background", "The two sides have worked together since 2019 in a workshop of bookbinders and a school.")
    found = split(*FIRST[:2], *box, *LAST, *box, FIRST[0], FIRST[1], *box).articles
    assert [one.headline for one in found] == [FIRST[0], LAST[0], FIRST[0]]
    assert all(one.body.endswith(box[1]) for one in found)


# Features that weigh nothing where headlines are printed.
TOLD_BY_LAYOUT = {
    "indefinite", "prints-full-day", "ties-ahead", "ties-ahead-clearly", "ties-back", "ties-back-clearly",
}  # fmt: skip


def test_every_row_of_the_layouts_changes_a_weight_of_a_role_on_one_way_to_print_headlines() -> None:
    rows = read_vocabulary("split_layouts.tsv", columns=["layout", "feature", "role", "weight", "note"])
    weighed = {
        row["feature"] for row in read_vocabulary("split_weights.tsv", columns=["feature", "role", "weight", "note"])
    }
    assert {row["layout"] for row in rows} <= set(LAYOUTS)
    assert all(LAYOUT_ROLES[row["layout"]] == row["role"] for row in rows)
    assert {row["feature"] for row in rows} <= weighed | TOLD_BY_LAYOUT
    assert all(float(row["weight"]) and row["note"] for row in rows)


@each_row("case", read_cases("articles_beside_lines.tsv"), ids=lambda case: case["why"])
def test_what_portals_print_between_headline_and_text_is_neither(case: dict[str, str]) -> None:
    headline, *text = LAST
    between = case["lines"].split("|")
    found = split(*FIRST, END, headline, *between, *text).articles
    assert [(one.headline, one.body) for one in found] == [
        (FIRST[0], "\n\n".join([*FIRST[1:], END])),
        (headline, *text),
    ]
    assert found[1].subtitle == (case["lines"] if case["kept"] == "yes" else "")


@pytest.mark.parametrize("path", ["Home News {}", "HomeNews{}", "Accueil {}", "الرئيسية أخبار {}"])
def test_a_path_that_ends_with_the_headline_is_none(path: str) -> None:
    headline, *text = LAST
    assert split(path.format(headline), headline, *text).articles[0].headline == headline
    alone = "Home Is Where Books Are, ICESCO Tells Museums"
    assert split(alone, *text).articles[0].headline == alone


@each_row("case", read_cases("articles_sections.tsv"), ids=lambda case: case["text"][:40])
def test_headings_of_boxes_and_sections_are_told_from_headlines(case: dict[str, str]) -> None:
    found = describe_block(Block(text=case["text"], place=""))
    assert ("known-section" in found) == (case["section"] == "yes")


def test_every_row_of_the_sections_has_a_case() -> None:
    texts = [case["text"].strip(" :.*") for case in read_cases("articles_sections.tsv")]
    for row in read_vocabulary("block_cues.tsv", columns=["feature", "where", "letters", "needs", "pattern", "note"]):
        if row["feature"] == "known-section":
            assert any(re.fullmatch(row["pattern"], text, re.IGNORECASE) for text in texts), row["pattern"]


def test_every_cue_of_a_block_is_weighed_and_stands_with_those_of_its_feature() -> None:
    cues = read_vocabulary("block_cues.tsv", columns=["feature", "where", "letters", "needs", "pattern", "note"])
    weights = read_vocabulary("split_weights.tsv", columns=["feature", "role", "weight", "note"])
    features = [row["feature"] for row in cues]
    assert {row["where"] for row in cues} == {"begins", "holds", "whole", "line"}
    assert {row["letters"] for row in cues} == {"any", "exact"}
    assert all(row["note"] for row in cues)
    assert set(features) <= {row["feature"] for row in weights} | TOLD_BY_LAYOUT
    assert len(list(groupby(cues, key=itemgetter("feature", "where", "letters")))) == len(set(features))


def test_lines_behind_two_stars_below_a_headline_are_its_subtitle() -> None:
    lead = "The Director General of the Islamic Educational, Scientific and Cultural Organization (ISESCO) opened it."
    lines = (
        "ISESCO opens a library in Banjul",
        "**The Director General: every village reads.",
        "**Ten more to follow",
        lead,
    )
    (article,) = split_articles(parse_page("\n\n".join(lines).encode(), "page.txt")).articles
    assert (article.headline, article.subtitle, article.body) == (lines[0], f"{lines[1]} {lines[2]}", lead)


def test_of_two_days_above_a_headline_the_nearer_one_is_that_of_publication() -> None:
    lead = "The Director-General of the Islamic World Educational, Scientific and Cultural Organization (ICESCO) met."
    text = f"14 June 2025\nWednesday 6 March 2019 - 10:20\n\nICESCO Meets Poets in Lomé\n\n{lead}\n"
    (article,) = split_articles(parse_page(text.encode(), "page.txt")).articles
    assert article.published == date(2019, 3, 6)
