"""Pages as browsers save them are read like the page itself; what no page can be taken from is refused with advice."""

import base64
import html
import json
import plistlib
import quopri
from datetime import date

import pytest

from icesco_analysis.pages.articles import split_articles
from icesco_analysis.pages.page import PageError, parse_page
from tests.rows import each_row

TITLE = "ICESCO and Côte d’Ivoire Discuss Looms"
LEAD = (
    "The Islamic World Educational, Scientific and Cultural Organization (ICESCO) received on Monday, 5 May 2025, in "
    "Rabat, the Minister of Culture of Côte d’Ivoire, to speak about a museum of looms = and of its weavers."
)
URL = "https://icesco.org/en/2025/05/06/looms/"


def page(*, head: str = "", charset: str = "utf-8", title: str = TITLE) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="{charset}"><title>{title}</title>{head}</head>\n'
        f"<body><main><article><h1>{title}</h1>\n<p>{LEAD}</p>\n</article></main></body></html>\n"
    )


SAVED = "Date: Wed, 7 May 2025 09:00:00 -0000\n"


def mhtml(
    data: bytes,
    coding: str,
    *,
    head: str = f"From: <Saved by Blink>\n{SAVED}",
    kind: str = "text/html",
    frame: str = "",
) -> bytes:
    code = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}.get(coding, bytes)
    return (
        f'{head}MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html";\n\tboundary="--xyz"\n\n'
        f"----xyz\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n\n{frame}"
        f"----xyz\nContent-Type: {kind}\nContent-Transfer-Encoding: {coding}\nContent-Location: {URL}\n\n"
    ).encode() + (code(data) + b"\n----xyz--\n")


def archive(data: bytes, form: plistlib.PlistFormat, **members: object) -> bytes:
    main = {"WebResourceData": data, "WebResourceURL": URL, "WebResourceMIMEType": "text/html"} | members
    return plistlib.dumps({"WebMainResource": main, "WebSubresources": []}, fmt=form)


def deep_archive(depth: int) -> bytes:
    """Return an archive of arrays within arrays: its beginning names the root, each array the next one."""
    objects = [*(bytes([0xA1]) + (number + 1).to_bytes(2) for number in range(depth)), b"\xa0"]
    starts, place = [], 8
    for each in objects:
        starts.append(place)
        place += len(each)
    table = b"".join(start.to_bytes(2) for start in starts)
    ends = (6 * b"\0" + b"\2\2", len(objects).to_bytes(8), bytes(8), place.to_bytes(8))
    return b"".join([b"bplist00", *objects, table, *ends])


def chrome_source(text: str) -> str:
    rows = "".join(
        f'<tr><td class="line-number" value="{number}"></td><td class="line-content">'
        f'<span class="html-tag">{html.escape(line)}</span></td></tr>'
        for number, line in enumerate(text.splitlines(), start=1)
    )
    return f"<html><head></head><body><table><tbody>{rows}</tbody></table></body></html>"


def firefox_source(text: str) -> str:
    return (
        f'<!DOCTYPE html><html><head><title>x</title></head><body id="viewsource" class="wrap">'
        f'<pre id="line1"><span>{html.escape(text)}</span></pre></body></html>'
    )


