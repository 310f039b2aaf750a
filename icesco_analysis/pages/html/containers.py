"""The elements of an HTML page that hold one release each: their headline, their publication date, their address."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bs4 import BeautifulSoup
from bs4.element import Tag

from icesco_analysis.pages.datelines import read_date_line, read_iso_day, read_permalink_day
from icesco_analysis.pages.html.carried import ARTICLE_TYPES, Carried, squeeze
from icesco_analysis.pages.html.marks import (
    HEADINGS,
    NEVER_CONTENT,
    get_attribute,
    is_marked,
    is_marked_meta,
    rules_around,
    tell_classes,
    tell_furniture,
)

# Containers count as the posts of a page when they hold at least this share of its prose; else markup says nothing.
MIN_POST_SHARE = 0.5
# A container that holds so many posts with headlines is a listing and no post itself.
MIN_HELD = 2
# Titles are looked for in these before a mere class says so: small headings are sections of a body.
_TITLE_LEVELS = 4
# A line of date, author and counts is short: characters at most.
MAX_META = 200
# A paragraph of so many characters is prose; it holds none of these.
PROSE = 80
_PARTS = ("p", "div", "article", "section", "table")
# Elements that may hold a headline where no heading does.
_TEXT_TAGS = ("a", "b", "div", "font", "li", "p", "span", "strong", "td")
# Furniture that speaks of other releases, or of none: no date and no headline in it is that of the release around it.
_ELSEWHERE = frozenset(
    {"menu", "related posts", "sidebar", "comments", "form", "footer", "page numbers", "breadcrumb", "calendar"}
)
# What an ellipsis looks like at the end of a headline that a theme has cut.
_ELLIPSES = ("…", "...", "[…]", "[...]")


@dataclass(slots=True)
class Container:
    """One post while it is being read: its element, its title's element, what it carries."""

    tag: Tag
    title: Tag | None
    published: date | None
    url: str

    @property
    def headline(self) -> str:
        """What its title's element prints, "" where it has none."""
        return " ".join(self.title.get_text().split()) if self.title is not None else ""


def find_containers(
    soup: BeautifulSoup, *, carried: Carried, kept: frozenset[int]
) -> tuple[list[Container], list[Tag]]:
    """Return the containers of the page's releases in order, and the elements of other releases around them.

    Parameters
    ----------
    soup
        The page.
    carried
        What its head says: a page that is called by a headline prints one release, and every other container on it is
        a teaser.
    kept
        The ids of the elements around its content, as of `ancestors_of_content`.
    """
    open_tags = _find_open(soup, kept=kept)
    found = _find_posts(soup, open_tags=open_tags)
    named = _find_named(soup, carried=carried, open_tags=open_tags)
    own = None if named is None else _own_container(soup, found, named=named, is_single=carried.is_single)
    if named is not None and own is not None:
        own.title = named
        around = {id(parent) for parent in (*own.tag.parents, *named.parents)} | {id(own.tag)}
        return [own], [post.tag for post in found if id(post.tag) not in around and _leads_away(post)]
    _lend_title(soup, found, open_tags=open_tags)
    return found, []


# ---- where the content stands


def ancestors_of_content(soup: BeautifulSoup, *, carried: Carried) -> frozenset[int]:
    """Return the ids of the elements that hold the page's content: no class of theirs makes them furniture.

    These are the elements around the main element, around the headline of the page, and around most of what its posts
    print; a box of related posts holds posts too, but not most of their text.
    """
    inside = [
        *soup.find_all("main"),
        *soup.select("[role=main]"),
        *filter(_is_headline, soup.find_all("h1")),
        *(heading for heading in soup.find_all(list(HEADINGS)) if carried.names(heading.get_text())),
    ]
    kept = {id(parent) for tag in inside for parent in tag.parents if parent.name not in NEVER_CONTENT}
    lengths: Counter[int] = Counter()
    total = 0
    single = any(tag.name == "article" for heading in soup.find_all("h1") for tag in heading.parents)
    for tag in soup.find_all("article"):
        if tag.find_parent("article") is None and not (single and _is_related(tag)):
            length = len(tag.get_text())
            total += length
            lengths.update({id(parent): length for parent in tag.parents if parent.name not in NEVER_CONTENT})
    return frozenset(kept | {identity for identity, length in lengths.items() if length >= MIN_POST_SHARE * total})


def _is_related(tag: Tag) -> bool:
    return any(tell_classes(parent) == "related posts" for parent in tag.parents)


def _is_headline(heading: Tag) -> bool:
    """Tell a headline from the name of the site or of a listing in large print."""
    return not tell_classes(heading)


def _find_open(soup: BeautifulSoup, *, kept: frozenset[int]) -> frozenset[int]:
    """Return the ids of the elements that stand in no furniture; one pass, parents before children."""
    found: set[int] = {id(soup)}
    for tag in soup.find_all(True):
        if id(tag.parent) in found and (id(tag) in kept or not tell_furniture(tag)):
            found.add(id(tag))
    return frozenset(found)


# ---- containers


