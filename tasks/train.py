"""Learn the weights of the evidence on partners and venues from labelled articles: ``data/role_weights.tsv``."""

import argparse
import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from icesco_analysis.corpus import write_files
from icesco_analysis.counts import read_labels
from icesco_analysis.language import collapse
from icesco_analysis.pages import Article, parse_page, split_articles
from icesco_analysis.pages.articles import Dateline
from icesco_analysis.partners import evidence, model, readings, roles, verdict
from tasks.floors import SETS, TESTS

TABLE = Path(model.__file__).parents[1] / "data" / model.TABLE
HEAD = """\
# What each kind of evidence adds for a country as partner and as venue (log odds), written by `make train` from labels.
# kind: where the evidence stands or what it is; what: the word, the {class} of office_words.tsv, or the row it is.
"""
KNOWN = {name: SETS[name] for name in ("dev", "opened")}
"""Invented pages that the grammar was written with: there it is right more often than elsewhere."""
REAL = {name: SETS[name] for name in ("gold", "seeds")}
"""Real pages."""
NEW = {
    f"train/{name}": (TESTS / "labelled" / "train" / name / "pages", TESTS / "labelled" / "train" / name / "labels")
    for name in ("en", "fr", "ar", "hard")
}
"""Label sets by authors who knew no rule, written to learn from."""
HARD = ("train/hard",)
"""Of these, releases of hard kinds, far more of them than on the site, half of them short."""
SETS_LEARNED = {**KNOWN, **REAL, **NEW}
CASES = ("partners_articles.tsv", "partners_datelines.tsv")
"""Releases of hard kinds, made for the tests of the grammar."""
NEW_WORTH = 3.0
"""A real article, or one of the new sets, counts as so many of the known ones …"""
CASES_WORTH = 2.0
"""… and a release of a hard kind as so many."""
LEAST_ARTICLES = 5
"""Evidence that fewer articles show teaches nothing."""
STRENGTH = 0.2
"""How far weights may move from nought (the inverse of the penalty)."""
LEAST_WEIGHT = 0.15
"""Evidence that weighs less for both is left out."""
FOLDS = 6
TOLERANCE = 1e-9
"""How near to the best weights the search has to come: far nearer than they are rounded."""

Weights = dict[evidence.Evidence, tuple[float, float]]


class Example(NamedTuple):
    """A country of a labelled article."""

    page: str
    text: str
    iso3: str
    evidence: frozenset[evidence.Evidence]
    labels: tuple[bool, bool]
    worth: float


def read_labelled(pages: Path, labels: Path) -> Iterator[tuple[str, Article, Mapping[str, Any]]]:
    """Yield the labelled articles of a folder of pages: page, article and label."""
    files = {file.stem: file for file in sorted(pages.iterdir()) if file.is_file()}
    for page in read_labels(labels):
        waiting = defaultdict(list)
        for article in split_articles(parse_page(files[page.page].read_bytes(), files[page.page].name)).articles:
            waiting[collapse(article.headline)].append(article)
        for label in page.articles:
            if found := waiting[collapse(label["headline"])]:
                yield page.page, found.pop(0), label


def read_folder(pages: Path, labels: Path, name: str, worth: float) -> Iterator[Example]:
    """Yield the countries of the labelled articles of a folder of pages."""
    for page, article, label in read_labelled(pages, labels):
        yield from _examples(article, f"{name}/{page}", label["partners"], label["venue"], worth)


def read_sets(sets: Mapping[str, Sequence[Path]], worth: float) -> Iterator[Example]:
    """Yield the countries of the labelled articles of some sets, an article that is printed twice once."""
    seen = set()
    for name, (pages, labels) in sets.items():
        own = list(read_folder(pages, labels, name, worth))
        yield from (example for example in own if (example.text, example.iso3) not in seen)
        seen |= {(example.text, example.iso3) for example in own}


def read_cases() -> Iterator[Example]:
    """Yield the countries of the single releases among the cases of the tests."""
    for name in CASES:
        with (TESTS / "cases" / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        for row in rows:
            place = row.get("place")
            line = Dateline(f"{place}: 17/05/2019", place, date(2019, 5, 17)) if place else None
            article = Article(name, 1, row["headline"], row["body"].replace("\\n", "\n"), dateline=line)
            yield from _examples(article, name, row["partners"].split(), row["venue"].split(), CASES_WORTH)


def _examples(
    article: Article, page: str, partners: Sequence[str], venue: Sequence[str], worth: float
) -> Iterator[Example]:
    if article.language not in roles.READ_LANGUAGES:
        return
    scene = readings.find_scene(article)
    gathered = evidence.gather_evidence(scene, verdict.reach_verdict(scene))
    for iso3, own in gathered.own.items():
        found = gathered.shared | own
        yield Example(page, article.text, iso3, found, (iso3 in partners, iso3 in venue), worth)


def fit(examples: Sequence[Example]) -> dict[evidence.Evidence, tuple[float, float]]:
    """Return the weights of the evidence for partner and venue, rounded to hundredths.

    Every country is learned twice, with and without what the grammar makes of it: where the grammar was fitted to the
    labels it would leave the words nothing to say.
    """
    shown = Counter(one for example in examples for one in example.evidence)
    known = sorted(one for one, count in shown.items() if count >= LEAST_ARTICLES)
    weights = _regress(examples, known)
    kept = [one for one in known if max(map(abs, weights[one])) >= LEAST_WEIGHT]
    return _regress(examples, kept)


def _regress(
    examples: Sequence[Example], known: Sequence[evidence.Evidence]
) -> dict[evidence.Evidence, tuple[float, float]]:
    place = {one: index for index, one in enumerate(known)}
    rows = [
        [place[one] for one in found if one in place]
        for example in examples
        for found in (
            sorted(example.evidence),
            sorted(one for one in example.evidence if one[0] not in evidence.GRAMMAR_KINDS),
        )
    ]
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.concatenate([np.asarray(row, dtype=np.int64) for row in rows])
    matrix = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), len(known)))
    worth = np.repeat([example.worth / 2 for example in examples], 2)
    found = []
    for role in (0, 1):
        answers = np.repeat([example.labels[role] for example in examples], 2)
        regression = LogisticRegression(C=STRENGTH, tol=TOLERANCE, max_iter=5000, solver="newton-cg")
        with threadpool_limits(1):
            regression.fit(matrix, answers, sample_weight=worth)
        found.append([*regression.coef_[0], *regression.intercept_])
    pairs = np.round(np.asarray(found).T, 2) + 0.0
    return dict(zip([*known, model.BASE], map(tuple, pairs.tolist()), strict=True))


