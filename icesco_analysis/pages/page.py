"""Bytes → page: kind of file, encoding, blocks of visible text in reading order, dates it carries, its characters."""

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from icesco_analysis.pages.blocks import Marked, count_chars
from icesco_analysis.pages.boilerplate import settle_boilerplate
from icesco_analysis.pages.cues import shows
from icesco_analysis.pages.dumps import split_dump
from icesco_analysis.pages.encodings import decode_bytes

PageKind = Literal["text", "html", "wordpress-json", "rss"]

# Files that begin so are no text, whatever their suffix says.
_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or office document"),
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
    _refuse_binary(data, name)
    decoded = decode_bytes(data)
    if decoded is None:
        raise PageError(f"{name}, whole file: expected text in UTF-8, UTF-16, cp1252, cp1254 or cp1256")
    text = decoded.text
    if not text.strip():
        raise PageError(f"{name}, whole file: expected text, found only blanks")
    controls = _CONTROL_RE.findall(text)
    if len(controls) > max(1, MAX_CONTROLS * len(text)):
        raise PageError(f"{name}, whole file: expected text, found {len(controls)} control characters: binary data")
    kind, marked = _read_blocks(text, name)
    return Page(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        kind=kind,
        encoding=decoded.encoding,
        blocks=tuple(settle_boilerplate(marked.blocks)),
        n_chars=marked.n_chars,
        posts=marked.posts,
        published=marked.published,
        url=marked.url,
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


def _read_blocks(text: str, name: str) -> tuple[PageKind, Marked]:
    """Find the kind from the content and read it.

    The readers of markup are imported where a page needs them: BeautifulSoup and lxml take half a second to load, and
    most saved pages are plain text.
    """
    text = text.removeprefix("\ufeff")
    if text.lstrip()[:1] in ("{", "["):
        from icesco_analysis.pages.feeds import read_wordpress_json

        posts = read_wordpress_json(text)
        if posts is not None:
            return "wordpress-json", posts
        if _JSON_RE.match(text):
            raise PageError(f"{name}, whole file: expected WordPress posts with title and content, found other JSON")
    if _FEED_RE.match(text):
        from icesco_analysis.pages.feeds import read_rss

        feed = read_rss(text)
        if feed is not None:
            return "rss", feed
        raise PageError(f"{name}, root element: expected a readable RSS or Atom feed")
    if _HTML_RE.search(text):
        from icesco_analysis.pages.html.markup import read_html

        return "html", read_html(text)
    return "text", Marked(blocks=split_dump(text), n_chars=count_chars(text))
