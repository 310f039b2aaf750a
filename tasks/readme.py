"""The computed parts of README and CONTRIBUTING: findings, scores, wings, promises, searches, figures.

``python -m tasks.readme`` writes them; ``tests/test_readme.py`` fails when they are stale.
"""

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pandas as pd

from icesco_analysis.counts import read_scores
from icesco_analysis.figures.accuracy import name_scores
from tasks.floors import FLOORS, SETS

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "tests" / "harden" / "results.csv"
SEARCHES = ROOT / "tests" / "harden" / "searches.csv"
PACKAGE = ROOT / "icesco_analysis"
ANSWERING = ("02-activity", "03-topics", "04-partners")
"""Notebooks whose answer the README repeats."""


def write_findings() -> str:
    """Return the answers of the notebooks, each under its question."""
    parts = []
    for name in ANSWERING:
        notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
        title = notebook.cells[0].source.splitlines()[0].lstrip("# ")
        parts.append(f"**[{title}](notebooks/{name}.ipynb)**\n\n{find_answer(notebook)}")
    return "\n\n".join(parts)


def find_answer(notebook: nbformat.NotebookNode) -> str:
    """Return what the first cell that shows computed sentences says."""
    for cell in notebook.cells:
        shown = [output.get("data", {}).get("text/markdown") for output in cell.get("outputs", [])]
        if any(shown):
            return "\n\n".join(text.strip() for text in shown if text)
    raise ValueError(f"{notebook.cells[0].source.splitlines()[0]}: expected a cell that shows computed sentences")


def write_scores() -> str:
    """Return the scores of every label set as a table."""
    floors = pd.read_csv(FLOORS)
    floors["labels"] = floors["labels"].str.replace("gold/.*", "gold", regex=True)
    value = floors.groupby(["labels", "field", "metric"])["floor"].mean()
    again = read_scores().query("labels == 'second reader'").set_index(["field", "metric"])["value"]
    shown = {**name_scores(), ("date", "share wrong given"): "a wrong day given (less is better)"}
    rows = [
        " | ".join(
            [f"| {label}", *(f"{value[name, *key]:.3f}" for name in SETS), f"{again[key]:.3f}" if key in again else ""]
        )
        + " |"
        for key, label in shown.items()
    ]
    return "\n".join([f"| score | {' | '.join(SETS)} | second reader |", "|---|" + "---:|" * (len(SETS) + 1), *rows])


def write_wings() -> str:
    """Return every wing with the first line of its docstring."""
    wings = [path for path in sorted(PACKAGE.iterdir()) if path.suffix == ".py" or (path / "__init__.py").is_file()]
    rows = [f"| `{path.stem}` | {_first_line(path)} |" for path in wings if not path.stem.startswith("__")]
    return "\n".join(["| wing | what it does |", "|---|---|", *rows])


def _first_line(path: Path) -> str:
    file = path / "__init__.py" if path.is_dir() else path
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return text.splitlines()[0].rstrip(".")


def write_figures() -> str:
    """Return every figure with its title, the notebook that shows it and the function that makes it."""
    rows = []
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        subject = notebook.stem.partition("-")[2]
        for function, name in _figures_of(PACKAGE / "figures" / f"{subject}.py"):
            drawn = ROOT / "figures" / f"{name}.json"
            if drawn.exists():  # on these pages there may be nothing to draw
                title = json.loads(drawn.read_text(encoding="utf-8"))["title"]
                link = f"[{notebook.stem}](notebooks/{notebook.name})"
                row = f"| [{name}](figures/{name}.png) | {title} | {link} | `figures.{subject}.{function}` |"
                rows.append(row)
    return "\n".join(["| figure | title | notebook | function |", "|---|---|---|---|", *rows])


def _figures_of(module: Path) -> Iterator[tuple[str, str]]:
    """Yield the functions of a subject that make a figure, with the figure's name."""
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("figure_"):
            texts = [str(each.value) for each in ast.walk(node) if isinstance(each, ast.Constant)]
            names = [text for text in texts if re.fullmatch(rf"{module.stem}-[a-z-]+", text)]
            yield from ((node.name, name) for name in names[:1])


def write_promises() -> str:
    """Return what is promised, how it was attacked, how often, and what keeps it."""
    table = pd.read_csv(RESULTS)
    rows = [
        f"| {row.promise} | {row.trial} | {row.trials:,} | {row.broken or 'none'} | `{row.kept}` |"
        for row in table.itertuples()
    ]
    return "\n".join(["| promise | what is tried | trials | broken | kept by |", "|---|---|---:|---:|---|", *rows])


def write_searches() -> str:
    """Return what was searched for faults that nobody thought of, how often, and what is left."""
    table = pd.read_csv(SEARCHES)
    rows = [f"| {row.search} | {row.how} | {row.trials:,} | {row.left or 'none'} |" for row in table.itertuples()]
    return "\n".join(["| command | of what | trials | found or unnoticed |", "|---|---|---:|---:|", *rows])


def note_search(search: str, *, trials: int, left: int, how: str) -> None:
    """Keep what a search came to, in place of what it came to before."""
    table = pd.read_csv(SEARCHES, index_col="search")
    table.loc[search] = [how, trials, left]
    table.to_csv(SEARCHES, lineterminator="\n")


PARTS = {
    ROOT / "README.md": {"findings": write_findings, "scores": write_scores},
    ROOT / "CONTRIBUTING.md": {
        "wings": write_wings, "promises": write_promises, "searches": write_searches, "figures": write_figures,
    },
}  # fmt: skip
"""The computed parts of each file, by the name in their marks."""


def fill(path: Path) -> str:
    """Return the text of a file with its computed parts written anew."""
    text = path.read_text(encoding="utf-8")
    for name, write in PARTS[path].items():
        pattern = re.compile(rf"(<!-- {name}:[^\n]*-->\n).*?(<!-- /{name} -->)", re.DOTALL)
        found = pattern.search(text)
        if not found:
            raise ValueError(f"{path.name}: expected the marks of the part {name}")
        text = text.replace(found[0], f"{found[1]}{write()}\n{found[2]}")
    return text


def main() -> int:
    """Write the computed parts."""
    for path in PARTS:
        path.write_text(fill(path), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
