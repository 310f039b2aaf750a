"""All date expressions of one page → the settled day of each activity, or none.

A page is solved as one. What its articles print in full stands; years that are not printed and days that are only
named ("Thursday") are chosen together, for all articles at once, so that one small cost is least:

- neighbours in the listing lie close together (`listing.Pace`), newest first or oldest first throughout;
- an activity is published on its day or a few days later, never before (`published`, dateline);
- a dateline says when a text was written, so that its “today” and “yesterday” are days; publication only bounds them
  (`_days_before_publication`);
- a printed weekday is seldom wrong (`WEEKDAY_COST`);
- the year is that of the other dates the page names (`YEAR_COST`).

A choice stands only if every other one costs `SETTLE_MARGIN` more; otherwise the day stays open. No clock is read.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate, islice, pairwise

from icesco_analysis.dates.grammar import find_years
from icesco_analysis.dates.listing import BREACH_COST, SETTLE_MARGIN, Days, Pace, find_directions, keep_likely
from icesco_analysis.dates.readings import (
    LAG_DAYS,
    WEEK,
    ActivityDate,
    Case,
    find_false_weekday,
    printed_days,
    read_article,
    written_on,
)
from icesco_analysis.language import WEEKDAYS
from icesco_analysis.pages import Article, Problem

# Of the printed full dates of this site about one in fifty has a false weekday (e⁴ = 55); a yearless date has no other
# witness of its own, so its weekday counts as two.
WEEKDAY_COST = 8.0
# Distance to the nearest other date that the page names: within a year of it each month costs a half, beyond that
# all years are about equally odd.
YEAR_COST = 6.0
YEAR_COST_BEYOND = 0.5
# A year named without a day ("in 2010") is a weaker witness than a day: its distance counts a quarter of a year more.
YEAR_ALONE = 0.25
# News name the past more often than a far future: each year named that lies more than so many after the activity costs.
AHEAD_YEARS = 2
AHEAD_COST, AHEAD_MOST = 2.0, 6.0
# One dated article does not say how fast a listing moves, so it cannot tell its Wednesday from the next.
LEAST_WITNESSES = 2
# Cost of each day that publication follows the activity by more than `LAG_DAYS`.
LAG_COST = 1.0
# A date that its text says little for must lie so near to its neighbours' days; a listing seldom pauses longer.
STRAY_REACH = timedelta(days=42)
# News are not written so long after the day they report: such a date is the past of somebody or something, however
# much its words say for it; but a lead that prints its full day with the true weekday outlives a publication anew.
LONG_BEFORE = timedelta(days=120)
# Usual days between neighbours of a listing (the five seed pages lie between one and two weeks), which counts as one
# observation beside those of the page itself; and the least that is assumed.
USUAL_PACE, LEAST_PACE = 2.0, 1.0
# Solutions kept per article while years are chosen: what costs more than this beside the best cannot win later.
KEPT_COST = 12.0
KEPT_MOST = 12

# The organisation took its present name in January 2020: what knows no other was written from that year on.
RENAMED = 2020
_NEW_NAME = "ICESCO"
_NAMES_RE = re.compile(r"\b(?:ICESCO|ISESCO)\b")
# After at most so many years a day falls on the same weekday again.
WEEKDAY_ROUND = 6

_DAYS_OF_YEAR = 365.25


def date_page(articles: Sequence[Article]) -> tuple[list[ActivityDate], list[Problem]]:
    """Return the date of the activity of each of `articles`, in order, and what a person should look at.

    Parameters
    ----------
    articles
        All articles of one page, in the order of the page.

    Returns
    -------
    tuple
        One `ActivityDate` per article; problems of kind ``"false-weekday"`` (a printed weekday that is not that of the
        printed date), ``"several-days"`` (the first of a list is kept), ``"date-after-publication"``,
        ``"date-long-before-publication"`` (the page may have been published anew) and ``"open-date"`` (the only date
        printed may be several days, is of another calendar or lies too long before).

    Notes
    -----
    Reversing `articles` reverses the result: the direction of the listing is part of the solution, with no direction
    preferred beforehand.

    Examples
    --------
    >>> page = [
    ...     Article("page", 1, "A visit", "On Thursday, Dr. Lee visited the headquarters."),
    ...     Article("page", 2, "A meeting", "The meeting was held on 10 September 2020."),
    ...     Article("page", 3, "A course", "The course took place on 8 September 2020."),
    ... ]
    >>> [str(dated.start) for dated in date_page(page)[0]]
    ['2020-09-10', '2020-09-10', '2020-09-08']
    """
    cases, days = [], []
    for article in articles:
        case, named_days = read_article(article)
        cases.append(case)
        days += named_days
    cases = _drop_strays(cases)
    if any(case.dated.kind == "yearless" for case in cases):
        years = {year for article in articles for year in find_years(article.text)}
        cases = _choose_years(cases, named=_Named(tuple(sorted(days)), frozenset(years) | {day.year for day in days}))
    cases = _choose_days(cases)
    dated = [_report(case) for case in cases]
    problems = [problem for case, result in zip(cases, dated, strict=True) for problem in _find_problems(case, result)]
    return _add_bounds(dated), problems


def _drop_strays(cases: Sequence[Case]) -> list[Case]:
    """Take the date from an article whose text says little for it and whose neighbours, or publication, deny it."""
    kept = []
    for index, case in enumerate(cases):
        is_past = bool(case.choices) and _is_long_past(case)
        if is_past or (case.choices and not case.is_sure and _strays(cases, index=index)):
            case = Case(case.article, left_open=case.expression if is_past and case.is_sure else None)
        kept.append(case)
    return kept


def _is_long_past(case: Case) -> bool:
    """Tell whether a date lies long before its article was written, and not because its page was published anew."""
    written, days, printed = written_on(case.article), case.choices[0], case.expression
    if written is None or days.end >= written - LONG_BEFORE:
        return False
    is_full = case.is_sure and printed is not None and printed.kind == "explicit" and printed.weekday is not None
    outlives = is_full and printed is not None and find_false_weekday(printed, (days.start, days.end)) is None
    return written != case.article.published or not outlives


def _strays(cases: Sequence[Case], *, index: int) -> bool:
    """Tell whether a date lies far outside the days between its nearest sure neighbours and its writing."""
    days, written = cases[index].choices[0], written_on(cases[index].article)
    near = _days_nearby(cases, index=index, sure=True)
    if not written and len(near) < 4:  # of only one neighbour
        return False
    near += [written] if written else []
    return days.end < min(near) - STRAY_REACH or days.start > max(near) + STRAY_REACH


def _days_nearby(cases: Sequence[Case], *, index: int, sure: bool = False) -> list[date]:
    """Return first and last days of the nearest dated article above and below; with `sure`, of sure ones."""
    found: list[date] = []
    for way in (range(index - 1, -1, -1), range(index + 1, len(cases))):
        dated = (cases[place] for place in way if cases[place].choices and (cases[place].is_sure or not sure))
        found += [day for case in islice(dated, 1) for days in case.choices for day in (days.start, days.end)]
    return found


# --- years and days that the page settles -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Named:
    """The dates that a page names with their years, in order, and all years that it names."""

    days: Sequence[date]
    years: frozenset[int]

    def cost(self, day: date) -> float:
        """Return the cost of the distance from `day` to the nearest of them, and of naming years far ahead of it."""
        index = bisect_left(self.days, day)
        to_days = [abs((day - other).days) / _DAYS_OF_YEAR for other in self.days[max(0, index - 1) : index + 1]]
        exact = day.year + (day.timetuple().tm_yday - 1) / _DAYS_OF_YEAR
        years = min(to_days + [YEAR_ALONE + max(0.0, year - exact, exact - year - 1) for year in self.years])
        ahead = sum(year > day.year + AHEAD_YEARS for year in self.years)
        near_cost, far_cost = YEAR_COST * min(years, 1.0), YEAR_COST_BEYOND * max(0.0, years - 1.0)
        return near_cost + far_cost + min(AHEAD_MOST, AHEAD_COST * ahead)

    def possible_years(self, *, since: int) -> Sequence[int]:
        """Return the years from the first that is named to the last, and one more on either side, `since` one on.

        Where all that are named lie just before it, the weekdays of a whole round stand beside it, so that not being
        earlier is no witness for being that year.
        """
        if not self.years or max(self.years) + 1 < since:
            return ()
        last = max(self.years) + 1
        return range(max(since, min(self.years) - 1), (since + WEEKDAY_ROUND if last == since else last) + 1)


def _choose_years(cases: Sequence[Case], *, named: _Named) -> list[Case]:
    """Give every yearless date its possible years, and drop those that the page rules out."""
    offered = [
        replace(case, choices=_year_choices(case, named=named)) if case.dated.kind == "yearless" else case
        for case in cases
    ]
    return _solve(offered, margin=KEPT_COST)


def _year_choices(case: Case, *, named: _Named) -> tuple[Days, ...]:
    """Return the cheapest readings of a yearless date, one a year, from that on whose name the organisation has."""
    choices = []
    is_new = set(_NAMES_RE.findall(case.article.text)) == {_NEW_NAME}
    for year in named.possible_years(since=RENAMED if is_new else date.min.year):
        if case.expression and (days := printed_days(case.expression, year=year)):
            weekday_cost = WEEKDAY_COST if find_false_weekday(case.expression, days) else 0.0
            choices.append(Days(*days, weekday_cost + named.cost(days[0]) + _written_cost(case, days)))
    return tuple(sorted(choices, key=lambda days: days.cost)[:KEPT_MOST])


def _written_cost(case: Case, days: tuple[date, date]) -> float:
    """Return the cost of the time from the activity to its dateline or publication."""
    written = written_on(case.article)
    if written is None:
        return 0.0
    if written < days[0]:
        return BREACH_COST
    lag = max(0, (written - days[1]).days)
    return min(BREACH_COST, LAG_COST * max(0, lag - LAG_DAYS))


def _choose_days(cases: Sequence[Case]) -> list[Case]:
    """Give every open weekday its possible days, and keep what the page settles."""
    offered = [
        replace(case, choices=_weekday_choices(cases, index=index))
        if case.dated.kind == "relative" and not case.choices
        else case
        for index, case in enumerate(cases)
    ]
    return [
        case if len(case.choices) < 2 else replace(case, choices=())
        for case in _solve(offered, margin=SETTLE_MARGIN, anchors=cases)
    ]


def _weekday_choices(cases: Sequence[Case], *, index: int) -> tuple[Days, ...]:
    """Return the days that an open weekday can mean: those next to the neighbours' dates and to its publication."""
    case = cases[index]
    if case.expression is None:
        return ()
    if case.expression.weekday is None:
        return _days_before_publication(case.article, offset=case.expression.offset or 0)
    near = _days_nearby(cases, index=index)
    if case.article.published:
        near.append(case.article.published)
    elif sum(bool(other.choices) for other in cases) < LEAST_WITNESSES:
        return ()
    before = [day - timedelta(days=(day.weekday() - case.expression.weekday) % 7) for day in near]
    days = {day + weeks * WEEK for day in before for weeks in range(-2, 4)}  # three up to each, three behind it
    choices = [Days(day, day, _written_cost(case, (day, day))) for day in sorted(days)]
    return tuple(choice for choice in choices if choice.cost < BREACH_COST)


