"""The roles of blocks as a chain: the best of all, and where in it another article begins."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.pages.articles import MIN_PARAGRAPH, MIN_SENTENCE, _Draft, _find_unparsed
from icesco_analysis.pages.blocks import Block
from icesco_analysis.pages.features import LAYOUT_ROLES
from icesco_analysis.pages.outline import (
    _BARRED,
    LAYOUT_PRIOR,
    Outline,
    _best_chain,
    _bound,
    _step,
    _trace,
    begins,
    outline_blocks,
)
from tests.rows import each_row

STATES = ("outside", "headline", "lead", "body", "kicker", "stray")
SCORES = st.lists(
    st.dictionaries(st.sampled_from(STATES), st.integers(-200, 200), min_size=1, max_size=3), min_size=1, max_size=4
)
BOUNDS = st.lists(st.sampled_from(("open", "inside", "between")), min_size=4, max_size=4)


def outline(*roles: str | None, texts: tuple[str, ...] = (), **block: object) -> Outline:
    texts = texts or ("A Line",) * len(roles)
    blocks = tuple(Block(text, f"line {number}", **block) for number, text in enumerate(texts))
    return Outline(blocks, roles, tuple(frozenset[str]() for _ in roles))


MORE = st.lists(st.integers(-50, 50), min_size=4, max_size=4)


@given(SCORES, BOUNDS, MORE, st.sampled_from(sorted(LAYOUT_PRIOR)))
def test_the_chain_is_the_best_of_all_that_can_be(scores, bounds, more, layout):
    own_role = LAYOUT_ROLES.get(layout)

    def weigh(chain: tuple[str, ...]) -> int:
        pairs = zip(("outside", *chain), chain, bounds, strict=False)
        steps = sum(_step(one, other, layout=layout, bound=bound) for one, other, bound in pairs)
        added = sum(one for one, state in zip(more, chain, strict=False) if state == own_role)
        return steps + sum(own[state] for own, state in zip(scores, chain, strict=True)) + added + LAYOUT_PRIOR[layout]

    total, passed = _best_chain(scores, bounds, layout, more)
    chain = _trace(passed)
    assert all(state in own for state, own in zip(chain, scores, strict=True))
    best = max(map(weigh, product(*scores)))
    assert total == weigh(tuple(chain)) <= best
    assert total == best or best < _BARRED  # where no chain is possible, any will do


@each_row(
    ("before", "role", "begins_another"),
    [
        (None, "body", True), ("body", None, True), ("body", "headline", True), ("headline", "lead", False),
        ("kicker", "headline", False), ("predate", "headline", False), ("headline", "kicker", True),
        ("body", "lead", True), ("signature", "lead", True), ("subtitle", "lead", False), ("lead", "body", False),
    ],
)  # fmt: skip
def test_another_article_begins_at_its_first_role_behind_any_other(before, role, begins_another):
    assert begins(before, role) is begins_another


@pytest.mark.parametrize(
    ("posts", "bounds"),
    [([None, 0], ["open", "between"]), ([0, 0], ["between", "inside"]), ([0, 1, 1], ["between", "between", "inside"])],
)
def test_markup_bounds_posts(posts, bounds):
    blocks = [Block("A Line", "line 1", post=post) for post in posts]
    assert [_bound(blocks, index) for index in range(len(blocks))] == bounds


@each_row(
    ("bound", "before", "state", "dearer"),
    [
        ("inside", "body", "headline", True), ("inside", "stray", "headline", False),
        ("inside", "kicker", "headline", False), ("inside", "predate", "headline", False),
        ("inside", "lead", "body", False),
        ("between", "body", "headline", False), ("between", "headline", "lead", False),
        ("between", "kicker", "headline", True), ("between", "outside", "headline", False),
        ("between", "headline", "stray", False),
    ],
)  # fmt: skip
def test_what_markup_speaks_against_is_dear(bound, before, state, dearer):
    steps = [_step(before, state, layout="headed", bound=each) for each in (bound, "open")]
    assert (steps[0] < steps[1]) is dearer
    assert dearer or steps[0] == steps[1]


@pytest.mark.parametrize(("end", "least"), [(".", MIN_SENTENCE), ("", MIN_PARAGRAPH)])
def test_the_shortest_body_of_a_release_has_so_many_characters(end, least):
    for length, is_article in ((least, True), (least - 1, False)):
        text = ("word " * 40)[: length - len(end) - 1] + "s" + end
        assert _Draft(outline("headline", "body", texts=("A Headline", text)), (0, 1)).is_article is is_article


@pytest.mark.parametrize(
    ("role", "block", "is_article"), [("lead", {}, True), ("body", {"post": 0}, True), ("body", {}, False)]
)
def test_a_lead_or_what_markup_says_is_a_release_however_short(role, block, is_article):
    assert _Draft(outline("headline", role, texts=("A Headline", "Short."), **block), (0, 1)).is_article is is_article


@pytest.mark.parametrize(("length", "shown"), [(80, "x" * 80), (81, "x" * 79 + "…")])
def test_what_belongs_to_no_article_is_named_with_its_place_its_length_and_its_beginning(length, shown):
    blocks = (
        Block("x" * length, "line 1", account="unparsed"), Block("A Headline", "line 2"), Block("A line", "line 3"),
        Block("Menu", "line 4", account="furniture"), Block("Text", "line 5"),
    )  # fmt: skip
    page = Outline(blocks, (None, "headline", "stray", None, "body"), ())
    assert [(problem.kind, problem.message) for problem in _find_unparsed(page, frozenset({4}))] == [
        ("unparsed", f"line 1, {length} characters belong to no article: “{shown}”"),
        ("headline-without-text", "line 2, 9 characters belong to no article: “A Headline”"),
        ("unparsed", "line 3, 5 characters belong to no article: “A line”"),
    ]


def test_an_article_is_explained_by_its_headline_or_else_by_what_it_begins_with():
    explained = Outline(
        tuple(Block("A Line", f"line {number}") for number in range(3)),
        ("kicker", "headline", "lead"),
        (frozenset(), frozenset({"heading"}), frozenset({"lead-cue"})),
    )
    assert _Draft(explained, (0, 1, 2)).reason.startswith("headline")
    assert _Draft(explained, (2,)).reason.startswith("lead")
    assert _Draft(explained, (0, 2)).reason == "kicker"
    settled = Outline((Block("Share", "line 1", account="furniture", rule="a button"),), (None,), (frozenset(),))
    assert settled.explain(0) == "a button"


def test_what_stands_outside_articles_has_no_role_and_no_features():
    lead = "The museum was opened on Monday, 5 May 2025, in Rabat by ICESCO, in the presence of all its friends."
    blocks = [
        Block("Disclaimer", "line 1", account="boilerplate"), Block("Share", "line 2", account="furniture"),
        Block("ICESCO Opens Museum", "line 3"), Block(lead, "line 4"),
    ]  # fmt: skip
    found = outline_blocks(blocks)
    assert found.roles == (None, None, "headline", "lead")
    assert [bool(each) for each in found.features] == [False, False, True, True]
