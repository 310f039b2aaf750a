"""Where it took place: the readings of one article → its venues, and the seat of the house where no place is named."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from icesco_analysis.language import ACRONYM, SEAT
from icesco_analysis.partners.readings import BELOW_LEAD, Reading, Scene, Settled
from icesco_analysis.partners.words import word_classes

# How much of a sentence behind the words for the seat still belongs to them, in characters: "… headquarters next week".
SEAT_CLAUSE_CHARS = 30

_OWN_SEAT_RE = re.compile(
    rf"""
    \b (?: (?P<house>
        (?: at | in | inside | (?:visit|tour) (?:s|ed|ing|\s+to)? ) \s+ (?: the \s+ | its \s+ )?
        (?:
            (?: {ACRONYM} (?:['’]s?)? | Organi[sz]ation (?:['’]s)? ) \s+ (?: permanent \s+ )?
            (?: headquarters | HQ | premises | seat | general\s+directorate )       # at ISESCO’s headquarters
          | (?: permanent \s+ )? (?: headquarters | premises | seat | general\s+directorate ) \s+ of \s+ (?: the \s+ )?
            (?: {ACRONYM} | Organi[sz]ation\b (?! \s+ (?:of|for)\b ) | Islamic\s+ (?:World\s+)? Educational )
        )
      | (?: in | at ) \s+ (?:his|her) \s+ office \s+ at \s+ (?: the \s+ )?
        (?: {ACRONYM} | Organi[sz]ation ) \b (?! ['’] )
      | (?: (?: {ACRONYM} (?:['’]s?)? | Organi[sz]ation['’]s ) \s+ (?: permanent \s+ )? headquarters
          | headquarters \s+ of \s+ (?: the \s+ )? (?: Islamic [^.;]{{0,80}} \( )? {ACRONYM} \)? )
        (?= ,? \s+ (?: [^.;]{{0,40}} , \s+ )?
            (?: hosted | witnessed | welcomed | received | saw | was \s+ the \s+ venue ) \b )
    )
      | (?: visit (?:s|ed|ing)? | received\s+at | welcomed\s+at ) \s+ {ACRONYM} \b    # visits ISESCO, but no part of it
        (?! ['’] | \s+ (?:headquarters|HQ|premises|seat|Chair|Office|Center|Centre|Museum|Pavilion|Stand)\b )
    )
    (?! ,? \s+ (?:in|Office|Branch)\b )
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Where the town of a dateline is: "Lima (ANDINA) - … met here on Monday".
_HERE_RE = re.compile(
    r"""
    \b (?: met | meets | received | welcomed | held | opened | began | ended | signed | visited | said | took\s+place
        | arrived | talks | meeting )
    (?: \s+ [\w’'-]+ ){0,4}? \s+ here \b (?! \s+ (?: to | and\s+there ) )
    | \b here \s+ (?: today | yesterday | this\s+\w+ | on \s+ (?: Mon|Tues|Wednes|Thurs|Fri|Satur|Sun )day
        | (?: Mon|Tues|Wednes|Thurs|Fri|Satur|Sun )day ) \b
    """,
    re.VERBOSE,
)
# What parts a dateline from the text: "Lima (ANDINA) -".
_DATELINE_END_RE = re.compile(r"[^\n.]{0,60}?(?:\s[–—-]|--|:|\)\s*[–—-])")
# A room without an owner's name is that of whoever is spoken of: of the house only where it is named before any other,
# or where it is the house that receives.
_OWN_ROOM_RE = re.compile(
    rf"""
    \b {ACRONYM} \b (?! \s+ (?: \w+ \s+ )? (?: office | bureau | branch ) \b )
    (?: (?! \b(?:received|welcomed|hosted|invited)\s+by\b | \bguest\b ) [^;] )*?
    \b (?P<room> (?:in|at) \s+ (?: (?:his|her) \s+ office | its \s+ (?: headquarters | premises ) ) ) \b
    (?! \s+ (?:in|of)\b )
  | (?P<own> (?:in|at) \s+ its \s+ (?: headquarters | premises ) ) , \s+ (?: on [^,.;]+ , \s+ )?
    (?: [Tt]he \s+ )? (?: Organi[sz]ation\b | Islamic\s+World\s+Educational | {ACRONYM} )
  | (?: guest\s+of | (?:received|welcomed|hosted|invited)\s+by ) \s+ (?: [Tt]he\s+ )?
    (?: Islamic\s+World [^.;:(]{{0,80}} \( )? {ACRONYM} \)? ,? \s+ (?P<there> at\s+its\s+headquarters )
    """,
    re.VERBOSE,
)
_RECEIVES_RE = re.compile(r"\b(?:receiv|welcom|host)\w+\b|\b(?:met|meets)\b(?=.*\bits\b)")
# Where somebody works or what stands somewhere: no place of the activity.
_STANDS_RE = re.compile(
    r"""
    \b (?: who | about | discuss\w* | work(?:s|ed|ing) | teach(?:es|ing)? | taught | stud(?:y|ies|ied|ying)
        | graduated | professors? | lecturers?
        | researchers? | experts? | officials? | students? | advis[eo]rs? | directors? | heads? | deans? | librarians?
        | kept | preserved | stored | housed | held \s+ by | establish\w* | creat\w+ | opening | set(?:ting)? \s+ up
        | chairs? | documents | manuscripts | posts? ) \b (?: (?! ceremony | meeting | session ) [^,;.] ){0,40} \Z
    """,
    re.VERBOSE,
)


class PlacedWords(NamedTuple):
    """Words that place the activity without a name, the sentence around them, and whether they name the seat itself."""

    start: int
    end: int
    sentence: str
    names_seat: bool = False


def settle_venues(scene: Scene) -> list[Settled]:
    """Return the countries where it took place: those of the sentence that says so best."""
    if scene.is_nowhere:
        return _gathered_at_seat(scene)
    # of a place where the lead says that something is still to happen the headline means the same
    coming = {iso3 for reading in scene.readings if _is_coming(reading) for iso3 in reading.states}
    found = [reading for reading in scene.readings if reading.is_venue]
    found = [reading for reading in found if reading.zone != "headline" or not coming.issuperset(reading.states)]
    if any(reading.zone == "lead" and reading.is_sure for reading in found):
        found = [reading for reading in found if reading.zone != "headline" or reading.is_sure]
    best = min((reading.venue_rank for reading in found), default=0)
    found = [reading for reading in found if reading.venue_rank == best]
    unsure = best >= BELOW_LEAD or not any(reading.is_sure for reading in found)
    if found and unsure and not any(SEAT in reading.states for reading in found):
        seat = find_seat(scene)
        if seat and seat.names_seat and seat.start < scene.lead_end:
            return []
    told = next((reading for reading in found if reading.is_sure), found[0] if found else None)
    venues: dict[str, Settled] = {}
    for reading in found:
        if told is not None and reading.sentence is told.sentence and reading.is_sure == told.is_sure:
            for mention in reading.slot.mentions:
                venues.setdefault(mention.iso3, Settled(mention.iso3, reading))
    return list(venues.values())


def _is_coming(reading: Reading) -> bool:
    return reading.zone == "lead" and reading.venue_group == "coming"


def _gathered_at_seat(scene: Scene) -> list[Settled]:
    """Return the country where the lead has people come together at the seat, or call at an embassy, to comfort."""
    if scene.is_online or scene.is_coming or not scene.is_statement:
        return []
    for reading in scene.readings:
        group = reading.venue_group if reading.zone == "lead" else ""
        gathered = group == "seat" and "gathered" in scene.says(reading.sentence.start, reading.slot.start)
        if gathered or group == "call":
            return [Settled(reading.slot.mentions[0].iso3, reading)]
    return []


@cache
def _guest_room_re() -> re.Pattern[str]:
    """Return what finds a room or house of the other side: "in the Museum's garden", "at the town hall"."""
    words = {name: "|".join(map(re.escape, word_classes()[name])) for name in ("house", "keeper", "room", "town_house")}
    pattern = r"""
        \b (?: (?: at | in | inside | on ) \s+
        (?: the \s+ (?: SOME (?: {house} | {keeper} ) ['’]s? | latter['’]s ) \s+ SOME (?: {room} )
          | the \s+ SOME (?: {room} ) \s+ of \s+ the \s+ (?: {house} )
          | (?: the \s+ )? (?: \w+ \s+ )? (?: {town_house} )
          | the \s+ (?: {house} ) (?! ['’] | \s+ (?: for | in | at | (?-i: [A-Z] ) ) )
        ) \b
        | (?: (?: received | welcomed | hosted | greeted ) \s+ by \s+ (?! [^;,]* \b ITSELF )
            | \A (?: (?! \b ITSELF ) . )* \b (?: received | receives | welcomed | welcomes | hosted | hosts )
            | \b latter \s+ (?: hosted | held | organi[sz]ed | gave ) )
          \b [^;]*? \b (?P<room> (?: in | at ) \s+ (?: his | her | its | their ) \s+ SOME (?: {room} ) ) \b
        )
    """.replace("ITSELF", rf"(?: {ACRONYM} | Islamic\s+World | Organi[sz]ation | Al-?Malik | Director[ -]General )")
    pattern = pattern.format(**words).replace("SOME", r"(?: [\w’'-]+ \s+ ){0,3}?")
    return re.compile(pattern, re.VERBOSE | re.IGNORECASE)


def _speaks_abroad(scene: Scene, iso3: str) -> bool:
    """Tell whether who deals with ICESCO for a country speaks for it away from home."""
    found = [reading for reading in scene.readings if reading.partner is not None and iso3 in reading.states]
    spans = [
        (reading.sentence.original(reading.partner.start), reading.slot.end) for reading in found if reading.partner
    ]
    return any("abroad" in scene.says(*span) for span in spans)


def find_guest_room(scene: Scene, iso3: str) -> PlacedWords | None:
    """Return the words of the first paragraphs that place the activity in a nameless house of the other side."""
    if _speaks_abroad(scene, iso3):
        return None
    for left, right in scene.sentences(scene.body_start, scene.opening_end):
        sentence = scene.text[left:right]
        if {"took_place", "future", "elsewhere"} & scene.says(left, right) != {"took_place"}:
            continue
        for match in _guest_room_re().finditer(sentence):
            start, end = match.span(match.lastgroup or 0)
            if not _STANDS_RE.search(sentence, 0, start):
                return PlacedWords(left + start, left + end, sentence)
    return None


def place_by_partner(scene: Scene, partners: Sequence[Settled]) -> list[Settled]:
    """Return the one country dealt with where the text places what happened at its home without a name.

    Learners of a training stay at home, and so does who shares in holding a conference; else it took place in the
    country's capital or in a house of its state.
    """
    if len(partners) != 1 or "seat" in scene.said:
        return []
    ((iso3, reading, _),) = partners
    groups = {other.partner_group for other in scene.readings if iso3 in other.states}
    taught = not groups.isdisjoint({"convening", "sharing"}) and "training" in scene.lead_says
    convened = "convening" in groups and "conference" in scene.lead_says
    if not scene.is_online and (taught or convened) and _tells(scene, "started", scene.lead_end):
        return [Settled(iso3, reading, "own-training")]
    at_home = "own_house" in scene.lead_says and "abroad" not in scene.says(0, scene.lead_end)
    return [Settled(iso3, reading, "own-house")] if at_home and not scene.is_nowhere else []


def place_feast(scene: Scene) -> list[Settled]:
    """Return the one country whose town is celebrated as a capital of something, where a ceremony names no place."""
    if scene.is_nowhere or "seat" in scene.said:
        return []
    found: dict[str, Settled] = {}
    for reading in scene.readings:
        if reading.zone != "text" and reading.venue is not None and reading.venue.row.role == "host":
            for iso3 in sorted(reading.states):
                found.setdefault(iso3, Settled(iso3, reading, "own-feast"))
    return list(found.values()) if len(found) == 1 and _tells(scene, "ceremony", scene.opening_end) else []


def _tells(scene: Scene, name: str, end: int) -> bool:
    """Tell whether a sentence of the body up to `end` holds a phrase of a class and is not about what is to come."""
    spans = scene.sentences(scene.body_start, end)
    return any({name, "future", "ahead"} & scene.says(*span) == {name} for span in spans)


def find_here(scene: Scene) -> tuple[str, PlacedWords] | None:
    """Return the country of the town that a lead is dated from and the words for it, where the lead says "here".

    At the seat of ICESCO is the same as here in a lead that is dated from the country of the seat.
    """
    first = next((reading for reading in scene.readings if reading.zone == "lead"), None)
    if first is None or first.slot.start > scene.body_start + 2 or len(first.states) != 1 or scene.is_nowhere:
        return None
    if _DATELINE_END_RE.match(scene.text, first.slot.end) is None:
        return None
    (iso3,) = first.states
    found = find_seat(scene) if iso3 == SEAT else None
    match = _HERE_RE.search(scene.text, first.slot.end, scene.lead_end)
    if match is not None and found is None:
        left, right = next(span for span in scene.sentences(0, scene.lead_end) if match.start() < span[1])
        found = PlacedWords(match.start(), match.end(), scene.text[left:right])
    return (iso3, found) if found is not None else None


def took_place(scene: Scene) -> bool:
    """Tell whether the first paragraphs speak of something that took place."""
    return _tells(scene, "took_place", scene.opening_end)


def _names_seat(words: str) -> bool:
    """Tell whether words say "headquarters" or the like: to visit ICESCO, or to be received in an office, does not."""
    return re.search(r"\boffice$|^(?:visit|received|welcomed)\w*\s(?:at\s)?\w+$", words, re.IGNORECASE) is None


def find_seat(scene: Scene) -> PlacedWords | None:
    """Return the words of headline or first paragraphs that place the activity at ICESCO's seat, the clearest first."""
    found = list(_seat_words(scene))
    return next((words for words in found if words.names_seat), found[0] if found else None)


def _seat_words(scene: Scene) -> Iterator[PlacedWords]:
    for left, right in scene.sentences(0, scene.opening_end):
        sentence = scene.text[left:right]
        if left >= scene.lead_end and "took_place" not in scene.says(left, right):
            continue
        match = _OWN_SEAT_RE.search(sentence)
        start, end = match.span() if match else (0, 0)
        if match is None and (match := _OWN_ROOM_RE.search(sentence)):
            start, end = match.span(match.lastgroup or 0)
            guests = any(left <= reading.slot.start < left + start for reading in scene.readings)
            if guests and match["room"] and not _RECEIVES_RE.search(match[0]):
                continue
        if match and {"future", "elsewhere"}.isdisjoint(scene.says(left, min(right, left + end + SEAT_CLAUSE_CHARS))):
            yield PlacedWords(left + start, left + end, sentence, _names_seat(sentence[start:end]))
