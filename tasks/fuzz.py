"""Let atheris look for bytes that a reader cannot bear: ``make fuzz`` (minutes a reader; atheris is not locked)."""

import argparse
import plistlib
import re
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MOST_CHARS = 12_000
"""Longer pages are cut, so that many can be tried."""
FOUND = ROOT / ".build" / "fuzz"
READERS: dict[str, tuple[str, str, Callable[[Any, str], str | bytes]]] = {
    "page": ("*", "", lambda _, text: text),
    "text": ("*.txt", "", lambda _, text: text),
    "html": ("*.html", "<html>", lambda _, text: text),
    "json": ("*.json", "[", lambda _, text: text),
    "feed": ("*.xml", "<rss version='2.0'><channel>", lambda _, text: text),
    "mhtml": ("*.html", "From: <", lambda wrappings, text: wrappings.mhtml(text.encode(), "quoted-printable")),
    "webarchive": ("*.html", "<?xml", lambda wrappings, text: wrappings.archive(text.encode(), plistlib.FMT_XML)),
    "source": ("*.html", "<html><head></head><body>", lambda wrappings, text: wrappings.chrome_source(text)),
}
"""For each reader the pages to begin with, what makes a page be read by it, and how such pages are saved for it."""
_RUNS_RE = re.compile(r"(?:Done |#)(\d+)")


def main() -> int:
    """Fuzz one reader until the time is over, or until it breaks: the bytes that broke it are kept as a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reader", choices=READERS)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--fuzz", action="store_true", help=argparse.SUPPRESS)  # what the process is started with
    options = parser.parse_args()
    if options.fuzz:
        fuzz(options.reader, seconds=options.seconds)
    command = [sys.executable, "-m", "tasks.fuzz", options.reader, "--seconds", str(options.seconds), "--fuzz"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, errors="replace") as process:
        lines = [line for line in process.stderr or () if sys.stderr.write(line)]
    from tasks.readme import note_search  # not in the process that fuzzes, where atheris is to see the package first

    runs = [int(found[1]) for line in lines if (found := _RUNS_RE.match(line))]
    how = f"atheris, {options.seconds} s"
    note_search(
        f"`make fuzz READER={options.reader}`", trials=max(runs, default=0), left=int(process.returncode != 0), how=how
    )
    return process.returncode


def fuzz(reader: str, *, seconds: int) -> None:
    """Let atheris call a reader, and end the process."""
    atheris = import_module("atheris")
    with atheris.instrument_imports(include=["icesco_analysis"]):
        read: Callable[[bytes], str] = import_module("tests.harden.inputs").read_data
        wrappings = import_module("tests.pages.test_wrappings")
    pattern, beginning, save = READERS[reader]
    corpus = FOUND / reader
    corpus.mkdir(parents=True, exist_ok=True)
    for path in (ROOT / "tests" / "labelled" / "opened" / "pages").glob(pattern):
        saved = save(wrappings, path.read_text(encoding="utf-8", errors="replace")[:MOST_CHARS])
        (corpus / path.name).write_bytes(saved if isinstance(saved, bytes) else saved.encode())

    def attack(data: bytes) -> None:
        broken = read(data if data.startswith(beginning.encode()) else beginning.encode() + data)
        if broken:
            raise RuntimeError(broken)

    flags = [f"-max_total_time={seconds}", "-max_len=20000", "-timeout=30", f"-artifact_prefix={corpus}/"]
    atheris.Setup([sys.argv[0], *flags, str(corpus)], attack)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
