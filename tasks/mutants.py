"""Change one thing of a room at a time, and see whether a test of the room notices: ``python -m tasks.mutants dates``.

Everything is imported and collected once. Each mutant is a fork in which the code of one function is exchanged; it runs
the tests that call this function, quickest first, up to the first that fails; the slowest are not asked, so that the
score is what is noticed soon. What no test can notice stands in ``mutants.tsv``, with the reason.
"""

import argparse
import ast
import gc
import json
import random
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import _lru_cache_wrapper, partial
from itertools import accumulate
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tasks.readme import note_search
from tests.harden.faults import ROOT, apart

PACKAGE = ROOT / "icesco_analysis"
ROOMS = {
    "dates": (("dates/*.py",), ("tests/dates", "icesco_analysis/dates")),
    "partners": (("partners/*.py",), ("tests/partners", "icesco_analysis/partners")),
    "stories": (
        ("corpus/stories.py",),
        ("tests/corpus/test_stories.py", "tests/corpus/test_corpus.py", "tests/corpus/test_corrections.py"),
    ),
    "split": (("pages/articles.py", "pages/outline.py", "pages/cuts.py"), ("tests/pages", "icesco_analysis/pages")),
}
"""Files of the package, and the tests that are to notice what changes in them."""
EXPLAINED = ROOT / "tasks" / "mutants.tsv"
ENOUGH_S = 5
"""Seconds of processor time that the tests of a mutant may take together; the slower ones are not asked."""
LONGEST_S = 40
"""Seconds of processor time after which a mutant that has not ended counts as noticed: it would never end."""
FEW = 10
"""Where fewer tests call a function, what it returns may be kept from one test to the next: all of them are run."""
CRASHED = 70
"""How a fork ends in which something else than a test failed."""
SWAPPED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
SKIPPED = (ast.Raise, ast.JoinedStr, ast.AnnAssign, ast.Assert)
"""What is said of an error, and types, are nobody's promise to the letter."""
CHECKED = "strict"
"""The argument of `zip` by which a fault of the code itself would be found."""


@dataclass(frozen=True)
class Mutant:
    """One change of one function: the module's tree, and the field of a node of it that gets another value."""

    path: Path
    function: tuple[str, int]
    tree: ast.Module
    node: Any
    field: str
    value: Any

    def describe(self) -> str:
        """Return what stands in the code, and what the mutant makes of it."""
        before, old = self._show(), getattr(self.node, self.field)
        setattr(self.node, self.field, self.value)
        after = self._show()
        setattr(self.node, self.field, old)
        return f"{self.path.relative_to(PACKAGE)} {self.function[0]}: {before} → {after}"

    def _show(self) -> str:
        return " ".join(ast.unparse(self.node).partition(":\n")[0].split())  # of a block its first line


