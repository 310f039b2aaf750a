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
}
# Words that nearly every sentence holds: no use to find a row by.
_COMMON_WORDS = frozenset(("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to"))
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
    """

    def __init__(self, rows: Sequence[RoleRow]) -> None:
        self.rows = tuple(rows)
        self._shelves: dict[str, _Shelf] = {}
        for row in rows:
            for zone in _ZONES_OF[row.where]:
                for target in row.targets:
                    self._shelves.setdefault(zone + target, _Shelf([], {}, {}, {})).put(row)
        self._telling = frozenset(word for shelf in self._shelves.values() for word in shelf.by_word)

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
        telling = self._telling & words
        return [self._match_slot(masked, turned, position, zone, words, telling) for position in positions]

    def _match_slot(
        self, masked: str, turned: str, position: int, zone: Zone, words: AbstractSet[str], telling: AbstractSet[str]
    ) -> RoleMatch | None:
        shelf = self._shelves.get(zone + masked[position])
        if shelf is None:
            return None
        left = len(masked) - position
        nearest = _NEAREST_RE.match(turned, left)
        following = _NEAREST_RE.match(masked, position + 1)
        before = nearest[1][::-1] if nearest is not None else ""
        after = following[1] if following is not None else ""
        for row in shelf.candidates(before, after, telling):
            for need in row.needs:
                if need.isdisjoint(words):
                    break
            else:
                head = row.before.match(turned, left)
                tail = head and row.after.match(masked, position + 1)
                if head and tail:
                    return RoleMatch(row, len(masked) - head.end(), tail.end())
        return None


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The rows for one kind of slot in one zone; each in one index only, by what is rarest of what it asks for."""

    free: list[RoleRow]
    by_word_before: dict[str, list[RoleRow]]
    by_word_after: dict[str, list[RoleRow]]
    by_word: dict[str, list[RoleRow]]

    def put(self, row: RoleRow) -> None:
        telling = [need for need in row.needs if not need & _COMMON_WORDS]
        if telling:
            keys, index = telling[0], self.by_word
        elif row.firsts_before is not None:
            keys, index = row.firsts_before, self.by_word_before
        elif row.firsts_after is not None:
            keys, index = row.firsts_after, self.by_word_after
        else:
            self.free.append(row)
            return
        for key in keys:
            index.setdefault(key, []).append(row)

    def candidates(self, before: str, after: str, telling: AbstractSet[str]) -> list[RoleRow]:
        """Return the rows that the words next to a slot and the telling words of its sentence allow, in order."""
        found = {row.rank: row for row in self.free}
        for row in (*self.by_word_before.get(before, ()), *self.by_word_after.get(after, ())):
            found[row.rank] = row
        for word in telling:
            for row in self.by_word.get(word, ()):
                if (row.firsts_before is None or before in row.firsts_before) and (
                    row.firsts_after is None or after in row.firsts_after
                ):
                    found[row.rank] = row
        return [found[rank] for rank in sorted(found)]


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
