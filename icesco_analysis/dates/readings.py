"""One article → what it says by itself of the day of its activity, before the page is asked."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from icesco_analysis.dates.cues import ACCEPTED, OPENING, DateReading, is_today, tells_of_one_day, weigh_dates
from icesco_analysis.dates.grammar import DateExpression, DayParts, find_dates
from icesco_analysis.dates.listing import Days
from icesco_analysis.pages import Article

DateKind = Literal["explicit", "yearless", "relative", "month", "none"]

WEEK = timedelta(days=7)
# Days that publication may follow the activity without a thought.
LAG_DAYS = 4
# Weights in the unit of the cues, for the choice between the full dates of one article: written before the day, the
# text speaks of what is to come (or misprints); written within the usual lag, it speaks of what is reported.
WRITTEN_BEFORE, WRITTEN_SOON = -2.5, 1.5
# What the present tells of a day behind that of writing is to come; these cues are for the present.
WRITTEN_OF_PLAN, PRESENT = -7.0, "present"
# What stands behind the date of an agency's line; and, where no agency does, the place before it and the dash behind.
_AGENCY_RE = re.compile(r",? ?[(/][^()/\n]{2,30}[)/] ?[-–—]")
_FILED_RE = re.compile(r"(?!(?:On|In|At|From|Le|Du|Au) )(?:[A-ZÀ-Þ][\w’-]*,? ){1,4}\Z")
# From this score on the text alone says enough: a date of the lead, or one further down with all it can have.
SURE = 3.0
# Characters between "yesterday" and a printed day that can be the same: "yesterday in Rabat, September 8".
SAME_DAY_REACH = 60


@dataclass(frozen=True, slots=True)
class ActivityDate:
    """When the activity of one article took place, and how that is known.

    Parameters
    ----------
    start, end
        First and last day; None where the page does not settle them.
    earliest, latest
        For an undated article the dates of its nearest dated neighbours, sorted; a hint, no limit.
    kind
        Kind of the best evidence in the text.
    evidence, sentence, rule
        The span it was read from, the sentence around it, the name of the rule that read it.
    conflict
        The printed weekday does not fall on the printed date.
    """

    start: date | None = None
    end: date | None = None
    earliest: date | None = None
    latest: date | None = None
    kind: DateKind = "none"
    evidence: str | None = None
    sentence: str | None = None
    rule: str | None = None
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One article of a page while the page is being solved, `dated` as far as the best evidence in its text goes.

    The `choices` are the days it can mean: none yet, one where the text or its dateline settles it, several while the
    page is solved. Where the text says much for its date (`SURE`), `is_sure`. A date of it that
    nothing settles, which a person should look at, is `left_open`.
    """

    article: Article
    dated: ActivityDate = ActivityDate()
    expression: DateExpression | None = None
    is_sure: bool = False
    choices: tuple[Days, ...] = ()
    left_open: DateExpression | None = None


def read_article(article: Article) -> tuple[Case, list[date]]:
    """Return what `article` says of its day by itself, and all full dates that it names or carries."""
    text = article.text
    found = find_dates(text, language=article.language or "en")
    filed = next((each for each in found if _is_filed(each, text, body=len(text) - len(article.body))), None)
    expressions = [expression for expression in found if expression.kind != "open" and expression is not filed]
    undated = Case(article, left_open=next((each for each in found if each.kind == "open"), None))
    named = [date(day.year, day.month, day.day or 15) for each in found if (day := each.first) and day.year]
    named += [day for day in (article.published, article.dateline and article.dateline.day) if day]
    readings = weigh_dates(text, expressions=expressions, body_start=len(text) - len(article.body))
    reading, frame = _choose_reading(readings, article=article)
    if reading is None or reading.expression.kind == "open":
        return undated, named
    expression, sentence = reading.expression, " ".join(text[slice(*reading.sentence)].split())
    rule = "; ".join((expression.rule, *reading.cues))
    dated = ActivityDate(kind=reading.expression.kind, evidence=expression.text, sentence=sentence, rule=rule)
    case = Case(article, dated, expression, is_sure=reading.score >= SURE)
    line = printed_days(filed) if filed and filed.kind == "explicit" else None
    return _settle_alone(case, expression, frame=frame, filed=line and line[0]), named


