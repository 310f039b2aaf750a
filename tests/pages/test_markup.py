"""HTML, feeds and WordPress answers become the same blocks; what is no article is furniture by a named rule."""

import json
import re
import sys
from datetime import date
from types import FrameType

import pytest

from icesco_analysis.language.vocabulary import read_vocabulary
from icesco_analysis.pages.articles import Split, split_articles
from icesco_analysis.pages.html import elements
from icesco_analysis.pages.html.markup import read_html
from icesco_analysis.pages.page import parse_page
from tests.rows import each_row

TITLE = "ICESCO Lends Telescopes to Schools in Lesotho"
LEAD = (
    "The Islamic World Educational, Scientific and Cultural Organization (ICESCO) lends forty telescopes to "
    "schools in Lesotho, "
    "under an agreement signed on Monday, 5 May 2025, in Maseru."
)
BODY = "The first of them was set up on the roof of a school in the mountains, where the sky is clear nearly all year."
POST = f"<article class='post'><h1 class='entry-title'>{TITLE}</h1><p>{LEAD}</p><p>{BODY}</p></article>"


def split(html: str) -> Split:
    return split_articles(parse_page(f"<html><body>{html}</body></html>".encode(), "page.html"))


def only_body(found: Split) -> str:
    assert [one.headline for one in found.articles] == [TITLE]
    return found.articles[0].body


FURNITURE = [
    ("<nav><ul><li>Member States</li><li>Chad</li></ul></nav>", "menu"),
    ("<ul class='main-menu'><li>Chad</li></ul>", "menu"),
    ("<footer><p>Avenue des F.A.R., Rabat</p></footer>", "footer"),
    ("<div id='colophon'>All rights reserved</div>", "footer"),
    ("<aside><h2>Recent Posts</h2></aside>", "sidebar"),
    ("<div class='widget-area'>Weather in Dakar</div>", "sidebar"),
    ("<div class='breadcrumbs'>Home / News / Chad</div>", "breadcrumb"),
    ("<div class='sharedaddy'><a>Facebook</a></div>", "share buttons"),
    ("<div class='addtoany_share_save_container'>Share</div>", "share buttons"),
    (
        "<section class='related-posts'><article class='post'><h3>Peru</h3><p>Text of it.</p></article></section>",
        "related posts",
    ),
    ("<div class='nav-links'>Previous: Kenya</div>", "related posts"),
    ("<div class='cookie-notice'>We use cookies</div>", "cookie banner"),
    ("<div role='dialog'>We use cookies</div>", "cookie banner"),
    ("<div class='newsletter-box'>Your address</div>", "newsletter box"),
    ("<div id='comments'><p>Congratulations from Dakar!</p></div>", "comments"),
    ("<div class='tribe-events-list'>12 Nov: Forum in Baku</div>", "calendar"),
    ("<div class='pagination'>1 2 3</div>", "page numbers"),
    ("<span class='cat-links'>Posted in News</span>", "categories"),
    ("<span class='byline'>by editor</span>", "author"),
    ("<span class='screen-reader-text'>Opens in a new window</span>", "hidden text"),
    ("<div style='display: none'>Hidden</div>", "hidden text"),
    ("<div class='lang-item'>Français</div>", "languages"),
    ("<a class='more-link'>Continue</a>", "read more"),
    ("<form><label>Search</label></form>", "form"),
    ("<figure><figcaption>The roof of the school</figcaption></figure>", "caption"),
    ("<div class='chat-window'>Ask us</div>", "chat"),
    ("<div class='user-feedback'>Your opinion</div>", "feedback"),
    ("<div class='post-views'>312</div>", "tools"),
    (
        "<ul class='et_pb_module et_pb_social_media_follow'><li><a>Join</a></li><li><a>Join</a></li></ul>",
        "share buttons",
    ),
    ("<div class='theme_social_icons_row'><a>One</a><a>Two</a></div>", "share buttons"),
    ("<ul class='header-social-links'><li>Our pages</li></ul>", "share buttons"),
    ("<div id='socialbar'>Our pages</div>", "share buttons"),
    ("<div class='x-social-sharing'>Send it on</div>", "share buttons"),
    ("<div class='my_breadcrumbs'><span>Start</span><span>Oceans</span></div>", "breadcrumb"),
    ("<div class='theme_single_related'><h3>Peru</h3></div>", "related posts"),
    ("<div class='latestnews'>Peru</div>", "related posts"),
    ("<div id='aside'><h3>Weather</h3></div>", "sidebar"),
    ("<ul><li class='meta-cat'><a>Oceans</a></li></ul>", "categories"),
    ("<ul><li class='meta-mod-date'>9 June 2025</li></ul>", "meta"),
    ("<div class='single_post_views'><span>45</span></div>", "tools"),
]


