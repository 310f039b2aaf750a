"""The executor: parameters set, nothing of the machine kept, a failing notebook leaves nothing behind."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from icesco_analysis.executor import NotebookError, execute_notebook, run_notebooks, set_parameters


def _notebook(*cells, tag="parameters"):
    parameters = new_code_cell('PAGES = "../seeds"\nFIGURES = "../figures"', metadata={"tags": [tag]})
    return new_notebook(cells=[new_markdown_cell("# Title"), parameters, *(new_code_cell(cell) for cell in cells)])


@pytest.fixture
def stored(tmp_path):
    def write(notebook):
        (tmp_path / "01-noun.ipynb").write_text(nbformat.writes(notebook))
        return tmp_path / "01-noun.ipynb"

    return write


def test_parameters_are_set_and_the_others_stay(stored, tmp_path):
    out = execute_notebook(
        stored(_notebook("PAGES, FIGURES")), out=tmp_path / "out.ipynb", parameters={"PAGES": 'a "b"'}
    )
    notebook = nbformat.read(out, as_version=4)
    assert notebook.cells[2].outputs[0]["data"]["text/plain"] == "('a \"b\"', '../figures')"


def test_several_pages_become_a_list():
    notebook = _notebook()
    set_parameters(notebook, parameters={"PAGES": ["a", "b"]}, name="x")
    assert notebook.cells[1].source.startswith('PAGES = ["a", "b"]\n')


def test_two_runs_write_the_same_bytes_without_timings(stored, tmp_path):
    path = stored(_notebook("1 + 1"))
    written = [execute_notebook(path, out=tmp_path / f"{name}.ipynb").read_bytes() for name in "ab"]
    assert written[0] == written[1]
    assert b"execution" not in written[0].replace(b"execution_count", b"")
    notebook = nbformat.read(tmp_path / "a.ipynb", as_version=4)
    assert [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"] == [1, 2]
    assert "version" not in notebook.metadata["language_info"]


def test_a_failing_cell_is_named_and_nothing_is_written(stored, tmp_path):
    with pytest.raises(NotebookError, match=r"01-noun\.ipynb: ZeroDivisionError"):
        execute_notebook(stored(_notebook("1 / 0")), out=tmp_path / "out.ipynb")
    assert not (tmp_path / "out.ipynb").exists()


def test_a_notebook_without_parameters_is_refused():
    with pytest.raises(NotebookError, match="one cell tagged 'parameters', found 0"):
        set_parameters(_notebook(tag="other"), parameters={"PAGES": "x"}, name="n")


def test_one_failing_notebook_is_named_after_the_others_were_run(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "01-bad.ipynb").write_text(nbformat.writes(_notebook("1 / 0")))
    (tmp_path / "in" / "02-good.ipynb").write_text(nbformat.writes(_notebook("1 + 1")))
    with pytest.raises(NotebookError, match=r"01-bad\.ipynb"):
        run_notebooks(tmp_path / "in", out=tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["02-good.ipynb"]
