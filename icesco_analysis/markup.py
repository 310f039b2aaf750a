"""HTML → blocks of visible text, its posts, and the dates that its markup carries."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from itertools import takewhile
from typing import Any, Literal

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from icesco_analysis.blocks import Block, BlockKind, Post, count_chars
from icesco_analysis.datelines import read_date_line, read_iso_day, read_permalink_day
from icesco_analysis.dumps import ends_sentence, split_dump
from icesco_analysis.problems import Problem
from icesco_analysis.vocabulary import read_vocabulary

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
# Elements that hold no content, whatever they hold.
_NEVER_CONTENT = frozenset({"nav", "aside", "footer", "header"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# Titles are looked for in these before a mere class says so: small headings are sections of a body.
_TITLE_LEVELS = 4
# Containers count as the posts of a page when they hold at least this share of its prose; else markup says nothing.
MIN_POST_SHARE = 0.5
# A container that holds so many posts with headlines is a listing and no post itself.
MIN_HELD = 2
# A paragraph of this many characters or more is prose.
PROSE = 80
# The element that holds all prose of a page or post is known from so many blocks of it.
MIN_PROSE_BLOCKS = 3
# A line of date, author and counts is short: characters at most.
MAX_META = 200
# Where an element of a post is marked as its text and holds at least this share of it, the rest is small print …
MIN_CONTENT_SHARE = 0.8
# … but for longer lines between headline and text, which may be a subtitle (characters).
MAX_SMALL_PRINT = 45
# Types of JSON-LD objects that are one release.
_ARTICLE_TYPES = frozenset(
    {"Article", "NewsArticle", "BlogPosting", "Report", "ReportageNewsArticle", "SocialMediaPosting"}
)

_TORN_TAG_RE = re.compile(r"<[a-zA-Z/!][^<>]*\Z")


@dataclass(frozen=True, slots=True)
class Marked:
    """What a reader of one kind of file hands on; the fields are those of `Page`."""

    blocks: tuple[Block, ...]
    n_chars: int
    posts: tuple[Post, ...] = ()
    published: date | None = None
    url: str = ""
    problems: tuple[Problem, ...] = ()


# ---- marks: tags, classes and ids as rules


@cache
def _furniture_rules() -> Mapping[str, tuple[tuple[re.Pattern[str], str], ...]]:
    rows = read_vocabulary("furniture.tsv", columns=["where", "pattern", "rule", "note"])
    places = dict.fromkeys(row["where"] for row in rows)
    return {
        place: tuple((re.compile(row["pattern"]), row["rule"]) for row in rows if row["where"] == place)
        for place in places
    }


@cache
def _mark_re(mark: str) -> re.Pattern[str]:
    rows = read_vocabulary("post_marks.tsv", columns=["mark", "pattern", "note"])
    return re.compile("|".join(row["pattern"] for row in rows if row["mark"] == mark))


@cache
def _rule_of(place: str, word: str) -> str:
    return next((rule for pattern, rule in _furniture_rules()[place] if pattern.fullmatch(word)), "")


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return " ".join(value) if isinstance(value, list) else value or ""


def _tokens(tag: Tag) -> list[str]:
    """Return the classes and the id of an element, in small letters."""
    return f"{_attribute(tag, 'class')} {_attribute(tag, 'id')}".lower().split()


def _is_marked(tag: Tag, mark: str) -> bool:
    pattern = _mark_re(mark)
    return any(pattern.fullmatch(token) for token in _attribute(tag, "class").lower().split())


def _furniture_rule(tag: Tag) -> str:
    """Return the name of the rule by which an element is furniture, or ""."""
    rule = _rule_of("tag", tag.name) or _rule_of("role", _attribute(tag, "role").lower())
    if rule:
        return rule
    if tag.name == "header" and _is_site_header(tag):
        return "header"
    if tag.has_attr("hidden") or _attribute(tag, "style").replace(" ", "").lower().startswith("display:none"):
        return "hidden text"
    if tag.name in ("html", "body", "main") or tag.name in _HEADINGS:
        return ""
    return next((rule for token in _tokens(tag) if (rule := _rule_of("token", token))), "")


def _is_site_header(tag: Tag) -> bool:
    """Tell the header of the site from that of a release or of its list."""
    return tag.find_parent(["article", "main"]) is None and tag.find(["h1", "h2"]) is None


# ---- the posts of a page


@dataclass(slots=True)
class _Container:
    """One post while it is being read: its element, its title's element, what it carries."""

    tag: Tag
    title: Tag | None
    published: date | None
    url: str


