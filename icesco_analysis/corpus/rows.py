"""Rows of a table, packed: those of a whole site fit into memory, and are unpacked some at a time."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import eq
from zlib import compress, decompress

from icesco_analysis.corpus.tables import Row, restore_rows

ROWS_AT_ONCE = 32
"""Rows packed together: enough that their words repeat, few enough that one of them is soon found."""
BLOCKS_LOOSE = 128
"""As many of these stay as they are: few rows need no packing, which takes longer than taking them from a store."""


class Rows(Sequence[Row]):
    """Rows of strings, numbers, days and None, equal to a list of the same; each comes as a copy.

    `changes` are what some of them, by their places, say instead.
    """

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._blocks: list[bytes | list[Row]] = []
        self._open: list[Row] = []
        self._seen: tuple[int, list[Row]] = (-1, [])
        self._places: Sequence[int] | None = None
        self._changes: Mapping[int, Row] = {}
        self.extend(rows)

    def extend(self, rows: Iterable[Row]) -> None:
        """Add rows at the end."""
        for row in rows:
            self._open.append(row)
            if len(self._open) == ROWS_AT_ONCE:
                is_loose = len(self._blocks) < BLOCKS_LOOSE
                self._blocks.append(self._open if is_loose else _pack(self._open))
                self._open = []

    def pick(self, places: Sequence[int], *, changes: Mapping[int, Row]) -> "Rows":
        """Return the rows at some places, in this order, with what of them is changed; nothing is packed again."""
        picked = Rows()
        picked._blocks, picked._open, picked._places, picked._changes = self._blocks, self._open, places, {**changes}
        return picked

    def __len__(self) -> int:
        return ROWS_AT_ONCE * len(self._blocks) + len(self._open) if self._places is None else len(self._places)

    def __getitem__(self, place: int) -> Row:  # type: ignore[override] # nobody asks for slices
        place = range(len(self))[place]
        place = place if self._places is None else self._places[place]
        block, at = divmod(place, ROWS_AT_ONCE)
        return self._block(block)[at] | self._changes.get(place, {})

    def __iter__(self) -> Iterator[Row]:
        return (self[place] for place in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]

    def _block(self, block: int) -> list[Row]:
        own = self._blocks[block] if block < len(self._blocks) else self._open
        if isinstance(own, list):
            return own
        if self._seen[0] != block:
            self._seen = block, restore_rows(json.loads(decompress(own)))
        return self._seen[1]


def _pack(rows: Sequence[Row]) -> bytes:
    return compress(json.dumps(rows, default=date.isoformat).encode(), 1)