def cross_validate(examples: Sequence[Example], targets: Iterable[str]) -> dict[tuple[str, str, str], model.Chances]:
    """Return the chances of the countries of some sets, each page judged by weights that were learned without it."""
    own = [example for example in examples if example.page.rpartition("/")[0] in targets]
    pages = sorted({example.page for example in own}, key=lambda page: sha256(page.encode()).digest())
    chances = {}
    for fold in range(FOLDS):
        apart = set(pages[fold::FOLDS])
        weights = fit([example for example in examples if example.page not in apart])
        for example in own:
            if example.page in apart:
                chances[example.page, example.text, example.iso3] = predict(weights, example)
    return chances


def predict(weights: Weights, example: Example) -> model.Chances:
    """Return the chances of a country by some weights."""
    pairs = [weights[one] for one in (model.BASE, *sorted(example.evidence)) if one in weights]
    return model.Chances(*(1 / (1 + np.exp(-sum(column))) for column in zip(*pairs, strict=True)))


def tell_scores(examples: Sequence[Example], chances: dict[tuple[str, str, str], model.Chances]) -> Iterator[str]:
    """Yield the scores of each set: micro F1 and share of exact sets of partners, then of venues."""
    sets = defaultdict(list)
    for example in examples:
        if chance := chances.get((example.page, example.text, example.iso3)):
            sets[example.page.rpartition("/")[0]].append((example, chance))
    for name, judged in sorted(sets.items()):
        texts, said = {(example.page, example.text) for example, _ in judged}, []
        for role in (0, 1):
            found = [(one, one.labels[role], chance[role] >= model.THRESHOLD) for one, chance in judged]
            right = sum(due and got for _, due, got in found)
            wrong = {(one.page, one.text) for one, due, got in found if due != got}
            f1 = 2 * right / max(1, sum(int(due) + int(got) for _, due, got in found))
            said.append(f"{model.Chances._fields[role]} F1 {f1:.3f}, exact {1 - len(wrong) / len(texts):.3f}")
        yield f"{name}: {len(texts)} articles, {'; '.join(said)}"


def folders_of(sets: Mapping[str, Sequence[Path]]) -> list[Path]:
    """Return the folders of pages and labels of some sets."""
    return [folder for pair in sets.values() for folder in pair]


def hash_labels(folders: Iterable[Path]) -> str:
    """Return a fingerprint of the files that the weights are learned from."""
    files = [
        *(TESTS / "cases" / name for name in CASES),
        *(file for folder in folders for file in sorted(folder.iterdir())),
    ]
    return sha256(b"".join(file.name.encode() + file.read_bytes() for file in files if file.is_file())).hexdigest()[:16]


def main() -> int:
    """Write the table, and tell how well it does on pages that were left out, without and with what is added."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--more", type=Path, nargs="*", default=[], help="folders with pages/ and labels/ to learn from too"
    )
    more = {f"more/{folder.name}": (folder / "pages", folder / "labels") for folder in parser.parse_args().more}
    hard = {name: NEW[name] for name in HARD}
    ordinary = {name: NEW[name] for name in NEW if name not in HARD}
    examples = [
        *read_cases(), *read_sets({**KNOWN, **hard}, 1.0), *read_sets({**REAL, **ordinary}, NEW_WORTH),
    ]  # fmt: skip
    added = list(read_sets(more, NEW_WORTH))
    for learned in [examples, [*examples, *added]] if added else [examples]:
        chances = cross_validate(learned, {*NEW, *more})
        sys.stdout.write("\n".join(tell_scores(learned, chances)) + "\n\n")
    weights = fit([*examples, *added])
    rows = [
        f"{kind}\t{what}\t{partner:.2f}\t{venue:.2f}\n" for (kind, what), (partner, venue) in sorted(weights.items())
    ]
    head = (
        HEAD
        + f"# learned from: {hash_labels(folders_of({**SETS_LEARNED, **more}))}\n"
        + "\t".join(model.COLUMNS)
        + "\n"
    )
    write_files({TABLE: (head + "".join(rows)).encode()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
