"""Published accuracy never falls unnoticed."""

import pandas as pd
import pytest

from tasks.floors import FLOORS, SETS, below, floors_of, reached


@pytest.mark.parametrize("name", SETS)
def test_every_score_is_at_least_its_floor(name, corpus_of):
    floors = floors_of(name)
    lost = below(reached(name, corpus_of), floors)
    assert len(floors) > 0
    assert lost.empty, f"below their floors:\n{lost.to_string(index=False)}"


def test_every_label_file_has_floors():
    floored = set(pd.read_csv(FLOORS)["labels"])
    gold = {f"gold/{path.stem}" for path in SETS["gold"][1].glob("*.json")}
    assert floored == gold | (SETS.keys() - {"gold"})


def test_a_fallen_score_and_a_risen_error_are_both_found():
    floors = pd.DataFrame(
        [("a", "date", "share right", 0.9), ("a", "date", "share wrong given", 0.0), ("a", "venue", "F1", 0.5)],
        columns=["labels", "field", "metric", "floor"],
    )
    scores = floors.rename(columns={"floor": "value"}).assign(value=[0.8, 0.1, 0.6])
    assert below(scores, floors)["field"].tolist() == ["date", "date"]
