"""HTML → blocks of visible text, its posts, and the dates that its markup carries."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import unescape
from typing import Literal

from icesco_analysis.language import collapse
from icesco_analysis.pages.blocks import Block, BlockKind, Marked, Post, Problem, count_chars
from icesco_analysis.pages.cues import shows
from icesco_analysis.pages.datelines import read_date_line
from icesco_analysis.pages.dumps import split_dump
from icesco_analysis.pages.encodings import undo_encoding
from icesco_analysis.pages.html.carried import read_carried
from icesco_analysis.pages.html.containers import MAX_META, Container, ancestors_of_content, find_containers, is_change
from icesco_analysis.pages.html.elements import (
    HEADINGS,
    Element,
    Elements,
    Spot,
    ancestors,
    first_inside,
    record_elements,
    reread_elements,
    tell_link,
)
from icesco_analysis.pages.html.small_print import (
    MAX_SMALL_PRINT,
    lift_titles,
    posts_hold_prose,
    settle_small_print,
)

# Elements that stand on lines of their own.
_LINES = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hr", "html", "label", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre",
    "section", "select", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_TORN_TAG_RE = re.compile(r"<[a-zA-Z/!][^<>]*\Z")


class _Scribe:
    """Writes the text of a document down as blocks, in one walk without recursion: pages nest deeper than the stack."""

    def __init__(self, elements: Elements, *, found: Sequence[Container], others: Sequence[Container]) -> None:
        self.posts = {post.element: index for index, post in enumerate(found)}
        self.titles = {post.title: index for index, post in enumerate(found) if post.title is not None}
        self.title_order = sorted(self.titles, key=lambda title: title.number)
        self.others = {post.element for post in others}
        self.page = elements
        self.blocks: list[Block] = []
        self.spots: list[Spot] = []
        self.text: list[str] = []
        self.written = False
        self.linked: Counter[str] = Counter()
        self.spot = self.aside_spot = Spot(elements.all[0])
        self.aside: list[str] = []

    def read(self) -> list[Block]:
        """Return the blocks of the page in document order."""
        root = self.page.all[0]
        stack: list[tuple[Element | str, Spot | None]] = [(root, Spot(root))]
        while stack:
            node, spot = stack.pop()
            if spot is None:
                self.flush()
            elif isinstance(node, str):
                self.write(node if spot.pre else _BLANKS_RE.sub(" ", node), spot)
            else:
                inner = self.enter(node, spot)
                if not inner.inline:
                    self.flush()
                    stack.append((node, None))
                if node.name == "br":
                    self.write("\n", inner)
                elif inner.inline and (node.name in ("td", "th", "dd") or inner.kind == "time"):
                    self.write(" ", inner)
                stack.extend((child, inner) for child in reversed(node.children))
        self.flush()
        self.flush_aside()
        return self.blocks

    def enter(self, element: Element, spot: Spot) -> Spot:
        """Return the spot inside an element."""
        inline = element.name == "br" or (element.name not in _LINES and not _is_date_cell(element))
        link = (tell_link(element) if element.link is element else "") or spot.link
        inner = spot._replace(element=element, inline=inline, link=link)
        if spot.rule:
            return inner
        if element in self.others:
            return inner._replace(rule="related posts")
        if element in self.posts:
            return inner._replace(post=self.posts[element])
        if element.rule:
            return inner._replace(rule=element.rule, inline=inline and spot.kind != "time")
        if "content" in element.marks and first_inside(self.title_order, element) is None:
            inner = inner._replace(content=True)
        if element in self.titles:
            level = HEADINGS.get(element.name, 1)
            return inner._replace(kind="title", level=level, post=self.titles[element], inline=False)
        if spot.kind == "title" and "meta" not in element.marks:
            return inner._replace(inline=True)
        if spot.kind == "time" and _is_badge(spot.element):
            return inner._replace(inline=True)
        return self.enter_text(element, spot, inner)

    def enter_text(self, element: Element, spot: Spot, inner: Spot) -> Spot:
        """Return the spot inside an element that is neither furniture, nor post, nor title."""
        marked: BlockKind | None = next((mark for mark in _LINE_MARKS if mark in element.marks), None)
        if element.name in HEADINGS and spot.kind != "time":
            return inner._replace(kind=marked or "heading", level=HEADINGS[element.name])
        if not element.kept and element.name not in ("html", "body", "main"):
            if element.name in ("time", "span", "abbr") and is_change(element):
                return inner._replace(rule="meta")
            dated = "meta" in element.marks or (element.name == "time" and spot.element.name != "p")
            told = marked or (dated and element.shown <= MAX_META) or _is_badge(element)
            if told and first_inside(self.page.headings, element) is None:
                return inner._replace(kind=marked or "time", inline=False)
        kind: BlockKind = "item" if element.name == "li" else "quote" if element.name == "blockquote" else spot.kind
        return inner._replace(kind=kind, pre=spot.pre or element.name == "pre")

    def write(self, text: str, spot: Spot) -> None:
        if spot.rule:
            if self.aside and spot.rule != self.aside_spot.rule:
                self.flush_aside()
            if text.strip():
                self.aside_spot = spot if not self.aside else self.aside_spot
                self.aside.append(text)
            return
        if not self.written:
            self.spot, self.written = spot, bool(text.strip())
        self.text.append(text)
        self.linked[spot.link] += count_chars(text)

    def flush_aside(self) -> None:
        text, self.aside = collapse(" ".join(self.aside)), []
        if text:
            spot = self.aside_spot
            self.spots.append(spot)
            self.blocks.append(Block(text=text, place=spot.place, account="furniture", rule=spot.rule, post=spot.post))

    def flush(self) -> None:
        if not self.text:
            return
        text, self.text, self.written = "".join(self.text), [], False
        linked, self.linked = self.linked, Counter()
        if not text.strip():
            return
        self.flush_aside()
        spot = self.spot
        lines = "\n" in text.strip() and spot.kind not in ("title", "heading", "time", "subtitle", "kicker")
        pieces = split_dump(text, min_mended=1) if lines else (Block(text=collapse(text), place=spot.place),)
        for piece in pieces:
            kind: BlockKind = piece.kind if spot.kind == "paragraph" else spot.kind
            block = piece._replace(
                place=spot.place,
                kind=kind,
                level=spot.level,
                post=spot.post,
                url=link.get("href") if (link := spot.element.link) is not None else "",
            )
            if kind == "time" and read_date_line(block.text) is None:
                block = block.settle("meta")
            elif kind != "title" and (rule := _tell_links(linked)) and read_date_line(block.text) is None:
                block = block.settle(rule)
            if not any(map(str.isalnum, block.text)):
                block = block.settle("mark")
            self.spots.append(spot)
            self.blocks.append(block)


# Processing instructions are no text; BeautifulSoup takes a page that begins with one for XML and warns.
_INSTRUCTION_RE = re.compile(r"<\?[^>]{0,1000}+>")
# What begins a marked section and ends none stops the parser: it is text.
_TORN_SECTION_RE = re.compile(r"<!\[(?!CDATA\[|if\b|endif\b)", re.IGNORECASE)
# A day in letters: “September 30, 2025” (characters).
MAX_BADGE = 20
_BLANKS_RE = re.compile(r"\s+")
_LINE_MARKS: tuple[Literal["subtitle", "kicker"], ...] = ("subtitle", "kicker")


def _close_sections(text: str) -> str:
    """Return the text, comments and sections that nothing ends as text: they would hide all that follows."""
    text = _TORN_SECTION_RE.sub("&lt;![", text)
    for begins, ends in (("<!--", "-->"), ("<![CDATA[", "]]>")):
        whole = text.rfind(ends) + 1
        text = text[:whole] + text[whole:].replace(begins, begins.replace("<", "&lt;"))
    return text


def _is_date_cell(element: Element) -> bool:
    """Tell the cell of a table that prints a date beside a headline: it is a line of its own."""
    short = element.name in ("td", "th") and element.shown <= MAX_META
    return short and read_date_line(element.line) is not None


def _is_badge(element: Element) -> bool:
    """Tell the element that draws a day beside a headline, its parts in elements of their own."""
    return element.name == "div" and 0 < element.shown <= MAX_BADGE and shows(element.line, "date-badge")


def _tell_links(linked: Mapping[str, int]) -> str:
    """Return the rule of the links that a block consists of but for a few small words: "Posted in News", or ""."""
    named = {rule: count for rule, count in linked.items() if rule}
    if not named or linked[""] > MAX_SMALL_PRINT:
        return ""
    return max(named, key=lambda rule: named[rule])


# What a page does not show: comments, what stands in elements that are never shown, elements themselves.
_HIDDEN_RE = re.compile(
    r"""
    <!-- .*? (?: --\s*> | \Z ) | <!doctype [^<>]*+ >
    | < (script|style|template|noscript|title) \b [^<>]*+ > .*? (?: </\1\s*> | \Z )
    | < head \b [^<>]*+ > .*? (?: </head\s*> | (?=<body\b) | \Z )
    | </?[a-z][a-z0-9:-]*+
      (?: \s++ [^\s"'<>/=]++ (?: \s*+ = \s*+ (?: "[^"]*+" | '[^']*+' | [^\s"'<>=`]++ ) )?+ )*+ \s*+ /?>
    | </?[a-z] [^<>]*+ >
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


def count_visible(text: str) -> int:
    """Return the non-blank characters of a text that its markup shows, found without the parser that reads it."""
    return count_chars(unescape(_HIDDEN_RE.sub("", text)))


def read_html(text: str) -> Marked:
    """Return the blocks of an HTML page, and the posts and dates its markup carries.

    Structure first: containers of posts, their headlines, time elements, permalinks, JSON-LD and meta elements. What
    ``data/furniture.tsv`` names is furniture. Where lxml has dropped text without a word, of elements torn or nested
    too deep, the page is read again by Python's own parser.
    """
    problems: list[Problem] = []
    text = _INSTRUCTION_RE.sub("", undo_encoding(text))
    torn = _TORN_TAG_RE.search(text)
    if torn is not None:
        text = text[: torn.start()]
        problems.append(Problem("cut-file", "the file ends inside a tag: expected a whole page, its end is missing"))
    text = _close_sections(text)
    expected = count_visible(text)
    marked = _read_elements(record_elements(text))
    dropped = expected - marked.n_chars
    if dropped > 0:
        again = _read_elements(reread_elements(text))
        if again.n_chars > marked.n_chars:
            message = f"lxml dropped {dropped} characters (nested too deep, or torn): read by html.parser"
            problems.append(Problem("text-dropped", message))
            marked = again
    return replace(marked, n_chars=max(marked.n_chars, expected), problems=(*problems, *marked.problems))


def _read_elements(elements: Elements) -> Marked:
    carried = read_carried(elements)
    elements.keep(ancestors_of_content(elements, carried=carried))
    elements.settle()
    found, others = find_containers(elements, carried=carried)
    elements.keep(ancestors(part for post in found for part in (post.element, post.title) if part is not None))
    scribe = _Scribe(elements, found=found, others=others)
    blocks = lift_titles(settle_small_print(scribe.read(), spots=scribe.spots))
    posts = tuple(
        Post(post.published or carried.day_of(url=post.url, headline=post.headline), post.url) for post in found
    )
    if not posts_hold_prose(blocks):
        blocks = [block._replace(post=None) for block in blocks]
        posts = ()
    elif posts:
        blocks = [
            block.settle("outside posts") if (block.post, block.account) == (None, "open") else block
            for block in blocks
        ]
    n_chars = sum(block.n_chars for block in blocks)
    return Marked(blocks=tuple(blocks), n_chars=n_chars, posts=posts, published=carried.published, url=carried.url)
