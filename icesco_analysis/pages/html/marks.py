"""What elements of an HTML page say they are: by tag, role, class, id, and by the address that a link leads to."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from bs4.element import Tag

from icesco_analysis.language import read_vocabulary

HEADINGS: Mapping[str, int] = {f"h{level}": level for level in range(1, 7)}
# Elements that hold no content, whatever they hold.
NEVER_CONTENT = frozenset({"nav", "aside", "footer", "header"})

# The prefix that a theme sets before its classes: "zak-entry-meta", "bs-related-posts". The rest is a mark of its own
# where it has two parts or more. What tells of the layout around ("has-post-navigation") marks no element.
_LAYOUT_PREFIXES = ("has-", "has_", "with-", "with_", "without-", "no-sidebar", "no_sidebar")
_PREFIX_RE = re.compile(
    r"(?!has|no|not|with|without|is|hide|show|post|page|section|header|footer)[a-z0-9]{2,}[-_](?=[a-z]+[-_][a-z])"
)


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


@cache
def _rule_of_token(token: str) -> str:
    if token.startswith(_LAYOUT_PREFIXES):
        return ""
    return _rule_of("token", token) or _rule_of("token", _PREFIX_RE.sub("", token, count=1))


def get_attribute(tag: Tag, name: str) -> str:
    """Return an attribute as one string, "" where the element has none."""
    value = tag.get(name)
    return " ".join(value) if isinstance(value, list) else value or ""


def get_tokens(tag: Tag) -> list[str]:
    """Return the classes and the id of an element, in small letters."""
    return f"{get_attribute(tag, 'class')} {get_attribute(tag, 'id')}".lower().split()


def is_marked(tag: Tag, mark: str) -> bool:
    """Tell whether a class of the element is a `mark` of ``data/post_marks.tsv``: "post", "title", "meta" … ."""
    pattern = _mark_re(mark)
    return any(pattern.fullmatch(token) for token in get_attribute(tag, "class").lower().split())


def is_marked_meta(tag: Tag) -> bool:
    """Tell the line of date, author and counts, whatever prefix the theme gives its classes."""
    pattern = _mark_re("meta")
    tokens = get_attribute(tag, "class").lower().split()
    return any(pattern.fullmatch(token) or pattern.fullmatch(_PREFIX_RE.sub("", token, count=1)) for token in tokens)


def tell_classes(tag: Tag) -> str:
    """Return the rule by which a class or the id of an element makes it furniture, or ""."""
    return next((rule for token in get_tokens(tag) if (rule := _rule_of_token(token))), "")


def tell_furniture(tag: Tag) -> str:
    """Return the name of the rule by which an element is furniture, or ""."""
    rule = _rule_of("tag", tag.name) or _rule_of("role", get_attribute(tag, "role").lower())
    if rule:
        return rule
    if tag.name == "header" and _is_site_header(tag):
        return "header"
    if tag.has_attr("hidden") or get_attribute(tag, "style").replace(" ", "").lower().startswith("display:none"):
        return "hidden text"
    if tag.name in ("html", "body", "main") or tag.name in HEADINGS:
        return ""
    return tell_classes(tag)


def _is_site_header(tag: Tag) -> bool:
    """Tell the header of the site from that of a release or of its list."""
    return tag.find_parent(["article", "main"]) is None and tag.find(["h1", "h2"]) is None


def tell_link(tag: Tag) -> str:
    """Return what a link by its relation or address leads to: "categories", "author", "related posts" …, or "".

    Examples
    --------
    >>> from bs4 import BeautifulSoup
    >>> soup = BeautifulSoup('<a rel="tag" href="/t/1">Heritage</a> <a href="/2024/05/06/a/">A museum</a>', "lxml")
    >>> [tell_link(link) for link in soup.find_all("a")]
    ['categories', '']
    """
    words = [("rel", word) for word in get_attribute(tag, "rel").lower().split()]
    address = get_attribute(tag, "href").lower().strip()
    return next((rule for where, word in (*words, ("href", address)) if (rule := _rule_of(where, word))), "")


def rules_around(tag: Tag) -> Iterator[str]:
    """Yield the rules by which the elements around one are furniture, innermost first."""
    return (rule for parent in tag.parents if parent.name != "[document]" and (rule := tell_furniture(parent)))
