"""Attacks on what is written: failing calls, kills, full disks, things in the way, two runs at once, strange names."""

import csv
import io
import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stdout
from functools import partial
from itertools import count, islice, product
from pathlib import Path

import openpyxl

from tests.harden.faults import (
    apart,
    arm,
    as_nobody,
    end,
    finished,
    hashes,
    passed,
    reset,
    run_command,
    run_small,
    start_apart,
    start_process,
    with_small_files,
)

PAGE = (
    "ICESCO Opens Museum of {0} in Nouakchott\n\nThe Islamic World Educational, Scientific and Cultural Organization "
    "(ICESCO) opened on Monday, 5 May 2025, in Nouakchott, a museum of {0}, in the presence of the Minister of Culture "
    "of Mauritania.\n"
)
TOPICS = {"old": "Ships", "new": "Boats"}
SOME_REFUSED, REFUSED, INTERRUPTED = 1, 2, 130


def _left(files: Mapping[str, str]) -> dict[str, str]:
    """Return what a failed run leaves, but for topics: they are a store, written before what they are fitted for."""
    return {name: digest for name, digest in finished(files).items() if "/topics-" not in name}


class Scene:
    """Two states of a page, the folder that a command writes of each, and the folder that is attacked."""

    fresh = False
    """Whether there is nothing before the command is run on the new state."""

    def __init__(self, folder: Path, *command: str) -> None:
        self.folder, self.command, self.out = folder, command, folder / "out"
        self.pages = {name: folder / "pages" / name for name in TOPICS}
        for name, topic in TOPICS.items():
            self.pages[name].mkdir(parents=True)
            (self.pages[name] / "page.txt").write_text(PAGE.format(topic))
        with redirect_stdout(io.StringIO()):  # in this process, so that a fork has imported all that it needs
            self.prepare()
            again = self.run("new", out=reset(folder / "new", folder / "old"))()
        if again:
            raise RuntimeError(f"expected {command} to succeed, it ends with {again}")
        self.old, self.new = hashes(folder / "old"), hashes(folder / "new")

    def prepare(self) -> None:
        """Make the folder in which the new state's run begins."""
        (self.folder / "old").mkdir()
        if not self.fresh and self.run("old", out=self.folder / "old")():
            raise RuntimeError(f"expected {self.command} to succeed")

    def run(self, name: str, *, out: Path | None = None) -> Callable[[], int]:
        """Return what runs the command on one of the states."""
        runner = run_small if self.command[0] == "run" else run_command
        return partial(runner, *self.command, self.pages[name], "--out", out or self.out)

    def reset(self) -> None:
        """Let the folder be as the new state's run finds it."""
        reset(self.out, self.folder / "old")

    def holds(self, code: int) -> bool:
        """Tell whether all is as it was, or all is new; of an analysis also a notebook may be missing that is named."""
        left = {name: digest for name, digest in self.old.items() if name.startswith("notebooks/")}
        stands = {REFUSED: self.old, 0: self.new} | ({SOME_REFUSED: self.new | left} if left else {})
        return code in stands and _left(hashes(self.out)) == _left(stands[code])

    def torn(self) -> list[str]:
        """Return the files that are neither as the old run wrote them nor as the new one does."""
        found = finished(hashes(self.out))
        known = [(name, digest) for state in (self.old, self.new) for name, digest in state.items()]
        return sorted(name for name, digest in found.items() if (name, digest) not in known)

    def mend(self) -> str:
        """Run once more, undisturbed, and say what differs from a run that nothing ever disturbed."""
        code, said = apart(self.run("new"))
        if code == 0 and hashes(self.out) == self.new:
            return ""
        return f"the next run ends with {code} and leaves another folder: {said[-300:]}"


class Fresh(Scene):
    """A command writes to a folder in which nothing is."""

    fresh = True


class Drawn(Fresh):
    """The sheet of an audit is drawn; it is never drawn over another."""

    def mend(self) -> str:
        """Find the sheet drawn, or draw it."""
        return "" if finished(hashes(self.out)) == self.new else super().mend()


