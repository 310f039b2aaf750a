"""Computed sentences → runs of text: the small part of Markdown that findings use, read safely."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

_TOKEN_RE = re.compile(
    r"""
    \\(?P<escaped> [!-/:-@\[-`{-~] )                              # a mark of punctuation that is meant as such
    | \[ (?P<label> (?: \\. | [^\]\\] )* ) \] \( (?P<href> [^()\s]* ) \)   # [label](target)
    | (?P<bold> \*\* )                                            # begins or ends bold
    | (?P<italic> \* )                                            # begins or ends italics
    | ` (?P<code> [^`]* ) `                                       # a name or value as typed
    | (?P<entity> & (?: lt | gt | amp | quot | nbsp | \#x?[0-9A-Fa-f]{1,6} ) ; )
    """,
    re.VERBOSE,
)
_ITEM_RE = re.compile(r"\s*[-*+]\s+")
_NUMBER_RE = re.compile(r"[0-9,]+")
_HREF_RE = re.compile(r"\#[\w.-]+|https?://[^\s\"<>]+")
"""Targets that become links: places in the report, and pages of the web. Everything else is printed as text."""


_UNPRINTABLE_RE = re.compile(
    r"""
    [\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]    # control characters, which XML forbids; tab and line ends stay
    | [\ud800-\udfff\ufffe\uffff]             # what is no character at all
    | [\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]  # marks that would turn the line a headline is printed in
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style.

    Parameters
    ----------
    text
        What to print, without any markup.
    bold, italic, code
        How to print it.
    href
        What it links to: ``#anchor`` or a web address; empty for no link.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or an item of a list.

    Parameters
    ----------
    runs
        Its text.
    item
        Whether it is an item of a list.
    """

    runs: tuple[Run, ...]
    item: bool = False

    @property
    def text(self) -> str:
        """The text without its styles."""
        return "".join(run.text for run in self.runs)


def clean_text(text: str) -> str:
    r"""Return `text` without what no document can print, and without marks that turn the direction of writing.

    Examples
    --------
    >>> clean_text("a\x00b\u202e\tc")
    'ab\tc'
    """
    return _UNPRINTABLE_RE.sub("", text)


def read_markdown(text: str) -> list[Paragraph]:
    """Return the paragraphs and list items of a finding.

    Parameters
    ----------
    text
        Markdown as the findings write it: paragraphs, lists with hyphens, bold, italics, code, links, and the escapes
        that `escape_markdown` makes. Anything else is text, and so is every piece of HTML.

    Examples
    --------
    >>> [[run.text for run in each.runs] for each in read_markdown("On **two** <b>pages</b>.")]
    [['On ', 'two', ' <b>pages</b>.']]
    """
    paragraphs = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.splitlines()
        if lines and all(_ITEM_RE.match(line) for line in lines):
            paragraphs += [Paragraph(tuple(_runs(_ITEM_RE.sub("", line, count=1))), item=True) for line in lines]
        elif lines:
            paragraphs.append(Paragraph(tuple(_runs(" ".join(line.strip() for line in lines)))))
    return paragraphs


def bare_text(text: str) -> str:
    r"""Return a finding without its markup, paragraphs joined by a blank.

    Examples
    --------
    >>> bare_text(r"**3** stories of “\*a\*”.")
    '3 stories of “*a*”.'
    """
    return " ".join(paragraph.text for paragraph in read_markdown(text))


def link_numbers(paragraph: Paragraph, *, targets: Mapping[str, str]) -> Paragraph:
    """Return the paragraph with its bold numbers linked where the words before them name what they count.

    Parameters
    ----------
    paragraph
        Of a finding.
    targets
        Anchors by word: a number is linked that stands behind the word, with a blank or an opening bracket between.

    Examples
    --------
    >>> paragraph = read_markdown("Most often: Azerbaijan (**5**).")[0]
    >>> [run.href for run in link_numbers(paragraph, targets={"Azerbaijan": "country-AZE"}).runs]
    ['', '#country-AZE', '']
    """
    runs = list(paragraph.runs)
    for place in range(1, len(runs)):
        if runs[place].bold and _NUMBER_RE.fullmatch(runs[place].text):
            before = runs[place - 1].text.removesuffix("(").rstrip()
            found = [word for word in targets if before.endswith(word) and not before[: -len(word)][-1:].isalnum()]
            if found:
                runs[place] = replace(runs[place], href=f"#{targets[max(found, key=len)]}")
    return replace(paragraph, runs=tuple(runs))


def _runs(line: str) -> Iterator[Run]:
    """Yield the runs of one line, neighbours of one style joined."""
    waiting: Run | None = None
    for run in _pieces(line):
        if waiting is not None and replace(waiting, text="") == replace(run, text=""):
            waiting = replace(waiting, text=waiting.text + run.text)
        else:
            if waiting is not None:
                yield waiting
            waiting = run
    if waiting is not None:
        yield waiting


def _pieces(line: str) -> Iterator[Run]:
    style = Run("")
    end = 0
    for match in _TOKEN_RE.finditer(line):
        if match.start() > end:
            yield replace(style, text=line[end : match.start()])
        end = match.end()
        if match["bold"]:
            style = replace(style, bold=not style.bold)
        elif match["italic"]:
            style = replace(style, italic=not style.italic)
        elif match["href"] is not None:
            yield from _link(style, label=match["label"], href=match["href"])
        else:
            yield _literal(style, match)
    if end < len(line):
        yield replace(style, text=line[end:])


def _literal(style: Run, match: re.Match[str]) -> Run:
    """Return the text that an escape, an entity or a piece of code stands for."""
    if match["entity"]:
        return replace(style, text=html.unescape(match["entity"]))
    if match["escaped"]:
        return replace(style, text=match["escaped"])
    return replace(style, text=match["code"], code=True)


def _link(style: Run, *, label: str, href: str) -> Iterator[Run]:
    """Yield a link where its target may be one, else its label alone."""
    target = href if _HREF_RE.fullmatch(href) else ""
    for piece in _pieces(label):
        yield replace(piece, bold=style.bold or piece.bold, italic=style.italic or piece.italic, href=target)
