"""Answers, exports and feeds of WordPress as tools really write them: nothing lost, nothing that is no text of it."""

import json
from collections.abc import Callable
from datetime import date

import pytest

from icesco_analysis.pages.articles import Split, split_articles
from icesco_analysis.pages.page import PageError, parse_page
from tests.rows import each_row

LEAD = (
    "The Islamic World Educational, Scientific and Cultural Organization (ICESCO) opened on Monday, 5 May 2025, in "
    "Nouakchott, a museum of ships, in the presence of the Minister of Culture and of many fishermen."
)
REST = "The museum shows forty boats, and the nets of three villages of the coast."
HTML = f"<p>{LEAD}</p><p>{REST}</p>"
TITLE = "ICESCO Opens Museum of Ships in Nouakchott"
SPACES = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"'


def split(text: str) -> Split:
    found = split_articles(parse_page(text.encode(), "page"))
    assert sum(found.account.values()) == 2 * found.account["n_chars"]
    return found


def post(number: int = 1, **members: object) -> dict[str, object]:
    title, content = {"rendered": f"{TITLE} {number}"}, {"rendered": HTML}
    return {"id": number, "date": "2025-05-06T09:00:00", "title": title, "content": content} | members


def feed(item: str, *, root: str = f"<rss {SPACES}>") -> str:
    return f"<?xml version='1.0'?>{root}<channel><item><title>{TITLE}</title>{item}</item></channel></rss>"


def encoded(html: str) -> str:
    return f"<content:encoded><![CDATA[{html}]]></content:encoded>"


# ---- JSON


@each_row(
    "text",
    [
        json.dumps([post(1), post(2)]),
        f"{json.dumps(post(1))}\n{json.dumps(post(2))}\n",  # JSON Lines
        json.dumps([[post(1)], [post(2)]]),  # pages of answers in a list
        json.dumps([post(1)]) + "\n" + json.dumps([post(2)]),  # answers one below the other
        json.dumps({"found": 2, "posts": [post(1), post(2)]}),
        json.dumps({"data": {"posts": {"nodes": [post(1), post(2)]}}}),
        json.dumps({"12": post(1), "13": post(2)}),
        f"\x1e{json.dumps(post(1))}\n\x1e{json.dumps(post(2))}\n",
        "[" * 20_000 + json.dumps(post(1)) + "," + json.dumps(post(2)) + "]" * 20_000,
    ],
    ids=["list", "lines", "nested", "below", "envelope", "nodes", "numbered", "marked lines", "deep"],
)
def test_posts_are_found_in_whatever_lists_they_come(text: str) -> None:
    found = split(text)
    assert [article.headline for article in found.articles] == [f"{TITLE} 1", f"{TITLE} 2"]
    assert [article.published for article in found.articles] == [date(2025, 5, 6)] * 2
    assert found.problems == ()


@pytest.mark.parametrize(
    "text", ['{"title": "ICESCO"}', '{"a": 1}\n{"b": 2}\n', '[{"content": "ICESCO"}]', '[{"a": [{}]}]']
)
def test_other_json_is_no_page_of_posts(text: str) -> None:
    with pytest.raises(PageError, match="found other JSON"):
        parse_page(text.encode(), "page")


def test_lines_that_break_off_keep_the_whole_posts() -> None:
    found = split(f"{json.dumps(post(1))}\n{json.dumps(post(2))[:-40]}")
    assert len(found.articles) == 1
    assert [problem.kind for problem in found.problems] == ["cut-file"]


@pytest.mark.parametrize("broken", [lambda text: text[:-60], lambda text: text[50:], lambda text: f"{{ # {text}"])
@pytest.mark.parametrize("where", [0, 1, 2])
@pytest.mark.parametrize("form", ["{}\n{}\n{}\n", "[{},{},{}]"], ids=["lines", "list"])
def test_what_is_whole_around_a_broken_post_is_read(broken: Callable[[str], str], where: int, form: str) -> None:
    posts = [json.dumps(post(number)) for number in range(3)]
    posts[where] = broken(posts[where])
    found = split(form.format(*posts))
    whole = [f"{TITLE} {number}" for number in range(3) if number != where]
    assert [article.headline for article in found.articles] == whole
    assert [problem.kind for problem in found.problems] == ["cut-file"]
    assert found.account["n_chars_unparsed"] >= len("#nopost")


