"""Let atheris look for bytes that a reader cannot bear: ``make fuzz`` (minutes a reader; atheris is not locked)."""

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOUND = ROOT / ".build" / "fuzz"
READERS: dict[str, tuple[str, str]] = {
    "page": ("*", ""),
    "text": ("*.txt", ""),
    "html": ("*.html", "<html>"),
    "json": ("*.json", "["),
    "feed": ("*.xml", "<rss version='2.0'><channel>"),
    "mhtml": ("*.mhtml", "MIME-Version: 1.0\n"),
    "webarchive": ("*.webarchive", "<plist>"),
    "source": ("*.html", '<td class="line-number"></td><td class="line-content">'),
}
"""For each reader the pages to begin with, and what makes a page be read by it."""


def main() -> None:
    """Fuzz one reader until the time is over, or until it breaks: the bytes that broke it are kept as a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reader", choices=READERS)
    parser.add_argument("--seconds", type=int, default=600)
    options = parser.parse_args()
    atheris = import_module("atheris")
    with atheris.instrument_imports(include=["icesco_analysis"]):
        read: Callable[[bytes], str] = import_module("tests.harden.inputs").read_data
    pattern, beginning = READERS[options.reader]
    corpus = FOUND / options.reader
    corpus.mkdir(parents=True, exist_ok=True)
    for path in (ROOT / "tests" / "labelled" / "opened" / "pages").glob(pattern):
        (corpus / path.name).write_bytes(path.read_bytes())

    def attack(data: bytes) -> None:
        broken = read(data if data.startswith(beginning.encode()) else beginning.encode() + data)
        if broken:
            raise RuntimeError(broken)

    flags = [f"-max_total_time={options.seconds}", "-max_len=20000", "-timeout=30", f"-artifact_prefix={corpus}/"]
    atheris.Setup([sys.argv[0], *flags, str(corpus)], attack)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
