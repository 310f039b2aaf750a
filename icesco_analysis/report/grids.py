"""Frames → tables of a report, every number linked to what it counts."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

import pandas as pd

from icesco_analysis.corpus import Corpus
from icesco_analysis.language import span_words
from icesco_analysis.report.content import Cell, Column, Grid, Kind, anchor, cell, is_missing
from icesco_analysis.report.prose import Run

MOST_ROWS = 400
"""Rows of a figure's numbers printed as a table; all of them are in the file to download."""

_HEADINGS = {
    "iso3": "ISO code",
    "oic": "OIC member",
    "n": "Number",
    "n_dated": "dated",
    "n_undated": "undated",
    "n_open": "open",
    "n_conflict": "false weekday",
    "n_chars": "Characters",
    "article_id": "Story",
    "first_day": "First day",
    "last_day": "Last day",
    "share_low": "Share, low end",
    "share_high": "Share, high end",
}
"""Headings that differ from the column's own name."""

_ROLE_COLUMNS = {
    "stories": "partner", "partner": "partner", "partner_venue": "venue", "venue": "venue", "mention": "mention",
    "doubtful": "partner", "undated": "partner",
}  # fmt: skip


def show_numbers(data: pd.DataFrame, *, name: str, title: str) -> Grid:
    """Return the numbers of a figure as a table.

    Parameters
    ----------
    data
        The figure's data. A row that names a country, topic, type of activity, month, day, story or page links its
        numbers to what is printed of that.
    name, title
        Of the figure.
    """
    shown = data.head(MOST_ROWS)
    rest = f" The first {MOST_ROWS:,} of {len(data):,} rows; the file to download has them all." * (
        len(data) > MOST_ROWS
    )
    columns = tuple(Column(heading(str(name)), _kind(data[name])) for name in shown.columns)
    rows = tuple(_row(dict(zip(shown.columns, values, strict=True))) for values in shown.itertuples(index=False))
    return Grid(f"numbers-{name}", f"The numbers of “{title}”.{rest}", columns, rows)


def heading(column: str) -> str:
    """Return the heading of a column.

    Examples
    --------
    >>> heading("iso3"), heading("days_seen")
    ('ISO code', 'Days seen')
    """
    words = _HEADINGS.get(column, column.replace("_", " "))
    return words[:1].upper() + words[1:]


def _kind(column: pd.Series) -> Kind:
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return "day"
    is_number = pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)
    return "number" if is_number else "text"


def _row(values: dict[str, object]) -> tuple[Cell, ...]:
    return tuple(cell(value, href=_target(column, values)) for column, value in values.items())


def _target(column: str, row: dict[str, object]) -> str:
    """Return the anchor of what a cell counts or names; empty where nothing is printed of it."""
    value = row[column]
    if is_missing(value) or isinstance(value, float):
        return ""
    for key, find in _TARGETS.items():
        if not is_missing(row.get(key)):
            return find(row[key], column)
    return ""


def _country(iso3: object, column: str) -> str:
    role = _ROLE_COLUMNS.get(column)
    return anchor("country", iso3, role) if role else anchor("country", iso3)


def _topic(label: object, column: str) -> str:
    """Return the anchor of a topic from its number and name."""
    del column
    number = str(label).partition(" ")[0]
    return anchor("topic", number) if number.isdigit() else ""


def _month(day: object, column: str) -> str:
    del column
    return anchor("month", f"{day:%Y-%m}") if isinstance(day, pd.Timestamp) else anchor("month", day)


_TARGETS: dict[str, Callable[[object, str], str]] = {
    "article_id": lambda value, _: anchor("story", value),
    "iso3": _country,
    "topic": _topic,
    "row": _topic,
    "activity": lambda value, _: anchor("activity", value),
    "day": _month,
    "month": _month,
    "source": lambda value, _: page_anchor(str(value)),
    "page": lambda value, _: page_anchor(str(value)),
}
"""By the column that names what a row is about, the surest first: where that is printed."""