@each_row(("element", "rule"), FURNITURE, ids=[f"{rule}: {element[:30]}" for element, rule in FURNITURE])
@each_row("inside", [True, False], ids=["inside the post", "beside the post"])
def test_furniture_is_left_out_by_a_named_rule_and_counted(element: str, rule: str, inside: bool) -> None:
    html = POST.replace("</article>", f"{element}</article>", 1) if inside else POST + element
    assert only_body(split(html)) == f"{LEAD}\n\n{BODY}"
    blocks = [block for block in read_html(f"<body>{html}</body>").blocks if block.account == "furniture"]
    assert rule in {block.rule for block in blocks}
    assert split(html).account["n_chars_furniture"] == sum(block.n_chars for block in blocks) > 0
    assert split(html).account["n_chars_unparsed"] == 0


@each_row(
    "named",
    ["social-sciences", "category-social-dialogue", "asocial", "wp-block-social-text", "section_social_justice_report"],
)
def test_a_sector_named_in_a_class_is_no_button(named: str) -> None:
    html = POST.replace(f"<p>{LEAD}</p>", f"<div class='{named}'><p>{LEAD}</p></div>")
    assert only_body(split(html)) == f"{LEAD}\n\n{BODY}"


MORE = "Pupils of three valleys took turns, and a shepherd showed them the stars by which his father had walked home."
SOUP_TEXT = f"<div><b>{TITLE}</b><br></div><div class='t'><div>{LEAD}</div><div>{BODY}</div><div>{MORE}</div></div>"
WHOLE = "\n\n".join((LEAD, BODY, MORE))


@each_row(
    "behind",
    [
        "<div class='z'>Quai des Pêcheurs 4, Maseru. Tel.: +266 00 00 00 00</div>",
        "<ul><li><a>Join</a></li><li><a>Join</a></li><li><a>Watch</a></li></ul>",
        "<table><tr><td>Visitors today</td><td>312</td></tr></table>",
        "<div>Lesotho | Astronomy | Schools</div>",
        "<div><span>Designed by the Harp Guild</span></div>",
        "<div>Version 4</div>",
    ],
)
def test_what_stands_behind_the_element_of_all_prose_and_is_no_sentence_is_furniture(behind: str) -> None:
    found = split(f"<div class='page'>{SOUP_TEXT}{behind}</div>")
    assert only_body(found) == WHOLE
    assert found.account["n_chars_unparsed"] == 0


@each_row(
    "last",
    [
        "<div>It is still there.</div>",
        "<ul><li>one telescope for each valley;</li><li>one for the plain.</li></ul>",
        "<p>“Who sees the stars? Everybody.”</p>",
        "<div><p>Applications are open until June.</p></div>",
        "<blockquote>“The sky is ours!”</blockquote>",
    ],
)
def test_sentences_behind_the_element_of_all_prose_stay_in_the_body(last: str) -> None:
    found = split(f"<div class='page'>{SOUP_TEXT}{last}</div>")
    assert only_body(found).startswith(WHOLE)
    assert found.account["n_chars_furniture"] == 0


def test_items_that_the_text_announces_stay_in_the_body_wherever_they_stand() -> None:
    announced = f"<div>{BODY[:-1]}:</div></div><ul><li>A telescope</li><li>A chart of the sky</li></ul>"
    found = split(f"<div class='page'>{SOUP_TEXT.removesuffix('</div>')}{announced}</div>")
    assert only_body(found) == f"{WHOLE}\n\n{BODY[:-1]}:\n\nA telescope\n\nA chart of the sky"


def test_items_without_a_stop_inside_the_element_of_all_prose_stay_in_the_body() -> None:
    items = "<ul><li>A telescope</li><li>A chart of the sky</li></ul></div></div>"
    found = split(f"<div class='page'>{SOUP_TEXT.removesuffix('</div>')}{items}</div>")
    assert only_body(found) == f"{WHOLE}\n\nA telescope\n\nA chart of the sky"


