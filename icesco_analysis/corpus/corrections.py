"""What an analyst overrules: days, types, countries, boundaries, copies; replayed on every run, each with its reason.

The file ``corrections.csv`` lies beside the pages, as Excel saves it in any language. One row is one correction:

``source, headline, field, old, new, reason``

``source`` and ``headline`` say which article. ``old`` is what the library reads without the correction, ``new`` what is
right; a correction whose ``old`` is no longer read has lost its ground and becomes a problem instead of being applied.
A row with neither ``new`` nor ``reason`` says nothing: so stand the readings in the sheet to fill in. Only the word
``nothing`` (or ``none``) takes a reading away: who leaves ``new`` empty may have found it right.

- ``date``: a day or two, as ``19.05.2025``; ``type``: a type of activity
- ``partner``, ``venue``, ``mention``: a country in any language, added where ``old`` is empty
- ``role``: a country and its role, ``MAR:partner`` to ``MAR:mention``
- ``boundary``: ``start`` to ``nothing`` where no article begins, empty to ``start`` where one does
- ``merge``: ``new`` is the headline of another print of the story; ``split``: this print is a story of its own, no copy
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple, get_args

from icesco_analysis.activities import ActivityKind
from icesco_analysis.corpus.notes import Notes, read_notes
from icesco_analysis.corpus.selection import ROLES, one_of
from icesco_analysis.corpus.tables import Row
from icesco_analysis.language import clean_text, collapse
from icesco_analysis.pages import Article, Problem
from icesco_analysis.partners import load_countries, look_up_countries

FILE_NAME = "corrections.csv"
COLUMNS = ("source", "headline", "field", "old", "new", "reason")
RULE = "correction"
_FIRST_DAY, _LAST_DAY = "1979-01-01", "2099-12-31"
"""Days of activities: the organisation was founded in the first year, and nobody reports the next century."""
NOTHING = ("nothing", "none")
"""Words that take a reading away."""
_FIELDS = ("date", "type", "role", "boundary", "merge", "split", *ROLES)
_VALUES: Mapping[str, Sequence[str]] = {"type": get_args(ActivityKind), "boundary": ("start",)}
"""All that some fields may hold."""


class Correction(NamedTuple):
    """One row of ``corrections.csv``, days and countries as the tables write them; see the module's text.

    A row that cannot be applied is as it was written, and has the `fault` that was found in it.
    """

    source: str
    headline: str
    field: str
    old: str
    new: str
    reason: str
    fault: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """What is to be written into a file for the row to be read again."""
        is_whole = self.new or self.fault or self.field == "split"
        return self[: len(COLUMNS)] if is_whole else self._replace(new=NOTHING[0])[: len(COLUMNS)]


def read_corrections(path: Path, *, sheet: str = "") -> tuple[list[Correction], list[Problem]]:
    """Return the rows of a file or `sheet` that say something, and a problem for each that cannot be a correction."""
    notes = read_notes(path, columns=COLUMNS, days=("old", "new"), sheet=sheet)
    corrections, problems = [], [Problem("correction", notes.fault)] if notes.fault else []
    for number, row in enumerate(notes.rows, start=2):
        stated = Correction(**{column: collapse(row[column]) for column in COLUMNS})
        if not stated.new and not stated.reason and stated.field != "split":
            continue
        try:
            corrections.append(_understand(stated, notes))
        except ValueError as error:
            corrections.append(stated._replace(fault=f"{path.name}, line {number}: {error}"))
            problems.append(Problem("correction", corrections[-1].fault))
    return corrections, problems


def _understand(stated: Correction, notes: Notes) -> Correction:
    """Return a row with its values as the tables write them; ValueError says what is wrong with it."""
    field = stated.field.casefold()
    if field not in _FIELDS:
        raise ValueError(f"expected the field {', '.join(_FIELDS)}, found {stated.field!r}")
    if not stated.reason:
        raise ValueError("expected a reason")
    if not stated.new and field != "split":
        raise ValueError(f"new is empty: expected what is right, or {NOTHING[0]} to take the reading away")
    old, new = (_read_value(value, field=field, notes=notes) for value in (stated.old, stated.new))
    if old == new and field != "split":
        raise ValueError("old and new are equal")
    return stated._replace(field="role" if field in ROLES else field, old=old, new=new)


def _read_value(value: str, *, field: str, notes: Notes) -> str:
    try:
        if not value or field in {"merge", "split"}:
            return value
        if value.casefold() in NOTHING:
            return ""
        if field in _VALUES:
            return one_of(value.casefold(), _VALUES[field], what=field)
        if field != "date":
            name, _, role = value.partition(":") if field == "role" else (value, "", field)
            return _code_role(name, role=role)
        days = notes.read_days(value)
        start, *end = days.split("/")
        if not _FIRST_DAY <= start <= (end or [start])[0] <= _LAST_DAY:
            raise ValueError(f"expected {_FIRST_DAY[:4]} to {_LAST_DAY[:4]}, as 2025-05-20 or 2025-05-20/2025-05-22")
        return days
    except ValueError as error:
        raise ValueError(f"{value!r} is no value for the field {field}: {error}") from error


def _code_role(name: str, *, role: str) -> str:
    codes = look_up_countries(name)
    if len(codes) != 1:
        raise ValueError("expected one country")
    return f"{codes[0]}:{one_of(role.strip().casefold(), ROLES, what='role')}"


def _fits(stated: str, printed: str) -> bool:
    """Tell whether a headline is the one printed: code pages lose accents, and write ? for what they do not have."""
    if stated == collapse(printed):
        return True
    pattern = ".".join(re.escape(_fold(part)) for part in stated.split("?"))
    return re.fullmatch(pattern, _fold(collapse(printed))) is not None


def list_unsaved(path: Path, *, sheet: str, saved: Iterable[Correction]) -> list[Correction]:
    """Return the rows that are filled in a sheet of a workbook and not among the `saved` ones, lost accents or not."""
    known = [one.cells for one in saved]
    filled, _ = read_corrections(path, sheet=sheet)
    return [one for one in filled if not any(all(map(_fits, cells, one.cells)) for cells in known)]


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", clean_text(text))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def correct_articles(
    articles: Sequence[Article], *, corrections: Iterable[Correction]
) -> tuple[list[Article], list[Problem]]:
    """Return the articles of a page with its boundary corrections applied and positions counted anew.

    A boundary that is taken away joins the article to the one before it, or takes the first away; one that is added
    begins an article at the paragraph that equals the correction's headline.
    """
    corrected, problems = list(articles), []
    for correction in corrections:
        if correction.field == "boundary":
            changed = _join(corrected, correction) if correction.old else _divide(corrected, correction)
            candidates = [article.headline for article in corrected]
            problems.append(_tell(correction, is_done=changed is not None, candidates=candidates))
            corrected = corrected if changed is None else changed
    return [replace(article, position=place) for place, article in enumerate(corrected, start=1)], problems


def _join(articles: Sequence[Article], correction: Correction) -> list[Article] | None:
    """Make an article that is none the end of the body before it; the first of a page is the end of none."""
    for index, article in enumerate(articles):
        if _fits(correction.headline, article.headline):
            if not index:
                return [*articles[1:]]
            before = articles[index - 1]
            body = "\n\n".join(part for part in (before.body, article.headline, article.subtitle, article.body) if part)
            return [*articles[: index - 1], replace(before, body=body), *articles[index + 1 :]]
    return None


def _divide(articles: Sequence[Article], correction: Correction) -> list[Article] | None:
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


def correct_rows(
    article: Row, countries: Sequence[Row], *, corrections: Iterable[Correction]
) -> tuple[Row, list[Row], list[Problem]]:
    """Return the row of an article and those of its countries, with day, type and roles as an analyst says."""
    roles = {f"{row['iso3']}:{row['role']}": row for row in countries}
    problems = []
    for one in corrections:
        if one.field not in {"date", "type", "role"} or not _fits(one.headline, article["headline"]):
            continue
        read = sorted(roles) if one.field == "role" else [_print_reading(article, field=one.field)]
        adds = one.field == "role" and not one.old
        is_done = one.new not in read and (adds or one.old in read)
        problems.append(_tell(one, is_done=is_done, candidates=read, position=article["position"]))
        if is_done and one.field == "role":
            old = roles.pop(one.old, None)
            roles |= {one.new: _state_role(one, old=old, article=article)} if one.new else {}
        elif is_done:
            article = article | _state_reading(one)
    rows = list(roles.values())
    if rows != list(countries):
        rows.sort(key=lambda row: (row["iso3"], row["role"]))
        named = any(row["role"] == "partner" for row in rows)
        if named or article["partner_status"] == "named":
            article = article | {"partner_status": "named" if named else "unknown"}
    return article, rows, problems


def _print_reading(article: Row, *, field: str) -> str:
    if field == "type":
        return article["activity"] or ""
    days = [article[column].isoformat() for column in ("date_start", "date_end") if article[column]]
    return "/".join(dict.fromkeys(days))


def _state_reading(one: Correction) -> Row:
    said = f"Corrected by an analyst: {one.reason}"
    if one.field == "date":
        days = [date.fromisoformat(day) if day else None for day in one.new.split("/")]
        return {"date_start": days[0], "date_end": days[-1], "date_rule": RULE, "date_sentence": said}
    values = (one.new, 1.0, said, RULE) if one.new else (None,) * 4
    columns = ("activity", "activity_probability", "activity_evidence", "activity_rule")
    return dict(zip(columns, values, strict=True))


def _state_role(one: Correction, *, old: Row | None, article: Row) -> Row:
    """Return the row of a role that an analyst states, on the evidence of the row that it replaces."""
    iso3, _, role = one.new.partition(":")
    before = old or {"iso3": "", "evidence": one.reason, "span_start": None, "span_end": None}
    return {
        **{column: article[column] for column in ("article_id", "source", "position")},
        **{column: before[column] for column in ("evidence", "span_start", "span_end")},
        "iso3": iso3,
        "country": load_countries()[iso3].name,
        "role": role,
        "rule": RULE,
        "sentence": f"Corrected by an analyst: {one.reason}",
        "n_mentions": before["n_mentions"] if before["iso3"] == iso3 else 0,
        "confidence": "sure",
        "probability": 1.0,
    }


def correct_stories(
    stories: Iterable[tuple[int, ...]], *, prints: Sequence[Mapping[str, Any]], corrections: Iterable[Correction]
) -> tuple[list[tuple[int, ...]], list[tuple[str, Problem]]]:
    """Return the stories, each as the places of its prints, merged and split as an analyst says, with what was done."""
    groups, problems = list(stories), []
    for correction in corrections:
        if correction.field not in {"merge", "split"}:
            continue
        of_page = ((place, row) for place, row in enumerate(prints) if row["source"] == correction.source)
        own = [place for place, row in of_page if _fits(correction.headline, row["headline"])][:1]
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
        told = _tell(correction, is_done=bool(made), candidates=candidates, wanted=correction.new)
        problems.append((correction.source, told))
    return sorted(groups), problems


def find_unmatched(
    corrections: Iterable[Correction], *, headlines: Mapping[str, Sequence[str]]
) -> list[tuple[str, Problem]]:
    """Return ``(source, problem)`` for each correction whose article is on no page; `headlines` are those of pages."""
    return [
        (one.source, _tell(one, is_done=False, candidates=list(map(collapse, headlines.get(one.source, ())))))
        for one in corrections
        if not any(_fits(one.headline, headline) for headline in headlines.get(one.source, ()))
        and (one.field != "boundary" or one.source not in headlines)
    ]


def _tell(
    one: Correction, *, is_done: bool, candidates: Sequence[str], position: int | None = None, wanted: str = ""
) -> Problem:
    """Return what became of a correction: one that fits nothing is told with what it may have meant."""
    if is_done:
        where = f" at {one.headline!r}" if position is None else ""
        change = f" corrected from {one.old!r} to {one.new!r}" if one.old or one.new else ""
        return Problem("correction-applied", f"{one.field}{where}{change}: {one.reason}", position)
    wanted = wanted or (one.headline if position is None else one.old)
    nearest = get_close_matches(wanted, candidates, n=1, cutoff=0.0)
    hint = f"; the nearest candidate is {nearest[0]!r}" if nearest else ""
    message = (
        f"correction of {one.field} at {one.headline!r} ({one.old!r} to {one.new!r}) fits nothing that is read and was "
        f"not applied{hint}"
    )
    return Problem("correction-unmatched", message, position)
