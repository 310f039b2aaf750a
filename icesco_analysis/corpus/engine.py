"""Files → the rows of each, in order: one after the other, or side by side where there are many.

A page costs itself at most: one that is no page, takes too long, needs too much memory or ends the process that reads
it becomes a problem with its name.
"""

import gc
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from ctypes import c_ulong, py_object, pythonapi
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib import import_module
from itertools import groupby, islice
from logging import CRITICAL
from operator import attrgetter
from pathlib import Path
from threading import Thread, Timer, current_thread, get_ident, main_thread
from traceback import extract_tb
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from icesco_analysis.corpus.corrections import Correction
from icesco_analysis.corpus.extract import extract_page
from icesco_analysis.corpus.store import Store, tell_code
from icesco_analysis.corpus.tables import Tables, restore_rows
from icesco_analysis.pages import PageError, Problem

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

Engine = Literal["auto", "serial", "processes", "dask"]
MANY_PAGES = 100
"""Pages: with more of them further processes pay. They start for 1.3 s of processor time, as forty pages take."""
PAGE_SECONDS = 300
"""Seconds that a page may take, unless somebody says otherwise: the largest that is read, of 100 MB, takes fewer."""
PAGE_BYTES = 8 << 30
"""Memory that a process of several may take, where the system can hold it to that."""
REHEARSAL = "icesco_analysis.corpus.rehearsal"
"""What a process reads that others are forked from."""
_PAGES_AT_ONCE = 8
"""Pages handed to a process at a time: few, so that none waits long for the last one."""
OWN_WORKERS = {"processes": True, "threads_per_worker": 1}
"""What workers of Dask on this machine are."""
OWN_DASK = {"distributed.worker.profile.enabled": False, "distributed.admin.tick.interval": "1s"}
"""What Dask does beside the work where it is our own: each hundredth of a second it would want its turn."""
_PAGES_SENT = 32
"""Pages sent to a worker at a time: a scheduler takes some milliseconds for each errand, these a quarter second."""
_BATCHES_AHEAD = 4
"""Such portions for each process that are handed out before the first is back."""

Reader = Callable[..., Tables | Problem]


def extract_files(
    files: Sequence[Path],
    sources: Sequence[str],
    *,
    corrections: Sequence[Correction] = (),
    engine: Engine = "auto",
    processes: int = 1,
    scheduler: str = "",
    seconds: float = PAGE_SECONDS,
    store: str | Path | None = None,
) -> Iterator[Tables | Problem]:
    """Return the rows of each file in order, or why there are none; `sources` are what the files are called.

    "auto" takes several processes where more than `MANY_PAGES` files are to be read. What was read before, the same
    bytes under the same name with the same corrections, is taken from the `store`.
    """
    of_source = attrgetter("source")
    own = {source: [*each] for source, each in groupby(sorted(corrections, key=of_source), key=of_source)}
    pages = Store(Path(store).absolute(), "page") if store else None
    read = partial(_extract, seconds=seconds, store=pages, code=tell_code())
    corrected = [own.get(source, []) for source in sources]
    if engine == "auto":
        left = len(files) - (pages.count() if pages else 0)
        engine = "processes" if left > MANY_PAGES and processes > 1 else "serial"
    if engine == "serial":
        return map(read, files, sources, corrected)
    door = open_dask(processes, scheduler=scheduler) if engine == "dask" else open_processes(processes)
    return read_side_by_side(read, [*zip(map(Path.absolute, files), sources, corrected, strict=True)], door=door)


class Door(NamedTuple):
    """Where other processes are: what opens them, how many pages they take at a time, and how it is told of a loss."""

    open: Callable[[int], AbstractContextManager[Executor]]
    processes: int
    pages: int
    lost: type[Exception]


def read_side_by_side(read: Reader, jobs: Sequence[tuple[Any, ...]], *, door: Door) -> Iterator[Tables | Problem]:
    """Yield what a function of a module reads of each file, in order; jobs hold what it takes, first file and name.

    A process that ends costs the page it read. One of the next few pages did it: these are read one at a time.
    """
    done = alone = 0
    while done < len(jobs):
        is_alone = done < alone
        try:
            with door.open(door.processes) as pool:
                left = jobs[done : alone if is_alone else None]
                at_once, ahead = (1, 0) if is_alone else (door.pages, _BATCHES_AHEAD * door.processes)
                for rows in _read_in_order(read, left, pool=pool, at_once=at_once, ahead=ahead):
                    yield rows
                    done += 1
        except door.lost:
            alone = alone if is_alone else done + door.processes * door.pages
            if is_alone:
                message = "the process that read it came to an end, perhaps for want of memory"
                yield Problem("refused", f"{jobs[done][1]}: {message}: split it, or leave it out")
                done += 1


