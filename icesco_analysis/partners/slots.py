"""Country mentions → slots: sentences in which every mention, or list of mentions, is one character.

The grammar of roles reads ``the Ambassadors of Chad, Mali and Niger to Spain`` as ``the Ambassadors of ▢ to ▢``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

from icesco_analysis.language import MONTH_NAMES, split_sentences
from icesco_analysis.partners.countries import Mention
from icesco_analysis.partners.patterns import (
    CITY,
    HOUSE,
    INSTITUTION,
    NAME,
    NAMES,
    NATIONAL,
    NATIONALS,
    OWNING_CITY,
    OWNING_NAME,
)
from icesco_analysis.partners.words import find_classes, lower

# Classes of words that are asked of a sentence.
SENTENCE_CLASSES: Final = ("speeches", "members", "individually", "award_said", "listing_said", "some_of_many")
# From this many members on a list reads as a list of participants rather than as the two or so that are dealt with.
LONG_LIST_MEMBERS = 3

_KIND_SLOTS = {
    **dict.fromkeys(("name", "official", "abbreviation"), NAME),
    **dict.fromkeys(("demonym", "adjective"), NATIONAL),
    **dict.fromkeys(("capital", "city", "region"), CITY),
    "institution": INSTITUTION,
}
_OWNING = {NAME: OWNING_NAME, CITY: OWNING_CITY}
_LISTS = {NAME: NAMES, NATIONAL: NATIONALS}

_STATE_OF = r"(?: (?:\w+\s+){0,2}(?:Republic|Kingdom|State|Sultanate|Union)\s+of\s+(?:the\s+)? )?"
_LIST_JOIN_RE = re.compile(
    rf"""
    (?: ['’]s? )?                                       # Oman's and Qatar's
    \s*+ (?: [,;/&–—-] | ,?\s*+(?:and|or|as\ well\ as|et|ou)\b | ,?\s*+(?:و|ثم\ ) | ,?\s*+and\s++also\b )
    \s*+ (?: and\b\s*+ )?
    (?: (?:of|from|in|to|for)\b\s*+ )?                   # of Chad, of Mali and of Niger
    (?: the\b\s*+ )?
    (?: (?:brotherly|sisterly|friendly)\s++ )?
    {_STATE_OF}
    \Z
    """,
    re.VERBOSE,
)
_APPOSITION_RE = re.compile(
    rf"""
    (?: ['’]s )?
    (?: \s*+ [,(–—-] \s*+ (?:in\b\s*+)? | \s++(?=capital|city|of) )  # Almaty, Republic … · Tatarstan (Russian …
    (?: the\b\s*+ )?
    (?: (?:capital|city)\b (?:\s++city)? \s*+ (?:of|,)? \s*+ | of\s++ )?
    (?: the\b\s*+ )?
    {_STATE_OF}
    \Z
    """,
    re.VERBOSE,
)
_IN_RE = re.compile(r"\bin\b")
_FORMS_OF_STATE = ("republic", "kingdom", "state", "sultanate", "union", "federation", "emirate", "commonwealth")
_WARM_WORDS = ("brotherly", "sisterly", "friendly", "neighbouring", "neighboring")
# What belongs to the name that follows: articles, forms of state, "brotherly".
_PREFIX_RE = re.compile(
    rf"""
    \b (?: the\s+ )?
    (?: (?:{"|".join(_WARM_WORDS)})\s+ )?
    (?: (?:(?:Islamic|Arab|People['’]s|Democratic|Federal|United|Hashemite|Co-operative|Plurinational)\s+){{0,2}}
        (?:{"|".join(_FORMS_OF_STATE)})\s+of\s+(?:the\s+)? )?
    \Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
# How a prefix of more than an article ends, blanks aside: only such a one is searched for.
_LONG_PREFIX_ENDS = (*_WARM_WORDS, *(f"{form} of{article}" for form in _FORMS_OF_STATE for article in ("", " the")))
# A town that the gazetteer does not know, told by its country: "in Lobatse, Botswana", "near Kars Hills, in Jamaica".
_TOWN_RE = re.compile(
    rf"""
    \b (?: [Ii]n | [Nn]ear ) \s+
    (?P<part> the \s+ (?: \w+ \s+ )? (?: city | town | village | camps? | port | medina | suburb | oasis | island
        | province | district | region | valley | commune | municipality ) \s+ of \s+ )?
    (?P<town>
        (?! {"|".join(MONTH_NAMES)} )      # "in May, Oman hosted" names no town
        [A-Z][\w'’-]+ (?: [ ] (?: (?:de|do|da|el|al|la|le|du|des) [ ] )? [A-Z][\w'’-]+ ){{0,2}}
    )
    (?: , \s+ (?: in\s+ (?:the\s+)? )? | (?(part) \s+ in \s+ (?:the\s+)? | (?!) ) )  # "the camp of Dar in Chad"
    \Z
    """,
    re.VERBOSE,
)
_TOWN_CHARS = 100  # longer than any such town with what stands before it
_JOINT_CHARS = 50  # longer than any joint of a list or apposition that is still near
_PREFIX_ENDS = (" the ", "The ", "the\n", " of ", " of\n", "ly ")  # any prefix ends so: most names have none
_PREFIX_CHARS = 60  # longer than any prefix the pattern can match
# Replaced one character for one, so that spans stay.
_ONE_FOR_ONE = (("\n", " "), ("icesco", HOUSE + "cesco"), ("isesco", HOUSE + "cesco"))
_TYPOGRAPHY = (("’", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("\xa0", " "))
_OWNER_RE = re.compile(r"['’]s\b|(?<=s)['’](?=\s)")


class Slot(NamedTuple):
    """One mention, or several that read as one and share every role, and the character that stands for it.

    Its span in the text includes articles and forms of state.
    """

    mentions: tuple[Mention, ...]
    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class SlotSentence:
    """A sentence by its span in the text, its slots, and `masked` with one character for each, at `positions`."""

    start: int
    end: int
    slots: tuple[Slot, ...]
    masked: str
    positions: tuple[int, ...]

    @cached_property
    def says(self) -> frozenset[str]:
        """The classes of words that it speaks of."""
        return find_classes(self.masked.replace(HOUSE, "i"), SENTENCE_CLASSES)

    def original(self, position: int) -> int:
        """Return the place in the text of a place in `masked`; a place right after a slot is the slot's end."""
        at = self.start + position
        for slot, where in zip(self.slots, self.positions, strict=True):
            if where >= position:
                break
            at += (slot.end - slot.start) - 1
        return at


def find_slots(text: str, mentions: Sequence[Mention]) -> list[Slot]:
    """Return the slots of `text`: its mentions, which are in order, with lists and appositions joined.

    Examples
    --------
    >>> text = "the Ambassadors of Chad and of Mali"
    >>> pair = [Mention(19, 23, "Chad", "TCD", "name"), Mention(31, 35, "Mali", "MLI", "name")]
    >>> [(slot.start, slot.end, len(slot.mentions)) for slot in find_slots(text, pair)]
    [(19, 35, 2)]
    """
    slots: list[Slot] = []
    group: list[Mention] = []
    for mention in mentions:
        if group and not _joins(text, group, mention):
            slots.append(_slot(text, group))
            group = []
        group.append(mention)
    if group:
        slots.append(_slot(text, group))
    return slots


def _joins(text: str, group: Sequence[Mention], mention: Mention) -> bool:
    """Tell whether a mention continues the list or the apposition before it."""
    last = group[-1]
    between = text[last.end : mention.start]
    if len(between) > _JOINT_CHARS or "\n\n" in between:
        return False
    if last.iso3 == mention.iso3:
        is_place = _KIND_SLOTS[mention.kind] == CITY != _KIND_SLOTS[last.kind]  # "the Ministry of Chad, in Moundou"
        return _APPOSITION_RE.match(between) is not None and not (is_place and _IN_RE.search(between))
    return _KIND_SLOTS[last.kind] == _KIND_SLOTS[mention.kind] and _LIST_JOIN_RE.match(between) is not None


def _slot(text: str, group: Sequence[Mention]) -> Slot:
    """Make one slot of a group: its span with what belongs to the name, and its character."""
    start, end = _prefix_start(text, group[0].start), group[-1].end
    if text.startswith(")", end) and "(" in text[start:end]:
        end += 1
    kind = _group_kind(group)
    if kind == NAME and text.endswith((", ", " in ", " in the "), 0, start):
        town = _TOWN_RE.search(text[max(0, start - _TOWN_CHARS) : start])
        if town:
            start, kind = max(0, start - _TOWN_CHARS) + town.start("town"), CITY
    owner = _OWNER_RE.match(text, end)
    if owner:
        end = owner.end()
        kind = _OWNING.get(kind, kind)
    return Slot(tuple(group), start, end, kind)


def _prefix_start(text: str, start: int) -> int:
    """Return where what belongs to the name at `start` begins."""
    window = text[max(0, start - _PREFIX_CHARS) : start]
    if not window.endswith(_PREFIX_ENDS):
        return start
    is_long = " ".join(window.rsplit(None, 3)[-3:]).lower().endswith(_LONG_PREFIX_ENDS)
    if window.endswith(" the ") and not is_long:
        return start - len("the ")
    prefix = _PREFIX_RE.search(window) if is_long or window.endswith(("The ", "the\n")) else None
    return start - len(window) + prefix.start() if prefix else start


def _group_kind(group: Sequence[Mention]) -> str:
    """Return the character of a group: of a city and its country the city's, of a long list the list's."""
    if len(group) == 1:
        return _KIND_SLOTS[group[0].kind]
    kinds = [_KIND_SLOTS[mention.kind] for mention in group]
    if len({mention.iso3 for mention in group}) >= LONG_LIST_MEMBERS:
        return _LISTS.get(kinds[0], kinds[0])
    return CITY if CITY in kinds else kinds[0]


def slot_sentences(text: str, slots: Sequence[Slot], *, start: int, end: int) -> Iterator[SlotSentence]:
    """Yield the sentences of ``text[start:end]`` that hold `slots`, those that lie there, in order."""
    done = 0
    for left, right in split_sentences(text[start:end]):
        first = done
        while done < len(slots) and slots[done].start < start + right:
            done += 1
        if held := slots[first:done]:
            yield mask_sentence(
                text, held, start=min(start + left, held[0].start), end=max(start + right, held[-1].end)
            )
        if done == len(slots):
            break


def mask_sentence(text: str, slots: Sequence[Slot], *, start: int, end: int) -> SlotSentence:
    """Return ``text[start:end]`` in small letters with one character for every slot, blanks and apostrophes made plain.

    Examples
    --------
    >>> mention = Mention(14, 18, "Mali", "MLI", "name")
    >>> sentence = mask_sentence("Ambassador of Mali.", [Slot((mention,), 14, 18, NAME)], start=0, end=19)
    >>> sentence.masked.replace(NAME, "▢"), sentence.original(15)
    ('ambassador of ▢.', 18)
    """
    pieces = [text[start : slots[0].start]]
    positions = []
    at = slots[0].start - start
    for slot, following in pairwise([*slots, None]):
        if slot is None:
            continue
        positions.append(at)
        piece = text[slot.end : following.start if following else end]
        pieces += [slot.kind, piece]
        at += 1 + len(piece)
    masked = "".join(pieces)
    for old, new in _TYPOGRAPHY:
        if masked.isascii():
            break
        masked = masked.replace(old, new)
    masked = lower(masked)
    for old, new in _ONE_FOR_ONE:
        masked = masked.replace(old, new)
    return SlotSentence(start, end, tuple(slots), masked, tuple(positions))
