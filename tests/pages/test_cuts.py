"""Where lines are glued together: which pages, which blocks, and how long what is cut free may be."""

import pytest

from icesco_analysis.pages import cuts
from icesco_analysis.pages.blocks import Block
from icesco_analysis.pages.cuts import (
    MAX_HEADLINE_LINES,
    MIN_CUT_SCORE,
    MIN_ECHO_SCORE,
    _closes,
    _cut_tail,
    _find_headlines,
    _score_cut,
    cut_blocks,
    is_tight,
    is_wrapped,
)
from icesco_analysis.pages.features import describe_block, echo_of, split_weights
from tests.rows import each_row

HEADLINE = "ICESCO Opens Museum of Ships in Rabat"
LEAD = (
    "The Islamic World Educational, Scientific and Cultural Organization (ICESCO)",
    "opened a museum of ships in Rabat on Monday, 5 May 2025.",
)


def block(*lines: str, **parts: object) -> Block:
    return Block(" ".join(lines), "lines", lines=lines, **parts)


TWO, WHOLE = ("Two", "lines"), Block("One", "line 1")


@each_row(
    ("blocks", "tight"),
    [
        ([block(*TWO, gap=1)], False), ([block(*TWO, gap=2)], False), ([block("One")], False), ([], False),
        ([block(*TWO, account="furniture")], False), ([WHOLE, block(*TWO)], True),
        ([block(*TWO, gap=1), *[block(*TWO)] * 4], True), ([block(*TWO, gap=1), *[block(*TWO)] * 3], False),
    ],
)  # fmt: skip
def test_a_page_is_tight_where_a_fifth_of_its_joined_blocks_or_fewer_have_a_gap(blocks, tight):
    assert is_tight(blocks) is tight


@each_row(
    ("blocks", "wrapped"),
    [
        ([WHOLE, block(*TWO)], True), ([WHOLE, WHOLE, block(*TWO)], False), ([WHOLE, block("One")], False), ([], False),
        ([WHOLE, block(*TWO, account="furniture")], False),
        ([Block("One", "line 1", account="furniture"), WHOLE, block(*TWO)], True),
    ],
)  # fmt: skip
def test_a_page_is_wrapped_where_half_of_its_blocks_were_joined(blocks, wrapped):
    assert is_wrapped(blocks) is wrapped


@pytest.mark.parametrize("lines", [(HEADLINE, " ".join(LEAD)), (HEADLINE, *LEAD)], ids=["two lines", "three lines"])
def test_a_headline_is_cut_free_of_its_lead(lines):
    assert [piece.text for piece in cut_blocks([block(*lines)])] == [HEADLINE, " ".join(LEAD)]
    assert [piece.lines for piece in cut_blocks([block(*lines)])] == [(), LEAD if len(lines) > 2 else ()]


def test_what_is_settled_and_what_is_one_line_stays_whole():
    blocks = [block(HEADLINE, *LEAD, account="furniture"), block(HEADLINE, *LEAD), Block(HEADLINE, "line 9")]
    cut = cut_blocks(blocks)
    assert (cut[0], len(cut), cut[-1]) == (blocks[0], 4, blocks[2])


@pytest.mark.parametrize(("n_lines", "n_pieces"), [(1, 2), (MAX_HEADLINE_LINES, 2), (MAX_HEADLINE_LINES + 1, 1)])
def test_what_ends_a_block_without_a_stop_is_cut_off_while_it_is_short(n_lines, n_pieces):
    lines = ("The visit of the guests ended well.", *["Museum of Ships and Boats"] * n_lines)
    pieces = list(_cut_tail(block(*lines), Block(" ".join(LEAD), "below")))
    assert [line for piece in pieces for line in (piece.lines or (piece.text,))] == [*lines]
    assert len(pieces) == n_pieces
    assert len(list(_cut_tail(block(*lines), None))) == 1


