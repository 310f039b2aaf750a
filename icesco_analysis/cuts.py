"""Blocks that a wrap without blank lines has glued together → the headline in them cut free."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from icesco_analysis.blocks import Block
from icesco_analysis.dumps import ends_sentence
from icesco_analysis.features import LONG, describe_block, echo_of, opens, score_features

# A headline has at most so many physical lines.
MAX_HEADLINE_LINES = 7
# A lead that is cut from its headline has to show one of these, and a headline none of those.
CUES = frozenset({"lead-cue", "person-cue", "opening-cue"})
NO_HEADLINE = frozenset({"lead-cue", "small-start", "full-stop", "open-end", "colon-end", "continuing-cue"})
# Share of the blocks of several lines that may have a blank line above them on a page that has lost its blank lines.
MAX_GAP_SHARE = 0.2
# Physical lines of the text below that are looked at.
LOOK_AHEAD = 12
# Weight of headline and lead together from which a glued headline is cut free. Free-standing ones reach 12 to 20,
# the ends of paragraphs stay below 5.
MIN_CUT_SCORE = 9.0


def cut_blocks(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with glued headlines cut free.

    Notes
    -----
    Where a page is hard-wrapped and its blank lines are gone, the end of a paragraph or of a headline shows only when
    its last line is not full. Else it is found by score: lines that begin a block or follow the end of a sentence, read
    as a headline, and stand before lines that open as releases do.

    Examples
    --------
    >>> lines = ("The visit ended well.", "ICESCO Opens Museum of Ships in Rabat",
    ...          "The Islamic World Educational, Scientific and Cultural Organization (ICESCO)",
    ...          "opened a museum of ships in Rabat on Monday, 5 May 2025.")
    >>> [block.text[:21] for block in cut_blocks([Block(" ".join(lines), "lines 1-4", lines=lines)])]
    ['The visit ended well.', 'ICESCO Opens Museum o', 'The Islamic World Edu']
    """
    if not is_tight(blocks):
        return tuple(blocks)
    found: list[Block] = []
    for index, block in enumerate(blocks):
        if block.account != "open" or len(block.lines) < 2:
            found.append(block)
            continue
        below = next((other for other in blocks[index + 1 : index + 2] if other.account == "open"), None)
        found.extend(_cut_block(block, below))
    return tuple(found)


def is_tight(blocks: Sequence[Block]) -> bool:
    """Tell whether a page is wrapped and hardly any of its blocks has a blank line above it.

    Examples
    --------
    >>> is_tight([Block("Two lines", "lines 1-2", lines=("Two", "lines"))])
    True
    """
    joined = [block for block in blocks if block.account == "open" and len(block.lines) > 1]
    return bool(joined) and sum(block.gap > 0 for block in joined) <= MAX_GAP_SHARE * len(joined)


def _cut_block(block: Block, below: Block | None) -> Iterator[Block]:
    """Yield the pieces of one block, in order: the best headlines in it that do not overlap, and what lies between."""
    found = sorted(_find_headlines(block.lines, below), reverse=True)
    chosen: list[tuple[int, int]] = []
    for _, start, end in found:
        if all(end <= other_start or start >= other_end for other_start, other_end in chosen):
            chosen.append((start, end))
    if not chosen:
        yield block
        return
    edges = sorted({0, len(block.lines), *(edge for pair in chosen for edge in pair)})
    for start, end in pairwise(edges):
        yield _piece(block, start, end)


def _piece(block: Block, start: int, end: int) -> Block:
    lines = block.lines[start:end]
    return replace(block, text=" ".join(lines), lines=lines if len(lines) > 1 else ())


def _find_headlines(lines: Sequence[str], below: Block | None) -> Iterator[tuple[float, int, int]]:
    """Yield the runs of lines that may be a headline, as (score, first line, line after the last)."""
    for start in range(len(lines)):
        if start and not ends_sentence(lines[start - 1]):
            continue
        for end in range(start + 1, min(len(lines), start + MAX_HEADLINE_LINES) + 1):
            text = " ".join(lines[start:end])
            if len(text) > LONG or (start == 0 and end == len(lines)):
                break
            rest = " ".join(lines[end : end + LOOK_AHEAD]) if end < len(lines) else below.text if below else ""
            score = _score_cut(text, rest) if rest else 0.0
            if score > MIN_CUT_SCORE:
                yield score, start, end
            if text.endswith("."):
                break


def _score_cut(text: str, rest: str) -> float:
    """Return the weight of `text` as a headline above `rest`, both as blocks of their own."""
    line, paragraph = describe_block(Block(text, "")), describe_block(Block(rest, ""))
    if not opens(paragraph) or not paragraph & CUES or line & NO_HEADLINE:
        return 0.0
    line |= {"before-lead", "before-prose", echo_of(text, rest)}
    return score_features(line, "headline") + score_features(paragraph, "lead") - max(score_features(line, "body"), 0.0)
