"""WordPress JSON and export, RSS and Atom → the same blocks of visible text as from HTML."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import escape, unescape
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from lxml import etree

from icesco_analysis.language import collapse, read_vocabulary
from icesco_analysis.pages.blocks import Block, BlockKind, Marked, Post, Problem, count_chars
from icesco_analysis.pages.datelines import read_permalink_day, read_stamp
from icesco_analysis.pages.dumps import split_dump
from icesco_analysis.pages.encodings import undo_encoding
from icesco_analysis.pages.html.elements import furniture, record_elements
from icesco_analysis.pages.html.markup import count_visible, read_html

# So many places of a text of JSON may be broken: what is whole between them is read.
MOST_BREAKS = 100
# Where a value may begin behind a broken one: a line, or a member of a list. Lists are entered many at once.
_NEXT_VALUE_RE = re.compile(r"[\n,\x1e][ \t]*+(?=[\[{]\s*+[\[{\"])")
_OPENINGS_RE = re.compile(r"(?:\[\s*+)++")
# What begins a value behind blanks and marks between values: of lists, and of lines (RFC 7464).
_VALUE_RE = re.compile(r"[^\s,\]\x1e\ufeff]")

_XML_START_RE = re.compile(r"\A\s*<\?xml[^>]*\?>")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENTITY_RE = re.compile(r"&([a-zA-Z][a-zA-Z0-9]{1,30});")
# Half of a letter as a character reference, hexadecimal or decimal (55296 to 57343): lxml lets it in and fails later.
_HALF_LETTER_RE = re.compile(
    r"&#(?:x0*d[89a-f][0-9a-f]{2}|0*5(?:5[3-9]\d\d|529[6-9]|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]));?", re.IGNORECASE
)
# A section of characters without an end is ended where its element is: else it swallows all that follows.
_SECTION, _SECTION_END = "<![CDATA[", "]]>"
_ELEMENT_END_RE = re.compile(r"</(?:[\w-]+:)?(?:encoded|description|content|summary|title)>|\Z")
_TAG_RE = re.compile(r"<[^<>]*>")
# A text is encoded so many times at most: each program on its way may have done it once.
_MOST_ENCODED = 3
_ENCODED_MARKUP_RE = re.compile(r"&(?:amp;)*lt;(?:p|div|br|span|strong|ul|figure|h[1-6])\b", re.IGNORECASE)
# An export has blank lines where a page has paragraphs.
_PARAGRAPH_RE = re.compile(r"<(?:p|div|br)\b", re.IGNORECASE)
_BLANK_LINES_RE = re.compile(r"\n\s*\n")
_CAPTION_RE = re.compile(r"\[caption\b[^\[\]]*\]((?:[^\[]|\[(?!/?caption))*+)\[/caption\]", re.DOTALL)
_SHORTCODE_RE = re.compile(
    r"""
    \[ (?: /[a-z][\w-]*                                # an end: [/vc_row]
         | [a-z][\w-]* \s+ [\w-]+ = [^\[\]]*           # with attributes: [gallery ids="1,2"]
         | [a-z]+ _ \w+                                # a builder's element: [vc_row]
         | (?: gallery | playlist | audio | video | embed ) ) \s* /? \]
    """,
    re.VERBOSE,
)


@cache
def _names() -> Mapping[str, Sequence[str]]:
    rows = read_vocabulary("post_parts.tsv", columns=["part", "name", "note"])
    return {part: [row["name"] for row in own] for part, own in groupby(rows, key=itemgetter("part"))}


def _parts(post: Mapping[str, str], part: str) -> Iterator[str]:
    """Yield what a post has under the names of a part, the surest first."""
    return (post.get(name, "") for name in _names()[part])


def _part(post: Mapping[str, str], part: str) -> str:
    return next(filter(str.strip, _parts(post, part)), "")


def _is_release(post: Mapping[str, str]) -> bool:
    return not any(furniture(f"post {part}")(_part(post, part)) for part in ("type", "status"))


def _gather(posts: Sequence[Mapping[str, str]], *, problems: Iterable[Problem], n_lost: int) -> Marked:
    """Return the blocks of all posts that are published releases; `n_lost` are characters of the file in none."""
    released = list(filter(_is_release, posts))
    doubts = list(problems)
    if count := len(posts) - len(released):
        message = f"{count} entries are no published releases (drafts, pages, pictures): left out"
        doubts.append(Problem("unpublished", message))
    blocks: list[Block] = []
    marks: list[Post] = []
    n_chars = n_lost
    for index, post in enumerate(released):
        content = next(filter(_shows_text, _parts(post, "content")), "")
        if not content and _shows_text(_part(post, "excerpt")):
            content = _part(post, "excerpt")
            message = f"item {index + 1}: expected a content, found only an excerpt: read as the text"
            doubts.append(Problem("excerpt-only", message))
        found, count = _read_entry(_part(post, "title"), content, post=index)
        blocks += found
        n_chars += count
        url = _part(post, "url").strip()
        published = next(filter(None, map(read_stamp, _parts(post, "day"))), None) or read_permalink_day(url)
        marks.append(Post(published, url))
    return Marked(blocks=tuple(blocks), n_chars=n_chars, posts=tuple(marks), problems=tuple(doubts))


def _read_entry(title: str, content: str, *, post: int) -> tuple[list[Block], int]:
    """Return the blocks of a post and their characters; title and content are HTML."""
    headline = collapse(_plain(title))
    blocks = [Block(text=headline, place=f"item {post + 1}", kind="title", level=1, post=post)] if headline else []
    for _ in range(_MOST_ENCODED):
        if "<" not in content and _ENCODED_MARKUP_RE.search(content):
            content = unescape(content)
    content = _SHORTCODE_RE.sub("", _CAPTION_RE.sub(r"<figure><figcaption>\1</figcaption></figure>", content))
    if "<" in content:
        if not _PARAGRAPH_RE.search(content):
            content = _BLANK_LINES_RE.sub("\n\n<p>", content)
        body = read_html(f"<div>{content}</div>")
        found, n_chars = body.blocks, body.n_chars
    else:
        plain = _plain(content)
        found, n_chars = split_dump(plain), count_chars(plain)
    for block in found:
        kind: BlockKind = "heading" if block.kind == "title" else block.kind
        blocks.append(block._replace(post=post, kind=kind, place=f"item {post + 1}, {block.place}"))
    return blocks, n_chars + count_chars(headline)


def _plain(text: str) -> str:
    return record_elements(f"<pre>{undo_encoding(text)}</pre>").all[0].text


def _shows_text(html: str) -> bool:
    """Tell whether there is anything but elements and blanks, encoded or not."""
    return bool(unescape(_TAG_RE.sub("", unescape(html))).strip())


# ---- JSON


def read_wordpress_json(text: str) -> Marked | None:
    """Return the posts of answers of the WordPress REST interface, or None where the text holds none.

    One answer, several in a list or one below the other, or a post a line; feeds and exports in JSON too. Title and
    content are the text of the page. An excerpt alone is read and reported, as is the loss where a file is broken.
    """
    values, problems, n_lost = _decode_json(text)
    posts = list(_find_posts(values))
    if not posts:
        return None
    return _gather(posts, problems=problems, n_lost=n_lost)


def _decode_json(text: str) -> tuple[list[Any], list[Problem], int]:
    """Return the values of a text of JSON one after the other; where it is broken a problem, and what was lost.

    A list of which not all can be read is entered, any other value passed over and its characters counted.
    """
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    breaks: list[int] = []
    tries = n_lost = position = 0
    while begins := _VALUE_RE.search(text, position):
        position = begins.start()
        try:
            value, position = decoder.raw_decode(text, position)
            values.append(value)
        except (ValueError, RecursionError):
            tries += 1
            start, opening = position, _OPENINGS_RE.match(text, position)
            following = opening or _NEXT_VALUE_RE.search(text, position)
            position = following.end() if following and tries <= MOST_BREAKS else len(text)
            if not opening or position == len(text):
                breaks.append(start)
                n_lost += count_visible(text[start:position])
    if not breaks:
        return values, [], 0
    place = f"character {breaks[0]} of {len(text)}" + (f" and {len(breaks) - 1} more" if len(breaks) > 1 else "")
    message = f"the JSON breaks off at {place}: expected a whole list; {len(values)} whole posts were kept"
    return values, [Problem("cut-file", message)], n_lost


def _find_posts(values: list[Any]) -> Iterator[Mapping[str, str]]:
    """Yield the posts in lists of lists and in the envelopes around them, in order."""
    waiting = values[::-1]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            parts = {part for part, names in _names().items() if not value.keys().isdisjoint(names)}
            if "title" in parts and parts & {"content", "excerpt"}:
                yield {name: _rendered(value[name]) for name in chain(*_names().values()) if name in value}
            else:
                waiting += reversed(value.values())
        elif isinstance(value, list):
            waiting += reversed(value)


def _rendered(value: object) -> str:
    """Return the HTML of a member; half of a letter that was torn into two escapes becomes U+FFFD."""
    value = (value.get("rendered") or value.get("raw")) if isinstance(value, dict) else value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else ""


# ---- XML


def read_rss(text: str, *, start: int = 0) -> Marked | None:
    """Return the entries of an RSS, RDF or Atom feed or of an export of WordPress, or None where the text is none.

    No entity is expanded and nothing is fetched. A broken or cut feed is read as far as it goes, and the break is
    reported. What stands before `start` is none of the feed.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=True, encoding="utf-8"
    )
    feed = _mend_sections(_ENTITY_RE.sub(_decode_entity, _XML_START_RE.sub("", text[start:])))
    feed = _HALF_LETTER_RE.sub("\ufffd", feed)
    root = etree.fromstring(feed.encode("utf-8"), parser)
    if root is None:
        return None
    entries = [_read_parts(node) for node in root.iter() if _local_name(node) in ("item", "entry")]
    problems = []
    n_lost = count_visible(text[:start])
    errors = [error for error in parser.error_log if error.level >= etree.ErrorLevels.ERROR]
    if errors:
        place = f"line {errors[0].line}: {errors[0].message}"
        problems.append(Problem("broken-feed", f"the feed is not well-formed ({place}); read as far as it goes"))
        n_lost += max(0, _count_shown([feed]) - _count_shown(map(str, root.itertext("*"))))
    return _gather(entries, problems=problems, n_lost=n_lost)


