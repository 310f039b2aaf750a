"""WordPress JSON and export, RSS and Atom → the same blocks of visible text as from HTML."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parsedate_to_datetime
from html import escape, unescape
from typing import Any

from bs4 import BeautifulSoup
from lxml import etree

from icesco_analysis.language import collapse
from icesco_analysis.pages.blocks import Block, BlockKind, Marked, Post, Problem, count_chars
from icesco_analysis.pages.datelines import read_iso_day, read_permalink_day
from icesco_analysis.pages.dumps import split_dump
from icesco_analysis.pages.html.markup import read_html

_XML_START_RE = re.compile(r"\A\s*<\?xml[^>]*\?>")
# Half of a letter as a character reference, hexadecimal or decimal (55296 to 57343): lxml lets it in and fails later.
_HALF_LETTER_RE = re.compile(
    r"&#(?:x0*d[89a-f][0-9a-f]{2}|0*5(?:5[3-9]\d\d|529[6-9]|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]));?", re.IGNORECASE
)
_CONTENT_NAMESPACE = "http://purl.org/rss/1.0/modules/content/"
# The elements that hold the text of an entry, the fullest first.
_TEXTS = ("content:encoded", "content", "encoded", "description", "summary", "excerpt:encoded")
# What an export of WordPress holds beside releases.
_OTHER_TYPES = frozenset({"page", "attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset"})
_UNPUBLISHED = frozenset({"draft", "auto-draft", "trash", "pending", "private", "future"})
# A title is encoded so many times at most: each program on its way may have done it once.
_MOST_ENCODED = 3
_ENTITY_RE = re.compile(r"&(?:\#\d{2,6}|\#x[0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});")
_ENCODED_MARKUP_RE = re.compile(r"&lt;(?:p|div|br|span|strong|ul|figure|h[1-6])\b", re.IGNORECASE)
_CAPTION_RE = re.compile(r"\[caption\b[^\]]*\](.*?)\[/caption\]", re.DOTALL)
_SHORTCODE_RE = re.compile(
    r"""
    \[ (?: /[a-z][\w-]*                                # an end: [/vc_row]
         | [a-z][\w-]* \s+ [\w-]+ = [^\[\]]*           # with attributes: [gallery ids="1,2"]
         | [a-z]+ _ \w+                                # a builder's element: [vc_row]
         | (?: gallery | playlist | audio | video | embed ) ) \s* /? \]
    """,
    re.VERBOSE,
)
_YEAR_BELOW_ZERO_RE = re.compile(r"[A-Za-z]{3,} -\d")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One post as its feed carries it: title and content are HTML; `doubt` is what a person should know of it."""

    title: str
    content: str
    published: date | None
    url: str
    doubt: str = ""


def _read_entry(entry: _Entry, *, post: int) -> tuple[list[Block], int]:
    """Return the blocks of one entry, title first, and its non-blank characters."""
    headline = _read_title(entry.title)
    blocks = [Block(text=headline, place=f"item {post + 1}", kind="title", level=1, post=post)] if headline else []
    content = entry.content
    if "<" not in content and _ENCODED_MARKUP_RE.search(content):
        content = unescape(content)
    content = _SHORTCODE_RE.sub("", _CAPTION_RE.sub(r"<figure><figcaption>\1</figcaption></figure>", content))
    if "<" in content:
        body = read_html(f"<div>{content}</div>")
        found, n_chars = body.blocks, body.n_chars
    else:
        plain = BeautifulSoup(f"<pre>{content}</pre>", "lxml").get_text()
        found, n_chars = split_dump(plain), count_chars(plain)
    for block in found:
        kind: BlockKind = "heading" if block.kind == "title" else block.kind
        blocks.append(replace(block, post=post, kind=kind, place=f"item {post + 1}, {block.place}"))
    return blocks, n_chars + count_chars(headline)


def _read_title(title: str) -> str:
    text = BeautifulSoup(f"<p>{title}</p>", "lxml").get_text()
    for _ in range(_MOST_ENCODED):
        if not _ENTITY_RE.search(text):
            break
        text = unescape(text)
    return collapse(text)


def _gather(entries: Iterable[_Entry], *, problems: Iterable[Problem] = ()) -> Marked:
    blocks: list[Block] = []
    posts: list[Post] = []
    doubts = list(problems)
    n_chars = 0
    for index, entry in enumerate(entries):
        found, count = _read_entry(entry, post=index)
        blocks += found
        n_chars += count
        published = entry.published or read_permalink_day(entry.url)
        posts.append(Post(place=f"item {index + 1}", published=published, url=entry.url))
        if entry.doubt:
            doubts.append(Problem("excerpt-only", f"item {index + 1}: {entry.doubt}"))
    return Marked(blocks=tuple(blocks), n_chars=n_chars, posts=tuple(posts), problems=tuple(doubts))


def read_wordpress_json(text: str) -> Marked | None:
    """Return the posts of answers of the WordPress REST interface, or None where the text holds none.

    One answer, several in a list or one below the other, or a post a line. ``title`` and ``content`` are visible text
    (their ``rendered`` HTML, or plain strings), ``date`` is the local publication date, ``link`` the permalink;
    everything else is not text of the page. Where only an excerpt is there it is read, and reported. Of a file that was
    cut off the whole posts are kept, and the loss is reported.
    """
    values, problems = _decode_json(text)
    posts = list(_find_posts(values))
    published = [post for post in posts if str(post.get("status", "")) not in _UNPUBLISHED]
    if not posts:
        return None
    return _gather(
        map(_read_wordpress_post, published), problems=[*problems, *_tell_left_out(len(posts) - len(published))]
    )


