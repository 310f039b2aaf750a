"""Frames → tables of a report, every number linked to what it counts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, cast

import pandas as pd

from icesco_analysis.corpus import Corpus
from icesco_analysis.language import Run, read_vocabulary
from icesco_analysis.report.content import Cell, Column, Grid, Kind, Row, anchor, cell, records
from icesco_analysis.report.desk import Desk, day_cell, headline_cell, link_countries


def _make(table: str, rows: Iterable[Sequence[object]], **options: Any) -> Grid:
    """Return a table under the caption and with the columns that ``data/report_tables.tsv`` has for it."""
    read = read_vocabulary("report_tables.tsv", columns=["table", "heading", "kind"])
    caption, *columns = (Column(row["heading"], cast(Kind, row["kind"])) for row in read if row["table"] == table)
    cells = tuple(tuple(value if isinstance(value, Cell) else cell(value) for value in row) for row in rows)
    return Grid(f"{table}-table", caption.name, tuple(columns), cells, **options)


def list_all_stories(desk: Desk) -> Grid:
    """Return the table of all stories, newest first, undated last."""
    numbers = {source: number for number, source in enumerate(desk.corpus.pages["source"], start=1)}
    rows = [_list_story(desk, story, number=numbers[story["source"]]) for story in desk.stories.values()]
    grid = _make("all-stories", rows, searchable=True)
    if desk.topics_of:
        return replace(grid, caption=f"{grid.caption} A topic is named by its first word.")
    cells = tuple((*row[:5], row[6]) for row in grid.rows)
    return replace(grid, columns=(*grid.columns[:5], grid.columns[6]), rows=cells)


def _list_story(desk: Desk, story: Row, *, number: int) -> list[Cell]:
    name = anchor("story", story["article_id"])
    unnamed = story["partner_status"] if story["partner_status"] in {"multilateral", "unknown"} else None
    topic = desk.topics_of.get(story["article_id"])
    place = Run(f"{number} / {story['position']}", href=f"#{anchor('page', story['source'])}")
    return [
        day_cell(story),
        headline_cell(story),
        _countries_cell(desk.roles.get((story["article_id"], "partner"), ()), unnamed=unnamed),
        _countries_cell(desk.roles.get((story["article_id"], "venue"), ())),
        cell(story["activity"], href=f"{name}-type"),
        cell(topic and str(topic["label"]).split(" · ")[0], href=f"{name}-topic"),
        Cell((place,), key=f"{number:06} {story['position']:06}"),
    ]


def _countries_cell(rows: Sequence[Row], *, unnamed: str | None = None) -> Cell:
    runs = link_countries(rows, doubt=" (?)")
    return Cell(runs, key="".join(run.text for run in runs).casefold()) if runs else cell(unnamed)


def list_partners(ranking: pd.DataFrame, roles: pd.DataFrame) -> Grid:
    """Return the partner countries with how often they are partner, venue and mentioned only."""
    other = roles.set_index("iso3")[["venue", "mention"]]
    rows = [_list_partner({**row, **other.loc[row["iso3"]]}) for row in records(ranking)]
    return _make("partners", rows, searchable=True)


def _list_partner(row: Row) -> list[object]:
    counts = [
        cell(row[name] or None, href=anchor("country", row["iso3"], role))
        for name, role in (("uncertain", "partner"), ("venue", "venue"), ("mention", "mention"))
    ]
    named = cell(row["country"], href=anchor("country", row["iso3"]))
    stories = cell(row["stories"], href=anchor("country", row["iso3"], "partner"))
    return [named, "yes" if row["oic"] else "no", stories, *counts, row["first_day"], row["last_day"]]


def list_organisations(ranking: pd.DataFrame) -> Grid:
    """Return the counterparts that are no states with the number of their stories, and with which states."""
    rows = [
        (row["organisation"], row["stories"], row["uncertain"] or None, f"{row['likely']:.2f}", row["countries"])
        for row in records(ranking)
    ]
    return _make("organisations", rows, searchable=True)


def list_pages(corpus: Corpus) -> Grid:
    """Return the pages read with their window, what is confirmed, and their hash."""
    shown = ("source", "kind", "listing", "n_articles", "first_activity", "last_activity", "sha256")
    rows = [[number, *(row[name] for name in shown)] for number, row in enumerate(records(corpus.pages), start=1)]
    anchors = tuple(anchor("page", source) for source in corpus.pages["source"])
    return _make("pages", rows, anchors=anchors)


def list_problems(problems: pd.DataFrame) -> Grid:
    """Return what a person should look at."""
    rows = []
    for row in records(problems):
        page, story = anchor("page", row["source"]), anchor("story", row["article_id"]) if row["article_id"] else ""
        rows.append((cell(row["source"], href=page), cell(row["kind"], href=story), row["message"]))
    return _make("problems", rows)


def list_added(articles: pd.DataFrame) -> Grid:
    """Return these articles, in the order given."""
    rows = [(row["date_start"], headline_cell(row), f"{row['source']}, {row['position']}") for row in records(articles)]
    return _make("added", rows)


def list_compared(compared: pd.DataFrame) -> Grid:
    """Return the numbers of an earlier run and of this one that are not the same."""
    rows = []
    for row in records(compared[compared["change"] != 0]):
        country = anchor("country", row["iso3"], "partner") if row["iso3"] else ""
        change = f"{row['change']:+,}".replace("-", "\N{MINUS SIGN}")
        rows.append((row["what"], row["first"], cell(row["second"], href=country), change))
    return _make("compared", rows)
