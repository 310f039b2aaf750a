"""Text dump → blocks: wrapped lines joined, broken paragraphs mended, bullets kept."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from icesco_analysis.language import collapse
from icesco_analysis.pages.blocks import Block, ends_sentence
from icesco_analysis.pages.boilerplate import tell_boilerplate

# A page is taken as hard-wrapped when its lines stop at one column: widest column a wrap is looked for (characters).
MAX_WRAP = 140
MIN_WRAP = 40
# … and at least this share of its line ends in mid-sentence lie where the next word no longer fitted.
MIN_FULL_SHARE = 0.55
# … among at least this many such line ends: fewer prove nothing.
MIN_LINE_ENDS = 4
# The share of lines that the wrap column holds; the rest are links, headers saved unwrapped and the like.
WITHIN_COLUMN = 0.93
# A line that an unwrapped page breaks in mid-sentence is mended only where it is too long for an item (characters).
MIN_MENDED = 45
# … or at least so long, where it breaks off behind a small word, or the next one is long (characters).
MIN_TORN = 20

_ITEM_RE = re.compile(
    r"""
    (?: [•●▪■◦‣·∙*►▶✓➢] \s*            # a bullet
      | [-–—] \s+                      # a dash and a blank
      | [(\[]? \d{1,2} [.)\]] \s*(?=\D) # a number and a mark
      | [(\[]? [a-zA-Z] [)\]] \s        # a letter and a bracket
      | (?:i{1,3}|iv|v|vi{1,3}|ix|x) [.)] \s
    )
    """,
    re.VERBOSE,
)
_SMALL_START_RE = re.compile(r"[“‘\"'(«]?[a-zà-öø-ÿœ]|[&,;)]|[–—-]\s?[a-z]")
# A line that cannot be the last of a headline or of a paragraph.
_UNFINISHED_RE = re.compile(
    r"""
    (?: (?:\A|\s) (?: the | an? | of | and | in | for | to | with | at | by | on | from | between  # a small word last
                    | de | du | des | la | le | les | et | à | au | aux | pour | en | dans | avec )
      | \A (?: the | an | le | la | les ) \s [^\W\d]+                                             # "The Culture"
    ) \Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Where a line breaks off in mid-sentence whatever the next one begins with: a small word last …
