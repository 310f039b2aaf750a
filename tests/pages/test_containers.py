"""Which element of a page holds a release, under which headline, published when: whatever a theme prints around it."""

from datetime import date

import pytest

from icesco_analysis.pages.articles import Split, split_articles
from icesco_analysis.pages.page import parse_page
from tests.rows import each_row

TITLE = "ICESCO Lends Telescopes to Schools in Lesotho"
TEXT = [
    "The Islamic World Educational, Scientific and Cultural Organization (ICESCO) lends forty telescopes to schools in "
    "Lesotho, under an agreement signed on Monday, 5 May 2025, in Maseru.",
    "The first of them was set up on the roof of a school in the mountains, where the sky is clear nearly all year.",
    "Teachers from Eswatini and Botswana watched the work, and asked for a course in their own countries next winter.",
]
PROSE = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
OTHER = "ICESCO Opens Reading Rooms in Paraguay"
OTHER_TEXT = (
    "The Islamic World Educational, Scientific and Cultural Organization (ICESCO) opened nine reading rooms in the "
    "villages of the Chaco, Paraguay, on Friday, 2 May 2025, with books in Guarani and Spanish."
)
SINGLE = "post-template-default single single-post postid-7"


def split(body: str, *, title: str = "", classes: str = "", head: str = "") -> Split:
    page = f"<html><head><title>{title}</title>{head}</head><body class='{classes}'>{body}</body></html>"
    return split_articles(parse_page(page.encode(), "page.html"))


def printed(found: Split) -> list[tuple[str, str]]:
    return [(one.headline, one.body) for one in found.articles]


ONE = [(TITLE, "\n\n".join(TEXT))]

SINGLES = {
    "the name of the site stands in the largest heading": (
        f"<h1>ICESCO</h1><div class='post single'><div class='post-7 post'><h3>{TITLE}</h3>{PROSE}</div></div>"
    ),
    "the headline stands in no heading": (
        f"<div class='banner'><h1>ICESCO</h1></div><ul><li class='page-name'>{TITLE}</li><li>Back</li></ul>"
        f"<article class='post'>{PROSE}</article>"
    ),
    "a heading over the links stands in the article": (
        f"<div class='top'><h1 class='title'>{TITLE}</h1></div>"
        f"<article class='small'>{PROSE}<nav class='post-navigation'><h2>Post navigation</h2></nav></article>"
    ),
    "the headline is cut above the text": (
        f"<section><h3 class='page-title'>{TITLE}</h3></section>"
        f"<article class='post'><h2 class='entry-title'>ICESCO Lends Telescopes to Schools…</h2>{PROSE}</article>"
    ),
    "the headline is printed again for machines": (
        f"<h1>{TITLE}</h1><article class='post'>{PROSE}<span class='entry-title'>{TITLE}</span></article>"
    ),
    "a section of the text has a heading": (
        f"<div class='heading-title hentry'><h1 class='entry-title'>{TITLE}</h1></div>"
        f"<article class='post'><p>{TEXT[0]}</p><h3>A sky of their own</h3><p>{TEXT[1]}</p><p>{TEXT[2]}</p></article>"
    ),
    "the text begins with a heading of its own": (
        f"<div class='head'><h1 class='title'>{TITLE}</h1></div>"
        f"<article class='small'><h2>A sky of their own</h2>{PROSE}</article>"
    ),
    "cards of the neighbours are marked as posts": (
        f"<article class='post'><h1 class='entry-title'>{TITLE}</h1>{PROSE}</article>"
        f"<div class='card'><p>Previous article</p><h5>{OTHER}</h5></div>"
    ),
    "only the releases beside it are marked": (
        f"<div class='row'><h1>{TITLE}</h1></div><div class='row'><div class='col'>{PROSE}</div>"
        f"<div class='col'><article class='post'><h2 class='entry-title'><a href='/2025/05/02/rooms/'>{OTHER}</a></h2>"
        f"<p>{OTHER_TEXT}</p></article></div></div>"
    ),
}


