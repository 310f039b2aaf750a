"""The cost of a page: the chain finds what trying every solution finds."""

from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.dates.listing import BREACH_COST, SETTLE_MARGIN, Days, Pace, find_directions, keep_likely

FIRST = date(2024, 1, 1)
DAYS = st.builds(
    lambda start, length, cost: Days(FIRST + timedelta(days=start), FIRST + timedelta(days=start + length), cost),
    st.integers(0, 60),
    st.integers(0, 3),
    st.sampled_from([0.0, 1.0, 4.0]),
)
CHOICES = st.dictionaries(st.integers(0, 9), st.lists(DAYS, min_size=1, max_size=3, unique=True), max_size=5).map(
    lambda choices: dict(sorted(choices.items()))
)


def on(day: int) -> Days:
    return Days(FIRST + timedelta(days=day), FIRST + timedelta(days=day))


def try_all(choices: dict[int, list[Days]], *, pace: Pace, margin: float) -> dict[int, set[Days]]:
    costs = {}
    for solution in product(*choices.values()):
        neighbours = zip(pairwise(choices), pairwise(solution), strict=True)
        links = sum(pace.cost(upper, lower, steps=below - above) for (above, below), (upper, lower) in neighbours)
        costs[solution] = links + sum(days.cost for days in solution)
    kept = {}
    for number, place in enumerate(choices):
        best = {days: min(cost for each, cost in costs.items() if each[number] == days) for days in choices[place]}
        kept[place] = {days for days, cost in best.items() if cost < min(best.values()) + margin - 1e-9}
    return kept


@given(CHOICES, st.sampled_from([1, -1]))
def test_the_chain_keeps_what_trying_every_solution_keeps(choices, direction):
    pace = Pace(days=6, steps=4)
    kept = keep_likely(choices, pace=pace, directions=[direction], margin=SETTLE_MARGIN)
    tried = try_all(choices, pace=Pace(6, 4, direction), margin=SETTLE_MARGIN)
    assert {place: set(days) for place, days in kept.items()} == tried


@given(CHOICES)
def test_the_best_choice_is_never_dropped(choices):
    kept = keep_likely(choices, pace=Pace(days=6, steps=4), directions=[1, -1], margin=SETTLE_MARGIN)
    assert kept.keys() == choices.keys()
    assert all(kept.values())


def test_a_gap_costs_more_the_longer_it_is_and_the_more_of_the_page_is_dated():
    little, much = Pace(days=2, steps=1), Pace(days=20, steps=10)
    assert little.cost(on(9), on(2), steps=1) > little.cost(on(5), on(2), steps=1) > 0
    assert much.cost(on(30), on(2), steps=1) > little.cost(on(30), on(2), steps=1)


def test_days_out_of_order_cost_more_and_overlapping_ones_nothing():
    pace = Pace(days=4, steps=2)
    assert pace.cost(on(2), on(5), steps=1) > pace.cost(on(5), on(2), steps=1)
    assert pace.cost(Days(FIRST, FIRST + timedelta(days=9)), on(4), steps=1) == 0


def test_no_link_costs_more_than_a_breach():
    assert Pace(days=2, steps=9).cost(on(0), on(9000), steps=1) == BREACH_COST


@pytest.mark.parametrize(
    ("days", "directions"), [([9, 6, 4, 1], [1]), ([1, 4, 6, 9], [-1]), ([5, 5], [1, -1]), ([5], [1, -1])]
)
def test_the_direction_of_a_listing_is_that_of_its_dates(days, directions):
    choices = {place: [on(day)] for place, day in enumerate(days)}
    assert find_directions(choices, pace=Pace(days=6, steps=4)) == directions
