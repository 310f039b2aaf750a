"""What is said of the scores: the weakest field, and how little a spotless record on few articles proves."""

import pandas as pd
import pytest

from icesco_analysis.figures.findings.accuracy import NO_LABELS, describe_scores


def scores(*, n: int, activity: float, wrong: float = 0.0) -> pd.DataFrame:
    rows = [
        ("date", "share right", 1.0),
        ("date", "share wrong given", wrong),
        ("activity", "share right", activity),
        ("partner", "F1", 1.0),
        ("mentioned", "F1", 1.0),
    ]
    return pd.DataFrame(rows, columns=["field", "metric", "value"]).assign(n=n)


def test_the_weakest_field_is_named_with_its_score() -> None:
    assert "The weakest field is *activity type right*, at **0.75**." in describe_scores(scores(n=40, activity=0.75))


@pytest.mark.parametrize(("n", "share"), [(30, "10 %"), (300, "1 %"), (2, "100 %")])
def test_where_nothing_is_wrong_it_is_said_how_much_still_may_be(n: int, share: str) -> None:
    said = describe_scores(scores(n=n, activity=1.0))
    assert f"none of {n} articles is wrong, up to {share} of such articles may be" in said
    assert "weakest" not in said


def test_the_articles_with_a_wrong_day_are_counted() -> None:
    assert "**3** of them carry a wrong day" in describe_scores(scores(n=60, activity=0.9, wrong=0.05))


def test_pages_without_labels_are_said_to_have_none() -> None:
    assert describe_scores(pd.DataFrame()) == NO_LABELS
