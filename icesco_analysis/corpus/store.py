"""A folder of results, so that nothing is computed twice: each is kept by the hash of all that it comes from."""

import hashlib
import json
import re
import sys
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

from icesco_analysis.corpus.files import write_files
from icesco_analysis.corpus.own import PACKAGE_NAME

PACKAGE = Path(__file__).parents[1]
_END = b"\n}\n"


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
            data = path.read_bytes()
        except OSError:
            return None
        told = data.partition(b"\n")[2].removesuffix(_END)
        return json.loads(told) if data == seal(self.kind, key, told) else None

    def write(self, result: object, *, origin: object) -> None:
        """Keep a result."""
        path, key = self._place(origin)
        write_files({path: seal(self.kind, key, _print(result))})

    def count(self) -> int:
        """Return how many results are kept that this code may trust."""
        return sum(1 for _ in self.folder.glob(f"{self._stem()}-*"))

    def _place(self, origin: object) -> tuple[Path, str]:
        key = hashlib.sha256(_print([tell_code(), origin])).hexdigest()
        return self.folder / f"{self._stem()}-{key[:16]}.json", key

    def _stem(self) -> str:
        return f"{self.kind}-{tell_code()[:8]}"


def seal(kind: str, key: str, told: bytes) -> bytes:
    """Return the bytes of a result as they are kept: JSON that tells of what it is the result, and its hash."""
    digest = hashlib.sha256(told).hexdigest()
    return f'{{"key": "{key}", "digest": "{digest}", "{kind}":\n'.encode() + told + _END


def _print(plain: object) -> bytes:
    """Return what JSON can hold, and days, in ASCII."""
    return json.dumps(plain, default=date.isoformat).encode()


@cache
def tell_code() -> str:
    """Return the hash of all code and vocabularies of the package, and of what runs them."""
    files = sorted(path for path in PACKAGE.rglob("*") if path.suffix in {".json", ".py", ".tsv"})
    contents = [[path.name, hashlib.sha256(path.read_bytes()).hexdigest()] for path in files]
    return hashlib.sha256(_print([sys.version, list_libraries(), contents])).hexdigest()


@cache
def list_libraries() -> dict[str, str]:
    """Return the libraries that the package needs, with their versions."""
    needed = (re.split(r"[^\w-]", each)[0] for each in requires(PACKAGE_NAME) or () if "extra ==" not in each)
    return {name: version(name) for name in sorted(needed)}