class Filled(Scene):
    """The sheet of an audit is read anew, after other rows of it were checked."""

    def prepare(self) -> None:
        """Draw a sheet of three releases, read it when two are checked, and check two others."""
        for name in ("Kuwait", "Chad"):
            (self.pages["old"] / f"{name}.txt").write_text(PAGE.format(name).replace("Mauritania", name))
        old = self.folder / "old"
        codes = [run_command("audit", self.pages["old"], "--out", old)]
        for checked in (slice(0, 2), slice(1, 3)):
            book = openpyxl.load_workbook(self.folder / "old" / "sheet.xlsx")
            head, *rows = ([cell.value or "" for cell in row] for row in book["releases"].iter_rows())
            for row in rows[checked]:
                row[head.index("checked")], row[head.index("type")] = "yes", "training"
            with (old / "sheet.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([head, *rows])
            codes += [run_command("audit", old)] if checked.start == 0 else []
        if any(codes):
            raise RuntimeError(f"expected an audit, its commands end with {codes}")

    def run(self, name: str, *, out: Path | None = None) -> Callable[[], int]:  # noqa: ARG002 - the sheet is there
        """Return what reads the sheet."""
        return partial(run_command, "audit", out or self.out)


SCENES = {"extract into nothing": Fresh, "audit": Drawn, "audit FOLDER": Filled}
"""Attacked commands that begin otherwise than others: with an earlier run's files to be replaced."""


def _set(folder: Path, command: str) -> Scene:
    return SCENES.get(command, Scene)(folder, command.partition(" ")[0])


def _run_armed(scene: Scene, counter: Path, number: int, how: str) -> int:
    """Run with the n-th call to the file system disturbed."""
    arm(str(scene.out), str(counter), number, how)
    return scene.run("new")()


def fail_each_call(command: str, size: int, folder: Path) -> Iterator[str]:
    """The n-th call to the file system fails, n = 1, 2, 3 … until a run succeeds: all is old or new, the file named."""
    scene = _set(folder, command)
    for number in islice(count(1), size):
        scene.reset()
        counter = folder / f"calls-{number}"
        code, said = apart(partial(_run_armed, scene, counter, number, "fails"))
        named = code == 0 or str(scene.out) in said
        yield (
            "" if scene.holds(code) and named else f"call {number} of {command} fails: ends with {code}, {said[-300:]}"
        )
        if passed(counter) < number:
            return


def kill_each_call(command: str, size: int, folder: Path) -> Iterator[str]:
    """The run is killed at its n-th call, for n = 1, 2, 3 …; then another run follows."""
    scene = _set(folder, command)
    for number in islice(count(1), size):
        scene.reset()
        counter = folder / f"calls-{number}"
        code, said = apart(partial(_run_armed, scene, counter, number, "killed"))
        if code not in (0, -signal.SIGKILL):
            yield f"killed at call {number} of {command}: ends with {code}, {said[-300:]}"
            continue
        torn = scene.torn()
        yield f"killed at call {number} of {command}: {torn} torn" if torn else scene.mend()
        if code == 0:
            return


def signal_at_random(command: str, size: int, folder: Path) -> Iterator[str]:
    """The run is ended by a signal at a random moment; then another run follows."""
    scene, dice = _set(folder, command), random.Random(command)  # noqa: S311 - moments, no secrets
    start = time.monotonic()
    apart(scene.run("new", out=scene.folder / "timed"))
    whole = time.monotonic() - start
    for number in range(size):
        scene.reset()
        started = start_apart(scene.run("new"))
        time.sleep(dice.uniform(0, whole))
        chosen = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGHUP)[number % 4]
        os.kill(started[0], chosen)
        code, text = end(started)
        bad = scene.torn() or (code not in (0, -chosen, INTERRUPTED) and [f"ends with {code}"])
        bad = bad or ("Traceback" in text and ["a traceback"])
        yield f"{command} after {chosen.name}: {bad} {text[-300:]}" if bad else scene.mend()


def disturb_runs(size: int, folder: Path) -> Iterator[str]:
    """`icesco run` with all its processes: one call fails, all are killed at once; then another run follows."""
    scene_pages = {name: folder / "pages" / name for name in TOPICS}
    for name, topic in TOPICS.items():
        scene_pages[name].mkdir(parents=True)
        (scene_pages[name] / "page.txt").write_text(PAGE.format(topic))
    out, states = folder / "out", {}
    for name, start in (("old", ""), ("new", "old")):
        if start:
            reset(folder / name, folder / start)
        process = start_process(["run", scene_pages[name], "--out", folder / name], beside=folder / "armed")
        said, _ = process.communicate()
        if process.returncode:
            yield f"an undisturbed run ends with {process.returncode}: {said[-300:]}"
            return
        states[name] = hashes(folder / name)
    # Paths of pages stand in the notebooks, and are the same from each of the folders beside each other.
    known = {pair for state in states.values() for pair in state.items()}
    counter = folder / "calls"
    for number in range(1, size + 1):
        reset(out, folder / "old")
        counter.unlink(missing_ok=True)
        how = "fails" if number % 2 else "killed"
        fault = {"folder": str(out), "counter": str(counter), "number": 7 * number, "how": how}
        process = start_process(["run", scene_pages["new"], "--out", out], beside=folder / "armed", fault=fault)
        said, _ = process.communicate()
        end_group(process.pid)
        torn = sorted(name for name, digest in finished(hashes(out)).items() if (name, digest) not in known)
        again = start_process(["run", scene_pages["new"], "--out", out], beside=folder / "armed")
        said_again, _ = again.communicate()
        same = again.returncode == 0 and hashes(out) == states["new"]
        what = f"run, call {7 * number} {how}, ends with {process.returncode}"
        if torn:
            yield f"{what}: torn {torn} {said[-300:]}"
        else:
            yield "" if same else f"{what}: the next one ends with {again.returncode} {said_again[-300:]}"


