"""Lists of counterparts: what opens one, and who belongs to it."""

import csv
from pathlib import Path

from icesco_analysis.pages.articles import Article
from icesco_analysis.partners.lists import find_lists
from icesco_analysis.partners.roles import attribute_roles
from icesco_analysis.partners.scenes import find_scene
from tests.rows import each_row

CASES = Path(__file__).parents[1] / "cases" / "partners_lists.tsv"


def _sentences(text, language="en"):
    return find_scene(Article("page", 1, "", text, language=language)).sentences


def _cases():
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@each_row("case", _cases(), ids=lambda case: case["text"][:60])
def test_a_list_of_counterparts_is_told_by_what_opens_it(case):
    found = set(find_lists(_sentences(case["text"], case["language"])))
    assert found == {(iso3, case["list"]) for iso3 in case["states"].split()}


def test_the_members_of_one_list_may_stand_in_several_sentences():
    text = "The first prize went to Ana Quispe of Peru. The second prize went to Ram Thapa of Nepal."
    assert {iso3 for iso3, _ in find_lists(_sentences(text))} == {"PER", "NPL"}


def test_lines_that_a_paragraph_announces_are_read_to_their_end():
    filler = "The jury read four hundred poems, stories and plays in eleven languages, and praised their courage, " * 3
    lines = "First Prize: Ana Quispe, Peru, for her poem.\n\nSecond Prize: Ram Thapa, Nepal, for his poem."
    paragraphs = [filler + "today.", filler + "too.", filler + "and names the winners:", lines, filler + "in Cuba."]
    (*_, last) = _sentences("\n\n".join(paragraphs))
    assert last.zone == "next"
    assert {iso3 for mark in last.marks for iso3 in mark.states} == {"NPL"}


def test_the_rule_of_a_member_is_its_list():
    text = "ICESCO announced its prize on Monday. The laureates come from Peru, Nepal and Cuba."
    rows = attribute_roles(Article("page", 1, "Results", text)).roles
    assert [(row.iso3, row.role, row.rule) for row in rows] == [
        (iso3, "partner", "list: of winners") for iso3 in ("PER", "NPL", "CUB")
    ]


def test_a_university_that_is_host_makes_its_country_partner():
    text = "ICESCO took part in a conference on looms that Chirimoya University held in Cusco, Peru, on Monday."
    rows = attribute_roles(Article("page", 1, "ICESCO at Conference on Looms", text)).roles
    assert [(row.iso3, row.role) for row in rows] == [("PER", "partner"), ("PER", "venue")]


def test_a_university_that_is_received_at_the_seat_is_not_of_the_country_of_the_seat():
    text = "The Director-General received the Rector of Chirimoya University at ICESCO’s headquarters in Rabat."
    rows = attribute_roles(Article("page", 1, "ICESCO Director-General Receives Rector", text)).roles
    assert [(row.iso3, row.role) for row in rows] == [("MAR", "venue")]
