"""Single releases of every kind that is easily read wrong, written and labelled by somebody who saw no code.

Nobody who writes rules reads them: only how many are right is known, and the number may not fall.
"""

import csv
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from icesco_analysis.corpus import extract_page
from tests.conftest import TESTS

FLOORS = {"dates": 42, "roles": 37, "types": 18}
"""Of 48, 54 and 20. Of the roles the grammar alone read 41; the weights that read whole pages far better read 37."""
HEADLINE = "A Workshop on Manuscripts for Librarians"
"""Above a text whose days alone are asked for."""


def _extract(row: Mapping[str, str], *, text: str) -> Any:
    page = f"{row.get('headline') or HEADLINE}\n\n{row[text]}\n".replace("\\n", "\n")
    return extract_page(page.encode(), "page.txt")


def _has_days(row: Mapping[str, str]) -> bool:
    rows = _extract(row, text="text")["articles"]
    expected = [date.fromisoformat(row[column]) if row[column] else None for column in ("date_start", "date_end")]
    return [[one["date_start"], one["date_end"]] for one in rows] == [expected]


def _has_roles(row: Mapping[str, str]) -> bool:
    rows = _extract(row, text="body")
    found = [{one["iso3"] for one in rows["countries"] if one["role"] == role} for role in ("partner", "venue")]
    return len(rows["articles"]) == 1 and found == [
        set(re.findall("[A-Z]{3}", row[part])) for part in ("partners", "venue")
    ]


def _has_type(row: Mapping[str, str]) -> bool:
    return [one["activity"] or "" for one in _extract(row, text="lead")["articles"]] == [row["activity"]]


@pytest.mark.parametrize(("name", "is_right"), [("dates", _has_days), ("roles", _has_roles), ("types", _has_type)])
def test_as_many_of_each_kind_are_right_as_ever(name, is_right):
    with (TESTS / "labelled" / "kinds" / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert sum(map(is_right, rows)) >= FLOORS[name]