def test_every_rule_of_the_furniture_has_a_pattern_that_compiles_and_a_note() -> None:
    rows = read_vocabulary("furniture.tsv", columns=["where", "pattern", "rule", "note"])
    assert {row["where"] for row in rows} == {"tag", "role", "token", "rel", "href", "list", "post type", "post status"}
    named = {name for row in rows for name in re.findall(r"{([a-z ]+)}", row["pattern"])}
    assert named == {row["rule"] for row in rows if row["where"] == "list"}
    assert max(len(row["pattern"]) for row in rows) <= 70
    assert all(row["note"] and row["rule"] for row in rows)


def test_a_theme_that_names_its_sidebar_on_the_body_loses_nothing() -> None:
    page = f"<html><body class='archive sidebar widget'><main class='sidebar'>{POST}</main></body></html>"
    assert only_body(split_articles(parse_page(page.encode(), "page.html"))) == f"{LEAD}\n\n{BODY}"


# ---- dates that markup carries


DATES = [
    ("<time class='entry-date published' datetime='2025-05-07T23:30:00+01:00'>7 May</time>", date(2025, 5, 7)),
    ("<time class='updated' datetime='2026-01-01'>1 January 2026</time>", None),
    (
        "<time class='updated' datetime='2026-01-01'>x</time><time datetime='2025-05-07'>7 May 2025</time>",
        date(2025, 5, 7),
    ),
    ("<time itemprop='dateModified' datetime='2026-01-01'>x</time>", None),
    ("<meta itemprop='datePublished' content='2025-05-07'>", date(2025, 5, 7)),
    ("<div class='entry-meta'>May 7, 2025</div>", date(2025, 5, 7)),
    ("<p>Rabat: 06/05/2025</p>", None),
]


@each_row(("element", "published"), DATES, ids=[element for element, _ in DATES])
def test_the_publication_date_of_a_post_is_what_its_container_carries(element: str, published: date | None) -> None:
    found = split(POST.replace("</h1>", f"</h1>{element}"))
    assert only_body(found) == f"{LEAD}\n\n{BODY}"
    assert found.articles[0].published == published


def test_the_date_in_a_permalink_is_the_publication_date() -> None:
    link = "https://example.org/en/2025/05/07/telescopes/"
    found = split(POST.replace(TITLE, f"<a href='{link}'>{TITLE}</a>"))
    assert (found.articles[0].published, found.articles[0].url) == (date(2025, 5, 7), link)


@each_row(
    "head",
    [
        "<meta property='article:published_time' content='2025-05-07T10:00:00+00:00'>"
        "<meta property='article:modified_time' content='2026-01-01T10:00:00+00:00'>",
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2025-05-07"}</script>',
        '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "datePublished": "1999-01-01"}, '
        ""
        '{"@type": ["Article", "Report"], "dateModified": "2026-01-01", "datePublished": "2025-05-07"}]}</script>',
        "<link rel='canonical' href='https://example.org/2025/05/07/telescopes/'>",
        "<script "
        "type='application/ld+json'>{broken</script><meta property='article:published_time' content='2025-05-07'>",
    ],
)
def test_the_head_of_a_page_dates_its_only_article(head: str) -> None:
    page = f"<html><head>{head}</head><body>{POST}</body></html>"
    assert split_articles(parse_page(page.encode(), "page.html")).articles[0].published == date(2025, 5, 7)


def test_the_head_of_a_listing_dates_none_of_its_articles() -> None:
    head = "<meta property='article:published_time' content='2025-05-07'>"
    page = f"<html><head>{head}</head><body>{POST}{POST}</body></html>"
    assert [one.published for one in split_articles(parse_page(page.encode(), "page.html")).articles] == [None, None]


def test_json_ld_dates_each_release_of_a_listing_by_its_headline() -> None:
    items = [
        {"@type": "BlogPosting", "headline": name, "datePublished": day}
        for name, day in ((TITLE, "2025-05-07"), ("B", "2025-05-06"))
    ]
    script = f"<script type='application/ld+json'>{json.dumps(items)}</script>"
    page = f"<html><head>{script}</head><body>{POST}{POST}</body></html>"
    found = split_articles(parse_page(page.encode(), "page.html")).articles
    assert [one.published for one in found] == [date(2025, 5, 7)] * 2


# ---- structure