def _is_post(tag: Tag) -> bool:
    if tag.name == "article":
        return True
    return tag.name in ("div", "section", "li") and (_is_marked(tag, "post") or _is_typed(tag))


def _is_typed(tag: Tag) -> bool:
    """Tell an element whose microdata call it one release: ``itemtype="https://schema.org/NewsArticle"``."""
    return _attribute(tag, "itemtype").rstrip("/").rpartition("/")[2] in _ARTICLE_TYPES


def _ancestors_of_content(soup: BeautifulSoup) -> frozenset[int]:
    """Return the ids of the elements that hold the page's content: no class of theirs makes them furniture.

    These are the elements around the main element, around the headline of the page, and around most of what its posts
    print; a box of related posts holds posts too, but not most of their text.
    """
    inside = [
        *soup.find_all("main"),
        *soup.select("[role=main]"),
        *filter(_is_headline, soup.find_all("h1")),
    ]
    kept = {id(parent) for tag in inside for parent in tag.parents if parent.name not in _NEVER_CONTENT}
    lengths: Counter[int] = Counter()
    total = 0
    single = any(tag.name == "article" for heading in soup.find_all("h1") for tag in heading.parents)
    for tag in soup.find_all("article"):
        if tag.find_parent("article") is None and not (single and _is_related(tag)):
            length = len(tag.get_text())
            total += length
            lengths.update({id(parent): length for parent in tag.parents if parent.name not in _NEVER_CONTENT})
    return frozenset(kept | {identity for identity, length in lengths.items() if length >= MIN_POST_SHARE * total})


def _is_related(tag: Tag) -> bool:
    return any(_rule_of("token", token) == "related posts" for parent in tag.parents for token in _tokens(parent))


def _is_headline(heading: Tag) -> bool:
    """Tell a headline from the name of the site or of a listing in large print."""
    return not any(_rule_of("token", token) for token in _tokens(heading))


def _find_title(tag: Tag, *, open_tags: frozenset[int]) -> Tag | None:
    """Return the element of a post's headline: marked by class or microdata, else the first large heading.

    Headings in furniture, as of related posts below the text, count only where there are no others.
    """
    printed: list[Tag] = [found for found in tag.find_all(list(_HEADINGS)) if found.get_text(strip=True)]
    headings = [heading for heading in printed if id(heading) in open_tags] or printed
    for heading in headings:
        if (
            "headline" in _attribute(heading, "itemprop").split()
            or _is_marked(heading, "title")
            or any(_is_marked(part, "title") for part in heading.find_all(["a", "span"]))
        ):
            return heading
    classed: Tag | None = next(
        (
            part
            for part in tag.find_all(["p", "div", "span", "a"])
            if _is_marked(part, "title") and part.get_text(strip=True)
        ),
        None,
    )
    for heading in headings:
        if _HEADINGS[heading.name] <= _TITLE_LEVELS:
            return heading
    return classed


def _is_change(time: Tag) -> bool:
    """Tell a date of modification from one of publication."""
    classes = _attribute(time, "class").lower().split()
    changed = not {"updated", "modified"}.isdisjoint(classes) and {"published", "entry-date"}.isdisjoint(classes)
    return changed or _attribute(time, "itemprop") == "dateModified"


def _carried_day(tag: Tag, *, url: str) -> date | None:
    """Return the publication date that a container carries: its time elements, else its permalink."""
    times = [time for time in tag.find_all("time") if time.find_parent("p") is None or _is_marked(time, "meta")]
    for attribute in ("datePublished", "published", "entry-date", ""):
        for time in times:
            classes = _attribute(time, "class").lower().split()
            if _is_change(time):
                continue
            if attribute in ("", _attribute(time, "itemprop")) or attribute in classes:
                day = read_iso_day(_attribute(time, "datetime"))
                if day:
                    return day
    for meta in tag.find_all(["meta", "span", "abbr"], attrs={"itemprop": "datePublished"}):
        day = read_iso_day(_attribute(meta, "content") or _attribute(meta, "datetime") or _attribute(meta, "title"))
        if day:
            return day
    return read_permalink_day(url)


def _permalink(tag: Tag, title: Tag | None) -> str:
    """Return the address of a post: that of its headline, of its bookmark, of its first dated link."""
    candidates: list[Tag] = []
    if title is not None:
        candidates += [title] if title.name == "a" else title.find_all("a", href=True)
        candidates += [parent for parent in title.parents if isinstance(parent, Tag) and parent.name == "a"]
    candidates += tag.find_all("a", href=True, rel="bookmark")
    return next((href for link in candidates if (href := _attribute(link, "href")).strip("#")), "")