def find_mutants(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a module's functions: comparisons, logic, arithmetic, constants, conditions, returns."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in _functions(tree):
        first = min([function.lineno, *(each.lineno for each in function.decorator_list)])
        for node in (inner for statement in function.body for inner in _inside(statement)):
            for field, value in _changes(node):
                yield Mutant(path, (function.name, first), tree, node, field, value)


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """Yield functions and methods, not what is defined within them."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node)


def _inside(node: ast.AST) -> Iterator[Any]:
    """Yield a node and all below it that may be changed."""
    if isinstance(node, SKIPPED) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        return
    if isinstance(node, ast.keyword) and node.arg == CHECKED:
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _inside(child)


def _changes(node: Any) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a node to set, each with its other value."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            yield "ops", [*node.ops[:place], SWAPPED[type(operator)](), *node.ops[place + 1 :]]
    elif isinstance(node, ast.BoolOp | ast.BinOp | ast.AugAssign) and type(node.op) in SWAPPED:
        yield "op", SWAPPED[type(node.op)]()
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float | str):
        number = isinstance(node.value, int | float) and not isinstance(node.value, bool)
        yield "value", node.value + 1 if number else f"{node.value}X" if isinstance(node.value, str) else not node.value
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield "test", ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield "ifs", []
    elif isinstance(node, ast.Return) and node.value and ast.unparse(node.value) != "None":
        yield "value", ast.Constant(None)


def _exchange(mutant: Mutant) -> None:
    """Let every function of this process that has the code of the mutant's function have the mutant's."""
    setattr(mutant.node, mutant.field, mutant.value)
    module = compile(ast.fix_missing_locations(mutant.tree), str(mutant.path), "exec", dont_inherit=True)
    code = next(code for code in _codes(module) if _key(code) == mutant.function)
    wing = f"{PACKAGE.name}.{mutant.path.parent.relative_to(PACKAGE).parts[0]}."
    gc.unfreeze()  # what the tests' set-up hides from the search for garbage is hidden here, too
    for function in gc.get_objects():
        if isinstance(function, FunctionType):
            own = function.__code__
            if (own.co_filename, _key(own)) == (code.co_filename, mutant.function):
                function.__code__ = code
        elif isinstance(function, _lru_cache_wrapper) and function.__module__.startswith(wing):
            function.cache_clear()  # of what was made before the change


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _key(code: CodeType) -> tuple[str, int]:
    return code.co_name, code.co_firstlineno


class Trials:
    """What pytest calls instead of running its tests once."""

    def __init__(self, room: str, *, size: int, seed: int, again: str) -> None:
        self.room, self.size, self.seed, self.again = room, size, seed, again
        self.files = [path for pattern in ROOMS[room][0] for path in sorted(PACKAGE.glob(pattern))]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Make a sample of mutants, and print those that no test noticed, and how many were."""
        code, said = apart(partial(self._watch, session.items))
        if code:
            raise pytest.UsageError(f"the tests fail without a mutant: {said[-2000:]}")
        seconds, callers = json.loads(said.splitlines()[-1])
        mutants = [mutant for path in self.files for mutant in find_mutants(path)]
        if self.again:
            mutants = [mutant for mutant in mutants if f"{mutant.describe()} (" in self.again]
        dice = random.Random(self.seed)  # noqa: S311 - a sample, no secret
        sample = dice.sample(mutants, min(self.size, len(mutants)))
        explained = dict(line.split("\t") for line in EXPLAINED.read_text(encoding="utf-8").splitlines())
        unnoticed = []
        for mutant in sorted(sample, key=lambda one: (one.path, one.function[1])):
            found = callers.get(f"{mutant.path}:{mutant.function}", [])
            if len(found) < FEW:
                found += sorted(set(range(len(seconds))) - set(found))
            found = sorted(found, key=seconds.__getitem__)
            spent = accumulate(seconds[place] for place in found)
            found = [place for place, sum_s in zip(found, spent, strict=True) if sum_s < ENOUGH_S]
            code, said = apart(partial(_try, mutant, [session.items[place] for place in found]))
            if code == CRASHED:
                raise pytest.UsageError(f"{mutant.describe()}: {said[-2000:]}")
            if code == 0:
                why = explained.get(mutant.describe(), "")
                unnoticed.append(why)
                print(f"{mutant.describe()} ({len(found)} tests){why and ': '}{why}", flush=True)
        how = f"{len(mutants)} mutants, seed {self.seed}; {sum(map(bool, unnoticed))} of those unnoticed cannot be"
        print(f"{len(sample)} tried, {len(unnoticed)} unnoticed: score {1 - len(unnoticed) / len(sample):.3f}; {how}")
        if not self.again:
            note_search(f"`make mutants ROOM={self.room}`", trials=len(sample), left=len(unnoticed), how=how)
        return True

    def _watch(self, items: Sequence[pytest.Item]) -> int:
        """Run all tests; print how long each takes, and which call each function."""
        names, seconds, callers = {str(path) for path in self.files}, [], {}
        called = set[tuple[str, tuple[str, int]]]()

        def note(frame: FrameType, event: str, _: object) -> None:
            if event == "call" and frame.f_code.co_filename in names:
                called.add((frame.f_code.co_filename, _key(frame.f_code)))

        for place, item in enumerate(items):
            called.clear()
            start = time.process_time()
            sys.setprofile(note)
            failed = not _passes(item, items[place + 1 : place + 2])
            sys.setprofile(None)
            if failed:
                print(item.nodeid)
                return 1
            seconds.append(time.process_time() - start)
            for file, function in called:
                callers.setdefault(f"{file}:{function}", []).append(place)
        print(json.dumps([seconds, callers]))
        return 0


def _try(mutant: Mutant, items: Sequence[pytest.Item]) -> int:
    """Return 0 if all tests pass with the mutant."""
    signal.setitimer(signal.ITIMER_PROF, LONGEST_S)  # ends the process
    _exchange(mutant)
    return int(not all(_passes(item, items[place + 1 : place + 2]) for place, item in enumerate(items)))


def _passes(item: pytest.Item, following: Sequence[pytest.Item]) -> bool:
    reports = runtestprotocol(item, log=False, nextitem=following[0] if following else None)
    return not any(report.failed for report in reports)


def main(arguments: Sequence[str] | None = None) -> int:
    """Try a sample of the mutants of a room."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="*", choices=[[], *ROOMS], help="default: all of them")
    parser.add_argument("--size", type=int, default=150, help="mutants tried in each room (default: 150)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample (default: 1)")
    parser.add_argument("--again", type=Path, metavar="FILE", help="only those that an earlier run printed into a file")
    options = parser.parse_args(arguments)
    again = options.again.read_text(encoding="utf-8") if options.again else ""
    for room in options.rooms or ROOMS:
        print(f"---- {room}", flush=True)
        trials = Trials(room, size=options.size, seed=options.seed, again=again)
        plain = ["-n0", "-q", "-s", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
        pytest.main([*plain, *ROOMS[room][1]], plugins=[trials])
    return 0


if __name__ == "__main__":
    sys.exit(main())
