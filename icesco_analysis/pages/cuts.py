"""Blocks that a wrap without blank lines has glued together → the headline in them cut free."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from icesco_analysis.pages.blocks import Block, join_lines
from icesco_analysis.pages.cues import shows
from icesco_analysis.pages.dumps import tears_name
from icesco_analysis.pages.features import LONG, describe_block, describe_edges, echo_of, opens, score_features

# A headline has at most so many physical lines.
MAX_HEADLINE_LINES = 7
# A lead that is cut from its headline has to show one of these, and a headline none of those.
CUES = frozenset({"lead-cue", "person-cue", "opening-cue"})
NO_HEADLINE = frozenset({"lead-cue", "small-start", "full-stop", "open-end", "colon-end", "continuing-cue"})
# Nor does one that is glued to a lead begin as prose does: on a page that has blank lines nearly none is.
NO_LOOSE_HEADLINE = NO_HEADLINE | {"opening-cue", "person-cue", "prose-words", "prints-full-day"}
# What stands behind the last stop of a block that ends without one is a line of its own, unless it shows one of these.
NO_TAIL = frozenset({"small-start", "item", "open-end", "continuing-cue", "date-line"})
NO_LEAD = frozenset({"small-start", "continuing-cue", "item"})
# Share of the blocks of several lines that may have a blank line above them on a page that has lost its blank lines.
MAX_GAP_SHARE = 0.2
# Physical lines of the text below that are looked at.
LOOK_AHEAD = 12
# Weight of headline and lead together from which a glued headline is cut free. Free-standing ones reach 12 to 20,
# the ends of paragraphs stay below 5.
MIN_CUT_SCORE = 9.0
# The same where the lead has no cue: its words then have to echo the headline's.
MIN_ECHO_SCORE = 12.0


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
    tight = is_tight(blocks)
    if not tight and not is_wrapped(blocks):
        return tuple(blocks)
    found: list[Block] = []
    for index, block in enumerate(blocks):
        if block.account != "open" or len(block.lines) < 2:
            found.append(block)
            continue
        below = next((other for other in blocks[index + 1 : index + 2] if other.account == "open"), None)
        for piece in _cut_tail(block, below):
            found.extend(_cut_block(piece, below, tight=tight) if len(piece.lines) > 1 else [piece])
    return tuple(found)


def is_tight(blocks: Sequence[Block]) -> bool:
    """Tell whether a page is wrapped and hardly any of its blocks has a blank line above it."""
    joined = [block for block in blocks if block.account == "open" and len(block.lines) > 1]
    return bool(joined) and sum(block.gap > 0 for block in joined) <= MAX_GAP_SHARE * len(joined)


def is_wrapped(blocks: Sequence[Block]) -> bool:
    """Tell whether the paragraphs of a page were joined from lines: most of them that are longer than a line."""
    opened = [block for block in blocks if block.account == "open"]
    return 0 < len(opened) <= 2 * sum(len(block.lines) > 1 for block in opened)


def _cut_tail(block: Block, below: Block | None) -> Iterator[Block]:
    """Yield the sentences of a block and, where it ends without a stop above other text, what stands behind them."""
    lines = block.lines
    start = next((place for place in range(len(lines) - 1, 0, -1) if _closes(lines[place - 1])), 0)
    tail = " ".join(lines[start:])
    apart = start and len(lines) - start <= MAX_HEADLINE_LINES and not shows(tail, "sentence-end")
    if not apart or below is None or NO_TAIL & describe_block(Block(tail, "")) or NO_LEAD & describe_block(below):
        yield block
    else:
        yield _piece(block, 0, start)
        yield _piece(block, start, len(lines))


def _closes(line: str) -> bool:
    """Tell a line that ends a sentence from the half of a headline: “Who Reads?”, “Closing of the Forum…”."""
    if shows(line, "abbreviated") or not shows(line, "called-end"):
        return False
    return line[-1] == "." or "title-case" not in describe_block(Block(line, ""))


def _cut_block(block: Block, below: Block | None, *, tight: bool) -> Iterator[Block]:
    """Yield the pieces of one block, in order: the best headlines in it that do not overlap, and what lies between."""
    found = sorted(_find_headlines(block.lines, below, tight=tight), reverse=True)
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
    return block._replace(text=join_lines(lines), lines=lines if len(lines) > 1 else ())


def _find_headlines(lines: Sequence[str], below: Block | None, *, tight: bool) -> Iterator[tuple[float, int, int]]:
    """Yield the runs of lines that may be a headline, as (score, first line, line after the last)."""
    for start in range(len(lines)):
        if start and not _closes(lines[start - 1]):
            continue
        for end in range(start + 1, min(len(lines), start + MAX_HEADLINE_LINES) + 1):
            text = " ".join(lines[start:end])
            if len(text) > LONG or (start == 0 and end == len(lines)):
                break
            inside = " ".join(lines[end : end + LOOK_AHEAD])
            rest = inside or (below.text if below else "")
            score = _score_cut(text, rest, tight=tight) if _is_prose(rest) else 0.0
            if score > MIN_CUT_SCORE:
                yield score, start, end
            if text.endswith("."):
                break


def _is_prose(text: str) -> bool:
    """Tell text with a sentence in it from the second half of a headline."""
    return ". " in text or shows(text, "sentence-end")


def _score_cut(text: str, rest: str, *, tight: bool) -> float:
    """Return the weight of `text` as a headline above `rest`, both as blocks of their own."""
    if describe_edges(text) & NO_HEADLINE:
        return 0.0  # most are told by that, at little cost
    line = describe_block(Block(text, ""))
    unlike = NO_HEADLINE if tight else NO_LOOSE_HEADLINE
    if shows(text, "acronym") and not tight:  # headlines begin with it as leads do
        unlike = unlike - {"opening-cue"}
    if line & unlike or shows(text, "spells-name") or tears_name(text, rest):
        return 0.0  # a cut through the organisation's full name, or behind it: a headline has its acronym
    paragraph, echo = describe_block(Block(rest, "")), echo_of(text, rest)
    cued = opens(paragraph) and not paragraph.isdisjoint(CUES)
    if not (cued or echo == "echoed") or paragraph & NO_LEAD:
        return 0.0
    line |= {"before-prose", echo, *(["before-lead"] if opens(paragraph) else [])}
    score = score_features(line, "headline") + score_features(paragraph, "lead")
    score -= max(score_features(line, "body"), 0.0)
    return score if cued or score > MIN_ECHO_SCORE else 0.0
