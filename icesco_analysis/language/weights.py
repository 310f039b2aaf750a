"""Tables of weights that were learned from labels, read so that adding them up is exact."""

from collections.abc import Mapping
from functools import cache

from icesco_analysis.language.vocabulary import read_vocabulary


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
