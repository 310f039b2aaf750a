"""The site's own text around articles: header, footer, chat window, links to other releases."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from icesco_analysis.language import collapse, read_vocabulary
from icesco_analysis.pages.blocks import Block, squeeze
from icesco_analysis.pages.cues import compile_rules, shows
from icesco_analysis.pages.datelines import LINES_KEPT

# What holds no letter and no digit is drawn, not written.
MARK = "mark"
# A paragraph of so many characters is text of an article, not a teaser.
PROSE = 160
# Buttons and counts stand inside releases too: they are left out, and end no article.
BESIDE = "meta"
# A line that ends as sentences do and is shorter may still belong to a site's foot (characters).
SENTENCE = 60
# Small print that stands below a release: what comes behind it and is no sentence belongs to none.
_FOOT = frozenset({BESIDE, "footer", "more"})
# Text browsers print the buttons and links of a list with a bullet each.
_BULLET_RE = re.compile(r"[*•·]\s+")
# What stretches an Arabic word.
TATWEEL = "\u0640"
# Known text is short: a longer block is never compared (characters).
MAX_BOILERPLATE = 320


@cache
def _teller() -> Callable[[str], str]:
    rows = read_vocabulary("boilerplate.tsv", columns=["pattern", "part", "note"])
    return compile_rules((row["pattern"], row["part"]) for row in rows)


def tell_boilerplate(text: str) -> str:
    """Return the part of the site's known text that a line is ("header", "footer", "teasers", "meta" …), or ""."""
    return _tell_line(text) if len(text) <= MAX_BOILERPLATE else ""


@lru_cache(maxsize=LINES_KEPT)
def _tell_line(line: str) -> str:
    return _teller()(_BULLET_RE.sub("", collapse(line.replace(TATWEEL, "")).casefold()))


def settle_boilerplate(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks with known text marked, and what follows a heading over teasers marked as furniture.

    Such a heading counts only below some text; above it, it is the title of a listing. Teasers last until the next
    known text, or until two long paragraphs follow one another: then a page saved below another has begun.
    """
    settled = [_settle_known(block) if block.account == "open" else block for block in blocks]
    for place, (block, below) in enumerate(pairwise(settled)):
        if _is_path(block, below):
            settled[place] = block.settle(BESIDE)

    def close(rule: str, start: int, end: int) -> None:
        settled[start:end] = [block.settle(rule) if block.account == "open" else block for block in settled[start:end]]

    start = next((place for place, block in enumerate(settled) if _is_prose(block)), len(settled))
    for heading in range(start, len(settled)):
        if settled[heading].rule == "teasers" and settled[heading].account == "boilerplate":
            close("teasers", heading + 1, _end_of_teasers(settled, heading + 1))
    # What follows the last sentence and small print closes the page: menus, addresses and links, which no list knows.
    # Lines that something announces are text, and so are those above the small print.
    last = max((place for place, block in enumerate(settled) if _is_sentence(block)), default=len(settled))
    foot = next((place for place in range(last + 1, len(settled)) if settled[place].rule in _FOOT), len(settled))
    close("foot of the page", foot, len(settled))
    return settled


def _settle_known(block: Block) -> Block:
    if not any(map(str.isalnum, block.text)):
        return block.settle(MARK)
    part = tell_boilerplate(block.text)
    return block.settle(part, "furniture" if part == BESIDE else "boilerplate") if part else block


def _is_path(block: Block, below: Block) -> bool:
    """Tell a path to the page that ends with the headline below it and has lost its marks: “Home News ICESCO …”."""
    if not (block.account == below.account == "open" and shows(block.text, "path-start")):
        return False
    path, headline = squeeze(block.text), squeeze(below.text)
    return path != headline and path.endswith(headline)


def _is_sentence(block: Block) -> bool:
    return block.account == "open" and shows(block.text, "sentence-end") and len(block.text) >= SENTENCE


def _is_prose(block: Block) -> bool:
    return (
        block.account == "open" and len(block.text) >= PROSE and not block.text.endswith(("…", "...", "[…]", "[...]"))
    )


def _end_of_teasers(blocks: Sequence[Block], start: int) -> int:
    """Return where the teasers below a heading end: at known text, or at the headline of an article."""
    for index in range(start, len(blocks)):
        if blocks[index].account == "boilerplate":
            return index
        if _is_prose(blocks[index]) and index + 1 < len(blocks) and _is_prose(blocks[index + 1]):
            return max(start, index - 1)
    return len(blocks)
