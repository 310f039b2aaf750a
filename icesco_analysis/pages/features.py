"""Blocks → features and their weights: what speaks for each role of a block, all as data with notes."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from itertools import chain, dropwhile, repeat
from struct import Struct
from typing import Literal, NamedTuple, get_args

from icesco_analysis.language import find_words, read_vocabulary, split_sentences
from icesco_analysis.pages.blocks import Block
from icesco_analysis.pages.cues import BlockCues, shows
from icesco_analysis.pages.datelines import read_date_line

# How a page prints headlines: without a full stop as nearly all do, with one as some agencies do, or not at all.
Layout = Literal["headed", "stopped", "bare"]
LAYOUTS: tuple[Layout, ...] = get_args(Layout)
BlockRole = Literal[
    "kicker", "predate", "headline", "subtitle", "dateline", "repeat", "lead", "body", "postdate", "signature", "stray"
]
ROLES: tuple[BlockRole, ...] = get_args(BlockRole)
# A block has a role in an article, or stands outside all.
State = Literal["outside"] | BlockRole

# A role that weighs less, in tenths, is none that the block may have: a date line without a date, a long headline.
_EXCLUDED = -130
# What the other layouts weigh more or less: one role each.
LAYOUT_ROLES: Mapping[str, BlockRole] = {"stopped": "headline", "bare": "lead"}

# Lengths of a block in characters (see the notes in split_weights.tsv).
TINY, SHORT, LINE, LONG = 20, 45, 220, 330
_LENGTHS, _LIMITS = ("tiny", "short", "line", "long", "very-long"), (TINY, SHORT, LINE + 1, LONG + 1)
# A paragraph of this length or more is prose.
PROSE = 140
# A block reads as an opening when the weights of its features for "lead" add up to this.
OPENING_SCORE = 3.0
# A topic printed above a headline has so many words at most.
KICKER_WORDS = 5
# Share of a line's longer words that the text below repeats.
ECHO_MUCH, ECHO_SOME = 0.5, 0.25
# Words shorter than this say nothing about an echo. So many letters of a word are compared: inflection changes its end.
ECHO_WORD, ECHO_STEM = 4, 5
# How far below a line its echo is looked for: blocks, and characters.
ECHO_BLOCKS, ECHO_REACH = 3, 900
# A line reads as prose when it has at least so many articles, auxiliaries and pronouns, and this share of its words.
MIN_PROSE_WORDS, PROSE_WORD_SHARE = 2, 0.125
# Two neighbours that begin with the same words, so many, are headline and lead.
OPENING_WORDS = 3
# A repeated headline stands at most so many blocks below the first print.
REPEAT_REACH = 5
# A line that may be the headline of what stands below it shows none of these.
NO_HEADING = frozenset({"item", "date-line", "tiny", "short", "beside-line"})
# Date lines and repeated headlines that are stepped over to find the text below, blocks at most.
PRELUDE_REACH = 8
# Two prints of a headline share at least this part of their words: the second is often lightly edited.
SAME_WORDS = 0.75
# Blank lines stand between articles only where this share of a page's blocks has one above it, and so many blocks.
RARE_GAPS, MIN_GAPS = (0.03, 0.35), 2
# Texts stand below lines of their own where at least so many of these texts, and this share, name the organisation or
# a day.
MIN_TURNS, TELLING_SHARE = 4, 0.8
# Where in a paragraph the features of an opening are looked for (characters).
OPENING_REACH = 420

# Lines and blocks whose words are remembered: their neighbours ask for them.
NEIGHBOURS_KEPT = 1024

# Of a word that ties neighbours together so many letters are compared.
TIE_STEM = 6
# A word that stands in more than this share of a page's blocks, and in so many, belongs to the site and to no text.
COMMON_SHARE, COMMON_BLOCKS = 0.2, 3
# Blocks above and below that are compared, and the difference of words that makes a clear tie.
TIE_REACH, CLEAR_TIE = 2, 2

_TIE_RE = re.compile(r"[^\W\d_]{5,}")  # shorter words are mostly grammar
_STOP_INSIDE_RE = re.compile(r"[.!?…؟۔\n](?s:.)")  # else there is one sentence
# A shorter word is written small in titles, too.
TITLE_WORD = 4
_LETTERS_RE = re.compile(rf"[^\W\d_]{{{TITLE_WORD},}}")


@cache
def split_weights() -> Mapping[tuple[str, str], tuple[int, str]]:
    """Return for feature and role the weight, in tenths, and the note of ``data/split_weights.tsv``."""
    rows = read_vocabulary("split_weights.tsv", columns=["feature", "role", "weight", "note"])
    return {(row["feature"], row["role"]): (round(10 * float(row["weight"])), row["note"]) for row in rows}


@cache
def _word_set(table: str, column: str) -> frozenset[str]:
    return frozenset(row[column] for row in read_vocabulary(table, columns=[column, "note"]))


# A line is asked for its words by several features, a block for its stems by the lines above it.
_words = lru_cache(maxsize=NEIGHBOURS_KEPT)(find_words)


def _is_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two lines are prints of one headline: the same words but for a few."""
    shared = len(one & other) if one and other else 0
    return 0 < shared >= SAME_WORDS * (len(one) + len(other) - shared)


