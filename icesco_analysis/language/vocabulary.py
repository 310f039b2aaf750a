"""The vocabularies under ``data/``: knowledge as rows, read and checked in one place."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files

_CHOICE_RE = re.compile(r"\{([^{}]*)\}")
_PIECE_RE = re.compile(r"\{([A-Za-z][^{}]*)\}")


class VocabularyError(ValueError):
    """A vocabulary file is not what its reader expects; the message names file, line and expectation."""


def read_vocabulary(name: str, *, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of ``data/<name>`` as dictionaries of stripped strings.

    Parameters
    ----------
    name
        File name below ``icesco_analysis/data``, tab-separated, UTF-8, first line the column names. Empty lines and
        lines that begin with ``#`` are skipped.
    columns
        The columns that the file must have, in order.

    Raises
    ------
    VocabularyError
        If the header differs from `columns`, or a row has another number of cells.

    Examples
    --------
    >>> read_vocabulary("abbreviations.tsv", columns=["abbreviation", "note"])[0]["abbreviation"]
    'Dr.'
    """
    lines = files("icesco_analysis").joinpath("data", name).read_text(encoding="utf-8").splitlines()
    numbered = [(place, line) for place, line in enumerate(lines, start=1) if line.strip() and not line.startswith("#")]
    if not numbered or numbered[0][1].split("\t") != list(columns):
        raise VocabularyError(f"data/{name}, line 1: expected the columns {', '.join(columns)}")
    rows = []
    for number, line in numbered[1:]:
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != len(columns):
            raise VocabularyError(f"data/{name}, line {number}: expected {len(columns)} cells, found {len(cells)}")
        rows.append(dict(zip(columns, cells, strict=True)))
    return rows


def fill_pattern(pattern: str, piece: Callable[[str], str]) -> str:
    """Return a pattern of a vocabulary with the pieces that it names in braces, and those that these name.

    Examples
    --------
    >>> fill_pattern("{day} May", {"day": "{figure}{figure}?", "figure": "[0-9]"}.__getitem__)
    '[0-9][0-9]? May'
    """
    return _PIECE_RE.sub(lambda mark: fill_pattern(piece(mark[1]), piece), pattern)


def read_phrases(name: str, *, language: str) -> list[tuple[str, str]]:
    """Return the words and phrases of a language in ``data/<name>``, in all their forms, each with its kind.

    A row has the columns ``language, kind, phrase, note``; blanks part several languages, and braces in a phrase hold
    what may stand in a place.

    Raises
    ------
    VocabularyError
        If the header differs from these columns, or a row has another number of cells.

    Examples
    --------
    >>> read_phrases("role_words.tsv", language="en")[:2]
    [('ambassador', 'envoy'), ('ambassadors', 'envoy')]
    """
    rows = read_vocabulary(name, columns=("language", "kind", "phrase", "note"))
    return [
        (form, row["kind"]) for row in rows if language in row["language"].split() for form in _expand(row["phrase"])
    ]


def _expand(phrase: str) -> list[str]:
    """Return the forms of a phrase: of "organi{s,z}{e,ed}" four; braces may stand in braces."""
    choice = _CHOICE_RE.search(phrase)
    if choice is None:
        return [phrase]
    before, after = phrase[: choice.start()], phrase[choice.end() :]
    return [form for part in choice[1].split(",") for form in _expand(before + part + after)]


@cache
def read_weight_table(name: str, *, columns: tuple[str, ...]) -> Mapping[tuple[str, str], tuple[int, ...]]:
    """Return the weights of each sign in a table, in whole hundredths, whose sum depends on no order.

    Parameters
    ----------
    name
        File name below ``icesco_analysis/data``.
    columns
        The columns that the file must have: two that name the sign, then one for each answer.

    Raises
    ------
    VocabularyError
        If the header differs from `columns`, or a row has another number of cells.

    Examples
    --------
    >>> columns = ("place", "sign", "meeting", "agreement", "conference", "training", "launch", "announcement")
    >>> meeting, agreement, *_ = read_weight_table("activity_weights.tsv", columns=columns)["headline", "sign"]
    >>> meeting < agreement
    True
    """
    rows = map(list, map(dict.values, read_vocabulary(name, columns=columns)))
    return {(place, sign): tuple(round(100 * float(cell)) for cell in cells) for place, sign, *cells in rows}
