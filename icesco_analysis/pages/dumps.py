"""Text dump → blocks: wrapped lines joined, broken paragraphs mended, bullets kept."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from icesco_analysis.language import collapse
from icesco_analysis.pages.blocks import Block, join_lines
from icesco_analysis.pages.boilerplate import MAX_BOILERPLATE, tell_boilerplate
from icesco_analysis.pages.cues import read_cues, shows
from icesco_analysis.pages.datelines import read_date_line

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

# A title or an initial that stands last has so many characters at most, with its stop and the blank before it.
TITLE_REACH = 6
# How far on both sides of a line break the name is looked for (characters).
NAME_REACH = 100
# Blank lines part the paragraphs of a page where at least so many stand below the end of a sentence, …
MIN_STANZAS = 3
# … so many times as often as a mere newline does.
STANZA_RATE = 2
# From so many on lines between two blank lines are one paragraph, if this share of those below the first begins small.
STANZA_LINES, SMALL_SHARE = 3, 0.15


class Line(NamedTuple):
    """One physical line: text without its margins, number, blank lines before it."""

    text: str
    number: int
    gap: int


def split_dump(text: str, *, min_mended: int = MIN_MENDED) -> tuple[Block, ...]:
    """Return the paragraphs of a text dump as blocks.

    A newline between two lines is soft where the page is hard-wrapped and the next word would no longer have fitted, or
    where the sentence evidently goes on. A blank line is soft only in the second case.
    """
    lines = list(_read_lines(text))
    column = find_wrap(lines)
    soft = find_stanzas(lines)
    groups: list[list[Line]] = []
    for line in lines:
        last = groups[-1] if groups else ()
        if last and (
            line.number in soft or _is_badge(last, line) or _goes_on(last, line, column, min_mended=min_mended)
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(_make_block(group) for group in groups)


def _read_lines(text: str) -> Iterator[Line]:
    gap = 0
    for number, raw in enumerate(text.splitlines(), start=1):
        line = collapse(raw)
        if line:
            yield Line(text=line, number=number, gap=gap)
            gap = 0
        else:
            gap += 1


def _make_block(group: Sequence[Line]) -> Block:
    first, last = group[0].number, group[-1].number
    place = f"line {first}" if first == last else f"lines {first}-{last}"
    texts = tuple([line.text for line in group])
    text = join_lines(texts) if len(texts) > 1 else texts[0]
    return Block(
        text=text,
        place=place,
        kind="item" if shows(texts[0], "item") else "paragraph",
        gap=group[0].gap,
        lines=texts if len(texts) > 1 and not shows(text, "date-badge") else (),
    )


def find_wrap(lines: Sequence[Line]) -> int | None:
    """Return the column that the lines are wrapped at, the length that nearly all keep to; None where they are not.

    A line end is one of a wrap where the first word of the next line would not have fitted any more. Lines that end a
    sentence say nothing: they may end a paragraph.
    """
    if not lines:
        return None
    lengths = sorted(len(line.text) for line in lines)
    column = lengths[min(len(lengths) - 1, int(len(lengths) * WITHIN_COLUMN))]
    if not MIN_WRAP <= column <= MAX_WRAP:
        return None
    ends = [(one, two) for one, two in pairwise(lines) if two.gap == 0 and not shows(one.text, "sentence-end")]
    full = sum(_is_full(one, two, column) for one, two in ends)
    return column if len(ends) >= MIN_LINE_ENDS and full >= MIN_FULL_SHARE * len(ends) else None


def find_stanzas(lines: Sequence[Line]) -> frozenset[int]:
    """Return the numbers of the lines that go on above them whatever their length, where blank lines part paragraphs.

    Mails and editors wrap each paragraph at a width of its own, and break a line once more here and there.
    """
    if not any(two.gap == three.gap == 0 for two, three in pairwise(lines)):
        return frozenset()  # no three lines stand together
    stanzas: list[list[Line]] = []
    for line in lines:
        apart = line.gap > 0 or not stanzas or shows(line.text, "item") or tell_boilerplate(line.text)
        if apart or any(_is_date_line(other.text) for other in (stanzas[-1][-1], line)):
            stanzas.append([])
        stanzas[-1].append(line)
    ends = [[shows(line.text, "sentence-end") for line in stanza] for stanza in stanzas]
    below, inside = sum(stanza[-1] for stanza in ends), sum(sum(stanza[:-1]) for stanza in ends)
    if below < max(MIN_STANZAS, STANZA_RATE * inside):
        return frozenset()
    return frozenset(
        line.number
        for stanza, ended in zip(stanzas, ends, strict=True)
        if ended[-1] and len(stanza) >= STANZA_LINES
        and sum(not line.text[0].isupper() for line in stanza[1:]) >= SMALL_SHARE * len(stanza[1:])
        for line in stanza[1:]
    )  # fmt: skip


def _is_date_line(text: str) -> bool:
    return read_date_line(text) is not None and not shows(text, "sentence-end")


def _is_badge(group: Sequence[Line], line: Line) -> bool:
    """Tell the parts of a day that a theme draws one below the other."""
    return line.gap == 0 and len(group) <= 2 and shows(" ".join(one.text for one in (*group, line)), "date-badge")


def _is_full(line: Line, following: Line, column: int) -> bool:
    return len(line.text) + 1 + len(following.text.split(" ", 1)[0]) > column


def _is_known_apart(group: Sequence[Line], line: Line) -> bool:
    text = ""
    for member in group:
        text = f"{text} {member.text}".lstrip()
        if len(text) > MAX_BOILERPLATE:
            break  # longer than all known text
    known = tell_boilerplate(line.text)
    if known != "header" and line.gap == 0 and line.text[0].islower():
        known = ""  # what stands below or beside a text begins large: this may be half of a wrapped sentence
    if not (tell_boilerplate(text) or known):
        return False
    return not tell_boilerplate(f"{text} {line.text}")


def _is_unfinished(group: Sequence[Line]) -> bool:
    """Tell whether a block ends in the middle: with a small word, with an article and its noun, inside a quotation."""
    if len(group) == 1 and shows(group[0].text, "unfinished"):
        return True
    last = group[-1].text
    return not shows(last, "sentence-end") and last.count("“") > last.count("”")


def tears_name(text: str, rest: str) -> bool:
    """Tell whether the organisation's name in full begins in `text` and ends in `rest`."""
    around = f"{text[-NAME_REACH:]} {rest[:NAME_REACH]}"
    found = read_cues()["spells-name"](around)
    return found is not None and found.start() < min(len(text), NAME_REACH) < found.end()