@each_row(
    "names",
    [
        ("title", "content_html", "date_published", "url"),  # JSON Feed
        ("title", "content_text", "date_published", "url"),
        ("post_title", "post_content", "post_date", "guid"),  # a table of the database
        ("headline", "articleBody", "datePublished", "url"),  # JSON-LD
        ("title", "content", "date", "URL"),
    ],
)
def test_the_parts_of_a_post_have_many_names(names: tuple[str, ...]) -> None:
    body = f"{LEAD}\n\n{REST}" if names[1] in ("content_text", "articleBody") else HTML
    item = dict(zip(names, (TITLE, body, "2025-05-06 09:00:00", "https://example.org/ships/"), strict=True))
    (article,) = split(json.dumps({"version": "1", "items": [item]})).articles
    assert (article.headline, article.body) == (TITLE, f"{LEAD}\n\n{REST}")
    assert (article.published, article.url) == (date(2025, 5, 6), "https://example.org/ships/")


def test_what_is_raw_is_read_where_nothing_is_rendered() -> None:
    (article,) = split(json.dumps([post(title={"raw": TITLE}, content={"raw": HTML})])).articles
    assert (article.headline, article.body) == (TITLE, f"{LEAD}\n\n{REST}")


@each_row("kind", ["page", "attachment", "nav_menu_item", "elementor_library", "wp_block", "et_pb_layout"])
def test_an_entry_that_is_no_release_is_left_out_and_said(kind: str) -> None:
    found = split(json.dumps([post(1, type="post"), post(2, type=kind), post(3, type="news")]))
    assert [article.headline for article in found.articles] == [f"{TITLE} 1", f"{TITLE} 3"]
    assert [problem.kind for problem in found.problems] == ["unpublished"]


@pytest.mark.parametrize("stamp", ["0000-00-00T00:00:00", "1970-01-01T00:00:00", "9999-12-31T00:00:00", None])
def test_where_the_local_day_is_none_the_other_counts(stamp: str | None) -> None:
    (article,) = split(json.dumps([post(date=stamp, date_gmt="2025-05-06T08:00:00")])).articles
    assert article.published == date(2025, 5, 6)


@pytest.mark.parametrize(
    "content",
    [
        {"content": {"rendered": ""}},
        {"content": {"rendered": "<p></p><p>&nbsp;</p>"}},
        {"content": {"rendered": " \n"}},
        {"content": None},
    ],
)
def test_where_there_is_only_an_excerpt_it_is_read_and_reported(content: dict[str, object]) -> None:
    found = split(json.dumps([post(**content, excerpt={"rendered": f"<p>{LEAD}</p>"})]))
    assert [article.body for article in found.articles] == [LEAD]
    assert [problem.kind for problem in found.problems] == ["excerpt-only"]


def test_a_post_without_a_content_is_read_from_its_excerpt() -> None:
    bare = {key: value for key, value in post(excerpt={"rendered": LEAD}).items() if key != "content"}
    assert [article.body for article in split(json.dumps([bare])).articles] == [LEAD]


def test_an_excerpt_beside_a_content_is_not_read() -> None:
    found = split(json.dumps([post(excerpt={"rendered": "<p>Something else.</p>"})]))
    assert [article.body for article in found.articles] == [f"{LEAD}\n\n{REST}"]
    assert found.problems == ()


@each_row(
    "around",
    [
        ('[vc_row][vc_column width="1/1"]', "[/vc_column][/vc_row]"),
        ("[et_pb_section fb_built=&#8221;1&#8243;]", "[/et_pb_section]"),
        ("[gallery]", '[gallery ids="1,2,3"]'),
        ('[embed width="3"]', "[/embed]"),
        ('[caption id="a" width="8"]<img src="a.jpg"> The minister of Peru[/caption]', ""),
    ],
)
def test_shortcodes_and_captions_are_no_text(around: tuple[str, str]) -> None:
    before, after = around
    found = split(json.dumps([post(content={"rendered": f"<p>{before}</p>{HTML}<p>{after}</p>"})]))
    assert [(article.subtitle, article.body) for article in found.articles] == [("", f"{LEAD}\n\n{REST}")]


@each_row("said", ["[sic]", "[…]", "[1]", "[Photo: ICESCO]", "[the museum]"])
def test_what_a_release_says_in_brackets_is_text(said: str) -> None:
    body = HTML.replace("forty boats", f"forty boats {said}")
    assert said in split(json.dumps([post(content={"rendered": body})])).articles[0].body


