"""The gazetteer: countries and every spelling that refers to one, read from the vocabularies and checked."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from icesco_analysis.language import VocabularyError, fold, read_vocabulary
from icesco_analysis.partners.spellings import inflect, recase, spell, turn_round

KINDS = ("name", "official", "demonym", "adjective", "abbreviation", "capital", "city", "region", "institution")
NONE = "none"
"""Reading of a phrase or a context that refers to no state, although it holds a state's name."""

SHORTEST_IN_CAPITALS = 4
"""Letters a name needs to be looked for in capitals too: shorter ones meet too many acronyms."""

SHORTEST_ALONE_IN_CAPITALS = 6
"""Letters a name in capitals needs to stand alone; a shorter one (MALI, OMAN, NICE) needs a neighbour in capitals."""

_GROUPS = MappingProxyType(
    {
        "@towns": frozenset({"capital", "city", "region"}),
        "@names": frozenset({"name", "demonym", "adjective", "capital", "city", "region"}),
        "@peoples": frozenset({"demonym", "adjective"}),
    }
)
_TEXT_COLUMNS = ("iso3", "iso2", "numeric", "name", "official", "demonym", "region", "subregion")
_MACRO_RE = re.compile(r"\{(?P<list>[a-z_]+)\}")  # {title} in a rule stands for the words of that list
_NAMES_OF_STATES = ("name", "official")
_NEVER = r"(?!)"
_END_RE = re.compile(r"(?<!\\)\$")  # the end that a rule asks for: that of the text or of a paragraph
# A rule on the words before a name begins at the beginning of one of them, or of its paragraph (a mark for each blank
# line), past an opening quote or bracket.
_WORDS = r'(?:[^ \x1e]*[ \x1e])*?["(\[]*+'


@dataclass(frozen=True, slots=True)
class Country:
    """One country or territory with its ISO 3166-1 codes: XKX and XK for Kosovo, which has no number ("").

    `name` is the short English one as the UN and the OIC print it, `demonym` the main adjective ("" where none is its
    own), `name_fr` and `name_ar` are those of the Unicode CLDR, or "". Regions are those of the UN geoscheme ("Africa",
    "Northern Africa"), `oic` tells members of the Organisation of Islamic Cooperation, and latitude and longitude, in
    degrees, are those of a representative point.
    """

    iso3: str
    iso2: str
    numeric: str
    name: str
    official: str
    demonym: str
    region: str
    subregion: str
    oic: bool
    latitude: float
    longitude: float
    name_fr: str
    name_ar: str

    def called(self, language: str) -> str:
        """Return its name in English, French ("fr") or Arabic ("ar").

        An Arabic one stands between marks of direction: in a sentence that runs from left to right, the number after it
        would be set before it.
        """
        arabic = f"\N{LEFT-TO-RIGHT MARK}{self.name_ar}\N{LEFT-TO-RIGHT MARK}"
        return {"fr": self.name_fr, "ar": arabic}.get(language, self.name)


class Surface(NamedTuple):
    """One name in the form it is looked for in: straight apostrophes, hyphens for dashes, single blanks.

    `iso3` and `kind` are "none" for a phrase that refers to no state; `origin` is the name as the vocabulary spells it.
    """

    text: str
    iso3: str
    kind: str
    origin: str
    needs_capitals: bool = False


@dataclass(frozen=True)
class Context:
    """A rule on the words next to a name: where they fit, the name is read as `iso3` (or as no state, "none").

    What it asks of the words before and after is compiled when a text first holds one of its `names`.
    """

    rule: str
    names: frozenset[str]
    words_before: str
    words_after: str
    iso3: str

    @cached_property
    def before(self) -> re.Pattern[str] | None:
        """What must stand right before the name."""
        return re.compile(rf"{_WORDS}(?:{self.words_before})\Z") if self.words_before else None

    @cached_property
    def after(self) -> re.Pattern[str] | None:
        """What must stand right after it."""
        return re.compile(f"(?:{self.words_after})") if self.words_after else None


@dataclass(frozen=True)
class Rules:
    """The context rules for one name, in order, and two gates that tell cheaply when none of them fits."""

    rules: tuple[Context, ...]

    @cached_property
    def before(self) -> re.Pattern[str]:
        """What the rules ask of the words before the name; one of words on both sides is guarded by these."""
        asked = [rf"(?:{rule.words_before})\Z" for rule in self.rules if rule.words_before]
        return re.compile(f"{_WORDS}(?:{'|'.join(asked) or _NEVER})")

    @cached_property
    def after(self) -> re.Pattern[str]:
        """What the others ask of those after it."""
        asked = [f"(?:{rule.words_after})" for rule in self.rules if rule.words_after and not rule.words_before]
        return re.compile(f"(?:{'|'.join(asked) or _NEVER})")


