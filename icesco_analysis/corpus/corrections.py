"""What an analyst overrules: days, types, countries, boundaries, copies; replayed on every run, each with its reason.

The file ``corrections.csv`` lies beside the pages, as Excel saves it in any language. One row is one correction:

``source, headline, field, old, new, reason``

``source`` and ``headline`` say which article. ``old`` is what the library reads without the correction, ``new`` what is
right; a correction whose ``old`` is no longer read has lost its ground and becomes a problem instead of being applied.
A row with neither ``new`` nor ``reason`` says nothing: so stand the readings in the sheet to fill in.

================ ====================================== ==========================================================
field            old, new                               example
================ ====================================== ==========================================================
date             a day, two days, or empty              old ``2025-05-20``, new ``19.05.2025``
type             a type of activity, or empty           old ``meeting``, new ``agreement``
partner          a country in any language, or empty    old ``Maroc``, new empty: it is no partner; old empty adds
venue, mention   the same                               old empty, new ``Oman``
role             a country and its role, or empty       old ``MAR:partner``, new ``MAR:mention``
boundary         ``start`` or empty                     old ``start``, new empty: no article begins at `headline`
merge            new: the headline of another print     both are the same story
split            both empty                             this print is a story of its own, no copy
================ ====================================== ==========================================================
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from icesco_analysis.activities import Activity, ActivityKind
from icesco_analysis.corpus.notes import puts_day_first, read_days, read_notes
from icesco_analysis.dates import ActivityDate
from icesco_analysis.language import collapse
from icesco_analysis.pages import Article, Problem
from icesco_analysis.partners import Attribution, CountryRole, Role, look_up_countries

FILE_NAME = "corrections.csv"
COLUMNS = ("source", "headline", "field", "old", "new", "reason")
RULE = "correction"
_FIRST_YEAR, _LAST_YEAR = 1979, 2099
"""Years of activities: the organisation was founded in the first, and nobody reports the next century."""
_ROLES: dict[str, Role] = {role: role for role in get_args(Role)}
_KINDS: dict[str, ActivityKind] = {kind: kind for kind in get_args(ActivityKind)}


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of ``corrections.csv``, days and countries as the tables write them; see the module's text."""

    source: str
    headline: str
    field: str
    old: str
    new: str
    reason: str


def read_corrections(path: Path) -> tuple[list[Correction], list[Problem]]:
    """Return the corrections of one file, and a problem for each row that cannot be one."""
    notes = read_notes(path)
    fault = notes.fault
    if notes.columns and not set(COLUMNS) <= set(notes.columns):
        fault = f"{path.name}: expected the columns {', '.join(COLUMNS)}, found {', '.join(notes.columns)}"
    if fault:
        return [], [Problem("correction", fault)]
    days = [row[column] for row in notes.rows for column in ("old", "new")]
    day_first = puts_day_first(days, delimiter=notes.delimiter)
    corrections, problems = [], []
    for number, row in enumerate(notes.rows, start=2):
        stated = Correction(**{column: collapse(row[column]) for column in COLUMNS})
        if not stated.new and not stated.reason and stated.field != "split":
            continue
        try:
            corrections.append(_understand(stated, day_first=day_first))
        except ValueError as error:
            problems.append(Problem("correction", f"{path.name}, line {number}: {error}"))
    return corrections, problems


def _understand(stated: Correction, *, day_first: bool | None) -> Correction:
    """Return a row with its values as the tables write them; ValueError says what is wrong with it."""
    field = stated.field.casefold()
    if field not in _FORMS and field not in _ROLES:
        raise ValueError(f"expected the field {', '.join([*_FORMS, *_ROLES])}, found {stated.field!r}")
    if not stated.reason:
        raise ValueError("expected a reason")
    values = {"old": stated.old, "new": stated.new}
    for name, value in values.items():
        try:
            if value and field == "date":
                values[name] = _check_days(read_days(value, day_first=day_first))
            elif value:
                values[name] = _code_role(value, role=field) if field in _ROLES else _FORMS[field](value)
        except ValueError as error:
            raise ValueError(f"{value!r} is no value for the field {field}: {error}") from error
    if values["old"] == values["new"] and field != "split":
        raise ValueError("old and new are equal")
    return replace(stated, field="role" if field in _ROLES else field, **values)


def _check_days(value: str) -> str:
    start, end = _days(value)
    if not (start and end and start <= end and start.year >= _FIRST_YEAR and end.year <= _LAST_YEAR):
        raise ValueError(f"expected {_FIRST_YEAR} to {_LAST_YEAR}, as 2025-05-20 or 2025-05-20/2025-05-22")
    return value


def _code_role(name: str, *, role: str) -> str:
    """Return a country in a role as ``MAR:partner``."""
    codes = look_up_countries(name)
    if len(codes) != 1:
        raise ValueError("expected one country")
    return f"{codes[0]}:{_one_of(role.strip(), _ROLES)}"


def _split_role(value: str) -> str:
    name, _, role = value.partition(":")
    return _code_role(name, role=role)