FRAME = (
    "----xyz\nContent-Type: text/html\nContent-Transfer-Encoding: 8bit\nContent-Location: {}\n\n"
    "<html><body><p>An advertisement in a frame, from which nothing is taken.</p></body></html>\n"
)
PLAIN = page().encode()
WRAPPED = {
    "plain": PLAIN,
    "chrome": mhtml(PLAIN, "quoted-printable"),
    "chrome with line ends of Windows": mhtml(PLAIN, "quoted-printable").replace(b"\n", b"\r\n"),
    "explorer": mhtml(PLAIN, "base64"),
    "opera": mhtml(PLAIN, "8bit", head=""),
    "mhtml in cp1252": mhtml(
        page().replace('<meta charset="utf-8">', "").encode("cp1252"), "base64", kind="text/html; charset=windows-1252"
    ),
    "a frame before": mhtml(PLAIN, "8bit", frame=FRAME.format("about:blank")),
    "the page is named": mhtml(
        PLAIN, "base64", head=f"Snapshot-Content-Location: {URL}\n", frame=FRAME.format("https://example.org/")
    ),
    "a mark before": b"\xef\xbb\xbf" + mhtml(PLAIN, "quoted-printable"),
    "safari": archive(PLAIN, plistlib.FMT_BINARY),
    "safari in xml": archive(PLAIN, plistlib.FMT_XML),
    "safari in cp1252": archive(
        page().replace('<meta charset="utf-8">', "").encode("cp1252"),
        plistlib.FMT_BINARY,
        WebResourceTextEncodingName="windows-1252",
    ),
    "source in chrome": chrome_source(page()).encode(),
    "source in firefox": firefox_source(page()).encode(),
    "source with other marks": chrome_source(page())
    .replace('"line-', "'line-")
    .replace('r"', "r'")
    .replace('t"', "t'")
    .replace("<head>", f"<head><style>{'a {} ' * 2000}</style>")
    .encode(),
    "source in mhtml": mhtml(chrome_source(page()).encode(), "base64").replace(b"n: h", b"n: view-source:h"),
    "source with its numbers": "\n".join(
        f"{number}\t{line}" for number, line in enumerate(page().splitlines(), start=1)
    ).encode(),
    "encoded twice": page().replace("’", "&amp;rsquo;").replace("ô", "&amp;amp;#244;").encode(),
    "macintosh": page(charset="macintosh").encode("mac_roman"),
    "latin-9": page(charset="iso-8859-15").replace("’", "'").encode("iso8859_15"),
    "latin-2 declared": page(charset="iso-8859-2").replace("’", "'").encode("iso8859_2"),
    "ibm850 declared": page(charset="ibm850").replace("’", "'").encode("cp850"),
    "a NUL": PLAIN.replace(b"<main>", b"<main>\0"),
    "markdown": f"* [Home](/)\n\n# {TITLE}\n\n[Culture](/culture)\n\n6 May 2025\n\n{LEAD}\n\n[More](/n/1)\n".encode(),
    "markdown with a rule": f"{TITLE}\n{'-' * len(TITLE)}\n\n{LEAD}\n\n[Read more](/n/1)\n".encode(),
    "bold lines": f"**{TITLE}**\n\n**6 May 2025**\n\n{LEAD}\n".encode(),
    "converted": f"Title: {TITLE}\n\nURL Source: {URL}\n\nMarkdown Content:\n# {TITLE}\n\n[Up](/)\n\n{LEAD}\n".encode(),
    "numbered links": f"   [1]{TITLE}\n\n   {LEAD}\n\nReferences\n\n   Visible links\n   1. https://x.org/\n".encode(),
    "labels": f"Title: {TITLE}\nDate: 6 May 2025\nText: {LEAD}\n".encode(),
    "a badge": f"06\nMay\n2025\n{TITLE}\n{LEAD}\n".encode(),
}


@each_row("name", WRAPPED)
def test_a_page_is_read_as_what_it_is_however_it_was_saved(name: str) -> None:
    found = split_articles(parse_page(WRAPPED[name], "page"))
    (article,) = found.articles
    assert (article.headline.replace("'", "’"), article.body.replace("'", "’")) == (TITLE, LEAD)
    assert {problem.kind for problem in found.problems} == ({"undecodable"} if name == "a NUL" else set())


@each_row("name", ["chrome", "explorer", "safari", "safari in xml", "source in mhtml", "a frame before", "converted"])
def test_the_address_that_a_wrapping_gives_is_kept(name: str) -> None:
    (article,) = split_articles(parse_page(WRAPPED[name], "page")).articles
    assert (article.url, article.published) == (URL, date(2025, 5, 6))


