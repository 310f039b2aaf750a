"""What a run was made of and what came of it: inputs by their hashes, versions, counts, problems, corrections."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from typing import Any

from icesco_analysis.corpus.own import PACKAGE_NAME
from icesco_analysis.corpus.store import list_libraries
from icesco_analysis.corpus.tables import Row, json_bytes

FINGERPRINT_LENGTH = 12
"""Hex digits of the fingerprint of all pages: enough to tell any two sets of pages apart."""


def take_fingerprint(digests: Iterable[str]) -> str:
    """Return the fingerprint of a set of pages from their hashes, the same in whatever order they were read."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()[:FINGERPRINT_LENGTH]


def record_run(
    tables: Mapping[str, Sequence[Row]], *, command: str, selection: Mapping[str, Any], selected: str
) -> bytes:
    """Return ``run.json``, see `CorpusRows.record`."""
    kinds = Counter(row["kind"] for row in tables["problems"])
    said = {kind: [row["message"] for row in tables["problems"] if row["kind"] == kind] for kind in kinds}
    return json_bytes(
        {
            "software": PACKAGE_NAME,
            "version": version(PACKAGE_NAME),
            "command": command,
            "selection": dict(selection),
            "selected": selected,
            "fingerprint": take_fingerprint(row["sha256"] for row in tables["pages"]),
            "inputs": [{key: row[key] for key in ("source", "sha256", "listing")} for row in tables["pages"]],
            "counts": {name: len(table) for name, table in tables.items()},
            "problems": dict(sorted(kinds.items())),
            "refused": [row["source"] for row in tables["problems"] if row["kind"] == "refused"],
            "corrections": {
                "applied": said.get("correction-applied", []),
                "not_applied": said.get("correction-unmatched", []) + said.get("correction", []),
            },
            "libraries": list_libraries(),
        }
    )
