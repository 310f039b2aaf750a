"""Bytes → page: kind of file, encoding, blocks of visible text in reading order, dates it carries, its characters."""

import csv
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from html import unescape
from itertools import islice
from typing import Literal

from icesco_analysis.language import read_vocabulary
from icesco_analysis.pages.blocks import Block, Marked, Post, Problem
from icesco_analysis.pages.boilerplate import settle_boilerplate
from icesco_analysis.pages.cues import shows
from icesco_analysis.pages.datelines import read_permalink_day
from icesco_analysis.pages.dumps import split_dump
from icesco_analysis.pages.encodings import decode_bytes, undo_encoding
from icesco_analysis.pages.wrappings import WrappingError, read_markdown, read_saving, unwrap_bytes, unwrap_text

PageKind = Literal["text", "html", "wordpress-json", "rss"]

# A page of a site is some hundred kilobytes, an export of a whole site some dozen megabytes.
MAX_BYTES = 100_000_000
# Blanks may stand before the bytes that tell what a file is.
MAGIC_REACH = 64
_TABLE = "a table (CSV): save its posts as WordPress JSON, or each as a page of its own"
_NO_TEXT = "expected text in UTF-8, UTF-16, cp1252, cp1254 or cp1256, found binary data: save the page as HTML or text"
_OTHER_JSON = "expected WordPress posts with title and content, found other JSON, or some nested more than 900 deep"
# Control characters other than blanks: a text has none, a torn one a few; above this share of all it is no text.
MAX_CONTROLS = 0.01
_CONTROLS = bytes([*range(0x09), *range(0x0E, 0x1C), 0x7F])

_HTML_RE = re.compile(
    r"<!doctype\s+html|<html[\s>]|<body[\s>]|<(?:div|article|section|p|h[1-6])(?:\s[^<>]*)?>", re.IGNORECASE
)
_FEED_RE = re.compile(
    r"""
    \A (?: \s++ | <\?[^>]*+> | <!-- (?: [^-] | -(?!->) )*+ --> | <!DOCTYPE [^>\[]*+ (?: \[ [^\]]*+ \] \s*+ )? > )*+
    < (?: [\w-]+: )? (?: rss | feed | RDF ) [\s>]
    """,
    re.VERBOSE,
)
# A feed below a warning of a program, or in the viewer of a browser.
_SHOWN_FEED_RE = re.compile(r"<(?:rss\s[^<>]*version=|feed\s[^<>]*xmlns=)")
# Where a page begins below another: behind its end, with what programs write between, or at a declaration of its own.
_NEXT_PAGE_RE = re.compile(
    r"""
    (?<=</html>) (?=
        (?: \s++ | <!-- (?: [^-] | -(?!->) ){0,1000}+ --> | <\?[^>]{0,1000}+> )*+
        (?: <!doctype\s+html | <html[\s>] )
    )
    | \n (?= <!doctype\s+html )
    """,
    re.IGNORECASE | re.VERBOSE,
)
# A table of posts shows by a first line of names of columns, or by so many lines of so many cells, always as many.
CSV_LINES, CSV_CELLS = 4, 3
# So many characters of a text are looked at for it.
CSV_REACH = 65_536
_JSON_RE = re.compile(r"\A\s*(?:\[\s*)?\{\s*\"")


class PageError(ValueError):
    """A file is no page that can be read; the message names the file, the place and what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Marked):
    """One saved file as blocks of visible text: what its reader found, and where it came from.

    `kind` is found from the content, `names_organisation` tells whether ICESCO or ISESCO occurs in it, by acronym or in
    full; `saved_on` is the day on which a browser saved it, where the file says so.
    """

    name: str
    sha256: str
    kind: PageKind
    encoding: str
    names_organisation: bool = True
    saved_on: date | None = None


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
        If the file is empty, too large, binary, or text in none of the known encodings.

    Examples
    --------
    >>> page = parse_page(b"Skip to content\n\nA headline\n", "page.txt")
    >>> page.kind, [(block.text, block.account) for block in page.blocks]
    ('text', [('Skip to content', 'boilerplate'), ('A headline', 'open')])
    """
    if len(data) > MAX_BYTES:
        raise PageError(f"{name}, whole file: expected at most {MAX_BYTES:,} bytes, found {len(data):,}: split it")
    digest = hashlib.sha256(data).hexdigest()
    try:
        wrapped = unwrap_bytes(data)
    except WrappingError as error:
        raise PageError(f"{name}, whole file: {error}") from error
    data = wrapped.data
    if not data:
        raise PageError(f"{name}, whole file: expected a saved page, found an empty file")
    start = data[:MAGIC_REACH].lstrip()
    for begins, found in _file_kinds():
        if start.startswith(begins):
            raise PageError(f"{name}, first bytes: expected text, HTML, JSON or RSS, found {found}")
    decoded = decode_bytes(data)
    if decoded is None:
        raise PageError(f"{name}, whole file: {_NO_TEXT}")
    text = decoded.text.replace("\0", "")
    if not text.strip():
        raise PageError(f"{name}, whole file: expected text, found only blanks")
    encoded = text.encode(errors="replace")
    controls = len(encoded) - len(encoded.translate(None, _CONTROLS))
    if controls > max(1, MAX_CONTROLS * len(text)):
        raise PageError(f"{name}, whole file: {_NO_TEXT}; found {controls} control characters")
    text = unwrap_text(text.removeprefix("\ufeff"))
    address, saved_on = read_saving(text)
    url = wrapped.url or address
    kind, marked = _read_blocks(text, name)
    cut = [Problem("cut-file", "the MHTML file has no end: expected a whole page, its end is missing")]
    return Page(
        name=name,
        sha256=digest,
        kind=kind,
        encoding=decoded.encoding,
        blocks=tuple(settle_boilerplate(marked.blocks)),
        n_chars=marked.n_chars,
        posts=marked.posts,
        published=marked.published or read_permalink_day(url),
        url=marked.url or url,
        problems=(*decoded.problems, *(cut if wrapped.is_cut else ()), *marked.problems),
        names_organisation=shows(text, "names-house"),
        saved_on=wrapped.saved_on or saved_on,
    )