@pytest.mark.parametrize("subtitle", ["<h2>{}</h2>", "<h4>{}</h4>", "<p class='subtitle'>{}</p>", "<p><em>{}</em></p>"])
def test_a_line_between_headline_and_text_is_a_subtitle(subtitle: str) -> None:
    line = "Children will look at Saturn from their own roof"
    found = split(POST.replace("</h1>", "</h1>" + subtitle.format(line)))
    assert found.articles[0].subtitle == line
    assert only_body(found) == f"{LEAD}\n\n{BODY}"


def test_headings_inside_a_post_are_part_of_its_body() -> None:
    found = split(
        POST.replace(f"<p>{BODY}</p>", f"<h3>ICESCO Opens Sky</h3><p>{BODY}</p><h3>The Schools</h3><p>{LEAD}</p>")
    )
    assert only_body(found).split("\n\n") == [LEAD, "ICESCO Opens Sky", BODY, "The Schools", LEAD]


def test_line_breaks_inside_a_paragraph_are_blanks_and_items_are_paragraphs() -> None:
    broken = BODY.replace(" of a school", "<br>\nof a school")
    html = POST.replace(f"<p>{BODY}</p>", f"<p>{broken}</p><ul><li>a roof</li><li>a ladder</li></ul>")
    assert only_body(split(html)) == "\n\n".join([LEAD, BODY, "a roof", "a ladder"])


def test_the_headline_above_an_only_post_is_lent_to_it() -> None:
    found = split(f"<div><h1>{TITLE}</h1></div><article class='post'><p>{LEAD}</p><p>{BODY}</p></article>")
    assert only_body(found) == f"{LEAD}\n\n{BODY}"


def test_text_nested_deeper_than_the_parser_goes_is_not_lost() -> None:
    deep = 600
    found = split(f"<div>{'<div>' * deep}{POST}{'</div>' * deep}</div>")
    assert only_body(found) == f"{LEAD}\n\n{BODY}"
    assert found.account["n_chars_unparsed"] == 0


def test_a_file_that_ends_inside_a_tag_is_read_and_reported() -> None:
    found = split_articles(parse_page(f"<html><body>{POST}<div class='sha".encode(), "page.html"))
    assert only_body(found) == f"{LEAD}\n\n{BODY}"
    assert [problem.kind for problem in found.problems] == ["cut-file"]


def test_a_page_in_xhtml_is_read_as_html() -> None:
    page = (
        f"<?xml version='1.0' encoding='utf-8'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'><body>{POST}"
    )
    found = split_articles(parse_page(page.encode(), "page.html"))
    assert only_body(found) == f"{LEAD}\n\n{BODY}"


def test_scripts_styles_and_comments_are_no_text() -> None:
    noise = "<script>var a = 'Chad';</script><style>.b{}</style><!-- Kenya --><noscript>Peru</noscript>"
    assert split(POST + noise).account == split(POST).account


# ---- feeds


def test_entities_of_a_feed_are_never_expanded_and_nothing_is_fetched() -> None:
    bomb = "<!DOCTYPE rss [<!ENTITY a 'ICESCO'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c SYSTEM 'file:///etc/hostname'>]>"
    item = f"<title>{TITLE} &b;&c;</title><description>{LEAD}</description>"
    feed = f"<?xml version='1.0'?>{bomb}<rss><channel><item>{item}</item></channel></rss>"
    found = split_articles(parse_page(feed.encode(), "feed.xml"))
    assert found.articles[0].body == LEAD
    assert found.articles[0].headline == f"{TITLE} &b;&c;"


def test_a_feed_without_entries_is_a_page_without_articles() -> None:
    found = split_articles(parse_page(b"<rss><channel><title>ICESCO</title></channel></rss>", "feed.xml"))
    assert [problem.kind for problem in found.problems] == ["no-article"]


def test_an_atom_entry_is_dated_by_published_not_by_updated() -> None:
    feed = (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>{TITLE}</title><link "
        "href='https://example.org/a/'/><updated>"
        f"2026-01-01T00:00:00Z</updated><published>2025-05-07T10:00:00Z</published><content type='xhtml'><div xmlns="
        f"'http://www.w3.org/1999/xhtml'><p>{LEAD}</p><p>{BODY}</p></div></content></entry></feed>"
    )
    found = split_articles(parse_page(feed.encode(), "feed.xml"))
    assert only_body(found) == f"{LEAD}\n\n{BODY}"
    assert (found.articles[0].published, found.articles[0].url) == (date(2025, 5, 7), "https://example.org/a/")