@each_row(
    ("data", "url", "day"),
    [
        (WRAPPED["chrome"], URL, date(2025, 5, 7)),
        (WRAPPED["chrome"].replace(b"Wed, 7 May", b"some day"), URL, None),
        (WRAPPED["safari"], URL, None),
        (f"<!-- saved from url=(0043){URL} -->\n{page()}".encode(), URL, None),
        (page().replace("<head>", f"<!--\n Page saved with SingleFile \n url: {URL} \n saved date: Wed May 07 2025 "
         "10:11:12 GMT+0100 (GMT+01:00)\n--><head>").encode(), URL, date(2025, 5, 7)),
        (page().replace("<p>", f"<p>saved from url=(0043){URL} ").encode(), "", None),
    ],
    ids=["mhtml", "no day", "webarchive", "a browser's comment", "an extension's comment", "text"],
)  # fmt: skip
def test_where_and_when_a_page_was_saved_is_kept(data: bytes, url: str, day: date | None) -> None:
    found = parse_page(data, "page")
    assert (found.url, found.saved_on) == (url, day)


def test_an_mhtml_file_that_was_cut_off_says_so() -> None:
    found = parse_page(WRAPPED["chrome"].replace(b"----xyz--", b""), "page")
    assert [problem.kind for problem in found.problems] == ["cut-file"]


def test_the_digest_is_that_of_the_file() -> None:
    assert len({parse_page(data, "page").sha256 for data in WRAPPED.values()}) == len(WRAPPED)


@pytest.mark.parametrize(
    "frame",
    [
        "<pre>{}</pre>",
        '<pre style="word-wrap: break-word">{}</pre><div class="json"></div>',
        '<div id="content"><pre id="json">{}</pre></div>',
        "<div hidden>pretty print</div><pre>{}</pre>",
        '<pre><code class="json">{}</code></pre>',
        '<pre><span class="mark"></span>{}<span></span></pre>',
        "<textarea>{}</textarea>",
    ],
)
@pytest.mark.parametrize("quote", [False, True])
def test_an_answer_that_a_browser_framed_is_read(frame: str, quote: bool) -> None:
    answer = json.dumps([{"title": {"rendered": TITLE}, "content": {"rendered": f"<p>{LEAD}</p>"}}])
    framed = f"<html><head></head><body>{frame.format(html.escape(answer, quote=quote))}</body></html>"
    read = parse_page(framed.encode(), "page")
    assert (read.kind, [article.body for article in split_articles(read).articles]) == ("wordpress-json", [LEAD])


def test_answers_in_two_elements_and_a_source_in_one_are_read() -> None:
    answer = html.escape(json.dumps({"title": TITLE, "content": f"<p>{LEAD}</p>"}))
    for framed in (f"<body><pre>{answer}</pre><pre>{answer}</pre></body>", f"<pre>{html.escape(page() * 2)}</pre>"):
        articles = split_articles(parse_page(framed.encode(), "page")).articles
        assert [article.headline for article in articles] == [TITLE, TITLE]


@each_row(
    "text",
    [
        page().replace("<h1>", "<pre>[1] a note</pre><h1>"),
        page().replace("</article>", '<pre>{"a": [1, 2]}</pre></article>'),
        page().replace("looms =", "the class “line-content” ="),
        f"{TITLE}\n\n{LEAD} See [1].\n\nReferences:\n\nthe archive [2]\n",
        f"{TITLE}\n\n{LEAD}\n\n**and more**\n",
        f"{TITLE}\n\n{LEAD}\n\nText: the Arabic one counts.\n",
        f"From: a friend\n\n{TITLE}\n\n{LEAD}\n\nMIME-Version: 1.0 is what the mail said.\n",
    ],
    ids=["pre", "example", "quoted", "sources", "bold", "label", "mail"],
)
def test_a_page_that_only_looks_wrapped_is_read_as_it_is(text: str) -> None:
    articles = split_articles(parse_page(text.encode(), "page")).articles
    assert [article.headline for article in articles] == [TITLE]


