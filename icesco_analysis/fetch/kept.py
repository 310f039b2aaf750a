"""What is kept: answers as they came, the record of them with their headers, and ``pages.csv``."""

import csv
import io
import json
from collections.abc import Mapping
from hashlib import sha256
from itertools import takewhile
from pathlib import Path
from typing import Any

from icesco_analysis.corpus import json_bytes, write_files
from icesco_analysis.fetch.site import AGENT, NAME, Answer

RECORD, PAGES = "fetch.json", "pages.csv"


class Kept:
    """A folder of answers with its record: whatever stopped a run, the next one finds whole answers and goes on.

    The record holds the `way` that led to answers, of each of these its file, digest, status, headers and what
    ``pages.csv`` says of it, whether it is `complete`, and `not_before`, until when the site wants no request.
    """

    def __init__(self, folder: Path, *, site: str, since: str) -> None:
        self.folder = folder
        self.record: dict[str, Any] = {
            "software": NAME, "agent": AGENT, "site": site, "since": since,
            "way": "", "complete": False, "not_before": "", "answers": [],
        }  # fmt: skip
        if (folder / RECORD).is_file():
            self.record |= json.loads((folder / RECORD).read_bytes())
            held, old = self.record["answers"], (self.record["site"], self.record["since"])
            if old != (site, since):
                raise ValueError(f"{folder} holds {old[0]} since {old[1]}: ask for the same, or choose another folder")
            whole = list(takewhile(self._is_whole, held))
            self.record |= {"answers": whole, "complete": self.record["complete"] and whole == held}

    def _is_whole(self, answer: Mapping[str, Any]) -> bool:
        path: Path = self.folder / answer["source"]
        return path.is_file() and sha256(path.read_bytes()).hexdigest() == str(answer["sha256"])

    def bodies(self) -> list[bytes]:
        """Return what was kept, in order."""
        return [(self.folder / answer["source"]).read_bytes() for answer in self.record["answers"]]

    def keep(self, answer: Answer, *, name: str, listing: str, way: str) -> None:
        """Write an answer, the record and the table of pages, all or none; `name` has a place for the number."""
        source = name.format(len(self.record["answers"]) + 1)
        kept = {
            "source": source, "listing": listing, "url": answer.url, "saved_on": answer.day, "status": answer.status,
            "sha256": sha256(answer.body).hexdigest(), "headers": list(answer.headers.items()),
        }  # fmt: skip
        self.note({self.folder / source: answer.body}, way=way, answers=[*self.record["answers"], kept])

    def note(self, files: Mapping[Path, bytes] | None = None, *, not_before: str = "", **said: Any) -> None:
        """Write the record, before what it names: what is not there whole is asked for again."""
        self.record |= {"not_before": not_before, **said}
        table = io.StringIO()
        columns = ("source", "listing", "url", "saved_on")
        rows = csv.DictWriter(table, columns, extrasaction="ignore", lineterminator="\n")
        rows.writeheader()
        rows.writerows(self.record["answers"])
        pages = {self.folder / PAGES: table.getvalue().encode()}
        write_files({**pages, **(files or {}), self.folder / RECORD: json_bytes(self.record)})