def test_a_feed_that_was_cut_off_is_read_as_far_as_it_goes_and_reported() -> None:
    feed = f"<rss><channel><item><title>{TITLE}</title><description>{LEAD}</description></item><item><title>Cu"
    found = split_articles(parse_page(feed.encode(), "feed.xml"))
    assert found.articles[0].body == LEAD
    assert "broken-feed" in {problem.kind for problem in found.problems}


def test_the_last_line_that_wordpress_adds_to_an_entry_is_boilerplate() -> None:
    more = f"<p>The post <a>{TITLE}</a> appeared first on <a>ICESCO</a>.</p>"
    answer = {
        "title": {"rendered": TITLE},
        "content": {"rendered": f"<p>{LEAD}</p>{more}"},
        "date": "2025-05-07T10:00:00",
    }
    found = split_articles(parse_page(json.dumps(answer).encode(), "post.json"))
    assert only_body(found) == LEAD
    assert found.account["n_chars_boilerplate"] > 0


DETAILS = [
    (
        "<ul class='meta'><li class='meta-author'>by anna</li><li class='meta-date'>May 7, 2025</li>"
        "<li class='meta-mod-date'>June 2, 2025</li><li class='meta-cat'><a>Oceans</a></li></ul>",
        "a list of details",
    ),
    (
        "<dl class='article-info'><dt>Details</dt><dd class='category-name'>Category: <a>Oceans</a></dd>"
        "<dd class='published'>Published: 07 May 2025</dd><dd class='hits'>Hits: 12</dd></dl>",
        "a list of terms",
    ),
    ("<div>[ 07.05.2025 ]</div>", "a date in brackets with blanks"),
    ("<div>( 7 May 2025 )</div>", "the same in round ones"),
    ("<div class='x1'>May 7, 2025</div><div class='x2'><span>1,204</span></div>", "a bare count"),
    ("<div class='x1'>May 7, 2025</div><div class='x2'>2.4k</div>", "a rounded count"),
    ("<div class='x1'><div>07</div><div>May</div><div>2025</div></div>", "a day drawn as a badge"),
    ("<div class='x1'><span>07</span><span>May</span><span>2025</span></div>", "the same in one line"),
    ("<p><a href='/oceans'>Oceans</a></p><div>May 7, 2025</div>", "a term of the release as a link"),
]


@each_row("details", [row[0] for row in DETAILS], ids=[row[1] for row in DETAILS])
@each_row("subtitle", ["", "Every valley gets one"])
@each_row("container", ["class='post'", "itemscope itemtype='https://schema.org/NewsArticle'"])
def test_the_details_of_a_release_are_no_subtitle(details: str, subtitle: str, container: str) -> None:
    line = f"<h4>{subtitle}</h4>" if subtitle else ""
    html = f"<div {container}><h2>{TITLE}</h2>{details}<div>{line}<p>{LEAD}</p><p>{BODY}</p></div></div>"
    found = split(html)
    assert only_body(found) == f"{LEAD}\n\n{BODY}"
    assert (found.articles[0].subtitle, found.articles[0].published) == (subtitle, date(2025, 5, 7))
    assert found.account["n_chars_unparsed"] == 0


@pytest.mark.parametrize("level", ["h2", "h3"])
def test_a_heading_that_opens_its_text_is_a_headline(level: str) -> None:
    html = f"<div><{level}><button>{TITLE}</button></{level}><div><p>{LEAD}</p></div></div><button>Close</button>"
    assert only_body(split(html)) == LEAD


def test_a_day_in_an_element_of_its_own_stays_in_its_sentence() -> None:
    torn = LEAD.replace("5 May 2025", "<span>5 May 2025</span>")
    assert (
        only_body(split(f"<div class='post'><h2>{TITLE}</h2><p>{torn}</p><p>{BODY}</p></div>")) == f"{LEAD}\n\n{BODY}"
    )


def test_a_bare_number_inside_a_text_is_left_in_it() -> None:
    body = only_body(split(f"<div class='post'><h2>{TITLE}</h2><p>{LEAD}</p><div>1999</div><p>{BODY}</p></div>"))
    assert body == f"{LEAD}\n\n1999\n\n{BODY}"


