"""The grammar of roles: tables of patterns, and the row of a table that decides one country of a sentence."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import accumulate, chain, pairwise
from operator import or_
from typing import Final, NamedTuple

from icesco_analysis.language import VocabularyError, read_vocabulary
from icesco_analysis.partners.patterns import LAST, NAME, REACHES, Reach, RoleRow, Zone, read_row

COLUMNS = ("name", "role", "where", "confidence", "group", "pattern", "example", "counterexample", "note")
_ZONES_OF: Final[Mapping[str, tuple[Zone, ...]]] = {
    "headline": ("headline",),
    "lead": ("headline", "lead"),
    "body": ("lead", "text"),
    "text": ("headline", "lead", "text"),
    "award": ("award",),
    "listing": ("listing",),
}
_STOPS: Final = range(ord(NAME), ord(LAST) + 1)
_PLAIN: Final = {code: chr(code) if chr(code).isalnum() else " " for code in range(128)} | dict.fromkeys(_STOPS, NAME)
_NO_LETTER_RE = re.compile(rf"[^\w{NAME}]")  # beyond ASCII, where the table above ends
# So many needs of a row on one side are looked for: more would cost more than the rows that they rule out.
MOST_NEEDS: Final = 3


class RoleMatch(NamedTuple):
    """A row that matches a slot, and the span of its words in the masked sentence."""

    row: RoleRow
    start: int
    end: int


class PatternTables:
    """The rows of some tables, in order of precedence, found by the words that stand around a country.

    A set of rows is an integer with one bit for each, whichever its table. What can match a slot is what may stand in
    its zone and among the words around it: an intersection, so that few rows are ever tried.
    """

    def __init__(self, *tables: Sequence[RoleRow]) -> None:
        self.rows = tuple(chain(*tables))
        self._standing: dict[str, int] = {}
        self._needs = _Needs(self.rows)
        for place, row in enumerate(self.rows):
            for key in (zone + target for zone in _ZONES_OF[row.where] for target in row.targets):
                self._standing[key] = self._standing.get(key, 0) | 1 << place
        ends = accumulate(map(len, tables), initial=0)
        self._tables = [(1 << end) - (1 << start) for start, end in pairwise(ends)]

    def match(self, masked: str, positions: Sequence[int], *, zone: Zone) -> list[tuple[RoleMatch | None, ...]]:
        """Return, for each slot of a masked sentence, the first row of each table that matches it, or None."""
        allowed = self._needs.allowed(masked, positions)
        turned = masked[::-1]
        found = []
        for position, rows in zip(positions, allowed, strict=True):
            standing = rows & self._standing.get(zone + masked[position], 0)
            found.append(tuple([self._first(standing & table, masked, turned, position) for table in self._tables]))
        return found

    def _first(self, rows: int, masked: str, turned: str, position: int) -> RoleMatch | None:
        """Return the first of some rows that matches a slot."""
        while rows:
            lowest = rows & -rows
            rows ^= lowest
            row = self.rows[lowest.bit_length() - 1]
            head = row.before.match(turned, len(masked) - position)
            tail = head and row.after.match(masked, position + 1)
            if head and tail:
                return RoleMatch(row, len(masked) - head.end(), tail.end())
        return None


class _Needs:
    """The rows by the words that they need around their target.

    A row can need several words, so a set of rows has one stretch of bits for the first word that is needed right
    before the target, one for the second, and so on; then the same for those right after it, and those anywhere.
    """

    def __init__(self, rows: Sequence[RoleRow]) -> None:
        self._n_rows = len(rows)
        self._n_stretches = 0
        self._needless = 0
        self._by_word: dict[str, int] = {}
        self._before, self._after, self._anywhere = (self._put(rows, reach) for reach in REACHES)
        self._offsets = tuple(range(0, self._n_stretches * self._n_rows, self._n_rows or 1))
        self._all_rows = (1 << self._n_rows) - 1

    def _put(self, rows: Sequence[RoleRow], reach: Reach) -> int:
        """Give the needs of one reach their stretches and return the bits of these."""
        needs = [_most_telling(row, reach) for row in rows]
        first = self._n_stretches * self._n_rows
        for step in range(max(map(len, needs), default=0)):
            for place, needed in enumerate(needs, start=self._n_stretches * self._n_rows):
                if step >= len(needed):
                    self._needless |= 1 << place
                    continue
                for word in needed[step]:
                    self._by_word[word] = self._by_word.get(word, 0) | 1 << place
            self._n_stretches += 1
        return (1 << self._n_stretches * self._n_rows) - (1 << first)

    def allowed(self, masked: str, positions: Sequence[int]) -> Iterator[int]:
        """Yield, for each slot of a masked sentence, the rows that find all the words they need."""
        plain = _plain(masked)
        met = [self._met(words.split()) for words in plain.split(NAME)]
        anywhere = self._needless | reduce(or_, met) & self._anywhere
        for position in positions:
            place = plain.count(NAME, 0, position)
            met_here = anywhere | met[place] & self._before | met[place + 1] & self._after
            allowed = self._all_rows
            for offset in self._offsets:
                allowed &= met_here >> offset
            yield allowed

    def _met(self, words: Iterable[str]) -> int:
        """Return the bits of the needs that some words meet."""
        met, by_word = 0, self._by_word
        for word in words:
            if word in by_word:
                met |= by_word[word]
        return met


def _plain(masked: str) -> str:
    """Return a masked sentence with a blank for all that is no letter, and one mark for every slot and the house."""
    plain = masked.translate(_PLAIN)
    return plain if plain.isascii() else _NO_LETTER_RE.sub(" ", plain)


def _most_telling(row: RoleRow, reach: Reach) -> list[frozenset[str]]:
    """Return the needs of one reach that rule most out, those of the longest words."""
    needs = [need.words for need in row.needs if need.reach == reach]
    return sorted(needs, key=lambda words: -min(map(len, words)))[:MOST_NEEDS]


def read_pattern_tables(*names: str) -> PatternTables:
    """Return pattern tables of ``data/``; a row that cannot be read is named in a `VocabularyError`.

    Examples
    --------
    >>> tables = read_pattern_tables("role_patterns.tsv")
    >>> sentence = "the belgian ambassador to " + NAME
    >>> [match.row.name for (match,) in tables.match(sentence, [26], zone="text")]
    ['receiver-to']
    """
    return PatternTables(*map(_read_rows, names))


def _read_rows(table: str) -> list[RoleRow]:
    rows = []
    for cells in read_vocabulary(table, columns=COLUMNS):
        try:
            rows.append(read_row(cells))
        except ValueError as error:
            raise VocabularyError(f"data/{table}, row {cells['name']}: {error}") from error
    return rows