def _is_post(tag: Tag) -> bool:
    if tag.name == "article":
        return True
    return tag.name in ("div", "section", "li") and (is_marked(tag, "post") or _is_typed(tag))


def _is_typed(tag: Tag) -> bool:
    """Tell an element whose microdata call it one release: ``itemtype="https://schema.org/NewsArticle"``."""
    return get_attribute(tag, "itemtype").rstrip("/").rpartition("/")[2] in ARTICLE_TYPES


def _find_posts(soup: BeautifulSoup, *, open_tags: frozenset[int]) -> list[Container]:
    """Return the containers of single posts: the outermost, unless one holds several with headlines of their own."""
    tags = [tag for tag in soup.find_all(True) if id(tag) in open_tags and tag.name != "body" and _is_post(tag)]
    titles = {id(tag): _find_title(tag, open_tags=open_tags) for tag in tags}
    titled = {identity for identity, title in titles.items() if title is not None}
    above = {id(tag): [id(parent) for parent in tag.parents if id(parent) in titles] for tag in tags}
    held = Counter(parent for tag in tags if id(tag) in titled for parent in above[id(tag)])
    taken: set[int] = set()
    chosen: list[Container] = []
    for tag in tags:
        if held[id(tag)] < MIN_HELD and taken.isdisjoint(above[id(tag)]):
            taken.add(id(tag))
            chosen.append(_make_container(tag, titles[id(tag)]))
    return chosen


def _make_container(tag: Tag, title: Tag | None) -> Container:
    url = _permalink(tag, title)
    return Container(tag=tag, title=title, published=_carried_day(tag, url=url), url=url)


def _own_container(soup: BeautifulSoup, found: Sequence[Container], *, named: Tag, is_single: bool) -> Container | None:
    """Return the container of the headline that the page is called by: around it or behind it, the one with most text.

    It must hold most of what all of them print: a page may be called by its first release. Where no container fits, and
    the page says that it is a single release, the element around headline and text is taken.
    """
    around = {id(parent) for parent in named.parents}
    fitting = [
        post
        for post in found
        if id(post.tag) in around or (_precedes(named, post.tag) and _may_lend(post, named, is_single=is_single))
    ]
    if not fitting:
        return _surround(soup, named, found=found) if is_single else None
    own = max(fitting, key=_text_length)
    return own if _text_length(own) >= MIN_POST_SHARE * sum(map(_text_length, found)) else None


def _text_length(post: Container) -> int:
    return len(post.tag.get_text())


def _prose_of(tag: Tag) -> list[Tag]:
    return [part for part in tag.find_all(["p", "div"]) if len(part.get_text()) >= PROSE and part.find(_PARTS) is None]


def _surround(soup: BeautifulSoup, named: Tag, *, found: Sequence[Container]) -> Container | None:
    """Return the smallest element around a headline that holds most of the page's prose outside other releases."""
    others = {id(post.tag) for post in found}
    prose = {id(part) for part in _prose_of(soup) if others.isdisjoint(map(id, part.parents))}
    for parent in named.parents:
        inside = sum(id(part) in prose for part in _prose_of(parent))
        if prose and inside >= MIN_POST_SHARE * len(prose) and parent.name not in ("html", "[document]"):
            return _make_container(parent, named)
    return None


def _may_lend(post: Container, named: Tag, *, is_single: bool) -> bool:
    """Tell a container without headline of its own, or with the same one again, whole or cut.

    On a page of a single release a heading that leads nowhere is one of a section.
    """
    same = squeeze(named.get_text()).startswith(squeeze(without_ellipsis(post.headline)))
    return same or (is_single and not _leads_away(post))


def _leads_away(post: Container) -> bool:
    """Tell a teaser: its headline is a link."""
    title = post.title
    return title is not None and (
        title.find("a", href=True) is not None or title.find_parent("a", href=True) is not None
    )


def without_ellipsis(text: str) -> str:
    """Return a headline without the mark by which a theme shows that it has cut it."""
    return next((text.removesuffix(mark).strip() for mark in _ELLIPSES if text.endswith(mark)), text)


# ---- headlines


def _is_elsewhere(tag: Tag, *, inside: Tag | None = None) -> bool:
    """Tell what stands in a menu, beside the text, among related posts or comments."""
    for parent in tag.parents:
        if parent is inside:
            return False
        if parent.name != "[document]" and tell_furniture(parent) in _ELSEWHERE:
            return True
    return False


def _find_named(soup: BeautifulSoup, *, carried: Carried, open_tags: frozenset[int]) -> Tag | None:
    """Return the element that prints the headline the page is called by: of headings the largest, else any text."""
    headings = [tag for tag in soup.find_all(list(HEADINGS)) if carried.names(tag.get_text())]
    texts = [] if headings else [tag for tag in soup.find_all(_TEXT_TAGS) if carried.names(tag.get_text())]
    named = [tag for tag in headings or texts if not any(rule in _ELSEWHERE for rule in rules_around(tag))]
    innermost = [tag for tag in named if not any(tag is parent for other in named for parent in other.parents)]
    ranked = sorted(innermost, key=lambda tag: (id(tag) not in open_tags, HEADINGS.get(tag.name, 9)))
    return ranked[0] if ranked else None


