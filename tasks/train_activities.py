"""Learn from labelled articles how much each sign speaks for each type of activity: ``data/activity_weights.tsv``."""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from icesco_analysis import activities
from icesco_analysis.corpus import write_files
from icesco_analysis.pages import Article
from tasks.floors import TESTS
from tasks.train import FOLDS, ON_ROLES, SETS_LEARNED, TOLERANCE, read_labelled

TABLE = Path(activities.__file__).parent / "data" / activities.WEIGHTS
HEAD = """\
# What each sign adds for a type of activity (log odds), written by `make train` from labels. place: where it stands.
# sign: a kind of activity_words.tsv, two of them in a row, or “the beginning of a word”.
"""
SETS = {name: folders for name, folders in SETS_LEARNED.items() if name != ON_ROLES}
CASES = ("activities_headlines.tsv", "activities_releases.tsv")
"""Releases of hard kinds, made for tests."""
LEAST_ARTICLES = 3
"""A sign that fewer articles show teaches nothing."""
STRENGTH = 0.4
"""How far weights may move from nought (the inverse of the penalty)."""
LEAST_WEIGHT = 0.1
"""A sign that weighs less for every type is left out."""
BINS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Where the ranges of probabilities end that are compared with what was right."""

Weights = dict[activities.Sign, tuple[float, ...]]


class Example(NamedTuple):
    """A labelled article: what it shows, and its type."""

    page: str
    signs: frozenset[activities.Sign]
    kind: str


def read_examples(sets: Mapping[str, Sequence[Path]]) -> Iterator[Example]:
    """Yield the labelled articles of some sets, one that is printed twice once."""
    seen = set()
    for name, (pages, labels) in sets.items():
        for page, article, label in read_labelled(pages, labels):
            if label["activity"] and article.text not in seen:
                seen.add(article.text)
                yield _example(f"{name}/{page}", article, label["activity"])


def read_cases() -> Iterator[Example]:
    """Yield the single releases among the cases of the tests."""
    for name in CASES:
        with (TESTS / "cases" / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row["activity"]:
                    article = Article(name, 1, row["headline"], row["lead"], language=row["language"])
                    yield _example(f"cases/{name}", article, row["activity"])


def _example(page: str, article: Article, kind: str) -> Example:
    return Example(page, frozenset(activities.find_signs(article)), kind)


def fit(examples: Sequence[Example]) -> Weights:
    """Return the weights of the signs for each type, rounded to hundredths."""
    shown = Counter(sign for example in examples for sign in example.signs)
    known = sorted(sign for sign, count in shown.items() if count >= LEAST_ARTICLES)
    weights = _regress(examples, known)
    return _regress(examples, [sign for sign in known if max(map(abs, weights[sign])) >= LEAST_WEIGHT])


def _regress(examples: Sequence[Example], known: Sequence[activities.Sign]) -> Weights:
    column = {sign: index for index, sign in enumerate(known)}
    rows = [sorted(column[sign] for sign in example.signs if sign in column) for example in examples]
    ends = np.cumsum([0, *map(len, rows)])
    matrix = csr_matrix((np.ones(ends[-1]), np.concatenate(rows), ends), shape=(len(rows), len(known)))
    regression = LogisticRegression(C=STRENGTH, tol=TOLERANCE, max_iter=5000)
    with threadpool_limits(1):
        regression.fit(matrix, [activities.KINDS.index(example.kind) for example in examples])
    table = np.round([regression.intercept_, *regression.coef_.T], 2) + 0.0
    return dict(zip([activities.BASE, *known], map(tuple, table.tolist()), strict=True))


def predict(weights: Weights, example: Example) -> tuple[str, float]:
    """Return the most probable type of an article by some weights, and its probability."""
    totals = np.sum([weights[sign] for sign in (activities.BASE, *sorted(example.signs)) if sign in weights], axis=0)
    shares = np.exp(totals - totals.max())
    return activities.KINDS[int(shares.argmax())], float(shares.max() / shares.sum())


def cross_validate(examples: Sequence[Example], targets: Iterable[str]) -> Iterator[tuple[Example, str, float]]:
    """Yield the articles of some sets with their type as read by weights that were learned without their page."""
    own = [example for example in examples if example.page.rpartition("/")[0] in targets]
    pages = sorted({example.page for example in own}, key=lambda page: sha256(page.encode()).digest())
    for fold in range(FOLDS):
        apart = set(pages[fold::FOLDS])
        weights = fit([example for example in examples if example.page not in apart])
        yield from ((example, *predict(weights, example)) for example in own if example.page in apart)


def tell_scores(judged: Sequence[tuple[Example, str, float]]) -> Iterator[str]:
    """Yield the share that was right by set, and by range of probabilities."""
    for name in sorted({example.page.rpartition("/")[0] for example, _, _ in judged}):
        right = [kind == example.kind for example, kind, _ in judged if example.page.rpartition("/")[0] == name]
        yield f"{name}: {len(right)} articles, {np.mean(right):.3f} right"
    error = 0.0
    for low, high in zip((0.0, *BINS), (*BINS, 1.0001), strict=True):
        own = [(kind == example.kind, chance) for example, kind, chance in judged if low <= chance < high]
        if own:
            right, chance = np.mean(own, axis=0)
            error += len(own) / len(judged) * abs(right - chance)
            yield f"probability {low:.1f}–{min(high, 1):.1f}: {len(own)} articles, {chance:.2f} said, {right:.2f} right"
    yield f"expected calibration error {error:.3f}"


def main() -> int:
    """Write the table, and tell how often pages that were left out are read right, without and with what is added."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--more", type=Path, nargs="*", default=[], help="folders with pages/ and labels/ to add")
    more = {f"more/{folder.name}": (folder / "pages", folder / "labels") for folder in parser.parse_args().more}
    examples = [*read_cases(), *read_examples(SETS)]
    added = list(read_examples(more))
    for learned in [examples, [*examples, *added]] if added else [examples]:
        sys.stdout.write("\n".join(tell_scores(list(cross_validate(learned, {*SETS, *more})))) + "\n\n")
    weights = sorted(fit([*examples, *added]).items())
    rows = ["\t".join((*sign, *(f"{cell:.2f}" for cell in cells))) + "\n" for sign, cells in weights]
    write_files({TABLE: (HEAD + "\t".join(activities.WEIGHT_COLUMNS) + "\n" + "".join(rows)).encode()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