def describe_edges(text: str) -> set[str]:
    """Return the features that a text has by what it ends with, and by its first letter."""
    ends = ("open-end",) if text[-1:].isalnum() else ("other-mark", "full-stop", "colon-end", "open-end")
    end = next(filter(partial(shows, text), ends), "no-stop")
    return {end, "small-start"} if next(filter(str.isalnum, text), "").islower() else {end}


def _is_title_case(text: str) -> bool:
    words = _LETTERS_RE.findall(text)
    return len(words) >= 2 and sum([word[0].isupper() for word in words]) >= 0.7 * len(words)


_cues = cache(BlockCues)


def describe_block(block: Block) -> set[str]:
    """Return the features a block has by itself."""
    text, size = block.text, len(block.text)
    opening = text[:OPENING_REACH]
    found = _cues(of_lines=size <= LINE).find(opening)
    found |= describe_edges(text)
    found |= {_LENGTHS[bisect_right(_LIMITS, size)], f"marked-{block.kind}", "no-date", "unsigned"}
    if size <= LONG:
        _describe_short(text, found)
    if size > SHORT and _STOP_INSIDE_RE.search(opening) and opening[next(split_sentences(opening))[1] :].strip():
        found.add("sentences")
    if block.kind == "item" or shows(text, "item"):
        found.add("item")
    if shows(text, "whole-quote"):
        found.add("whole-quote")
    _settle(found)
    return found


def _describe_short(text: str, found: set[str]) -> None:
    """Add what is asked of a text that may be a line to what was found of it."""
    words = _words(text)
    if len(text) <= LINE and text.isupper():
        found.add("all-caps")
    if len(text) < PROSE:
        found.add("brief")
    if len(text) <= LINE and not _word_set("headline_verbs.tsv", "verb").isdisjoint(words):
        found.add("headline-verb")
    small = sum(map(_word_set("prose_words.tsv", "word").__contains__, words))
    if small >= max(MIN_PROSE_WORDS, PROSE_WORD_SHARE * len(words)):
        found.add("prose-words")  # full of the small words that headlines leave out
    sentence = "full-stop" in found and ("long" in found or "full-name" in found)
    if not sentence and _is_title_case(text):
        found.add("title-case")
    if printed := read_date_line(text):
        found ^= {"no-date", "date-line"}
        if printed.place and shows(text, "signed"):
            found ^= {"unsigned", "signed"}


def _settle(found: set[str]) -> None:
    """Take back what other features rule out."""
    if "headline-verb" in found:
        found -= {"genre-line", "beside-line"}
    if "beside-line" in found:
        found.discard("no-date")  # it stands where dates do
    if "lead-cue" in found or "continuing-cue" in found:
        found -= {"opening-cue", "person-cue"}
    if "full-stop" in found and "title-case" not in found and ("line" in found or "long" in found):
        found.add("plain-sentence")
    elif {"no-stop", "title-case", "indefinite"} <= found:
        found.discard("lead-cue")  # "A Workshop on Maps for Pilots" tells of no workshop yet


@lru_cache(maxsize=NEIGHBOURS_KEPT)
def _stems(text: str) -> frozenset[str]:
    return frozenset([word[:ECHO_STEM] for word in _words(text) if len(word) >= ECHO_WORD])


@cache
def _weights_of(role: BlockRole) -> Mapping[str, int]:
    return {feature: weight for (feature, own), (weight, _) in split_weights().items() if own == role}


def score_features(features: Iterable[str], role: BlockRole) -> float:
    """Return the sum of the weights that the features of a block have for a role."""
    return sum(map(_weights_of(role).get, features, repeat(0))) / 10


