"""Notebook and parameters → the executed notebook: the one executor, for the repository's own pages and for others'."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from icesco_analysis.corpus import write_files
from icesco_analysis.executor.warm import warm_provisioner

CELL_TIMEOUT_S = 900
"""Seconds a cell may take before its run is given up: far above the slowest cell on a thousand pages."""
SEED = 20251
"""Of everything random in notebooks and report, unless a notebook's own cell says otherwise."""
PARAMETERS_TAG = "parameters"
_LANGUAGE_INFO = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python", "pygments_lexer": "ipython3"}
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# A kernel without its debugger, whose import is a third of its start; otherwise as `python -m ipykernel_launcher`.
_START_KERNEL = (
    "import sys; sys.path.remove(''); sys.modules['debugpy'] = None; "
    "from ipykernel.kernelapp import launch_new_instance; launch_new_instance()"
)

Parameters = Mapping[str, Any]


class NotebookError(RuntimeError):
    """Notebooks stopped with an error; the message has a line for each, with its name and the error."""


def notebooks_folder() -> Path:
    """Return the folder of the notebooks: the checkout's, or in an installed package the copy that travels with it."""
    package = Path(str(files("icesco_analysis")))
    beside = package.parent / "notebooks"
    return beside if beside.is_dir() else package / "notebooks"


def state_parameters(
    out: Path, *, pages: Sequence[Path], palette: str, labels: Path | None = None, **chosen: object
) -> Parameters:
    """Return the parameters of an analysis, all paths as seen from the folder in which the notebooks run.

    The notebooks read the tables beside them: no page is read twice, and the folder of an analysis may be moved.

    Parameters
    ----------
    out
        Where the executed notebooks go; their figures go to ``figures`` beside it, and ``tables`` lie there.
    pages
        The pages, beside which a ``topics.csv`` may name topics.
    palette
        Colours of the figures.
    labels
        A folder of labels to score against; None means that there are none.
    chosen
        Further parameters by their names in small letters.
    """
    return {
        "PAGES": "../tables",
        "FIGURES": {"folder": "../figures", "palette": palette},
        "TOPICS": {"store": "../tables/topics", "names": [_seen_from(out, page) for page in pages], "seed": SEED},
        "LABELS": _seen_from(out, labels) if labels else "",
        **{name.upper(): value for name, value in chosen.items()},
    }


def set_parameters(notebook: Any, *, parameters: Parameters, name: str) -> None:
    """Write values into the cell tagged ``parameters``: those that it names; the others it names stay as they stand."""
    cells = [cell for cell in notebook.cells if PARAMETERS_TAG in cell.metadata.get("tags", [])]
    if len(cells) != 1:
        raise NotebookError(f"{name}: expected one cell tagged {PARAMETERS_TAG!r}, found {len(cells)}")
    lines = [line.partition(" = ") for line in cells[0].source.splitlines()]
    if "PAGES" not in {key for key, _, _ in lines}:
        raise NotebookError(f"{name}: expected the parameters cell to assign PAGES")
    cells[0].source = "\n".join(
        f"{key} = {json.dumps(parameters[key], ensure_ascii=False)}" if key in parameters else key + equals + value
        for key, equals, value in lines
    )


def run_notebooks(
    folder: Path,
    *,
    out: Path,
    parameters: Parameters | None = None,
    kernels: int = 2,
    tell: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Run every notebook of a folder from top to bottom, and return the executed ones, written without what a run adds.

    Starts an event loop of its own: inside a running one (another notebook) call it from a thread.

    Parameters
    ----------
    folder
        Where the notebooks are.
    out
        Where the executed notebooks go, and the working folder of each; may be `folder` itself.
    parameters
        Values for the cell tagged ``parameters``; None runs the notebooks with the values they hold.
    kernels
        How many run at the same time, each in a process of its own: none may need what another one writes.
    tell
        Called with a line when a notebook starts and when it ends.

    Raises
    ------
    NotebookError
        If any of them failed, after all the others were run and written; those that failed are not written.
    """
    out.mkdir(parents=True, exist_ok=True)
    paths = sorted(folder.glob("[0-9][0-9]-*.ipynb"))

    async def run_all() -> list[str]:
        free = asyncio.Semaphore(kernels)
        run = (_run_in_turn(path, out=out, parameters=parameters or {}, free=free, tell=tell) for path in paths)
        return await asyncio.gather(*run)

    if wrong := "\n".join(filter(None, asyncio.run(run_all()))):
        raise NotebookError(wrong)
    return [out / path.name for path in paths]


async def _run_in_turn(
    path: Path, *, out: Path, parameters: Parameters, free: asyncio.Semaphore, tell: Callable[[str], None]
) -> str:
    """Run a notebook once a kernel is free for it, and return what went wrong; nothing where it was written."""
    wrong = ""
    async with free:
        start = time.monotonic()
        tell(f"{path.name} started")
        try:
            await _run(path, out=out / path.name, parameters=parameters)
        except NotebookError as error:
            wrong = str(error)
        except (RuntimeError, ValueError, OSError) as error:  # a kernel died or was too slow; no notebook; no room
            wrong = f"{path.name}: {type(error).__name__}: {_first_line(str(error))}"
        tell(f"{path.name} {'failed' if wrong else 'ended'} after {time.monotonic() - start:.0f} s")
    return wrong


async def _run(path: Path, *, out: Path, parameters: Parameters) -> None:
    nbformat, nbclient = _import_nbclient()
    notebook = nbformat.read(path, as_version=4)
    if parameters:
        set_parameters(notebook, parameters=parameters, name=path.name)
    client = nbclient.NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT_S,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(out.parent)}},
    )
    manager = client.create_kernel_manager()
    manager.kernel_spec.argv = [sys.executable, "-c", _START_KERNEL, "-f", "{connection_file}"]
    manager.provisioner = warm_provisioner(kernel_spec=manager.kernel_spec, parent=manager)
    try:
        with TemporaryDirectory() as sockets:
            if manager.provisioner:  # a port that was free could be another program's before the kernel takes it
                manager.transport, manager.ip = "ipc", f"{sockets}/kernel"
            await client.async_execute()
    except nbclient.exceptions.CellExecutionError as error:
        raise NotebookError(f"{path.name}: {error.ename}: {_first_line(error.evalue)}") from error
    write_files({out: f"{nbformat.writes(normalise(notebook))}\n".encode()})


def _import_nbclient() -> tuple[Any, Any]:
    """Import nbformat and nbclient, but not the grammar of web addresses that jsonschema would build, for seconds."""
    unneeded, modules = "rfc3987_syntax", cast("dict[str, Any]", sys.modules)
    modules.setdefault(unneeded, None)  # a module that is None cannot be imported
    try:
        import nbclient
        import nbformat
    finally:
        if modules[unneeded] is None:
            del modules[unneeded]
    return nbformat, nbclient


def normalise(notebook: Any) -> Any:
    """Return the notebook without what differs between two runs: timings, interpreter, the kernel's display name."""
    notebook.metadata = type(notebook.metadata)(kernelspec=_KERNEL, language_info=_LANGUAGE_INFO)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.metadata.pop("collapsed", None)
    return notebook


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


def _seen_from(folder: Path, path: Path) -> str:
    """Return a path as seen from a folder, so that a notebook holds no path of one machine."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive on Windows
        return path.resolve().as_posix()
