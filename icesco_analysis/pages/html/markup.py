"""HTML → blocks of visible text, its posts, and the dates that its markup carries."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any, Literal

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from icesco_analysis.pages.blocks import Block, BlockKind, Marked, Post, Problem, count_chars
from icesco_analysis.pages.datelines import read_date_line
from icesco_analysis.pages.dumps import split_dump
from icesco_analysis.pages.html.carried import read_carried
from icesco_analysis.pages.html.containers import MAX_META, Container, ancestors_of_content, find_containers, is_change
from icesco_analysis.pages.html.marks import (
    HEADINGS,
    get_attribute,
    is_marked,
    is_marked_meta,
    tell_furniture,
    tell_link,
)
from icesco_analysis.pages.html.small_print import (
    MAX_SMALL_PRINT,
    lift_titles,
    posts_hold_prose,
    settle_small_print,
    tell_outside_posts,
)

# Text in these is never shown: scripts, styles, the window's title, what browsers without scripts would show.
_UNSEEN = frozenset({"script", "style", "template", "noscript", "head"})
_UNSEEN_TEXT = _UNSEEN | {"title"}
# Elements that stand on lines of their own.
_LINES = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "dd", "details"}
    | {
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    }
    | {"header", "hr", "html", "label", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "section"}
    | {"select", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"}
)
_TORN_TAG_RE = re.compile(r"<[a-zA-Z/!][^<>]*\Z")


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where the walk stands: what the elements around say of the text in them."""

    place: str
    rule: str = ""
    post: int | None = None
    kind: BlockKind = "paragraph"
    level: int = 0
    pre: bool = False
    inline: bool = False
    url: str = ""
    link: str = ""
    content: bool = False
    number: int = 0


