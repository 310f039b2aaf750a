"""Attack every promise and write the table of what came of it: ``python -m tasks.harden`` (hours)."""

import argparse
import sys
from collections.abc import Mapping, Sequence
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
    tried = {}
    for promise in PROMISES:
        if options.only is None or options.only in promise.says:
            number, broken = attack(promise, size=max(1, round(promise.large * options.share)))
            tried[promise.says] = [number, len(broken)]
            print(f"{promise.says}: {number} trials, {len(broken)} broken", flush=True)
            print(*(f"    {line}" for line in broken[:MOST_SAID]), sep="\n", end="\n" if broken else "", flush=True)
    write_results(tried)
    return int(any(broken for _, broken in tried.values()))


def write_results(tried: Mapping[str, list[int]]) -> None:
    """Write the table anew, with the earlier numbers of promises that were not attacked now."""
    old = pd.read_csv(RESULTS, index_col="promise") if RESULTS.exists() else pd.DataFrame(columns=COLUMNS[1:])
    known = dict(zip(old.index, old[["trials", "broken"]].to_numpy().tolist(), strict=True)) | dict(tried)
    rows = [[one.says, one.trial, *known.get(one.says, [0, 0]), one.kept] for one in PROMISES]
    pd.DataFrame(rows, columns=COLUMNS).to_csv(RESULTS, index=False, lineterminator="\n")


if __name__ == "__main__":
    sys.exit(main())