def _is_filed(expression: DateExpression, text: str, *, body: int) -> bool:
    """Tell whether a date is that of an agency's line: "DOHA, 6 May 2025 –"."""
    is_first = expression.start > body and _FILED_RE.match(text[body : expression.start])
    return bool(_AGENCY_RE.match(text, expression.end) or (is_first and re.match(" ?[-–—]", text[expression.end :])))


def _choose_reading(
    readings: Sequence[DateReading], *, article: Article
) -> tuple[DateReading | None, DateExpression | None]:
    """Return the reading that dates the activity, None where none is good enough, and the frame that settles its word.

    That is the "yesterday, 29 November" on which something began that goes on today, or the days around a weekday.
    """
    weighed = ((reading, reading.score + _written_weight(reading, article=article)) for reading in readings)
    accepted = sorted(((reading, score) for reading, score in weighed if score >= ACCEPTED), key=lambda pair: -pair[1])
    if not accepted:
        return None, None
    others = [reading for reading, _ in accepted]
    best = others[0]
    yesterdays = (each.expression for each in others if each.expression.offset == -1)
    frame = next((each for each in yesterdays if each.kind == "explicit"), None)
    told = next((each for each in others if is_today(each.expression) and each.cues), None)
    if told and (frame or (article.dateline and told.score > SURE)):
        return told, frame
    if best.expression.kind == "relative":
        best = next((reading for reading in readings if _prints(reading, relative=best, article=article)), best)
    days = [reading for reading in others if _is_day_of(reading, best, article=article)]
    if "sidelines" not in best.cues:
        telling = {span for span in {day.sentence for day in days} if tells_of_one_day(article.text[slice(*span)])}
        days = [day for day in days if day.sentence in telling]
    return (days[0], best.expression) if days else (best, None)


def _written_weight(reading: DateReading, *, article: Article) -> float:
    """Return what the time from a printed date to the writing of the article says about it."""
    written, expression = written_on(article), reading.expression
    if written is None or expression.kind not in ("explicit", "yearless"):
        return 0.0
    near = (printed_days(expression, year=written.year + later) for later in (-1, 0, 1))
    days = min(filter(None, near), key=lambda days: abs(days[0] - written), default=None)
    if days and days[0] > written:
        return WRITTEN_OF_PLAN if any(cue.endswith(PRESENT) for cue in reading.cues) else WRITTEN_BEFORE
    return WRITTEN_SOON if days and (written - days[1]).days <= LAG_DAYS else 0.0


def written_on(article: Article) -> date | None:
    """Return the day on which `article` was written: that of its dateline, or else of its publication."""
    return (article.dateline.day if article.dateline else None) or article.published


def _prints(reading: DateReading, *, relative: DateReading, article: Article) -> bool:
    """Tell whether `reading` prints the day that `relative` names: "yesterday in Rabat, May 8"."""
    expression, word = reading.expression, relative.expression
    if expression.kind not in ("explicit", "yearless") or word.offset == 1:
        return False
    # "On Monday (4 May 2020), the fair opened yesterday"
    opens_sentence = expression.start - reading.sentence[0] <= OPENING
    if word.weekday is None and reading.sentence == relative.sentence and opens_sentence:
        return reading.score >= ACCEPTED or _written_weight(reading, article=article) > 0
    weekday = days[0].weekday() if expression.kind == "explicit" and (days := printed_days(expression)) else None
    if word.weekday is None or reading.score < ACCEPTED:
        is_near = reading.score > 0 and 0 <= expression.start - word.end <= SAME_DAY_REACH
        return is_near and word.weekday in (None, weekday, expression.weekday)
    return word.weekday == (weekday if expression.weekday is None else expression.weekday)


