"""Headline and lead → type of activity, with the words that say so.

Two tables hold what is known. ``data/activity_words.tsv`` sorts words into kinds ("receive", "training", "instrument");
``data/activity_rules.tsv`` says which type a sequence of kinds tells of, and how strongly in a headline and in a lead:
"hold ~8 training" is a workshop that somebody held. Nothing else decides.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import islice, product
from typing import Literal, get_args

from icesco_analysis.language import VocabularyError, fold, iterate_sentences, read_vocabulary
from icesco_analysis.pages import Article

ActivityKind = Literal["meeting", "agreement", "conference", "training", "launch", "announcement"]

# Least weight of a type, in the unit of ``data/activity_rules.tsv``: one telling phrase in the lead is enough, a word
# that only goes with a type ("ambassador") is not.
LEAST_WEIGHT = 2.0
# What the first sentences of the body are worth: the second often says what the first only introduces.
LEAD_WEIGHTS = (1.0, 0.6)
# Characters of the body looked at: more than three long sentences.
LEAD_CHARS = 1500
# A subtitle repeats, explains, or adds a second activity.
SUBTITLE_WEIGHT = 0.5

LANGUAGES = ("en", "fr", "ar")
WORD_COLUMNS = ("language", "kind", "phrase", "note")
RULE_COLUMNS = ("name", "activity", "headline", "lead", "sequence", "read", "unread", "note")

# A word in none of the lists, and a mark that no sequence reaches across.
_PLAIN, _STOP = ".", ";"
# What a sequence may begin with: the beginning of the text, or that of a statement.
_STARTS = {"^": "^", "^^": f"(?<![^{_STOP}])"}
# The kinds are numbered from here on, far from any mark that means something in a regular expression.
_FIRST_LETTER = 0x4E00
# The kind of words that only look like those of a list.
_LOOKALIKE = "none"
# What takes the next words out of the report, which kinds of words, and what ends its shadow: a forum on whose
# sidelines people met is not reported, a course whose holding was discussed was not held, a pact recalled not signed.
_SHADOWS = (
    ("aside", "training|teach|trained|event|weak_event|organ|meeting|celebration|launch|show|prize", "stop"),
    ("discuss|discuss_together", "training|teach|trained|event|sign|launch|found|show|prize|goods", "stop|placing"),
    (
        "recall",
        "training|teach|trained|event|sign|instrument|deed|launch|found|open|end",
        "stop|receive|meet|call|visit",
    ),
)
_SHADOW_WORDS = 9
# Longest quotation, in words, that is taken for a title; what is said between quotation marks tells no activity.
_TITLE_WORDS = 25

_OPEN_QUOTES, _CLOSE_QUOTES = frozenset("“«„"), frozenset("”»")
_QUOTES = _OPEN_QUOTES | _CLOSE_QUOTES
# What follows one of these is another statement.
_STOPS = ":;!?…—"

_TOKEN_RE = re.compile(
    rf"""
    (?! (?<=[’']) s (?![^\W_]) )
    [^\W_]+ (?: [\u064b-\u0652]+ [^\W_]* )*    # letters and digits, parted by hyphens and apostrophes; no "'s"
    | [{_STOPS}{"".join(sorted(_QUOTES))}]
    """,
    re.VERBOSE,
)
# A word of Arabic takes "and", "in", "for" and the article as prefixes.
_ARABIC_PREFIX_RE = re.compile(r"^[وف]?[بلك]?(?:ال|لل)?(?=[؀-ۿ]{3})")
_GAP_RE = re.compile(
    r"""
    (?P<never> ! )? ~ (?P<words> \d+ )     # up to so many words; with "!", none of these among so many words
    (?: [!:] (?P<kinds> \S+ ) )?           # kinds that are not passed over
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Activity:
    """The type of one activity.

    Parameters
    ----------
    kind
        "meeting", "agreement", "conference", "training", "launch" or "announcement".
    evidence
        The most telling words of that type, as printed.
    rule
        Where they stand and the name of their row in ``data/activity_rules.tsv``.
    """

    kind: ActivityKind
    evidence: str
    rule: str


@dataclass(frozen=True)
class Rule:
    """One row of ``data/activity_rules.tsv``: a sequence of kinds of words, and what it is worth."""

    name: str
    kind: ActivityKind
    headline: float
    lead: float
    sequence: str

    @cached_property
    def needs(self) -> Sequence[int]:
        """The kinds, as bits, of each word that the sequence cannot do without."""
        items = (item for item in self.sequence.split() if item not in _STARTS and not item.startswith(("!", "~")))
        return [_bits_of(_class_of(item)) for item in items]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The sequence over letters of kinds, compiled when a text first holds all the words that it needs."""
        return re.compile(read_sequence(self.sequence))


@dataclass(frozen=True, slots=True)
class _Tagged:
    """A text as one letter per word or phrase, that of its kind.

    `starts` says with which word each letter begins; `tokens` from which token of the text to which each word reaches,
    None where every token is a word.
    """

    text: str
    kinds: str
    starts: Sequence[int]
    tokens: Sequence[tuple[int, int]] | None

    def find_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the text of the letters from `start` up to `end`."""
        first, last = self.starts[start], self.starts[end] - 1
        if self.tokens is not None:
            first, last = self.tokens[first][0], self.tokens[last][1]
        spans = [match.span() for match in _TOKEN_RE.finditer(self.text)]
        return spans[first][0], spans[last][1]


@dataclass(frozen=True, slots=True)
class _Clue:
    """A rule that a place of an article agrees with, what it is worth there, and which letters say so."""

    weight: float
    place: str
    rule: Rule
    tagged: _Tagged
    start: int
    end: int


def classify_activity(article: Article) -> Activity | None:
    """Return the type of the activity that `article` reports; None where headline and lead do not say.

    Notes
    -----
    In each place (headline, subtitle, first sentences of the body) the strongest rule of each type counts; the places
    add up, and the heaviest type wins, of equal ones that of the headline. Known to be wrong: headlines in metaphors
    over leads that name no event, and activities of two types at once (an agreement signed at a meeting counts as an
    agreement).

    Examples
    --------
    >>> classify_activity(Article("page", 1, "ICESCO and Chad Sign Memorandum", "The two parties met in Rabat."))
    Activity(kind='agreement', evidence='Sign Memorandum', rule='headline: signs an instrument')
    >>> classify_activity(Article("page", 1, "A Thousand Lamps", "It rained in Rabat.")) is None
    True
    """
    places: dict[str, dict[ActivityKind, _Clue]] = defaultdict(dict)
    for place, share, text in _places(article):
        strongest = places[place]
        for clue in _strongest(text, place=place, share=share, language=article.language):
            kind = clue.rule.kind
            if kind not in strongest or clue.weight > strongest[kind].weight:
                strongest[kind] = clue
    return _decide([clue for clues in places.values() for clue in clues.values()])


def _decide(clues: Sequence[_Clue]) -> Activity | None:
    """Return the strongest evidence of the heaviest type, of equal ones of the first; None where all are too light."""
    totals: dict[ActivityKind, float] = defaultdict(float)
    for clue in clues:
        totals[clue.rule.kind] += clue.weight
    if not totals:
        return None
    winner = max(totals, key=lambda kind: totals[kind])
    if totals[winner] < LEAST_WEIGHT:
        return None
    clue = max((clue for clue in clues if clue.rule.kind == winner), key=lambda clue: clue.weight)
    start, end = clue.tagged.find_span(clue.start, clue.end)
    return Activity(winner, clue.tagged.text[start:end], f"{clue.place}: {clue.rule.name}")


def _places(article: Article) -> Iterator[tuple[str, float, str]]:
    """Yield name, share of the weight, and text of each place that is looked at."""
    yield "headline", 1.0, article.headline
    if article.subtitle:
        yield "subtitle", SUBTITLE_WEIGHT, article.subtitle
    lead = article.body[:LEAD_CHARS]
    spans = islice(iterate_sentences(lead), len(LEAD_WEIGHTS))
    for share, (start, end) in zip(LEAD_WEIGHTS, spans, strict=False):
        yield "lead", share, lead[start:end]


def _strongest(text: str, *, place: str, share: float, language: str) -> Iterator[_Clue]:
    """Yield the strongest rule of each type that `text` agrees with."""
    tagged = _tag(text, language=language)
    found: set[ActivityKind] = set()
    for weight, rule in _possible("lead" if place == "lead" else "headline", tagged.kinds):
        if rule.kind not in found:
            match = rule.pattern.search(tagged.kinds)
            if match:
                found.add(rule.kind)
                yield _Clue(share * weight, place, rule, tagged, *match.span(1))


def _tag(text: str, *, language: str) -> _Tagged:
    """Return `text` as one letter per word or phrase."""
    words, tokens = _read_words(text)
    kinds, longest = _phrases(language if language in LANGUAGES else "en")
    if language == "ar":
        words = list(map(_fold_word, words))
    letters: list[str] = []
    starts: list[int] = []
    place = 0
    while place < len(words):
        starts.append(place)
        letter, length = _look_up(words, place, kinds=kinds, longest=longest)
        letters.append(letter)
        place += length
    return _Tagged(text, _shade("".join(letters)), [*starts, len(words)], tokens)


def _look_up(
    words: Sequence[str], place: int, *, kinds: Mapping[str, str], longest: Mapping[str, int]
) -> tuple[str, int]:
    """Return the letter of the longest phrase that begins with a word of a text, and how many words it has."""
    word = words[place]
    for first in (word, _ARABIC_PREFIX_RE.sub("", word)) if "\u0600" <= word[0] <= "\u06ff" else (word,):
        for length in range(longest.get(first, 0), 0, -1):
            phrase = " ".join((first, *words[place + 1 : place + length]))
            if phrase in kinds:
                return kinds[phrase], length
    return _PLAIN, 1


def _fold_word(word: str) -> str:
    """Return an Arabic word with the letters that print confuses as one."""
    return fold(word).replace("ة", "ه")


def _read_words(text: str) -> tuple[list[str], list[tuple[int, int]] | None]:
    """Return the words of `text` in small letters, and their tokens where these are not one each.

    A title in quotation marks is one plain word, which reaches from its first token to its last.
    """
    words = list(map(str.lower, _TOKEN_RE.findall(text)))
    return (words, None) if _QUOTES.isdisjoint(words) else _fold_titles(words)


def _fold_titles(words: Sequence[str]) -> tuple[list[str], list[tuple[int, int]]]:
    """Return `words` without quotation marks, a title between them as one plain word, and the tokens of each."""
    kept: list[str] = []
    tokens: list[tuple[int, int]] = []
    opened: int | None = None
    for token, word in enumerate(words):
        if word in _OPEN_QUOTES:
            opened = len(kept)
        elif word in _CLOSE_QUOTES:
            if opened is not None and 0 < len(kept) - opened <= _TITLE_WORDS:
                tokens[opened:] = [(tokens[opened][0], tokens[-1][1])]
                kept[opened:] = [_PLAIN]
            opened = None
        else:
            kept.append(word)
            tokens.append((token, token))
    return kept, tokens


def _shade(kinds: str) -> str:
    """Return `kinds` without what is only spoken about, or went on beside what is reported."""
    for shadow, off in _shadows():
        kinds = shadow.sub(partial(_shade_match, off), kinds)
    return kinds


def _shade_match(off: Mapping[int, str], match: re.Match[str]) -> str:
    return match[1] + match[2].translate(off)


@cache
def _word_rows() -> Sequence[Mapping[str, str]]:
    return read_vocabulary("activity_words.tsv", columns=WORD_COLUMNS)


@cache
def _letters() -> Mapping[str, str]:
    """Return one letter for each kind of words."""
    kinds = dict.fromkeys(row["kind"] for row in _word_rows())
    letters = {kind: chr(_FIRST_LETTER + number) for number, kind in enumerate(kinds)}
    return {**letters, _LOOKALIKE: _PLAIN, "stop": _STOP}


@cache
def _shadows() -> Sequence[tuple[re.Pattern[str], Mapping[int, str]]]:
    return [
        (
            re.compile(f"([{_class_of(names)}])([^{_class_of(ends)}]{{1,{_SHADOW_WORDS}}})"),
            dict.fromkeys(map(ord, _class_of(shaded)), _PLAIN),
        )
        for names, shaded, ends in _SHADOWS
    ]


@cache
def _phrases(language: str) -> tuple[Mapping[str, str], Mapping[str, int]]:
    """Return the letter of each phrase of a language, and by first words how many words the longest phrase has."""
    kinds = dict.fromkeys(_STOPS, _STOP)
    longest = dict.fromkeys(_STOPS, 1)
    for row in _word_rows():
        for form in expand(row["phrase"]) if row["language"] == language else ():
            words = list(map(_fold_word, form.split())) if language == "ar" else form.split()
            kinds.setdefault(" ".join(words), _letters()[row["kind"]])
            longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return kinds, longest


def expand(phrase: str) -> list[str]:
    """Return the forms of a phrase: braces hold what may stand in a place.

    Examples
    --------
    >>> expand("t{ake,ook} part")
    ['take part', 'took part']
    """
    pieces = [piece.split(",") if place % 2 else [piece] for place, piece in enumerate(re.split("[{}]", phrase))]
    return list(map("".join, product(*pieces)))


@cache
def _rules() -> Sequence[Rule]:
    """Return the rows of the table of rules."""
    return [
        Rule(
            row["name"],
            next(kind for kind in get_args(ActivityKind) if kind == row["activity"]),
            float(row["headline"]),
            float(row["lead"]),
            row["sequence"],
        )
        for row in read_vocabulary("activity_rules.tsv", columns=RULE_COLUMNS)
    ]


@cache
def _ranked(place: Literal["headline", "lead"]) -> Sequence[tuple[float, Rule, Sequence[int]]]:
    """Return the rules that count in one place with their weights and needs, the strongest first."""
    weighed = [(rule.lead if place == "lead" else rule.headline, rule, rule.needs) for rule in _rules()]
    return sorted((entry for entry in weighed if entry[0] > 0), key=lambda entry: -entry[0])


def _possible(place: Literal["headline", "lead"], kinds: str) -> Iterator[tuple[float, Rule]]:
    """Yield the rules of one place all of whose needed words have their kinds among `kinds`, the strongest first."""
    present = _bits_of(kinds)
    for weight, rule, needs in _ranked(place):
        for need in needs:
            if not need & present:
                break
        else:
            yield weight, rule


@cache
def _bits() -> Mapping[str, int]:
    return {letter: 1 << number for number, letter in enumerate(dict.fromkeys(_letters().values()))}


def _bits_of(letters: str) -> int:
    """Return a set of letters of kinds as one bit each."""
    return sum(map(_bits().__getitem__, set(letters)))


def read_sequence(sequence: str) -> str:
    """Return the regular expression over letters of kinds that a sequence of the table stands for.

    Parameters
    ----------
    sequence
        Kinds of words in order, blanks in them written ``_``: ``a|b`` is either; ``!a`` says that no `a` comes next;
        ``~5`` are up to five words of any kind, ``~5!a`` of any kind but `a`; ``!~5:a`` says that no `a` is among the
        next five words; ``^`` is the beginning of the text, ``^^`` of a statement, ``stop`` a colon or another strong
        mark. No ``~`` reaches across such a mark. The group is what tells: all but its distance from the beginning.

    Raises
    ------
    VocabularyError
        If a kind has no list of words.
    """
    items = sequence.split()
    before = 2 if items[0] in _STARTS and items[1].startswith("~") else 0
    return f"{''.join(map(_read_item, items[:before]))}({''.join(map(_read_item, items[before:]))})"


def _read_item(item: str) -> str:
    """Return the regular expression of one item of a sequence."""
    if item in _STARTS:
        return _STARTS[item]
    gap = _GAP_RE.fullmatch(item)
    if gap is None:
        return f"(?![{_class_of(item[1:])}])" if item.startswith("!") else f"[{_class_of(item)}]"
    if gap["never"]:
        return f"(?![^{_STOP}]{{0,{gap['words']}}}[{_class_of(gap['kinds'])}])"
    return f"[^{_STOP}{_class_of(gap['kinds']) if gap['kinds'] else ''}]{{0,{gap['words']}}}?"


def _class_of(names: str) -> str:
    """Return the letters of kinds joined by ``|``."""
    letters = _letters()
    chosen = [name.replace("_", " ") for name in names.split("|")]
    unknown = [name for name in chosen if name not in letters]
    if unknown:
        raise VocabularyError(f"data/activity_rules.tsv: no list of words is called {', '.join(unknown)}")
    return "".join(letters[name] for name in chosen)
