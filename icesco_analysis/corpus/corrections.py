"""What an analyst overrules: dates, roles and boundaries, replayed on every run, each with its reason.

The file ``corrections.csv`` lies beside the pages. One row is one correction:

``source, headline, field, old, new, reason``

``source`` and ``headline`` say which article. ``old`` is what the library reads without the correction, ``new`` what is
right; a correction whose ``old`` is no longer read has lost its ground and becomes a problem instead of being applied.

=========== ========================================== =========================================================
field       old, new                                   example
=========== ========================================== =========================================================
date        a day, a range ``A/B``, or empty           old ``2025-05-20``, new ``2025-05-19``
role        ``ISO:role``, or empty                     old ``MAR:partner``, new ``MAR:mention``; old empty adds
boundary    ``start`` or empty                         old ``start``, new empty: no article begins at `headline`
=========== ========================================== =========================================================
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import get_args

from icesco_analysis.dates import ActivityDate
from icesco_analysis.language import collapse
from icesco_analysis.pages import Article, Problem
from icesco_analysis.partners import Attribution, CountryRole, Role, load_countries

FILE_NAME = "corrections.csv"
COLUMNS = ("source", "headline", "field", "old", "new", "reason")
RULE = "correction"
_FIRST_YEAR, _LAST_YEAR = 1979, 2099
"""Years of activities: the organisation was founded in the first, and nobody reports the next century."""
_ROLES: dict[str, Role] = {role: role for role in get_args(Role)}


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of ``corrections.csv``; see the module's text for the meaning of each column."""

    source: str
    headline: str
    field: str
    old: str
    new: str
    reason: str


def read_notes(path: Path) -> tuple[list[str], list[dict[str, str]], str]:
    """Return columns and rows of a CSV file that an analyst wrote, and what is wrong with it; all empty without it."""
    if not path.is_file():
        return [], [], ""
    try:
        reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        return [], [], f"{path.name}: expected CSV in UTF-8, found {error}"
    return list(reader.fieldnames or ("",)), rows, ""


def read_corrections(path: Path) -> tuple[list[Correction], list[Problem]]:
    """Return the corrections of one file, and a problem for each row that cannot be one."""
    columns, rows, fault = read_notes(path)
    if columns and set(columns) != set(COLUMNS):
        fault = f"{path.name}: expected the columns {', '.join(COLUMNS)}, found {', '.join(columns)}"
    if fault:
        return [], [Problem("correction", fault)]
    corrections, problems = [], []
    for number, row in enumerate(rows, start=2):
        correction = Correction(**{column: collapse(row[column] or "") for column in COLUMNS})
        fault = _fault(correction)
        if fault:
            problems.append(Problem("correction", f"{path.name}, line {number}: {fault}"))
        else:
            corrections.append(correction)
    return corrections, problems


def _fault(correction: Correction) -> str:
    """Say what is wrong with a row, or nothing."""
    fits = _VALUE_CHECKS.get(correction.field)
    if fits is None:
        return f"expected field date, role or boundary, found {correction.field!r}"
    if not correction.reason:
        return "expected a reason"
    if correction.old == correction.new:
        return "old and new are equal"
    wrong = [value for value in (correction.old, correction.new) if value and not fits(value)]
    if not wrong:
        return ""
    form = f": expected {_FIRST_YEAR} to {_LAST_YEAR}, as 2025-05-20 or 2025-05-20/2025-05-22"
    return f"{wrong[0]!r} is no value for the field {correction.field}{form if fits is _is_days else ''}"


def _is_days(value: str) -> bool:
    try:
        start, end = _days(value)
    except ValueError:
        return False
    return start is None or end is None or (start <= end and start.year >= _FIRST_YEAR and end.year <= _LAST_YEAR)


def _is_role(value: str) -> bool:
    iso3, _, role = value.partition(":")
    return iso3 in load_countries() and role in _ROLES


_VALUE_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "date": _is_days,
    "role": _is_role,
    "boundary": lambda value: value == "start",
}


def correct_articles(
    articles: Sequence[Article], *, corrections: Iterable[Correction]
) -> tuple[list[Article], list[Problem]]:
    """Return the articles of a page with its boundary corrections applied and positions counted anew.

    A boundary that is taken away joins the article to the one before it; one that is added begins an article at the
    paragraph that equals the correction's headline.
    """
    corrected = list(articles)
    problems = []
    for correction in corrections:
        if correction.field != "boundary":
            continue
        changed = _join(corrected, correction) if correction.old else _divide(corrected, correction)
        if changed is None:
            candidates = [article.headline for article in corrected]
            problems.append(_unmatched(correction, candidates=candidates))
        else:
            corrected = changed
            problems.append(_applied(correction))
    return [replace(article, position=place) for place, article in enumerate(corrected, start=1)], problems


def _join(articles: Sequence[Article], correction: Correction) -> list[Article] | None:
    """Make an article that is none the end of the body before it."""
    for index, article in enumerate(articles):
        if index and collapse(article.headline) == correction.headline:
            before = articles[index - 1]
            body = "\n\n".join(part for part in (before.body, article.headline, article.subtitle, article.body) if part)
            return [*articles[: index - 1], replace(before, body=body), *articles[index + 1 :]]
    return None