def page_anchor(source: str) -> str:
    """Return the anchor of a page.

    Examples
    --------
    >>> page_anchor("2025/a b.html")
    'page-2025-a-b-html'
    """
    return anchor("page", source)


# --- the tables of the report ----------------------------------------------------------------------------------------


def list_all_stories(corpus: Corpus, *, topics: dict[str, str]) -> Grid:
    """Return the table of all stories, newest first, undated last.

    Parameters
    ----------
    corpus
        The corpus.
    topics
        Topic of an article, in words, by its identifier.
    """
    by_role, numbers = group_roles(corpus), _number_pages(corpus)
    articles = corpus.articles.sort_values(["date_start", "source", "position"], ascending=[False, True, True])
    columns: tuple[Column, ...] = (
        Column("Day", "day", 2.15), Column("Headline", "text", 3.8), Column("Partner", "text", 2.15),
        Column("Venue", "text", 1.85), Column("Type", "text", 2.45), Column("Topic", "text", 2.3),
        Column("Page", "text", 1.3),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for row in articles.to_dict("records"):
        story = anchor("story", row["article_id"])
        rows.append(
            (
                day_cell(row, href=f"{story}-day"),
                cell(row["headline"] or "(no headline)", href=story, language=_text(row["language"])),
                _countries_cell(by_role.get((row["article_id"], "partner"), ()), row, status=True),
                _countries_cell(by_role.get((row["article_id"], "venue"), ()), row),
                cell(row["activity"], href=f"{story}-type"),
                cell(_first_word(topics.get(row["article_id"])), href=f"{story}-topic"),
                _place_cell(row, number=numbers[row["source"]]),
            )
        )
    if not topics:
        columns = tuple(column for column in columns if column.name != "Topic")
        rows = [(*row[:5], row[6]) for row in rows]
    caption = (
        "All stories, newest first. Every entry links to the words it was read from. “Page” is the number of the page "
        "in the table of sources, and the place of the story on it; (?) is a reading with doubt."
        + (" A topic is named by its first word." if topics else "")
    )
    return Grid("all-stories-table", caption, columns, tuple(rows), searchable=True)


def _number_pages(corpus: Corpus) -> dict[str, int]:
    """Return the number of each page, as `list_pages` prints it."""
    return {source: number for number, source in enumerate(corpus.pages["source"], start=1)}


def _place_cell(story: dict[Hashable, Any], *, number: int) -> Cell:
    """Return where a story is printed: the number of the page, and its place on it."""
    run = Run(f"{number} / {story['position']}", href=f"#{page_anchor(story['source'])}")
    return Cell((run,), key=f"{number:06} {story['position']:06}")


def _first_word(label: str | None) -> str | None:
    """Return the first of the words by which a topic is named: what a narrow column has room for."""
    return None if label is None else label.split(" · ")[0]


def group_roles(corpus: Corpus) -> dict[tuple[str, str], list[dict[str, object]]]:
    """Return the rows of the table of countries by article and role, by name of the country."""
    grouped: dict[tuple[str, str], list[dict[str, object]]] = {}
    for row in corpus.countries.sort_values(["country", "iso3"]).to_dict("records"):
        grouped.setdefault((str(row["article_id"]), str(row["role"])), []).append({str(k): v for k, v in row.items()})
    return grouped


def _countries_cell(rows: Sequence[dict[str, object]], story: dict[Hashable, Any], *, status: bool = False) -> Cell:
    """Return countries with a link each to the sentence; without any, what it means that there is none."""
    if not rows:
        words = (
            {"multilateral": "multilateral", "unknown": "unknown"}.get(str(story["partner_status"])) if status else None
        )
        return cell(words)
    runs: list[Run] = []
    for row in rows:
        target = anchor("sentence", row["article_id"], row["iso3"], row["role"])
        doubt = " (?)" if row["confidence"] == "doubtful" else ""
        runs += [Run(", ")] * bool(runs) + [Run(f"{row['country']}{doubt}", href=f"#{target}")]
    return Cell(tuple(runs), key="".join(run.text for run in runs).casefold())


def day_cell(story: dict[Hashable, Any], *, href: str) -> Cell:
    """Return the days of a story's activity, sorted by the first."""
    start, end = story["date_start"], story["date_end"]
    if not isinstance(start, pd.Timestamp) or not isinstance(end, pd.Timestamp):
        return Cell((Run("not known", href=f"#{href}"),), key=None)
    return Cell((Run(span_words(start, end), href=f"#{href}"),), key=start.date().isoformat())


def list_partners(ranking: pd.DataFrame, roles: pd.DataFrame) -> Grid:
    """Return the partner countries with how often they are partner, venue and mentioned only.

    Parameters
    ----------
    ranking, roles
        As ``rankings.count_partners`` and ``rankings.count_roles`` return them.
    """
    columns = (
        Column("Country", "text", 2.3), Column("OIC", "text", 0.6), Column("Stories as partner", "number", 1.0),
        Column("doubtful of these", "number", 1.1), Column("venue only", "number", 0.8),
        Column("mention only", "number", 1.0), Column("First day", "day", 1.5), Column("Last day", "day", 1.5),
    )  # fmt: skip
    other = roles.set_index("iso3")
    rows = []
    for row in ranking.to_dict("records"):
        code = row["iso3"]
        rows.append(
            (
                cell(row["country"], href=anchor("country", code)),
                cell("yes" if row["oic"] else "no"),
                cell(row["stories"], href=anchor("country", code, "partner")),
                cell(row["doubtful"] or None, href=anchor("country", code, "partner")),
                cell(other.loc[code, "venue"] or None, href=anchor("country", code, "venue")),
                cell(other.loc[code, "mention"] or None, href=anchor("country", code, "mention")),
                cell(row["first_day"]),
                cell(row["last_day"]),
            )
        )
    caption = "Partner countries. A story counts once for each partner it has; every number links to its sentences."
    return Grid("partners-table", caption, columns, tuple(rows), searchable=True)


def list_pages(corpus: Corpus) -> Grid:
    """Return the pages read with their window, what is vouched for, and their hash."""
    columns = (
        Column("No.", "number", 0.5), Column("Page", "text", 2.0), Column("Kind", "text", 0.7),
        Column("Lists", "text", 1.1), Column("Articles", "number", 1.1), Column("First activity", "day", 1.4),
        Column("Last activity", "day", 1.4), Column("SHA-256", "text", 3.2),
    )  # fmt: skip
    numbers = _number_pages(corpus)
    rows = [
        (
            cell(numbers[row["source"]]),
            cell(row["source"]),
            cell(row["kind"]),
            cell(row["listing"]),
            cell(row["n_articles"]),
            cell(row["first_activity"]),
            cell(row["last_activity"]),
            cell(row["sha256"]),
        )
        for row in corpus.pages.to_dict("records")
    ]
    caption = "Pages read, with the hash that proves which file it was. “Lists” is what the analyst vouches for."
    anchors = tuple(page_anchor(source) for source in corpus.pages["source"])
    return Grid("pages-table", caption, columns, tuple(rows), anchors=anchors)


def list_problems(problems: pd.DataFrame, *, most: int) -> Grid:
    """Return what a person should look at, at most `most` rows of it."""
    rest = f" The first {most:,} of {len(problems):,}; all are in tables.xlsx." if len(problems) > most else ""
    columns = (Column("Page", "text", 1.6), Column("Sort", "text", 1.0), Column("What was found", "text", 4.0))
    rows = tuple(
        (
            cell(row["source"], href=page_anchor(row["source"])),
            cell(row["kind"], href=anchor("story", row["article_id"]) if _text(row["article_id"]) else ""),
            cell(row["message"]),
        )
        for row in problems.head(most).to_dict("records")
    )
    return Grid("problems-table", f"What a person should look at.{rest}", columns, rows)


def plain_grid(name: str, caption: str, columns: Iterable[Column], rows: Iterable[Sequence[object]]) -> Grid:
    """Return values as a table; what is a cell already stays one."""
    cells = tuple(tuple(value if isinstance(value, Cell) else cell(value) for value in row) for row in rows)
    return Grid(name, caption, tuple(columns), cells)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
