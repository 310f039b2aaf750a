"""Attacks on every pattern that the package compiles: time has to grow as the text does."""

import json
import re
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.harden.faults import ROOT

ATTACKS = ("a", " ", "\n", "1 ", "A. ", "a, ", "-", "a_", "&amp;", "“", "(", "<!--", "</html><!--", "<td>", "@", "a@")
"""What a text may repeat without end; each pattern is attacked with what it repeats itself, too."""
FIRST = 1024
"""Characters of the shortest text."""
GROWTH = 2.5
"""A text twice as long may take so much longer: 2 where time is linear, 4 where it is quadratic."""
NOTICEABLE_S = 0.02
"""Seconds of processor time below which a growth is noise."""
SHORT = 200
"""Characters of a stretch that is asked by its place: so many, and never more, of a text however long."""
FEW = 9
"""Repetitions that no text makes slow."""
TIMES = 8
"""Searches that are timed together where growth is in doubt: clocks tick in hundredths of a second."""
GIVEN_UP_S = 3.0
_WORDS = {"category_space": " ", "category_digit": "1", "category_word": "a", "category_not_space": "a"}


@dataclass(frozen=True)
class Found:
    """A pattern, the module that compiles it, and how it is asked: as a whole, from the start, or anywhere."""

    name: str
    pattern: re.Pattern[Any]
    way: str


