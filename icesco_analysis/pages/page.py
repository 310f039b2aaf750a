"""Bytes → page: kind of file, encoding, blocks of visible text in reading order, dates it carries, its characters."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from icesco_analysis.pages.blocks import Block, Marked, Post, count_chars
from icesco_analysis.pages.boilerplate import settle_boilerplate
from icesco_analysis.pages.cues import shows
from icesco_analysis.pages.datelines import read_permalink_day
from icesco_analysis.pages.dumps import split_dump
from icesco_analysis.pages.encodings import decode_bytes
from icesco_analysis.pages.wrappings import WrappingError, unwrap_bytes, unwrap_text

PageKind = Literal["text", "html", "wordpress-json", "rss"]

# Files that begin so are no text, whatever their suffix says.
_MAGIC = (
    (b"%PDF", "a PDF document: save the page itself from a browser, or the text of the document as .txt"),
    (b"PK\x03\x04", "a zip archive or office document: unpack it, or save its text as .txt"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
)
# Control characters other than blanks: a text has none, a torn one a few; above this share of all it is no text.
MAX_CONTROLS = 0.01
_CONTROL_RE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")

_HTML_RE = re.compile(
    r"<!doctype\s+html|<html[\s>]|<body[\s>]|<(?:div|article|section|p|h[1-6])(?:\s[^<>]*)?>", re.IGNORECASE
)
_FEED_RE = re.compile(
    r"""
    \s*+ (?: <\?xml [^>]* \?> \s*+ )?
    (?> <!-- .*? --> \s* | <!DOCTYPE [^>\[]* (?: \[ .*? \] \s* )? > \s* | <\?xml-stylesheet [^>]* \?> \s* )*+
    < (?: rss | feed | rdf:RDF ) [\s>]
    """,
    re.DOTALL | re.VERBOSE,
)
_NEXT_PAGE_RE = re.compile(r"(?<=</html>)\s*(?=<!doctype\s+html|<html[\s>])", re.IGNORECASE)
# Columns of a table of posts: a first line that names two of them, and nothing but names of columns, is no headline.
_CSV_COLUMNS = frozenset({
    "id", "title", "post_title", "headline", "content", "post_content", "body", "text", "date", "post_date", "link",
    "url", "permalink", "excerpt", "published", "author", "slug",
})  # fmt: skip
_CSV_NAME_RE = re.compile(r"\"?[A-Za-z][\w ]{0,30}\"?")
_JSON_RE = re.compile(r"\s*(?:\[\s*)?\{\s*\"")


class PageError(ValueError):
    """A file is no page that can be read; the message names the file, the place and what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Marked):
    """One saved file as blocks of visible text: what its reader found, and where it came from.

    Parameters
    ----------
    name
        As given to the reader: what rows and messages call it.
    sha256
        Hexadecimal digest of the bytes.
    kind
        Found from the content: "text", "html", "wordpress-json" or "rss".
    encoding
        What the bytes were decoded with.
    names_organisation
        Whether ICESCO, ISESCO or "the Organization" occurs in it.
    """

    name: str
    sha256: str
    kind: PageKind
    encoding: str
    names_organisation: bool = True


def parse_page(data: bytes, name: str) -> Page:
    r"""Return the bytes of one saved file as a page.

    Parameters
    ----------
    data
        The whole file.
    name
        What messages and rows call it.

    Raises
    ------
    PageError
        If the file is empty, binary, or text in none of the known encodings.

    Examples
    --------
    >>> page = parse_page(b"Skip to content\n\nA headline\n", "page.txt")
    >>> page.kind, [(block.text, block.account) for block in page.blocks]
    ('text', [('Skip to content', 'boilerplate'), ('A headline', 'open')])
    """
    digest = hashlib.sha256(data).hexdigest()
    try:
        wrapped = unwrap_bytes(data)
    except WrappingError as error:
        raise PageError(f"{name}, whole file: {error}") from error
    data = wrapped.data
    _refuse_binary(data, name)
    decoded = decode_bytes(data)
    if decoded is None:
        raise PageError(f"{name}, whole file: expected text in UTF-8, UTF-16, cp1252, cp1254 or cp1256")
    text = decoded.text.replace("\0", "")
    if not text.strip():
        raise PageError(f"{name}, whole file: expected text, found only blanks")
    controls = _CONTROL_RE.findall(text)
    if len(controls) > max(1, MAX_CONTROLS * len(text)):
        raise PageError(f"{name}, whole file: expected text, found {len(controls)} control characters: binary data")
    kind, marked = _read_blocks(text, name)
    return Page(
        name=name,
        sha256=digest,
        kind=kind,
        encoding=decoded.encoding,
        blocks=tuple(settle_boilerplate(marked.blocks)),
        n_chars=marked.n_chars,
        posts=marked.posts,
        published=marked.published or read_permalink_day(wrapped.url),
        url=marked.url or wrapped.url,
        problems=(*decoded.problems, *marked.problems),
        names_organisation=names_organisation(text),
    )