def _is_day_of(reading: DateReading, span: DateReading, *, article: Article) -> bool:
    """Tell whether `reading` means one day of the several that `span` prints."""
    if reading is span or span.expression.kind not in ("explicit", "yearless"):
        return False
    years = [parts.year for each in (reading, span) if (parts := each.expression.first) and parts.year]
    days = printed_days(span.expression, year=years[0] if years else 2000)
    day = printed_days(reading.expression, year=years[0] if years else 2000)
    if days and reading.expression.kind == "relative":
        meant = _day_within(reading.expression, days) if span.expression.kind == "explicit" else None
        if meant is None and article.dateline and article.dateline.day:
            meant = _day_of_word(reading.expression, written=article.dateline.day)
        day = (meant, meant) if meant else None
    return bool(day and days and days[0] <= day[0] == day[1] <= days[1] != days[0])


def _day_within(word: DateExpression, days: tuple[date, date]) -> date | None:
    """Return the one day of several that a weekday means."""
    of_week = (days[0] + timedelta(days=after) for after in range(min((days[1] - days[0]).days, 6) + 1))
    return next((day for day in of_week if day.weekday() == word.weekday and days[1] - days[0] < WEEK), None)


def printed_days(expression: DateExpression, *, year: int = 2000) -> tuple[date, date] | None:
    """Return first and last day of a printed day or range, an open year taken as `year`; None for other kinds."""
    first, last = expression.first, expression.last
    if first is None or last is None or first.day is None or last.day is None:
        return None
    start, end = (_day(parts, year=year) for parts in (first, last))
    if start and end and end < start:
        end = _day(last, year=year + 1)
    return (start, end) if start and end else None


def _day(parts: DayParts, *, year: int) -> date | None:
    """Return the day of `parts`, an open year taken as `year`; None for the 29th of February of a common year."""
    try:
        return date(parts.year or year, parts.month, parts.day or 1)
    except ValueError:
        return None


def _settle_alone(case: Case, expression: DateExpression, *, frame: DateExpression | None, filed: date | None) -> Case:
    """Add the days to a case that the article settles by itself: full dates, months, and what a dateline settles."""
    if expression.kind in ("month", "explicit"):
        days = printed_days(expression) or _month_days(expression)
        return replace(case, choices=(Days(*days),) if days else ())
    written = case.article.dateline.day if case.article.dateline else filed
    if frame and expression.kind == "relative" and not written and (days := printed_days(frame)):
        day = _day_within(expression, days) or days[0] + timedelta(days=1)
        return replace(case, choices=(Days(day, day),))
    if expression.kind == "relative" and written:
        return _settle_by_dateline(case, expression=expression, written=written)
    return case


def _month_days(expression: DateExpression) -> tuple[date, date] | None:
    """Return the first and last day of the month or months of `expression`; None where the year is open."""
    first, last = expression.first, expression.last
    if first and last and first.year and last.year and not first.day:
        return date(first.year, first.month, 1), date(last.year, last.month, monthrange(last.year, last.month)[1])
    return None


def _settle_by_dateline(case: Case, *, expression: DateExpression, written: date) -> Case:
    """Add the day that a relative word means on the day of writing; "today" makes the dateline itself the evidence."""
    day = _day_of_word(expression, written=written)
    dated = replace(case.dated, rule=f"{case.dated.rule}; dateline")
    if day == written and (expression.weekday is None or expression.offset == 0):
        printed = find_dates(case.article.dateline.text) if case.article.dateline else []
        dated = replace(dated, kind="explicit", evidence=printed[0].text if printed else dated.evidence)
    return replace(case, dated=dated, choices=(Days(day, day),))


def _day_of_word(expression: DateExpression, *, written: date) -> date:
    if expression.weekday is None:
        return written + timedelta(days=expression.offset or 0)
    back = (written.weekday() - expression.weekday) % 7
    return written - timedelta(days=back or (7 if expression.offset == -1 else 0))


def find_false_weekday(expression: DateExpression, days: tuple[date, date]) -> tuple[date, int] | None:
    """Return the day of `days` whose printed weekday is false, and that; None where all are true or none is printed."""
    both = zip(days, (expression.weekday, expression.last_weekday), strict=True)
    return next(((day, printed) for day, printed in both if printed is not None and printed != day.weekday()), None)
