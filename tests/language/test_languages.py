"""English, French and Arabic are told apart; the rest is left open."""

import csv
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.language.languages import tell_language
from icesco_analysis.language.vocabulary import read_vocabulary
from tests.rows import each_row

CASES = Path(__file__).parents[1] / "cases" / "languages_texts.tsv"


def read_cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@each_row("case", read_cases(), ids=lambda case: case["why"])
def test_the_language_of_a_text_is_told_or_left_open(case: dict[str, str]) -> None:
    assert tell_language(case["text"]) == case["language"]


def test_every_function_word_belongs_to_one_language() -> None:
    words = [row["word"] for row in read_vocabulary("function_words.tsv", columns=["word", "language", "note"])]
    assert len(words) == len(set(words))


@given(st.text(max_size=200))
def test_any_text_gets_one_of_three_codes_or_none(text: str) -> None:
    assert tell_language(text) in {"en", "fr", "ar", ""}
