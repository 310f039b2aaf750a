"""The elements of an HTML page that hold one release each: their headline, their publication date, their address."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from icesco_analysis.language import collapse
from icesco_analysis.pages.blocks import squeeze
from icesco_analysis.pages.datelines import read_date_line, read_permalink_day, read_stamp
from icesco_analysis.pages.html.carried import ARTICLE_TYPES, Carried
from icesco_analysis.pages.html.elements import (
    HEADINGS,
    NEVER_CONTENT,
    Element,
    Elements,
    ancestors,
    elements_inside,
    first_inside,
    stands_in,
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
# What an ellipsis looks like at the end of a headline that a theme has cut.
_ELLIPSES = ("…", "...", "[…]", "[...]")


@dataclass(slots=True)
class Container:
    """One post while it is being read: its element, its title's element, what it carries.

    Where its headline is a link, or holds one, it leads away: it is a teaser.
    """

    element: Element
    title: Element | None
    published: date | None
    url: str
    leads_away: bool

    @property
    def headline(self) -> str:
        """What its title's element prints, "" where it has none."""
        return collapse(self.title.text) if self.title is not None else ""


def find_containers(elements: Elements, *, carried: Carried) -> tuple[list[Container], list[Container]]:
    """Return the containers of the page's releases in order, and those of other releases around them.

    A page that is called by a headline prints one release, and every other container on it is a teaser.
    """
    found = _find_posts(elements)
    named = _find_named(elements, carried=carried)
    own = None if named is None else _own_container(elements, found, named=named, is_single=carried.is_single)
    if named is not None and own is not None:
        if not _is_same(own, named):  # what stands first in it is another release, whose address and day are its own
            own = _make_container(elements, own.element, named)
        own.title = named
        around = ancestors([own.element, named]) | {own.element}
        return [own], [post for post in found if post.element not in around and post.leads_away]
    _lend_title(elements, found)
    return found, []


# ---- where the content stands


def ancestors_of_content(elements: Elements, *, carried: Carried) -> list[Element]:
    """Return the elements that hold the page's content: no class of theirs makes them furniture.

    These are the elements around the main element, around the headline of the page, and around most of what its posts
    print; a box of related posts holds posts too, but not most of their text.
    """
    large = [heading for heading in elements.headings if heading.name == "h1"]
    around = ancestors(
        [
            *elements.named(["main"]),
            *(element for element in elements.all if element.get("role") == "main"),
            *(heading for heading in large if not heading.class_rule),
            *(heading for heading in elements.headings if carried.names(heading)),
        ]
    )
    single = any("article" in heading.around for heading in large)
    posts = {
        post for post in elements.named(["article"]) if "article" not in post.around and not (single and post.related)
    }
    lengths: Counter[Element] = Counter()
    for post in posts:
        lengths.update(dict.fromkeys(ancestors([post]), post.length))
    total = max(1, sum(post.length for post in posts))
    around |= {element for element, length in lengths.items() if length >= MIN_POST_SHARE * total}
    return [element for element in around if element.name not in NEVER_CONTENT]


# ---- containers


def _is_post(element: Element) -> bool:
    """Tell an element that its tag, a class or its microdata call one release: ``itemtype=…/NewsArticle``."""
    typed = element.get("itemtype").rstrip("/").rpartition("/")[2] in ARTICLE_TYPES
    return element.name == "article" or "post" in element.marks or typed


def _find_posts(elements: Elements) -> list[Container]:
    """Return the containers of single posts: the outermost, unless one holds several with headlines of their own."""
    posts = [
        element for element in elements.named(["article", "div", "section", "li"]) if element.open and _is_post(element)
    ]
    find_title = _title_finder(elements)
    titles = {post: find_title(post) for post in posts}
    titled = [post for post in posts if titles[post] is not None]
    chosen: list[Container] = []
    for post in posts:
        outside = not chosen or post.number > chosen[-1].element.last
        if outside and len(elements_inside(titled, post)) < MIN_HELD:
            chosen.append(_make_container(elements, post, titles[post]))
    return chosen