def _find_open(soup: BeautifulSoup, *, kept: frozenset[int]) -> frozenset[int]:
    """Return the ids of the elements that stand in no furniture; one pass, parents before children."""
    found: set[int] = {id(soup)}
    for tag in soup.find_all(True):
        if id(tag.parent) in found and (id(tag) in kept or not _furniture_rule(tag)):
            found.add(id(tag))
    return frozenset(found)


def _find_posts(soup: BeautifulSoup, *, open_tags: frozenset[int]) -> list[_Container]:
    """Return the containers of single posts: the outermost, unless one holds several with headlines of their own."""
    tags = [tag for tag in soup.find_all(True) if id(tag) in open_tags and tag.name != "body" and _is_post(tag)]
    titles = {id(tag): _find_title(tag, open_tags=open_tags) for tag in tags}
    titled = {identity for identity, title in titles.items() if title is not None}
    above = {id(tag): [id(parent) for parent in tag.parents if id(parent) in titles] for tag in tags}
    held = Counter(parent for tag in tags if id(tag) in titled for parent in above[id(tag)])
    taken: set[int] = set()
    chosen: list[_Container] = []
    for tag in tags:
        if held[id(tag)] < MIN_HELD and taken.isdisjoint(above[id(tag)]):
            taken.add(id(tag))
            chosen.append(_make_container(tag, titles[id(tag)]))
    return chosen


def _make_container(tag: Tag, title: Tag | None) -> _Container:
    url = _permalink(tag, title)
    return _Container(tag=tag, title=title, published=_carried_day(tag, url=url), url=url)


# ---- elements → blocks


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
    content: bool = False
    number: int = 0


