"""A folder of results, so that nothing is computed twice: each is kept by the hash of all that it comes from."""

import hashlib
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

from icesco_analysis.corpus.files import write_files
from icesco_analysis.corpus.own import PACKAGE_NAME

PACKAGE = Path(__file__).parents[1]
FINGERPRINT_LENGTH = 12
"""Hex digits of the fingerprint of all pages: enough to tell any two sets of pages apart."""


@dataclass(frozen=True, slots=True)
class Store:
    """Results of one kind in a folder, as JSON; any of them, and the folder, may be deleted at any time.

    A result counts only for the same origin, code, vocabularies, Python and libraries, and only as it was written.
    """

    folder: Path
    kind: str

    def read(self, origin: object) -> Any:
        """Return what was kept for `origin`, days as text; None where nothing was."""
        path, key = self._place(origin)
        try:
            stored = json.loads(path.read_bytes())
            result = stored[self.kind]
            return result if stored["key"] == key and stored["digest"] == digest(result) else None
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def has(self, origin: object) -> bool:
        """Say whether something was kept for `origin`, whole or not."""
        return self._place(origin)[0].is_file()

    def write(self, result: object, *, origin: object) -> None:
        """Keep a result."""
        path, key = self._place(origin)
        write_files({path: f"{_print({'key': key, 'digest': digest(result), self.kind: result})}\n".encode()})

    def _place(self, origin: object) -> tuple[Path, str]:
        key = digest([tell_code(), origin])
        return self.folder / f"{self.kind}-{key[:16]}.json", key


def digest(plain: object) -> str:
    """Return the hash of what JSON can hold, and of days."""
    return hashlib.sha256(_print(plain).encode()).hexdigest()


def take_fingerprint(digests: Iterable[str]) -> str:
    """Return a short name of a set of pages from their hashes, the same in whatever order they were read."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()[:FINGERPRINT_LENGTH]


def _print(plain: object) -> str:
    return json.dumps(plain, default=date.isoformat)


@cache
def tell_code() -> str:
    """Return the hash of all code and vocabularies of the package, and of what runs them."""
    files = sorted(path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".tsv"})
    contents = [[path.name, hashlib.sha256(path.read_bytes()).hexdigest()] for path in files]
    return digest([sys.version, list_libraries(), contents])


@cache
def list_libraries() -> dict[str, str]:
    """Return the libraries that the package needs, with their versions."""
    needed = (re.split(r"[^\w-]", each)[0] for each in requires(PACKAGE_NAME) or () if "extra ==" not in each)
    return {name: version(name) for name in sorted(needed)}