def _days_before_publication(article: Article, *, offset: int) -> tuple[Days, ...]:
    """Return the days that "today" or "yesterday" can mean in a text that was published up to `LAG_DAYS` after writing.

    More than half of the releases that carry both days were not written on the day of publication: it settles nothing.
    """
    if article.published is None:
        return ()
    days = (article.published + timedelta(days=offset - lag) for lag in range(LAG_DAYS + 1))
    return tuple(Days(day, day) for day in days)


def _solve(cases: Sequence[Case], *, margin: float, anchors: Sequence[Case] = ()) -> list[Case]:
    """Keep of each case the choices that may be part of the best solution of the page.

    A direction of the listing that `anchors`, the printed dates, rule out does not count, so that open days never
    choose the direction that suits them.
    """
    if all(len(case.choices) < 2 for case in cases):
        return list(cases)
    pace = _find_pace(anchors or cases)
    directions = find_directions(_choices(anchors), pace=pace)
    kept = keep_likely(_choices(cases), pace=pace, directions=directions, margin=margin)
    return [replace(case, choices=kept.get(place, ())) for place, case in enumerate(cases)]


def _choices(cases: Sequence[Case]) -> dict[int, tuple[Days, ...]]:
    """Return the choices of the cases that have any, by place on the page."""
    return {place: case.choices for place, case in enumerate(cases) if case.choices}


