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


def mhtml(data: bytes, coding: str, *, head: str = "From: <Saved by Blink>\n", kind: str = "text/html") -> bytes:
    code = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}.get(coding, bytes)
    return (
        f'{head}MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html";\n\tboundary="--xyz"\n\n'
        f"----xyz\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n\n"
        f"----xyz\nContent-Type: {kind}\nContent-Transfer-Encoding: {coding}\nContent-Location: {URL}\n\n"
    ).encode() + (code(data) + b"\n----xyz--\n")


def archive(data: bytes, form: plistlib.PlistFormat, **members: object) -> bytes:
    main = {"WebResourceData": data, "WebResourceURL": URL, "WebResourceMIMEType": "text/html"} | members
    return plistlib.dumps({"WebMainResource": main, "WebSubresources": []}, fmt=form)


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
    "safari": archive(PLAIN, plistlib.FMT_BINARY),
    "safari in xml": archive(PLAIN, plistlib.FMT_XML),
    "safari in cp1252": archive(
        page().replace('<meta charset="utf-8">', "").encode("cp1252"),
        plistlib.FMT_BINARY,
        WebResourceTextEncodingName="windows-1252",
    ),
    "source in chrome": chrome_source(page()).encode(),
    "source in firefox": firefox_source(page()).encode(),
    "macintosh": page(charset="macintosh").encode("mac_roman"),
    "latin-9": page(charset="iso-8859-15").replace("’", "'").encode("iso8859_15"),
    "a NUL": PLAIN.replace(b"<main>", b"<main>\0"),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_a_page_is_read_as_what_it_is_however_it_was_saved(name: str) -> None:
    found = split_articles(parse_page(WRAPPED[name], "page"))
    (article,) = found.articles
    assert (article.headline.replace("'", "’"), article.body.replace("'", "’")) == (TITLE, LEAD)
    assert {problem.kind for problem in found.problems} == ({"undecodable"} if name == "a NUL" else set())


@pytest.mark.parametrize("name", ["chrome", "explorer", "safari", "safari in xml"])
def test_the_address_that_a_wrapping_gives_is_kept(name: str) -> None:
    (article,) = split_articles(parse_page(WRAPPED[name], "page")).articles
    assert (article.url, article.published) == (URL, date(2025, 5, 6))


def test_the_digest_is_that_of_the_file() -> None:
    assert len({parse_page(data, "page").sha256 for data in WRAPPED.values()}) == len(WRAPPED)


@pytest.mark.parametrize(
    "frame", ["<pre>{}</pre>", '<pre style="word-wrap: break-word">{}</pre><div class="json"></div>']
)
def test_an_answer_that_a_browser_framed_is_read(frame: str) -> None:
    answer = json.dumps([{"title": {"rendered": TITLE}, "content": {"rendered": f"<p>{LEAD}</p>"}}])
    framed = f"<html><head></head><body>{frame.format(html.escape(answer, quote=False))}</body></html>"
    read = parse_page(framed.encode(), "page")
    assert (read.kind, [article.body for article in split_articles(read).articles]) == ("wordpress-json", [LEAD])


@pytest.mark.parametrize(
    "text",
    [
        page().replace("<h1>", "<pre>[1] a note</pre><h1>"),
        page().replace("looms =", "the class “line-content” ="),
        f"From: a friend\n\n{TITLE}\n\n{LEAD}\n\nMIME-Version: 1.0 is what the mail said.\n",
    ],
    ids=["pre", "quoted", "mail"],
)
def test_a_page_that_only_looks_wrapped_is_read_as_it_is(text: str) -> None:
    articles = split_articles(parse_page(text.encode(), "page")).articles
    assert [article.headline for article in articles] == [TITLE]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (mhtml(b"h1 { color: red }", "8bit", kind="text/css"), "expected an HTML part"),
        (archive(b"", plistlib.FMT_BINARY), "empty file"),
        (plistlib.dumps({"Name": "x"}, fmt=plistlib.FMT_BINARY), "expected a whole webarchive"),
        (archive(PLAIN, plistlib.FMT_XML)[:400], "expected a whole webarchive"),
        (archive(PLAIN, plistlib.FMT_BINARY)[:400], "expected a whole webarchive"),
        (b"id,date,title,content\n1,2025-05-06,ICESCO Opens,<p>Text</p>\n", "a table (CSV): save its posts"),
        (b'"Title";"Body";"Link"\n"ICESCO Opens";"Text";"x"\n', "a table (CSV): save its posts"),
        (b"%PDF-1.4 ...", "save the page itself from a browser"),
    ],
)
def test_what_holds_no_page_is_refused_with_what_to_do(data: bytes, expected: str) -> None:
    with pytest.raises(PageError) as caught:
        parse_page(data, "page")
    assert expected in str(caught.value)


@pytest.mark.parametrize("first", ["ICESCO, Oman, Chad", "Title, text and body of a law", "Link", "Text; body?"])
def test_a_headline_with_commas_is_no_table(first: str) -> None:
    assert parse_page(f"{first}\n\n{LEAD}\n".encode(), "page").kind == "text"


# ---- what the markup carries


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ('<meta name="article:published_time" content="2025-05-06T09:00:00Z">', date(2025, 5, 6)),
        ('<meta name="DC.date.issued" content="2025-05-06">', date(2025, 5, 6)),
        ('<meta name="dcterms.issued" content="2025-05-06">', date(2025, 5, 6)),
        ('<meta name="dc.date" content="2025-05-06">', date(2025, 5, 6)),
        ('<meta name="DC.date.modified" content="2025-05-06">', None),
        ('<meta property="article:published_time" content="1970-01-01T00:00:00Z">', None),
        ('<meta itemprop="datePublished" content="soon"><meta name="date" content="2025-05-06">', date(2025, 5, 6)),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "description": "one\ntwo", '
         '"datePublished": "2025-05-06"}</script>', date(2025, 5, 6)),
        ('<script type="application/ld+json">[{"@type": "NewsArticle", "datePublished": "2025-05-06", },]</script>',
         date(2025, 5, 6)),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "1970-01-01"}</script>', None),
        ('<script type="application/ld+json">{"@type": "NewsArticle" "datePublished"}</script>', None),
    ],
)  # fmt: skip
def test_the_day_of_publication_is_found_in_the_head(head: str, day: date | None) -> None:
    (article,) = split_articles(parse_page(page(head=head).encode(), "page")).articles
    assert article.published == day


@pytest.mark.parametrize("torn", ["<![CD", "<![", "<![ENDLESS[", "<![if !mso]>", "<![CDATA["])
@pytest.mark.parametrize("where", ["</p>", "</html>"])
def test_a_torn_marked_section_stops_nothing(torn: str, where: str) -> None:
    (article,) = split_articles(parse_page(page().replace(where, torn + where).encode(), "page")).articles
    assert article.headline == TITLE


def test_two_pages_in_one_file_are_two_releases() -> None:
    other = "ICESCO and Fiji Open a House of Boats"
    day = '<meta property="article:published_time" content="2025-0{}-06">'
    both = page(head=day.format(5)) + page(head=day.format(6), title=other).replace("Côte d’Ivoire", "Fiji")
    rest = "<p>They agreed on a workshop for thirty weavers, and on a book about their work in three languages.</p>"
    found = split_articles(parse_page(both.replace("</article>", f"{rest}</article>").encode(), "page"))
    assert [(article.headline, article.published) for article in found.articles] == [
        (TITLE, date(2025, 5, 6)),
        (other, date(2025, 6, 6)),
    ]
    assert found.account["n_chars_unparsed"] == 0