@pytest.mark.parametrize(
    ("torn", "read"), [(r"\ud83d", "\ufffd"), (r"\udc00", "\ufffd"), (r"\ud83d\ude00", "\U0001f600")]
)
def test_half_a_letter_becomes_a_replacement(torn: str, read: str) -> None:
    found = split(json.dumps([post()]).replace("Museum of", f"Museum {torn} of"))
    assert found.articles[0].headline == f"ICESCO Opens Museum {read} of Ships in Nouakchott 1"


def test_a_draft_among_the_posts_is_left_out_and_said() -> None:
    found = split(json.dumps([post(1, status="publish"), post(2, status="draft"), post(3, status="private")]))
    assert [article.headline for article in found.articles] == [f"{TITLE} 1"]
    assert [problem.message.split(" are ")[0] for problem in found.problems] == ["2 entries"]


# ---- titles


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize(("code", "letter"), [("&#8217;", "’"), ("&amp;", "&"), ("&eacute;", "é")])
def test_a_title_encoded_several_times_is_read(code: str, letter: str, times: int) -> None:
    for _ in range(times - 1):
        code = code.replace("&", "&amp;")
    found = split(json.dumps([post(title={"rendered": f"Caf{code}s of the World at ICESCO"})]))
    assert found.articles[0].headline == f"Caf{letter}s of the World at ICESCO"


@pytest.mark.parametrize("title", ["R&amp;D at ICESCO", "ICESCO &lt;b&gt; and &lt;script&gt;x&lt;/script&gt; Oman"])
def test_signs_that_a_title_prints_stay(title: str) -> None:
    printed = title.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    assert split(json.dumps([post(title={"rendered": title})])).articles[0].headline == printed


# ---- feeds


@each_row(
    "item",
    [
        encoded(HTML),
        f"<content:encoded/><description><![CDATA[{HTML}]]></description>",
        f"<content:encoded> </content:encoded><description><![CDATA[{HTML}]]></description>",
        f"<thr:total>0</thr:total><slash:comments>1</slash:comments>{encoded(HTML)}",
        f"<media:content url='a.jpg'><media:title>A boat</media:title></media:content>{encoded(HTML)}",
        f"<description>{HTML}</description>",
        f"<description>{LEAD}<p>{REST}</p></description>",
        f"<description>&lt;p&gt;{LEAD}&lt;/p&gt;<br/>{REST}</description>",
        "<description>" + HTML.replace("<", "&amp;lt;").replace(">", "&amp;gt;") + "</description>",
        f"{encoded(HTML.replace('<p>', '<p><o:p></o:p>'))}",
    ],
)
@each_row("root", [f"<rss {SPACES}>", "<rss>"], ids=["declared", "undeclared"])
def test_the_text_of_an_entry_is_read_whole_wherever_it_stands(item: str, root: str) -> None:
    found = split(feed(item, root=root))
    assert [(article.headline, " ".join(article.body.split())) for article in found.articles] == [
        (TITLE, f"{LEAD} {REST}")
    ]
    assert {problem.kind for problem in found.problems} <= {"broken-feed"}


@pytest.mark.parametrize("torn", ["&#xD800;", "&#55296;", "&#xdfff;"])
def test_half_a_letter_in_a_feed_stops_nothing(torn: str) -> None:
    found = split(feed(f"<description>{HTML.replace('forty', f'forty {torn}')}</description>"))
    assert "forty \ufffd boats" in found.articles[0].body


@pytest.mark.parametrize("torn", ["<![CD", "<![ the nets"])
def test_a_torn_marked_section_in_an_entry_stops_nothing(torn: str) -> None:
    found = split(json.dumps([post(content={"rendered": HTML.replace("forty", f"forty {torn}")})]))
    assert torn in found.articles[0].body


@each_row(
    ("stamp", "day"),
    [
        ("<pubDate>Tue, 06 May 2025 09:00:00 -0500</pubDate>", date(2025, 5, 6)),
        ("<pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate>", None),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 +0000</pubDate>", None),
        ("<pubDate>Wed, 30 Nov 0000 00:00:00 +0000</pubDate>", None),
        ("<pubDate>Mon, 01 Jan 0001 00:00:00 +0000</pubDate>", None),
        ("<published>0000-00-00 00:00:00</published>", None),
        ("<published>0001-01-01T00:00:00Z</published>", None),
        (
            "<pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate><wp:post_date>2025-05-06 09:00:00</wp:post_date>",
            date(2025, 5, 6),
        ),
        ("<wp:post_date>1970-01-01 00:00:00</wp:post_date>", None),
    ],
)
def test_a_day_that_stands_for_none_is_none(stamp: str, day: date | None) -> None:
    assert split(feed(stamp + encoded(HTML))).articles[0].published == day


