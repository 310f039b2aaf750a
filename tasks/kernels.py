"""The same results under other processors' kernels and other numbers of threads: ``python -m tasks.kernels``.

Numerical libraries choose their code by the processor that they find, and each may round the last bit its own way. This
runs the analysis of ``seeds/`` under one setting after the other, each in a folder of its own, and compares what comes
out: tables with those of the machine as it is, text of notebooks with the tracked ones to the byte, figures with the
tracked ones as a reader sees them.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

from icesco_analysis.cli import main as main_command
from icesco_analysis.corpus import load_corpus, write_tables
from icesco_analysis.executor import run_notebooks
from icesco_analysis.figures import partners
from icesco_analysis.figures.figure import save_figure
from tasks.pictures import compare_folders
from tests.hostile import write_hostile_pages

ROOT = Path(__file__).parents[1]
OUT = ROOT / ".build" / "kernels"
FEW = ("000_8a442eabcc48086d.txt", "hostile.json")
"""Pages of which a report is written soon."""
COPIED = ("notebooks", "seeds", "tests/labelled/gold")
"""What the notebooks of the checkout need beside them."""


@dataclass(frozen=True)
class Setting:
    """What is set, the feature that a processor needs for it, and in which order the pages come."""

    name: str
    environment: dict[str, str] = field(default_factory=dict)
    needs: str = "SSE2"
    order: int = 0
    """Seed by which the pages are shuffled before they are handed over; 0 leaves them as they are."""


def _without(*features: str) -> dict[str, str]:
    """Return what keeps numpy from using features of the processor, of those that it would choose between."""
    known = [name for name in features if name in __cpu_dispatch__ and __cpu_features__.get(name)]
    return {"NPY_DISABLE_CPU_FEATURES": " ".join(known)} if known else {}


_WIDE = ("AVX512F", "AVX512CD", "AVX512_SKX", "AVX512_ICL", "AVX512_SPR", "X86_V4")
_NEWER = ("AVX2", "FMA3", "X86_V3", *_WIDE)
_OLD_LIBM = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F"}
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
SETTINGS = (  # OpenBLAS has one set of kernels for Haswell and Zen
    Setting("as the machine is"),
    Setting("one thread", dict.fromkeys(_THREADS, "1")),
    Setting("two threads", dict.fromkeys(_THREADS, "2")),
    Setting("OpenBLAS for Prescott", {"OPENBLAS_CORETYPE": "Prescott"}, "SSE3"),
    Setting("OpenBLAS for Nehalem", {"OPENBLAS_CORETYPE": "Nehalem"}, "SSE42"),
    Setting("OpenBLAS for Sandy Bridge", {"OPENBLAS_CORETYPE": "Sandybridge"}, "AVX"),
    Setting("OpenBLAS for Haswell", {"OPENBLAS_CORETYPE": "Haswell"}, "AVX2"),
    Setting("OpenBLAS for Skylake-X", {"OPENBLAS_CORETYPE": "SkylakeX"}, "AVX512F"),
    Setting("numpy without AVX-512", _without(*_WIDE), "AVX512F"),
    Setting("numpy without AVX2", _without(*_NEWER), "AVX2"),
    Setting("C library without AVX2 and FMA", _OLD_LIBM, "AVX2"),
    Setting(
        "all of the oldest, two threads",
        {**dict.fromkeys(_THREADS, "2"), "OPENBLAS_CORETYPE": "Nehalem", **_without(*_NEWER), **_OLD_LIBM},
        "SSE42",
    ),
)


def possible(settings: Sequence[Setting] = SETTINGS) -> list[Setting]:
    """Return the settings that this processor can run."""
    return [setting for setting in settings if __cpu_features__.get(setting.needs)]


def environment_of(setting: Setting) -> dict[str, str]:
    """Return the environment of this process, with nothing set but what the setting sets."""
    ours = {name for each in SETTINGS for name in each.environment}
    left = {name: value for name, value in os.environ.items() if name not in ours}
    return {**left, "PYTHONPATH": str(ROOT), **setting.environment}


def write_analysis(folder: Path, **_: int) -> None:
    """Write tables, notebooks and figures from a copy of what the checkout holds."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name)
    write_tables(load_corpus(folder / "seeds").tables, folder / "tables")
    run_notebooks(folder / "notebooks", out=folder / "notebooks")


def write_map(folder: Path, **_: int) -> None:
    """Write tables in both forms and one figure, the one with most numbers that a processor may round its own way."""
    corpus = load_corpus(ROOT / "seeds")
    for form in ("csv", "parquet"):
        write_tables(corpus.tables, folder / form, format=form)
    save_figure(partners.figure_map(corpus), folder / "figures", sources=corpus.pages)


def write_share(folder: Path, *, order: int = 0) -> None:
    """Write the same, and let the commands write tables and a report of pages that come in some order."""
    write_map(folder)
    pages = sorted([*(ROOT / "seeds").iterdir(), *write_hostile_pages(folder / "hostile").iterdir()])
    random.Random(order).shuffle(pages)  # noqa: S311 - an order, no secret
    os.environ["PATH"] = ""  # without a browser
    for page in pages:  # as a folder lists them that was filled in this order
        shutil.copy(page, folder / page.name)
    names = [page.name for page in pages]
    codes = [
        main_command(["extract", *names, "--out", "tables"]),
        main_command(["report", *(name for name in names if name in FEW), "--out", "report"]),
    ]
    if any(codes):
        raise RuntimeError(f"expected two commands to succeed, they end with {codes}")


WRITERS: dict[str, Callable[..., None]] = {"analysis": write_analysis, "map": write_map, "share": write_share}


def run(setting: Setting, folder: Path, *, writer: str = "analysis") -> str:
    """Let a writer write under a setting in a folder of its own; return what it said if it failed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "tasks.kernels", "--write", writer, str(folder), "--order", str(setting.order)]
    done = subprocess.run(command, cwd=folder, env=environment_of(setting), capture_output=True, text=True, check=False)
    return f"it failed: {done.stderr[-2000:]}" if done.returncode else ""


def find_differences(folder: Path, *, tables: Path) -> list[str]:
    """Return a line for all that came out otherwise than in the checkout, and than the folder `tables`."""
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    said = [path.name for path in paths if text_of(path) != text_of(folder / "notebooks" / path.name)]
    return [
        *compare_folders(tables, folder / "tables"),
        *(f"{name}: says something else" for name in said),
        *compare_folders(ROOT / "figures", folder / "figures"),
    ]


def text_of(path: Path) -> str:
    """Return a notebook without its pictures, which are compared as files."""
    import nbformat  # which takes longer than all else that the process of a setting imports

    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for kind in [kind for kind in output.get("data", {}) if kind.startswith("image/")]:
                output["data"][kind] = ""
    return nbformat.writes(notebook)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each setting; end with 1 if anything differs under one of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--only", metavar="WORDS", help="run only the settings that hold these words, and the plain one"
    )
    parser.add_argument("--write", nargs=2, help=argparse.SUPPRESS)  # what the process of a setting is started with
    parser.add_argument("--order", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.write:
        writer, folder = options.write
        WRITERS[writer](Path(folder), order=options.order)
        return 0
    failed = False
    first, *others = possible()
    for setting in [first, *(each for each in others if options.only is None or options.only in each.name)]:
        folder = OUT / setting.name.replace(" ", "-").replace(",", "")
        failure = run(setting, folder)
        found = [failure] if failure else find_differences(folder, tables=OUT / "as-the-machine-is" / "tables")
        failed = failed or bool(found)
        print(f"{setting.name}: {'the same' if not found else '; '.join(found)}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
