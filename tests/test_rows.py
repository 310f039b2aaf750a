"""A table that is one test tries every row of it, and names those that fail."""

import pytest

from tests.rows import each_row


def test_all_rows_are_tried_and_all_that_fail_are_named():
    tried = []

    @each_row(("number", "word"), [(1, "one"), (2, "two"), (3, "three")], ids=lambda value: f"<{value}>")
    def test_number(number, word, limit):
        tried.append(word)
        assert number < limit

    test_number(limit=4)
    with pytest.raises(AssertionError, match=r"2 of 3 rows fail(?s:.*)<2> - <two>(?s:.*)<3> - <three>") as failed:
        test_number(limit=2)
    assert "<one>" not in str(failed.value)
    assert isinstance(failed.value.__cause__, AssertionError)
    assert tried == ["one", "two", "three"] * 2


def test_two_tables_try_every_pair_and_leave_fixtures_to_the_test():
    tried = []

    @each_row("one", "ab", ids=["first", "second"])
    @each_row("other", "xy")
    def test_pair(one, other, tmp_path):
        tried.append((one, other, tmp_path))
        with pytest.raises(KeyError):  # what does not raise fails its row, not the whole table
            {"x": 1}[other]

    with pytest.raises(AssertionError, match=r"2 of 2 rows fail(?s:.*)'second'(?s:.*)'x'"):
        test_pair(tmp_path="p")
    assert tried == [(one, other, "p") for one in "ab" for other in "xy"]


def test_a_table_without_rows_is_refused():
    with pytest.raises(AssertionError, match="expected rows"):
        each_row("one", [])(print)
