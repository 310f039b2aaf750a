"""The executor: parameters set, nothing of the machine kept, a failing notebook leaves nothing behind."""

import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from icesco_analysis.executor import SEED, NotebookError, run_notebooks, state_parameters, warm
from icesco_analysis.executor.notebooks import set_parameters


def _notebook(*cells, tag="parameters"):
    parameters = new_code_cell('PAGES = "../seeds"\nFIGURES = "../figures"', metadata={"tags": [tag]})
    return new_notebook(cells=[new_markdown_cell("# Title"), parameters, *(new_code_cell(cell) for cell in cells)])


@pytest.fixture
def stored(tmp_path):
    """Return a function that stores notebooks by name in a folder."""

    def write(notebooks):
        folder = tmp_path / "in"
        folder.mkdir()
        for name, notebook in notebooks.items():
            (folder / f"{name}.ipynb").write_text(notebook if isinstance(notebook, str) else nbformat.writes(notebook))
        return folder

    return write


def test_parameters_are_set_and_the_others_stay(stored, tmp_path):
    folder = stored({"01-a": _notebook("PAGES, FIGURES")})
    (out,) = run_notebooks(folder, out=tmp_path, parameters={"PAGES": 'a "b"', "TOPICS": "not asked for"})
    notebook = nbformat.read(out, as_version=4)
    assert notebook.cells[2].outputs[0]["data"]["text/plain"] == "('a \"b\"', '../figures')"
    assert "TOPICS" not in notebook.cells[1].source


def test_several_pages_become_a_list():
    notebook = _notebook()
    set_parameters(notebook, parameters={"PAGES": ["a", "b"]}, name="x")
    assert notebook.cells[1].source.startswith('PAGES = ["a", "b"]\n')


def test_paths_are_stated_as_the_notebook_sees_them(tmp_path):
    stated = state_parameters(tmp_path / "a" / "notebooks", pages=[tmp_path / "p"], palette="teal", names="fr")
    assert (stated["PAGES"], stated["LABELS"], stated["NAMES"]) == ("../tables", "", "fr")
    assert stated["TOPICS"] == {"store": "../tables/topics", "names": ["../../p"], "seed": SEED}
    assert state_parameters(tmp_path, pages=[], palette="blue", labels=tmp_path / "labels")["LABELS"] == "labels"


def test_two_runs_write_the_same_bytes_without_timings_and_open_no_port(stored, tmp_path):
    told = "import ipykernel.connect, json; json.loads(ipykernel.connect.get_connection_info())['transport']"
    folder = stored({"01-a": _notebook(told)})
    written = [run_notebooks(folder, out=tmp_path / name)[0].read_bytes() for name in "ab"]
    assert written[0] == written[1]
    assert b"execution" not in written[0].replace(b"execution_count", b"")
    notebook = nbformat.read(tmp_path / "a" / "01-a.ipynb", as_version=4)
    assert [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"] == [1, 2]
    assert "version" not in notebook.metadata["language_info"]
    assert notebook.cells[2].outputs[0]["data"]["text/plain"] == ("'ipc'" if warm.find_server() else "'tcp'")


def test_a_notebook_without_parameters_is_refused():
    with pytest.raises(NotebookError, match="one cell tagged 'parameters', found 0"):
        set_parameters(_notebook(tag="other"), parameters={"PAGES": "x"}, name="n")


def test_failing_notebooks_are_named_each_in_a_line_after_the_others_were_written(stored, tmp_path):
    folder = stored(
        {
            "01-error": _notebook("1 / 0"),
            "02-dead": _notebook("import os; os._exit(1)"),
            "03-text": "no notebook",
            "04-good": _notebook("1 + 1"),
        }
    )
    told = []
    with pytest.raises(NotebookError) as failed:
        run_notebooks(folder, out=tmp_path / "out", tell=told.append)
    lines = str(failed.value).splitlines()
    assert lines[0] == "01-error.ipynb: ZeroDivisionError: division by zero"
    assert lines[1].startswith("02-dead.ipynb: DeadKernelError: Kernel died")
    assert lines[2].startswith("03-text.ipynb: NotJSONError: ")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["04-good.ipynb"]
    assert "04-good.ipynb started" in told
    assert [line.partition(" after ")[0] for line in sorted(told) if " after " in line] == [
        "01-error.ipynb failed", "02-dead.ipynb failed", "03-text.ipynb failed", "04-good.ipynb ended",
    ]  # fmt: skip


def test_finding_the_notebooks_loads_nothing_that_runs_them():
    program = "import sys, icesco_analysis.executor as e; e.notebooks_folder(); print('nbformat' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
