"""Numbers and days as words, the same in every figure and sentence and whatever language the machine speaks."""

from collections.abc import Sequence
from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def count_of(n: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    Parameters
    ----------
    n
        How many.
    one, many
        The noun for one and for all other numbers; `many` is by default `one` with an s.

    Examples
    --------
    >>> count_of(1, "story", "stories"), count_of(1204, "day")
    ('1 story', '1,204 days')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def percent(part: float, whole: float) -> str:
    """Return a share in per cent; what is not nothing is never called 0 %, what is not all never 100 %.

    Examples
    --------
    >>> percent(3, 50), percent(1, 1000), percent(999, 1000), percent(0, 0)
    ('6 %', '<1 %', '>99 %', '0 %')
    """
    if not part or not whole:
        return "0 %"
    share = 100 * part / whole
    if share < 1:
        return "<1 %"
    return ">99 %" if 99 < share < 100 else f"{share:.0f} %"


def day_words(day: date) -> str:
    """Return a day as print has it.

    Examples
    --------
    >>> day_words(date(2025, 5, 22))
    '22 May 2025'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def span_words(start: date, end: date) -> str:
    """Return first and last day as briefly as they can be said.

    Examples
    --------
    >>> span_words(date(2020, 9, 8), date(2020, 9, 10))
    '8–10 Sep 2020'
    >>> span_words(date(2025, 5, 28), date(2025, 6, 1))
    '28 May – 1 Jun 2025'
    """
    if start == end:
        return day_words(end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day_words(end)}"
    if start.year == end.year:
        return f"{start.day} {MONTHS[start.month - 1]} – {day_words(end)}"
    return f"{day_words(start)} – {day_words(end)}"


def list_words(items: Sequence[str]) -> str:
    """Return items as a sentence lists them.

    Examples
    --------
    >>> list_words(["a"]), list_words(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""
