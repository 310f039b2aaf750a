"""Notebook and parameters → the executed notebook: the one executor, for the repository's own pages and for others'."""

import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from icesco_analysis.corpus import write_text

CELL_TIMEOUT_S = 900
"""Seconds a cell may take before its run is given up: far above the slowest cell on a thousand pages."""
KERNELS_AT_ONCE = 2
"""Notebooks that run at the same time: enough for both cores of a small machine, and few enough for its memory."""
PARAMETERS_TAG = "parameters"
_LANGUAGE_INFO = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python", "pygments_lexer": "ipython3"}
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


class NotebookError(RuntimeError):
    """A notebook stopped with an error; the message names the notebook and the error."""


def notebooks_folder() -> Path:
    """Return the folder of the notebooks: the checkout's, or in an installed package the copy that travels with it."""
    package = Path(str(files("icesco_analysis")))
    beside = package.parent / "notebooks"
    return beside if beside.is_dir() else package / "notebooks"


def set_parameters(notebook: Any, *, parameters: Mapping[str, str | list[str]], name: str) -> None:
    """Write values into the cell tagged ``parameters``, leaving those that are not named as they stand.

    Raises
    ------
    NotebookError
        If the notebook has no such cell, or the cell does not assign ``PAGES``.
    """
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


def execute_notebook(path: Path, *, out: Path, parameters: Mapping[str, str | list[str]] | None = None) -> Path:
    """Run one notebook from top to bottom and write it, normalised, to `out`.

    Starts an event loop of its own: inside a running one (another notebook) call it from a thread.

    Parameters
    ----------
    path
        The notebook to run.
    out
        Where to write it; the notebook runs with the folder of `out` as its working folder.
    parameters
        Values for the cell tagged ``parameters``; None runs the notebook with the values it holds.

    Returns
    -------
    Path
        `out`.

    Raises
    ------
    NotebookError
        If a cell fails. Nothing is written then.
    """
    return asyncio.run(_execute(path, out=out, parameters=parameters))


async def _execute(path: Path, *, out: Path, parameters: Mapping[str, str | list[str]] | None) -> Path:
    notebook = nbformat.read(path, as_version=4)
    if parameters:
        set_parameters(notebook, parameters=parameters, name=path.name)
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT_S,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(out.parent)}},
    )
    try:
        await client.async_execute()
    except CellExecutionError as error:
        raise NotebookError(f"{path.name}: {error.ename}: {error.evalue}") from error
    write_text(out, nbformat.writes(normalise(notebook)) + "\n")
    return out


def normalise(notebook: Any) -> Any:
    """Return the notebook without what differs between two runs: timings, interpreter, the kernel's display name."""
    notebook.metadata = nbformat.from_dict({"kernelspec": _KERNEL, "language_info": _LANGUAGE_INFO})
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.metadata.pop("collapsed", None)
    return notebook


def run_notebooks(
    folder: Path,
    *,
    out: Path,
    pages: Sequence[Path] | None = None,
    figures: str = "../figures",
    labels: Path | None = None,
) -> list[Path]:
    """Run every notebook of a folder, `KERNELS_AT_ONCE` at the same time: none may need what another one writes.

    Parameters
    ----------
    folder
        Where the notebooks are.
    out
        Where the executed notebooks go; may be `folder` itself.
    pages
        The pages to analyse; None keeps what the notebooks name.
    figures
        Where the figures go, seen from `out`.
    labels
        A folder of labels to score against; None means that there are none, unless `pages` is None too.

    Returns
    -------
    list of Path
        The executed notebooks.

    Raises
    ------
    NotebookError
        If any of them failed, after all the others were run.
    """
    out.mkdir(parents=True, exist_ok=True)
    parameters: dict[str, str | list[str]] | None = None
    if pages is not None:
        seen = [_seen_from(out, page) for page in pages]
        parameters = {
            "PAGES": seen[0] if len(seen) == 1 else seen,
            "FIGURES": figures,
            "LABELS": _seen_from(out, labels) if labels else "",
            "THEMES": _seen_from(out, labels / "themes.csv") if labels else "",
        }
    paths = sorted(folder.glob("[0-9][0-9]-*.ipynb"))
    results = asyncio.run(_execute_all(paths, out=out, parameters=parameters))
    failures = [str(result) for result in results if isinstance(result, NotebookError)]
    if failures:
        raise NotebookError("; ".join(failures))
    return [result for result in results if isinstance(result, Path)]


async def _execute_all(
    paths: Sequence[Path], *, out: Path, parameters: Mapping[str, str | list[str]] | None
) -> list[Path | NotebookError]:
    """Return the written file or the error of every notebook, in the order of `paths`."""
    free = asyncio.Semaphore(KERNELS_AT_ONCE)

    async def execute(path: Path) -> Path | NotebookError:
        async with free:
            try:
                return await _execute(path, out=out / path.name, parameters=parameters)
            except NotebookError as error:
                return error

    return await asyncio.gather(*map(execute, paths))


def _seen_from(folder: Path, path: Path) -> str:
    """Return a path as seen from a folder, so that a notebook holds no path of one machine."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive on Windows
        return path.resolve().as_posix()
