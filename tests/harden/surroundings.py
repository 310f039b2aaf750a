"""The same pages elsewhere: other hash seeds, time zones, languages, orders, users, folders and numbers of threads."""

from collections.abc import Iterator
from pathlib import Path

from tasks.kernels import SURROUNDINGS, run
from tests.harden.faults import hashes


def change_surroundings(size: int, folder: Path) -> Iterator[str]:
    """Tables, a report and a figure are written elsewhere: every byte is as it was at first."""
    first: dict[str, str] = {}
    for number, setting in enumerate(SURROUNDINGS[:: max(1, len(SURROUNDINGS) // size)][:size]):
        failure = run(setting, folder / str(number), writer="share")
        found = hashes(folder / str(number))
        first = first or found
        moved = sorted(name for name in found.keys() | first.keys() if found.get(name) != first.get(name))
        yield failure or (f"{setting.name}: {moved} differ" if moved else "")
