"""Which words a block shares with the blocks around it: where a text ends and another begins, whatever the layout."""

import re
from collections import Counter
from collections.abc import Sequence

_WORD_RE = re.compile(r"[^\W\d_]{5,}")  # shorter words are mostly grammar
# So many letters of a word are compared: inflection changes its end.
STEM = 6
# A word that stands in more than this share of a page's blocks, and in so many, belongs to the site and to no text.
COMMON_SHARE, COMMON_BLOCKS = 0.2, 3
# Blocks above and below that are compared.
REACH = 2
# A clear tie is a difference of so many words.
CLEAR = 2


def describe_cohesion(texts: Sequence[str]) -> list[frozenset[str]]:
    """Return for each text of a page whether it ties up with those above it or with those below.

    Parameters
    ----------
    texts
        Of the blocks in reading order; "" for what is no text.

    Returns
    -------
    list of frozenset of str
        One of "ties-back", "ties-back-clearly", "ties-ahead", "ties-ahead-clearly", or nothing where both sides weigh
        the same: the words shared with the two blocks below, less those shared with the two above. The words of most of
        the page, as the organisation's own name, do not count.

    Notes
    -----
    After the comparison of neighbouring windows by which texts are cut into topics (Hearst 1997), on single paragraphs.

    Examples
    --------
    >>> texts = ["Lake wardens met.", "The wardens want boats.", "A poetry prize was given.", "The prize is old."]
    >>> [sorted(found) for found in describe_cohesion(texts)]
    [['ties-ahead'], ['ties-back'], ['ties-ahead'], ['ties-back']]
    """
    stems = [{word[:STEM].casefold() for word in _WORD_RE.findall(text)} for text in texts]
    counts = Counter(stem for found in stems for stem in found)
    limit = max(COMMON_BLOCKS, COMMON_SHARE * sum(map(bool, stems)))
    rare = [{stem for stem in found if counts[stem] <= limit} for found in stems]
    return [_describe(rare, index) for index in range(len(rare))]


def _describe(rare: Sequence[set[str]], index: int) -> frozenset[str]:
    above = set().union(*rare[max(0, index - REACH) : index])
    below = set().union(*rare[index + 1 : index + 1 + REACH])
    difference = len(rare[index] & below) - len(rare[index] & above)
    if not difference:
        return frozenset()
    side = "ties-ahead" if difference > 0 else "ties-back"
    return frozenset({f"{side}-clearly" if abs(difference) >= CLEAR else side})
