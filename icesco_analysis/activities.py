"""Headline and lead → type of activity, with the words that say so."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from icesco_analysis.articles import Article
from icesco_analysis.phrases import Phrases, compile_phrases
from icesco_analysis.sentences import split_sentences
from icesco_analysis.vocabulary import read_vocabulary

ActivityKind = Literal["meeting", "agreement", "conference", "training", "launch", "announcement"]

# Least weight of a type, in the unit of ``data/activity_words.tsv``: one telling word in the lead is enough, one that
# only goes with a type ("ambassador") is not.
LEAST_WEIGHT = 2.0
# Sentences of the body that count as the lead: the second often says what the first only introduces.
LEAD_SENTENCES = 2


# Added to the first word of the vocabulary in a headline: "Workshop Discusses …" is a workshop.
FIRST_WORD = 1.0


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
        Where they stand and the name of their row in ``data/activity_words.tsv``.
    """

    kind: ActivityKind
    evidence: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Word:
    """One row of the vocabulary: a type, and what its words are worth in a headline and in a lead."""

    name: str
    kind: ActivityKind
    headline: float
    lead: float


@cache
def _vocabulary(language: str) -> Phrases[_Word]:
    """Return the rows of one language."""
    columns = ["language", "name", "activity", "headline", "lead", "pattern", "read", "unread", "note"]
    patterns = []
    for row in read_vocabulary("activity_words.tsv", columns=columns):
        kind = next(kind for kind in get_args(ActivityKind) if kind == row["activity"])
        if row["language"] == language:
            patterns.append((_Word(row["name"], kind, float(row["headline"]), float(row["lead"])), row["pattern"]))
    return compile_phrases(patterns)


def classify_activity(article: Article) -> Activity | None:
    """Return the type of the activity that `article` reports; None where headline and lead do not say.

    Notes
    -----
    Each row of the vocabulary counts once in the headline and once in the lead, with the weight that the table gives it
    there; the heaviest type wins, of equal ones the one whose words come first. Known to be wrong: headlines in
    metaphors, and activities of two types at once (an agreement signed at a meeting counts as an agreement).

    Examples
    --------
    >>> classify_activity(Article("page", 1, "ICESCO and Chad Sign Memorandum", "The two parties met in Rabat."))
    Activity(kind='agreement', evidence='Sign', rule='headline: signing')
    >>> classify_activity(Article("page", 1, "A Thousand Lamps", "It rained in Rabat.")) is None
    True
    """
    lead = " ".join(article.body[start:end] for start, end in split_sentences(article.body[:1500])[:LEAD_SENTENCES])
    totals: dict[ActivityKind, float] = defaultdict(float)
    best: dict[ActivityKind, tuple[float, Activity | None]] = {}
    for place, text in (("headline", article.headline), ("lead", lead)):
        found = find_words(text, language=article.language or "en")
        for rank, (word, evidence) in enumerate(found.items()):
            weight = _weight(word, place=place, first=rank == 0)
            totals[word.kind] += weight
            if weight > best.get(word.kind, (0.0, None))[0]:
                best[word.kind] = (weight, Activity(word.kind, evidence, f"{place}: {word.name}"))
    if not totals:
        return None
    kind = max(totals, key=lambda kind: totals[kind])
    return best[kind][1] if totals[kind] >= LEAST_WEIGHT else None


def _weight(word: _Word, *, place: str, first: bool) -> float:
    """Return what a word is worth where it stands; the first of a headline is mostly its subject or its verb."""
    if place == "lead":
        return word.lead
    return word.headline + (FIRST_WORD if first else 0.0)


def find_words(text: str, *, language: str = "en") -> dict[_Word, str]:
    """Return the rows of the vocabulary found in `text`, in order, each with the first words that it matched."""
    found: dict[_Word, str] = {}
    for word, start, end in _vocabulary(language).find(text.lower()):
        found.setdefault(word, text[start:end])
    return found
