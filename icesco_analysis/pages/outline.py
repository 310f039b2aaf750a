"""Blocks → their roles on the page, by score: features weighed per block, the best chain of neighbours taken."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from operator import itemgetter
from typing import Literal

from icesco_analysis.language import read_vocabulary
from icesco_analysis.pages.blocks import Block
from icesco_analysis.pages.cuts import cut_blocks
from icesco_analysis.pages.features import (
    LAYOUTS,
    BlockRole,
    Layout,
    State,
    describe_blocks,
    most_tie,
    read_weights,
    score_roles,
    weigh_ties,
)

Bound = Literal["open", "inside", "between"]

# Roles that an article may begin with, and those of its text.
_BEGINNING: frozenset[BlockRole] = frozenset({"kicker", "predate", "headline"})
_TEXT: frozenset[BlockRole] = frozenset({"lead", "body", "postdate", "signature"})

# Weights are counted in tenths, so that their sums are exact.
# What it costs to begin an article where markup says that none begins, or none where it says that one does.
AGAINST_MARKUP = -300
# What speaks against a layout before a page is seen: headlines with a full stop are rare, and so are none at all.
LAYOUT_PRIOR: Mapping[Layout, int] = {"headed": 0, "stopped": -30, "bare": -10}
# What is no text of an article is outside one.
_OUTSIDE: Mapping[Layout, Mapping[State, int]] = {layout: {"outside": 0} for layout in LAYOUTS}
# A reason names the heaviest features, so many at most.
REASONS_SHOWN = 4
_IMPOSSIBLE = -(10**10)


@dataclass(frozen=True, slots=True)
class Outline:
    """The blocks of a page, glued ones cut in two; for each its role, or None where it is settled, and its features."""

    blocks: tuple[Block, ...]
    roles: tuple[BlockRole | None, ...]
    features: tuple[AbstractSet[str], ...]

    def explain(self, index: int) -> str:
        """Say in words what spoke for the role of a block, heaviest first."""
        role = self.roles[index]
        if role is None:
            return self.blocks[index].rule
        spoken = sorted((-read_weights().get(name, {}).get(role, 0.0), name) for name in self.features[index])
        reasons = [_notes()[name, role] for weight, name in spoken if weight < 0]
        return f"{role}: " + "; ".join(reasons[:REASONS_SHOWN]) if reasons else role

    def starts(self, index: int) -> bool:
        """Tell whether the block begins another article than the block before it."""
        above = next((other for other in range(index - 1, -1, -1) if self.blocks[other].account != "furniture"), None)
        role, before = self.roles[index], None if above is None else self.roles[above]
        if role is None or before is None:
            return True
        if role in _BEGINNING:
            return before not in ("kicker", "predate")
        return role == "lead" and before in _TEXT


@cache
def _transitions(layout: Layout) -> Mapping[tuple[str, str], int]:
    rows = read_vocabulary("split_transitions.tsv", columns=["before", "after", "layout", "weight", "note"])
    kind = "bare" if layout == "bare" else "headed"
    own = [row for row in rows if row["layout"] in (kind, "both")]
    return {(row["before"], row["after"]): round(10 * float(row["weight"])) for row in own}


@cache
def _notes() -> Mapping[tuple[str, str], str]:
    rows = read_vocabulary("split_weights.tsv", columns=["feature", "role", "weight", "note"])
    return {(row["feature"], row["role"]): row["note"] for row in rows}


def outline_blocks(blocks: Sequence[Block]) -> Outline:
    """Return the role of each block: the chain with the best sum of weights.

    It is found by dynamic programming, in time linear in the number of blocks; once for each way to print headlines
    (without a full stop, with one, none at all). Furniture is stepped over; known text of the site ends an article.
    """
    blocks = cut_blocks(blocks)
    kept = [index for index, block in enumerate(blocks) if block.account != "furniture"]
    chosen = [blocks[index] for index in kept]
    features = describe_blocks(chosen)
    bounds = [_bound(chosen, index) for index in range(len(chosen))]
    weighed = [
        score_roles(found) if block.account == "open" else _OUTSIDE
        for block, found in zip(chosen, features, strict=True)
    ]
    scores = {layout: [weights[layout] for weights in weighed] for layout in LAYOUTS}
    best = max(
        (_best_chain(scores[layout], bounds, layout=layout) for layout in ("headed", "stopped")), key=itemgetter(0)
    )
    most, _ = _best_chain(_tie(scores["bare"], repeat(most_tie())), bounds, layout="bare")
    if most > best[0]:  # only then may what ties blocks together decide
        best = max(
            best, _best_chain(_tie(scores["bare"], weigh_ties(chosen)), bounds, layout="bare"), key=itemgetter(0)
        )
    chain = best[1]
    roles: list[BlockRole | None] = [None] * len(blocks)
    described: list[AbstractSet[str]] = [set()] * len(blocks)
    for index, state, found in zip(kept, chain, features, strict=True):
        if state != "outside":
            roles[index], described[index] = state, found
    return Outline(blocks=tuple(blocks), roles=tuple(roles), features=tuple(described))


def _best_chain(
    scores: Sequence[Mapping[State, int]], bounds: Sequence[Bound], *, layout: Layout
) -> tuple[int, list[State]]:
    """Return the best sum of weights and the states that reach it, from the weights of the states of each block."""
    best: Mapping[State, int] = {"outside": 0}
    back: list[dict[State, State]] = []
    for own, bound in zip(scores, bounds, strict=True):
        reached: dict[State, int] = {}
        came: dict[State, State] = {}
        for state, into in _steps(layout, bound, tuple(best), tuple(own)).items():
            totals = [best[before] + step for before, step in into]
            total = max(totals)
            reached[state], came[state] = total + own[state], into[totals.index(total)][0]
        back.append(came)
        best = reached
    last = max(best, key=best.__getitem__)
    chain = [last]
    for came in reversed(back):
        chain.append(came[chain[-1]])
    return best[last] + LAYOUT_PRIOR[layout], chain[-2::-1]


def _tie(scores: Sequence[Mapping[State, int]], ties: Iterable[int]) -> list[Mapping[State, int]]:
    return [
        {**own, "lead": own["lead"] + tie} if "lead" in own else own for own, tie in zip(scores, ties, strict=False)
    ]


def _bound(blocks: Sequence[Block], index: int) -> Bound:
    """Say what markup knows of the place before a block: inside a post, between two, or nothing."""
    post = blocks[index].post
    if post is None:
        return "open"
    return "inside" if index and blocks[index - 1].post == post else "between"


def _step(before: State, state: State, *, layout: Layout, bound: Bound) -> int:
    """Return the weight of one role after another; where markup bounds a post, it decides whether an article begins."""
    weight = _transitions(layout).get((before, state), _IMPOSSIBLE)
    if "outside" in (before, state) or bound == "open":
        return weight
    begins = state in _BEGINNING and before not in ("kicker", "predate")
    if bound == "inside" and begins and before != "stray":
        return weight + AGAINST_MARKUP
    if bound == "between" and not begins and state != "stray":
        return max(weight, AGAINST_MARKUP) if state in _TEXT else weight + AGAINST_MARKUP
    return weight


@cache
def _steps(
    layout: Layout, bound: Bound, before: tuple[State, ...], possible: tuple[State, ...]
) -> Mapping[State, Sequence[tuple[State, int]]]:
    """Return the states that those before can go on to, with the steps; where there are none, all at a price."""
    steps = {state: [(one, _step(one, state, layout=layout, bound=bound)) for one in before] for state in possible}
    found = {state: [step for step in into if step[1] > _IMPOSSIBLE // 2] for state, into in steps.items()}
    return {state: into for state, into in found.items() if into} or steps