def _add_up(features: Iterable[str]) -> tuple[int, ...]:
    """Return the sums of the weights that the features of a block have, in tenths, so that they are exact.

    One for each role, and one for what a layout adds to its role.
    """
    lanes, columns, signs = _packed()
    total = sum(map(lanes.get, features, repeat(0)), signs) ^ signs
    return columns.unpack(total.to_bytes(columns.size, "little"))


@cache
def _packed() -> tuple[Mapping[str, int], Struct, int]:
    """Return the weights of each feature side by side in one number, what reads the columns of it, and their signs.

    So one sum adds up all columns.
    """
    columns, lanes = [*ROLES, *LAYOUT_ROLES], Counter[str]()
    for (feature, role), (weight, _) in split_weights().items():
        lanes[feature] += weight << 16 * columns.index(role)
    for row in read_vocabulary("split_layouts.tsv", columns=["layout", "feature", "role", "weight", "note"]):
        lanes[row["feature"]] += round(10 * float(row["weight"])) << 16 * columns.index(row["layout"])
    return lanes, Struct(f"<{len(columns)}h"), sum(1 << 16 * column + 15 for column in range(len(columns)))


@lru_cache(maxsize=NEIGHBOURS_KEPT)
def score_roles(features: frozenset[str]) -> tuple[Mapping[State, int], int, int]:
    """Return the roles that a block may have, each with the sum of its features' weights in tenths, and those to add.

    These are of the other layouts, each for its one role.
    """
    *sums, stopped, bare = _add_up(features)
    return {role: weight for role, weight in zip(ROLES, sums, strict=True) if weight > _EXCLUDED}, stopped, bare


def opens(features: Iterable[str]) -> bool:
    """Tell whether the features of a block add up to the first paragraph of a release."""
    return score_features(features, "lead") >= OPENING_SCORE


class _Shown(NamedTuple):
    """A block as its neighbours see it: its text, its words where it may be a headline, the features of its own."""

    text: str
    words: frozenset[str]
    plain: frozenset[str]
    post: int | None


def describe_blocks(blocks: Sequence[Block]) -> list[set[str]]:
    """Return the features of each open block, its neighbours considered; empty sets for the settled ones.

    All but those of `describe_cohesion`, which only a page without headlines asks for.
    """
    described = [describe_block(block) if block.account == "open" else set() for block in blocks]
    page = [
        _Shown(
            text=block.text,
            words=frozenset(_words(block.text)) if found and TINY <= len(block.text) <= LONG else frozenset(),
            plain=frozenset(found),
            post=block.post,
        )
        for block, found in zip(blocks, described, strict=True)
    ]
    repeated, printed_again = _find_prints(page)
    captions = _find_captions(page, printed_again)
    repeated, printed_again = repeated - captions, printed_again - captions
    for index in captions:
        described[index].discard("no-date")
        described[index].add("beside-line")
        page[index] = page[index]._replace(plain=frozenset(described[index]))
    of_page = _describe_dates([shown.plain for shown in page])
    gaps, turns = _describe_gaps(blocks), _find_turns([shown.plain for shown in page])
    for index, found in enumerate(described):
        if not found:
            continue
        found.update(of_page if "date-line" in found else (), gaps[index])
        if index in turns:
            found.add("in-turn")
        if {"dates-above", "signed"} <= found:
            found ^= {"signed", "unsigned"}
        repeats = index in repeated and "date-line" not in found
        found.add("repeats" if repeats else "no-repeat")
        if index in printed_again and not repeats and "date-line" not in found:
            found.add("printed-again")
        _describe_above(found, page[index - 1].plain if index else frozenset())
        if len(page[index].text) <= LONG:
            reach = page[index + 1 : index + 1 + PRELUDE_REACH + ECHO_BLOCKS]
            rest = list(dropwhile(partial(_stands_between, page[index]), reach))
            _describe_below(found, page[index], rest, is_last=bool(rest) and rest[0] is page[-1])
    return described


def _describe_above(found: set[str], above: frozenset[str]) -> None:
    """Describe what stands directly above a block."""
    if above.isdisjoint({"no-stop", "other-mark"}):
        found.discard("genre-line")
    if above & {"colon-end", "open-end"} and "speaker-colon" not in found:
        found.add("after-open")
    if {"no-stop", "title-case"} <= above and "no-stop" in found and "title-case" not in found:
        found.add("below-capitals")


