"""Articles in the order of a page, each with its possible days → what every choice costs the whole page.

All costs are logarithms of odds: 1 is e to 1, 3 is 20 to 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import log1p

# A choice is settled when every other one is 20 times less likely: so that of 20 settled dates at most one is wrong.
SETTLE_MARGIN = 3.0
# Activity after publication, or a listing turned about for years: as good as impossible, yet a page may misprint.
BREACH_COST = 16.0
# Neighbours of a listing stand out of order about once in eight pairs (e² = 7), and then by few days, since publication
# follows the activity by so many.
DISORDER_COST = 2.0
JITTER_DAYS = 3.0


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day of an activity, one choice of several, and what it costs by itself."""

    start: date
    end: date
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How a listing moves: `days` in so many `steps` seen from article to article; newest first (1) or oldest (-1).

    Waiting times of an unknown rate: the odds against a gap of d days fall as (1 + d / days) to the power of steps + 1,
    which is exponential where much of the page is dated and cautious where little is.
    """

    days: float
    steps: int
    direction: int = 1

    def cost(self, upper: Days, lower: Days, *, steps: int) -> float:
        """Return what it costs that `lower` stands `steps` places below `upper`."""
        apart = _days_apart(upper, lower) * self.direction
        against = DISORDER_COST - apart / JITTER_DAYS if apart < 0 else 0.0
        return min(BREACH_COST, (self.steps + 1) * log1p(abs(apart) / (self.days * steps)) + against)


def _days_apart(upper: Days, lower: Days) -> int:
    """Return the days from `lower` to `upper`, negative where `lower` is later; 0 where they overlap."""
    if upper.start > lower.end:
        return (upper.start - lower.end).days
    return -(lower.start - upper.end).days if lower.start > upper.end else 0


def keep_likely(
    choices: Mapping[int, Sequence[Days]], *, pace: Pace, directions: Sequence[int], margin: float
) -> dict[int, tuple[Days, ...]]:
    """Return of each article the choices whose best solution of the page costs less than `margin` above the best.

    The choices stand by place on the page, in order, places without any left out. What is kept in one of the possible
    `directions` is kept.
    """
    kept: dict[int, list[Days]] = {place: [] for place in choices}
    for direction in directions:
        totals = _count_totals(choices, pace=replace(pace, direction=direction))
        for (place, offered), costs in zip(choices.items(), totals, strict=True):
            good = [days for days, cost in zip(offered, costs, strict=True) if cost < min(costs) + margin]
            kept[place] += [days for days in good if days not in kept[place]]
    return {place: tuple(days) for place, days in kept.items()}


def find_directions(choices: Mapping[int, Sequence[Days]], *, pace: Pace) -> list[int]:
    """Return the directions of a listing that its dates do not rule out: newest first (1), oldest first (-1)."""
    if len(choices) < 2:
        return [1, -1]
    costs = {
        direction: min(_count_totals(choices, pace=replace(pace, direction=direction))[0]) for direction in (1, -1)
    }
    return [direction for direction, cost in costs.items() if cost < min(costs.values()) + SETTLE_MARGIN]


def _count_totals(choices: Mapping[int, Sequence[Days]], *, pace: Pace) -> list[list[float]]:
    """Return for each choice of each article the cost of the best solution of the page that contains it."""
    chain, steps = list(choices.values()), [lower - upper for upper, lower in pairwise(choices)]
    down = _count_ways(chain, steps, pace=pace)
    up = _count_ways(chain[::-1], steps[::-1], pace=replace(pace, direction=-pace.direction))[::-1]
    return [
        [days.cost + above + below for days, above, below in zip(*each, strict=True)]
        for each in zip(chain, down, up, strict=True)
    ]


def _count_ways(chain: Sequence[Sequence[Days]], steps: Sequence[int], *, pace: Pace) -> list[list[float]]:
    """Return for each choice of each article the cost of the cheapest way to it from the first, without its own."""
    ways = [[0.0] * len(chain[0])] if chain else []
    for uppers, lowers, step in zip(chain, chain[1:], steps, strict=False):
        reached = [(upper, upper.cost + way) for upper, way in zip(uppers, ways[-1], strict=True)]
        ways.append([min(cost + pace.cost(upper, lower, steps=step) for upper, cost in reached) for lower in lowers])
    return ways
