"""Learn the weights of the evidence on partners and venues from labelled articles: ``data/role_weights.tsv``."""

import argparse
import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import chain
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
from icesco_analysis.partners import evidence, model, roles, scenes
from tasks.floors import SETS, TESTS

TABLE = Path(model.__file__).parents[1] / "data" / model.TABLE
HEAD = """\
# What each kind of evidence adds for a country as partner and as venue (log odds), written by `make train` from labels.
# kind: where the evidence stands or what it is; what: the word, the kind of role_words.tsv (in braces among words),
# or what stands around a country, which is _ itself. The weights of lists are set, those of all else are learned.
"""
KNOWN = {name: SETS[name] for name in ("dev", "opened")}
"""Invented pages that the words were chosen with: there they are right more often than elsewhere."""
REAL = {name: SETS[name] for name in ("gold", "seeds")}
"""Real pages."""
NEW = {
    f"train/{name}": (TESTS / "labelled" / "train" / name / "pages", TESTS / "labelled" / "train" / name / "labels")
    for name in ("en", "fr", "ar", "hard", "more", "kinds")
}
"""Label sets by authors who knew no rule, written to learn from."""
SETS_LEARNED = {**KNOWN, **REAL, **NEW}
ON_ROLES = "train/kinds"
"""The set written on kinds of roles that are hard: how often a type or a body occurs in it says nothing."""
CASES = ("partners_articles.tsv", "partners_datelines.tsv")
"""Releases of hard kinds, made for the tests."""
LEAST_ARTICLES = 7
"""Evidence that fewer articles show teaches nothing."""
STRENGTHS, SECOND_STRENGTHS = (0.15, 0.3), (3.0, 3.0)
"""How far weights may move from nought (the inverse of the penalty), for partner and venue, and those of the second
look. Fewer words say where something takes place than with whom, and each of them says more."""
LEAST_WEIGHT = 0.12
"""Evidence that weighs less for both is left out."""
FOLDS, SECOND_FOLDS = 6, 4
TOLERANCE = 1e-9
"""How near to the best weights the search has to come: far nearer than they are rounded."""


class Case(NamedTuple):
    """A labelled article: the evidence on its countries, and which of them are partner and venue."""

    page: str
    text: str
    gathered: evidence.Gathered
    labels: Mapping[str, tuple[bool, bool]]


def read_labelled(pages: Path, labels: Path) -> Iterator[tuple[str, Article, Mapping[str, Any]]]:
    """Yield the labelled articles of a folder of pages: page, article and label."""
    files = {file.stem: file for file in sorted(pages.iterdir()) if file.is_file()}
    for page in read_labels(labels):
        waiting = defaultdict(list)
        for article in split_articles(parse_page(files[page.page].read_bytes(), files[page.page].name)).articles:
            if article.language in roles.READ_LANGUAGES:
                waiting[collapse(article.headline)].append(article)
        for label in page.articles:
            if found := waiting[collapse(label["headline"])]:
                yield page.page, found.pop(0), label


def read_folder(pages: Path, labels: Path, name: str) -> Iterator[Case]:
    """Yield the labelled articles of a folder of pages."""
    for page, article, label in read_labelled(pages, labels):
        yield _case(article, f"{name}/{page}", label["partners"], label["venue"])


def read_sets(sets: Mapping[str, Sequence[Path]]) -> Iterator[Case]:
    """Yield the labelled articles of some sets, one that is printed twice once."""
    seen = set()
    for name, (pages, labels) in sets.items():
        own = list(read_folder(pages, labels, name))
        yield from (case for case in own if case.text not in seen)
        seen |= {case.text for case in own}


