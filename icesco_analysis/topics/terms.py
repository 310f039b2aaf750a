"""Articles → weighted terms: what is left of a release once house formulas, names, dates and countries are out."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import ceil
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from icesco_analysis.dates import find_dates
from icesco_analysis.language import read_vocabulary, split_sentences
from icesco_analysis.partners import find_mentions

HEADLINE_WEIGHT = 2
"""How often a word of the headline counts: it names the subject once, a body repeats it."""

LEAST_ARTICLES, LEAST_SHARE = 2, 1 / 200
"""A term must occur in as many articles, and in this share of them, so that the vocabulary has an end."""

MOST_SHARE = 0.5
"""A term in more than this share of the articles tells none of them apart."""

STOCK_LEAST, STOCK_FACTOR, STOCK_WORDS = 3, 3, 3
"""A stock sentence is printed in as many articles, this many times as often as the sentences of the corpus usually are
(mostly once: where all come back, as from templates, that says nothing), and has as many words of its own."""

SHORTEST_WORD = 3
"""Letters of the shortest word that can be a term."""

WORDS_KEPT = 1 << 16
"""Words whose stems are remembered: those that come back, while names and slips never end."""

# Letters only, then the possessive and the contractions.
_WORD_RE = re.compile(r"(?P<word>[^\W\d_]+)(?:['’][^\W\d_]{1,2}\b)?")
# A web address; a mail address or an account, from where its word begins.
_ADDRESS_RE = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)\S+@\S+")
# A blank, a hyphen or a line break: what neighbours have between them.
_JOINT_RE = re.compile("[ \u00a0\u202f]?-?[ \u00a0\u202f]?\n?")
# What follows a title: given names, initials and particles, until a comma, a small letter or the end.
_NAME = r"(?: [\s\u00a0]+ (?: [^\W\d_a-z][\w'’.-]* | (?: bin|bint|ibn|ben|al|el|de|von|van|ould ) \b ) ){1,6}"


class Word(NamedTuple):
    """One word of a release that may be a term, with its character span in its sentence."""

    key: str  # stem under which its forms are counted together
    printed: str  # form to show: in small letters, without possessive
    start: int
    end: int
    capital: bool  # it is printed with a capital
    follows: bool  # only a blank or hyphen parts it from the word before it in the sentence's words


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a release with the words that may be terms; the headline is one too."""

    text: str
    words: tuple[Word, ...]
    headline: bool

    @property
    def fingerprint(self) -> str:
        """What is equal for two prints of one stock sentence, whatever names, dates and countries they hold."""
        return " ".join(word.key for word in self.words)


class TermCounts(NamedTuple):
    """Counts of the vocabulary in the headlines and in the rest of the articles: one row an article."""

    terms: tuple[str, ...]
    headlines: csr_array
    bodies: csr_array

    @property
    def together(self) -> csr_array:
        """Counts in the whole articles, those of the headlines `HEADLINE_WEIGHT` times."""
        return csr_array(self.headlines * HEADLINE_WEIGHT + self.bodies)


# --- words -----------------------------------------------------------------------------------------------------------


@cache
def _endings() -> Mapping[tuple[str, str], Sequence[tuple[str, str, int]]]:
    """Return the rules of ``suffixes.tsv`` by level and last letter: ending, replacement, letters that must be left."""
    rules: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
    for row in read_vocabulary("suffixes.tsv", columns=["level", "ending", "replacement", "stem", "note"]):
        own = rules.setdefault((row["level"], row["ending"][-1]), [])
        own.append((row["ending"], row["replacement"], int(row["stem"])))
    return rules


def _strip(word: str, *, level: str) -> str:
    for ending, replacement, stem in _endings().get((level, word[-1:]), ()):
        if word.endswith(ending) and len(word) - len(ending) >= stem:
            return word[: len(word) - len(ending)] + replacement
    return word


@lru_cache(maxsize=WORDS_KEPT)
def inflection_stem(word: str) -> str:
    """Return `word` without its plural or verb ending: "creat" of "creating", "creativ" of "creative"."""
    return _strip(_strip(word, level="plural"), level="inflection")


def word_stem(word: str) -> str:
    """Return the stem that the members of a family of words share, after the rules of ``data/suffixes.tsv``.

    They are rough: "policy" and "police" share a stem, "woman" and "women" do not.
    """
    return _strip(inflection_stem(word), level="derivation")


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(row["word"] for row in read_vocabulary("stop_words.tsv", columns=["word", "note"]))


@cache
def _house_stems() -> frozenset[str]:
    rows = read_vocabulary("house_words.tsv", columns=["word", "note"])
    return frozenset(inflection_stem(row["word"]) for row in rows)


@cache
def _titles() -> Mapping[str, tuple[str, ...]]:
    rows = read_vocabulary("honorifics.tsv", columns=["title", "named", "note"])
    return {kind: tuple(row["title"] for row in rows if row["named"] == kind) for kind in ("yes", "before", "no")}


