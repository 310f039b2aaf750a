"""Blocks → their roles on the page, by score: features weighed per block, the best chain of neighbours taken."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, partial
from itertools import repeat
from operator import add, itemgetter
from typing import Literal

from icesco_analysis.language import read_vocabulary
from icesco_analysis.pages.blocks import Block
from icesco_analysis.pages.cuts import cut_blocks
from icesco_analysis.pages.features import (
    LAYOUT_ROLES,
    BlockRole,
    Layout,
    State,
    describe_blocks,
    most_tie,
    score_roles,
    split_weights,
    weigh_ties,
)

Bound = Literal["open", "inside", "between"]
# The states that a block may be in, what leads to each of them from those of the block before, and the best sums.
_Passed = tuple[tuple[State, ...], Sequence[Sequence[int]], Sequence[int]]

# Roles that an article may begin with, and those of its text.
_BEGINNING: frozenset[BlockRole] = frozenset({"kicker", "predate", "headline"})
_TEXT: frozenset[BlockRole] = frozenset({"lead", "body", "postdate", "signature"})

# Weights are counted in tenths, so that their sums are exact.
# What it costs to begin an article where markup says that none begins, or none where it says that one does.
AGAINST_MARKUP = -300
# What speaks against a layout before a page is seen: headlines with a full stop are rare, and so are none at all.
LAYOUT_PRIOR: Mapping[Layout, int] = {"headed": 0, "stopped": -30, "bare": -10}
# What is no text of an article is outside one.
_OUTSIDE: tuple[Mapping[State, int], int, int] = ({"outside": 0}, 0, 0)
# A reason names the heaviest features, so many at most.
REASONS_SHOWN = 4
_IMPOSSIBLE = -(10**10)
_BARRED = _IMPOSSIBLE // 2


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
        spoken = [found for name in self.features[index] if (found := split_weights().get((name, role)))]
        reasons = [note for weight, note in sorted(spoken, key=lambda found: (-found[0], found[1])) if weight > 0]
        return f"{role}: " + "; ".join(reasons[:REASONS_SHOWN]) if reasons else role


def begins(before: BlockRole | None, role: BlockRole | None) -> bool:
    """Tell whether another article than that of the block before begins with a role."""
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
        score_roles(frozenset(found)) if block.account == "open" else _OUTSIDE
        for block, found in zip(chosen, features, strict=True)
    ]
    find_chain = partial(_best_chain, [roles for roles, _, _ in weighed], bounds)
    stopped, bare = [more for _, more, _ in weighed], [more for _, _, more in weighed]
    best = max(find_chain("headed", repeat(0)), find_chain("stopped", stopped), key=itemgetter(0))
    most, _ = find_chain("bare", [more + most_tie() for more in bare])
    if most > best[0]:  # only then may what ties blocks together decide
        best = max(best, find_chain("bare", map(add, bare, weigh_ties(chosen))), key=itemgetter(0))
    chain = _trace(best[1])
    roles: list[BlockRole | None] = [None] * len(blocks)
    described: list[AbstractSet[str]] = [set()] * len(blocks)
    for index, state, found in zip(kept, chain, features, strict=True):
        if state != "outside":
            roles[index], described[index] = state, found
    return Outline(blocks=tuple(blocks), roles=tuple(roles), features=tuple(described))


def _best_chain(
    scores: Sequence[Mapping[State, int]], bounds: Sequence[Bound], layout: Layout, more: Iterable[int]
) -> tuple[int, list[_Passed]]:
    """Return the best sum of weights, and what `_trace` finds the states by that reach it.

    It is found from the weights of the states of each block, and what the layout adds to its role.
    """
    own_role = LAYOUT_ROLES.get(layout)
    states: tuple[State, ...] = ("outside",)
    totals = [0]
    passed: list[_Passed] = []
    for own, bound, added in zip(scores, bounds, more, strict=False):
        states, steps = _steps(layout, bound, states, tuple(own))
        totals = [max(map(add, totals, into)) + own[state] for state, into in zip(states, steps, strict=True)]
        if added and own_role in states:
            totals[states.index(own_role)] += added
        passed.append((states, steps, totals))
    return max(totals) + LAYOUT_PRIOR[layout], passed


def _trace(passed: Sequence[_Passed]) -> list[State]:
    """Return the states of the best chain, found from its end: each is the best before the one behind it."""
    chain: list[State] = []
    onward: Sequence[int] = ()
    for states, steps, totals in reversed(passed):
        reached = list(map(add, totals, onward)) if onward else totals
        place = reached.index(max(reached))
        chain.append(states[place])
        onward = steps[place]
    return chain[::-1]


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
) -> tuple[tuple[State, ...], Sequence[Sequence[int]]]:
    """Return the states that those before can go on to, and for each what the step from each of these weighs.

    Where none can go on, all do, at a price.
    """
    found = {state: [_step(one, state, layout=layout, bound=bound) for one in before] for state in possible}
    free = {state: into for state, into in found.items() if max(into) > _BARRED}
    return tuple(free or found), list((free or found).values())
