"""What was read and what a person says of a sample → exact intervals, corrected totals, how many more to read.

The sample is one of all stories alike. To draw uncertain stories more often does not pay: the exact interval of two
strata has to hold for the worst division of the errors between them, and is wider than this one.
"""

from bisect import bisect_left
from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.stats import hypergeom, t

from icesco_analysis.counts import LEVEL

_TAIL = (1 - LEVEL) / 2

FEWEST_READ = 20
"""Releases read below which no total is corrected."""

WIDEST = 0.5
"""A total is corrected where the interval is at most this wide, as a share of the total that was counted."""


def bound_share(right: int, *, read: int, of: int) -> tuple[float, float]:
    """Return the ends of the exact interval at `LEVEL` of the share right `of` all stories, of which some were read.

    >>> low, high = bound_share(30, read=30, of=100)
    >>> round(low, 2), high
    (0.91, 1.0)
    """
    return 1 - _most(read - right, read=read, of=of) / of, _most(right, read=read, of=of) / of


def _most(found: int, *, read: int, of: int) -> int:
    """Return of how many stories the sample could have so few (hypergeometric distribution) at the most."""
    possible = range(found, of - read + found + 1)
    few = bisect_left(possible, True, key=lambda number: hypergeom.cdf(found, of, number, read) <= _TAIL)
    return possible[few - 1]


def count_more(right: int, *, read: int, of: int, width: float) -> int:
    """Return how many more stories are to be read until the interval is no wider than `width`, if as many are right.

    >>> count_more(57, read=60, of=700, width=0.1), count_more(57, read=60, of=700, width=0.2)
    (22, 0)
    """

    def is_narrow(number: int) -> bool:
        low, high = bound_share(round(right * number / read), read=number, of=of)
        return high - low <= width

    return bisect_left(range(read, of), True, key=is_narrow)


def estimate_shares(right: pd.DataFrame, *, of: int, width: float) -> pd.DataFrame:
    """Return the `Audit.shares` of each field (column) by whether it is right in the stories that were read (rows)."""
    rows = []
    for field, own in right.items():
        numbers = {"read": len(own), "of": of}
        k = int(own.sum())
        more = count_more(k, **numbers, width=width)
        rows.append((field, len(own), k, k / len(own), *bound_share(k, **numbers), more))
    return pd.DataFrame(rows, columns=["field", "read", "right", "share", "low", "high", "more"])


def correct_totals(counted: pd.DataFrame, told: pd.DataFrame, *, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the `Audit.totals` by what each story adds to them as it was `counted`, and as a person `told` it.

    The difference estimator: the total counted, and the mean difference times all stories. Where differences are rare
    their scatter is not known from the sample; so a story too many and a story too few are added to it for the
    interval, as Bonett and Price (2012) do for pairs.
    """
    rows = []
    for column, name in names.items():
        total, differences = int(counted[column].sum()), told[column] - counted.loc[told.index, column]
        *ends, width = _correct(differences.to_numpy("float64"), of=len(counted))
        refused = _refuse(differences.abs(), width=width, total=total)
        numbers = [np.nan] * 3 if refused else [max(0.0, total + end) for end in ends]
        rows.append((name, total, *numbers, refused))
    return pd.DataFrame(rows, columns=["total", "counted", "corrected", "low", "high", "refused"])


def _correct(differences: np.ndarray, *, of: int) -> tuple[float, float, float, float]:
    """Return the difference in all stories, the ends of its interval, and how wide that is."""
    n = len(differences)
    padded = np.array([*differences, 1.0, -1.0])
    reach = t.ppf(1 - _TAIL, n - 1) * of * np.sqrt((1 - n / of) * padded.var() / len(padded))
    estimate, middle = of * differences.mean(), of * padded.mean()
    low, high = min(middle - reach, estimate), max(middle + reach, estimate)
    return float(estimate), float(low), float(high), float(high - low)


def _refuse(sizes: "pd.Series[int]", *, width: float, total: int) -> str:
    """Say why the sample cannot carry a correction, if it cannot; `sizes` are those of the differences."""
    if len(sizes) < FEWEST_READ:
        return f"fewer than {FEWEST_READ} releases are checked"
    if sizes.max() > 1 and 2 * sizes.max() > sizes.sum():
        return "a single release makes most of the difference"
    return "the interval is too wide for so small a number" if width > WIDEST * total else ""