def _make_container(elements: Elements, element: Element, title: Element | None) -> Container:
    url = _permalink(elements, element, title)
    leads_away = title is not None and (
        (title.parent is not None and title.parent.link is not None)
        or bool(_links(elements.named(["a"], inside=title)))
    )
    published = _carried_day(elements, element, url=url)
    return Container(element, title, published=published, url=url, leads_away=leads_away)


def _own_container(
    elements: Elements, found: Sequence[Container], *, named: Element, is_single: bool
) -> Container | None:
    """Return the container of the headline that the page is called by: around it or behind it, the one with most text.

    It must hold most of what all of them print: a page may be called by its first release. Where no container fits, and
    the page says that it is a single release, the element around headline and text is taken.
    """
    fitting = [
        post
        for post in found
        if post.element.holds(named)
        or (named.number < post.element.number and _may_lend(post, named, is_single=is_single))
    ]
    if not fitting:
        return _surround(elements, named, found=found) if is_single else None
    own = max(fitting, key=lambda post: post.element.length)
    return own if own.element.length >= MIN_POST_SHARE * sum(post.element.length for post in found) else None


def _surround(elements: Elements, named: Element, *, found: Sequence[Container]) -> Container | None:
    """Return the smallest element around a headline that holds most of the page's prose outside other releases."""
    others = [post.element for post in found]
    prose = [
        part
        for part in elements.named(["p", "div"])
        if part.length >= PROSE and not elements.holds(part, _PARTS) and not stands_in(part, others)
    ]
    parent = named.parent
    while parent is not None and parent.name not in ("html", "[document]"):
        if prose and len(elements_inside(prose, parent)) >= MIN_POST_SHARE * len(prose):
            return _make_container(elements, parent, named)
        parent = parent.parent
    return None


def _may_lend(post: Container, named: Element, *, is_single: bool) -> bool:
    """Tell a container without headline of its own, or with the same one again, whole or cut.

    On a page of a single release a heading that leads nowhere is one of a section.
    """
    return _is_same(post, named) or (is_single and not post.leads_away)


def _is_same(post: Container, named: Element) -> bool:
    """Tell whether the headline of a container is that of `named`, whole or cut, or missing."""
    return squeeze(named.text).startswith(squeeze(without_ellipsis(post.headline)))


def without_ellipsis(text: str) -> str:
    """Return a headline without the mark by which a theme shows that it has cut it."""
    return next((text.removesuffix(mark).strip() for mark in _ELLIPSES if text.endswith(mark)), text)


# ---- headlines


def _find_named(elements: Elements, *, carried: Carried) -> Element | None:
    """Return the element that prints the headline the page is called by: of headings the largest, else any text."""
    headings = [heading for heading in elements.headings if carried.names(heading)]
    named = headings or [part for part in elements.named(_TEXT_TAGS) if carried.names(part)]
    named = [element for element in named if not element.elsewhere]
    innermost = [element for element in named if first_inside(named, element) is None]
    return min(innermost, key=lambda element: (not element.open, HEADINGS.get(element.name, 9)), default=None)


def _title_finder(elements: Elements) -> Callable[[Element], Element | None]:
    """Return what finds the element of a post's headline: marked by class or microdata, else the first large heading.

    Headings in furniture count only where there are no others, and never those of other releases or of comments. What
    the page holds is sorted once, so that posts in posts in posts are no more work than others.
    """
    headings = [heading for heading in elements.headings if heading.shown]
    parts = [part for part in elements.named(["p", "div", "span", "a"]) if "title" in part.marks]
    inner = [part for part in parts if part.name in ("a", "span")]
    innermost = [part for part in parts if first_inside(parts, part) is None]  # around may stand a day, too
    lines = [part for part in innermost if part.shown and not part.elsewhere]
    visible = [heading for heading in headings if heading.open]

    def rank(group: Sequence[Element]) -> list[Sequence[Element]]:
        marked = [
            heading
            for heading in group
            if "headline" in heading.get("itemprop").split()
            or "title" in heading.marks
            or first_inside(inner, heading) is not None
        ]
        return [marked, [heading for heading in group if HEADINGS[heading.name] <= _TITLE_LEVELS], lines]

    tiers, others = rank(visible), rank([heading for heading in headings if not heading.elsewhere])

    def find(post: Element) -> Element | None:
        ranked = tiers if first_inside(visible, post) else others
        return next((found for tier in ranked if (found := first_inside(tier, post)) is not None), None)

    return find