def _find_pace(cases: Sequence[Case]) -> Pace:
    """Return how many days the printed dates take for how many steps, open years cheapest, a year being no distance."""
    placed = []
    for index, case in enumerate(cases):
        if case.expression and case.choices:
            year = min(case.choices, key=lambda days: days.cost).start.year
            placed += [(index, days[0]) for days in [printed_days(case.expression, year=year)] if days]
    total, steps = USUAL_PACE, 1
    for (upper, first), (lower, second) in pairwise(placed):
        apart = abs((first - second).days)
        total += min(apart, abs(_DAYS_OF_YEAR - apart))
        steps += lower - upper
    return Pace(max(total, LEAST_PACE * steps), steps)


# --- results ----------------------------------------------------------------------------------------------------------


def _report(case: Case) -> ActivityDate:
    """Return the result of one case: its days where exactly one choice is left."""
    days, expression = case.choices[0] if len(case.choices) == 1 else None, case.expression
    # A relative weekday chose its day, so that it cannot be false.
    conflict = bool(days and expression and expression.first and find_false_weekday(expression, (days.start, days.end)))
    start, end = (days.start, days.end) if days else (None, None)
    return replace(case.dated, start=start, end=end, conflict=conflict)


def _find_problems(case: Case, dated: ActivityDate) -> Iterator[Problem]:
    expression, article = case.expression, case.article
    if case.left_open:
        reason = "lies long before the article was written"
        if case.left_open.kind == "open":
            reason = "has two figures for its year, so that it may be several days"
        if case.left_open.rule == "other calendar":
            reason = "is of the Hijri calendar, whose months begin with what is seen of the moon"
        yield Problem("open-date", f"“{case.left_open.text}” {reason}; left open", article.position)
    if expression is None or dated.start is None or dated.end is None:
        return
    if expression.rule == "list of days":
        message = f"“{dated.evidence}” is one of several days that “{dated.sentence}” lists; only this one is kept"
        yield Problem("several-days", message, article.position)
    if dated.conflict and (false := find_false_weekday(expression, (dated.start, dated.end))):
        yield Problem("false-weekday", _two_readings(case, *false), article.position)
    if article.published and dated.start > article.published:
        message = f"“{dated.evidence}” lies after the publication date {article.published.isoformat()}"
        yield Problem("date-after-publication", message, article.position)
    if article.published and dated.kind == "explicit" and dated.end < article.published - LONG_BEFORE:
        days = (article.published - dated.end).days
        message = f"“{dated.evidence}” lies {days} days before the publication date {article.published.isoformat()}"
        yield Problem("date-long-before-publication", f"{message}: published anew? kept as printed", article.position)


def _two_readings(case: Case, day: date, printed: int) -> str:
    """Return in one sentence what a false weekday may mean."""
    ahead = (printed - day.weekday()) % 7
    nearest = day + timedelta(days=ahead if ahead <= 3 else ahead - 7)
    return (
        f"printed “{WEEKDAYS[printed]}” with “{case.dated.evidence}”, "
        f"but {day.isoformat()} is a {WEEKDAYS[day.weekday()]}: "
        f"either the weekday is wrong, or the day is {nearest.isoformat()}; kept as printed"
    )


def _add_bounds(dated: Sequence[ActivityDate]) -> list[ActivityDate]:
    """Return `dated`, those without a date with the dates of their nearest dated neighbours."""
    starts = [result.start for result in dated]
    above, below = (list(accumulate(chain, _last_known)) for chain in (starts, starts[::-1]))
    bounded = []
    for result, upper, lower in zip(dated, above, reversed(below), strict=True):
        if result.start is None:
            earliest, latest = sorted((upper, lower)) if upper and lower else (lower, upper)
            result = replace(result, earliest=earliest, latest=latest)
        bounded.append(result)
    return bounded


def _last_known(last: date | None, day: date | None) -> date | None:
    return day or last
