"""Set the floors of accuracy to what is reached now; a floor is lowered only with ``--lower``."""

import argparse
import sys
from pathlib import Path

import pandas as pd

from icesco_analysis.corpus.corpus import load_corpus
from icesco_analysis.counts.accuracy import judge, read_labels, score

TESTS = Path(__file__).parents[1] / "tests"
FLOORS = TESTS / "floors.csv"
SETS = {
    "gold": (TESTS.parent / "seeds", TESTS / "labelled" / "gold"),
    "seeds": (TESTS.parent / "seeds", TESTS / "labelled" / "seeds" / "labels"),
    "dev": (TESTS / "labelled" / "dev" / "pages", TESTS / "labelled" / "dev" / "labels"),
    "heldout": (TESTS / "labelled" / "heldout" / "pages", TESTS / "labelled" / "heldout" / "labels"),
}
"""Label sets: the pages, and the folder of their labels. `gold` has one set of floors per label file."""
CEILINGS = {"share wrong given"}
"""Metrics of which less is better: their floor is a ceiling."""
TOLERANCE = 5e-5
"""Floors are stored with four digits; this much below one is rounding, not a loss."""


def reached() -> pd.DataFrame:
    """Return the scores of every label set: ``labels, field, metric, value``."""
    frames = []
    for name, (pages, folder) in SETS.items():
        judgements = judge(load_corpus(pages).tables, read_labels(folder))
        if name == "gold":
            for page, own in judgements.groupby("page"):
                frames.append(score(own).assign(labels=f"gold/{page}"))
        else:
            frames.append(score(judgements).assign(labels=name))
    return pd.concat(frames, ignore_index=True)[["labels", "field", "metric", "value"]].round(4)


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
    scores = reached()
    lost = below(scores, pd.read_csv(FLOORS))
    if len(lost) and not lower:
        sys.stderr.write(f"these floors would fall; give --lower if that is meant:\n{lost.to_string(index=False)}\n")
        return 1
    scores.rename(columns={"value": "floor"}).to_csv(FLOORS, index=False, lineterminator="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