@dataclass(frozen=True, slots=True)
class SharedName:
    """A name of several states: `default`, unless a text names one of `others` and not it otherwise.

    Where there are `cues`, the other state must be named by one of these.
    """

    default: str
    others: tuple[str, ...]
    cues: frozenset[str]


@dataclass(frozen=True)
class Gazetteer:
    """Everything that is looked for: `automaton` finds indices of `surfaces`; `contexts` are the rules on their words.

    `languages` are the names that are those of languages too, `prefixes` what a text may join to the beginning of a
    name, `marked` names that only their printed vowels tell apart (عُمان, عمّان); `language` is that of the texts.
    """

    language: str
    automaton: AhoCorasick
    surfaces: tuple[Surface, ...]
    contexts: tuple[Context, ...]
    languages: frozenset[str]
    shared: Mapping[str, SharedName]
    prefixes: frozenset[str]
    marked: Mapping[str, Surface]
    _met: dict[int, Rules | None] = field(default_factory=dict, init=False, repr=False)

    def rules_of(self, index: int) -> Rules | None:
        """Return the rules that apply to a surface, in the order of the file; None where none does."""
        if index not in self._met:
            surface = self.surfaces[index]
            groups = {surface.origin, surface.text, *(name for name, kinds in _GROUPS.items() if surface.kind in kinds)}
            if surface.kind in ("demonym", "adjective") and surface.origin in self.languages:
                groups.add("@languages")
            self._met[index] = _join_rules(tuple(rule for rule in self.contexts if not groups.isdisjoint(rule.names)))
        return self._met[index]


@cache
def _join_rules(rules: tuple[Context, ...]) -> Rules | None:
    return Rules(rules) if rules else None


@cache
def load_countries() -> Mapping[str, Country]:
    """Return every country and territory of ISO 3166-1, and Kosovo, by alpha-3 code.

    Returns
    -------
    Mapping of str to Country
        Read-only, sorted by code, read once.

    Raises
    ------
    VocabularyError
        If a code, a name or a coordinate of the vocabulary is impossible.

    Notes
    -----
    Codes are those of ISO 3166-1, regions those of the UN geoscheme (M49), OIC membership that of
    ``data/oic_members.tsv``, French and Arabic names those of the Unicode CLDR.

    Examples
    --------
    >>> countries = load_countries()
    >>> countries["CIV"].name, countries["CIV"].subregion, countries["CIV"].oic
    ('Côte d’Ivoire', 'Western Africa', True)
    """
    members = {row["iso3"] for row in read_vocabulary("oic_members.tsv", columns=["iso3", "country", "joined_oic"])}
    translated = {(row["iso3"], row["language"]): row["name"] for row in _read_cldr()}
    countries: dict[str, Country] = {}
    for row in read_vocabulary("countries.tsv", columns=[*_TEXT_COLUMNS, "latitude", "longitude", "note"]):
        is_new_code = re.fullmatch("[A-Z]{3}", row["iso3"]) is not None and row["iso3"] not in countries
        _require(is_new_code, row, file="countries.tsv")
        countries[row["iso3"]] = Country(
            **{column: row[column] for column in _TEXT_COLUMNS},
            oic=row["iso3"] in members,
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            name_fr=translated.get((row["iso3"], "fr"), ""),
            name_ar=translated.get((row["iso3"], "ar"), ""),
        )
    if unknown := members - countries.keys():
        raise VocabularyError(f"data/oic_members.tsv: unknown codes {', '.join(sorted(unknown))}")
    return MappingProxyType(dict(sorted(countries.items())))