def _describe_dates(plain: Sequence[frozenset[str]]) -> frozenset[str]:
    """Say where the page prints the dates of its articles, as far as its first and last lines tell."""
    shown = [found for found in plain if found]
    dated = [index for index, found in enumerate(shown) if "date-line" in found]
    if not dated:
        return frozenset()
    if dated[0] == 0 or (dated[0] == 1 and "known-kicker" in shown[0]):
        return frozenset({"dates-above"})
    ends = [index for index in dated if "full-stop" in shown[index - 1]]
    return frozenset({"dates-below"}) if ends == dated and dated[-1] == len(shown) - 1 else frozenset()


def _describe_gaps(blocks: Sequence[Block]) -> list[frozenset[str]]:
    """Say for each block whether a blank line stands above it, on a page that prints them between articles only."""
    opened = [block for block in blocks if block.account == "open"]
    count = sum(block.gap > 0 for block in opened[1:])
    low, high = RARE_GAPS
    if count < MIN_GAPS or not low * len(opened) <= count <= high * len(opened):
        return [frozenset()] * len(blocks)
    return [frozenset({"after-gap" if block.gap else "no-gap"}) for block in blocks]


def _find_turns(plain: Sequence[frozenset[str]]) -> frozenset[int]:
    """Return the lines of a page below which a text names the organisation or a day, where nearly all lines have one.

    So releases of a paragraph or two are printed. Sections of a long text stand below lines likewise, but few of their
    paragraphs tell a day.
    """
    shown = [index for index, found in enumerate(plain) if found and "date-line" not in found]
    turns = [
        (line, text)
        for above, line, text in zip([None, *shown], shown, shown[1:], strict=False)
        if (above is None or "no-stop" not in plain[above])  # below a line it may be a subtitle
        and _is_turn(plain[line], plain[text])
    ]
    telling = [line for line, text in turns if not plain[text].isdisjoint({"prints-day", "names-organisation"})]
    enough = len(telling) >= MIN_TURNS and len(telling) >= TELLING_SHARE * len(turns)
    return frozenset(telling) if enough else frozenset()


def _is_turn(line: frozenset[str], text: frozenset[str]) -> bool:
    is_text = "full-stop" in text and text.isdisjoint({"tiny", "short"})
    return is_text and line.isdisjoint({"full-stop", "item", "tiny", "very-long"})


def _find_prints(page: Sequence[_Shown]) -> tuple[set[int], set[int]]:
    """Return the lines that are printed above a second time, and those below, with no prose between the prints."""
    again, above = set(), set()
    for index, line in enumerate(page):
        for other in range(index + 1, min(len(page), index + REPEAT_REACH + 1) if line.words else 0):
            if page[other].post != line.post:
                break
            if _is_same(line.words, page[other].words):
                above.add(index)
                again.add(other)
            if len(page[other].text) >= PROSE:
                break
    return again, above


def _find_captions(page: Sequence[_Shown], printed_again: set[int]) -> set[int]:
    """Return the lines that say what a picture shows: twice below a headline that is longer, or is printed again."""
    found: set[int] = set()
    for index, (above, line, below) in enumerate(zip(page, page[1:], page[2:], strict=False), start=1):
        twice = _prints(line, below) and "no-stop" in line.plain and "headline-verb" not in line.plain
        if twice and _heads(page, index - 1) and (len(line.text) < len(above.text) or index - 1 in printed_again):
            reach = range(index, min(len(page), index + REPEAT_REACH + 1))
            found.update(other for other in reach if _prints(line, page[other]))
    return found


def _prints(line: _Shown, other: _Shown) -> bool:
    return line.text == other.text or _is_same(line.words, other.words)


def _heads(page: Sequence[_Shown], index: int) -> bool:
    """Tell whether a line may be the headline of what stands below it: long enough, and no line as long above it."""
    above = page[index - 1].plain if index else frozenset()
    is_line = "no-stop" in page[index].plain and page[index].plain.isdisjoint(NO_HEADING)
    return is_line and ("no-stop" not in above or not above.isdisjoint({"tiny", "short"}))


def _describe_below(found: set[str], line: _Shown, rest: Sequence[_Shown], *, is_last: bool) -> None:
    """Describe what stands below a line, over date lines and repeated headlines; whether the page ends with it."""
    if not rest or not rest[0].plain:
        found.update({"before-nothing"} if "title-case" in found else {"before-nothing", "torn"})
        return
    below = rest[0]
    if is_last and below.plain & {"no-stop", "open-end"}:
        return  # the page breaks off here: what is left of the text proves nothing
    if _words(line.text[:80])[:OPENING_WORDS] == _words(below.text[:80])[:OPENING_WORDS]:
        found.add("same-opening")
    found.add(echo_of(line.text, *_texts_below(rest[:ECHO_BLOCKS])))
    _describe_neighbour(found, below)
    if {"known-kicker", "before-prose"} <= found:
        found -= {"known-kicker"}  # "Statement" above a line is a topic, above text it is the headline
    if "before-line" in found and len(rest) > 1 and opens(rest[1].plain):
        found.add("before-line-and-lead")
        if "title-case" in found and "title-case" not in below.plain and len(_words(line.text)) > KICKER_WORDS:
            found.add("above-small")