@each_row(
    ("kind", "status", "taken"),
    [
        ("post", "publish", True),
        ("news", "publish", True),
        ("post", "draft", False),
        ("post", "trash", False),
        ("page", "publish", False),
        ("attachment", "inherit", False),
        ("wp_navigation", "publish", False),
    ],
)
def test_of_an_export_the_published_releases_are_taken(kind: str, status: str, taken: bool) -> None:
    found = split(feed(f"{encoded(HTML)}<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>"))
    assert len(found.articles) == taken
    assert ("unpublished" in {problem.kind for problem in found.problems}) is not taken


@each_row(
    ("before", "item", "after"),
    [
        ("", f"<description>{HTML}</description>", ""),
        ("<br /><b>Warning</b>: a module\n", encoded(HTML), ""),
        ('<html><body><div id="webkit-xml-viewer-source-xml">', encoded(HTML), "</div></body></html>"),
        ("<!-- one --><!-- two -->", encoded(HTML), ""),
        ("", f"<content:encoded><![CDATA[{HTML}</content:encoded>", ""),
        ("", f"{encoded('<p></p><p>&nbsp;</p>')}<description><![CDATA[{HTML}]]></description>", ""),
        ("", encoded(HTML).replace("forty ", "forty&nbsp;").replace("<![CDATA[", "").replace("]]>", ""), ""),
        ("", encoded(HTML.replace("<p>", "").replace("</p>", "\n\n").replace("ships", "<em>ships</em>")), ""),
        ("", encoded(HTML.replace("forty", "forty").replace("<", "&amp;lt;").replace(">", "&amp;gt;")), ""),
        ("", f"{encoded(HTML)}<link rel='replies' href='https://example.org/comments/'/><thr:total>0</thr:total>", ""),
        ("", f"{encoded(HTML)}<:x>a</:x><a:b:c>b</a:b:c>", ""),
    ],
    ids=[
        "elements", "warning", "viewer", "comments", "endless section", "empty", "entity", "blank lines",
        "encoded thrice", "replies", "prefixes",
    ],
)  # fmt: skip
def test_a_feed_is_read_however_its_program_wrote_it(before: str, item: str, after: str) -> None:
    written = feed(item, root=f'<rss version="2.0" {SPACES}>')
    (article,) = split(
        before + written.replace("<?xml version='1.0'?>", "" if before else "<?xml version='1.0'?>") + after
    ).articles
    assert (article.headline, article.body) == (TITLE, f"{LEAD}\n\n{REST}")
    assert "comments" not in article.url


def test_an_atom_feed_may_have_a_prefix_and_links_to_its_comments() -> None:
    entry = (
        f"<a:entry><a:title>{TITLE}</a:title><a:link rel='replies' href='https://example.org/comments/'/>"
        "<a:link rel='alternate' href='https://example.org/ships/'/><a:published>2025-05-06T09:00:00Z</a:published>"
        f"<a:content type='html'><![CDATA[{HTML}]]></a:content></a:entry>"
    )
    (article,) = split(f"<a:feed xmlns:a='http://www.w3.org/2005/Atom'>{entry}</a:feed>").articles
    assert (article.headline, article.url) == (TITLE, "https://example.org/ships/")


def test_an_endless_section_swallows_no_other_entry() -> None:
    items = f"{encoded(HTML).replace(']]>', '')}</item><item><title>{TITLE} 2</title>{encoded(HTML)}"
    assert [article.headline for article in split(feed(items)).articles] == [TITLE, f"{TITLE} 2"]


def test_what_the_parser_of_a_feed_drops_is_counted() -> None:
    lost = "<p>These words are lost.</p>" * 20
    found = split(feed(encoded(HTML)).replace("</channel></rss>", f"</channel></rss><rss>{lost}</rss>"))
    assert found.account["n_chars_unparsed"] >= 20 * len("Thesewordsarelost.")
    assert "broken-feed" in {problem.kind for problem in found.problems}


@pytest.mark.parametrize("torn", ["<![CDATAor", "<![CD", "<![if gte mso 9]>", "<!["])
def test_a_torn_section_above_a_feed_is_text_that_is_lost(torn: str) -> None:
    item = "<item><title>ICESCO Opens Museum</title><description>It was opened on 5 May 2025.</description></item>"
    page = parse_page(f"{torn} Fiji <rss><channel>{item}</channel></rss>".encode(), "feed.xml")
    assert any("Opens Museum" in block.text for block in page.blocks)
