"""Learn from labelled articles what speaks for a body as ICESCO's counterpart: ``data/organisation_weights.tsv``."""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from icesco_analysis.corpus import write_files
from icesco_analysis.partners import is_same_body, organisations, scenes
from icesco_analysis.partners.evidence import Evidence
from icesco_analysis.partners.model import THRESHOLD
from tasks.train import FOLDS, ON_ROLES, SETS_LEARNED, TABLE, read_labelled, regress, shuffle_pages

HEAD = """\
# What each kind of evidence adds for a body that is no state as counterpart (log odds), written by `make train` from
# labels. kind, what: as in role_weights.tsv; the body itself is _, other bodies BODY.
"""
SETS = {name: folders for name, folders in SETS_LEARNED.items() if name not in ("seeds", ON_ROLES)}
"""Label sets whose authors were asked for organisations, as often as releases name them."""
UNLIKE = "train/ar/b"
"""What the pages are called whose author took no university for an organisation, as the guide does."""
LEAST_ARTICLES = 7
"""Evidence that fewer bodies show teaches nothing."""
STRENGTH = 0.2
"""How far weights may move from nought (the inverse of the penalty)."""
MOST_ROWS = 400
"""So many kinds of evidence are kept, those that weigh most: a table that a person can read."""

Weights = Mapping[Evidence, tuple[int, ...]]


class Example(NamedTuple):
    """A labelled article: the evidence on its bodies, which of them are partners, and how many were not found."""

    page: str
    language: str
    bodies: Sequence[frozenset[Evidence]]
    answers: Sequence[tuple[bool]]
    missed: int


def read_examples(sets: Mapping[str, Sequence[Path]]) -> Iterator[Example]:
    """Yield the labelled articles of some sets, one that is printed twice once."""
    seen = set()
    for name, (pages, labels) in sets.items():
        for page, article, label in read_labelled(pages, labels):
            if article.text in seen or f"{name}/{page}".startswith(UNLIKE):
                continue
            seen.add(article.text)
            due, bodies, answers = list(label["organisations"]), [], []
            for body, _, evidence in organisations.gather_on_bodies(scenes.find_scene(article)):
                named = next((one for one in due if is_same_body(one, body.forms)), None)
                due = [one for one in due if one != named]
                bodies.append(evidence)
                answers.append((named is not None,))
            yield Example(f"{name}/{page}", article.language or "en", bodies, answers, len(due))


def fit(examples: Iterable[Example]) -> Weights:
    """Return the weights of what enough bodies show, in hundredths, those that weigh most.

    Where an organisation of the labels was not found, another body may be it under another name: it teaches nothing.
    """
    told = [
        (body, answer)
        for example in examples
        for body, answer in zip(example.bodies, example.answers, strict=True)
        if answer[0] or not example.missed
    ]
    bodies, answers = [body for body, _ in told], [answer for _, answer in told]
    shown = Counter(one for body in bodies for one in body)
    known = {one for one, count in shown.items() if count >= LEAST_ARTICLES}
    weights: Weights = {}
    for _ in range(2):
        rows = [dict.fromkeys(body & known, 1.0) for body in bodies]
        weights = regress(answers, rows, [STRENGTH], base=organisations.BASE)
        known = {*sorted(known, key=lambda one: (-abs(weights[one][0]), one))[:MOST_ROWS]}
    return weights


def cross_validate(examples: Sequence[Example]) -> Iterator[tuple[Example, list[float]]]:
    """Yield each article with the chances of its bodies, each page judged by weights without it."""
    pages = shuffle_pages({example.page for example in examples})
    for fold in range(FOLDS):
        apart = set(pages[fold::FOLDS])
        weights = fit(example for example in examples if example.page not in apart)
        for example in examples:
            if example.page in apart:
                yield example, [organisations.weigh_bodies(body, weights) for body in example.bodies]


def score(judged: Iterable[tuple[Example, Sequence[float]]]) -> dict[str, tuple[float, float, float, int]]:
    """Return by language F1, precision and recall, and how many organisations the labels name."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for example, chances in judged:
        given = [chance >= THRESHOLD for chance in chances]
        due = [answer for (answer,) in example.answers]
        counts[example.language].update(
            right=sum(map(min, given, due)), given=sum(given), due=sum(due) + example.missed
        )
    return {language: (*_score(**n), n["due"]) for language, n in sorted(counts.items())}


def _score(*, right: int, given: int, due: int) -> tuple[float, float, float]:
    """Return F1, precision and recall."""
    return 2 * right / max(1, given + due), right / max(1, given), right / max(1, due)


def main() -> int:
    """Write the table, and tell how well it does on pages that were left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--more", type=Path, nargs="*", default=[], help="folders with pages/ and labels/")
    more = {f"more/{folder.name}": (folder / "pages", folder / "labels") for folder in parser.parse_args().more}
    examples = list(read_examples({**SETS, **more}))
    for language, (f1, precision, recall, due) in score(cross_validate(examples)).items():
        said = f"F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}"
        sys.stdout.write(f"{language}: {due} organisations, {said}\n")
    rows = [f"{kind}\t{what}\t{one / 100:.2f}\n" for (kind, what), (one,) in sorted(fit(examples).items()) if one]
    head = HEAD + "\t".join(organisations.COLUMNS) + "\n"
    write_files({TABLE.with_name(organisations.TABLE): (head + "".join(rows)).encode()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