@pytest.mark.parametrize("kind", ["Article", "NewsArticle", "BlogPosting"])
def test_an_element_that_microdata_call_a_release_is_a_post(kind: str) -> None:
    other = "<div><h3>Latest</h3><ul><li>Peru and Chad sign</li></ul></div>"
    item = (
        f"<div itemscope itemtype='http://schema.org/{kind}'><h3>Oceans</h3><h2 itemprop='headline'>{TITLE}</h2>"
        f"<time itemprop='datePublished' datetime='2025-05-07'>7 May</time><p>{LEAD}</p><p>{BODY}</p></div>"
    )
    found = split(item + other)
    assert only_body(found) == f"{LEAD}\n\n{BODY}"
    assert found.articles[0].published == date(2025, 5, 7)


def test_microdata_of_the_whole_page_make_no_post_of_it() -> None:
    found = split(f"<div itemscope itemtype='https://schema.org/WebPage'><p>Oceans and skies</p>{POST}</div>")
    assert only_body(found) == f"{LEAD}\n\n{BODY}"


def test_a_headline_marked_among_related_posts_is_not_that_of_the_release() -> None:
    related = "".join(
        f"<div class='card'><h3 class='entry-title'>{country} Opens Library</h3></div>" for country in ("Peru", "Fiji")
    )
    html = f"<article><h1>{TITLE}</h1><p>{LEAD}</p><p>{BODY}</p><div class='x_related'>{related}</div></article>"
    assert only_body(split(html)) == f"{LEAD}\n\n{BODY}"


# ---- no page takes more work than its size


def _count_calls(html: str) -> int:
    """Count what the wing calls while it reads a page, each call into the interpreter or a library included."""
    calls = 0

    def note(frame: FrameType, event: str, argument: object) -> None:  # noqa: ARG001 - the signature is Python's
        nonlocal calls
        calls += event in ("call", "c_call") and "icesco_analysis" in frame.f_code.co_filename

    sys.setprofile(note)
    try:
        read_html(f"<html><head><title>{TITLE}</title></head><body class='single'>{html}</body></html>")
    finally:
        sys.setprofile(None)
    return calls


GROWING = [
    ("<div>{}</div>", "plain elements"),
    ("<div class='post'>{}</div>", "posts in posts"),
    ("<div class='post'><h2>A Bridge</h2>{}</div>", "posts with headlines in posts"),
    ("<div class='entry-content'>{}</div>", "elements marked as text"),
    ("<div class='entry-meta'>{}<b>Longer than a line of details is, and that many times over.</b></div>", "details"),
    ("<span class='updated'>{}</span>", "marked spans"),
    ("<table><tr><td>{}</td></tr></table>", "tables in tables"),
    ("<div><p>One more line of prose that is long enough to be taken for prose by its length.</p>{}</div>", "prose"),
    (f"<div class='widget'><h3>{TITLE}</h3>{{}}</div>", "headlines in sidebars"),
    ("<header>{}</header>", "headers"),
]


@pytest.mark.parametrize("wrapper", [row[0] for row in GROWING], ids=[row[1] for row in GROWING])
def test_work_grows_no_faster_than_the_depth_of_a_page(wrapper: str) -> None:
    before, after = wrapper.split("{}")
    once, twice = (_count_calls(before * depth + POST + after * depth) for depth in (150, 300))
    assert twice < 2.3 * once


def test_comments_before_a_page_are_stepped_over_once() -> None:
    assert parse_page(("<!-- a --> " * 60 + "<p>ICESCO</p>").encode(), "page.html").kind == "html"
    assert parse_page(("<!-- a --> " * 60 + "<rss></rss>").encode(), "feed.xml").kind == "rss"


@pytest.mark.parametrize("token", ["a" * 100_000, "a-" * 50_000, "x_" * 50_000])
def test_a_class_of_any_length_is_read(token: str) -> None:
    assert only_body(split(POST.replace("class='post'", f"class='{token}'"))) == f"{LEAD}\n\n{BODY}"


def test_a_title_of_blanks_and_separators_is_read() -> None:
    head = f"<head><title>{TITLE}{' ' * 100_000}{'| ' * 50_000}</title></head>"
    found = split_articles(parse_page(f"<html>{head}<body>{POST}</body></html>".encode(), "page.html"))
    assert only_body(found) == f"{LEAD}\n\n{BODY}"


def test_what_is_remembered_of_classes_has_an_end() -> None:
    many = "".join(f"<i class='x{number}'></i>" for number in range(elements.TOKENS_KEPT + 99))
    read_html(f"<body>{many}{POST}</body>")
    assert elements.rule_of_token.cache_info().currsize <= elements.TOKENS_KEPT
