"""Set the floors of accuracy to what is reached now; a floor is lowered only with ``--lower``."""

import argparse
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd

from icesco_analysis.corpus import Corpus, load_corpus
from icesco_analysis.counts import judge, read_labels, score

TESTS = Path(__file__).parents[1] / "tests"
FLOORS = TESTS / "floors.csv"
LABELLED = TESTS / "labelled"
SETS = {
    **{
        name: (LABELLED / name / "pages", LABELLED / name / "labels")
        for name in ("english", "french", "arabic", "unopened", "heldout")
    },
    "seeds": (TESTS.parent / "seeds", LABELLED / "seeds" / "labels"),
    "gold": (TESTS.parent / "seeds", LABELLED / "gold"),
    **{name: (LABELLED / name / "pages", LABELLED / name / "labels") for name in ("dev", "opened")},
}
"""Label sets: the pages, and the folder of their labels. `gold` has one set of floors per label file."""
CEILINGS = {"share wrong given"}
"""Metrics of which less is better: their floor is a ceiling."""
TOLERANCE = 5e-5
"""Floors are stored with four digits; this much below one is rounding, not a loss."""


def reached(name: str, load: Callable[[Path], Corpus] = load_corpus) -> pd.DataFrame:
    """Return the scores of a label set, its pages read by `load`: ``labels, field, metric, value``."""
    pages, folder = SETS[name]
    judgements = judge(load(pages).tables, read_labels(folder))
    parts = {f"gold/{page}": own for page, own in judgements.groupby("page")} if name == "gold" else {name: judgements}
    scores = pd.concat([score(own).assign(labels=labels) for labels, own in parts.items()], ignore_index=True)
    return scores[["labels", "field", "metric", "value"]].round(4)


def floors_of(name: str) -> pd.DataFrame:
    """Return the floors of a label set: ``labels, field, metric, floor``."""
    floors = pd.read_csv(FLOORS)
    return floors[floors["labels"].str.partition("/")[0] == name]


def below(scores: pd.DataFrame, floors: pd.DataFrame) -> pd.DataFrame:
    """Return the scores that are worse than their floors, and the floors that have no score."""
    both = floors.merge(scores, on=["labels", "field", "metric"], how="left")
    gap = (both["floor"] - both["value"]).where(~both["metric"].isin(CEILINGS), both["value"] - both["floor"])
    return both[(gap > TOLERANCE) | both["value"].isna()]


def main() -> int:
    """Write the floors, or refuse to lower one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lower", action="store_true", help="also lower floors that are no longer reached")
    lower = parser.parse_args().lower
    load = cache(load_corpus)
    scores = pd.concat([reached(name, load) for name in SETS], ignore_index=True)
    lost = below(scores, pd.read_csv(FLOORS))
    if len(lost) and not lower:
        sys.stderr.write(f"these floors would fall; give --lower if that is meant:\n{lost.to_string(index=False)}\n")
        return 1
    scores.rename(columns={"value": "floor"}).to_csv(FLOORS, index=False, lineterminator="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
