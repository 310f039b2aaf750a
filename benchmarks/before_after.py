"""What each command costs beside an earlier commit: processor time of both, measured in turns, in one run.

Run as ``python -m benchmarks.before_after`` or ``make bench``. The earlier commit stands in a git worktree with an
environment of its own, both made by this program when they are missing, and both have the bytecode of all they import:
without it, as that commit's own installation leaves it where Python is told to write none, it takes longer by a quarter
to two thirds, which is not counted. Ratios are of processor time (user and system, with all processes that a command
starts): they hold between machines, so seconds are neither printed nor kept.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.results import keep_section
from icesco_analysis.pages import parse_page, split_articles

ROOT = Path(__file__).parent.parent
BASE, COMMIT = ROOT / ".build" / "base", "79c4d50"
"""The commit that this checkout is measured against: the last one before the commands were made quick."""
PAGE = "seeds/000_8a442eabcc48086d.txt"
ROUNDS = 5


@dataclass(frozen=True)
class Step:
    """A command, and how much of the earlier commit's time it may take."""

    name: str
    goal: float
    command: Callable[[Path, Path], list[str]]
    """Checkout and fresh folder → the command, to be run in the checkout."""


def _icesco(*arguments: str) -> Callable[[Path, Path], list[str]]:
    return lambda _, out: [".venv/bin/icesco", *(argument.format(out=out) for argument in arguments)]


def _run_on_seeds(checkout: Path, out: Path) -> list[str]:
    gold = next(path for path in ("tests/labelled/gold", "tests/gold") if (checkout / path).is_dir())
    return [".venv/bin/icesco", "run", "seeds", "--out", f"{out}/run", "--labels", gold]


def _run_on_one_release(_: Path, out: Path) -> list[str]:
    release = split_articles(parse_page((ROOT / PAGE).read_bytes(), PAGE)).articles[0]
    (out / "release.txt").write_text(f"{release.headline}\n\n{release.body}\n", encoding="utf-8")
    return [".venv/bin/icesco", "run", f"{out}/release.txt", "--out", f"{out}/run"]


STEPS = (
    Step("icesco --help", 0.25, _icesco("--help")),
    Step("icesco extract, one page", 0.35, _icesco("extract", PAGE, "--out", "{out}/tables")),
    Step("icesco run, the seeds", 0.30, _run_on_seeds),
    Step("icesco run, one release", 0.25, _run_on_one_release),
    Step("icesco report", 0.20, _icesco("report", "seeds", "--out", "{out}/report")),
)
TESTS = Step("make test", 0.30, lambda *_: ["make", "test"])


def find_base(given: Path | None) -> Path:
    """Return the checkout of the earlier commit, made and installed if it is not there."""
    base = (given or BASE).resolve()
    if not given and not base.exists():
        known = subprocess.run(
            ["git", "cat-file", "-e", f"{COMMIT}^{{commit}}"], cwd=ROOT, capture_output=True, check=False
        )
        if known.returncode:
            raise SystemExit(
                f"This copy of the repository does not hold the commit {COMMIT} to measure against: "
                "fetch the whole history (git fetch --unshallow), or name a checkout with --base."
            )
        subprocess.run(["git", "worktree", "add", "--force", "--detach", str(base), COMMIT], cwd=ROOT, check=True)
    if not (base / ".venv" / "bin" / "icesco").exists():
        subprocess.run(["make", "install"], cwd=base, check=True)
    subprocess.run(
        [".venv/bin/python", "-m", "compileall", "-qq", ".venv/lib", "icesco_analysis"], cwd=base, check=False
    )
    return base


def measure(step: Step, checkout: Path, *, may_fail: bool = False) -> float:
    """Return the processor seconds of a command in a checkout, those of the processes it starts included."""
    with tempfile.TemporaryDirectory() as folder:
        command = step.command(checkout, Path(folder))
        with Path(folder, "log").open("w+", encoding="utf-8") as log:
            process = subprocess.Popen(command, cwd=checkout, stdout=log, stderr=log)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode and not may_fail:
                log.seek(0)
                raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{log.read()[-2000:]}")
    return usage.ru_utime + usage.ru_stime


def compare(step: Step, base: Path, *, rounds: int) -> list[float]:
    """Return the ratio of this checkout and `base` in every round."""
    if step is not TESTS:
        for checkout in (base, ROOT):
            measure(STEPS[0], checkout)  # caches are written once; that is not what is measured
    ratios = []
    for number in range(rounds):
        seconds = {}
        for checkout in (base, ROOT) if number % 2 == 0 else (ROOT, base):
            # The last step of the earlier commit's tests compares pictures by the byte, which few machines pass.
            seconds[checkout] = measure(step, checkout, may_fail=step is TESTS and checkout == base)
        ratios.append(seconds[ROOT] / seconds[base])
    return ratios


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each ratio beside its goal, and keep those of a whole run in ``benchmarks/RESULTS.md``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"measurements of each command (default: {ROUNDS})")
    parser.add_argument("--only", metavar="WORDS", help="measure only the commands that hold these words")
    parser.add_argument("--base", type=Path, metavar="DIR", help=f"an installed checkout of {COMMIT} that is there")
    parser.add_argument("--tests", action="store_true", help="measure `make test` too, one round (long)")
    options = parser.parse_args(arguments)
    base = find_base(options.base)
    lines = ["| command | goal | ratio | rounds from … to | reached |", "|---|---:|---:|---|---|"]
    print(f"processor time beside commit {COMMIT}, same run (less is faster)", *lines, sep="\n", flush=True)
    for step in (*STEPS, *([TESTS] if options.tests else [])):
        if options.only is None or options.only in step.name:
            each = compare(step, base, rounds=1 if step is TESTS else options.rounds)
            ratio, verdict = median(each), "yes" if median(each) <= step.goal else "**no**"
            lines.append(
                f"| `{step.name}` | {step.goal:.2f} | {ratio:.2f} | {min(each):.2f} … {max(each):.2f} | {verdict} |"
            )
            print(lines[-1], flush=True)
    if options.only is None:
        keep_section("What each command costs", _WORDS.format(commit=COMMIT, rounds=options.rounds) + "\n".join(lines))
    return 0


_WORDS = """\
Processor time beside commit {commit} (user and system, all processes that a command starts), both measured in turns in
one run and both with their bytecode; medians of the ratios of {rounds} rounds, `make test` of one. Without bytecode, as
its own installation leaves it where Python is told to write none, that commit takes longer by a quarter to two thirds.
Written by `make bench`.

"""

if __name__ == "__main__":
    sys.exit(main())