class _Scribe:
    """Writes the text of a document down as blocks, in one walk without recursion: pages nest deeper than the stack."""

    def __init__(
        self, *, posts: Mapping[int, int], titles: Mapping[int, int], kept: frozenset[int], others: frozenset[int]
    ) -> None:
        self.posts, self.titles, self.kept, self.others = posts, titles, kept, others
        self.blocks: list[Block] = []
        self.content: set[int] = set()
        self.parents: dict[int, int] = {}
        self.elements: dict[int, int] = {}
        self.text: list[str] = []
        self.linked: Counter[str] = Counter()
        self.spot = _Spot("")
        self.aside: list[str] = []
        self.aside_spot = _Spot("")

    def read(self, root: Tag) -> list[Block]:
        """Return the blocks of a tree in document order."""
        stack: list[tuple[Any, _Spot | None]] = [(root, _Spot("element 0"))]
        number = 0
        while stack:
            node, spot = stack.pop()
            if spot is None:
                self.flush()
            elif isinstance(node, Tag):
                if node.name in _UNSEEN:
                    continue
                number += 1
                inner = self.enter(node, spot, number=number)
                if not inner.inline:
                    self.flush()
                    stack.append((node, None))
                if node.name == "br":
                    self.write("\n", inner)
                elif node.name in ("td", "th", "dd") and inner.inline:
                    self.write(" ", inner)
                stack.extend((child, inner) for child in reversed(node.contents))
            elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                self.write(str(node) if spot.pre else _BLANKS_RE.sub(" ", str(node)), spot)
        self.flush()
        self.flush_aside()
        return self.blocks

    def enter(self, tag: Tag, spot: _Spot, *, number: int) -> _Spot:
        """Return the spot inside an element."""
        identity = id(tag)
        inline = tag.name == "br" or (tag.name not in _LINES and not _is_date_cell(tag))
        inner = replace(spot, place=f"element {number} ({tag.name})", inline=inline, number=number)
        self.parents[number] = spot.number
        if tag.name == "a" and tag.has_attr("href"):
            inner = replace(inner, url=get_attribute(tag, "href"), link=tell_link(tag) or spot.link)
        if spot.rule:
            return inner
        if identity in self.others:
            return replace(inner, rule="related posts")
        if identity not in self.kept and identity not in self.posts and (rule := tell_furniture(tag)):
            return replace(inner, rule=rule, inline=inner.inline and spot.kind != "time")
        if identity in self.posts:
            return replace(inner, post=self.posts[identity])
        if (
            not inner.content
            and is_marked(tag, "content")
            and not any(id(part) in self.titles for part in tag.descendants)
        ):
            inner = replace(inner, content=True)
        if identity in self.titles:
            return replace(
                inner, kind="title", level=HEADINGS.get(tag.name, 1), post=self.titles[identity], inline=False
            )
        if spot.kind == "title":
            return replace(inner, inline=True)
        return self.enter_text(tag, spot, inner)

    def path_of(self, index: int) -> tuple[int, ...]:
        """Return the numbers of the elements around a block, outermost first."""
        number = self.elements[index]
        path = [number]
        while number:
            number = self.parents[number]
            path.append(number)
        return tuple(reversed(path))

    def holds_title(self, tag: Tag) -> bool:
        """Tell a wrapper of a whole post from the element of its text."""
        return any(id(part) in self.titles for part in tag.descendants)

    def enter_text(self, tag: Tag, spot: _Spot, inner: _Spot) -> _Spot:
        """Return the spot inside an element that is neither furniture, nor post, nor title."""
        if tag.name in HEADINGS and spot.kind != "time":
            kind: BlockKind = next((mark for mark in _LINE_MARKS if is_marked(tag, mark)), "heading")
            return replace(inner, kind=kind, level=HEADINGS[tag.name])
        if id(tag) not in self.kept and tag.name not in ("html", "body", "main"):
            kind = next((mark for mark in _LINE_MARKS if is_marked(tag, mark)), "paragraph")
            if tag.name in ("time", "span", "abbr") and is_change(tag):
                return replace(inner, rule="meta")
            if kind != "paragraph" and not tag.find(list(HEADINGS)):
                return replace(inner, kind=kind, inline=False)
            if (
                is_marked_meta(tag) or (tag.name == "time" and spot.place.rpartition("(")[2] != "p)")
            ) and not _holds_title(tag):
                return replace(inner, kind="time", inline=False)
        kind = {"li": "item", "blockquote": "quote"}.get(tag.name, spot.kind)  # type: ignore[assignment]
        return replace(inner, kind=kind, pre=spot.pre or tag.name == "pre")

    def write(self, text: str, spot: _Spot) -> None:
        if spot.rule:
            if self.aside and spot.rule != self.aside_spot.rule:
                self.flush_aside()
            if text.strip():
                self.aside_spot = spot if not self.aside else self.aside_spot
                self.aside.append(text)
            return
        if not any(map(str.strip, self.text)):
            self.spot = spot
        self.text.append(text)
        self.linked[spot.link] += count_chars(text)

    def flush_aside(self) -> None:
        text, self.aside = " ".join(" ".join(self.aside).split()), []
        if text:
            spot = self.aside_spot
            self.blocks.append(Block(text=text, place=spot.place, account="furniture", rule=spot.rule, post=spot.post))

    def flush(self) -> None:
        text, self.text = "".join(self.text), []
        linked, self.linked = self.linked, Counter()
        if not text.strip():
            return
        self.flush_aside()
        spot = self.spot
        lines = "\n" in text.strip() and spot.kind not in ("title", "heading", "time", "subtitle", "kicker")
        pieces = split_dump(text, min_mended=1) if lines else (Block(text=" ".join(text.split()), place=spot.place),)
        for piece in pieces:
            kind: BlockKind = piece.kind if spot.kind == "paragraph" else spot.kind
            block = replace(
                piece,
                place=spot.place,
                kind=kind,
                level=spot.level,
                post=spot.post,
                url=spot.url,
            )
            if kind == "time" and read_date_line(block.text) is None:
                block = replace(block, account="furniture", rule="meta")
            elif kind != "title" and (rule := _tell_links(linked)) and read_date_line(block.text) is None:
                block = replace(block, account="furniture", rule=rule)
            if not any(map(str.isalnum, block.text)):
                block = replace(block, account="furniture", rule="mark")
            if spot.content:
                self.content.add(len(self.blocks))
            self.elements[len(self.blocks)] = spot.number
            self.blocks.append(block)


# Processing instructions are no text; BeautifulSoup takes a page that begins with one for XML and warns.
_INSTRUCTION_RE = re.compile(r"<\?[^>]*>")
_BLANKS_RE = re.compile(r"\s+")
_LINE_MARKS: tuple[Literal["subtitle", "kicker"], ...] = ("subtitle", "kicker")


def _is_date_cell(tag: Tag) -> bool:
    """Tell the cell of a table that prints a date beside a headline: it is a line of its own."""
    if tag.name not in ("td", "th") or len(text := tag.get_text(" ", strip=True)) > MAX_META:
        return False
    return read_date_line(text) is not None


