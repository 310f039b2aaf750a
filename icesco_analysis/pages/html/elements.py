"""The elements of an HTML page, written down in one walk: where each stands, what it says it is, what it prints."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple, cast

from lxml import etree

from icesco_analysis.language import fill_pattern, read_vocabulary
from icesco_analysis.pages.blocks import BlockKind
from icesco_analysis.pages.cues import compile_rules

HEADINGS: Mapping[str, int] = {f"h{level}": level for level in range(1, 7)}
# Elements that hold no content, whatever they hold.
NEVER_CONTENT = frozenset({"nav", "aside", "footer", "header"})
# Elements that are never shown, with all that is in them.
UNSEEN = frozenset({"script", "style", "template", "noscript", "head"})
# Furniture that speaks of other releases, or of none: no date and no headline in it is that of the release around it.
ELSEWHERE = frozenset(
    {"menu", "related posts", "sidebar", "comments", "form", "footer", "page numbers", "breadcrumb", "calendar"}
)
# Elements that speak of the page though nobody sees them.
_SPEAKING = frozenset({"script", "title", "meta", "link"})
# Elements that others have to know they stand in.
_TOLD = frozenset({"article", "main", "p", "li", *HEADINGS})

_NO_ATTRIBUTES: Mapping[str, str] = {}

# The prefix that a theme sets before its classes: "zak-entry-meta", "bs-related-posts". The rest is a mark of its own
# where it has two parts or more. What tells of the layout around ("has-post-navigation") marks no element.
_LAYOUT_PREFIXES = ("has-", "has_", "with-", "with_", "without-", "no-sidebar", "no_sidebar")
_PREFIX_RE = re.compile(
    r"\A(?!has|no|not|with|without|is|hide|show|post|page|section|header|footer)[a-z0-9]{2,}+[-_](?=[a-z]+[-_][a-z])"
)
# No class that a person gave is longer (characters).
MAX_TOKEN = 80
# Themes repeat their classes; a page that invents thousands has to be read without keeping them all.
TOKENS_KEPT = 4096


@cache
def furniture(where: str) -> Callable[[str], str]:
    """Return what tells the rule of a word of one place; a pattern names the rows of a list as ``{its rule}``."""
    rows = read_vocabulary("furniture.tsv", columns=["where", "pattern", "rule", "note"])
    lists: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        lists[row["rule"]] += [row["pattern"]] if row["where"] == "list" else []
    own = [
        (fill_pattern(row["pattern"], lambda name: f"(?:{'|'.join(lists[name])})"), row["rule"])
        for row in rows
        if row["where"] == where
    ]
    return lru_cache(maxsize=TOKENS_KEPT)(compile_rules(own))


@cache
def _marks() -> Mapping[str, re.Pattern[str]]:
    rows = read_vocabulary("post_marks.tsv", columns=["mark", "pattern", "note"])
    names = dict.fromkeys(row["mark"] for row in rows)
    return {name: re.compile("|".join(row["pattern"] for row in rows if row["mark"] == name)) for name in names}


@lru_cache(maxsize=TOKENS_KEPT)
def rule_of_token(token: str) -> str:
    """Return the rule by which a class or an id makes an element furniture, or ""."""
    if len(token) > MAX_TOKEN or token.startswith(_LAYOUT_PREFIXES):
        return ""
    return furniture("token")(token) or furniture("token")(_PREFIX_RE.sub("", token, count=1))


@lru_cache(maxsize=TOKENS_KEPT)
def _marks_of_token(token: str) -> frozenset[str]:
    """Return the marks of ``data/post_marks.tsv`` that a class is; that of the line of details with any prefix."""
    if len(token) > MAX_TOKEN:
        return frozenset()
    found = {mark for mark, pattern in _marks().items() if pattern.fullmatch(token)}
    return frozenset(found | ({"meta"} if _marks()["meta"].fullmatch(_PREFIX_RE.sub("", token, count=1)) else set()))


@lru_cache(maxsize=TOKENS_KEPT)
def _read_tokens(classes: str, identity: str) -> tuple[tuple[str, ...], str, frozenset[str]]:
    """Return the classes of an element, the rule that they or its id make it furniture by, and their marks."""
    names = tuple(classes.lower().split())
    rule = next(filter(None, map(rule_of_token, (*names, *identity.lower().split()))), "")
    return names, rule, frozenset().union(*map(_marks_of_token, names))


@dataclass(slots=True)
class _Texts:
    """The strings of a page in order, and how long all before each of them are: as they stand, and stripped."""

    strings: list[str] = field(default_factory=list)
    lengths: list[int] = field(default_factory=lambda: [0])
    shown: list[int] = field(default_factory=lambda: [0])

    def add(self, text: str) -> None:
        stripped = len(text.strip())
        self.strings.append(text)
        self.lengths.append(self.lengths[-1] + len(text))
        self.shown.append(self.shown[-1] + stripped + (stripped > 0))


@dataclass(slots=True, eq=False)
class Element:
    """One element: what it says it is by tag, role, class and id, and what the elements around it say.

    Elements inside it have the numbers up to `last`. `rule` makes it furniture, `marks` are those of
    ``data/post_marks.tsv``; `around` names some elements that it stands in, `link` is the innermost link it is or
    stands in. `open` says that no furniture is around it, `elsewhere` that some around it speaks of other releases.
    """

    name: str
    attributes: Mapping[str, str]
    parent: "Element | None"
    number: int
    texts: _Texts
    first: int
    children: "list[Element | str]" = field(default_factory=list)
    last: int = 0
    end: int = 0
    classes: tuple[str, ...] = ()
    class_rule: str = ""
    marks: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()
    link: "Element | None" = None
    related: bool = False
    rule: str = ""
    kept: bool = False
    open: bool = True
    elsewhere: bool = False

    def get(self, name: str) -> str:
        """Return an attribute, "" where the element has none."""
        return self.attributes.get(name, "")

    @property
    def text(self) -> str:
        """All text in it, as it stands."""
        return "".join(self.texts.strings[self.first : self.end])

    @property
    def length(self) -> int:
        """Characters of `text`."""
        return self.texts.lengths[self.end] - self.texts.lengths[self.first]

    @property
    def line(self) -> str:
        """All text in it, each piece stripped, joined by blanks."""
        return " ".join(filter(None, map(str.strip, self.texts.strings[self.first : self.end])))

    @property
    def shown(self) -> int:
        """Characters of `line`, 0 where it prints nothing."""
        return max(0, self.texts.shown[self.end] - self.texts.shown[self.first] - 1)

    def opens_with(self, *words: str) -> bool:
        """Tell whether its first piece of text begins with one of some words."""
        pieces = (self.texts.strings[index].strip() for index in range(self.first, self.end))
        return next(filter(None, pieces), "").casefold().startswith(words)

    def holds(self, other: "Element") -> bool:
        """Tell whether another element stands inside."""
        return self.number < other.number <= self.last


@dataclass(slots=True)
class Elements:
    """All elements that a page shows, in document order, the first is the page itself.

    By name there are also those of its head that speak of it: title, meta elements, links, scripts.
    """

    all: list[Element]
    by_name: Mapping[str, list[Element]]
    headings: list[Element]

    def named(self, names: Iterable[str], *, inside: Element | None = None) -> list[Element]:
        """Return the elements of some names, of the page or inside an element, in document order."""
        outer = inside or self.all[0]
        found = [element for name in names for element in elements_inside(self.by_name[name], outer)]
        return sorted(found, key=_number)

    def holds(self, outer: Element, names: Iterable[str]) -> bool:
        """Tell whether an element of some names stands inside another."""
        return any(first_inside(self.by_name[name], outer) for name in names)

    def inside(self, outer: Element) -> Sequence[Element]:
        """Return all elements inside one."""
        return self.all[outer.number + 1 : outer.last + 1]

    def keep(self, elements: Iterable[Element]) -> None:
        """Take elements for no furniture, whatever they say."""
        for element in elements:
            element.kept, element.rule = True, ""

    def settle(self) -> None:
        """Write down which elements stand in no furniture, and which in furniture that speaks of something else."""
        for element in self.all[1:]:
            parent = element.parent
            if parent is not None:
                element.open = parent.open and not element.rule
                element.elsewhere = parent.elsewhere or parent.rule in ELSEWHERE


def _number(element: Element) -> int:
    return element.number


def elements_inside(elements: Sequence[Element], outer: Element) -> Sequence[Element]:
    """Return those of some elements in document order that stand inside another."""
    start = bisect_right(elements, outer.number, key=_number)
    return elements[start : bisect_right(elements, outer.last, lo=start, key=_number)]


def first_inside(elements: Sequence[Element], outer: Element) -> Element | None:
    """Return the first of some elements in document order that stands inside another."""
    index = bisect_right(elements, outer.number, key=_number)
    return elements[index] if index < len(elements) and elements[index].number <= outer.last else None


def stands_in(element: Element, outers: Sequence[Element]) -> bool:
    """Tell whether an element stands inside one of some others, in document order, none of which holds another."""
    index = bisect_left(outers, element.number, key=_number)
    return index > 0 and outers[index - 1].holds(element)


def ancestors(elements: Iterable[Element]) -> set[Element]:
    """Return all elements that some stand in; each way up is gone once."""
    found: set[Element] = set()
    for element in elements:
        parent = element.parent
        while parent is not None and parent not in found:
            found.add(parent)
            parent = parent.parent
    return found


class Spot(NamedTuple):
    """Where the walk stands: what the elements around say of the text in them."""

    element: Element
    rule: str = ""
    post: int | None = None
    kind: BlockKind = "paragraph"
    level: int = 0
    pre: bool = False
    inline: bool = False
    link: str = ""
    content: bool = False

    @property
    def place(self) -> str:
        """Where it stands, as in `Block`."""
        return f"element {self.element.number + 1} ({self.element.name})"


class Recorder:
    """Writes the elements of a page down as a parser tells of them: what lxml calls the target of its parser."""

    def __init__(self) -> None:
        self.shown, self.unseen = _Texts(), _Texts()
        root = Element("[document]", {}, None, 0, self.shown, 0)
        self.found = [root]
        self.by_name: dict[str, list[Element]] = defaultdict(list)
        self.open = [root]
        self.counts: Counter[str] = Counter()
        self.waiting: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element; one that is never shown, as all that stands in it, is kept by its name alone."""
        self.flush()
        parent = self.open[-1]
        texts = self.unseen if tag in UNSEEN else parent.texts
        element = _enter(tag, attributes, parent, number=len(self.found), texts=texts)
        if texts is self.shown:
            self.found.append(element)
            parent.children.append(element)
        if texts is self.shown or tag in _SPEAKING:
            self.by_name[tag].append(element)
        self.open.append(element)
        self.counts[tag] += 1

    def end(self, tag: str) -> None:
        """End the innermost open element of a name, and those in it."""
        self.flush()
        while self.counts[tag]:
            element = self.open.pop()
            self.counts[element.name] -= 1
            self.finish(element)
            if element.name == tag:
                break

    def finish(self, element: Element) -> None:
        """Write down where an element ends."""
        element.last, element.end = len(self.found) - 1, len(element.texts.strings)

    def data(self, text: str) -> None:
        """Take a piece of text."""
        self.waiting.append(text)

    def comment(self, text: str) -> None:  # noqa: ARG002 - the parser tells it
        """Pass a comment over: it parts two texts."""
        self.flush()

    def flush(self) -> None:
        """Write the text down; blanks alone are one, but in elements that keep them."""
        if not self.waiting:
            return
        text = "".join(self.waiting)
        self.waiting.clear()
        if not text.strip(" \n\t\f\r") and not (self.counts["pre"] or self.counts["textarea"]):
            text = "\n" if "\n" in text else " "
        parent = self.open[-1]
        parent.texts.add(text)
        parent.children.append(text)

    def close(self) -> "Elements":
        """Return the elements with what makes each furniture."""
        self.flush()
        for element in self.open:
            self.finish(element)
        headings = [element for element in self.found if element.name in HEADINGS]
        elements = Elements(self.found, self.by_name, headings)
        for element in self.found[1:]:
            element.rule = _tell_furniture(element, elements)
        return elements