@pytest.mark.parametrize(("n_lines", "found"), [(1, True), (MAX_HEADLINE_LINES, True), (MAX_HEADLINE_LINES + 1, False)])
def test_a_glued_headline_has_so_many_lines_at_most(n_lines, found):
    lines = [*f"{HEADLINE} Harbour".split(" ", n_lines - 1), *LEAD]
    ends = {(start, end) for _, start, end in _find_headlines(lines, None, tight=True)}
    assert ((0, n_lines) in ends) is found


def test_on_a_page_with_blank_lines_a_headline_may_begin_with_the_acronym():
    assert [piece.text for piece in cut_blocks([block(HEADLINE, *LEAD, gap=1)])] == [HEADLINE, " ".join(LEAD)]


NAME = "Islamic World Educational, Scientific and Cultural Organization"


@each_row(
    ("text", "rest"),
    [
        ("ICESCO Opens Museum.", " ".join(LEAD)),
        ("of Ships in Rabat", " ".join(LEAD)),
        (f"{NAME} Opens Museum of Ships", " ".join(LEAD)),
        ("Museum of Ships in Rabat, Islamic World", f"{NAME[14:]} (ICESCO) opened a museum of ships in Rabat."),
        (HEADLINE, "and then the museum of ships in Rabat was opened by ICESCO on Monday, 5 May 2025."),
        (HEADLINE, "A prize was given."),
    ],
)
def test_what_is_no_headline_above_a_lead_weighs_nothing(text, rest):
    assert _score_cut(text, rest, tight=True) == 0.0
    assert _score_cut(HEADLINE, " ".join(LEAD), tight=True) > MIN_ECHO_SCORE
    assert _score_cut("A Prize for Poetry", " ".join(LEAD), tight=True) < MIN_CUT_SCORE  # of another story


def test_a_lead_without_a_cue_has_to_echo_the_headline(monkeypatch):
    monkeypatch.setattr(cuts, "CUES", frozenset())
    assert _score_cut(HEADLINE, " ".join(LEAD), tight=True) > MIN_ECHO_SCORE
    assert _score_cut("A Prize for Poetry", " ".join(LEAD), tight=True) == 0.0
    monkeypatch.setattr(cuts, "MIN_ECHO_SCORE", 99.0)
    assert _score_cut(HEADLINE, " ".join(LEAD), tight=True) == 0.0


@each_row(
    ("line", "closes"),
    [
        ("the visit ended well.", True), ("The Visit of the Guests Ended Well.", True), ("what did they read?", True),
        ("Who Reads Books in Rabat?", False), ("Closing of the Great Forum…", False), ("the visit ended", False),
        ("received by Dr.", False),
    ],
)  # fmt: skip
def test_a_line_ends_a_sentence_unless_it_is_an_abbreviation_or_half_a_headline(line, closes):
    assert _closes(line) is closes


def test_headlines_are_looked_for_where_a_block_begins_or_a_sentence_ends():
    lines = [HEADLINE, *LEAD, HEADLINE.replace("Ships", "Boats"), *(line.replace("ships", "boats") for line in LEAD)]
    assert {(start, end) for _, start, end in _find_headlines(lines, None, tight=True)} == {(0, 1), (3, 4)}
    assert list(_find_headlines([HEADLINE], Block(" ".join(LEAD), "below"), tight=True)) == []
    after = list(_find_headlines(["the visit ended.", HEADLINE], Block(" ".join(LEAD), "below"), tight=True))
    assert [(start, end) for _, start, end in after] == [(1, 2)]


@pytest.mark.parametrize("text", [HEADLINE, "A Prize for Poetry", "Rabat hosts many museums of ships"])
def test_a_cut_weighs_what_headline_and_lead_weigh_where_they_stand_free(text):
    rest = " ".join(LEAD)
    line = describe_block(Block(text, "")) | {"before-prose", "before-lead", echo_of(text, rest)}

    def weigh(features: set[str], role: str) -> float:
        return sum(split_weights().get((feature, role), (0, ""))[0] for feature in features) / 10

    expected = weigh(line, "headline") + weigh(describe_block(Block(rest, "")), "lead") - max(weigh(line, "body"), 0)
    assert _score_cut(text, rest, tight=True) == pytest.approx(expected)
