"""Attack every promise and write the table of what came of it: ``python -m tasks.harden`` (hours)."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from tasks.readme import RESULTS
from tests.harden.promises import PROMISES, Promise

COLUMNS = ["promise", "trial", "trials", "broken", "kept"]
MOST_SAID = 10
"""Broken trials of a promise that are printed."""


def attack(promise: Promise, *, size: int) -> tuple[int, list[str]]:
    """Return how many trials were made, and what was said of those that broke the promise."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # also for a user who owns nothing here
        said = list(promise.attack(size, Path(folder)))
    return len(said), [line for line in said if line]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each promise, write the table, and end with 1 if any was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", metavar="WORDS", help="attack only the promises that hold these words")
    parser.add_argument("--share", type=float, default=1.0, help="how much of everything to try (default: 1)")
    options = parser.parse_args(arguments)
    old = pd.read_csv(RESULTS, index_col="promise") if RESULTS.exists() else pd.DataFrame(columns=COLUMNS[1:])
    rows, failed = [], False
    for promise in PROMISES:
        if options.only is None or options.only in promise.says:
            number, broken = attack(promise, size=max(1, round(promise.large * options.share)))
            failed = failed or bool(broken)
            print(f"{promise.says}: {number} trials, {len(broken)} broken", flush=True)
            print(*(f"    {line}" for line in broken[:MOST_SAID]), sep="\n", end="\n" if broken else "", flush=True)
            counted = [number, len(broken)]
        else:
            counted = old.loc[promise.says, ["trials", "broken"]].tolist() if promise.says in old.index else [0, 0]
        rows.append([promise.says, promise.trial, *counted, promise.kept])
    pd.DataFrame(rows, columns=COLUMNS).to_csv(RESULTS, index=False, lineterminator="\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
