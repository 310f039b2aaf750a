"""What a report says, whatever it is printed on: chapters of prose, figures, tables and quotations."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from icesco_analysis.figures import Figure
from icesco_analysis.language import day_words
from icesco_analysis.report.prose import Run

Kind = Literal["text", "number", "day"]
Medium = Literal["html", "word"]


@dataclass(frozen=True, slots=True)
class Prose:
    """Computed sentences.

    Parameters
    ----------
    markdown
        As the findings write them.
    """

    markdown: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure with its number.

    Parameters
    ----------
    figure
        What to draw.
    number
        Place among the figures of the report, from 1.
    numbers
        The data drawn, as a table whose numbers link to what they count.
    """

    figure: Figure
    number: int
    numbers: "Grid"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Parameters
    ----------
    runs
        Its text; runs may link to places in the report.
    key
        What to sort it by: numbers as numbers, everything else as text; None where the cell is empty.
    language
        ISO 639-1 code where the text was printed on a page; its direction is then the text's own.
    """

    runs: tuple[Run, ...]
    key: str | float | None = None
    language: str = ""

    @property
    def text(self) -> str:
        """The text without links."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name
        Its heading.
    kind
        "text", "number" or "day": how it is aligned and sorted.
    share
        Share of the width of a printed page, in parts of the sum of all columns.
    """

    name: str
    kind: Kind = "text"
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Parameters
    ----------
    anchor
        Name to link to.
    caption
        What it lists, in a sentence.
    columns
        Its columns.
    rows
        Cells by row, as many as there are columns.
    searchable
        Whether a reader on a screen can sort and search it.
    anchors
        Names to link to, one a row, where rows have any.
    """

    anchor: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    searchable: bool = False
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence of a page, and where it stands.

    Parameters
    ----------
    anchor
        Name to link to.
    headline
        Of the story; links to it.
    story
        Anchor of the story.
    where
        Day of the activity, page and place on it.
    sentence
        As printed.
    words
        The part of it that decided, marked where it is found in the sentence.
    reading
        By which rule it was read, and how surely.
    language
        ISO 639-1 code of the text.
    """

    anchor: str
    headline: str
    story: str
    where: str
    sentence: str
    words: str
    reading: str
    language: str = ""

    def parts(self) -> tuple[str, str, str]:
        """Return the sentence as what stands before the deciding words, they themselves, and the rest.

        Examples
        --------
        >>> Quotation("a", "", "", "", "met the Prime Minister of Niger today", "Prime Minister of Niger", "").parts()
        ('met the ', 'Prime Minister of Niger', ' today')
        """
        start = self.sentence.find(self.words) if self.words else -1
        if start < 0:
            return self.sentence, "", ""
        end = start + len(self.words)
        return self.sentence[:start], self.sentence[start:end], self.sentence[end:]


@dataclass(frozen=True, slots=True)
class Quotations:
    """A list of quotations."""

    rows: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known of a story, or that it is not known.

    Parameters
    ----------
    anchor
        Name to link to.
    name
        What it is: "Day", "Type".
    value
        What is known.
    sentence, words
        The words it was read from, as in `Quotation`; empty where there are none.
    reading
        By which rule.
    """

    anchor: str
    name: str
    value: tuple[Run, ...]
    sentence: str = ""
    words: str = ""
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """All that was read of one story.

    Parameters
    ----------
    anchor
        Name to link to.
    headline, language
        As printed, and in which language.
    facts
        Each with its words.
    """

    anchor: str
    headline: str
    language: str
    facts: tuple[Fact, ...]


Block = Prose | Picture | Grid | Quotations | Story


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under a heading.

    Parameters
    ----------
    anchor, title
        Name to link to, and heading.
    blocks
        What stands in it, in order.
    sections
        Parts below it.
    media
        Where it is printed.
    """

    anchor: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: "tuple[Section, ...]" = ()
    media: frozenset[Medium] = frozenset({"html", "word"})


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report.

    Parameters
    ----------
    title, subtitle
        Of the report; the second says what it rests on.
    citation
        How to cite it.
    sections
        Its chapters.
    targets
        Anchors by the words beside which findings print a number: countries, types of activity.
    """

    title: str
    subtitle: str
    citation: str
    sections: tuple[Section, ...]
    targets: Mapping[str, str] = field(default_factory=dict)


# --- walking ---------------------------------------------------------------------------------------------------------


def for_medium(sections: Iterable[Section], *, medium: Medium) -> list[Section]:
    """Return the sections that are printed on `medium`."""
    return [section for section in sections if medium in section.media]


def anchors_of(sections: Iterable[Section], *, medium: Medium) -> set[str]:
    """Return the names that can be linked to on `medium`."""
    found: set[str] = set()
    for section in for_medium(sections, medium=medium):
        found.add(section.anchor)
        found.update(anchor for block in section.blocks for anchor in _anchors_in(block))
        found |= anchors_of(section.sections, medium=medium)
    return found


def _anchors_in(block: Block) -> Iterator[str]:
    if isinstance(block, Picture):
        yield f"figure-{block.figure.name}"
    elif isinstance(block, Grid):
        yield from (block.anchor, *block.anchors)
    elif isinstance(block, Quotations):
        yield from (row.anchor for row in block.rows)
    elif isinstance(block, Story):
        yield block.anchor
        yield from (fact.anchor for fact in block.facts if fact.anchor)


# --- anchors and cells -----------------------------------------------------------------------------------------------


def anchor(*parts: object) -> str:
    """Return a name to link to, of small and capital letters, digits and hyphens.

    Examples
    --------
    >>> anchor("country", "AZE", "partner"), anchor("activity", "not said")
    ('country-AZE-partner', 'activity-not-said')
    """
    return "-".join(re.sub(r"[^A-Za-z0-9]+", "-", str(part)).strip("-") for part in parts)


def cell(value: object, *, href: str = "", language: str = "") -> Cell:
    """Return a value as a cell.

    Parameters
    ----------
    value
        Text, number or day; missing ones and empty texts give an empty cell.
    href
        Anchor it links to, without the sign.
    language
        Of a text from a page.

    Examples
    --------
    >>> cell(pd.Timestamp("2025-05-22")).text, cell(1204).text, cell(None).text
    ('22 May 2025', '1,204', '')
    """
    if is_missing(value) or value == "":
        return Cell(runs=(), key=None)
    text, key = _print(value)
    return Cell(runs=(Run(text, href=f"#{href}" if href else ""),), key=key, language=language)


def is_missing(value: object) -> bool:
    """Return whether a value of a frame is none.

    Examples
    --------
    >>> [is_missing(value) for value in (None, pd.NA, pd.NaT, float("nan"), "", 0)]
    [True, True, True, True, False, False]
    """
    return value is None or value is pd.NA or value is pd.NaT or bool(value != value)


def _print(value: object) -> tuple[str, str | float]:
    """Return a value as it is printed, and what it is sorted by."""
    if isinstance(value, pd.Timestamp):
        return day_words(value), value.date().isoformat()
    if isinstance(value, (bool, str)) or not hasattr(value, "__float__"):
        text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
        return text, text.casefold()
    number = float(value)
    if number.is_integer():
        return f"{int(number):,}", number
    return f"{number:.3g}", number
