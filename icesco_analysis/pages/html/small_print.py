"""What stands around the text of a release in markup and is none of it: counts, terms, links, its headline again."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from icesco_analysis.pages.blocks import Block, BlockKind, squeeze
from icesco_analysis.pages.cues import shows
from icesco_analysis.pages.datelines import read_date_line
from icesco_analysis.pages.html.containers import MIN_POST_SHARE, PROSE, without_ellipsis
from icesco_analysis.pages.html.elements import Element, Spot

# The element that holds all prose of a page or post is known from so many blocks of it.
MIN_PROSE_BLOCKS = 3
# Where an element of a post is marked as its text and holds at least this share of it, the rest is small print …
MIN_CONTENT_SHARE = 0.8
# … but for longer lines between headline and text, which may be a subtitle (characters).
MAX_SMALL_PRINT = 45
# A link of so many words is no line of a release (words).
LINK_WORDS = 3
# What markup sets apart above a text.
PRELUDE: frozenset[BlockKind] = frozenset({"title", "heading", "subtitle", "kicker", "time"})


def settle_small_print(blocks: Sequence[Block], *, spots: Sequence[Spot]) -> list[Block]:
    """Return the blocks, those as furniture that are no text of a release, each with the rule that says so."""
    settled = list(blocks)
    rules: Mapping[str, Callable[[Sequence[Block]], Iterator[int]]] = {
        "small print": partial(_find_outside_content, spots=spots),
        "count": _find_counts,
        "link": _find_links,
        "behind the text": partial(_find_behind, spots=spots),
        "headline again": _find_headline_again,
    }
    for rule, find in rules.items():
        for index in list(find(settled)):
            settled[index] = settled[index].settle(rule)
    return settled


def _of_each_post(blocks: Sequence[Block]) -> Iterable[tuple[int | None, list[int]]]:
    """Return each post with the places of its blocks that are open; None for what stands in no post."""
    posts: dict[int | None, list[int]] = {}
    for index, block in enumerate(blocks):
        if block.account == "open":
            posts.setdefault(block.post, []).append(index)
    return posts.items()


def _is_prose(block: Block) -> bool:
    return block.kind not in PRELUDE and len(block.text) >= PROSE


def _find_outside_content(blocks: Sequence[Block], *, spots: Sequence[Spot]) -> Iterator[int]:
    """Find what stands in a post outside the element marked as its text: what no class names.

    Headings, dates and longer lines above the text are kept: they may be subtitles. So is the longest line above the
    text of a post without a headline: it may be that.
    """
    for post, own in _of_each_post(blocks):
        text = [index for index in own if blocks[index].kind not in PRELUDE]
        inside = [index for index in text if spots[index].content]
        n_chars = sum(blocks[index].n_chars for index in text)
        if sum(blocks[index].n_chars for index in inside) < max(1, MIN_CONTENT_SHARE * n_chars):
            continue
        least = MAX_SMALL_PRINT + 1
        if not any(blocks[index].kind in {"title", "heading"} for index in own):
            least = min(least, max((len(blocks[index].text) for index in text if index < inside[0]), default=least))
        for index in own:
            block = blocks[index]
            above = index < inside[-1] and (post is None or block.kind in PRELUDE or len(block.text) >= least)
            if not spots[index].content and not above and block.kind != "title" and read_date_line(block.text) is None:
                yield index


def _find_counts(blocks: Sequence[Block]) -> Iterator[int]:
    """Find bare numbers among the lines above a text: they count views or shares. Those below prose are years."""
    above = True
    for index, block in enumerate(blocks):
        if block.account != "open":
            continue
        if block.kind in PRELUDE or len(block.text) >= PROSE:
            above = block.kind in PRELUDE
        elif above and block.kind == "paragraph" and shows(block.text, "count"):
            yield index


def _find_links(blocks: Sequence[Block]) -> Iterator[int]:
    """Find links of a word or three between a headline and its text: menus, and the terms of the release."""
    below_headline = False
    for index, block in enumerate(blocks):
        if block.account != "open":
            continue
        if block.kind in ("title", "heading"):
            below_headline = True
        elif len(block.text) >= PROSE:
            below_headline = False
        elif below_headline and block.url and block.kind not in PRELUDE and len(block.text.split()) <= LINK_WORDS:
            yield index


def _find_behind(blocks: Sequence[Block], *, spots: Sequence[Spot]) -> Iterator[int]:
    """Find what stands behind the element with all prose, and is no sentence: addresses, counters, links.

    Where there is little prose, the element that holds it says nothing.
    """
    for _, own in _of_each_post(blocks):
        prose = [index for index in own if _is_prose(blocks[index])]
        if len(prose) < MIN_PROSE_BLOCKS:
            continue
        around = _common_element([spots[index].element for index in prose])
        inside = {index for index in own if around.number <= spots[index].element.number <= around.last}
        if blocks[max(inside)].text.endswith(":"):
            continue  # what stands behind is announced: a list of the text
        for index in own:
            block = blocks[index]
            behind = index > prose[-1] and index not in inside and block.kind != "title"
            if behind and not shows(block.text, "sentence-end") and not read_date_line(block.text):
                yield index


def _common_element(elements: Sequence[Element]) -> Element:
    """Return the innermost element that all of some stand in, or one of them that holds the others."""
    last = max(element.number for element in elements)
    around = min(elements, key=lambda element: element.number)
    while around.parent is not None and around.last < last:
        around = around.parent
    return around


def _find_headline_again(blocks: Sequence[Block]) -> Iterator[int]:
    """Find a post's headline where a theme prints it again: behind the text for machines, or cut above it."""
    for _, own in _of_each_post(blocks):
        title = next((squeeze(blocks[index].text) for index in own if blocks[index].kind == "title"), "")
        prose = next((index for index in own if _is_prose(blocks[index])), len(blocks))
        for index in own:
            text = blocks[index].text
            whole = without_ellipsis(text)
            again = title.startswith(squeeze(whole)) if whole != text else index > prose and squeeze(text) == title
            if title and blocks[index].kind != "title" and again:
                yield index


def lift_titles(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks, each post's headline before its text where a theme prints it below.

    Some print the text over the picture of a release, and its headline under it.
    """
    lifted = list(blocks)
    for _, own in _of_each_post(blocks):
        title = next((index for index in own if blocks[index].kind == "title"), None)
        first = next((index for index in own if len(blocks[index].text) >= PROSE), None)
        if title is not None and first is not None and first < title:
            lifted.insert(own[0], lifted.pop(title))
    return lifted


def posts_hold_prose(blocks: Iterable[Block]) -> bool:
    """Tell whether the posts that markup gives hold most of the page's prose."""
    text = [block for block in blocks if block.account == "open" and block.kind not in PRELUDE]
    prose = [block for block in text if len(block.text) >= PROSE] or text
    inside = sum(block.n_chars for block in prose if block.post is not None)
    return inside >= MIN_POST_SHARE * sum(block.n_chars for block in prose)