def names_organisation(text: str) -> bool:
    """Tell whether ICESCO, ISESCO or "the Organization" occurs in a text."""
    return shows(text, "names-house")


def _refuse_binary(data: bytes, name: str) -> None:
    if not data:
        raise PageError(f"{name}, whole file: expected a saved page, found an empty file")
    for magic, meaning in _MAGIC:
        if data.startswith(magic):
            raise PageError(f"{name}, first bytes: expected text, HTML, JSON or RSS, found {meaning}")


def _is_csv(text: str) -> bool:
    """Tell a table of posts by its first line."""
    first = text.lstrip().partition("\n")[0].strip()
    names = max((first.split(mark) for mark in ",;\t"), key=len)
    if len(names) < 2 or not all(_CSV_NAME_RE.fullmatch(name) for name in names):
        return False
    return len(_CSV_COLUMNS & {name.strip('" ').casefold().replace(" ", "_") for name in names}) >= 2


def _read_blocks(text: str, name: str) -> tuple[PageKind, Marked]:
    """Find the kind from the content and read it.

    The readers of markup are imported where a page needs them: BeautifulSoup and lxml take half a second to load, and
    most saved pages are plain text.
    """
    text = unwrap_text(text.removeprefix("\ufeff"))
    if text.lstrip()[:1] in ("{", "["):
        from icesco_analysis.pages.feeds import read_wordpress_json

        posts = read_wordpress_json(text)
        if posts is not None:
            return "wordpress-json", posts
        if _JSON_RE.match(text):
            raise PageError(f"{name}, whole file: expected WordPress posts with title and content, found other JSON")
    if _is_csv(text):
        found = "a table (CSV): save its posts as WordPress JSON, or each as a page of its own"
        raise PageError(f"{name}, line 1: expected text, HTML, JSON or RSS, found {found}")
    if _FEED_RE.match(text):
        from icesco_analysis.pages.feeds import read_rss

        feed = read_rss(text)
        if feed is not None:
            return "rss", feed
        raise PageError(f"{name}, root element: expected a readable RSS or Atom feed")
    if _HTML_RE.search(text):
        from icesco_analysis.pages.html.markup import read_html

        pages = [read_html(page) for page in _NEXT_PAGE_RE.split(text)]
        return "html", _join_pages(pages) if len(pages) > 1 else pages[0]
    return "text", Marked(blocks=split_dump(text), n_chars=count_chars(text))


def _join_pages(pages: Sequence[Marked]) -> Marked:
    """Return the pages that were written one below the other into one file; each that marks no post is one."""
    blocks: list[Block] = []
    posts: list[Post] = []
    for number, page in enumerate(pages, start=1):
        own = page.posts or (Post(place=f"page {number}"),)
        if len(own) == 1:
            own = (replace(own[0], published=own[0].published or page.published, url=own[0].url or page.url),)
        for block in page.blocks:
            whole = 0 if not page.posts and block.account == "open" else None
            post = whole if block.post is None else block.post
            place = f"page {number}, {block.place}"
            blocks.append(replace(block, place=place, post=None if post is None else len(posts) + post))
        posts += own
    return Marked(
        blocks=tuple(blocks),
        n_chars=sum(page.n_chars for page in pages),
        posts=tuple(posts),
        problems=tuple(problem for page in pages for problem in page.problems),
    )
