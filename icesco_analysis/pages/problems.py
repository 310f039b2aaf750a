"""What a person should look at: the row every room may hand on beside its result."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing on a page that a person should look at.

    Parameters
    ----------
    kind
        Short name of the sort of problem, e.g. ``"false-weekday"``; the same everywhere it occurs.
    message
        What was found, where, and what was expected, in one sentence.
    position
        1-based place of the article on its page, or None where the whole page is meant.
    """

    kind: str
    message: str
    position: int | None = None
