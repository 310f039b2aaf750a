"""Findings become text of a report: the markup they use, and nothing else."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.language.escaping import escape_markdown
from icesco_analysis.report.elements import element
from icesco_analysis.report.prose import Run, bare_text, link_numbers, read_markdown

CASES = Path(__file__).parents[1] / "cases" / "report_prose.tsv"


def read_cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case["why"])
def test_a_finding_is_read(case):
    shown = [
        "".join(
            f"<{''.join(mark for mark, on in zip('bic', (run.bold, run.italic, run.code), strict=True) if on)}"
            f"{'>' + run.href if run.href else ''}|{run.text}>"
            for run in paragraph.runs
        )
        for paragraph in read_markdown(case["text"].replace("\\n", "\n"))
    ]
    assert " ¶ ".join(shown) == case["expected"]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), max_size=80))
def test_an_escaped_text_comes_back_as_it_was_but_for_blanks(text):
    shown = bare_text(f"The headline is “{escape_markdown(text)}”.")
    assert shown.split() == f"The headline is “{' '.join(text.split())}”.".split()


@given(st.text(max_size=80))
def test_no_text_becomes_an_element(text):
    assert element("p", text).count("<") == 2
    assert element("p", title=text).count('"') == 2


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("Most often: Oman (**4**).", "#oman"),
        ("meeting **23**, and more", "#meeting"),
        ("Roman (**4**)", ""),
        ("Oman in **4** stories", ""),
        ("Oman (**four**)", ""),
    ],
)
def test_a_number_is_linked_where_the_word_before_it_names_what_it_counts(text, linked):
    paragraph = link_numbers(read_markdown(text)[0], targets={"Oman": "oman", "meeting": "meeting"})
    assert [run.href for run in paragraph.runs if run.bold] == [linked]


def test_the_longest_name_wins():
    paragraph = link_numbers(read_markdown("Guinea-Bissau (**1**)")[0], targets={"Bissau": "x", "Guinea-Bissau": "y"})
    assert Run("1", bold=True, href="#y") in paragraph.runs
