"""Many phrases at once: the same as trying every pattern at every word."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.dates.phrases import compile_phrases
from tests.rows import each_row

PATTERNS = [
    ("future", "(?:will|is to) be held"),
    ("past", "was held"),
    ("past", "held"),
    ("past", "organi[sz]ed"),
    ("visit", "visits?"),
]


def test_the_first_pattern_wins_and_what_it_holds_is_not_found_again():
    found = compile_phrases(PATTERNS)("it is to be held; it was held; visits")
    assert [key for key, _, _ in found] == ["future", "past", "visit"]


def test_only_whole_words_are_found():
    assert list(compile_phrases(PATTERNS)("beheld, upheld, heldest, visitor, revisits, _held")) == []


def test_no_patterns_find_nothing():
    assert list(compile_phrases([])("held")) == []


@each_row("pattern", ["[ab]c", "", "(?:a|)[bc]", "?x", "a?b", "(?:a)?b"])
def test_a_pattern_that_begins_with_nothing_to_look_for_is_refused(pattern):
    with pytest.raises(ValueError, match="nothing to look for"):
        compile_phrases([("key", pattern)])


WORDS = st.sampled_from(
    ["will", "is", "to", "be", "held", "was", "organised", "organized", "visit", "visits", "x", ",", ""]
)


@given(st.lists(WORDS, max_size=20).map(" ".join))
def test_the_result_is_that_of_one_regular_expression(text):
    plain = re.compile("(?<!\\w)(?:" + "|".join(f"(?:{pattern})" for _, pattern in PATTERNS) + ")(?!\\w)")
    spans = [(start, end) for _, start, end in compile_phrases(PATTERNS)(text)]
    assert spans == [match.span() for match in plain.finditer(text)]
