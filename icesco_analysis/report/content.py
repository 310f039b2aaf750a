"""What a report says, whatever it is printed on: chapters of prose, figures, tables and quotations."""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from icesco_analysis.figures import Figure
from icesco_analysis.language import Prose, Run, day_words

Kind = Literal["text", "number", "day"]
Row = dict[Hashable, Any]

MOST_PRINTED = 100
"""Rows printed of a table on paper: some four pages; the page for the browser and the workbook have all."""

WHOLE, MOST_LETTERS = 11, 20
"""Letters of a text that is kept in one line, such as a day, and of the longest word that a printed column is made wide
for: a hash or a file's name may be broken."""

_NUMBER_RE = re.compile(r"[0-9,]+")


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure with its number, drawn as PNG."""

    figure: Figure
    number: int = 0
    png: bytes = b""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: `key` is what it is sorted by, None where it is empty; `language` that of a text printed on a page."""

    runs: tuple[Run, ...] = ()
    key: str | float | None = None
    language: str = ""

    def __str__(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, and how it is aligned and sorted."""

    name: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `anchors` are names to link to, one a row, where rows have any."""

    anchor: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    searchable: bool = False
    anchors: tuple[str, ...] = ()

    @property
    def widths(self) -> list[float]:
        """How wide each column is to be printed, in letters: its longest word whole, a long text in several lines."""
        widths = []
        for place, column in enumerate(self.columns):
            texts = [column.name, *(str(row[place]) for row in self.rows)]
            lines = sorted(map(len, texts))
            whole = [len(part) for text in texts for part in ([text] if len(text) <= WHOLE else text.split())]
            widths.append(max(min(max(whole, default=0), MOST_LETTERS), lines[len(lines) * 9 // 10] ** 0.75) + 4)
        return widths

    @property
    def rest(self) -> str:
        """What is said on paper of a table that goes on."""
        n = len(self.rows)
        return f"The first {MOST_PRINTED} of {n:,} rows; report.html has them all." if n > MOST_PRINTED else ""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence of a story, the part of it that decided, and by which rule and how surely it was read."""

    anchor: str
    story: Row
    sentence: str = ""
    words: str = ""
    reading: str = ""

    @property
    def parts(self) -> tuple[str, str, str]:
        """The sentence as what stands before the deciding words, they themselves, and the rest."""
        return self.sentence.partition(self.words) if self.words else (self.sentence, "", "")

    @property
    def source(self) -> str:
        """How it was read, with the deciding words where they are not marked in the sentence."""
        return f"“{self.words}”; {self.reading}" if self.words and not self.parts[1] else self.reading


@dataclass(frozen=True, slots=True)
class StoryCard:
    """All that was read of one story: what is known, under its name, and the words it was read from."""

    story: Row
    facts: tuple[tuple[str, tuple[Run, ...], Quotation], ...]


Piece = Prose | Picture | Grid | StoryCard | tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under a heading; with `screen` it is on the page for the browser only, not on paper."""

    anchor: str
    title: str
    pieces: tuple[Piece, ...] = ()
    sections: "tuple[Section, ...]" = ()
    screen: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report: the subtitle says what it rests on, the byline who made it, when and with which version."""

    title: str
    subtitle: str
    citation: str
    sections: tuple[Section, ...]
    byline: str = ""

    @property
    def printed(self) -> tuple[Section, ...]:
        """The chapters that are on paper, too."""
        return tuple(section for section in self.sections if not section.screen)


def anchors_of(sections: Iterable[Section]) -> Iterator[str]:
    """Yield the names in `sections` that can be linked to."""
    for section in sections:
        yield section.anchor
        for piece in section.pieces:
            yield from _anchors_in(piece)
        yield from anchors_of(section.sections)


def _anchors_in(piece: Piece) -> Iterator[str]:
    match piece:
        case Picture():
            yield f"figure-{piece.figure.name}"
        case Grid():
            yield from (piece.anchor, *piece.anchors)
        case StoryCard():
            yield from (anchor("story", piece.story["article_id"]), *(said.anchor for _, _, said in piece.facts))
        case tuple():
            yield from (said.anchor for said in piece)


def records(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a frame, None where a value is missing, of whatever kind."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def anchor(*parts: object) -> str:
    """Return a name to link to, of letters, digits and hyphens: country-AZE-partner."""
    return "-".join(re.sub(r"[^A-Za-z0-9]+", "-", str(part)).strip("-") for part in parts)


def cell(value: object, *, href: str = "", language: str = "") -> Cell:
    """Return a value as a cell that links to the anchor `href`; None and empty text give an empty one.

    >>> str(cell(pd.Timestamp("2025-05-22"))), str(cell(1204)), str(cell(None))
    ('22 May 2025', '1,204', '')
    """
    if value is None or value == "":
        return Cell()
    text, key = _print(value)
    return Cell((Run(text, href=f"#{href}" if href else ""),), key=key, language=language)


def _print(value: object) -> tuple[str, str | float]:
    """Return a value as it is printed, and what it is sorted by."""
    if isinstance(value, pd.Timestamp):
        return day_words(value), value.date().isoformat()
    if isinstance(value, (bool, str)) or not hasattr(value, "__float__"):
        text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
        return text, text.casefold()
    number = float(value)
    return f"{int(number):,}" if number.is_integer() else f"{number:.3g}", number


def link_numbers(prose: Prose, *, targets: Mapping[str, str]) -> Prose:
    """Return `prose` with each bold number linked that stands behind a word of the `targets`, to its anchor."""
    return Prose(tuple(replace(one, runs=_link_runs(one.runs, targets=targets)) for one in prose.paragraphs))


def _link_runs(runs: Iterable[Run], *, targets: Mapping[str, str]) -> tuple[Run, ...]:
    linked, before = [], ""
    for run in runs:
        words = before.removesuffix("(").rstrip()
        before += run.text
        if run.bold and not run.href and _NUMBER_RE.fullmatch(run.text):
            found = [word for word in targets if words.endswith(word) and not words[: -len(word)][-1:].isalnum()]
            run = replace(run, href=f"#{targets[max(found, key=len)]}") if found else run
        linked.append(run)
    return tuple(linked)
