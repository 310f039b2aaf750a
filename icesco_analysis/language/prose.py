"""Sentences as runs of text: written once, shown as Markdown in a notebook, as HTML or in Word by a report."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from icesco_analysis.language.escaping import escape_markdown


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style.

    Parameters
    ----------
    text
        What to print, without any markup.
    bold, italic
        How to print it.
    href
        What it links to: ``#anchor`` or a web address; empty for no link.
    """

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or an item of a list: its text in runs."""

    runs: tuple[Run, ...]
    item: bool = False

    def __str__(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True, repr=False)
class Prose:
    """What is said of some numbers, in paragraphs; none where there is nothing to say."""

    paragraphs: tuple[Paragraph, ...] = ()

    def __bool__(self) -> bool:
        return any(str(paragraph) for paragraph in self.paragraphs)

    def __str__(self) -> str:
        return " ".join(map(str, self.paragraphs))

    def __repr__(self) -> str:
        return f"<prose: {self}>"

    def _repr_markdown_(self) -> str:
        blocks: list[str] = []
        for place, paragraph in enumerate(self.paragraphs):
            line = ""
            for run in paragraph.runs:
                line += _mark_down(run, begins_line=not line.strip())
            inside = paragraph.item and place and self.paragraphs[place - 1].item
            blocks.append(("\n" if inside else "\n\n") + ("- " if paragraph.item else "") + line)
        return "".join(blocks).strip()


Piece = str | int | Run | Prose
"""What a sentence is made of: text and numbers are printed as they are, whatever signs they hold."""


def bold(text: object) -> Run:
    """Return `text` in bold: a number that a reader may quote."""
    return Run(str(text), bold=True)


def italic(text: object) -> Run:
    """Return `text` in italics: words of the pages."""
    return Run(str(text), italic=True)


def say(*pieces: Piece) -> Prose:
    r"""Return one paragraph of `pieces`, printed one after the other without a blank between.

    Examples
    --------
    >>> sentence = say("On ", bold(2), " pages: <b>.")
    >>> str(sentence), sentence._repr_markdown_()
    ('On 2 pages: <b>.', 'On **2** pages: &lt;b&gt;.')
    """
    runs: list[Run] = []
    for piece in pieces:
        if isinstance(piece, Prose):
            runs += [run for paragraph in piece.paragraphs for run in paragraph.runs]
        else:
            runs.append(piece if isinstance(piece, Run) else Run(str(piece)))
    return Prose((Paragraph(tuple(run for run in runs if run.text)),))


def join_sentences(sentences: Iterable[Prose], *, between: str = " ") -> Prose:
    """Return `sentences` in one paragraph, `between` each two of them a blank or a comma; empty ones left out."""
    pieces = [piece for sentence in sentences if sentence for piece in (between, sentence)]
    return say(*pieces[1:])


def list_items(items: Iterable[Prose]) -> Prose:
    """Return `items` as a list, one bullet each; empty ones left out."""
    return Prose(tuple(replace(paragraph, item=True) for item in items if item for paragraph in item.paragraphs))


def _mark_down(run: Run, *, begins_line: bool) -> str:
    """Return a run as Markdown in which only its own style is live; only what begins a line could begin a list."""
    before = "" if begins_line and not (run.bold or run.italic) else "x"
    escaped = escape_markdown(before + run.text.strip()).removeprefix(before)
    # the blanks between runs are part of the sentence
    text = " " * run.text.startswith(" ") + escaped + " " * (run.text.endswith(" ") and run.text != " ")
    if run.bold:
        text = f"**{text}**"
    if run.italic:
        text = f"*{text}*"
    return f"[{text}]({run.href})" if run.href else text