def _texts_below(page: Sequence[_Shown]) -> Iterator[str]:
    """Yield the texts of some blocks as far as an echo is looked for."""
    reach = ECHO_REACH
    for other in page:
        if other.plain and reach > 0:
            yield other.text[:reach]
            reach -= len(other.text) + 1


def _stands_between(line: _Shown, other: _Shown) -> bool:
    """Tell a date line, or a second print of the line, that stands above the text."""
    return bool(other.plain & {"date-line", "beside-line"}) or _is_same(other.words, line.words)


def _describe_neighbour(found: set[str], other: _Shown) -> None:
    below, text = other.plain, other.text
    if opens(below):
        found.add("before-lead")
    elif "no-stop" not in below:
        found.add("before-plain")
    if len(text) >= PROSE:
        found.add("before-prose")
    elif "no-stop" in below:
        found.add("before-line")
    elif "full-stop" in below:
        found.add("before-brief")
    news = {"brief", "full-stop"} <= below and "echoed" in found and "genre-line" not in found
    if news and (below & {"names-organisation", "prints-full-day"} or shows(text, "calls-house")):
        found.add("before-news")
        found -= {"prose-words"}
    elif below & {"full-stop", "colon-end"} and len(text) >= SHORT and below.isdisjoint({"lead-cue", "full-name"}):
        found.add("before-unnamed")
        if found & {"tiny", "short"} and "names-organisation" not in found:
            found.add("section-like")
    found.update(name for name, marks in _BEFORE.items() if not below.isdisjoint(marks))


# What a line is told by that stands above a block with one of these features.
_BEFORE: Mapping[str, frozenset[str]] = {
    "before-small": frozenset({"small-start", "item"}),
    "before-continuing": frozenset({"continuing-cue"}),
    "before-definition": frozenset({"defines"}),
}


def echo_of(line: str, *below: str) -> str:
    """Return the feature that says how many words of a line the texts below it repeat."""
    stems = left = _stems(line)
    for text in below:
        left = left - _stems(text)
        if stems and len(stems) - len(left) >= ECHO_MUCH * len(stems):
            return "echoed"
    return "echoed-partly" if stems and len(stems) - len(left) >= ECHO_SOME * len(stems) else "unechoed"


def describe_cohesion(texts: Sequence[str]) -> list[str]:
    """Return for each text of a page ("" for what is none) whether it ties up with those above it or with those below.

    That is one of "ties-back", "ties-back-clearly", "ties-ahead", "ties-ahead-clearly", or "" where both weigh the
    same: the words shared with the two blocks below, less those shared with the two above. The words of most of the
    page do not count. After the windows by which texts are cut into topics (Hearst 1997), on single paragraphs.
    """
    stems = [{word[:TIE_STEM] for word in _TIE_RE.findall(text.casefold())} for text in texts]
    counts = Counter(stem for found in stems for stem in found)
    limit = max(COMMON_BLOCKS, COMMON_SHARE * sum(map(bool, stems)))
    rare = [{stem for stem in found if counts[stem] <= limit} for found in stems]
    ties = []
    for index, own in enumerate(rare):
        above = own.intersection(chain.from_iterable(rare[max(0, index - TIE_REACH) : index]))
        below = own.intersection(chain.from_iterable(rare[index + 1 : index + 1 + TIE_REACH]))
        side = "ties-ahead" if len(below) > len(above) else "ties-back" if len(below) < len(above) else ""
        ties.append(side + "-clearly" if abs(len(below) - len(above)) >= CLEAR_TIE else side)
    return ties


@cache
def most_tie() -> int:
    """Return what a tie weighs at most for an opening, in tenths."""
    return max(_add_up([side + degree])[-1] for side in ("ties-ahead", "ties-back") for degree in ("", "-clearly"))


def weigh_ties(blocks: Sequence[Block]) -> list[int]:
    """Return what the ties of each block weigh for an opening where no headlines are printed, in tenths."""
    ties = describe_cohesion([block.text if block.account == "open" else "" for block in blocks])
    return [_add_up([tie])[-1] for tie in ties]