def _one_of(value: str, known: Iterable[str]) -> str:
    if value.casefold() not in known:
        raise ValueError(f"expected {', '.join(known)}")
    return value.casefold()


_FORMS: Mapping[str, Callable[[str], str]] = {
    "date": str,
    "type": lambda value: _one_of(value, _KINDS),
    "role": _split_role,
    "boundary": lambda value: _one_of(value, ("start",)),
    "merge": str,
    "split": str,
}
"""How a value is read, by field; partner, venue and mention are countries."""


def _fits(stated: str, printed: str) -> bool:
    """Tell whether a headline is the one printed: code pages lose accents, and write ? for what they do not have."""
    if stated == collapse(printed):
        return True
    pattern = ".".join(re.escape(_fold(part)) for part in stated.split("?"))
    return re.fullmatch(pattern, _fold(collapse(printed))) is not None


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


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
        if index and _fits(correction.headline, article.headline):
            before = articles[index - 1]
            body = "\n\n".join(part for part in (before.body, article.headline, article.subtitle, article.body) if part)
            return [*articles[: index - 1], replace(before, body=body), *articles[index + 1 :]]
    return None


def _divide(articles: Sequence[Article], correction: Correction) -> list[Article] | None:
    """Begin an article at the paragraph of a body that is its headline."""
    for index, article in enumerate(articles):
        paragraphs = article.body.split("\n\n")
        inner = range(1, len(paragraphs) - 1)
        place = next((place for place in inner if _fits(correction.headline, paragraphs[place])), 0)
        if place:
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


def correct_type(
    activity: Activity | None, *, article: Article, corrections: Iterable[Correction]
) -> tuple[Activity | None, list[Problem]]:
    """Return the type of an activity with the corrections of its article applied."""
    problems = []
    for correction in _of(article, corrections, field="type"):
        kind = activity.kind if activity else ""
        if correction.old != kind:
            problems.append(_unmatched(correction, candidates=[kind], position=article.position))
            continue
        said = f"Corrected by an analyst: {correction.reason}"
        activity = Activity(_KINDS[correction.new], 1.0, said, RULE) if correction.new else None
        problems.append(_applied(correction, position=article.position))
    return activity, problems


def correct_stories(
    stories: Iterable[tuple[int, ...]], *, prints: Sequence[Mapping[str, Any]], corrections: Iterable[Correction]
) -> tuple[list[tuple[int, ...]], list[tuple[str, Problem]]]:
    """Return the stories, each as the places of its prints, merged and split as an analyst says, with what was done."""
    groups, problems = list(stories), []
    for correction in corrections:
        if correction.field not in {"merge", "split"}:
            continue
        own = [place for place, row in enumerate(prints) if _is_print(row, correction)][:1]
        story = next((group for group in groups if own and own[0] in group), ())
        if not story:
            continue  # told with all that speak of an article that is on no page
        if correction.field == "merge":
            others = [group for group in groups if any(_fits(correction.new, prints[one]["headline"]) for one in group)]
            made = [tuple(sorted({*story, *others[0]}))] if others and others[0] != story else []
            gone = {story, *others[:1]}
        else:
            rest = tuple(place for place in story if place not in own)
            same = {prints[place]["article_id"] for place in rest} & {prints[own[0]]["article_id"]}
            made, gone = [rest, tuple(own)] if rest and not same else [], {story}
        if made:
            groups = [*(group for group in groups if group not in gone), *made]
        candidates = [row["headline"] for row in prints if row["headline"]] if correction.new else []
        told = _applied(correction) if made else _unmatched(correction, candidates=candidates, wanted=correction.new)
        problems.append((correction.source, told))
    return sorted(groups), problems


def _is_print(row: Mapping[str, Any], correction: Correction) -> bool:
    return row["source"] == correction.source and _fits(correction.headline, row["headline"])


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
    return [one for one in corrections if one.field == field and _fits(one.headline, article.headline)]


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
        if not any(_fits(correction.headline, headline) for headline in by_source.get(correction.source, []))
        and (correction.field != "boundary" or correction.source not in by_source)
    ]


def _unmatched(
    correction: Correction, *, candidates: Sequence[str], position: int | None = None, wanted: str = ""
) -> Problem:
    wanted = wanted or (correction.headline if position is None else correction.old)
    nearest = get_close_matches(wanted, candidates, n=1, cutoff=0.0)
    hint = f"; the nearest candidate is {nearest[0]!r}" if nearest else ""
    message = (
        f"correction of {correction.field} at {correction.headline!r} ({correction.old!r} to {correction.new!r}) "
        f"no longer matches and was not applied{hint}"
    )
    return Problem("correction-unmatched", message, position)


def _applied(correction: Correction, *, position: int | None = None) -> Problem:
    where = f" at {correction.headline!r}" if position is None else ""
    change = f" corrected from {correction.old!r} to {correction.new!r}" if correction.old or correction.new else ""
    message = f"{correction.field}{where}{change}: {correction.reason}"
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