@cache
def _title_words() -> frozenset[str]:
    every = " ".join(title for titles in _titles().values() for title in titles)
    return frozenset(match["word"].lower() for match in _WORD_RE.finditer(every.replace(".", "")))


def _spell(phrases: Iterable[str]) -> str:
    """Return a pattern for any of `phrases`, longest first, with any blanks, hyphens and commas between their words."""
    flexible = (r"[\s,\u00a0-]+".join(map(re.escape, re.split(r"[\s,-]+", phrase))) for phrase in phrases)
    return "|".join(sorted(flexible, key=lambda pattern: (-len(pattern), pattern)))


@cache
def _phrase_re() -> re.Pattern[str]:
    rows = read_vocabulary("boilerplate_phrases.tsv", columns=["phrase", "note"])
    return re.compile(rf"\b(?:{_spell(row['phrase'] for row in rows)})\b", re.IGNORECASE)


@cache
def _person_re() -> re.Pattern[str]:
    address, office = _spell(_titles()["yes"]), _spell(_titles()["before"])
    return re.compile(
        rf"""
        (?<!\w)
        (?: (?: (?: {address} ) \.? [\s\u00a0]* )+ (?: {office} )?      # "H.E. Dr.", "Prof. Dean"
          | (?: {office} )                                              # "Minister", "Sultan"
        )
        (?P<name> {_NAME} )
        """,
        re.VERBOSE,
    )


@cache
def _subjects() -> Mapping[str, str]:
    rows = read_vocabulary("subject_words.tsv", columns=["printed", "reads", "note"])
    return {row["printed"]: row["reads"] for row in rows}


@cache
def _subject_re() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{_spell(_subjects())})(?![\w-])")


# --- sentences -------------------------------------------------------------------------------------------------------


def read_sentences(*, headline: str, body: str, subtitle: str = "") -> list[Sentence]:
    """Return the headline and the sentences of a release, each with the words that may become terms.

    Out by rule: dates and countries where the grammars of this package find them, personal names after a title, the
    organisation's phrases (``boilerplate_phrases.tsv``), function words, the verbs and nouns of its formulas
    (``house_words.tsv``), titles and offices (``honorifics.tsv``), words of one or two letters. In a headline, where
    every word may be capitalised, only names that the body gives a title to are known as names at this stage.
    """
    body_names = [match.span("name") for match in _person_re().finditer(body)]
    named = (match["word"].lower() for start, end in body_names for match in _WORD_RE.finditer(body[start:end]))
    names = frozenset(named) - _title_words()
    sentences = [_read_sentence(headline, (0, len(headline)), _masked(headline), names=names, headline=True)]
    for text, spans in ((subtitle, []), (body, body_names)):
        masked = _masked(text, more=spans)
        sentences += [_read_sentence(text, span, masked, names=names, headline=False) for span in split_sentences(text)]
    return sentences


def _masked(text: str, *, more: Sequence[tuple[int, int]] = ()) -> str:
    """Return `text` with every span that cannot hold a term filled with bars, at its length."""
    spans = [(found.start, found.end) for found in find_mentions(text)]
    spans += [(found.start, found.end) for found in find_dates(text)]
    spans += [match.span() for pattern in (_phrase_re(), _ADDRESS_RE) for match in pattern.finditer(text)]
    letters = list(text)
    for start, end in (*spans, *more):
        letters[start:end] = "|" * (end - start)
    return "".join(letters)


def _read_sentence(text: str, span: tuple[int, int], masked: str, *, names: frozenset[str], headline: bool) -> Sentence:
    start, end = span
    words: list[Word] = []
    for printed, begin, stop in _printed_words(masked[start:end]):
        small, capital = printed.lower(), not printed.islower()
        if (key := _term_stem(small)) and not (capital and small in names):
            between = masked[start + words[-1].end : start + begin] if words else "|"  # none in a word read as two
            words.append(Word(key, small, begin, stop, capital, _JOINT_RE.fullmatch(between) is not None))
    return Sentence(text[start:end], tuple(words), headline)


def _printed_words(masked: str) -> list[tuple[str, int, int]]:
    """Return the words of a masked sentence with their spans; what ``subject_words.tsv`` reads otherwise is read so."""
    found = []
    place = 0
    for match in [*_subject_re().finditer(masked), None]:
        until = match.start() if match else len(masked)
        found += [(word[1], *word.span()) for word in _WORD_RE.finditer(masked, place, until)]
        if match:
            found += [(read, *match.span()) for read in _subjects()[match.group()].split()]
            place = match.end()
    return found


@lru_cache(maxsize=WORDS_KEPT)
def _term_stem(small: str) -> str:
    """Return the stem of a word that may be a term, nothing for others."""
    if len(small) < SHORTEST_WORD or small in _stop_words() or small in _title_words():
        return ""
    return "" if inflection_stem(small) in _house_stems() else word_stem(small)


