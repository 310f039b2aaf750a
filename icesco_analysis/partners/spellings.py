"""The ways in which a name is printed: accents and capitals, short words, names turned round as tables have them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product

from icesco_analysis.language import read_vocabulary

MOST_ACCENTS = 4
"""A name with more accented letters than this is looked for with all of them or with none."""

SHORTEST_IN_SMALL_LETTERS = 4
"""Letters a name of one word needs to be one in small letters too; words (turkey, chad) are listed beside."""

_ARTICLE_RE = re.compile(r"\b(?:Al|El|Ad|As)(?=[- ])")  # the Arabic article, printed with a capital or without
_SHORT_WORDS = (("Saint ", "St. "), ("Saint ", "St "), ("St. ", "St "), (" and ", " & "))
_PLAIN_LETTERS = {ord("ı"): "i", ord("ø"): "o", ord("ł"): "l"}


def unaccented(text: str) -> str:
    """Return `text` without the marks above and below its letters: Sao Tome, Turkiye."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text.translate(_PLAIN_LETTERS))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@cache
def _forms() -> Mapping[tuple[str, str], Mapping[str, Sequence[str]]]:
    """Return by language and kind the forms of a name by its ending, the longest ending first."""
    columns = ["language", "kind", "ending", "forms", "note"]
    rows = sorted(read_vocabulary("name_forms.tsv", columns=columns), key=lambda row: -len(row["ending"]))
    listed: dict[tuple[str, str], dict[str, Sequence[str]]] = {}
    for row in rows:
        listed.setdefault((row["language"], row["kind"]), {})[row["ending"]] = row["forms"].split("|")
    return listed


def inflect(name: str, *, language: str, kind: str) -> Iterator[str]:
    """Yield the forms of a French or Arabic name that ``data/name_forms.tsv`` knows, the name itself first."""
    endings = _forms().get((language, kind), {"": ["*"]})
    ending = next(ending for ending in endings if name.endswith(ending))
    for form in endings[ending]:
        inflected = form.replace("*", name.removesuffix(ending))
        capitals = (inflected.capitalize(), inflected.title()) if kind == "demonym" else ()
        yield from dict.fromkeys((inflected, *capitals))


def spell(name: str, *, is_phrase: bool = False, is_abbreviation: bool = False) -> list[str]:
    """Return the ways a name is printed: each accent there or not, hyphens or blanks, Saint or St, "and" or "&"."""
    spellings = _accent(name.replace("’", "'").replace("İ", "I"))
    if name.startswith("ال"):  # "to" and the article are one: للمغرب
        spellings += [f"لل{spelling[2:]}" for spelling in spellings]
    if "ة" in name:
        spellings += [spelling.replace("ة", "ه") for spelling in spellings]
    if "-" in name and not is_abbreviation:
        spellings += [spelling.replace("-", " ") for spelling in spellings]
    if _ARTICLE_RE.search(name):
        spellings += [_ARTICLE_RE.sub(lambda match: match[0].lower(), spelling) for spelling in spellings]
    if is_phrase and name.count(" ") == 1:
        spellings += [spelling.replace(" ", "-") for spelling in spellings]
    for long, short in _SHORT_WORDS:
        if long in name:
            spellings += [spelling.replace(long, short) for spelling in spellings]
    return list(dict.fromkeys(spellings))


def _accent(name: str) -> list[str]:
    if name.isascii():
        return [name]
    choices = [dict.fromkeys((letter, unaccented(letter))) for letter in name]
    if sum(len(choice) > 1 for choice in choices) > MOST_ACCENTS:
        return [name, unaccented(name)]
    return list(map("".join, product(*choices)))


def recase(spelling: str) -> list[str]:
    """Return the spelling of a state's name in other capitals: cote d'ivoire, Cote d'ivoire, … D'ivoire, … D'Ivoire."""
    if spelling.isalpha():
        return [spelling.lower()] if len(spelling) >= SHORTEST_IN_SMALL_LETTERS else []
    words = " ".join(map(str.capitalize, spelling.split()))
    return [spelling.lower(), spelling.capitalize(), words, spelling.title()]


@cache
def _short_forms() -> dict[str, str]:
    rows = read_vocabulary("state_forms.tsv", columns=["word", "short", "note"])
    return {row["word"]: row["short"] for row in rows}


@cache
def _official_re() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _short_forms()))
    return re.compile(rf"(?P<form>(?:(?:{words}) )+(?:{words})) (?P<of>of (?:the )?)(?P<name>[A-Z].*)")


def turn_round(official: str) -> Iterator[str]:
    """Yield an official name as tables and lists print it: turned round, with short words, with initials.

    A form of state of one word ("Republic of") is left out: nothing hangs on it.
    """
    match = _official_re().fullmatch(official.replace("’", "'"))
    if match is None:
        return
    form, of, name = match["form"], match["of"], match["name"]
    words = form.split()
    short = " ".join(_short_forms()[word] for word in words)
    dotted = "".join(f"{word[0]}." for word in words)
    bare = dotted.replace(".", "")
    for shown in dict.fromkeys((form, short, short.replace(".", ""), dotted, bare)):
        yield from (
            f"{name}, {shown}",
            f"{name} ({shown})",
            f"{name}, {shown} {of.strip()}",
            f"{name} ({shown} {of.strip()})",
        )
        if shown != form:
            yield from (f"{shown} {of}{name}", f"{shown} of {name}", f"{shown} {name}", f"{name} {shown}")