def end_group(group: int) -> None:
    """Kill what is left of a command's processes."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def fill_the_disk(command: str, size: int, folder: Path) -> Iterator[str]:
    """No file may become longer than so many bytes: what was there stays, and the error names a file."""
    scene = _set(folder, command)
    largest = max((folder / "new" / name).stat().st_size for name in scene.new)
    for number in range(size):
        scene.reset()
        limit = largest * number // size
        code, said = apart(with_small_files(scene.run("new"), size=limit))
        held = code == REFUSED and scene.holds(code) and str(scene.out) in said
        yield "" if held else f"{command}, {limit} bytes: ends with {code}, {said[-300:]}"


def run_two_at_once(command: str, size: int, folder: Path) -> Iterator[str]:
    """Two runs on different pages write to one folder: it ends as one of them would leave it."""
    scene = _set(folder, command)
    for _ in range(size):
        scene.reset()
        started = [start_apart(scene.run(name)) for name in ("new", "old")]
        ended = [end(each) for each in started]
        codes, said = [code for code, _ in ended], " ".join(text[-200:] for _, text in ended)
        one = hashes(scene.out) in (scene.old, scene.new)
        yield "" if one and codes == [0, 0] else f"{command}: both end with {codes}, {said}"


# ---- things in the way


def _folder_for_file(scene: Scene) -> str:
    name = "articles.csv" if scene.command[0] == "extract" else "tables/articles.csv"
    (scene.out / name).unlink()
    (scene.out / name / "inner").mkdir(parents=True)
    return name


def _file_for_folder(scene: Scene) -> str:
    scene.out.rename(scene.out.with_name("aside"))
    scene.out.write_text("a file")
    return "out"


def _file_above(scene: Scene) -> str:
    _file_for_folder(scene)
    scene.out = scene.out / "below"
    return "out"


def _read_only(scene: Scene) -> str:
    for each in (scene.out, *filter(Path.is_dir, scene.out.rglob("*"))):
        each.chmod(0o555)
    return "out"


def _link_to_nowhere(scene: Scene) -> str:
    scene.out.rename(scene.out.with_name("aside"))
    scene.out.symlink_to(scene.folder / "nowhere" / "at all")
    return "out"


def _foreign_report(scene: Scene) -> str:
    name = "articles.csv" if scene.command[0] == "extract" else "report.html"
    (scene.out / name).write_text("mine")
    return name


OBSTACLES = (_folder_for_file, _file_for_folder, _file_above, _read_only, _link_to_nowhere, _foreign_report)


def put_in_the_way(size: int, folder: Path) -> Iterator[str]:
    """Something stands where a file or folder is to be: nothing changes, the code is 2, and what it is is named."""
    for command, obstacle in islice(product(("extract", "report"), OBSTACLES), size):
        own = folder / f"{command}{obstacle.__name__}"
        scene = Scene(own, command)
        scene.reset()
        for each in (own, *own.rglob("*"), *own.parents[:4]):  # nobody has to reach what is below
            if not each.is_symlink() and each.stat().st_uid == os.getuid():
                each.chmod(each.stat().st_mode | 0o055)
        name = obstacle(scene)
        before = _left(hashes(own))
        run = scene.run("new")
        code, said = apart(as_nobody(run) if obstacle is _read_only else run)
        held = code == REFUSED and _left(hashes(own)) == before and name in said and "Traceback" not in said
        yield "" if held else f"{command}{obstacle.__name__}: ends with {code}, {said[-300:]}"


# ---- strange names

NAMES = (
    b"a..txt", b"a...html", b"-rf.txt", b"--out.txt", b"~.txt", b"$HOME.txt", b"`id`.txt", b"a;id.txt", b"a|id.txt",
    b"new\nline.txt", b"tab\t.txt", b"=cmd.txt", b"@SUM(1).txt", b"<img src=x onerror=alert(1)>.txt",
    b"[link](javascript:alert(1)).txt", b"{{7*7}}.txt", b"$x$.txt", "\u202egnp.txt".encode(), b"not-\xff\xfe-utf8.txt",
    b"CON.txt", b"aux.TXT", b"page.txt", b"PAGE.txt", b"Page.txt", b"n" * 251 + b".txt", "é".encode() * 125 + b".txt",
    b"%2e%2e%2f.txt", b"a\\..\\up.txt", b"C:\\up.txt", b"a'b\"c.txt",
)  # fmt: skip


def name_pages_strangely(size: int, folder: Path) -> Iterator[str]:
    """Pages have hostile names: each is read once, and nothing is written but the tables."""
    pages, out = folder / "pages", folder / "out"
    pages.mkdir()
    for number, name in enumerate(NAMES[:size]):
        (pages / os.fsdecode(name)).write_text(PAGE.format(f"Ships no. {number}"))
    before = {path.name for path in folder.iterdir()} | {"out"}
    code, said = apart(partial(run_command, "extract", pages, "--out", out))
    from icesco_analysis.corpus import read_tables

    written = read_tables(out)
    sources = list(written["pages"]["source"])
    for name in NAMES[:size]:
        printed = os.fsdecode(name).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        yield "" if sources.count(printed) == 1 and code == 0 else f"{name!r}: {sources.count(printed)}, {said[-200:]}"
    after = {path.name for path in folder.iterdir()}
    yield (
        "" if after == before and not list(out.rglob("*/*")) else f"also written: {sorted(after)} {sorted(hashes(out))}"
    )
