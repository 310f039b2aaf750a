"""WordPress JSON, RSS and Atom → the same blocks of visible text as from HTML."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any

from bs4 import BeautifulSoup
from lxml import etree

from icesco_analysis.language import collapse
from icesco_analysis.pages.blocks import Block, BlockKind, Marked, Post, Problem
from icesco_analysis.pages.datelines import read_iso_day, read_permalink_day
from icesco_analysis.pages.dumps import split_dump
from icesco_analysis.pages.html.markup import read_html

_XML_START_RE = re.compile(r"\A\s*<\?xml[^>]*\?>")
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def _read_entry(title: str, content: str, *, post: int) -> list[Block]:
    """Return the blocks of one entry: its title, then its content, both HTML."""
    headline = collapse(BeautifulSoup(f"<p>{title}</p>", "lxml").get_text())
    place = f"item {post + 1}"
    blocks = [Block(text=headline, place=place, kind="title", level=1, post=post)] if headline else []
    if "<" in content:
        body = read_html(f"<div>{content}</div>").blocks
    else:
        body = split_dump(BeautifulSoup(f"<pre>{content}</pre>", "lxml").get_text())
    for block in body:
        kind: BlockKind = "heading" if block.kind == "title" else block.kind
        blocks.append(replace(block, post=post, kind=kind, place=f"{place}, {block.place}"))
    return blocks


def _gather(entries: Iterable[tuple[str, str, date | None, str]], *, problems: Sequence[Problem] = ()) -> Marked:
    blocks: list[Block] = []
    posts: list[Post] = []
    for index, (title, content, published, url) in enumerate(entries):
        blocks += _read_entry(title, content, post=index)
        posts.append(Post(place=f"item {index + 1}", published=published or read_permalink_day(url), url=url))
    n_chars = sum(block.n_chars for block in blocks)
    return Marked(blocks=tuple(blocks), n_chars=n_chars, posts=tuple(posts), problems=tuple(problems))


def read_wordpress_json(text: str) -> Marked | None:
    """Return the posts of an answer of the WordPress REST interface, or None where the text is none.

    ``title`` and ``content`` are visible text (their ``rendered`` HTML, or plain strings), ``date`` is the local
    publication date, ``link`` the permalink; everything else is not text of the page. Of a file that was cut off the
    whole posts are kept, and the loss is reported.
    """
    items, problems = _decode_json(text)
    found = items if isinstance(items, list) else [items]
    if isinstance(items, dict) and not _is_wordpress_post(items):  # the list stands under some name
        lists = [value for value in items.values() if isinstance(value, list)]
        found = next((value for value in lists if value and _is_wordpress_post(value[0])), [])
    entries = [item for item in found if _is_wordpress_post(item)]
    return _gather(map(_read_wordpress_post, entries), problems=problems) if entries else None


def _decode_json(text: str) -> tuple[Any, list[Problem]]:
    """Return the value of a JSON text; of a list that was cut off, its whole elements and a problem."""
    try:
        return json.loads(text), []
    except (ValueError, RecursionError):
        pass
    decoder = json.JSONDecoder()
    items: list[Any] = []
    position = len(text) - len(text.lstrip()) + 1
    while position < len(text):
        if text[position] in " \t\r\n,":
            position += 1
            continue
        try:
            item, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            break
        items.append(item)
    place = f"character {position} of {len(text)}"
    message = f"the JSON breaks off at {place}: expected a whole list; {len(items)} whole posts were kept"
    return items, [Problem("cut-file", message)]


def _is_wordpress_post(item: object) -> bool:
    return isinstance(item, dict) and "title" in item and "content" in item


def _rendered(value: object) -> str:
    value = value.get("rendered", "") if isinstance(value, dict) else value
    return value if isinstance(value, str) else ""


def _read_wordpress_post(item: Mapping[str, Any]) -> tuple[str, str, date | None, str]:
    stamp = item.get("date") or item.get("date_gmt") or ""
    link = item.get("link") or item.get("URL") or ""
    return _rendered(item["title"]), _rendered(item["content"]), read_iso_day(str(stamp)), str(link)


def read_rss(text: str) -> Marked | None:
    """Return the entries of an RSS, RDF or Atom feed, or None where the text is none.

    The full content is taken where a feed has it, else its description. Entities are never expanded and nothing is
    fetched. A broken or cut feed is read as far as it goes, and the break is reported.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, encoding="utf-8")
    root = etree.fromstring(_XML_START_RE.sub("", text).encode("utf-8"), parser)
    if root is None:
        return None
    nodes = [node for node in root.iter() if isinstance(node.tag, str)]
    entries = [node for node in nodes if etree.QName(node).localname in ("item", "entry")]
    error = next((error for error in parser.error_log if error.level >= etree.ErrorLevels.ERROR), None)
    problems: list[Problem] = []
    if error is not None:
        place = f"line {error.line}: {error.message}"
        problems.append(Problem("broken-feed", f"the feed is not well-formed ({place}); read as far as it goes"))
    return _gather(map(_read_feed_entry, entries), problems=problems)


def _read_feed_entry(node: Any) -> tuple[str, str, date | None, str]:
    parts: dict[str, Any] = {}
    for child in node:
        if isinstance(child.tag, str):
            parts.setdefault(child.tag if child.tag == _CONTENT else etree.QName(child).localname, child)
    names = (_CONTENT, "content", "encoded", "description", "summary")
    content = next((parts[name] for name in names if name in parts), None)
    dates = (_xml_text(parts.get(name)) for name in ("pubDate", "published", "date"))
    published = _read_feed_day(next(filter(None, dates), ""))
    link = parts.get("link")
    url = (_xml_text(link) or link.get("href", "")) if link is not None else ""
    return _xml_text(parts.get("title")), _xml_markup(content), published, url.strip()


def _xml_text(node: Any) -> str:
    return "".join(node.itertext()).strip() if node is not None else ""


def _xml_markup(node: Any) -> str:
    """Return the HTML of a content element, whether escaped or in elements of its own (Atom's xhtml)."""
    if node is None:
        return ""
    if len(node) and all(isinstance(child.tag, str) for child in node):
        return "".join(etree.tostring(child, encoding="unicode") for child in node)
    return _xml_text(node)


def _read_feed_day(text: str) -> date | None:
    day = read_iso_day(text)
    if day or not text:
        return day
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, IndexError):
        return None
