"""Blocks → their roles on the page, by score: features weighed per block, the best chain of neighbours taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Literal

from icesco_analysis.language import read_vocabulary
from icesco_analysis.pages.blocks import Block
from icesco_analysis.pages.cuts import cut_blocks
from icesco_analysis.pages.features import (
    LAYOUTS,
    ROLES,
    BlockRole,
    Layout,
    describe_blocks,
    read_weights,
    score_roles,
)

State = Literal["outside"] | BlockRole

# Roles that an article may begin with, and those of its text.
_BEGINNING: frozenset[BlockRole] = frozenset({"kicker", "predate", "headline"})
_TEXT: frozenset[BlockRole] = frozenset({"lead", "body", "postdate", "signature"})

# What it costs to begin an article where markup says that none begins, or none where it says that one does.
AGAINST_MARKUP = -30.0
# What speaks against a layout before a page is seen: headlines with a full stop are rare, and so are none at all.
LAYOUT_PRIOR: Mapping[Layout, float] = {"headed": 0.0, "stopped": -3.0, "bare": -1.0}
# A reason names the heaviest features, so many at most.
REASONS_SHOWN = 4
_IMPOSSIBLE = -1e9
# A state that weighs less is none that the block may have: a date line without a date.
_EXCLUDED = -90.0


@dataclass(frozen=True, slots=True)
class Outline:
    """The blocks of a page, glued ones cut in two; for each its role, or None where the reader settled it, and why."""

    blocks: tuple[Block, ...]
    roles: tuple[BlockRole | None, ...]
    reasons: tuple[str, ...]

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
def _transitions(layout: Layout) -> Mapping[tuple[str, str], float]:
    rows = read_vocabulary("split_transitions.tsv", columns=["before", "after", "layout", "weight", "note"])
    kind = "bare" if layout == "bare" else "headed"
    return {(row["before"], row["after"]): float(row["weight"]) for row in rows if row["layout"] in (kind, "both")}


@cache
def _notes() -> Mapping[tuple[str, str], str]:
    rows = read_vocabulary("split_weights.tsv", columns=["feature", "role", "weight", "note"])
    return {(row["feature"], row["role"]): row["note"] for row in rows}


def outline_blocks(blocks: Sequence[Block]) -> Outline:
    """Return the role of each block: the chain with the best sum of weights.

    Weights and their reasons are the rows of ``data/split_weights.tsv``, ``data/split_layouts.tsv`` and
    ``data/split_transitions.tsv``. The chain is found by dynamic programming, in time linear in the number of blocks;
    once for each way to print headlines (without a full stop, with one, none at all), and the best sum is taken.
    Furniture is stepped over; known text of the site ends an article.
    """
    blocks = cut_blocks(blocks)
    kept = [index for index, block in enumerate(blocks) if block.account != "furniture"]
    chosen = [blocks[index] for index in kept]
    features = describe_blocks(chosen)
    _, chain = max((_best_chain(chosen, features, layout=layout) for layout in LAYOUTS), key=itemgetter(0))
    roles: list[BlockRole | None] = [None] * len(blocks)
    reasons = [block.rule for block in blocks]
    for index, state, found in zip(kept, chain, features, strict=True):
        if state != "outside":
            roles[index], reasons[index] = state, _explain(found, state)
    return Outline(blocks=tuple(blocks), roles=tuple(roles), reasons=tuple(reasons))


def _score_states(block: Block, features: set[str], *, layout: Layout) -> Mapping[State, float]:
    """Return the states that a block may have and the weight of its features for each."""
    if block.account != "open":
        return {"outside": 0.0}
    return {role: weight for role, weight in score_roles(features, layout=layout).items() if weight > _EXCLUDED}


def _best_chain(blocks: Sequence[Block], features: Sequence[set[str]], *, layout: Layout) -> tuple[float, list[State]]:
    """Return the best sum of weights and the states that reach it."""
    best: dict[State, float] = {"outside": 0.0}
    back: list[dict[State, State]] = []
    for index, block in enumerate(blocks):
        steps = _steps(layout, _bound(blocks, index))
        reached: dict[State, float] = {}
        came: dict[State, State] = {}
        for state, weight in _score_states(block, features[index], layout=layout).items():
            total, origin = _IMPOSSIBLE, next(iter(best))
            for before, step in steps[state]:
                if before in best and best[before] + step > total:
                    total, origin = best[before] + step, before
            reached[state], came[state] = total + weight, origin
        best = reached
        back.append(came)
    state = max(best, key=lambda name: best[name])
    total = best[state] + LAYOUT_PRIOR[layout]
    chain: list[State] = []
    for came in reversed(back):
        chain.append(state)
        state = came[state]
    return total, chain[::-1]


Bound = Literal["open", "inside", "between"]


def _bound(blocks: Sequence[Block], index: int) -> Bound:
    """Say what markup knows of the place before a block: inside a post, between two, or nothing."""
    post = blocks[index].post
    if post is None:
        return "open"
    return "inside" if index and blocks[index - 1].post == post else "between"


def _step(before: State, state: State, *, layout: Layout, bound: Bound) -> float:
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
def _steps(layout: Layout, bound: Bound) -> Mapping[State, Sequence[tuple[State, float]]]:
    """Return for each state the states that may stand before it, with the weight of the step."""
    states: tuple[State, ...] = ("outside", *ROLES)
    found = {
        state: [(before, _step(before, state, layout=layout, bound=bound)) for before in states] for state in states
    }
    return {state: [step for step in steps if step[1] > _IMPOSSIBLE / 2] for state, steps in found.items()}


def _explain(found: set[str], role: BlockRole) -> str:
    """Say in words what spoke for the role, heaviest first."""
    spoken = sorted((-read_weights().get(name, {}).get(role, 0.0), name) for name in found)
    reasons = [_notes()[name, role] for weight, name in spoken if weight < 0]
    return f"{role}: " + "; ".join(reasons[:REASONS_SHOWN]) if reasons else role