@each_row(
    ("data", "expected"),
    [
        (mhtml(b"h1 { color: red }", "8bit", kind="text/css"), "expected an HTML part"),
        (archive(b"", plistlib.FMT_BINARY), "empty file"),
        (plistlib.dumps({"Name": "x"}, fmt=plistlib.FMT_BINARY), "expected a whole webarchive"),
        (archive(PLAIN, plistlib.FMT_XML)[:400], "expected a whole webarchive"),
        (archive(PLAIN, plistlib.FMT_BINARY)[:400], "expected a whole webarchive"),
        (archive(PLAIN, plistlib.FMT_XML).replace(b"UTF-8", b"UTF-6"), "expected a whole webarchive"),
        (deep_archive(9000), "expected a whole webarchive"),
        (b"id,date,title,content\n1,2025-05-06,ICESCO Opens,<p>Text</p>\n", "a table (CSV): save its posts"),
        (b'"Title";"Body";"Link"\n"ICESCO Opens";"Text";"x"\n', "a table (CSV): save its posts"),
        (b"Titre;Contenu;Date\nL'ICESCO ouvre;Texte;2025\n", "a table (CSV): save its posts"),
        (b"sep=;\nA;B\nICESCO;Oman\n", "a table (CSV): save its posts"),
        (f"{chr(10).join(f'{number},ICESCO Opens,2025' for number in range(9))}".encode(), "a table (CSV)"),
        (b"-- MySQL dump 10.13\nINSERT INTO `wp_posts` VALUES (1);\n", "a database: save its posts"),
        (b"%PDF-1.4 ...", "save the page itself from a browser"),
        (b"\n%PDF-1.7 ...", "save the page itself from a browser"),
        (b"PK\x03\x04 word/document.xml", "save its text as .txt"),
        (b"{\\rtf1\\ansi ICESCO opens a museum\\par}", "save its text as .txt"),
        (b"RIFF\x10\x20\x30\x40WEBPVP8 ", "a picture: save the page that shows it"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><text>ICESCO</text></svg>", "a picture: save the page"),
        (b"Rar!\x1a\x07", "an archive: unpack it"),
    ],
)
def test_what_holds_no_page_is_refused_with_what_to_do(data: bytes, expected: str) -> None:
    with pytest.raises(PageError) as caught:
        parse_page(data, "page")
    assert expected in str(caught.value)


def test_a_file_that_is_too_large_is_refused_with_both_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("icesco_analysis.pages.page.MAX_BYTES", 100)
    with pytest.raises(PageError, match=rf"at most 100 bytes, found {len(PLAIN):,}"):
        parse_page(PLAIN, "page")


@each_row(
    "first", ["ICESCO, Oman, Chad", "Title, text and body of a law", "Link", "Text; body?", "1, 2, 3\n4, 5, 6\n7, 8, 9"]
)
def test_a_headline_with_commas_is_no_table(first: str) -> None:
    assert parse_page(f"{first}\n\n{LEAD}\n".encode(), "page").kind == "text"


# ---- what the markup carries


@each_row(
    ("head", "day"),
    [
        ('<meta name="article:published_time" content="2025-05-06T09:00:00Z">', date(2025, 5, 6)),
        ('<meta name="DC.date.issued" content="2025-05-06">', date(2025, 5, 6)),
        ('<meta name="dcterms.issued" content="2025-05-06">', date(2025, 5, 6)),
        ('<meta name="dc.date" content="2025-05-06">', date(2025, 5, 6)),
        ('<META NAME="DCTERMS.Created" CONTENT=" 6 May 2025 ">', date(2025, 5, 6)),
        ('<meta name="citation_publication_date" content="2025/05/06">', date(2025, 5, 6)),
        ('<meta name="pubdate" content="20250506">', date(2025, 5, 6)),
        ('<meta name="pubdate" content="Tue, 06 May 2025 23:00:00 -0500">', date(2025, 5, 6)),
        ('<meta name="pubdate" content="05/06/2025">', None),
        ('<meta name="dc.date" content="2024-01-01"><meta property="article:published_time" content="2025-05-06">',
         date(2025, 5, 6)),
        ('<meta name="DC.date.modified" content="2025-05-06">', None),
        ('<meta property="article:published_time" content="1970-01-01T00:00:00Z">', None),
        ('<meta property="article:published_time" content="9999-12-31T00:00:00Z">', None),
        ('<meta property="article:modified_time" content="2025-05-06T00:00:00Z">', None),
        ('<meta itemprop="datePublished" content="soon"><meta name="date" content="2025-05-06">', date(2025, 5, 6)),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "description": "one\ntwo", '
         '"datePublished": "2025-05-06"}</script>', date(2025, 5, 6)),
        ('<script type="application/ld+json">[{"@type": "NewsArticle", "datePublished": "2025-05-06", },]</script>',
         date(2025, 5, 6)),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "1970-01-01"}</script>', None),
        ('<script type="application/ld+json">{"@type": "NewsArticle" "datePublished"}</script>', None),
        *(
            (f'<script type="application/ld+json">{script}</script>', date(2025, 5, 6))
            for script in (
                '// of a plugin\n{"@type": "NewsArticle", "datePublished": "2025-05-06"}',
                '/* of a plugin */ {"@type": ["Thing", "Article"], "datePublished": "6 May 2025"}',
                '//<![CDATA[\n{"@type": "NewsArticle", "datePublished": "2025-05-06"}\n//]]>',
                '{"@type": "https://schema.org/NewsArticle", "datePublished": "2025-05-06"};',
                '{"@type": "Report", "headline": "The "Looms" of Man", "datePublished": "2025-05-06"}',
                '{"@type": "NewsArticle", "datePublished": "2025-05-06"',
                '{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;datePublished&quot;: &quot;2025-05-06&quot;}',
                '{"@type": "WebSite"}\n{"@type": "NewsArticle", "datePublished": "2025-05-06"}',
                '{"@graph": {"@type": "NewsArticle", "datePublished": "2025-05-06"}}',
            )
        ),
        ('<script type="application/ld+json">// two\n{"@type": "NewsArticle", "datePublished": "2025-05-06"}, '
         '{"@type": "NewsArticle", "datePublished": "2025-05-07"}</script>', None),
        ('<script type="application/ld+json">// no\n{"@type": "Store", "datePublished": "2025-05-06"}</script>', None),
    ],
)  # fmt: skip
def test_the_day_of_publication_is_found_in_the_head(head: str, day: date | None) -> None:
    (article,) = split_articles(parse_page(page(head=head).encode(), "page")).articles
    assert article.published == day


