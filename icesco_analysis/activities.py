"""Headline and lead → type of activity, how probable it is, and the words that speak for it.

Two tables hold what is known. ``data/activity_words.tsv`` sorts words of three languages into kinds ("receive",
"training", "instrument"); ``data/activity_weights.tsv`` says how much each kind, each pair of kinds in a row and each
other word speaks for a type. Its weights are learned from labelled articles by ``make train``; nothing else decides.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, pairwise
from math import exp
from typing import Final, Literal, get_args

from icesco_analysis.language import fold_word, read_vocabulary, read_weight_table, split_sentences
from icesco_analysis.pages import Article
from icesco_analysis.phrases import WORD_RE, find_cues, word_forms

ActivityKind = Literal["meeting", "agreement", "conference", "training", "launch", "announcement"]
KINDS: Final[tuple[ActivityKind, ...]] = get_args(ActivityKind)
Sign = tuple[str, str]
"""Where something stands, and what: a kind of words, two of them in a row, or the beginning of a word."""

# A type less probable than this is not told. A false one puts two counts wrong, one that is left open one: telling is
# better where more than half are right, and on pages left out they are from here on.
LEAST_PROBABILITY: Final = 0.42
# The sentences of the body that are looked at: the second often says what the first only introduces.
LEAD_PLACES: Final = ("lead", "second sentence")
# Characters of the body looked at: more than two long sentences.
LEAD_CHARS: Final = 1500

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


@dataclass(frozen=True, slots=True)
class Activity:
    """The type of one activity."""

    kind: ActivityKind
    probability: float  # in hundredths
    evidence: str  # the words that speak most for that type, as printed
    rule: str  # their row in ``data/activity_weights.tsv``: where they stand, and what they are


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
    weights, signs = read_weight_table(WEIGHTS, columns=WEIGHT_COLUMNS), find_signs(article)
    known = {sign: row for sign in signs if (row := weights.get(sign))}
    totals = list(map(sum, zip(weights[BASE], *known.values(), strict=True)))
    best = max(range(len(KINDS)), key=totals.__getitem__)
    probability = round(1 / sum(exp((total - totals[best]) / 100) for total in totals), 2)
    told: dict[str, int] = defaultdict(int)
    for sign, row in known.items():
        if sign[1] not in CIRCUMSTANCES:  # where and when tell no type by themselves
            told[signs[sign]] += row[best]
    evidence = max(told, key=told.__getitem__, default="")
    if told[evidence] <= 0 or probability < LEAST_PROBABILITY:
        return None
    place, what = max((sign for sign in known if signs[sign] == evidence), key=lambda sign: known[sign][best])
    return Activity(KINDS[best], probability, evidence, f"{place}: {what}")


def find_signs(article: Article) -> dict[Sign, str]:
    """Return what headline and lead show, each sign with the words that show it first."""
    signs: dict[Sign, str] = {}
    for place, text in _places(article):
        printed = [match for match in WORD_RE.finditer(text) if match[0][0].isalnum()]
        for match in printed:
            if sign := _sign_of(match[0]):
                signs.setdefault(sign, match[0])
        cues = find_cues([match[0] for match in printed], article.language, WORDS, endings=True)
        named = [(cue.kind, printed[cue.first].start(), printed[cue.last].end()) for cue in cues]
        named = [one for one in named if one[0] != _LOOKALIKE]
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
def _sign_of(word: str) -> Sign | None:
    """Return what a word shows by itself: its first letters, unless it is a function word, a number or one letter."""
    forms = word_forms(word)
    whole, bare = forms[0], forms[-1]
    is_plain = whole in _function_words() or whole.isdecimal() or len(bare) < 2
    return None if is_plain else (ANYWHERE, f"“{bare[:_STEM]}”")


@cache
def _function_words() -> frozenset[str]:
    """Return the words that tell a language and nothing else."""
    rows = read_vocabulary("function_words.tsv", columns=("word", "language", "note"))
    return frozenset(fold_word(row["word"]) for row in rows)
