"""Blocks → the order and size in which they fill pages of paper, so that no figure leaves half a page blank."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from icesco_analysis.report.content import Block, Grid, Picture, Prose
from icesco_analysis.report.prose import bare_text, read_markdown

PAGE_HEIGHT, TEXT_WIDTH = 711.0, 453.0
"""Points of an A4 page within its margins (2.3 and 2.5 cm)."""

SMALLEST_SCALE = 0.78
"""Least share of its size to which a figure is shrunk to fit: its letters of 8.5 points stay above 6.5."""

SCALES = (1.0, 0.95, 0.9, 0.85, SMALLEST_SCALE)
"""Sizes tried for the figures of a chapter, of which the one is taken that leaves least blank."""

SHRINKING = 0.25
"""How bad it is to shrink figures, beside blank paper: halving them all would be as bad as a third of a page lost."""

MOST_WAITING = 2
"""Figures that may wait for the next page while text goes on: more would part them from what is said of them."""

KEPT_ROWS = 6
"""Rows up to which a table is kept on one page; a longer one is broken between rows, under a repeated header."""

LETTER_WIDTH = 0.6
"""Mean width of a letter in its height, in English and the widest sans serif that may stand in for the right one, with
what lines lose at their ends."""

LINE_HEIGHT = 1.17
"""Height of a line in that of its letters, before extra spacing."""

_HEADING, _PROSE, _CAPTION, _TABLE = 50.0, 10.0, 8.5, 8.0
_SLACK = 20.0
"""Points kept free under a figure: the estimate is of one program's lines, and another breaks them elsewhere."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A block in its place.

    Parameters
    ----------
    block
        What to print.
    scale
        Share of its own size at which a figure is printed.
    """

    block: Block
    scale: float = 1.0


class Pages:
    """Where on the page printing has come to; estimated, since only the program that prints knows.

    Parameters
    ----------
    used
        Points used of the first page.
    """

    def __init__(self, used: float = 0.0) -> None:
        self.used = used
        self.badness = 0.0

    @property
    def room(self) -> float:
        """Points left on the page."""
        return PAGE_HEIGHT - self.used

    def add(self, height: float, *, whole: bool = False) -> bool:
        """Print something `height` points high and return whether a new page was begun.

        Parameters
        ----------
        height
            Points.
        whole
            Whether it must not be broken; the room it leaves blank counts as bad, a large one much more than two small.
        """
        if height <= self.room:
            self.used += height
            return False
        if whole:
            self.badness += (self.room / PAGE_HEIGHT) ** 2
        self.used = height if whole else (height - self.room) % PAGE_HEIGHT
        return True


def arrange(blocks: Sequence[Block], *, pages: Pages) -> list[Placed]:
    """Return the blocks of a chapter as they fill pages best.

    Parameters
    ----------
    blocks
        In the order in which they are read. Prose and tables keep it, and so do figures among themselves; a figure that
        does not fit is made smaller, or waits for the next page while the text goes on.
    pages
        Where the chapter begins; moved on.
    """
    trials = []
    for largest in SCALES:
        trial = Pages(pages.used)
        placed = list(_place(blocks, pages=trial, largest=largest))
        trials.append((trial.badness + SHRINKING * (1 - largest), trial.used, placed))
    _, pages.used, best = min(trials, key=lambda trial: trial[0])
    return best


def _place(blocks: Iterable[Block], *, pages: Pages, largest: float) -> Iterator[Placed]:
    """Yield the blocks in their places, no figure above the scale `largest`."""
    pages.add(_HEADING)
    waiting: list[Picture] = []
    for block in blocks:
        if isinstance(block, Picture):
            waiting.append(block)
            yield from _release(waiting, pages, all_but=MOST_WAITING, largest=largest)
        else:
            yield Placed(block)
            is_whole = isinstance(block, Grid) and len(block.rows) <= KEPT_ROWS
            turned = pages.add(measure(block), whole=is_whole)
            yield from _release(waiting, pages, all_but=0 if turned else MOST_WAITING, largest=largest)
    yield from _release(waiting, pages, all_but=0, largest=largest)


def _release(waiting: list[Picture], pages: Pages, *, all_but: int, largest: float) -> Iterator[Placed]:
    """Yield the figures that fit on the page, and those beyond `all_but` on new ones."""
    while waiting:
        scale = min(largest, _scale_to(pages.room - _SLACK, waiting[0]))
        if scale < SMALLEST_SCALE:
            if len(waiting) <= all_but:
                return
            scale = min(largest, _scale_to(PAGE_HEIGHT - _SLACK, waiting[0]))
        shown = waiting.pop(0)
        yield Placed(shown, scale=scale)
        pages.add(measure(shown) - (1 - scale) * shown.figure.inches()[1] * 72, whole=True)


def _scale_to(room: float, picture: Picture) -> float:
    """Return the scale at which a figure with its caption fills `room`, at most its own size."""
    drawn = picture.figure.inches()[1] * 72
    return min(1.0, (room - (measure(picture) - drawn)) / drawn)


def measure(block: Block) -> float:
    """Return the height of a block on paper, in points; of kinds that no figure follows, none.

    Examples
    --------
    >>> measure(Prose("One line.")) < measure(Prose("A line of many words. " * 20)) < PAGE_HEIGHT
    True
    """
    if isinstance(block, Prose):
        paragraphs = read_markdown(block.markdown)
        lines = [_lines(each.text, size=_PROSE, width=TEXT_WIDTH - 18 * each.item) for each in paragraphs]
        return sum(n * _PROSE * LINE_HEIGHT * 1.15 + 6 for n in lines)
    if isinstance(block, Picture):
        words = f"Figure 00. {block.figure.title}. {bare_text(block.figure.caption)}"
        return block.figure.inches()[1] * 72 + _lines(words, size=_CAPTION) * _CAPTION * LINE_HEIGHT * 1.1 + 24
    if isinstance(block, Grid):
        return sum(_row_height(block, [cell.text for cell in row]) for row in block.rows) + 54
    return 0.0


def _row_height(grid: Grid, texts: Iterable[str]) -> float:
    shares = sum(column.share for column in grid.columns)
    widths = [TEXT_WIDTH * column.share / shares - 6 for column in grid.columns]
    lines = (_lines(text, size=_TABLE, width=width) for text, width in zip(texts, widths, strict=True))
    return max(lines, default=1) * _TABLE * LINE_HEIGHT + 4


def _lines(text: str, *, size: float, width: float = TEXT_WIDTH) -> int:
    """Return how many lines a text fills."""
    return max(1, math.ceil(len(text) * size * LETTER_WIDTH / width))
