"""Forks of the warm process: the same as without it, one unseen by the other, gone when they should be."""

import os
import signal
import subprocess
import sys
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from icesco_analysis.executor import NotebookError, call_warm, notebooks, run_notebooks, warm

pytestmark = pytest.mark.skipif(warm.find_server() is None, reason="no fork server on this system")

CHANGES = (
    "import builtins, matplotlib, pandas\n"
    "builtins.left, matplotlib.rcParams['font.size'], pandas.options.display.max_rows = 1, 99, 7"
)
LOOKS = (
    "import builtins, matplotlib, pandas\n"
    "hasattr(builtins, 'left'), matplotlib.rcParams['font.size'], pandas.options.display.max_rows"
)
SHOWS = (
    "import sys; print(1); print(2, file=sys.stderr)",
    "import pandas; pandas.DataFrame([['word ' * 9] * 9])",
    "import matplotlib, matplotlib.pyplot as plt; plt.plot([1, 2]); matplotlib.get_backend()",
)


def _store(folder, *notebooks_of_cells):
    folder.mkdir()
    for place, cells in enumerate(notebooks_of_cells, start=1):
        notebook = new_notebook(cells=[new_code_cell(cell, id=f"cell-{n}") for n, cell in enumerate(cells)])
        (folder / f"{place:02}-a.ipynb").write_text(nbformat.writes(notebook))
    return folder


def _is_gone(pid):
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_a_fork_writes_the_bytes_of_an_ordinary_kernel(tmp_path, monkeypatch):
    folder = _store(tmp_path / "in", SHOWS)
    forked = run_notebooks(folder, out=tmp_path / "forked")[0].read_bytes()
    monkeypatch.setattr(warm, "find_server", lambda: None)
    assert run_notebooks(folder, out=tmp_path / "plain")[0].read_bytes() == forked
    assert b"image/png" in forked


def test_what_a_notebook_changes_the_next_does_not_see(tmp_path):
    folder = _store(tmp_path / "in", [CHANGES, LOOKS], [LOOKS])
    written = run_notebooks(folder, out=tmp_path / "out", kernels=1)
    shown = [nbformat.read(path, as_version=4).cells[-1].outputs[0]["data"]["text/plain"] for path in written]
    assert shown == ["(True, 99.0, 7)", "(False, 10.0, 60)"]


def test_a_kernel_that_is_too_slow_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(notebooks, "CELL_TIMEOUT_S", 2)
    folder = _store(tmp_path / "in", ["import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(300)"])
    with pytest.raises(NotebookError, match="CellTimeoutError"):
        run_notebooks(folder, out=tmp_path)
    assert _is_gone(int((tmp_path / "pid").read_text()))


def test_kernels_end_with_the_process_that_asked_for_them(tmp_path):
    folder = _store(tmp_path / "in", ["import os, time; open('pid', 'w').write(f'{os.getpid()}.'); time.sleep(300)"])
    program = (
        "import sys; from pathlib import Path; from icesco_analysis.executor import run_notebooks; "
        "run_notebooks(Path(sys.argv[1]), out=Path(sys.argv[2]))"
    )
    caller = subprocess.Popen([sys.executable, "-c", program, folder, tmp_path])
    pid = tmp_path / "pid"
    while caller.poll() is None and not (pid.exists() and pid.read_text().endswith(".")):
        time.sleep(0.1)
    caller.send_signal(signal.SIGKILL)
    caller.wait()
    assert _is_gone(int(pid.read_text().rstrip(".")))


def test_a_function_is_called_in_a_fork():
    assert call_warm(os.getpid) != os.getpid()
    assert call_warm(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        call_warm(divmod, 7, 0)


def _has_read() -> bool:
    return "icesco_analysis.corpus.rehearsal" in sys.modules


def test_the_grammars_of_a_fork_are_ready():
    assert call_warm(_has_read)


def test_without_a_server_a_function_is_called_here(monkeypatch):
    monkeypatch.setattr(warm, "find_server", lambda: None)
    assert call_warm(os.getpid) == os.getpid()
