"""The seeds in other clothes: the same stories come out, or the loss is reported."""

import html
import json
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from itertools import permutations
from pathlib import Path

from icesco_analysis.pages.articles import Article, Split, article_id, split_articles
from icesco_analysis.pages.page import parse_page
from tests.rows import each_row

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))
HEADER_LINES = 10


@cache
def split(data: bytes) -> Split:
    """Return the split of a page, whose account adds up; read once however many tests compare with it."""
    found = split_articles(parse_page(data, "page"))
    parts = sum(count for part, count in found.account.items() if part != "n_chars")
    assert parts == found.account["n_chars"]
    return found


def identities(data: bytes) -> list[str]:
    return [article_id(article.headline, article.body) for article in split(data).articles]


def fold(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


@cache
def contents(data: bytes) -> list[tuple[str, str, str]]:
    return [(fold(one.headline), fold(one.subtitle), fold(one.body)) for one in split(data).articles]


def wrap(text: str, *, width: int, blank_lines: bool = True) -> str:
    lines: list[str] = []
    for line in text.splitlines():
        if line.strip():
            indent = line[: len(line) - len(line.lstrip())]
            lines += textwrap.wrap(
                line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
            )
        elif blank_lines:
            lines.append("")
    return "\n".join(lines) + "\n"


def each_line(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: "\n".join(change(line) for line in text.splitlines()) + "\n"


CHANGES: dict[str, Callable[[str], str]] = {
    **{f"wrapped at {width}": lambda text, width=width: wrap(text, width=width) for width in range(50, 101, 5)},
    **{
        f"unindented and wrapped at {width}": lambda text, width=width: wrap(each_line(str.strip)(text), width=width)
        for width in range(50, 101, 10)
    },
    "unindented": each_line(str.strip),
    "indented by eight more": each_line(lambda line: " " * 8 + line),
    "indented by a tab": each_line(lambda line: "\t" + line.strip()),
    "indented by no-break spaces": lambda text: text.replace("    ", "\xa0" * 4),
    "without blank lines": lambda text: "\n".join(filter(str.strip, text.splitlines())) + "\n",
    "with doubled blank lines": lambda text: text.replace("\n\n", "\n\n\n\n"),
    "with every newline doubled": lambda text: text.replace("\n", "\n\n"),
    "with CRLF": lambda text: text.replace("\n", "\r\n"),
    "with trailing blanks": each_line(lambda line: line + "   "),
}


@each_row("seed", SEEDS, ids=lambda seed: seed.stem)
@each_row("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_layout_of_lines_changes_no_article(seed: Path, change: Callable[[str], str]) -> None:
    text = seed.read_text(encoding="utf-8")
    assert contents(change(text).encode()) == contents(text.encode())


@each_row("seed", SEEDS, ids=lambda seed: seed.stem)
@each_row("width", range(50, 101, 10))
def test_a_wrap_without_blank_lines_loses_at_most_one_story_and_says_that_it_guessed(seed: Path, width: int) -> None:
    text = seed.read_text(encoding="utf-8")
    found = split(wrap(text, width=width, blank_lines=False).encode())
    kept = {article_id(article.headline, article.body) for article in found.articles}
    assert len(set(identities(text.encode())) - kept) <= 1
    assert "wrapped-tight" in {problem.kind for problem in found.problems}


@each_row("seed", SEEDS, ids=lambda seed: seed.stem)
@each_row("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_another_encoding_changes_no_article(seed: Path, encoding: str) -> None:
    text = seed.read_text(encoding="utf-8")
    encoded = text.encode(encoding)
    assert contents(encoded) == contents(text.encode())
    assert not split(encoded).problems


@each_row(("first", "second"), list(permutations(SEEDS, 2)), ids=lambda seed: seed.stem[:3])
@each_row("header", [True, False], ids=["with headers", "without headers"])
def test_two_pages_one_below_the_other_give_the_articles_of_both(first: Path, second: Path, header: bool) -> None:
    texts = [seed.read_text(encoding="utf-8") for seed in (first, second)]
    expected = [identity for text in texts for identity in identities(text.encode())]
    if not header:
        texts = ["\n".join(text.splitlines()[HEADER_LINES:]) for text in texts]
    assert identities("\n\n".join(texts).encode()) == expected


@each_row("seed", SEEDS, ids=lambda seed: seed.stem)
@each_row("cut", [150, 400, 900, 1500])
def test_a_last_article_cut_off_keeps_the_others_and_all_that_is_left_of_itself(seed: Path, cut: int) -> None:
    text = seed.read_text(encoding="utf-8")
    whole = split(text.encode()).articles
    start = text.rindex(whole[-1].headline)
    found = split(text[: start + len(whole[-1].headline) + cut].encode())
    assert [article_id(one.headline, one.body) for one in found.articles[:9]] == [
        article_id(one.headline, one.body) for one in whole[:9]
    ]
    assert found.articles[9].headline == whole[-1].headline
    assert fold(whole[-1].body).startswith(fold(found.articles[9].body))
    assert found.account["n_chars_unparsed"] == 0


@each_row("seed", SEEDS, ids=lambda seed: seed.stem)
@each_row("cut", [10, 25, 40, 70])
def test_of_a_last_article_cut_off_after_a_few_words_the_rest_is_kept_or_reported(seed: Path, cut: int) -> None:
    text = seed.read_text(encoding="utf-8")
    whole = split(text.encode()).articles
    found = split(text[: text.rindex(whole[-1].headline) + len(whole[-1].headline) + cut].encode())
    assert [one.body for one in found.articles[:9]] == [one.body for one in whole[:9]]
    assert len(found.articles) == 10 or "headline-without-text" in {problem.kind for problem in found.problems}


@each_row("seed", SEEDS, ids=lambda seed: seed.stem)
def test_a_headline_whose_text_was_cut_off_is_reported(seed: Path) -> None:
    text = seed.read_text(encoding="utf-8")
    last = split(text.encode()).articles[-1]
    found = split(text[: text.rindex(last.headline) + len(last.headline)].encode())
    assert len(found.articles) == 9
    assert [problem.kind for problem in found.problems] == ["headline-without-text"]
    assert last.headline[:60] in found.problems[0].message
    assert found.account["n_chars_unparsed"] == len("".join(last.headline.split()))


# ---- the same articles in markup


def paragraphs(article: Article) -> str:
    subtitle = f"<h4>{html.escape(article.subtitle)}</h4>\n" if article.subtitle else ""
    return subtitle + "\n".join(f"<p>{html.escape(text)}</p>" for text in article.body.split("\n\n"))


def day_of(position: int) -> datetime:
    return datetime(2025, 6, 30 - position, 9, 30, tzinfo=UTC)


def link_of(position: int) -> str:
    return f"https://example.org/en/{day_of(position):%Y/%m/%d}/release-{position}/"


MENU = "<nav class='main-navigation'><ul><li>Home</li><li>Member States</li><li>Chad</li><li>Oman</li></ul></nav>"
SIDEBAR = (
    "<aside class='widget-area'><section class='widget'><h2>Recent Posts</h2><ul><li>Kenya Hosts "
    "Forum</li></ul></section>"
    "<table id='wp-calendar'><caption>May 2019</caption><tr><td>1</td><td>2</td></tr></table></aside>"
)
FOOTER = "<footer id='colophon'><p>© 2025 All rights reserved. Rabat, Morocco</p></footer>"
COOKIES = "<div class='cookie-notice'><p>We use cookies to improve your experience on this website of ours.</p></div>"
SHARE = "<div class='sharedaddy'><h3>Share this:</h3><ul><li>Facebook</li><li>X</li></ul></div>"


def plain_theme(article: Article, position: int) -> str:
    return (
        "<article class='post type-post hentry'><header class='entry-header'><h2 class='entry-title'><a "
        "rel='bookmark' "
        f"href='{link_of(position)}'>{html.escape(article.headline)}</a></h2><div class='entry-meta'><time "
        "class='entry-date "
        f"published' datetime='{day_of(position).isoformat()}'>{day_of(position):%d %B %Y}</time><time class='updated' "
        "datetime='2026-01-01T00:00:00+00:00'>1 January 2026</time><span class='byline'>by "
        "editor</span></div></header>"
        f"<div class='entry-content'>{paragraphs(article)}{SHARE}</div><footer class='entry-footer'><span "
        "class='cat-links'>"
        f"News</span></footer></article>"
    )


def elementor_theme(article: Article, position: int) -> str:
    return (
        f"<div class='elementor-post post-{position}'><div class='elementor-post__text'><h3 "
        "class='elementor-post__title'>"
        f"<a href='{link_of(position)}'>{html.escape(article.headline)}</a></h3><div class='elementor-post__meta-data'>"
        f"<span class='elementor-post-date'>{day_of(position):%B %d, %Y}</span></div><div "
        "class='elementor-post__excerpt'>"
        f"{paragraphs(article)}</div><a class='elementor-post__read-more' href='{link_of(position)}'>Read More "
        "»</a></div></div>"
    )


def divi_theme(article: Article, position: int) -> str:
    return (
        f"<article class='et_pb_post clearfix'><h2 class='entry-title'><a href='{link_of(position)}'>"
        f"{html.escape(article.headline)}</a></h2><p class='post-meta'> by <span class='author "
        "vcard'>editor</span> | <span "
        f"class='published'>{day_of(position):%b %d, %Y}</span> | <a rel='category tag'>News</a> | 0 comments</p>"
        f"<div class='post-content'><div class='post-content-inner'>{paragraphs(article)}</div></div></article>"
    )


def soup_theme(article: Article, position: int) -> str:
    return (
        "<div class='row'><div class='c12'><h2><a "
        f"href='{link_of(position)}'>{html.escape(article.headline)}</a></h2></div>"
        f"<div class='c12'>{paragraphs(article)}</div></div>"
    )


def newspaper_theme(article: Article, position: int) -> str:
    return (
        "<div class='td_module_10 td_module_wrap'><div class='item-details'><h3 class='entry-title td-module-title'><a "
        f"href='{link_of(position)}' rel='bookmark'>{html.escape(article.headline)}</a></h3>"
        "<div class='td-module-meta-info'><a class='td-post-category'>News</a><span class='td-post-author-name'>"
        "<a>editor</a> <span>-</span></span><span class='td-post-date'><time class='entry-date updated td-module-date' "
        f"datetime='{day_of(position).isoformat()}'>{day_of(position):%B %d, %Y}</time></span>"
        "<span class='td-module-comments'><a>0</a></span></div>"
        f"<div class='td-excerpt'>{paragraphs(article)}</div></div></div>"
    )


def query_loop_theme(article: Article, position: int) -> str:
    return (
        "<li class='wp-block-post type-post'><div class='taxonomy-category wp-block-post-terms'><a>Culture</a>, "
        f"<a>Belgium</a></div><h2 class='wp-block-post-title'><a href='{link_of(position)}'>"
        f"{html.escape(article.headline)}</a></h2><div class='wp-block-post-excerpt'>{paragraphs(article)}</div>"
        f"<div class='wp-block-post-date'><time datetime='{day_of(position).isoformat()}'>"
        f"{day_of(position):%B %d, %Y}</time></div><div class='wp-block-post-author-name'>By editor</div></li>"
    )


def date_last_theme(article: Article, position: int) -> str:
    return (
        "<article class='entry-card hentry'><ul class='entry-meta'><li class='meta-categories'><a>Science</a></li></ul>"
        f"<h2 class='entry-title'><a href='{link_of(position)}'>{html.escape(article.headline)}</a></h2>"
        f"<div class='entry-excerpt'>{paragraphs(article)}</div><ul class='entry-meta'><li class='meta-author'>"
        f"<span>editor</span></li><li class='meta-date'>{day_of(position):%d %B %Y}</li></ul></article>"
    )


def card_theme(article: Article, position: int) -> str:
    return (
        "<div class='col-md-4'><div class='card'><div class='card-body'>"
        f"<p class='card-date'>{day_of(position):%d %B %Y}</p><h5 class='card-title'><a href='{link_of(position)}'>"
        f"{html.escape(article.headline)}</a></h5><div class='card-text'>{paragraphs(article)}</div>"
        "<div class='card-links'><a>Facebook</a> <a>Twitter</a> <span>157 views</span></div></div></div></div>"
    )


def table_theme(article: Article, position: int) -> str:
    return (
        f"<table><tr><td>{day_of(position):%d/%m/%Y}</td><td><b><a href='{link_of(position)}'>"
        f"{html.escape(article.headline)}</a></b></td></tr><tr><td colspan='2'>{paragraphs(article)}</td></tr></table>"
    )


THEMES = [
    plain_theme,
    elementor_theme,
    divi_theme,
    soup_theme,
    newspaper_theme,
    query_loop_theme,
    date_last_theme,
    card_theme,
    table_theme,
]


@each_row("seed", SEEDS, ids=lambda seed: seed.stem)
@each_row("theme", THEMES, ids=lambda theme: theme.__name__)
def test_the_same_articles_come_out_of_html(seed: Path, theme: Callable[[Article, int], str]) -> None:
    whole = split(seed.read_bytes()).articles
    posts = "\n".join(theme(article, position) for position, article in enumerate(whole, start=1))
    page = (
        "<!DOCTYPE "
        f"html><html><head><title>News</title></head><body>{COOKIES}{MENU}<main>{posts}</main>{SIDEBAR}{FOOTER}"
        "</body></html>"
    )
    found = split(page.encode())
    assert contents(page.encode()) == contents(seed.read_bytes())
    assert [one.published for one in found.articles] == [day_of(position).date() for position in range(1, 11)]
    assert [one.url for one in found.articles] == [link_of(position) for position in range(1, 11)]
    assert found.account["n_chars_unparsed"] == 0
    assert found.account["n_chars_furniture"] > 0


@each_row("seed", SEEDS, ids=lambda seed: seed.stem)
def test_of_a_single_release_with_related_posts_and_small_print_only_the_release_is_an_article(seed: Path) -> None:
    first, *others = split(seed.read_bytes()).articles
    related = "".join(
        f"<article class='post hentry'><h3 class='entry-title'><a>{html.escape(one.headline)}</a></h3>"
        f"<p>{html.escape(one.body[:200])}…</p></article>"
        for one in others
    )
    page = (
        f"<html><body><header class='wp-block-template-part'>ICESCO</header>{MENU}<main><article class='post hentry'>"
        f"<h1 class='entry-title'>{html.escape(first.headline)}</h1><p>—</p><p>editor</p><p>in</p><p>Education</p>"
        f"<div class='entry-content'>{paragraphs(first)}</div><p>Oman, Chad</p></article>"
        f"<div class='theme-related-posts-box'><h2>Related Posts</h2>{related}</div></main>{FOOTER}</body></html>"
    )
    assert contents(page.encode()) == contents(seed.read_bytes())[:1]
    assert split(page.encode()).account["n_chars_unparsed"] == 0


@each_row("seed", SEEDS, ids=lambda seed: seed.stem)
def test_the_same_articles_come_out_of_wordpress_json(seed: Path) -> None:
    whole = split(seed.read_bytes()).articles
    answer = [
        {
            "id": position,
            "date": f"{day_of(position):%Y-%m-%dT%H:%M:%S}",
            "date_gmt": "2020-01-01T00:00:00",
            "link": link_of(position),
            "title": {"rendered": html.escape(article.headline)},
            "content": {"rendered": paragraphs(article), "protected": False},
        }
        for position, article in enumerate(whole, start=1)
    ]
    data = json.dumps(answer).encode()
    assert contents(data) == contents(seed.read_bytes())
    assert [one.published for one in split(data).articles] == [day_of(position).date() for position in range(1, 11)]


@each_row("seed", SEEDS, ids=lambda seed: seed.stem)
def test_of_wordpress_json_that_was_cut_off_the_whole_posts_are_kept_and_the_loss_is_reported(seed: Path) -> None:
    whole = split(seed.read_bytes()).articles
    answer = [{"title": {"rendered": one.headline}, "content": {"rendered": paragraphs(one)}} for one in whole]
    found = split(json.dumps(answer).encode()[:-200])
    assert len(found.articles) == 9
    assert [problem.kind for problem in found.problems] == ["cut-file"]


@each_row("seed", SEEDS, ids=lambda seed: seed.stem)
def test_the_same_articles_come_out_of_a_feed(seed: Path) -> None:
    whole = split(seed.read_bytes()).articles
    items = "".join(
        f"<item><title>{html.escape(one.headline)}</title><link>{link_of(position)}</link>"
        f"<pubDate>{format_datetime(day_of(position))}</pubDate><description>Cut […]</description>"
        f"<content:encoded><![CDATA[{paragraphs(one)}]]></content:encoded></item>"
        for position, one in enumerate(whole, start=1)
    )
    feed = (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>News</title>{items}</channel></rss>"
    )
    assert contents(feed.encode()) == contents(seed.read_bytes())
    assert [one.published for one in split(feed.encode()).articles] == [day_of(place).date() for place in range(1, 11)]
