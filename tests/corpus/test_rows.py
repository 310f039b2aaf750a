"""Packed rows are the rows that were packed."""

from datetime import date

import pytest

from icesco_analysis.corpus import rows as packing
from icesco_analysis.corpus.rows import ROWS_AT_ONCE, Rows
from tests.rows import each_row

PLAIN = [
    {"position": number, "headline": f"Café {number} \udc80", "date_start": date(2025, 5, 1 + number % 28), "url": None}
    for number in range(2 * ROWS_AT_ONCE + 5)
]


@pytest.fixture(autouse=True, params=[0, 1, 9], ids="{} left loose".format)
def _loose(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "BLOCKS_LOOSE", request.param)


@each_row("count", [0, 1, ROWS_AT_ONCE, len(PLAIN)])
def test_packed_rows_equal_a_list_of_them(count: int) -> None:
    rows = Rows(PLAIN[:count])
    assert (rows == PLAIN[:count], rows == [*PLAIN[:count], {}], rows == 7) == (True, False, False)
    assert [*rows] == PLAIN[:count]


def test_rows_are_found_from_both_ends_and_beyond_them_are_none() -> None:
    rows = Rows(PLAIN)
    assert (rows[3], rows[-1], rows[ROWS_AT_ONCE]) == (PLAIN[3], PLAIN[-1], PLAIN[ROWS_AT_ONCE])
    with pytest.raises(IndexError):
        rows[len(PLAIN)]


def test_picked_rows_stand_in_their_order_and_say_what_was_changed() -> None:
    rows = Rows(PLAIN)
    picked = rows.pick([40, 2], changes={2: {"url": "https://example.org"}})
    assert picked == [PLAIN[40], PLAIN[2] | {"url": "https://example.org"}]
    assert rows == PLAIN


def test_what_is_done_to_a_row_does_not_change_the_packed_one() -> None:
    rows = Rows(PLAIN)
    rows[0]["url"] = rows[len(PLAIN) - 1]["url"] = "https://example.org"
    assert rows == PLAIN