@cache
def collect_patterns() -> tuple[Found, ...]:
    """Return every pattern that is compiled by the package while it is imported, reads all formats and reports."""
    listed = subprocess.run(
        [sys.executable, "-m", "tests.harden.patterns"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    found = []
    for name, text, flags, is_bytes, way in json.loads(listed.stdout.splitlines()[-1]):
        pattern = re.compile(text.encode("latin-1"), flags) if is_bytes else re.compile(text, flags)
        found.append(Found(name, pattern, way))
    return tuple(found)


class Watched:
    """A pattern that notes how it is asked; what is asked of a short stretch only is left out."""

    def __init__(self, pattern: re.Pattern[Any], name: str) -> None:
        self.pattern, self.name, self.asked = pattern, name, set[str]()

    def __getattr__(self, method: str) -> Any:
        value = getattr(self.pattern, method)
        if not callable(value):
            return value

        def called(*arguments: Any, **options: Any) -> Any:
            placed = len(arguments) > (1 if method == "search" else 2) and method in ("match", "fullmatch", "search")
            reach = (*arguments, len(arguments[0]))[2] - arguments[1] if placed else SHORT + 1
            self.asked.add(method if reach > SHORT else "short")
            return value(*arguments, **options)

        return called

    @property
    def way(self) -> str:
        """The method that takes longest of those that it is asked by; patterns nobody asked are searched for."""
        ways = (way for way in ("short", "fullmatch", "match") if self.asked and self.asked <= {way, "short"})
        return next(ways, "match" if self.asked and self.asked <= {"fullmatch", "match", "short"} else "finditer")


def record_patterns() -> None:
    """Print the patterns, each with the module whose call led to it."""
    compile_plainly, seen = re._compile, {}  # type: ignore[attr-defined]

    def spy(pattern: Any, flags: int) -> Any:
        compiled = compile_plainly(pattern, flags)
        frame = sys._getframe(1)
        while frame and frame.f_code.co_filename == re.__file__:
            frame = frame.f_back  # type: ignore[assignment]
        if frame and f"{ROOT / 'icesco_analysis'}" in frame.f_code.co_filename and isinstance(compiled, re.Pattern):
            place = Path(frame.f_code.co_filename).relative_to(ROOT / "icesco_analysis").as_posix()
            name = f"{place}, pattern {len(seen)}"
            return seen.setdefault((compiled.pattern, compiled.flags), Watched(compiled, name))
        return compiled

    re._compile = spy  # type: ignore[attr-defined]
    from contextlib import redirect_stdout
    from importlib import import_module
    from pkgutil import walk_packages
    from tempfile import TemporaryDirectory

    import icesco_analysis
    from tests.harden.faults import run_command

    for module in walk_packages(icesco_analysis.__path__, "icesco_analysis."):
        if not module.name.endswith("rehearsal"):
            import_module(module.name)
    with TemporaryDirectory() as folder, redirect_stdout(sys.stderr):
        pages = [ROOT / "seeds", *sorted((ROOT / "tests" / "labelled" / "opened" / "pages").iterdir())]
        run_command("report", *pages, "--out", f"{folder}/report")
        run_command("extract", ROOT / "tests" / "labelled" / "dev" / "pages", "--out", f"{folder}/tables")
    rows = []
    for (pattern, flags), watched in seen.items():
        is_bytes = isinstance(pattern, bytes)
        rows.append((watched.name, pattern.decode("latin-1") if is_bytes else pattern, flags, is_bytes, watched.way))
    print(json.dumps(rows))  # noqa: T201 - what the process is started for


def pumps_of(pattern: re.Pattern[Any]) -> set[str]:
    """Return what each repetition of a pattern repeats, and what stands before it."""
    text = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    flags = pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    found: set[str] = set()
    _example(re._parser.parse(text, flags & ~re.DEBUG), found)  # type: ignore[attr-defined]
    return {pump for pump in found if pump}


def _example(tree: Any, found: set[str]) -> str:
    """Return a text that the first choice everywhere matches, and collect the texts of all repetitions."""
    whole = ""
    for operation, argument in tree:
        name = str(operation).lower()
        if name.endswith("_repeat"):
            least, most, body = argument
            own = _example(body, found)
            if int(most) > FEW:
                found |= {own, whole[-8:] + own}
            whole += own * max(1, int(least))
        elif name.startswith("assert"):
            _example(argument[1], found)
        else:
            whole += _one(name, argument, found)
    return whole


def _one(name: str, argument: Any, found: set[str]) -> str:
    """Return a text that one part of a pattern matches."""
    if name in {"subpattern", "atomic_group"}:
        return _example(argument[3] if name == "subpattern" else argument, found)
    if name == "branch":
        return [_example(each, found) for each in argument[1]][0]  # noqa: RUF015 - all of them are looked through
    if name == "in":
        return _choose(argument)
    plain = {"literal": argument, "not_literal": ord("b") if argument == ord("a") else ord("a"), "any": ord("a")}
    return chr(plain[name]) if name in plain else ""


def _choose(members: Any) -> str:
    kind, argument = members[0]
    name = str(kind).lower()
    if name == "negate":
        refused = {chr(value) for each, value in members[1:] if str(each).lower() == "literal"}
        return next(letter for letter in "a b1,-" if letter not in refused)
    if name == "range":
        return chr(argument[0])
    return chr(argument) if name == "literal" else _WORDS.get(str(argument).lower(), "-")


def attack_patterns(size: int, folder: Path) -> Iterator[str]:  # noqa: ARG001 - as all attacks are called
    """Each pattern searches texts from 1 kB up to `size` characters, each twice as long as the one before."""
    for found in collect_patterns():
        for attack in sorted({*ATTACKS, *pumps_of(found.pattern)}) if found.way != "short" else ():
            yield _grow(found, attack, size)


def _grow(found: Found, attack: str, most: int) -> str:
    length, before = FIRST, NOTICEABLE_S / GROWTH
    while length <= most:
        taken = _seconds(found, attack, length)
        if GIVEN_UP_S > taken > max(NOTICEABLE_S, GROWTH * before):  # once more: the machine may have been busy
            before, taken = (
                min(_seconds(found, attack, n, times=TIMES) for _ in range(3)) for n in (length // 2, length)
            )
        if taken >= GIVEN_UP_S or taken > max(NOTICEABLE_S, GROWTH * before):
            said = f"{attack!r} up to {length} characters: {taken:.2f} s, {before:.2f} s for half of it"
            return f"{found.name}, {found.way}: {said} in {found.pattern.pattern[:60]!r}"
        length, before = 2 * length, taken
    return ""


def _seconds(found: Found, attack: str, length: int, *, times: int = 1) -> float:
    """Return the seconds of processor time of a search done so many times, at most those that it is given up after."""
    text = (attack * (length // len(attack) + 1))[:length] + "\x01"
    asked = text.encode("latin-1", "replace") if isinstance(found.pattern.pattern, bytes) else text
    start = time.process_time()
    handled = signal.signal(signal.SIGPROF, _give_up)
    signal.setitimer(signal.ITIMER_PROF, GIVEN_UP_S)
    try:
        for _ in range(times):
            if found.way == "finditer":
                deque(found.pattern.finditer(asked), maxlen=0)
            else:
                getattr(found.pattern, found.way)(asked)
    except TimeoutError:
        return GIVEN_UP_S
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handled)
    return (time.process_time() - start) / times


def _give_up(*_: object) -> None:
    raise TimeoutError


if __name__ == "__main__":
    record_patterns()