def _lend_title(elements: Elements, found: list[Container]) -> None:
    """Give a page's only post the first large heading of the page where it has none of its own."""
    if len(found) != 1 or (found[0].title is not None and found[0].title.name in ("h1", "h2")):
        return
    above = [heading for heading in elements.named(["h1", "h2"]) if heading.number < found[0].element.number]
    found[0].title = next((heading for heading in above if heading.shown and heading.open), found[0].title)


# ---- publication dates and addresses


def is_change(element: Element) -> bool:
    """Tell a date of modification from one of publication."""
    changed = not {"updated", "modified"}.isdisjoint(element.classes)
    changed = changed and {"published", "entry-date"}.isdisjoint(element.classes)
    return (changed and not element.opens_with("posted", "published")) or element.get("itemprop") == "dateModified"


def _carried_day(elements: Elements, post: Element, *, url: str) -> date | None:
    """Return the publication date that a container carries: of its time elements, its marked lines, its permalink."""
    return (
        next(filter(None, _stamped_days(elements, post)), None)
        or next(filter(None, _printed_days(elements, post)), None)
        or read_permalink_day(url)
    )


def _stamped_days(elements: Elements, post: Element) -> Iterator[date | None]:
    """Yield what time elements and microdata of a container carry for machines, the surest first."""
    times = [
        time
        for time in elements.named(["time"], inside=post)
        if ("p" not in time.around or "meta" in time.marks) and not is_change(time) and not time.elsewhere
    ]
    for name in ("datePublished", "published", "entry-date", ""):
        for time in times:
            if name in ("", time.get("itemprop")) or name in time.classes:
                yield read_stamp(time.get("datetime"))
    for meta in elements.inside(post):
        if meta.get("itemprop") == "datePublished":
            yield next(filter(None, map(read_stamp, map(meta.get, ("content", "datetime", "title")))), None)


def _printed_days(elements: Elements, post: Element) -> Iterator[date | None]:
    """Yield what the lines of a container print that are marked as date of publication."""
    for part in elements.named(["abbr", "a", "div", "li", "p", "span", "time"], inside=post):
        marked = part.get("itemprop") == "datePublished" or "meta" in part.marks
        if marked and part.shown <= MAX_META and not is_change(part) and not part.elsewhere:
            line = read_date_line(part.line)
            yield line.day if line is not None and not line.place else None


def _permalink(elements: Elements, post: Element, title: Element | None) -> str:
    """Return the address of a post: that of its headline, of its bookmark, else the one dated address it links to."""
    links = _links(elements.named(["a"], inside=post))
    candidates: list[Element] = []
    if title is not None:
        candidates += [title] if title.name == "a" else _links(elements.named(["a"], inside=title))
        candidates += [title.link] if title.link is not None else []
    candidates += [link for link in links if "bookmark" in link.get("rel").split()]
    found = next((href for link in candidates if (href := link.get("href")).strip("#")), "")
    return found or _only_dated_link(links)


def _links(elements: Iterable[Element]) -> list[Element]:
    return [element for element in elements if element.link is element]


def _only_dated_link(links: Iterable[Element]) -> str:
    """Return that address; a link in the text, in a list or in a heading that is not the title leads elsewhere."""
    outside = [link for link in links if link.around.isdisjoint(("p", "li", *HEADINGS)) and not link.elsewhere]
    dated = {address for link in outside if read_permalink_day(address := link.get("href").partition("#")[0])}
    return dated.pop() if len(dated) == 1 else ""
