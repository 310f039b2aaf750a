"""Files → the rows of each, in order: one after the other, or side by side where there are many.

A page costs itself at most: one that is no page, takes too long, needs too much memory or ends the process that reads
it becomes a problem with its name.
"""

import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import current_thread, main_thread
from traceback import extract_tb
from typing import Literal

from icesco_analysis.corpus.corrections import Correction
from icesco_analysis.corpus.extract import PageRows, extract_page
from icesco_analysis.corpus.store import Store
from icesco_analysis.pages import PageError, Problem

Engine = Literal["auto", "serial", "processes"]
MANY_PAGES = 100
"""Pages: with more of them further processes pay. Each starts for 1.3 s of processor time, as forty pages take."""
PAGE_SECONDS = 300
"""Seconds that a page may take, unless somebody says otherwise: the largest that is read, of 100 MB, takes fewer."""
PAGE_BYTES = 8 << 30
"""Memory that a process of several may take, where the system can hold it to that."""
_PAGES_AT_ONCE = 4
"""Pages handed to a process at a time: few, so that none waits long for the last one."""

Reader = Callable[[Path, str], PageRows | Problem]


def extract_files(
    files: Sequence[Path],
    sources: Sequence[str],
    *,
    corrections: Sequence[Correction] = (),
    engine: Engine = "auto",
    processes: int = 1,
    seconds: float = PAGE_SECONDS,
    store: str | Path | None = None,
) -> Iterator[PageRows | Problem]:
    """Yield the rows of each file in order, or why there are none; `sources` are what the files are called.

    "auto" takes several processes where more than `MANY_PAGES` files are to be read. What was read before, the same
    bytes under the same name with the same corrections, is taken from the `store`.
    """
    own: dict[str, list[Correction]] = {}
    for correction in corrections:
        own.setdefault(correction.source, []).append(correction)
    jobs = list(zip(files, sources, strict=True))
    pages = Store(Path(store), "page") if store else None
    kept = [pages.read([_hash(file), source, own.get(source, [])]) if pages else None for file, source in jobs]
    left = [job for job, rows in zip(jobs, kept, strict=True) if not rows]
    read = partial(_extract, corrections=own, seconds=seconds)
    alone = engine == "serial" or processes < 2 or (engine == "auto" and len(left) <= MANY_PAGES)
    fresh = (read(*job) for job in left) if alone else read_side_by_side(read, left, processes=processes)
    for source, stored in zip(sources, kept, strict=True):
        rows = PageRows.restore(stored) if stored else next(fresh)
        if pages and not stored and isinstance(rows, PageRows):
            pages.write(vars(rows), origin=[rows.page["sha256"], source, own.get(source, [])])
        yield rows


def _hash(file: Path) -> str:
    """Return the hash of a file's bytes; none where there are none to read."""
    try:
        return sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
    except OSError:
        return ""


def read_side_by_side(
    read: Reader, jobs: Sequence[tuple[Path, str]], *, processes: int
) -> Iterator[PageRows | Problem]:
    """Yield what a function of a module reads of each file, in order; a process that ends costs the page it read."""
    done = 0
    while done < len(jobs):
        try:
            for rows in _read_apart(read, jobs[done:], processes=processes):
                yield rows
                done += 1
        except BrokenExecutor:  # one of the next few pages ended its process: each of them is read in one of its own
            for job in jobs[done : done + processes * _PAGES_AT_ONCE]:
                try:
                    yield next(_read_apart(read, [job], processes=1))
                except BrokenExecutor:
                    message = "the process that read it came to an end, perhaps for want of memory"
                    yield Problem("refused", f"{job[1]}: {message}: split it, or leave it out")
                done += 1


def _read_apart(read: Reader, jobs: Sequence[tuple[Path, str]], *, processes: int) -> Iterator[PageRows | Problem]:
    from concurrent.futures import ProcessPoolExecutor  # not for those who read a few pages
    from multiprocessing import get_context

    # Spawned, not forked: the same on every system, and safe beside the threads of numerical libraries.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_settle_in) as pool:
        yield from pool.map(read, *zip(*jobs, strict=True), chunksize=min(_PAGES_AT_ONCE, len(jobs)))


def _settle_in() -> None:
    """Leave an interrupt, which reaches all processes, to the first one, and take no more than a part of the memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        from resource import RLIMIT_AS, getrlimit, setrlimit

        setrlimit(RLIMIT_AS, (PAGE_BYTES, getrlimit(RLIMIT_AS)[1]))


def _extract(
    file: Path, source: str, *, corrections: Mapping[str, Sequence[Correction]], seconds: float
) -> PageRows | Problem:
    try:
        with _at_most(seconds, source):
            return extract_page(file.read_bytes(), source, corrections=corrections.get(source, ()))
    except (PageError, OSError) as error:
        return Problem("refused", str(error))
    except Exception as error:  # whatever goes wrong inside one page, the others are to be read
        return Problem("refused", _state_defect(error, source))


@contextmanager
def _at_most(seconds: float, source: str) -> Iterator[None]:
    """Stop what takes longer, where the system has a clock that interrupts."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"{source}: expected a page that is read within {seconds:g} s: split it, or leave it out")

    if current_thread() is not main_thread() or not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _state_defect(error: Exception, source: str) -> str:
    """Say where in the library a page led to an error that should not be."""
    frames = extract_tb(error.__traceback__)
    own = [frame for frame in frames if "icesco_analysis" in Path(frame.filename).parts] or frames
    place = f"{Path(own[-1].filename).name}, line {own[-1].lineno} ({own[-1].name})"
    message = str(error).encode("utf-8", errors="replace").decode()
    return f"{source}: {type(error).__name__} in {place}: {message}. A defect of icesco_analysis: please report it"