def _read_in_order(
    read: Reader, jobs: Sequence[tuple[Any, ...]], *, pool: Executor, at_once: int, ahead: int
) -> Iterator[Tables | Problem]:
    """Hand out the next pages only when the first are back, so that what waits to be taken stays little."""
    starts = range(0, len(jobs), at_once)
    read_all = partial(_read_all, read, gc.get_threshold())
    errands = (partial(read_all, jobs[start : start + at_once]) for start in starts)
    waiting = deque(pool.submit(errand) for errand in islice(errands, ahead + 1))
    while waiting:
        yield from waiting.popleft().result().rows
        waiting.extend(pool.submit(errand) for errand in islice(errands, 1))


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of some pages: Dask looks through lists that it carries, but not into this."""

    rows: list[Tables | Problem]


def _read_all(read: Reader, garbage: tuple[int, int, int], jobs: Sequence[tuple[Any, ...]]) -> _Read:
    """Read some pages, looking for garbage in circles as seldom as who asks."""
    before = gc.get_threshold()
    gc.set_threshold(*garbage)
    try:
        return _Read([read(*job) for job in jobs])
    finally:
        gc.set_threshold(*before)


def open_processes(processes: int) -> Door:
    """Return the way to further processes of this machine."""
    from concurrent.futures import ProcessPoolExecutor  # not for those who read a few pages

    @contextmanager
    def start(processes: int) -> Iterator[Executor]:
        with _find_context() as context, ProcessPoolExecutor(processes, context, initializer=_settle_in) as pool:
            yield pool

    return Door(start, processes, _PAGES_AT_ONCE, BrokenExecutor)


@contextmanager
def _find_context() -> "Iterator[BaseContext]":
    """Give what starts processes: forks of one that has read a release, or new ones where the system has no such forks.

    Never forks of this process, which are not safe beside the threads of numerical libraries.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        yield multiprocessing.get_context("spawn")
        return
    server = import_module("multiprocessing.forkserver")._forkserver
    is_own, others = server._forkserver_pid is None, server._preload_modules
    server.set_forkserver_preload([REHEARSAL])
    try:
        yield multiprocessing.get_context("forkserver")
    finally:
        server.set_forkserver_preload(others)
        if is_own:
            server._stop()  # Python would leave it to whoever comes next, with what this one has imported


def open_dask(processes: int, *, scheduler: str = "") -> Door:
    """Return the way to the workers of a scheduler of Dask, which see the same files, or to own ones."""
    from dask import config
    from distributed import Client, KilledWorker, LocalCluster

    @contextmanager
    def start(processes: int) -> Iterator[Executor]:
        own = partial(LocalCluster, n_workers=processes, dashboard_address="127.0.0.1:0", **OWN_WORKERS)
        with (
            config.set({} if scheduler else OWN_DASK),
            nullcontext(scheduler) if scheduler else own(silence_logs=CRITICAL) as place,
            Client(place, set_as_default=False) as client,
        ):
            yield client.get_executor(pure=False)

    return Door(start, max(2, processes), _PAGES_SENT, KilledWorker)  # a loss is told by the workers that are left


def _settle_in() -> None:
    """Leave an interrupt, which reaches all processes, to the first one, and take no more than a part of the memory."""
    Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        from resource import RLIMIT_AS, getrlimit, setrlimit

        setrlimit(RLIMIT_AS, (PAGE_BYTES, getrlimit(RLIMIT_AS)[1]))


def _end_with_parent() -> None:
    """Wait for the end of the process that asked for this one, however it comes, and end too."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _extract(
    file: Path,
    source: str,
    corrections: Sequence[Correction],
    *,
    seconds: float,
    store: Store | None,
    code: str,
) -> Tables | Problem:
    """Return what a page says, taken from the `store` or kept there; `code` is that of whoever asks for it."""
    if code != tell_code():
        raise OSError("expected workers with this version of icesco_analysis, its libraries and Python, found others")
    try:
        with _at_most(seconds, source):
            data = file.read_bytes()
            origin = [sha256(data).hexdigest(), source, corrections]
            stored = store.read(origin) if store else None
            page = {name: restore_rows(rows) for name, rows in stored.items()} if stored else None
            page = page or extract_page(data, source, corrections=corrections)
    except (PageError, OSError) as error:
        return Problem("refused", str(error))
    except Exception as error:  # whatever goes wrong inside one page, the others are to be read
        return Problem("refused", _state_defect(error, source))
    if store and not stored:
        store.write(page, origin=origin)
    return page


@contextmanager
def _at_most(seconds: float, source: str) -> Iterator[None]:
    """Stop what takes longer: at once in a process of its own, between two steps of Python where it is one thread."""

    def stop(*_: object) -> None:
        raise TimeoutError

    by_signal = current_thread() is main_thread() and hasattr(signal, "SIGALRM")
    if by_signal:
        before = signal.signal(signal.SIGALRM, stop)
        signal.setitimer(signal.ITIMER_REAL, seconds)
    else:
        clock = Timer(seconds, pythonapi.PyThreadState_SetAsyncExc, [c_ulong(get_ident()), py_object(TimeoutError)])
        clock.start()
    try:
        yield
    except TimeoutError:
        expected = f"expected a page that is read within {seconds:g} s: split it, or leave it out"
        raise TimeoutError(f"{source}: {expected}") from None
    finally:
        if by_signal:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        else:
            clock.cancel()
            clock.join()  # so that none that ran out strikes what comes after


def _state_defect(error: Exception, source: str) -> str:
    """Say where in the library a page led to an error that should not be."""
    frames = extract_tb(error.__traceback__)
    own = [frame for frame in frames if "icesco_analysis" in Path(frame.filename).parts] or frames
    place = f"{Path(own[-1].filename).name}, line {own[-1].lineno} ({own[-1].name})"
    message = str(error).encode("utf-8", errors="replace").decode()
    return f"{source}: {type(error).__name__} in {place}: {message}. A defect of icesco_analysis: please report it"