_SMALL_END_RE = re.compile(
    r"""
    \s (?: the | an? | of | and | its | their | his | her | with | by | from | that | which | is | was | were | has
          | have | had | le | la | les | de | des | du | et | aux? | par | avec | dans | un | une ) \Z
    """,
    re.VERBOSE,
)
# … or, in a line that is long enough, one of these.
_BROKEN_RE = re.compile(
    r"""
    (?: \w ,                                                             # a comma
      | (?:\A|\s) (?: Dr | Mr | Mrs | Ms | Prof | Amb | Eng | H\.E ) \.?   # a title without its name
      | \s [^\W\d_] \.                                                    # an initial
      | \s (?: New | Saudi | United | Sri | Burkina | Sierra | Costa | Equatorial )  # half of a country's name
    ) \Z
    """,
    re.VERBOSE,
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY_END_RE = re.compile(r"(?:\A|\s)\d{1,2}\Z")
_MONTH_START_RE = re.compile(rf"(?:{_MONTHS}|janvier|février|mars|avril|mai|juin|juillet|août)\b|20\d\d\b")
_MONTH_END_RE = re.compile(rf"\b(?:{_MONTHS})\Z")
_NUMBER_START_RE = re.compile(r"\d{1,2}\b(?! ?[.)])|20\d\d\b")
# The organisation's name as releases spell it out: a line break in it is none of the text's.
_FULL_NAME_RE = re.compile(
    r"""
    Islamic \s+ (?: World \s+ )? Educational ,? \s+ Scientific ,? \s+ and \s+ Cultural \s+ Organi[sz]ation
        (?: \s+ \( I[CS]ESCO \) )?
    | monde \s+ islamique \s+ pour \s+ l.éducation ,? \s+ les \s+ sciences \s+ et \s+ la \s+ culture
        (?: \s+ \( I[CS]ESCO \) )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
# How far on both sides of a line break the name is looked for (characters).
NAME_REACH = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line: text without its margins, indentation, number, blank lines before it."""

    text: str
    indent: int
    number: int
    gap: int


def is_item(text: str) -> bool:
    """Tell whether a line begins with a bullet or a number of a list."""
    return _ITEM_RE.match(text) is not None


def split_dump(text: str, *, min_mended: int = MIN_MENDED) -> tuple[Block, ...]:
    r"""Return the paragraphs of a text dump as blocks.

    Notes
    -----
    A newline between two lines is soft where the page is hard-wrapped and the next word would no longer have fitted, or
    where the sentence evidently goes on. A blank line is soft only in the second case.

    Examples
    --------
    >>> dump = "    A headline\n\n    The text of a first paragraph that a stray newline\nbreaks in two.\n"
    >>> [block.text for block in split_dump(dump)]
    ['A headline', 'The text of a first paragraph that a stray newline breaks in two.']
    """
    lines = list(_read_lines(text))
    column = find_wrap(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _goes_on(groups[-1], line, column, min_mended=min_mended):
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(_make_block(group) for group in groups)


def _read_lines(text: str) -> Iterator[Line]:
    gap = 0
    for number, raw in enumerate(text.splitlines(), start=1):
        line = collapse(raw)
        if line:
            yield Line(text=line, indent=len(raw) - len(raw.lstrip()), number=number, gap=gap)
            gap = 0
        else:
            gap += 1


def _make_block(group: Sequence[Line]) -> Block:
    first, last = group[0].number, group[-1].number
    place = f"line {first}" if first == last else f"lines {first}-{last}"
    texts = tuple(line.text for line in group)
    return Block(
        text=" ".join(texts),
        place=place,
        kind="item" if is_item(texts[0]) else "paragraph",
        gap=group[0].gap,
        lines=texts if len(texts) > 1 else (),
    )


def find_wrap(lines: Sequence[Line]) -> int | None:
    """Return the column that the lines are wrapped at, or None where they are not.

    The test is that of the wrapping itself: a line end is one of a wrap where the first word of the next line would not
    have fitted any more. The column is the length that nearly all lines keep to. Lines that end a sentence say nothing:
    they may end a paragraph.
    """
    if not lines:
        return None
    lengths = sorted(len(line.text) for line in lines)
    column = lengths[min(len(lengths) - 1, int(len(lengths) * WITHIN_COLUMN))]
    if not MIN_WRAP <= column <= MAX_WRAP:
        return None
    ends = [(one, two) for one, two in pairwise(lines) if two.gap == 0 and not ends_sentence(one.text)]
    full = sum(_is_full(one, two, column) for one, two in ends)
    return column if len(ends) >= MIN_LINE_ENDS and full >= MIN_FULL_SHARE * len(ends) else None


def _is_full(line: Line, following: Line, column: int) -> bool:
    return len(line.text) + 1 + len(following.text.split(" ", 1)[0]) > column


def _is_known_apart(group: Sequence[Line], line: Line) -> bool:
    """Tell whether the site's known text ends above `line` or begins with it."""
    text = " ".join(member.text for member in group)
    known = tell_boilerplate(line.text)
    if known != "header" and line.gap == 0 and line.text[0].islower():
        known = ""  # what stands below or beside a text begins large: this may be half of a wrapped sentence
    if not (tell_boilerplate(text) or known):
        return False
    return not tell_boilerplate(f"{text} {line.text}")


def _is_unfinished(group: Sequence[Line]) -> bool:
    """Tell whether a block ends in the middle: with a small word, with an article and its noun, inside a quotation."""
    if len(group) == 1 and _UNFINISHED_RE.search(group[0].text):
        return True
    last = group[-1].text
    return not ends_sentence(last) and last.count("“") > last.count("”")


def spells_name(text: str) -> bool:
    """Tell whether the organisation's name stands in `text` in full."""
    return _FULL_NAME_RE.search(text) is not None


def tears_name(text: str, rest: str) -> bool:
    """Tell whether the organisation's name in full begins in `text` and ends in `rest`."""
    around = f"{text[-NAME_REACH:]} {rest[:NAME_REACH]}"
    edge = min(len(text), NAME_REACH)
    return any(match.start() < edge < match.end() for match in _FULL_NAME_RE.finditer(around))


def _is_torn(text: str, rest: str) -> bool:
    """Tell whether a stray newline tore a sentence, though the second half does not begin with a small letter.

    The organisation's name or a date is torn, or the first half cannot end there. Short lines prove nothing: they are
    headlines, items, lines of an address.
    """
    if tears_name(text, rest):
        return True
    if len(text) < MIN_TORN or tell_boilerplate(text):
        return False
    if _SMALL_END_RE.search(text):
        return True
    return len(text) >= MIN_MENDED and (
        _BROKEN_RE.search(text) is not None
        or (not ends_sentence(text) and text.count("“") > text.count("”"))
        or (_DAY_END_RE.search(text) is not None and _MONTH_START_RE.match(rest) is not None)
        or (_MONTH_END_RE.search(text) is not None and _NUMBER_START_RE.match(rest) is not None)
    )


def _goes_on(group: Sequence[Line], line: Line, column: int | None, *, min_mended: int) -> bool:
    """Tell whether `line` continues the block that `group` holds so far."""
    last = group[-1]
    if is_item(line.text) or _is_known_apart(group, line):
        return False
    if column is None and not is_item(group[0].text) and _is_torn(last.text, line.text):
        return True
    if line.gap == 0 and column is not None and (_is_full(last, line, column) or _is_unfinished(group)):
        return True
    if ends_sentence(last.text) or not _SMALL_START_RE.match(line.text):
        return False
    if column is not None or len(last.text) >= min_mended:
        return True
    torn = line.gap == 0 and len(last.text) >= MIN_TORN and len(line.text) >= MIN_MENDED
    return torn and last.text[0].isupper() and line.text[0].islower()