def record_elements(text: str) -> Elements:
    """Return the elements of a page as lxml reads it; it drops text nested deeper than 256 levels without a word."""
    parser = etree.HTMLParser(target=cast("Any", Recorder()))
    parser.feed(text)
    return cast("Elements", parser.close())


def reread_elements(text: str) -> Elements:
    """Return the elements of a page as Python's own parser reads it; without recursion, since pages nest deep."""
    from bs4 import BeautifulSoup  # hardly any page needs it
    from bs4.element import NavigableString, PreformattedString, Tag

    recorder = Recorder()
    stack: list[Any] = list(reversed(BeautifulSoup(text, "html.parser").contents))
    while stack:
        node = stack.pop()
        if isinstance(node, str) and not isinstance(node, NavigableString):
            recorder.end(node)
        elif isinstance(node, Tag):
            joined = {
                name: " ".join(value) if isinstance(value, list) else value or "" for name, value in node.attrs.items()
            }
            recorder.start(node.name, joined)
            stack.append(str(node.name))
            stack.extend(reversed(node.contents))
        else:
            recorder.flush()
            if not isinstance(node, PreformattedString):
                recorder.data(str(node))
    return recorder.close()


def _enter(tag: str, attributes: Mapping[str, str], parent: Element, *, number: int, texts: _Texts) -> Element:
    # lxml gives those that have none a mapping that is slow to ask
    element = Element(tag, attributes or _NO_ATTRIBUTES, parent, number, texts, len(texts.strings))
    element.around = (
        parent.around | {parent.name} if parent.name in _TOLD and parent.name not in parent.around else parent.around
    )
    element.related = parent.related or parent.class_rule == "related posts"
    element.link = parent.link
    if attributes:
        element.classes, element.class_rule, element.marks = _read_tokens(element.get("class"), element.get("id"))
        if tag == "a" and "href" in attributes:
            element.link = element
    return element


def _tell_furniture(element: Element, elements: Elements) -> str:
    """Return the name of the rule by which an element is furniture, or ""."""
    rule = furniture("tag")(element.name) or furniture("role")(element.get("role").lower())
    opens_text = element.name == "button" and not element.around.isdisjoint(HEADINGS)
    if rule and not opens_text:
        return rule
    inner = not element.around.isdisjoint(("article", "main"))  # the header of a release or of its list
    if element.name == "header" and not inner and not elements.holds(element, ("h1", "h2")):
        return "header"
    if "hidden" in element.attributes or element.get("style").replace(" ", "").lower().startswith("display:none"):
        return "hidden text"
    if element.name in ("html", "body", "main") or element.name in HEADINGS:
        return ""
    return element.class_rule


def tell_link(link: Element) -> str:
    """Return what a link by its relation or address leads to: "categories", "author", "related posts" …, or ""."""
    words = [("rel", word) for word in link.get("rel").lower().split()]
    asked = (*words, ("href", link.get("href").lower().strip()))
    return next((rule for where, word in asked if (rule := furniture(where)(word))), "")