@cache
def _file_kinds() -> Sequence[tuple[bytes, str]]:
    """Return what files begin with that are no pages, and what they are."""
    rows = read_vocabulary("file_kinds.tsv", columns=["begins", "found", "note"])
    return [(row["begins"].encode().decode("unicode_escape").encode("latin-1"), row["found"]) for row in rows]


def _is_csv(text: str) -> bool:
    lines = text.lstrip()[:CSV_REACH].splitlines()
    if lines and lines[0].startswith("sep="):
        return True
    mark = max(",;\t", key=lines[0].count) if lines else ","
    rows = list(islice(csv.reader(lines, delimiter=mark), CSV_LINES))
    names = [name.strip() for name in rows[0]] if rows else []
    named = len(names) > 1 and all(shows(name, "column") for name in names)
    numbered = len(rows) == CSV_LINES and all(len(row) == len(names) >= CSV_CELLS and row[0].isdigit() for row in rows)
    return numbered or (named and sum(shows(name, "known-column") for name in names) > 1)


def _read_blocks(text: str, name: str) -> tuple[PageKind, Marked]:
    """Find the kind from the content and read it; readers of markup, half a second to load, are imported if needed."""
    if text.lstrip()[:1] in ("{", "["):
        from icesco_analysis.pages.feeds import read_wordpress_json

        posts = read_wordpress_json(text)
        if posts is not None:
            return "wordpress-json", posts
        if _JSON_RE.match(text):
            raise PageError(f"{name}, whole file: {_OTHER_JSON}")
    if _is_csv(text):
        raise PageError(f"{name}, line 1: expected text, HTML, JSON or RSS, found {_TABLE}")
    root = _FEED_RE.match(text) or _SHOWN_FEED_RE.search(text)
    if root:
        from icesco_analysis.pages.feeds import read_rss

        feed = read_rss(text, start=root.start())
        if feed is not None:
            return "rss", feed
        raise PageError(f"{name}, root element: expected a readable RSS or Atom feed")
    if _HTML_RE.search(text):
        from icesco_analysis.pages.html.markup import read_html

        pages = [read_html(page) for page in _NEXT_PAGE_RE.split(text) if page.strip()]
        return "html", _join_pages(pages) if len(pages) > 1 else pages[0]
    markdown = read_markdown(text)
    if markdown is not None:
        from icesco_analysis.pages.html.markup import read_html

        return "text", read_html(markdown)
    blocks = split_dump(unescape(undo_encoding(text)))
    return "text", Marked(blocks, n_chars=sum(block.n_chars for block in blocks))


def _join_pages(pages: Sequence[Marked]) -> Marked:
    """Return the pages that were written one below the other into one file; each that marks no post is one."""
    blocks: list[Block] = []
    posts: list[Post] = []
    for number, page in enumerate(pages, start=1):
        own = page.posts or (Post(),)
        if len(own) == 1:
            own = (replace(own[0], published=own[0].published or page.published, url=own[0].url or page.url),)
        for block in page.blocks:
            whole = 0 if not page.posts and block.account == "open" else None
            post = whole if block.post is None else block.post
            place = f"page {number}, {block.place}"
            blocks.append(block._replace(place=place, post=None if post is None else len(posts) + post))
        posts += own
    return Marked(
        blocks=tuple(blocks),
        n_chars=sum(page.n_chars for page in pages),
        posts=tuple(posts),
        problems=tuple(problem for page in pages for problem in page.problems),
    )