@each_row("body", SINGLES.values(), ids=SINGLES.keys())
def test_a_page_called_by_a_headline_prints_that_release_alone(body: str) -> None:
    found = split(body, title=f"{TITLE} – ICESCO", classes=SINGLE)
    assert [one.headline for one in found.articles] == [TITLE]
    paragraphs = found.articles[0].body.split("\n\n")
    assert [paragraph for paragraph in paragraphs if paragraph != "A sky of their own"] == TEXT


LISTING = (
    f"<h1>{{name}}</h1><article class='post'><h3>{TITLE}</h3>{PROSE}</article>"
    f"<article class='post'><h3>{OTHER}</h3><p>{OTHER_TEXT}</p></article>"
)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Activities of the Director-General", "Activities of the Director-General – ICESCO"),
        ("Islamic World Educational, Scientific and Cultural Organization", "ICESCO"),
        ("News", "News – ICESCO"),
    ],
)
def test_a_listing_called_by_the_name_of_its_section_keeps_all_releases(name: str, title: str) -> None:
    found = split(LISTING.format(name=name), title=title, classes="archive category")
    assert printed(found) == [*ONE, (OTHER, OTHER_TEXT)]


def test_a_listing_that_a_plugin_describes_as_an_article_keeps_all_releases() -> None:
    head = '<script type="application/ld+json">{"@type": "Article", "headline": "News and Activities"}</script>'
    name = "News and Activities of the Organization"
    found = split(LISTING.format(name=name), title=f"{name} – ICESCO", classes="page page-id-12", head=head)
    assert printed(found) == [*ONE, (OTHER, OTHER_TEXT)]


def test_a_page_called_by_its_first_release_keeps_those_that_are_loaded_below() -> None:
    more = "".join(f"<article class='post'><h2>{OTHER}</h2><p>{OTHER_TEXT}</p><p>{TEXT[1]}</p></article>" for _ in "ab")
    body = f"<article class='post'><h2>{TITLE}</h2><p>{TEXT[0]}</p></article>{more}"
    assert [headline for headline, _ in printed(split(body, title=TITLE))] == [TITLE, OTHER, OTHER]


def test_a_headline_below_the_text_of_its_container_is_lifted() -> None:
    post = "<article class='post'><div class='cover'>{text}</div><h2 class='entry-title'>{title}</h2></article>"
    body = post.format(text=PROSE, title=TITLE) + post.format(text=f"<p>{OTHER_TEXT}</p>", title=OTHER)
    assert printed(split(body)) == [*ONE, (OTHER, OTHER_TEXT)]


HEADS = {
    "a wrapper called title holds headline and day": (
        "<div class='et_pb_title_container'><a href='/x/'><div class='entry-title'>{title}</div></a>"
        "<p class='post-meta'><span class='published'>7 May 2025</span> | <a rel='tag' href='#'>News</a></p></div>"
    ),
    "the day stands inside the headline's element": (
        "<div class='card-title'>{title}<p class='post-meta'><span class='published'>7 May 2025</span></p></div>"
    ),
    "a link called title stands beside the day": (
        "<div class='card-title'><a class='title' href='/x/'>{title}</a> <span class='date'>7 May 2025</span></div>"
    ),
    "a short headline is marked by nothing": "<div class='h'>{title}</div><div class='post-meta'>7 May 2025</div>",
    "the theme prints who entered it": "<div class='h'>{title}</div><div>by admin | May 7, 2025 | News</div>",
}


@each_row("head", HEADS.values(), ids=HEADS.keys())
def test_headline_and_day_are_two_however_a_theme_wraps_them(head: str) -> None:
    post = "<div class='et_pb_post'>{head}<div class='post-content'><div>{text}</div></div></div>"
    releases = [(TITLE, PROSE), (OTHER, f"<p>{OTHER_TEXT}</p>")]
    found = split("".join(post.format(head=head.format(title=title), text=text) for title, text in releases))
    assert printed(found) == [*ONE, (OTHER, OTHER_TEXT)]
    assert [one.published for one in found.articles] == [date(2025, 5, 7)] * 2