@cache
def load_gazetteer(language: str = "en") -> Gazetteer:
    """Return the names to look for in texts of a language, their rules and the automaton; read once and checked.

    Where files meet in one spelling, precedence is explicit: ``namesakes.tsv``, ``countries.tsv``, ``names.tsv``,
    ``places.tsv``, ``names_cldr.tsv``. In the three in the middle two readings of one name are an error. French names
    come before these, which French texts print too; Arabic texts have names of their own alone.
    """
    lists = _read_lists(language)
    surfaces = tuple(_collect_surfaces(language, words=frozenset(lists["word_in_small_letters"])))
    lists["state_end"] = sorted({surface.text.split()[-1] for surface in surfaces if surface.kind in _NAMES_OF_STATES})
    return Gazetteer(
        language=language,
        automaton=AhoCorasick(
            [surface.text for surface in surfaces],
            matchkind=MatchKind.Standard,
            implementation=Implementation.ContiguousNFA,  # DFA takes 0.2 s and 90 MB at load, to save 1 % of the roles
        ),
        surfaces=surfaces,
        contexts=tuple(_read_contexts(lists, language)),
        languages=frozenset(lists["language"]),
        shared=_read_shared({surface.origin: surface.iso3 for surface in surfaces}, language),
        prefixes=frozenset(lists.get("prefix", ())),
        marked={
            surface.origin: surface for surface in translated_names(language) if len(surface.text) < len(surface.origin)
        },
    )


def _require(condition: bool, row: Mapping[str, str], *, file: str) -> None:
    if not condition:
        raise VocabularyError(f"data/{file}: impossible row {' | '.join(row.values())}")


def _read_cldr() -> list[dict[str, str]]:
    return read_vocabulary("names_cldr.tsv", columns=["iso3", "language", "name", "note"])


def _collect_surfaces(language: str, *, words: frozenset[str]) -> Iterator[Surface]:
    """Yield every spelling once, the reading with precedence first; `words` are no names in small letters."""
    seen: set[str] = set()
    rows = [*translated_names(language), *(() if language == "ar" else _rows_as_surfaces())]
    turned = chain.from_iterable(map(_turned_round, rows)) if language == "en" else ()
    for surface in chain(rows, turned):
        spellings = spell(surface.text, is_phrase=surface.kind == NONE, is_abbreviation=surface.kind == "abbreviation")
        yield from _unseen(spellings, surface, seen)
        if surface.kind != "abbreviation" and _count_letters(surface) >= SHORTEST_IN_CAPITALS:
            needs_capitals = _count_letters(surface) < SHORTEST_ALONE_IN_CAPITALS
            yield from _unseen(map(str.upper, spellings), surface, seen, needs_capitals=needs_capitals)
    for surface in rows:
        is_own = surface.text == fold(surface.origin)  # no form made of it
        if is_own and surface.kind in _NAMES_OF_STATES and surface.iso3 != NONE and surface.text not in words:
            recased = (other for spelling in spell(surface.text) for other in recase(spelling))
            yield from _unseen(recased, surface, seen)


def _unseen(
    spellings: Iterable[str], surface: Surface, seen: set[str], *, needs_capitals: bool = False
) -> Iterator[Surface]:
    for spelling in spellings:
        if spelling not in seen:
            seen.add(spelling)
            yield Surface(spelling, surface.iso3, surface.kind, surface.origin, needs_capitals)


def _count_letters(surface: Surface) -> int:
    return sum(map(str.isalpha, surface.text))


def _turned_round(surface: Surface) -> Iterator[Surface]:
    if surface.kind in _NAMES_OF_STATES:
        for name in turn_round(surface.text):
            yield Surface(name, surface.iso3, "official", surface.origin)


def translated_names(language: str) -> Iterator[Surface]:
    """Yield the names of another language than English: as the table has them, then their forms, then the CLDR's."""
    rows = sorted(_read_translated(language), key=_rank)
    cldr = [row for row in _read_cldr() if row["language"] == language != "en"]
    for row in rows:
        iso3 = row["iso3"].split()[0]
        _require((iso3 == NONE) == (row["kind"] == NONE), row, file=f"names_{language}.tsv")
        _require(iso3 == NONE or _is_valid(iso3, row["kind"]), row, file=f"names_{language}.tsv")
        yield Surface(fold(row["name"]), iso3, row["kind"], row["name"])
    for row in [*rows, *(row | {"kind": "name"} for row in cldr)]:
        for form in inflect(row["name"], language=language, kind=row["kind"]):
            kind = "official" if row["kind"] == "name" and form != row["name"] else row["kind"]
            yield Surface(fold(form), row["iso3"].split()[0], kind, row["name"])


def _rank(row: Mapping[str, str]) -> tuple[bool, bool]:
    """Return the key that puts names that print their vowels last, and what is no state first."""
    return len(fold(row["name"])) < len(row["name"]), row["iso3"] != NONE