def read_cases() -> Iterator[Case]:
    """Yield the single releases among the cases of the tests."""
    for name in CASES:
        with (TESTS / "cases" / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        for row in rows:
            place = row.get("place")
            line = Dateline(f"{place}: 17/05/2019", place, date(2019, 5, 17)) if place else None
            article = Article(name, 1, row["headline"], row["body"].replace("\\n", "\n"), dateline=line)
            yield _case(article, name, row["partners"].split(), row["venue"].split())


def _case(article: Article, page: str, partners: Sequence[str], venue: Sequence[str]) -> Case:
    gathered = evidence.gather_evidence(scenes.find_scene(article))
    return Case(page, article.text, gathered, {iso3: (iso3 in partners, iso3 in venue) for iso3 in gathered.own})


def fit(cases: Sequence[Case]) -> model.Weights:
    """Return the weights of the evidence and of the second look, in hundredths, and those of lists, which are set.

    The second look learns from sums that are made without the page of the article.
    """
    sums = {}
    pages = shuffle_pages({case.page for case in cases})
    for fold in range(SECOND_FOLDS):
        apart = set(pages[fold::SECOND_FOLDS])
        first = _fit_first([case for case in cases if case.page not in apart])
        sums |= {index: model.add_up(case.gathered, first) for index, case in enumerate(cases) if case.page in apart}
    lists = {one: pair for one, pair in model.read_weights().items() if one[0] == evidence.LIST}
    return _fit_first(cases) | _fit_second(cases, [sums[index] for index in range(len(cases))]) | lists


def shuffle_pages(pages: Iterable[str]) -> list[str]:
    """Return pages in an order that has nothing to do with their names."""
    return sorted(pages, key=lambda page: sha256(page.encode()).digest())


def _fit_first(cases: Sequence[Case]) -> model.Weights:
    """Return the weights of the evidence: of all that enough articles show, then of what weighs something there."""
    shown = Counter(one for case in cases for own in case.gathered.own.values() for one in own | case.gathered.shared)
    known = {one for one, count in shown.items() if count >= LEAST_ARTICLES and one[0] != evidence.LIST}
    weights: model.Weights = {}
    for _ in range(2):
        rows = [
            dict.fromkeys((own | case.gathered.shared) & known, 1.0)
            for case in cases
            for own in case.gathered.own.values()
        ]
        weights = regress(_answers(cases), rows, STRENGTHS, base=model.BASE)
        known = {one for one, pair in weights.items() if max(map(abs, pair)) >= 100 * LEAST_WEIGHT}
    return weights


def _answers(cases: Sequence[Case]) -> list[tuple[bool, ...]]:
    """Return what is right for each country of the articles: partner, venue."""
    return [label for case in cases for label in case.labels.values()]


def _fit_second(cases: Sequence[Case], sums: Sequence[Mapping[str, tuple[int, int]]]) -> model.Weights:
    """Return the weights of what the sum of a country as venue is beside those of the others."""
    rows = [
        {model.FIRST_SUM: beside[iso3][1] / 100, model.compare(beside, iso3): 1.0} for beside in sums for iso3 in beside
    ]
    return {one: (0, venue) for one, (_, venue) in regress(_answers(cases), rows, SECOND_STRENGTHS).items()}


def regress(
    answers: Sequence[tuple[bool, ...]],
    rows: Sequence[Mapping[evidence.Evidence, float]],
    strengths: Sequence[float],
    *,
    base: evidence.Evidence | None = None,
) -> dict[evidence.Evidence, tuple[int, ...]]:
    """Return the weights of what some rows show for each of their answers, in hundredths."""
    known = sorted(set().union(*rows))
    place = {one: index for index, one in enumerate(known)}
    filled = [sorted((place[one], value) for one, value in row.items()) for row in rows]
    columns, values = (np.asarray(side) for side in zip(*chain.from_iterable(filled), strict=True))
    matrix = csr_matrix((values, columns, np.cumsum([0, *map(len, filled)])), shape=(len(rows), len(known)))
    found = []
    for told, strength in zip(zip(*answers, strict=True), strengths, strict=True):
        regression = LogisticRegression(
            C=strength, tol=TOLERANCE, max_iter=5000, solver="newton-cg", fit_intercept=base is not None
        )
        with threadpool_limits(1):
            regression.fit(matrix, told)
        found.append([*regression.coef_[0], *(regression.intercept_ if base else ())])
    pairs = np.round(100 * np.asarray(found).T).astype(int)
    return dict(zip([*known, *([base] if base else [])], map(tuple, pairs.tolist()), strict=True))


def cross_validate(cases: Sequence[Case], targets: Iterable[str]) -> list[tuple[Case, dict[str, model.Chances]]]:
    """Return the articles of some sets with the chances of their countries, each page judged by weights without it."""
    own = [case for case in cases if case.page.rpartition("/")[0] in targets]
    pages = shuffle_pages({case.page for case in own})
    judged = []
    for fold in range(FOLDS):
        apart = set(pages[fold::FOLDS])
        weights = fit([case for case in cases if case.page not in apart])
        judged += [(case, model.weigh_evidence(case.gathered, weights)) for case in own if case.page in apart]
    return judged


def tell_scores(judged: Iterable[tuple[Case, Mapping[str, model.Chances]]]) -> Iterator[str]:
    """Yield the scores of each set: micro F1 and share of exact sets of partners, then of venues."""
    sets = defaultdict(list)
    for case, chances in judged:
        sets[case.page.rpartition("/")[0]].append((case.labels, chances))
    for name, articles in sorted(sets.items()):
        said = []
        for role, field in enumerate(model.Chances._fields):
            named = [
                (
                    {iso3 for iso3 in due if due[iso3][role]},
                    {iso3 for iso3 in due if got[iso3][role] >= model.THRESHOLD},
                )
                for due, got in articles
            ]
            right = sum(len(due & got) for due, got in named)
            f1 = 2 * right / max(1, sum(len(due) + len(got) for due, got in named))
            exact = sum(due == got for due, got in named) / len(named)
            said.append(f"{field} F1 {f1:.3f}, exact {exact:.3f}")
        yield f"{name}: {len(articles)} articles, {'; '.join(said)}"


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
    cases = [*read_cases(), *read_sets(SETS_LEARNED)]
    added = list(read_sets(more))
    for learned in [cases, [*cases, *added]] if added else [cases]:
        sys.stdout.write("\n".join(tell_scores(cross_validate(learned, {*NEW, *more}))) + "\n\n")
    weights = fit([*cases, *added])
    rows = [
        f"{kind}\t{what}\t{partner / 100:.2f}\t{venue / 100:.2f}\n"
        for (kind, what), (partner, venue) in sorted(weights.items())
        if partner or venue
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