def _find_title(tag: Tag, *, open_tags: frozenset[int]) -> Tag | None:
    """Return the element of a post's headline: marked by class or microdata, else the first large heading.

    Headings in furniture count only where there are no others, and never those of other releases or of comments.
    """
    printed: list[Tag] = [found for found in tag.find_all(list(HEADINGS)) if found.get_text(strip=True)]
    headings = [heading for heading in printed if id(heading) in open_tags] or [
        heading for heading in printed if not _is_elsewhere(heading, inside=tag)
    ]
    for heading in headings:
        if (
            "headline" in get_attribute(heading, "itemprop").split()
            or is_marked(heading, "title")
            or any(is_marked(part, "title") for part in heading.find_all(["a", "span"]))
        ):
            return heading
    for heading in headings:
        if HEADINGS[heading.name] <= _TITLE_LEVELS:
            return heading
    return next(
        (
            part
            for part in tag.find_all(["p", "div", "span", "a"])
            if is_marked(part, "title") and part.get_text(strip=True) and not _is_elsewhere(part, inside=tag)
        ),
        None,
    )


def _lend_title(soup: BeautifulSoup, found: list[Container], *, open_tags: frozenset[int]) -> None:
    """Give a page's only post the first large heading of the page where it has none of its own."""
    if len(found) != 1 or (found[0].title is not None and found[0].title.name in ("h1", "h2")):
        return
    for heading in soup.find_all(["h1", "h2"]):
        if heading.get_text(strip=True) and id(heading) in open_tags and _precedes(heading, found[0].tag):
            found[0].title = heading
            return


def _precedes(heading: Tag, tag: Tag) -> bool:
    return heading.find_next(lambda other: other is tag) is not None


# ---- publication dates and addresses


def is_change(tag: Tag) -> bool:
    """Tell a date of modification from one of publication."""
    classes = get_attribute(tag, "class").lower().split()
    changed = not {"updated", "modified"}.isdisjoint(classes) and {"published", "entry-date"}.isdisjoint(classes)
    said = tag.get_text().strip().casefold().startswith(("posted", "published"))
    return (changed and not said) or get_attribute(tag, "itemprop") == "dateModified"


def _carried_day(tag: Tag, *, url: str) -> date | None:
    """Return the publication date that a container carries: of its time elements, its marked lines, its permalink."""
    return (
        next(filter(None, _stamped_days(tag)), None)
        or next(filter(None, _printed_days(tag)), None)
        or read_permalink_day(url)
    )


def _stamped_days(tag: Tag) -> Iterator[date | None]:
    """Yield what time elements and microdata of a container carry for machines, the surest first."""
    times = [
        time
        for time in tag.find_all("time")
        if (time.find_parent("p") is None or is_marked(time, "meta"))
        and not is_change(time)
        and not _is_elsewhere(time, inside=tag)
    ]
    for name in ("datePublished", "published", "entry-date", ""):
        for time in times:
            if name in ("", get_attribute(time, "itemprop")) or name in get_attribute(time, "class").lower().split():
                yield read_iso_day(get_attribute(time, "datetime"))
    for meta in tag.select("[itemprop=datePublished]"):
        yield next(
            filter(None, (read_iso_day(get_attribute(meta, name)) for name in ("content", "datetime", "title"))), None
        )


def _printed_days(tag: Tag) -> Iterator[date | None]:
    """Yield what the lines of a container print that are marked as date of publication."""
    for part in tag.find_all(["abbr", "a", "div", "li", "p", "span", "time"]):
        marked = get_attribute(part, "itemprop") == "datePublished" or is_marked_meta(part)
        if marked and not is_change(part) and not _is_elsewhere(part, inside=tag):
            text = part.get_text(" ", strip=True)
            line = read_date_line(text) if len(text) <= MAX_META else None
            yield line.day if line is not None and not line.place else None


def _permalink(tag: Tag, title: Tag | None) -> str:
    """Return the address of a post: that of its headline, of its bookmark, else the one dated address it links to."""
    candidates: list[Tag] = []
    if title is not None:
        candidates += [title] if title.name == "a" else title.find_all("a", href=True)
        candidates += [parent for parent in title.parents if isinstance(parent, Tag) and parent.name == "a"]
    candidates += tag.find_all("a", href=True, rel="bookmark")
    found = next((href for link in candidates if (href := get_attribute(link, "href")).strip("#")), "")
    return found or _only_dated_link(tag)


def _only_dated_link(tag: Tag) -> str:
    links = [link for link in tag.find_all("a", href=True) if link.find_parent(["p", "li"]) is None]
    addresses = {get_attribute(link, "href").partition("#")[0] for link in links if not _is_elsewhere(link, inside=tag)}
    dated = [address for address in addresses if read_permalink_day(address)]
    return dated[0] if len(dated) == 1 else ""