SMALL_PRINT = [
    "<p>Posted in <a rel='category tag' href='/c/1'>Culture</a>, <a rel='category tag' href='/c/2'>News</a> | "
    "<a href='/2025/05/07/telescopes/#respond'>No Comments »</a></p>",
    "<p>Keywords <a href='https://example.org/tag/sky/'>sky</a> and <a href='https://example.org/tag/maps/'>maps</a></p>",
    "<h4>By <a href='/author/desk/'>The desk</a></h4>",
    "<div><a rel='prev' href='/2025/05/01/a/'>Reading rooms in Paraguay</a></div>",
    "<div class='zak-cat-links'>Filed among others</div>",
    "<div class='bs-related-posts'>Seven more stories</div>",
    "<div class='shapely-next-prev'>Reading rooms in Paraguay</div>",
    "<a href='https://www.facebook.com/sharer/sharer.php?u=x'>Tell your friends</a>",
]


@each_row("element", SMALL_PRINT)
def test_small_print_is_known_by_its_links_and_by_prefixed_classes(element: str) -> None:
    found = split(f"<article class='post'><h2>{TITLE}</h2>{PROSE}{element}</article>")
    assert printed(found) == ONE


TEXT_OF_A_RELEASE = [
    "<p>The course is open to all: see the <a href='/category/education/'>pages of the Education Sector</a> for the "
    "dates, the places and the forms that teachers have to fill in before June.</p>",
    "<div class='section_social_justice_report'>The report on social justice will be printed in four languages.</div>",
    "<div class='has-related-posts'>The telescopes will stay in the country for ten years.</div>",
]


@pytest.mark.parametrize("element", TEXT_OF_A_RELEASE)
def test_text_with_a_link_or_a_class_like_one_of_small_print_stays(element: str) -> None:
    found = split(f"<article class='post'><h2>{TITLE}</h2>{PROSE}{element}</article>")
    assert found.articles[0].body.count("\n\n") == len(TEXT)


PUBLISHED = [
    "<ul><li itemprop='datePublished'><span>Post published:</span>May 7, 2025</li></ul>",
    "<time class='updated' datetime='2025-05-07T10:00'>Posted on May 7, 2025 at 10:00 am.</time>",
    "<div class='post-meta'><span class='post-date'>May 7, 2025</span> / <a href='#comments'>0 Comments</a></div>",
    "<div class='zak-posted-on'>Posted on May 7, 2025</div>",
    "<a href='/2025/05/07/telescopes/'><img alt=''></a>",
]


@each_row("element", PUBLISHED)
def test_a_publication_date_is_read_however_the_theme_carries_it(element: str) -> None:
    found = split(f"<article class='post'><h2>{TITLE}</h2>{element}{PROSE}</article>")
    assert [one.published for one in found.articles] == [date(2025, 5, 7)]


@pytest.mark.parametrize("mark", ["", "class='entry-title' "])
@pytest.mark.parametrize("level", range(2, 6))
def test_the_address_behind_another_headline_has_another_day(level: int, mark: str) -> None:
    link = f"<h{level}><a {mark}href='https://example.org/2024/06/28/atlas/'>{OTHER}</a></h{level}>"
    page = f"<article class='post'><h1>{TITLE}</h1>{PROSE}<div><div class='x7'>{link}</div></div></article>"
    assert split(page, title=TITLE, classes=SINGLE).articles[0].published is None


def test_the_date_of_a_related_release_is_not_the_date_of_this_one() -> None:
    stamp = "<time class='published' datetime='2024-06-28'>x</time>"
    related = f"<section class='related-posts'><h3>{OTHER}</h3>{stamp}</section>"
    found = split(f"<article class='post'><h1>{TITLE}</h1>{PROSE}{related}</article>", title=TITLE, classes=SINGLE)
    assert (printed(found), found.articles[0].published) == (ONE, None)
