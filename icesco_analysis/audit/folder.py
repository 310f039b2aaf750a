"""A folder of an audit: the tables of the pages and the sheet, and once it is filled what it says of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from icesco_analysis.audit.estimates import correct_totals, estimate_shares
from icesco_analysis.audit.labels import print_corrections, print_labels
from icesco_analysis.audit.sheet import WHOLE, AuditError, Told, print_countries, read_sheet, render_sheet, words_of
from icesco_analysis.corpus import Corpus, hold_folder, table_bytes, write_files, write_tables
from icesco_analysis.counts import ACTIVITIES, LEVEL, select_read
from icesco_analysis.language import count_of, percent

SHEET, SAVED, TABLES, CORRECTIONS = "sheet.xlsx", "sheet.csv", "tables", "corrections.csv"

LEAST = 2
"""Checked rows without which nothing can be said."""


@dataclass(frozen=True)
class Audit:
    """What a filled sheet says of the pages it was drawn from: of releases checked and drawn of so many stories."""

    shares: pd.DataFrame  # field, read, right, share, low, high, and how many more are to be read for the width
    totals: pd.DataFrame  # total, counted, corrected, low, high, the last three missing where `refused` says why
    checked: int
    drawn: int
    stories: int
    skipped: int  # releases left out above the last one checked
    corrected: int  # corrections of the analyst that were applied before the sample was drawn, and count as read

    def describe(self, folder: Path, *, width: int) -> str:
        """Return what the sheet of a folder says, as lines to print: shares, totals, and what to do with the files."""
        told = {
            **vars(self), "level": percent(LEVEL, 1), "width": width, "releases": count_of(self.drawn, "release"),
            "of": count_of(self.stories, "story", "stories"), "rows": count_of(self.skipped, "row is", "rows are"),
            "corrections": count_of(self.corrected, "correction was", "corrections were"),
            "labels": folder / "labels", "tables": folder / TABLES, "file": folder / CORRECTIONS,
        }  # fmt: skip
        lines = ["checked", *["applied"] * bool(self.corrected), *["skipped"] * bool(self.skipped), "", "shares"]
        rows: list[tuple[str, Mapping[Any, Any]]] = [(line, told) for line in lines]
        for row in self.shares.to_dict("records"):
            interval = f"{100 * row['low']:.1f} to {100 * row['high']:.1f} %"
            shown = {"share": percent(row["share"], 1), "interval": interval, "more": row["more"] or "none"}
            rows.append(("share", row | shown))
        rows += [("", told), ("totals", told)]
        rows += [("refused" if row["refused"] else "total", row) for row in self.totals.to_dict("records")]
        rows += [(line, told) for line in ("", "labels", "corrections")]
        return "\n".join(words_of("line").get(line, "").format(**row) for line, row in rows)


def write_audit(corpus: Corpus, folder: Path, *, n: int, seed: int, blind: bool) -> list[Path]:
    """Write the sheet of a random sample of stories, and the tables that it is held against, and return their paths.

    Parameters
    ----------
    corpus
        The pages.
    folder
        Where to; it must hold no sheet.
    n, seed
        How many stories are drawn, and the seed of the draw.
    blind
        Whether what was read is hidden from who fills the sheet.

    Raises
    ------
    AuditError
        If the folder holds a sheet already, or the countries of no story on the pages are read.
    """
    if any((folder / name).exists() for name in (SHEET, SAVED)):
        raise AuditError(f"{folder} holds a sheet already: choose another folder")
    stories, read = corpus.articles.set_index("article_id"), read_stories(corpus)
    if not read:
        raise AuditError("expected stories in English, French or Arabic, found none")
    drawn = np.random.default_rng(seed).permutation(sorted(read))[:n]  # who stops early has read a random sample, too
    rows = [
        _fill_row(stories.loc[story], None if blind else read[story], number=number)
        for number, story in enumerate(drawn, start=1)
    ]
    return write_tables(corpus.tables, folder / TABLES, beside={folder / SHEET: render_sheet(rows)})


def read_stories(corpus: Corpus) -> dict[str, Told]:
    """Return what the rules read of each story in English, French or Arabic, in the form in which a person tells it."""
    countries = corpus.countries.groupby(["article_id", "role"])["iso3"].agg(frozenset).to_dict()
    return {
        str(story): Told(
            story=str(story), number=0, release=WHOLE, remark="", type="" if pd.isna(kind) else str(kind),
            days=tuple(dict.fromkeys(f"{day:%Y-%m-%d}" for day in (start, end) if pd.notna(day))),
            partners=countries.get((story, "partner"), frozenset()),
            venue=countries.get((story, "venue"), frozenset()),
        )
        for story, kind, start, end in select_read(corpus.articles)[
            ["article_id", "activity", "date_start", "date_end"]
        ].itertuples(index=False, name=None)
    }  # fmt: skip


def _fill_row(article: pd.Series, read: Told | None, *, number: int) -> dict[str, str]:
    """Return the cells of a row, empty of what was read where that is hidden."""
    parts = (article[part] for part in ("headline", "subtitle", "body"))
    row = dict.fromkeys(words_of("column"), "") | {
        "number": str(number), "page": f"{article['source']}, {article['position']}", "release": WHOLE,
        "story": str(article.name), "text": "\n\n".join(part for part in parts if isinstance(part, str) and part),
    }  # fmt: skip
    if read is None:
        return row
    first, last = (*read.days, "", "")[:2]
    countries = {"partners": print_countries(read.partners), "venue": print_countries(read.venue)}
    return row | countries | {"first_day": first, "last_day": last, "type": read.type}


def read_audit(folder: Path, *, width: float) -> Audit:
    """Return what the filled sheet of a folder says, and write labels and corrections beside it.

    Parameters
    ----------
    folder
        As `write_audit` made it; where the sheet was saved as ``sheet.csv``, that is read.
    width
        Of the interval of a share for which is said how many more releases are to be read.

    Raises
    ------
    AuditError
        If it is no such folder, if cells hold what they cannot, each of them named, or if too little is checked.
    """
    sheet = folder / (SAVED if (folder / SAVED).exists() else SHEET)
    if not sheet.is_file() or not (folder / TABLES).is_dir():
        raise AuditError(f"{folder}: expected a folder that `icesco audit PATH --out` made, found no sheet and tables")
    corpus = Corpus.read(folder)
    read = read_stories(corpus)
    told, drawn = read_sheet(sheet)
    stories = [row.story for row in told]
    if not set(stories) <= set(read) or len(set(stories)) < len(stories):
        raise AuditError(f"{sheet.name}: expected each story of the tables once at most in the column story")
    if len(told) < LEAST:
        raise AuditError(f"{sheet.name}: expected {LEAST} checked rows or more, found {len(told)}")
    labels, corrections = folder / "labels", folder / CORRECTIONS
    contents = print_labels(told, corpus.articles, weight=round(len(read) / len(told), 4))
    rows = print_corrections(told, read, corpus=corpus)
    files = {labels / name: data for name, data in contents.items()} | {corrections: table_bytes(rows)}
    with hold_folder(folder):
        write_files(files, instead_of=[*labels.glob("*.json"), corrections])  # of an earlier reading of this sheet
    return Audit(
        shares=estimate_shares(compare(told, read), of=len(read), width=width),
        totals=correct_totals(add_up(read.values()), add_up(told), names=words_of("total")),
        checked=len(told), drawn=drawn, stories=len(read), skipped=max(row.number for row in told) - len(told),
        corrected=int(corpus.problems["kind"].eq("correction-applied").sum()),
    )  # fmt: skip


def compare(told: Iterable[Told], read: Mapping[str, Told]) -> pd.DataFrame:
    """Return for each release (row) and field (column) whether what was read is right."""
    fields = words_of("field")
    right = {row.story: [getattr(row, name) == getattr(read[row.story], name) for name in fields] for row in told}
    return pd.DataFrame.from_dict(right, orient="index", columns=list(fields.values()))


def add_up(rows: Iterable[Told]) -> pd.DataFrame:
    """Return what each release adds to each total."""
    added = {
        row.story: {
            "dated": int(bool(row.days)), "named": int(bool(row.partners)),
            "pairs": len(row.partners), **{kind: int(row.type == kind) for kind in ACTIVITIES},
        }
        for row in rows
    }  # fmt: skip
    return pd.DataFrame.from_dict(added, orient="index")