def _tell_left_out(count: int) -> list[Problem]:
    message = f"{count} entries are no published releases (drafts, pages, pictures): left out"
    return [Problem("unpublished", message)] if count else []


def _decode_json(text: str) -> tuple[list[Any], list[Problem]]:
    """Return the values of a text of JSON; of one that was cut off, what is whole, and a problem."""
    values, position = _decode_values(text, 0)
    if position == len(text):
        return values, []
    if text[position] == "[":
        values, position = _decode_values(text, position + 1)
    place = f"character {position} of {len(text)}"
    message = f"the JSON breaks off at {place}: expected a whole list; {len(values)} whole posts were kept"
    return values, [Problem("cut-file", message)]


def _decode_values(text: str, position: int) -> tuple[list[Any], int]:
    """Return the whole values that stand one after the other, and where they end."""
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    position = _next_value(text, position)
    while position < len(text):
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            break
        values.append(value)
        position = _next_value(text, position)
    return values, position


def _next_value(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n,":
        position += 1
    return position


def _find_posts(values: list[Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the posts in lists of lists and in the envelopes around them, in order."""
    waiting = values[::-1]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict) and "title" in value and ("content" in value or "excerpt" in value):
            yield value
        elif isinstance(value, dict):
            waiting += [inner for inner in value.values() if isinstance(inner, (list, dict))][::-1]
        elif isinstance(value, list):
            waiting += value[::-1]


def _rendered(value: object) -> str:
    """Return the HTML of a member; half of a letter that was torn into two escapes becomes U+FFFD."""
    value = value.get("rendered", "") if isinstance(value, dict) else value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else ""


def _read_wordpress_post(item: Mapping[str, Any]) -> _Entry:
    stamp = item.get("date") or item.get("date_gmt") or ""
    link = _rendered(item.get("link") or item.get("URL") or "")
    title, content, excerpt = (_rendered(item.get(part)) for part in ("title", "content", "excerpt"))
    day = read_iso_day(str(stamp))
    if content.strip() or not excerpt.strip():
        return _Entry(title, content, day, link)
    return _Entry(title, excerpt, day, link, doubt="expected a content, found only an excerpt: read as the text")


def read_rss(text: str) -> Marked | None:
    """Return the entries of an RSS, RDF or Atom feed or of an export of WordPress, or None where the text is none.

    The full content is taken where a feed has it, else its description. Entities are never expanded and nothing is
    fetched. A broken or cut feed is read as far as it goes, and the break is reported. Of an export only published
    posts are taken.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, encoding="utf-8")
    text = _HALF_LETTER_RE.sub("\ufffd", _XML_START_RE.sub("", text))
    root = etree.fromstring(text.encode("utf-8"), parser)
    if root is None:
        return None
    entries = [_read_parts(node) for node in root.iter() if _local_name(node) in ("item", "entry")]
    released = [parts for parts in entries if _is_release(parts)]
    errors = [
        f"line {error.line}: {error.message}" for error in parser.error_log if error.level >= etree.ErrorLevels.ERROR
    ]
    problems = (
        [Problem("broken-feed", f"the feed is not well-formed ({errors[0]}); read as far as it goes")] if errors else []
    )
    return _gather(map(_read_feed_entry, released), problems=[*problems, *_tell_left_out(len(entries) - len(released))])


def _local_name(node: Any) -> str:
    """Return the name of an element without its prefix, whether that is declared or not; "" of what is no element."""
    return node.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(node.tag, str) else ""


def _read_parts(node: Any) -> dict[str, Any]:
    """Return the first child by each name; of the two that are called ``encoded`` it is said which."""
    parts: dict[str, Any] = {}
    for child in node:
        name = _local_name(child)
        if not name or "mrss" in child.tag or child.tag.startswith("media:"):
            continue  # pictures have titles and descriptions of their own
        if name == "encoded" and (_CONTENT_NAMESPACE in child.tag or child.tag.startswith("content:")):
            name = "content:encoded"
        elif name == "encoded" and "excerpt" in child.tag:
            name = "excerpt:encoded"
        parts.setdefault(name, child)
    return parts


def _is_release(parts: Mapping[str, Any]) -> bool:
    if "post_type" not in parts:
        return True
    kind, status = _xml_text(parts["post_type"]), _xml_text(parts.get("status"))
    return kind not in _OTHER_TYPES and not kind.startswith("wp_") and status not in _UNPUBLISHED


def _read_feed_entry(parts: Mapping[str, Any]) -> _Entry:
    content = next(filter(str.strip, (_xml_markup(parts.get(name)) for name in _TEXTS)), "")
    stamps = (_xml_text(parts.get(name)) for name in ("pubDate", "published", "date", "post_date"))
    link = parts.get("link")
    url = (_xml_text(link) or link.get("href", "")) if link is not None else ""
    return _Entry(
        title=_xml_text(parts.get("title")),
        content=content,
        published=next(filter(None, map(_read_feed_day, stamps)), None),
        url=url.strip(),
    )


def _xml_text(node: Any) -> str:
    return "".join(node.itertext()).strip() if node is not None else ""


def _xml_markup(node: Any) -> str:
    """Return the HTML of a content element, whether escaped or in elements of its own (Atom's xhtml)."""
    if node is None:
        return ""
    if any(isinstance(child.tag, str) for child in node):
        text = node.text or ""
        before = text if "<" in text else escape(text, quote=False)
        return before + "".join(etree.tostring(child, encoding="unicode") for child in node)
    return _xml_text(node)


def _read_feed_day(text: str) -> date | None:
    day = read_iso_day(text)
    if day or not text or _YEAR_BELOW_ZERO_RE.search(text):
        return day
    try:
        return read_iso_day(parsedate_to_datetime(text).date().isoformat())
    except (ValueError, IndexError):
        return None