def _read_translated(language: str) -> list[dict[str, str]]:
    columns = ["iso3", "kind", "name", "note"]
    return [] if language == "en" else read_vocabulary(f"names_{language}.tsv", columns=columns)


def _rows_as_surfaces() -> Iterator[Surface]:
    for row in read_vocabulary("namesakes.tsv", columns=["phrase", "iso3", "kind", "note"]):
        _require((row["iso3"] == NONE) == (row["kind"] == NONE), row, file="namesakes.tsv")
        _require(row["iso3"] == NONE or _is_valid(row["iso3"], row["kind"]), row, file="namesakes.tsv")
        yield Surface(row["phrase"], row["iso3"], row["kind"], row["phrase"])
    readings: dict[str, str] = {}
    for country in load_countries().values():
        for kind in ("name", "official", "demonym"):
            if name := getattr(country, kind):
                yield _checked(Surface(name, country.iso3, kind, name), readings, file="countries.tsv")
    for file in ("names.tsv", "places.tsv"):
        for row in read_vocabulary(file, columns=["iso3", "kind", "name", "note"]):
            yield _checked(Surface(row["name"], row["iso3"], row["kind"], row["name"]), readings, file=file)
    for row in _read_cldr():
        if row["language"] != "ar":
            yield Surface(row["name"], row["iso3"], "name", row["name"])


def _is_valid(iso3: str, kind: str) -> bool:
    return iso3 in load_countries() and kind in KINDS


def _checked(surface: Surface, readings: dict[str, str], *, file: str) -> Surface:
    """Return the surface, or raise where its code or kind is unknown or its name already means another state."""
    problem = ""
    if not _is_valid(surface.iso3, surface.kind):
        problem = "unknown code or kind"
    elif readings.setdefault(surface.text, surface.iso3) != surface.iso3:
        problem = f"already means {readings[surface.text]}"
    if problem:
        raise VocabularyError(f"data/{file}: {surface.text} ({surface.iso3}, {surface.kind}): {problem}")
    return surface


def _read_lists(language: str) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for row in read_vocabulary("word_lists.tsv", columns=["list", "word", "note"]):
        lists.setdefault(row["list"].removesuffix(f"_{language}"), []).append(row["word"])
    return lists


def _read_contexts(lists: Mapping[str, list[str]], language: str) -> Iterator[Context]:
    """Yield the rules of a language with the words of their lists filled in; French ones come before the English."""

    def fill(pattern: str) -> str:
        filled = _MACRO_RE.sub(lambda match: "|".join(map(re.escape, lists[match["list"]])), fold(pattern))
        return fold(_END_RE.sub(r"(?:$|(?=\\x1e))", filled))

    columns = ["rule", "names", "before", "after", "reading", "note", "example", "counterexample"]
    files = {"en": ["contexts.tsv"], "fr": ["contexts_fr.tsv", "contexts.tsv"], "ar": ["contexts_ar.tsv"]}[language]
    for row in (row for file in files for row in read_vocabulary(file, columns=columns)):
        _require(row["reading"] == NONE or row["reading"] in load_countries(), row, file=files[0])
        listed = _MACRO_RE.fullmatch(row["names"])
        names = frozenset(map(fold, lists[listed["list"]] if listed else [row["names"]]))
        yield Context(row["rule"], names, fill(row["before"]), fill(row["after"]), row["reading"])


def _read_shared(readings: Mapping[str, str], language: str) -> Mapping[str, SharedName]:
    """Return the names of several states; their default must be what the gazetteer reads."""
    shared: dict[str, SharedName] = {}
    for row in _read_translated(language):
        if others := tuple(row["iso3"].split()[1:]):
            _require(all(code in load_countries() for code in others), row, file=f"names_{language}.tsv")
            shared[row["name"]] = SharedName(row["iso3"].split()[0], others, frozenset())
    rows = read_vocabulary("shared_names.tsv", columns=["name", "default", "others", "cues", "note"])
    for row in () if language == "ar" else rows:
        others = tuple(row["others"].split())
        cues = frozenset(row["cues"].split("|")) - {""}
        known = all(code in load_countries() for code in others) and cues <= readings.keys()
        _require(known and readings.get(row["name"], row["default"]) == row["default"], row, file="shared_names.tsv")
        shared.setdefault(row["name"], SharedName(row["default"], others, cues))
    return MappingProxyType(shared)
