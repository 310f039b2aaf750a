"""One page, the whole way: bytes in, plain rows out; what any engine maps over files."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from icesco_analysis.activities import Activity, classify_activity
from icesco_analysis.corpus.corrections import Correction, correct_articles, correct_rows
from icesco_analysis.corpus.stories import sketch_text
from icesco_analysis.corpus.tables import Row, Tables, read_schema
from icesco_analysis.dates import ActivityDate, date_page
from icesco_analysis.pages import Article, Problem, article_id, parse_page, split_articles
from icesco_analysis.partners import READ_LANGUAGES, Attribution, attribute_roles, load_countries

FORMS_SIGN = " | "
"""What stands between the names of one body."""
_OF_ARTICLE = ("source", "position", "headline", "subtitle", "body", "published", "url", "language")
"""Columns of an article that are told as they were read."""


def extract_page(data: bytes, name: str, *, corrections: Sequence[Correction] = ()) -> Tables:
    r"""Return everything one saved page says, as the rows that it adds to each table.

    There is an article for every one printed, copies included. Rows are plain dictionaries of strings, numbers, dates
    and None, so that they travel between processes; some hold more than the columns of their table.

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
    >>> tables = extract_page(page, "page.txt")
    >>> tables["articles"][0]["date_start"], tables["pages"][0]["n_articles"]
    (datetime.date(2025, 5, 5), 1)
    """
    page = parse_page(data, name)
    split = split_articles(page)
    articles, boundary_problems = correct_articles(split.articles, corrections=corrections)
    dates, date_problems = date_page(articles)
    problems = [*split.problems, *boundary_problems, *date_problems]
    names = load_countries()
    article_rows: list[Row] = []
    country_rows: list[Row] = []
    organisation_rows: list[Row] = []
    for article, day in zip(articles, dates, strict=True):
        attribution = attribute_roles(article)
        read = _article_row(article, day=day, attribution=attribution, activity=classify_activity(article))
        roles = [_spoken_row(read, role, country=names[role.iso3].name) for role in attribution.roles]
        row, countries, told = correct_rows(read, roles, corrections=corrections)
        article_rows.append(row)
        country_rows += countries
        organisation_rows += [
            _spoken_row(
                read, one, forms=FORMS_SIGN.join(one.forms), usual=one.usual or None, acronym=one.acronym or None
            )
            for one in attribution.organisations
        ]
        problems += told
    problems += _tell_unread([row["language"] for row in article_rows])
    printed = [column["name"] for column in read_schema()["appearances"]]
    more = {"saved_on": page.saved_on, "reason": ""}
    return {
        "articles": article_rows,
        "appearances": [{column: {**row, **more}[column] for column in printed} for row in article_rows],
        "countries": country_rows,
        "organisations": organisation_rows,
        "pages": [_page_row(page, account=split.account, rows=article_rows)],
        "problems": [problem_row(name, problem, rows=article_rows) for problem in problems],
    }


def _tell_unread(languages: Sequence[str]) -> Iterator[Problem]:
    unread = [language for language in languages if language not in READ_LANGUAGES]
    counts = ", ".join(f"{unread.count(language)} in {language}" for language in sorted(set(unread)))
    if unread:
        said = f"the partners of {len(unread)} of {len(languages)} articles were not read ({counts})"
        yield Problem("partners-unread", f"{said}: expected English, French or Arabic")


def _page_row(page: Any, *, account: Mapping[str, int], rows: Sequence[Row]) -> Row:
    days = [row["date_start"] for row in rows if row["date_start"] is not None]
    languages = [row["language"] for row in rows]
    return {
        "source": page.name,
        "url": page.url if page.url.startswith(("http://", "https://")) else "",
        **{name: getattr(page, name) for name in ("saved_on", "sha256", "kind", "encoding")},
        "language": max(sorted(set(languages)), key=languages.count, default=""),  # the first of equals
        "listing": "unknown",
        "n_articles": len(rows),
        "first_activity": min(days, default=None),
        "last_activity": max(days, default=None),
        **account,
    }


def _article_row(article: Article, *, day: ActivityDate, attribution: Attribution, activity: Activity | None) -> Row:
    return {
        "article_id": article_id(article.headline, article.body),
        **{name: getattr(article, name) for name in _OF_ARTICLE},
        **{f"date_{part}": getattr(day, part) for part in day.__slots__},
        "activity": activity.kind if activity else None,
        **{f"activity_{part}": getattr(activity, part, None) for part in ("probability", "evidence", "rule")},
        "partner_status": attribution.status,
        "n_words": len(article.body.split()),
        "sketch": sketch_text(article.headline, article.body),
    }


def _spoken_row(article_row: Row, spoken: Any, **more: object) -> Row:
    """Return the row of a country's role or of a body in an article."""
    place = {column: article_row[column] for column in ("article_id", "source", "position")}
    parts = {part: getattr(spoken, part) for part in spoken.__slots__}
    return place | parts | {"span_start": spoken.start, "span_end": spoken.end} | more


def problem_row(source: str, problem: Problem, *, rows: Sequence[Row] = ()) -> Row:
    """Return a problem of a page as a row, with the article that it speaks of among `rows`."""
    identity = next((row["article_id"] for row in rows if row["position"] == problem.position), None)
    place = {"source": source, "position": problem.position, "article_id": identity}
    return place | {"kind": problem.kind, "message": problem.message}
