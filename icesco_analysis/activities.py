"""Headline and lead → type of activity, how probable it is, and the words that speak for it.

Two tables hold what is known. ``data/activity_words.tsv`` sorts words of three languages into kinds ("receive",
"training", "instrument"); ``data/activity_weights.tsv`` says how much each kind, each pair of kinds in a row and each
other word speaks for a type. Its weights are learned from labelled articles by ``make train``; nothing else decides.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, pairwise
from math import exp
from typing import Final, Literal, NamedTuple, get_args

from icesco_analysis.language import fold, fold_word, read_phrases, read_vocabulary, read_weight_table, split_sentences
from icesco_analysis.pages import Article

ActivityKind = Literal["meeting", "agreement", "conference", "training", "launch", "announcement"]
KINDS: Final[tuple[ActivityKind, ...]] = get_args(ActivityKind)
Sign = tuple[str, str]
"""Where something stands, and what: a kind of words, two of them in a row, or the beginning of a word."""

# A type less probable than this is not told. A false one puts two counts wrong, its own and the right one's; one that
# is left open puts one wrong: telling is better from where 2 (1 - p) < 1.
LEAST_PROBABILITY: Final = 0.5
# The sentences of the body that are looked at: the second often says what the first only introduces.
LEAD_PLACES: Final = ("lead", "second sentence")
# Characters of the body looked at: more than two long sentences.
LEAD_CHARS: Final = 1500

LANGUAGES: Final = ("en", "fr", "ar")
WORDS: Final = "activity_words.tsv"
WEIGHTS: Final = "activity_weights.tsv"
WEIGHT_COLUMNS: Final = ("place", "sign", *KINDS)
BASE: Final[Sign] = ("always", "every article")
"""The row that counts for every article."""

ANYWHERE: Final = "anywhere"
# Kinds that tell where, when and with whom: what is done is also read as if they were not there.
CIRCUMSTANCES: Final = frozenset({"at", "duration", "online", "org", "theme", "when", "with"})
# Words are told apart by so many letters: endings of a language with few labels would be too many to learn.
_STEM: Final = 7
# The kind of words that only look like those of a list.
_LOOKALIKE: Final = "none"
# Letters and digits, parted by hyphens and apostrophes; Arabic marks of vowels part nothing.
_WORD_RE = re.compile(r"[^\W_]+(?:[\u064b-\u0652]+[^\W_]*)*")
# A word of Arabic takes "and", "in", "for" and the article as prefixes.
_ARABIC_PREFIX_RE = re.compile(r"^[وف]?[بلك]?(?:ال|لل)?(?=[؀-ۿ]{3})")
# What a word may end on though its row does not: gender and number in French, a pronoun in Arabic.
_ENDING_RE = {"fr": re.compile(r"(?<=\w\w)(?:es?|s)$"), "ar": re.compile(r"(?<=\w{3})(?:ه|ها|هم|هما)$")}


@dataclass(frozen=True, slots=True)
class Activity:
    """The type of one activity."""

    kind: ActivityKind
    probability: float  # in hundredths
    evidence: str  # the words that speak most for that type, as printed
    rule: str  # their row in ``data/activity_weights.tsv``: where they stand, and what they are


class _Word(NamedTuple):
    """The forms in which a word is compared, what it shows by itself, and how the phrases that begin with it go on."""

    forms: Sequence[str]
    sign: Sign | None
    phrases: Sequence[tuple[list[str], str]]


def classify_activity(article: Article) -> Activity | None:
    """Return the type of the activity that `article` reports; None where no word of headline and lead speaks for one.

    Notes
    -----
    The weights of all signs are added up for each type; the shares of their exponentials are the probabilities. Known
    to be wrong: headlines in metaphors over leads that name no event, and words that no list and no label knows; and
    books, prizes and book fairs, which labels call a launch here and an announcement or a conference there.

    Examples
    --------
    >>> activity = classify_activity(Article("page", 1, "ICESCO and Chad Sign Memorandum", "The two met in Rabat."))
    >>> activity.kind, activity.evidence
    ('agreement', 'Sign')
    >>> classify_activity(Article("page", 1, "A Thousand Clouds", "It rained in Rabat.")) is None
    True
    """
    weights = read_weight_table(WEIGHTS, columns=WEIGHT_COLUMNS)
    signs = {sign: words for sign, words in find_signs(article).items() if sign in weights}
    totals = list(map(sum, zip(*(weights[sign] for sign in (BASE, *signs)), strict=True)))
    best = max(range(len(KINDS)), key=totals.__getitem__)
    probability = round(1 / sum(exp((total - totals[best]) / 100) for total in totals), 2)
    told: dict[str, int] = defaultdict(int)
    for sign, words in signs.items():
        if sign[1] not in CIRCUMSTANCES:  # where and when tell no type by themselves
            told[words] += weights[sign][best]
    evidence = max(told, key=told.__getitem__, default="")
    if told[evidence] <= 0 or probability < LEAST_PROBABILITY:
        return None
    place, what = max((sign for sign in signs if signs[sign] == evidence), key=lambda sign: weights[sign][best])
    return Activity(KINDS[best], probability, evidence, f"{place}: {what}")


def find_signs(article: Article) -> dict[Sign, str]:
    """Return what headline and lead show, each sign with the words that show it first."""
    signs: dict[Sign, str] = {}
    language = article.language if article.language in LANGUAGES else "en"
    for place, text in _places(article):
        printed = list(_WORD_RE.finditer(text))
        words = [_read_word(match[0], language) for match in printed]
        for word, match in zip(words, printed, strict=True):
            if word.sign:
                signs.setdefault(word.sign, match[0])
        named = [(kind, printed[first].start(), printed[last].end()) for kind, first, last in _find_kinds(words)]
        for kind, start, end in named:
            signs.setdefault((place, kind), text[start:end])
            signs.setdefault((ANYWHERE, kind), text[start:end])
        for row in (named, [one for one in named if one[0] not in CIRCUMSTANCES]):
            for kind, start, end in row[:1]:
                signs.setdefault((f"{place} begins", kind), text[start:end])
            for (one, start, _), (other, _, end) in pairwise(row):
                signs.setdefault((place, f"{one}, {other}"), text[start:end])
                signs.setdefault((ANYWHERE, f"{one}, {other}"), text[start:end])
    return signs


def _places(article: Article) -> Iterator[tuple[str, str]]:
    yield "headline", article.headline
    if article.subtitle:
        yield "headline", article.subtitle
    lead = article.body[:LEAD_CHARS]
    for place, (start, end) in zip(LEAD_PLACES, islice(split_sentences(lead), len(LEAD_PLACES)), strict=False):
        yield place, lead[start:end]


@lru_cache(maxsize=1 << 15)
def _read_word(word: str, language: str) -> _Word:
    whole = fold(word.lower())
    bare = _ARABIC_PREFIX_RE.sub("", whole)
    short = _ENDING_RE[language].sub("", bare) if language in _ENDING_RE else bare
    forms = tuple(dict.fromkeys(map(fold_word, (whole, bare, short))))
    plain = forms[0] in _function_words() or forms[0].isdecimal()
    sign = None if plain else (ANYWHERE, f"“{fold_word(bare)[:_STEM]}”")
    return _Word(forms, sign, [found for first in forms for found in _kinds(language).get(first, ())])


def _find_kinds(words: Sequence[_Word]) -> Iterator[tuple[str, int, int]]:
    """Yield the kind of each listed phrase with its first and last word, of phrases that overlap the first."""
    last = -1
    for place, word in enumerate(words):
        if word.phrases and place > last:
            for rest, kind in word.phrases:
                end = place + len(rest)
                if end < len(words) and all(one in words[place + at].forms for at, one in enumerate(rest, start=1)):
                    last = end
                    if kind != _LOOKALIKE:
                        yield kind, place, end
                    break


@cache
def _kinds(language: str) -> Mapping[str, Sequence[tuple[list[str], str]]]:
    """Return by first words the rest of each phrase of a language with its kind, the longest phrase first."""
    kinds: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
    for form, kind in read_phrases(WORDS, language=language):
        first, *rest = map(fold_word, form.split())
        kinds[first].setdefault(tuple(rest), kind)
    return {
        first: [(list(rest), found[rest]) for rest in sorted(found, key=len, reverse=True)]
        for first, found in kinds.items()
    }


@cache
def _function_words() -> frozenset[str]:
    """Return the words that tell a language and nothing else."""
    rows = read_vocabulary("function_words.tsv", columns=("word", "language", "note"))
    return frozenset(fold_word(row["word"]) for row in rows)
