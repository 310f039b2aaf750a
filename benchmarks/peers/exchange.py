"""What passes between the project and a peer: the articles one way, the answers the other.

Imported by every script, also in the environments of the peers, so it needs nothing but the standard library and
scikit-learn.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

PREDICTIONS = Path(__file__).parent / "predictions"
"""Answers of the peers, kept so that this project can be scored anew without them."""
ROUNDS = 5
"""Rounds of which the median counts, where one round is short."""
LONG_ROUND = 2.0
"""Seconds after which a round is not repeated: noise is then small beside it."""
PRINT_DIGITS = 10
"""Hexadecimal digits that tell one text from another."""


@dataclass(frozen=True, slots=True)
class GivenArticle:
    """One article as the peers are given it: cut out, without labels.

    Parameters
    ----------
    key
        Label set, page and place in the label file, e.g. "gold/000_8a442eabcc48086d/1".
    headline, rest
        The text in its two parts.
    published
        ISO date that the page prints or carries for it, or "".
    """

    key: str
    headline: str
    rest: str
    published: str = ""

    @property
    def text(self) -> str:
        """Headline and rest, separated by a blank line."""
        return "\n\n".join(part for part in (self.headline, self.rest) if part)

    @property
    def print(self) -> str:
        """Digits that change with the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:PRINT_DIGITS]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a peer is given.

    Parameters
    ----------
    labelled
        The labelled articles in English.
    seeds
        The articles of the seed pages, for topics.
    names
        This project's names of countries, demonyms and places, casefolded, with the code of their country: for peers
        that find names and know no codes.
    """

    labelled: Sequence[GivenArticle]
    seeds: Sequence[GivenArticle]
    names: Mapping[str, str]


def write_exchange(path: Path, exchange: Exchange) -> None:
    """Write what the peers are given as JSON."""
    path.write_text(json.dumps(asdict(exchange), ensure_ascii=False, indent=1), encoding="utf-8")


def read_exchange(path: Path) -> Exchange:
    """Return what a peer is given."""
    data = json.loads(path.read_text(encoding="utf-8"))
    labelled, seeds = ([GivenArticle(**row) for row in data[part]] for part in ("labelled", "seeds"))
    return Exchange(labelled=labelled, seeds=seeds, names=data["names"])


def write_answers(
    name: str, *, answers: Mapping[str, Any], articles: Iterable[GivenArticle], packages: Iterable[str],
    speed: Mapping[str, float], failed: Mapping[str, str],
) -> None:  # fmt: skip
    """Write the answers of one group of peers with what they were given and by which versions.

    Parameters
    ----------
    name
        "dates", "countries" or "topics".
    answers
        By reader.
    articles
        What the answers are about; the prints of their texts are stored.
    packages
        Packages whose versions are stored.
    speed
        Ratio of a reader to the vectorizer.
    failed
        Readers that do not run, with the reason.
    """
    stored = {
        "versions": {package: version(package) for package in packages},
        "speed": {reader: float(f"{ratio:.2g}") for reader, ratio in speed.items()},
        "failed": dict(failed),
        "articles": {article.key: article.print for article in articles},
        "answers": answers,
    }
    PREDICTIONS.mkdir(exist_ok=True)
    text = json.dumps(stored, ensure_ascii=False, indent=0) + "\n"
    (PREDICTIONS / f"{name}.json").write_text(text, encoding="utf-8")


def read_answers(name: str) -> dict[str, Any]:
    """Return what `write_answers` stored under `name`.

    Raises
    ------
    FileNotFoundError
        If these peers were never run; the message says how to run them.
    """
    path = PREDICTIONS / f"{name}.json"
    if not path.is_file():
        raise FileNotFoundError(f"{path.name}: run python -m benchmarks.peers.{name} in an environment of its own")
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def measure_speed(work: Callable[[], object], *, texts: Sequence[str]) -> float:
    """Return the speed of `work` as a ratio to ``TfidfVectorizer().fit_transform`` on `texts`: more is faster.

    Both are measured in turns, in processor time, and the median of the rounds counts: the machine does other things
    too. Call `work` once before, so that what is loaded once is not measured.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    ratios = []
    for _ in range(ROUNDS):
        before = _time(lambda: TfidfVectorizer().fit_transform(texts))
        own = _time(work)
        after = _time(lambda: TfidfVectorizer().fit_transform(texts))
        ratios.append((before + after) / 2 / own)
        if own > LONG_ROUND:
            break
    return median(ratios)


def _time(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start
