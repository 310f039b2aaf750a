"""The grammar of roles: tables of patterns, and the row of a table that decides one country of a sentence."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from icesco_analysis.role_patterns import RoleRow, Zone, compile_row
from icesco_analysis.role_words import WORD
from icesco_analysis.vocabulary import VocabularyError, read_vocabulary

_COLUMNS = ("name", "role", "where", "confidence", "pattern", "example", "counterexample", "note")
_ZONES_OF: Final[Mapping[str, tuple[Zone, ...]]] = {
    "headline": ("headline",),
    "lead": ("headline", "lead"),
    "body": ("lead", "text"),
    "text": ("headline", "lead", "text"),
    "award": ("award",),
    "listing": ("listing",),
}
_NEAREST_RE = re.compile(rf"\s*({WORD}|[^\w\s])")


@dataclass(frozen=True, slots=True)
class RoleMatch:
    """A row that matches a slot, and the span of its words in the masked sentence."""

    row: RoleRow
    start: int
    end: int


class PatternTable:
    """The rows of one table, found by the words that stand next to a country or elsewhere in its sentence.

    Parameters
    ----------
    rows
        In order of precedence.

    Notes
    -----
    A set of rows is an integer with one bit for each. What can match a slot is what may stand in its zone, beside the
    words next to it, among the words of its sentence: an intersection, so that few rows are ever tried. A row can need
    several words, so that set has one stretch of bits for the first, one for the second, and so on.
    """

    def __init__(self, rows: Sequence[RoleRow]) -> None:
        self.rows = tuple(rows)
        self._standing: dict[str, int] = {}
        self._before, self._after = _Neighbours({}), _Neighbours({})
        self._depth = max((len(row.needs) for row in rows), default=0)
        self._needless = 0
        self._needed: dict[str, int] = {}
        for place, row in enumerate(rows):
            self._put(row, 1 << place)

    def _put(self, row: RoleRow, bit: int) -> None:
        for zone in _ZONES_OF[row.where]:
            for target in row.targets:
                self._standing[zone + target] = self._standing.get(zone + target, 0) | bit
        self._before.put(row.firsts_before, bit)
        self._after.put(row.firsts_after, bit)
        for step in range(self._depth):
            shifted = bit << step * len(self.rows)
            if step >= len(row.needs):
                self._needless |= shifted
                continue
            for word in row.needs[step]:
                self._needed[word] = self._needed.get(word, 0) | shifted

    def match(
        self, masked: str, turned: str, positions: Sequence[int], *, zone: Zone, words: AbstractSet[str]
    ) -> list[RoleMatch | None]:
        """Return, for each slot of a masked sentence, the first row that matches it, or None.

        Parameters
        ----------
        masked, turned
            The sentence and its reverse.
        positions
            Where the slots stand in `masked`.
        zone
            The part of the article that the sentence is in.
        words
            The words of `masked`, as :func:`icesco_analysis.role_words.sentence_words` returns them.
        """
        allowed = self._allowed(words)
        return [self._match_slot(masked, turned, position, zone, allowed) for position in positions]

    def _allowed(self, words: AbstractSet[str]) -> int:
        """Return the rows that find all the words they need in a sentence."""
        met = self._needless
        for word in self._needed.keys() & words:
            met |= self._needed[word]
        allowed = (1 << len(self.rows)) - 1
        for step in range(self._depth):
            allowed &= met >> step * len(self.rows)
        return allowed

    def _match_slot(self, masked: str, turned: str, position: int, zone: Zone, allowed: int) -> RoleMatch | None:
        rows = allowed & self._standing.get(zone + masked[position], 0)
        if not rows:
            return None
        left = len(masked) - position
        rows &= self._before.beside(_NEAREST_RE.match(turned, left), turned=True)
        if rows:
            rows &= self._after.beside(_NEAREST_RE.match(masked, position + 1))
        while rows:
            lowest = rows & -rows
            rows ^= lowest
            row = self.rows[lowest.bit_length() - 1]
            head = row.before.match(turned, left)
            tail = head and row.after.match(masked, position + 1)
            if head and tail:
                return RoleMatch(row, len(masked) - head.end(), tail.end())
        return None


@dataclass(slots=True)
class _Neighbours:
    """The rows by the word that stands next to their target on one side; those beside which any can, in `free`."""

    by_word: dict[str, int]
    free: int = 0

    def put(self, words: frozenset[str] | None, bit: int) -> None:
        if words is None:
            self.free |= bit
            return
        for word in words:
            self.by_word[word] = self.by_word.get(word, 0) | bit

    def beside(self, nearest: re.Match[str] | None, *, turned: bool = False) -> int:
        """Return the rows that the word next to a slot allows."""
        if nearest is None:
            return self.free
        word = nearest[1]
        return self.free | self.by_word.get(word[::-1] if turned else word, 0)


def read_pattern_table(table: str) -> PatternTable:
    """Return one pattern table of ``data/``, compiled.

    Parameters
    ----------
    table
        File name: ``role_patterns.tsv`` or ``venue_cues.tsv``.

    Raises
    ------
    VocabularyError
        If a row cannot be compiled; the message names the row.

    Examples
    --------
    >>> from icesco_analysis.role_patterns import NAME
    >>> table = read_pattern_table("role_patterns.tsv")
    >>> sentence = "the belgian ambassador to " + NAME
    >>> words = {"the", "belgian", "ambassador", "to"}
    >>> [match.row.name for match in table.match(sentence, sentence[::-1], [26], zone="text", words=words)]
    ['receiver-to']
    """
    rows = []
    for rank, cells in enumerate(read_vocabulary(table, columns=_COLUMNS)):
        try:
            rows.append(compile_row(cells, rank=rank))
        except ValueError as error:
            raise VocabularyError(f"data/{table}, row {cells['name']}: {error}") from error
    return PatternTable(rows)
