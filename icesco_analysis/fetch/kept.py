"""What is kept: answers as they came, the record of them with their headers, and ``pages.csv``."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType
from typing import Any

from icesco_analysis.corpus import json_bytes, write_files
from icesco_analysis.fetch.site import AGENT, NAME, Answer, SiteError

RECORD, PAGES = "fetch.json", "pages.csv"
MOST_ANSWERS, MOST_BYTES = 10_000, 5_000_000_000
"""Answers and bytes of a folder: at a second each, three hours."""


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


class Kept:
    """A folder of answers with its record: whatever stopped a run, the next one finds whole answers and goes on.

    The record holds `site`, `since`, the `way` that led to answers, of each of these its file, digest, size, status,
    headers and what ``pages.csv`` says of it, whether it is `complete`, and until when the site wants no request.
    """

    def __init__(self, folder: Path, *, site: str, since: str) -> None:
        asked = {"software": NAME, "agent": AGENT, "site": site, "since": since}
        self.folder = folder
        self.record: dict[str, Any] = asked | {"way": "", "complete": False, "not_before": "", "answers": []}
        if (folder / RECORD).is_file():
            self.record |= json.loads((folder / RECORD).read_bytes())
            if (self.record["site"], self.record["since"]) != (site, since):
                held = f"{self.record['site']} since {self.record['since']}"
                raise ValueError(f"{folder} holds answers of {held}: ask for the same, or choose another folder")
            whole = list(takewhile(self._is_whole, self.record["answers"]))
            self.record["complete"] &= len(whole) == len(self.record["answers"])
            self.record["answers"] = whole

    def _is_whole(self, answer: Mapping[str, Any]) -> bool:
        path: Path = self.folder / answer["source"]
        return path.is_file() and _digest(path.read_bytes()) == str(answer["sha256"])

    def bodies(self) -> list[bytes]:
        """Return what was kept, in order."""
        return [(self.folder / answer["source"]).read_bytes() for answer in self.record["answers"]]

    def keep(self, answer: Answer, *, name: str, listing: str) -> None:
        """Write an answer, the record and the table of pages, all or none; `name` has a place for the number."""
        answers = self.record["answers"]
        if len(answers) >= MOST_ANSWERS or sum(one["bytes"] for one in answers) + len(answer.body) > MOST_BYTES:
            most = f"{MOST_ANSWERS:,} answers and {MOST_BYTES:,} bytes"
            raise SiteError(
                f"{self.folder}: expected at most {most}, found more: take a later --since and another folder"
            )
        kept: dict[str, Any] = {
            "source": name.format(len(answers) + 1), "listing": listing, "url": answer.url, "saved_on": answer.day,
            "sha256": _digest(answer.body), "bytes": len(answer.body), "status": answer.status,
            "headers": list(answer.headers.items()),
        }  # fmt: skip
        answers.append(kept)
        self.note(files={self.folder / kept["source"]: answer.body})

    def put_off(self, until: datetime) -> None:
        """Note until when the site wants no request."""
        self.note(not_before=until.isoformat())

    def note(self, *, files: Mapping[Path, bytes] = MappingProxyType({}), not_before: str = "", **said: Any) -> None:
        """Write the record, first: what it names and is not there whole is asked for again."""
        self.record |= {"not_before": not_before, **said}
        table = io.StringIO()
        rows = csv.DictWriter(
            table, ("source", "listing", "url", "saved_on"), extrasaction="ignore", lineterminator="\n"
        )
        rows.writeheader()
        rows.writerows(self.record["answers"])
        record = {self.folder / RECORD: json_bytes(self.record)}
        write_files(record | {**files, self.folder / PAGES: table.getvalue().encode()})
