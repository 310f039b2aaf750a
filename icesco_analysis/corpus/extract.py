"""One page, the whole way: bytes in, plain rows out; what any engine maps over files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from icesco_analysis.activities import Activity, classify_activity
from icesco_analysis.corpus.corrections import Correction, correct_articles, correct_rows
from icesco_analysis.corpus.rows import restore_row
from icesco_analysis.corpus.stories import sketch_text
from icesco_analysis.corpus.tables import Row
from icesco_analysis.dates import ActivityDate, date_page
from icesco_analysis.pages import Article, Problem, article_id, parse_page, split_articles
from icesco_analysis.partners import READ_LANGUAGES, Attribution, attribute_roles, load_countries

FORMS_SIGN = " | "
"""What stands between the names of one body."""
_OF_ARTICLE = ("source", "position", "headline", "subtitle", "body", "published", "url", "language")
"""Columns of an article that are told as they were read."""


@dataclass(frozen=True)
class PageRows:
    """The rows one page adds to each table, one article row for every article printed on it: an appearance, too.

    Rows are plain dictionaries of strings, numbers, dates and None, so that they travel between processes; some hold
    more than the columns of their table.
    """

    page: Row
    articles: tuple[Row, ...] = ()
    countries: tuple[Row, ...] = ()
    organisations: tuple[Row, ...] = ()
    problems: tuple[Row, ...] = ()

    @classmethod
    def restore(cls, stored: Mapping[str, Any]) -> "PageRows":
        """Return the rows that were written as JSON, their days as days again."""
        tables = (
            tuple(map(restore_row, stored[name])) for name in ("articles", "countries", "organisations", "problems")
        )
        return cls(restore_row(stored["page"]), *tables)


def extract_page(data: bytes, name: str, *, corrections: Sequence[Correction] = ()) -> PageRows:
    r"""Return everything one saved page says, as rows.

    Parameters
    ----------
    data
        The bytes of the file.
    name
        What the page is called in every row and message, e.g. its path below the common parent.
    corrections
        What an analyst overrules on this page.

    Raises
    ------
    PageError
        If the bytes are no page; the message names the file and what was expected.

    Examples
    --------
    >>> page = b"A First Headline\n\nThe Organization held a workshop in Rabat on 5 May 2025 for forty teachers.\n"
    >>> rows = extract_page(page, "page.txt")
    >>> rows.articles[0]["date_start"], rows.page["n_articles"]
    (datetime.date(2025, 5, 5), 1)
    """
    page = parse_page(data, name)
    split = split_articles(page)
    articles, boundary_problems = correct_articles(split.articles, corrections=corrections)
    dates, date_problems = date_page(articles)
    problems = [*split.problems, *boundary_problems, *date_problems]
    article_rows: list[Row] = []
    country_rows: list[Row] = []
    organisation_rows: list[Row] = []
    for article, day in zip(articles, dates, strict=True):
        attribution = attribute_roles(article)
        read = _article_row(article, day=day, attribution=attribution, activity=classify_activity(article))
        roles = _country_rows(read, attribution=attribution)
        row, countries, told = correct_rows(read, roles, corrections=corrections)
        article_rows.append(row)
        country_rows += countries
        organisation_rows += _organisation_rows(read, attribution=attribution)
        problems += told
    languages = [article.language for article in articles]
    unread = [language for language in languages if language not in READ_LANGUAGES]
    problems += [_tell_unread(unread, total=len(articles))] if unread else []
    return PageRows(
        page={
            "source": name,
            "url": page.url if page.url.startswith(("http://", "https://")) else "",
            **{name: getattr(page, name) for name in ("saved_on", "sha256", "kind", "encoding")},
            "language": max(sorted(set(languages)), key=languages.count, default=""),  # the first of equals
            "n_articles": len(articles),
            **split.account,
        },
        articles=tuple(article_rows),
        countries=tuple(country_rows),
        organisations=tuple(organisation_rows),
        problems=tuple(problem_row(name, problem, rows=article_rows) for problem in problems),
    )


def _tell_unread(languages: Sequence[str], *, total: int) -> Problem:
    counts = ", ".join(f"{languages.count(language)} in {language}" for language in sorted(set(languages)))
    said = f"the partners of {len(languages)} of {total} articles were not read ({counts})"
    return Problem("partners-unread", f"{said}: expected English, French or Arabic")


def _article_row(article: Article, *, day: ActivityDate, attribution: Attribution, activity: Activity | None) -> Row:
    return {
        "article_id": article_id(article.headline, article.body),
        **{name: getattr(article, name) for name in _OF_ARTICLE},
        **{f"date_{part}": getattr(day, part) for part in day.__slots__},
        "activity": activity.kind if activity else None,
        **{f"activity_{part}": getattr(activity, part, None) for part in ("probability", "evidence", "rule")},
        "partner_status": attribution.status,
        "partners_read": article.language in READ_LANGUAGES,
        "n_words": len(article.body.split()),
        "sketch": sketch_text(article.headline, article.body),
    }


def _country_rows(article_row: Row, *, attribution: Attribution) -> list[Row]:
    names = load_countries()
    article = {column: article_row[column] for column in ("article_id", "source", "position")}
    return [
        article
        | {part: getattr(role, part) for part in role.__slots__}
        | {"country": names[role.iso3].name, "span_start": role.start, "span_end": role.end}
        for role in attribution.roles
    ]


def _organisation_rows(article_row: Row, *, attribution: Attribution) -> list[Row]:
    article = {column: article_row[column] for column in ("article_id", "source", "position")}
    return [
        article
        | {part: getattr(one, part) or None for part in one.__slots__}
        | {"forms": FORMS_SIGN.join(one.forms), "span_start": one.start, "span_end": one.end}
        for one in attribution.organisations
    ]


def problem_row(source: str, problem: Problem, *, rows: Sequence[Row] = ()) -> Row:
    """Return a problem of a page as a row, with the article that it speaks of among `rows`."""
    identity = next((row["article_id"] for row in rows if row["position"] == problem.position), None)
    place = {"source": source, "position": problem.position, "article_id": identity}
    return place | {"kind": problem.kind, "message": problem.message}