def _divide(articles: Sequence[Article], correction: Correction) -> list[Article] | None:
    """Begin an article at the paragraph of a body that is its headline."""
    for index, article in enumerate(articles):
        paragraphs = article.body.split("\n\n")
        collapsed = [collapse(paragraph) for paragraph in paragraphs]
        if correction.headline in collapsed[1:-1]:
            place = collapsed.index(correction.headline, 1)
            first = replace(article, body="\n\n".join(paragraphs[:place]))
            second = Article(
                source=article.source,
                position=article.position + 1,
                headline=paragraphs[place],
                body="\n\n".join(paragraphs[place + 1 :]),
                language=article.language,
                reason=f"correction: {correction.reason}",
            )
            return [*articles[:index], first, second, *articles[index + 1 :]]
    return None


def correct_date(
    day: ActivityDate, *, article: Article, corrections: Iterable[Correction]
) -> tuple[ActivityDate, list[Problem]]:
    """Return the day of an activity with the corrections of its article applied."""
    problems = []
    for correction in _of(article, corrections, field="date"):
        if _days(correction.old) != (day.start, day.end):
            problems.append(_unmatched(correction, candidates=[_print_days(day)], position=article.position))
            continue
        start, end = _days(correction.new)
        day = replace(day, start=start, end=end, rule=RULE, sentence=f"Corrected by an analyst: {correction.reason}")
        problems.append(_applied(correction, position=article.position))
    return day, problems


def correct_roles(
    attribution: Attribution, *, article: Article, corrections: Iterable[Correction]
) -> tuple[Attribution, list[Problem]]:
    """Return the roles of an article with its corrections applied."""
    roles = list(attribution.roles)
    problems = []
    for correction in _of(article, corrections, field="role"):
        present = {f"{role.iso3}:{role.role}": role for role in roles}
        if (correction.old and correction.old not in present) or correction.new in present:
            problems.append(_unmatched(correction, candidates=sorted(present), position=article.position))
            continue
        old = present.get(correction.old)
        roles = [role for role in roles if role is not old]
        if correction.new:
            roles.append(_corrected_role(correction, old=old))
        problems.append(_applied(correction, position=article.position))
    if roles == list(attribution.roles):
        return attribution, problems
    named = any(role.role == "partner" for role in roles)
    status = "named" if named else "unknown" if attribution.status == "named" else attribution.status
    return Attribution(roles=tuple(sorted(roles, key=lambda role: (role.iso3, role.role))), status=status), problems


def _corrected_role(correction: Correction, *, old: CountryRole | None) -> CountryRole:
    """Return the row of a role that an analyst states, on the evidence of the row that it replaces."""
    iso3, _, role = correction.new.partition(":")
    return CountryRole(
        iso3=iso3,
        role=_ROLES[role],
        rule=RULE,
        evidence=old.evidence if old else correction.reason,
        sentence=f"Corrected by an analyst: {correction.reason}",
        start=old.start if old else None,
        end=old.end if old else None,
        n_mentions=old.n_mentions if old and old.iso3 == iso3 else 0,
        confidence="sure",
    )


def _of(article: Article, corrections: Iterable[Correction], *, field: str) -> list[Correction]:
    """Return the corrections of one field of one article."""
    headline = collapse(article.headline)
    return [one for one in corrections if one.field == field and one.headline == headline]


def unmatched_corrections(
    corrections: Iterable[Correction], *, headlines: Iterable[tuple[str, str]]
) -> list[tuple[str, Problem]]:
    """Return ``(source, problem)`` for each date or role correction whose article is on no page."""
    by_source: dict[str, list[str]] = {}
    for source, headline in headlines:
        by_source.setdefault(source, []).append(collapse(headline))
    return [
        (correction.source, _unmatched(correction, candidates=by_source.get(correction.source, [])))
        for correction in corrections
        if correction.headline not in by_source.get(correction.source, [])
        and (correction.field != "boundary" or correction.source not in by_source)
    ]


def _unmatched(correction: Correction, *, candidates: Sequence[str], position: int | None = None) -> Problem:
    wanted = correction.headline if position is None else correction.old
    nearest = get_close_matches(wanted, candidates, n=1, cutoff=0.0)
    hint = f"; the nearest candidate is {nearest[0]!r}" if nearest else ""
    message = (
        f"correction of {correction.field} at {correction.headline!r} ({correction.old!r} to {correction.new!r}) "
        f"no longer matches and was not applied{hint}"
    )
    return Problem("correction-unmatched", message, position)


def _applied(correction: Correction, *, position: int | None = None) -> Problem:
    where = f" at {correction.headline!r}" if position is None else ""
    message = f"{correction.field}{where} corrected from {correction.old!r} to {correction.new!r}: {correction.reason}"
    return Problem("correction-applied", message, position)


def _days(value: str) -> tuple[date | None, date | None]:
    """Read a day, a range or nothing."""
    if not value:
        return None, None
    start, _, end = value.partition("/")
    return date.fromisoformat(start), date.fromisoformat(end or start)


def _print_days(day: ActivityDate) -> str:
    days = [each.isoformat() for each in (day.start, day.end) if each is not None]
    return "/".join(dict.fromkeys(days))