# --- the corpus ------------------------------------------------------------------------------------------------------


def find_names(releases: Iterable[Sequence[Sentence]]) -> frozenset[str]:
    """Return the words that are never printed in small letters: names, whatever a list of names may hold.

    A subject that happens to be only capitalised goes with the names unless ``subject_words.tsv`` knows it.
    """
    words = [word for release in releases for sentence in release for word in sentence.words]
    small, capital = ({word.printed for word in words if word.capital == is_capital} for is_capital in (False, True))
    stems = {inflection_stem(word) for word in small}
    return frozenset(word for word in capital - small if inflection_stem(word) not in stems)


def find_stock_sentences(releases: Sequence[Sequence[Sentence]]) -> frozenset[str]:
    """Return the fingerprints of the sentences that the corpus repeats far more often than it repeats others."""
    seen = Counter(
        fingerprint
        for release in releases
        for fingerprint in {s.fingerprint for s in release if not s.headline and len(s.words) >= STOCK_WORDS}
    )
    usual = float(np.median(list(seen.values()))) if seen else 1.0
    least = max(STOCK_LEAST, STOCK_FACTOR * usual)
    return frozenset(fingerprint for fingerprint, count in seen.items() if count >= least)


def list_terms(sentence: Sentence, *, names: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Return the terms of a sentence, single words and pairs of neighbours, as (key, printed form)."""
    terms = []
    before: Word | None = None
    for word in sentence.words:
        if word.capital and word.printed in names:
            before = None
            continue
        terms.append((word.key, word.printed))
        if before is not None and word.follows and before.key != word.key:
            terms.append((f"{before.key} {word.key}", f"{before.printed} {word.printed}"))
        before = word
    return terms


def name_terms(
    releases: Iterable[Sequence[Sentence]], *, names: frozenset[str], terms: Iterable[str]
) -> dict[str, str]:
    """Return for every term the form in which it is printed most often (of equals the first in the alphabet)."""
    named = {term: term for term in terms}
    every = (term for release in releases for sentence in release for term in list_terms(sentence, names=names))
    seen = Counter(term for term in every if term[0] in named)
    return named | dict(sorted(seen, key=lambda term: (-seen[term], term[1]), reverse=True))


def count_terms(releases: Sequence[Sequence[Sentence]], *, names: frozenset[str], stock: frozenset[str]) -> TermCounts:
    """Return how often each term that is neither too rare nor too common stands in the headlines and in the bodies."""
    kept = [[sentence for sentence in release if sentence.fingerprint not in stock] for release in releases]
    heads, bodies = ([_keys(release, names=names, headline=part) for release in kept] for part in (True, False))
    least = max(LEAST_ARTICLES, ceil(LEAST_SHARE * len(releases)))
    most = max(int(MOST_SHARE * len(releases)), least)
    frequency = Counter(key for parts in zip(heads, bodies, strict=True) for key in set().union(*parts))
    terms = sorted(key for key, count in frequency.items() if least <= count <= most)
    return _count(terms, heads, bodies)


def count_known(
    releases: Sequence[Sequence[Sentence]], *, names: frozenset[str], stock: frozenset[str], terms: Sequence[str]
) -> TermCounts:
    """Return how often terms that are known from other articles stand in these."""
    kept = [[sentence for sentence in release if sentence.fingerprint not in stock] for release in releases]
    return _count(terms, *([_keys(each, names=names, headline=part) for each in kept] for part in (True, False)))


def _count(terms: Sequence[str], *parts: Sequence[Sequence[str]]) -> TermCounts:
    if not terms:
        nothing = csr_array((len(parts[0]), 0), dtype=np.int64)
        return TermCounts((), nothing, nothing)
    counter = CountVectorizer(analyzer=list, vocabulary=terms)
    return TermCounts(tuple(terms), *(csr_array(counter.transform(part)) for part in parts))


def _keys(release: Iterable[Sentence], *, names: frozenset[str], headline: bool) -> list[str]:
    own = (sentence for sentence in release if sentence.headline == headline)
    return [key for sentence in own for key, _ in list_terms(sentence, names=names)]


def weigh_terms(counts: TermCounts, *, among: TermCounts | None = None) -> csr_array:
    """Return the TF-IDF weights of the articles, rows of length 1 (or 0); rare is what is so `among` others, if given.

    A word of the headline counts `HEADLINE_WEIGHT` times, and counts enter as 1 + log(count), so that a long release
    does not outweigh a short one by repeating itself. The inverse document frequency is 1 + log((1 + articles) /
    (1 + articles with the term)).
    """
    total = counts.together.astype(np.float64)
    if not min(total.shape):
        return total
    return csr_array(TfidfTransformer(sublinear_tf=True).fit((among or counts).together).transform(total))