def _is_torn(text: str, rest: str, *, ended: bool) -> bool:
    """Tell whether a stray newline tore a sentence, though the second half does not begin with a small letter.

    The organisation's name or a date is torn, or the first half cannot end there. Short lines prove nothing: they are
    headlines, items, lines of an address. Of what has `ended` with a mark only an initial or a title is torn.
    """
    if ended:
        may_be = len(text) >= MIN_MENDED and " " in text[-TITLE_REACH:]
        return may_be and shows(text, "broken-end") and not tell_boilerplate(text)
    if tears_name(text, rest):
        return True
    if len(text) < MIN_TORN or tell_boilerplate(text):
        return False
    return shows(text, "small-end") or (len(text) >= MIN_MENDED and _breaks_off(text, rest))


def _breaks_off(text: str, rest: str) -> bool:
    return (
        shows(text, "broken-end")
        or text.count("“") > text.count("”")
        or (shows(text, "day-end") and shows(rest, "month-start"))
        or (shows(text, "month-end") and shows(rest, "number-start"))
    )


def _goes_on(group: Sequence[Line], line: Line, column: int | None, *, min_mended: int) -> bool:
    last = group[-1]
    ended = shows(last.text, "sentence-end")
    goes_on = (
        _is_full(last, line, column) or _is_unfinished(group)
        if column is not None and line.gap == 0
        else column is None and _is_torn(last.text, line.text, ended=ended) and not shows(group[0].text, "item")
    )
    if not goes_on and not ended and shows(line.text, "goes-on") and not (line.gap and _is_date_line(line.text)):
        torn = line.gap == 0 and len(last.text) >= MIN_TORN and len(line.text) >= MIN_MENDED
        goes_on = (
            column is not None
            or len(last.text) >= min_mended
            or (torn and last.text[0].isupper() and line.text[0].islower())
        )
    return goes_on and not shows(line.text, "item") and not _is_known_apart(group, line)