def _tell_links(linked: Mapping[str, int]) -> str:
    """Return the rule of the links that a block consists of but for a few small words: "Posted in News", or ""."""
    named = {rule: count for rule, count in linked.items() if rule}
    if not named or linked[""] > MAX_SMALL_PRINT:
        return ""
    return max(named, key=lambda rule: named[rule])


def _holds_title(tag: Tag) -> bool:
    return tag.find(list(HEADINGS)) is not None or len(tag.get_text(" ", strip=True)) > MAX_META


class _TextCounter(HTMLParser):
    """Counts the non-blank characters of a file's text by another parser than the one that reads it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.n_chars = 0
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the signature is the base class's
        if tag in _UNSEEN_TEXT:
            self.unseen.append(tag)
        elif tag == "body":
            self.unseen.clear()

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unseen:
            del self.unseen[self.unseen.index(tag) :]

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.n_chars += count_chars(data)


def _count_visible(text: str) -> int:
    counter = _TextCounter()
    counter.feed(text)
    counter.close()
    return counter.n_chars


def read_html(text: str) -> Marked:
    """Return the blocks of an HTML page, and the posts and dates its markup carries.

    Notes
    -----
    Structure first: containers of posts, their headlines, time elements, permalinks, JSON-LD and meta elements. What
    ``data/furniture.tsv`` names is furniture. lxml drops text nested deeper than 256 levels without a word, so what it
    kept is compared with a count by another parser, and a page that lost text is read again by that one.

    Examples
    --------
    >>> page = "<article><h2><a href='/2024/05/06/a/'>A headline</a></h2><p>Its text.</p></article><nav>Menu</nav>"
    >>> [(block.text, block.kind, block.account) for block in read_html(page).blocks]
    [('A headline', 'title', 'open'), ('Its text.', 'paragraph', 'open'), ('Menu', 'paragraph', 'furniture')]
    """
    problems: list[Problem] = []
    text = _INSTRUCTION_RE.sub("", text)
    torn = _TORN_TAG_RE.search(text)
    if torn is not None:
        text = text[: torn.start()]
        problems.append(Problem("cut-file", "the file ends inside a tag: expected a whole page, its end is missing"))
    expected = _count_visible(text)
    marked = _read_tree(BeautifulSoup(text, "lxml"))
    kept = sum(block.n_chars for block in marked.blocks)
    if kept < expected:
        again = _read_tree(BeautifulSoup(text, "html.parser"))
        regained = sum(block.n_chars for block in again.blocks)
        if regained > kept:
            marked = again
            message = f"lxml dropped {expected - kept} characters (nested too deep, or torn): read by html.parser"
            problems.append(Problem("text-dropped", message))
            kept = regained
    return replace(marked, n_chars=max(kept, expected), problems=(*problems, *marked.problems))


def _read_tree(soup: BeautifulSoup) -> Marked:
    carried = read_carried(soup)
    kept = ancestors_of_content(soup, carried=carried)
    found, others = find_containers(soup, carried=carried, kept=kept)
    titles = {id(post.title): index for index, post in enumerate(found) if post.title is not None}
    scribe = _Scribe(
        posts={id(post.tag): index for index, post in enumerate(found)},
        titles=titles,
        kept=kept | _around(found),
        others=frozenset(map(id, others)),
    )
    blocks = scribe.read(soup)
    paths = {index: scribe.path_of(index) for index in scribe.elements}
    blocks = lift_titles(settle_small_print(blocks, content=scribe.content, paths=paths))
    posts = tuple(
        Post(
            place=f"post {number}",
            published=post.published or carried.day_of(url=post.url, headline=post.headline),
            url=post.url,
        )
        for number, post in enumerate(found, start=1)
    )
    if not posts_hold_prose(blocks):
        blocks = [replace(block, post=None) for block in blocks]
        posts = ()
    elif posts:
        blocks = [tell_outside_posts(block) for block in blocks]
    return Marked(blocks=tuple(blocks), n_chars=0, posts=posts, published=carried.published, url=carried.url)


def _around(found: Iterable[Container]) -> frozenset[int]:
    """Return the ids of all elements around the posts: none of them is furniture as a whole."""
    around: set[int] = set()
    for post in found:
        for parent in (*post.tag.parents, *(post.title.parents if post.title is not None else ())):
            if id(parent) in around:
                break
            around.add(id(parent))
    return frozenset(around)
