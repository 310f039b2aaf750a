"""The notebooks are arguments, not programs: what the house asks of them, held over every one."""

import ast
import re
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted(Path("notebooks").glob("*.ipynb"))
NAMES = ["01-corpus", "02-activity", "03-topics", "04-partners", "05-accuracy"]
PROGRAM = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.AsyncFor, ast.While, ast.If,
    ast.IfExp, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Try, ast.With,
)  # fmt: skip
MOST_CELLS, MOST_LINES = 24, 12
FEWEST_WORDS, MOST_WORDS = 150, 500
MACHINE_RE = re.compile(r"/(?:home|root|tmp|Users|work)/|0x[0-9a-f]{6,}")


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def _code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _shown(cell):
    """Return the kinds of what a cell shows, in order: the one that a reader sees of each output."""
    kinds = ("image/png", "text/markdown", "text/html", "text/plain")
    return [next(kind for kind in kinds if kind in out.data) for out in cell.outputs if "data" in out]


def test_there_is_one_notebook_for_each_question():
    assert [path.stem for path in NOTEBOOKS] == NAMES


def test_cells_hold_no_program(notebook):
    for cell in _code(notebook):
        tree = ast.parse(cell.source)
        assert not [type(node).__name__ for node in ast.walk(tree) if isinstance(node, PROGRAM)], cell.source
        assert not re.search(r"sys\.path|os\.chdir|^[!%]|filterwarnings", cell.source, re.MULTILINE), cell.source
        assert len(cell.source.splitlines()) <= MOST_LINES, cell.source


def test_every_cell_was_run_in_order_and_none_failed(notebook):
    assert [cell.execution_count for cell in _code(notebook)] == list(range(1, len(_code(notebook)) + 1))
    for cell in _code(notebook):
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr"


def test_no_output_speaks_of_a_machine(notebook):
    for cell in _code(notebook):
        texts = [
            str(value) for out in cell.outputs for kind, value in out.get("data", {}).items() if kind != "image/png"
        ]
        texts += [out.text for out in cell.outputs if "text" in out]
        assert not [text for text in texts if MACHINE_RE.search(text)]


def test_headings_are_one_title_and_then_sections(notebook):
    lines = [line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.splitlines()]
    levels = [len(line) - len(line.lstrip("#")) for line in lines if re.match(r"#+ ", line)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_prose_states_no_finding(notebook):
    """Numbers in prose would go stale on other pages: findings are computed and shown by a call."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert not re.search(r"\b\d+(?:\.\d+)?\s*(?:%|per cent|articles|stories|countries)\b", cell.source), (
                cell.source
            )


def test_first_comes_the_question_then_what_is_chosen_then_the_answer_computed(notebook):
    question, choices, answer = notebook.cells[:3]
    assert question.source.splitlines()[0].endswith("?")
    assert choices.metadata.get("tags") == ["parameters"]
    assert not choices.outputs
    assert _shown(answer)[0] == "text/markdown", "a finding, not a number"


def test_one_cell_names_the_pages_and_the_figures(notebook):
    cells = [cell for cell in _code(notebook) if "parameters" in cell.metadata.get("tags", [])]
    assert len(cells) == 1
    assert {'PAGES = "../seeds"', 'FIGURES = {"folder": "../figures", "palette": "blue"}'} <= set(
        cells[0].source.splitlines()
    )


def test_every_figure_is_shown_by_one_call_with_what_it_says_and_its_table(notebook):
    cells = [cell for cell in _code(notebook) if "show_figure(" in cell.source]
    assert cells
    assert not [cell for cell in _code(notebook) if "image/png" in _shown(cell) and cell not in cells]
    for cell in cells:
        assert _shown(cell) in (["text/markdown", "image/png", "text/html"], ["text/markdown"]), cell.source


def test_every_code_cell_after_prose_shows_something(notebook):
    assert not [cell.source for cell in _code(notebook)[1:] if not _shown(cell)]


def test_every_figure_written_is_named_at_the_end(notebook):
    drawn = {name.strip("`-") for name in re.findall(r"`[\w-]+`", notebook.cells[-1].source)}
    calls = re.findall(r"figure_(\w+)\(", "\n".join(cell.source for cell in _code(notebook)))
    missing = [call for call in calls if not [name for name in drawn if name.endswith(call)]]
    assert missing == []


def test_it_is_short_enough_to_be_read(notebook):
    words = sum(len(cell.source.split()) for cell in notebook.cells if cell.cell_type == "markdown")
    assert FEWEST_WORDS <= words <= MOST_WORDS
    assert len(notebook.cells) <= MOST_CELLS


def test_metadata_is_the_same_on_every_machine(notebook):
    assert notebook.metadata["kernelspec"]["name"] == "python3"
    assert "version" not in notebook.metadata["language_info"]
    assert all("execution" not in cell.metadata for cell in notebook.cells)