def _decode_entity(match: re.Match[str]) -> str:
    return match[0] if match[1] in _XML_ENTITIES else unescape(match[0])


def _mend_sections(text: str) -> str:
    first, *sections = text.split(_SECTION)
    ended = (
        part if _SECTION_END in part else _ELEMENT_END_RE.sub(lambda end: _SECTION_END + end[0], part, count=1)
        for part in sections
    )
    return _SECTION.join([first, *ended])


def _count_shown(texts: Iterable[str]) -> int:
    """Return the non-blank characters of XML, or of the texts in it, without elements, however they are written."""
    parts = (part for text in texts for part in text.replace(_SECTION_END, _SECTION).split(_SECTION))
    return sum(count_chars(_TAG_RE.sub("", unescape(part))) for part in parts)


def _local_name(node: Any) -> str:
    """Return the name of an element without its prefix, whether that is declared or not; "" of what is no element."""
    return node.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(node.tag, str) else ""


def _read_parts(node: Any) -> dict[str, str]:
    """Return what stands in the first child by each name; of those that are called ``encoded`` it is said which."""
    parts: dict[str, str] = {}
    for child in node:
        name = _local_name(child)
        if not name or "mrss" in child.tag or child.tag.startswith("media:"):
            continue  # pictures have titles and descriptions of their own
        if name == "link" and child.get("rel", "alternate") != "alternate":
            continue  # to comments, to the feed itself
        if name in ("encoded", "summary"):
            name = next((space for space in ("content", "excerpt", "summary") if space in child.tag), "content")
            name += ":encoded"
        parts.setdefault(name, _xml_markup(child) or child.get("href", ""))
    return parts


def _xml_markup(node: Any) -> str:
    """Return the HTML of an element, whether escaped or in elements of its own (Atom's xhtml)."""
    if any(isinstance(child.tag, str) for child in node):
        text = node.text or ""
        before = text if "<" in text else escape(text, quote=False)
        return before + "".join(etree.tostring(child, encoding="unicode") for child in node)
    return "".join(node.itertext()).strip()
