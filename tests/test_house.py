"""The house itself: imports run one way, importing does no work, nothing speaks of the place it was built in."""

import ast
import importlib
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.rows import each_row

PACKAGE = Path(__file__).parent.parent / "icesco_analysis"
ROOT = PACKAGE.parent
MODULES = sorted(PACKAGE.rglob("*.py"))
MOST_NAMES = 120
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "misc"}


@cache
def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


WINGS = (
    "language", "phrases", "pages", "dates", "partners", "activities", "corpus", "fetch", "topics", "counts", "audit",
    "figures", "executor", "report", "cli", "__main__",
)  # fmt: skip
"""Every wing imports only from those before it."""


@cache
def _imports(path: Path) -> set[str]:
    """Return the modules of the package that a module imports, also for types only."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("icesco_analysis"):
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("icesco_analysis")}
    return found & {_name(module) for module in MODULES}


def _wing(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def test_every_room_belongs_to_a_wing():
    assert {_wing(_name(path)) for path in MODULES} == {"", *WINGS}


@each_row("path", MODULES, ids=_name)
def test_imports_run_one_way_and_through_the_faces_of_wings(path):
    own = _wing(_name(path))
    others = {name for name in _imports(path) if _wing(name) not in {"", own}}
    if own:
        assert {_wing(name) for name in others} <= set(WINGS[: WINGS.index(own)])
    behind = {name for name in others if name.count(".") > 1 and not _is_on_face(name)}
    assert behind == set(), "take these from the face of their wing"


def _is_on_face(module: str) -> bool:
    """Tell whether a room is itself one of the names of its wing's face, or stands behind such a name."""
    face = PACKAGE / _wing(module) / "__init__.py"
    return module.split(".")[2] in re.findall(r'"(\w+)"', face.read_text(encoding="utf-8"))


@each_row("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebooks_take_everything_from_the_faces(path):
    cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    tree = ast.parse("\n".join("".join(cell["source"]) for cell in cells))
    taken = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and _is_own(node.module or "")]
    assert taken
    for node in taken:
        assert {alias.name for alias in node.names} <= set(importlib.import_module(node.module).__all__)


def _is_own(module: str) -> bool:
    return module.split(".")[0] == PACKAGE.name


def test_faces_name_few_things():
    faces = [importlib.import_module(_name(path)) for path in PACKAGE.glob("*/__init__.py")]
    named = {face.__name__: len(face.__all__) for face in faces}
    assert sum(named.values()) <= MOST_NAMES, f"{sum(named.values())} names: {named}"


def test_rooms_of_a_wing_import_one_way():
    graph = {_name(path): _imports(path) - {_name(path)} for path in MODULES if path.name != "__init__.py"}
    waiting = {name: needs & graph.keys() for name, needs in graph.items()}
    while waiting:
        free = sorted(name for name, needs in waiting.items() if not needs & waiting.keys())
        assert free, f"these modules import each other: {sorted(waiting)}"
        for name in free:
            del waiting[name]


def test_nothing_imports_the_command_line():
    importers = [_name(path) for path in MODULES if "icesco_analysis.cli" in _imports(path)]
    assert importers == ["icesco_analysis.__main__"]


def test_one_module_turns_rows_into_frames():
    """Everything before the corpus speaks in plain rows."""
    early = {"pages", "dates", "partners", "activities"}
    importers = [path for path in MODULES if "import pandas" in path.read_text(encoding="utf-8")]
    users = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in importers}
    assert users & early == set()


@each_row("path", MODULES, ids=_name)
def test_module_is_named_after_the_domain(path):
    assert path.stem not in FORBIDDEN_NAMES


def test_importing_changes_no_setting_and_reads_no_page():
    program = (
        "import matplotlib, copy\n"
        "before = copy.deepcopy(dict(matplotlib.rcParams))\n"
        "import icesco_analysis, icesco_analysis.figures, icesco_analysis.cli\n"
        "changed = {key for key, value in matplotlib.rcParams.items() if before.get(key) != value} - {'backend'}\n"
        "assert not changed, changed\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a checkout")
    return [ROOT / line for line in listed.stdout.splitlines()]


def test_no_file_holds_a_path_of_a_machine():
    pattern = re.compile(rb"/(?:home|root|Users)/[a-z]|/tmp/[a-z]|[A-Z]:\\\\Users")
    texts = [path for path in _tracked() if path.suffix not in {".png", ".pdf"} and "tests" not in path.parts]
    assert [path.name for path in texts if path.is_file() and pattern.search(path.read_bytes())] == []


def test_lock_file_holds_names_versions_and_hashes_only():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert text.count("--hash=sha256:") > 100