class _Scribe:
    """Writes the text of a document down as blocks, in one walk without recursion: pages nest deeper than the stack."""

    def __init__(self, *, posts: Mapping[int, int], titles: Mapping[int, int], kept: frozenset[int]) -> None:
        self.posts, self.titles, self.kept = posts, titles, kept
        self.blocks: list[Block] = []
        self.content: set[int] = set()
        self.parents: dict[int, int] = {}
        self.elements: dict[int, int] = {}
        self.text: list[str] = []
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
            inner = replace(inner, url=_attribute(tag, "href"))
        if spot.rule:
            return inner
        if identity not in self.kept and identity not in self.posts and (rule := _furniture_rule(tag)):
            return replace(inner, rule=rule, inline=inner.inline and spot.kind != "time")
        if identity in self.posts:
            return replace(inner, post=self.posts[identity])
        if (
            not inner.content
            and _is_marked(tag, "content")
            and not any(id(part) in self.titles for part in tag.descendants)
        ):
            inner = replace(inner, content=True)
        if identity in self.titles:
            return replace(
                inner, kind="title", level=_HEADINGS.get(tag.name, 1), post=self.titles[identity], inline=False
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
        if tag.name in _HEADINGS and spot.kind != "time":
            kind: BlockKind = next((mark for mark in _LINE_MARKS if _is_marked(tag, mark)), "heading")
            return replace(inner, kind=kind, level=_HEADINGS[tag.name])
        if id(tag) not in self.kept and tag.name not in ("html", "body", "main"):
            kind = next((mark for mark in _LINE_MARKS if _is_marked(tag, mark)), "paragraph")
            if tag.name == "time" and _is_change(tag):
                return replace(inner, rule="meta")
            if kind != "paragraph" and not tag.find(list(_HEADINGS)):
                return replace(inner, kind=kind, inline=False)
            if (
                _is_marked(tag, "meta") or (tag.name == "time" and spot.place.rpartition("(")[2] != "p)")
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

    def flush_aside(self) -> None:
        text, self.aside = " ".join(" ".join(self.aside).split()), []
        if text:
            spot = self.aside_spot
            self.blocks.append(Block(text=text, place=spot.place, account="furniture", rule=spot.rule, post=spot.post))

    def flush(self) -> None:
        text, self.text = "".join(self.text), []
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
            if not any(map(str.isalnum, block.text)):
                block = replace(block, account="furniture", rule="mark")
            if spot.content:
                self.content.add(len(self.blocks))
            self.elements[len(self.blocks)] = spot.number
            self.blocks.append(block)


# Processing instructions are no text; BeautifulSoup takes a page that begins with one for XML and warns.
_INSTRUCTION_RE = re.compile(r"<\?[^>]*>")
_BLANKS_RE = re.compile(r"\s+")
# A number that stands alone: a count of views, of shares, "1.2k".
_COUNT_RE = re.compile(
    r"\d{1,3} (?: [,.\s]? \d{3} ){0,2} | \d{1,6} | \d{1,3} [.,]? \d? \s? k", re.VERBOSE | re.IGNORECASE
)
# What markup sets apart above a text.
_PRELUDE: frozenset[BlockKind] = frozenset({"title", "heading", "subtitle", "kicker", "time"})
_LINE_MARKS: tuple[Literal["subtitle", "kicker"], ...] = ("subtitle", "kicker")


def _is_date_cell(tag: Tag) -> bool:
    """Tell the cell of a table that prints a date beside a headline: it is a line of its own."""
    if tag.name not in ("td", "th") or len(text := tag.get_text(" ", strip=True)) > MAX_META:
        return False
    return read_date_line(text) is not None


def _holds_title(tag: Tag) -> bool:
    return tag.find(list(_HEADINGS)) is not None or len(tag.get_text(" ", strip=True)) > MAX_META


# ---- HTML


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
    kept = _ancestors_of_content(soup)
    open_tags = _find_open(soup, kept=kept)
    found = _find_posts(soup, open_tags=open_tags)
    _lend_title(soup, found, open_tags=open_tags)
    titles = {id(post.title): index for index, post in enumerate(found) if post.title is not None}
    scribe = _Scribe(
        posts={id(post.tag): index for index, post in enumerate(found)}, titles=titles, kept=kept | _around(found)
    )
    blocks = _settle_small_print(scribe.read(soup), content=scribe.content)
    blocks = _settle_counts(blocks)
    blocks = _settle_behind(blocks, paths={index: scribe.path_of(index) for index in scribe.elements})
    carried = _read_carried(soup)
    posts = tuple(
        Post(place=f"post {number}", published=post.published or carried.day_of(post), url=post.url)
        for number, post in enumerate(found, start=1)
    )
    if not _posts_hold_prose(blocks):
        blocks = [replace(block, post=None) for block in blocks]
        posts = ()
    elif posts:
        blocks = [_outside(block) for block in blocks]
    return Marked(blocks=tuple(blocks), n_chars=0, posts=posts, published=carried.published, url=carried.url)


def _around(found: Iterable[_Container]) -> frozenset[int]:
    """Return the ids of all elements around the posts: none of them is furniture as a whole."""
    around: set[int] = set()
    for post in found:
        for parent in (*post.tag.parents, *(post.title.parents if post.title is not None else ())):
            if id(parent) in around:
                break
            around.add(id(parent))
    return frozenset(around)


def _outside(block: Block) -> Block:
    if block.post is None and block.account == "open":
        return replace(block, account="furniture", rule="outside posts")
    return block


def _settle_small_print(blocks: Sequence[Block], *, content: Collection[int]) -> list[Block]:
    """Return the blocks, those of a post as furniture that stand outside the element marked as its text.

    These are counts, authors, terms and links that no class names. Headings, dates and longer lines above the text are
    kept: they may be subtitles.
    """
    settled = list(blocks)
    for post in {block.post for block in blocks}:
        own = [index for index, block in enumerate(blocks) if block.post == post and block.account == "open"]
        text = [index for index in own if blocks[index].kind not in _PRELUDE]
        inside = [index for index in text if index in content]
        if sum(blocks[index].n_chars for index in inside) < max(
            1, MIN_CONTENT_SHARE * sum(blocks[index].n_chars for index in text)
        ):
            continue
        for index in own:
            block = blocks[index]
            above = index < inside[-1] and (post is None or block.kind in _PRELUDE or len(block.text) > MAX_SMALL_PRINT)
            if index not in content and not above and block.kind != "title" and read_date_line(block.text) is None:
                settled[index] = replace(block, account="furniture", rule="small print")
    return settled


def _settle_counts(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks, the bare numbers among the lines above a text as furniture: they count views or shares.

    Numbers inside a text, as of a list of years, are left: prose stands above them.
    """
    settled = list(blocks)
    above = True
    for index, block in enumerate(blocks):
        if block.account != "open":
            continue
        if block.kind in _PRELUDE:
            above = True
        elif len(block.text) >= PROSE:
            above = False
        elif above and block.kind == "paragraph" and _COUNT_RE.fullmatch(block.text):
            settled[index] = replace(block, account="furniture", rule="count")
    return settled


def _settle_behind(blocks: Sequence[Block], *, paths: Mapping[int, tuple[int, ...]]) -> list[Block]:
    """Return the blocks, those as furniture that stand behind the element with all prose, and are no sentences.

    These are addresses, counters and links of themes whose classes say nothing. Where there is little prose, the
    element that holds it says nothing either.
    """
    settled = list(blocks)
    for post in {block.post for block in blocks}:
        own = [i for i, block in enumerate(blocks) if block.post == post and block.account == "open" and i in paths]
        prose = [index for index in own if blocks[index].kind not in _PRELUDE and len(blocks[index].text) >= PROSE]
        if len(prose) < MIN_PROSE_BLOCKS:
            continue
        around = _common_path([paths[index] for index in prose])
        inside = [index for index in own if paths[index][: len(around)] == around]
        if blocks[inside[-1]].text.endswith(":"):
            continue  # what stands behind is announced: a list of the text
        for index in own:
            block = blocks[index]
            behind = index > prose[-1] and paths[index][: len(around)] != around
            if behind and block.kind != "title" and not ends_sentence(block.text) and not read_date_line(block.text):
                settled[index] = replace(block, account="furniture", rule="behind the text")
    return settled


def _common_path(paths: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    first, last = min(paths), max(paths)
    return tuple(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))


def _posts_hold_prose(blocks: Iterable[Block]) -> bool:
    text = [block for block in blocks if block.account == "open" and block.kind not in _PRELUDE]
    prose = [block for block in text if len(block.text) >= PROSE] or text
    inside = sum(block.n_chars for block in prose if block.post is not None)
    return inside >= MIN_POST_SHARE * sum(block.n_chars for block in prose)


def _lend_title(soup: BeautifulSoup, found: Sequence[_Container], *, open_tags: frozenset[int]) -> None:
    """Give a page's only post the first large heading of the page where it has none of its own."""
    if len(found) != 1 or (found[0].title is not None and found[0].title.name in ("h1", "h2")):
        return
    for heading in soup.find_all(["h1", "h2"]):
        if heading.get_text(strip=True) and id(heading) in open_tags and _precedes(heading, found[0].tag):
            found[0].title = heading
            return


def _precedes(heading: Tag, tag: Tag) -> bool:
    return heading.find_next(lambda other: other is tag) is not None


# ---- what the head of a page carries


@dataclass(frozen=True, slots=True)
class _Carried:
    """The dates and the address that meta elements and JSON-LD give."""

    published: date | None
    url: str
    by_url: Mapping[str, date]
    by_title: Mapping[str, date]

    def day_of(self, post: _Container) -> date | None:
        title = _plain(post.title.get_text()) if post.title is not None else ""
        return self.by_url.get(_plain(post.url)) or self.by_title.get(title)


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _read_carried(soup: BeautifulSoup) -> _Carried:
    objects = [
        item
        for script in soup.find_all("script", type="application/ld+json")
        for item in _read_json_ld(script.get_text())
    ]
    releases = [item for item in objects if _types(item) & _ARTICLE_TYPES]
    dated = [(item, day) for item in releases if (day := read_iso_day(str(item.get("datePublished", ""))))]
    by_url = {
        _plain(str(item[key])): day for item, day in dated for key in ("url", "@id") if isinstance(item.get(key), str)
    }
    by_title = {_plain(str(item.get(key))): day for item, day in dated for key in ("headline", "name") if item.get(key)}
    url = _link(soup, "link", "canonical", "rel", "href") or _link(soup, "meta", "og:url", "property", "content")
    stamp = _link(soup, "meta", "article:published_time", "property", "content")
    stamp = (
        stamp
        or _link(soup, "meta", "datePublished", "itemprop", "content")
        or _link(soup, "meta", "date", "name", "content")
    )
    published = read_iso_day(stamp) or (dated[0][1] if len(dated) == 1 else None)
    if published is None and not releases:
        pages = [
            day
            for item in objects
            if "WebPage" in _types(item) and (day := read_iso_day(str(item.get("datePublished", ""))))
        ]
        published = pages[0] if len(pages) == 1 else None
    return _Carried(published=published or read_permalink_day(url), url=url, by_url=by_url, by_title=by_title)


def _link(soup: BeautifulSoup, name: str, value: str, key: str, wanted: str) -> str:
    tag = soup.find(name, attrs={key: value})
    return _attribute(tag, wanted).strip() if isinstance(tag, Tag) else ""


def _types(item: Mapping[str, Any]) -> set[str]:
    kinds = item.get("@type", "")
    return set(kinds) if isinstance(kinds, list) and all(isinstance(kind, str) for kind in kinds) else {str(kinds)}


def _read_json_ld(text: str) -> Iterator[Mapping[str, Any]]:
    """Yield every object of a JSON-LD script, those of graphs and lists included; nothing where it is no JSON."""
    try:
        waiting = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting = [*item, *waiting]
        elif isinstance(item, dict):
            yield item
            waiting += [
                item[key] for key in ("@graph", "itemListElement", "item", "mainEntity", "blogPost") if key in item
            ]
