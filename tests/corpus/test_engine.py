"""A page costs itself at most, however it is read."""

import os
import sys
from pathlib import Path

import pytest

from icesco_analysis.corpus import engine, gather_rows
from icesco_analysis.corpus.engine import open_processes, read_side_by_side
from tests.corpus.dying import read_or_die

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs the signals of POSIX")


def test_a_process_that_ends_costs_the_page_that_it_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_PAGES_AT_ONCE", 2)  # each that waited with it is read in a process of its own
    jobs = [(Path(f"{number}.txt"), str(number)) for number in range(14)]
    found = list(read_side_by_side(read_or_die, jobs, door=open_processes(2)))
    assert [problem.message for problem in found if problem.kind == "read"] == [
        f"{number}.txt as {number}" for number in range(14) if number != 5
    ]
    assert found[5].kind == "refused"
    assert found[5].message.startswith("5: the process that read it came to an end")


def test_a_page_that_takes_too_long_costs_itself(tmp_path: Path) -> None:
    page = b"A First Headline\n\nICESCO held a workshop in Rabat on 5 May 2025 for forty teachers.\n"
    for name in ("1.txt", "3.txt"):
        (tmp_path / name).write_bytes(page)
    os.mkfifo(tmp_path / "2.txt")  # nobody ever writes into it
    rows = gather_rows([tmp_path / f"{number}.txt" for number in (1, 2, 3)], page_seconds=2)
    assert [row["source"] for row in rows.tables["pages"]] == ["1.txt", "3.txt"]
    (problem,) = (row for row in rows.tables["problems"] if row["kind"] == "refused")
    assert problem["message"] == "2.txt: expected a page that is read within 2 s: split it, or leave it out"