@pytest.mark.parametrize("torn", ["<![CD", "<![", "<![ENDLESS[", "<![if !mso]>", "<![CDATA[", "<!-- a note"])
@pytest.mark.parametrize("where", ["</p>", "</html>"])
def test_a_torn_marked_section_stops_nothing(torn: str, where: str) -> None:
    (article,) = split_articles(parse_page(page().replace(where, torn + where).encode(), "page")).articles
    assert article.headline == TITLE


REST = "<p>They agreed on a workshop for thirty weavers, and on a book about their work in three languages.</p>"
OTHER = "ICESCO and Fiji Open a House of Boats"


@each_row("rest", [("", ""), (REST, ""), ("", REST), (REST, REST)], ids=["1+1", "2+1", "1+2", "2+2"])
@each_row(
    "between",
    ["", "\n\n", "\n<!-- saved from url=(0014)about:internet -->\n", '<?xml version="1.0"?>\n', "no end"],
    ids=["nothing", "blanks", "comment", "prologue", "no end"],
)
def test_two_pages_in_one_file_are_two_releases(rest: tuple[str, str], between: str) -> None:
    day = '<meta property="article:published_time" content="2025-0{}-06">'
    first, second = (
        page(head=day.format(month), title=title).replace("</article>", f"{text}</article>")
        for month, title, text in ((5, TITLE, rest[0]), (6, OTHER, rest[1]))
    )
    if between == "no end":
        first, between = first.replace("</body></html>", ""), ""
    found = split_articles(parse_page(f"{first}{between}{second.replace('Côte d’Ivoire', 'Fiji')}".encode(), "page"))
    assert [(article.headline, article.published) for article in found.articles] == [
        (TITLE, date(2025, 5, 6)),
        (OTHER, date(2025, 6, 6)),
    ]
    assert found.account["n_chars_unparsed"] == 0
