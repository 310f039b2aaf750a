"""The site's own text around articles: header, footer, chat window, links to other releases."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache

from icesco_analysis.language import collapse, read_vocabulary
from icesco_analysis.pages.blocks import Account, Block
from icesco_analysis.pages.cues import compile_rules, shows

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
# Known text is short: a longer block is never compared (characters).
MAX_BOILERPLATE = 320


@cache
def _teller() -> Callable[[str], str]:
    rows = read_vocabulary("boilerplate.tsv", columns=["pattern", "part", "note"])
    return compile_rules(((row["pattern"], row["part"]) for row in rows), flags=re.IGNORECASE)


def tell_boilerplate(text: str) -> str:
    """Return the part of the site's known text that `text` is ("header", "footer", "teasers", "meta" …), or ""."""
    line = _BULLET_RE.sub("", collapse(text))
    return _teller()(line) if len(line) <= MAX_BOILERPLATE else ""


def settle_boilerplate(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks with known text marked, and what follows a heading over teasers marked as furniture.

    Such a heading counts only below some text; above it, it is the title of a listing. Teasers last until the next
    known text, or until two long paragraphs follow one another: then a page saved below another has begun.
    """
    settled: list[Block] = []
    for block in blocks:
        if block.account == "open" and not any(map(str.isalnum, block.text)):
            settled.append(replace(block, account="furniture", rule=MARK))
            continue
        part = tell_boilerplate(block.text) if block.account == "open" else ""
        account: Account = "furniture" if part == BESIDE else "boilerplate"
        settled.append(replace(block, account=account, rule=part) if part else block)
    index = next((place for place, block in enumerate(settled) if _is_prose(block)), len(settled))
    while index < len(settled):
        if settled[index].account == "boilerplate" and settled[index].rule == "teasers":
            end = _end_of_teasers(settled, index + 1)
            for place in range(index + 1, end):
                if settled[place].account == "open":
                    settled[place] = replace(settled[place], account="furniture", rule="teasers")
            index = end
        else:
            index += 1
    return _settle_tail(settled)


def _settle_tail(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks, the lines that close a page as furniture: what follows its last sentence and small print.

    There stand the menus, addresses and links of a site's foot, which no list knows. Lines that something announces
    are text, and so are those above the small print.
    """
    settled = list(blocks)
    last = max((place for place, block in enumerate(blocks) if _is_sentence(block)), default=len(blocks))
    known = next((place for place in range(last + 1, len(blocks)) if blocks[place].rule in _FOOT), len(blocks))
    for place in range(known, len(blocks)):
        if blocks[place].account == "open":
            settled[place] = replace(blocks[place], account="furniture", rule="foot of the page")
    return settled


def _is_sentence(block: Block) -> bool:
    """Tell text that a release may end with: a sentence, an item of a list, a line that announces one."""
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
