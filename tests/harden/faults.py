"""A command run apart, whose n-th call to the file system fails, or is its last one: also in processes it starts."""

import errno
import io
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from hashlib import sha256
from multiprocessing import forkserver
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from icesco_analysis.cli import main
from icesco_analysis.executor.warm import find_server

ROOT = Path(__file__).parents[2]
CALLS = ("mkdir", "fsync", "replace", "rename", "unlink", "rmdir")
NOBODY = 65_534
SHORT = new_notebook(
    cells=[
        new_code_cell('PAGES = ""', metadata={"tags": ["parameters"]}, id="parameters"),
        new_code_cell("from icesco_analysis import load_corpus\n\nload_corpus(PAGES).articles.headline[0]", id="read"),
    ]
)
"""A notebook that runs soon."""
Action = Callable[[], object]


def arm(folder: str, counter: str, number: int, how: str) -> None:
    """Let the n-th call below `folder` fail, or kill the process with it; the count is one for all processes."""

    def wrap(call: Callable[..., Any]) -> Callable[..., Any]:
        def called(first: Any, *arguments: Any, **options: Any) -> Any:
            if isinstance(first, int) or os.fspath(first).startswith(folder):
                held = os.open(counter, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
                os.write(held, b"x")
                passed = os.fstat(held).st_size
                os.close(held)
                if passed == number and how == "killed":
                    os.kill(os.getpid(), signal.SIGKILL)
                elif passed == number:
                    raise OSError(errno.ENOSPC, "No space left on device", None if isinstance(first, int) else first)
            return call(first, *arguments, **options)

        return called

    for name in CALLS:
        setattr(os, name, wrap(getattr(os, name)))
    plain, counted = io.open, wrap(io.open)

    def opened(file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        return (plain if set(mode) <= set("rbt") else counted)(file, mode, *arguments, **options)

    io.open = opened


def passed(counter: Path) -> int:
    """Return how many calls were counted."""
    return counter.stat().st_size if counter.exists() else 0


def run_command(*arguments: str | Path) -> int:
    """Run a command of the project in this process, without a browser."""
    path, os.environ["PATH"] = os.environ["PATH"], ""
    try:
        return main([str(argument) for argument in arguments])
    finally:
        os.environ["PATH"] = path


def run_small(*arguments: str | Path) -> int:
    """Run an analysis in this process, with one short notebook; its kernel is a fork of a server of all such runs."""
    server = forkserver._forkserver
    if find_server() and server._forkserver_pid is None:
        server.ensure_running()
    with TemporaryDirectory() as folder, ExitStack() as changed:
        Path(folder, "01-short.ipynb").write_text(nbformat.writes(SHORT))
        executor = "icesco_analysis.executor"
        changed.enter_context(mock.patch(f"{executor}.notebooks_folder", return_value=Path(folder)))
        changed.enter_context(mock.patch(f"{executor}.call_warm", lambda function, *given: function(*given)))
        changed.enter_context(mock.patch.object(server, "ensure_running"))  # no child of a fork of this process
        return run_command(*arguments)


def apart(action: Action) -> tuple[int, str]:
    """Run something in a fork; return how it ended (a signal as a negative number) and what it said."""
    return end(start_apart(action))


def start_apart(action: Action) -> tuple[int, int]:
    """Start something in a fork; return its number, and the end of a pipe that what it says comes out of."""
    said, saying = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # what is forked here waits for no thread of its parent
        process = os.fork()
    if process:
        os.close(saying)
        return process, said
    code = 70
    try:
        for stream in (1, 2):
            os.dup2(saying, stream)
        sys.stdout, sys.stderr = (os.fdopen(stream, "w", errors="backslashreplace", closefd=False) for stream in (1, 2))
        result = action()
        code = result if isinstance(result, int) else 0
        sys.stdout.flush()
        sys.stderr.flush()
    except KeyboardInterrupt:  # before the command began, or after its end
        code = 130
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}".encode(errors="replace"))
    finally:
        os._exit(code)


def end(started: tuple[int, int]) -> tuple[int, str]:
    """Wait for a fork; return how it ended and what it said."""
    process, said = started
    with os.fdopen(said, "rb") as file:
        text = file.read().decode(errors="replace")
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), text


def as_nobody(action: Action) -> Action:
    """Return what does `action` as a user who may write next to nothing: the first user may write everywhere."""

    def done() -> object:
        if os.getuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        return action()

    return done


def with_small_files(action: Action, *, size: int) -> Action:
    """Return what does `action` while no file may be longer than `size` bytes, as on a disk that is full."""

    def done() -> object:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return action()

    return done


_ARMED = "import json, os\nfrom tests.harden.faults import arm\narm(**json.loads(os.environ['FAULT']))\n"


def start_process(
    arguments: list[str | Path], *, beside: Path, fault: Mapping[str, object] | None = None
) -> "subprocess.Popen[str]":
    """Start a command in a process group of its own; a fault holds for every process that it starts.

    Python first imports ``sitecustomize``, which is written to the folder `beside`.
    """
    beside.mkdir(parents=True, exist_ok=True)
    (beside / "sitecustomize.py").write_text(_ARMED if fault else "")
    environment = {**os.environ, "PATH": "", "FAULT": json.dumps(fault)}
    environment["PYTHONPATH"] = f"{beside}{os.pathsep}{ROOT}"
    return subprocess.Popen(
        [sys.executable, "-c", "import sys; from icesco_analysis.cli import main; sys.exit(main())", *arguments],
        env=environment, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def hashes(folder: Path) -> dict[str, str]:
    """Return the digests of all files in a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()[:16] for path in files}


def finished(files: Mapping[str, str]) -> dict[str, str]:
    """Return these files without those that the next run cleans."""
    return {name: digest for name, digest in files.items() if not name.endswith(".part")}


def reset(folder: Path, state: Path) -> Path:
    """Make a folder a copy of another."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(state, folder)
    return folder
