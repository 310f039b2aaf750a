"""The parts of the README that are computed: findings, scores, figures, modules.

``python -m tasks.readme`` writes them; ``tests/test_readme.py`` fails when they are stale.
"""

import ast
import re
import sys
from pathlib import Path

import nbformat
import pandas as pd

from icesco_analysis.figures.accuracy import LABELS
from tasks.floors import FLOORS

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
_FINDINGS = {"02-activity": (0, 4), "03-topics": (1, 0), "04-partners": (0, 2)}
"""Notebooks whose computed sentences the README repeats, and which of them."""


def write_findings() -> str:
    """Return the computed sentences of the notebooks, each under the question it answers."""
    parts = []
    for name, chosen in _FINDINGS.items():
        notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
        title = notebook.cells[0].source.splitlines()[0].lstrip("# ")
        outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
        findings = [out.data["text/markdown"] for out in outputs if "text/markdown" in out.get("data", {})]
        parts.append("\n\n".join([f"**[{title}](notebooks/{name}.ipynb)**", *(findings[at] for at in chosen)]))
    return "\n\n".join(parts)


def write_scores() -> str:
    """Return the scores of every label set as a table."""
    floors = pd.read_csv(FLOORS)
    floors["labels"] = floors["labels"].str.replace("gold/.*", "gold", regex=True)
    value = floors.groupby(["labels", "field", "metric"])["floor"].mean()
    sets = ["gold", "seeds", "dev", "heldout"]
    shown = {**LABELS, ("date", "share wrong given"): "a wrong day given (less is better)"}
    rows = [
        f"| {label} | " + " | ".join(f"{value[name, *key]:.3f}" for name in sets) + " |" for key, label in shown.items()
    ]
    return "\n".join([f"| score | {' | '.join(sets)} |", "|---|" + "---:|" * len(sets), *rows])


def write_figures() -> str:
    """Return which figure is drawn by which function and shown in which notebook."""
    notebooks = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}
    rows = []
    for module in sorted((ROOT / "icesco_analysis" / "figures").glob("*.py")):
        for function, figure in _figures_of(module):
            for path, text in notebooks.items():
                is_used = re.search(rf"\b{function}\b", text) is not None
                if is_used and re.search(rf"figures(\.| import [\w, ]*){module.stem}\b", text):
                    picture = f"figures/{figure}.png"
                    link = f"[{figure}]({picture})" if (ROOT / picture).exists() else f"{figure} (nothing to draw)"
                    where = f"[{path.stem}](notebooks/{path.name})"
                    rows.append((path.stem, f"| {link} | {where} | `figures.{module.stem}.{function}` |"))
    ordered = [row for _, row in sorted(rows, key=lambda row: row[0])]
    return "\n".join(["| figure | notebook | function |", "|---|---|---|", *ordered])


def _figures_of(module: Path) -> list[tuple[str, str]]:
    """Return the functions of a module that make a figure, with the figure's name."""
    found = []
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("figure_"):
            calls = [call for call in ast.walk(node) if isinstance(call, ast.Call) and _builds_figure(call)]
            names = [word.value for call in calls for word in call.keywords if word.arg == "name"]
            names += [call.args[0] for call in calls if call.args]
            found += [(node.name, str(name.value)) for name in names if isinstance(name, ast.Constant)]
    return found


def _builds_figure(call: ast.Call) -> bool:
    return (
        isinstance(call.func, ast.Name)
        and re.fullmatch(r"Figure|compose_figure|_?(build_)?figure(_\w+)?", call.func.id) is not None
    )


def write_modules() -> str:
    """Return every module with the first line of its docstring."""
    rows = []
    package = ROOT / "icesco_analysis"
    for path in sorted(package.rglob("*.py")):
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        name = path.relative_to(package).with_suffix("").as_posix().removesuffix("/__init__")
        if name != "__init__":
            rows.append(f"| `{name}` | {text.splitlines()[0].rstrip('.')} |")
    return "\n".join(["| module | what it does |", "|---|---|", *rows])


PARTS = {
    "findings": write_findings,
    "scores": write_scores,
    "figures": write_figures,
    "modules": write_modules,
}


def fill(text: str) -> str:
    """Return the README with its computed parts written anew."""
    for name, write in PARTS.items():
        pattern = re.compile(rf"(<!-- {name}:[^\n]*-->\n).*?(<!-- /{name} -->)", re.DOTALL)
        found = pattern.search(text)
        if not found:
            raise ValueError(f"README.md: expected the marks of the part {name}")
        opening, closing = found[1], found[2]
        text = text.replace(found[0], f"{opening}{write()}\n{closing}")
    return text


def main() -> int:
    """Write the README."""
    README.write_text(fill(README.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
