"""Corpus → the files that people open, all of them or none: a flat table and a workbook, a report, its references."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from icesco_analysis.corpus import Corpus, hold_folder, table_bytes, write_tables
from icesco_analysis.counts import Labels
from icesco_analysis.executor import SEED
from icesco_analysis.report.assembly import assemble, say_caveats
from icesco_analysis.report.citations import FORMATS, TITLE, cite, tell_reference
from icesco_analysis.report.comparison import compare
from icesco_analysis.report.desk import lay_out
from icesco_analysis.report.pdf import PrintError, print_pdf
from icesco_analysis.report.workbook import refuse_filled, render_workbook
from icesco_analysis.topics import fit_topics

PARTS = ("report.html", "report.docx", "report.pdf", "releases.csv", "tables.xlsx")
"""The files of a report, beside the tables and references; no PDF where there is no browser."""


@dataclass(frozen=True, slots=True)
class Written:
    """The files that a report was written to, and why there is no PDF among them, empty where there is."""

    paths: tuple[Path, ...]
    no_pdf: str = ""


def render_tables(corpus: Corpus, *, folder: Path, compared: pd.DataFrame | None = None) -> dict[str, bytes]:
    """Return the flat table of releases and the workbook by the names of their files, which say what was selected.

    FileExistsError is raised where the workbook in the `folder` has corrections that are nowhere else.
    """
    name = f"{corpus.name_file('tables')}.xlsx"
    refuse_filled(folder / name, corpus=corpus)
    selected = [f"Selected: {corpus.selection}."] if corpus.selection else []
    about = [*selected, tell_reference(corpus), "", "Before you quote a number", *map(str, say_caveats(corpus))]
    workbook = render_workbook(corpus, title=TITLE, about=about, compared=compared)
    return {f"{corpus.name_file('releases')}.csv": table_bytes(corpus.releases, for_excel=True), name: workbook}


def write_report(
    corpus: Corpus,
    *,
    out: Path,
    earlier: Corpus | None = None,
    labels: Iterable[Labels] = (),
    author: str = "",
    date: str = "",
    browser: Path | None = None,
    paths: Iterable[Path] = (),
    palette: str = "blue",
    tell: Callable[[str], None] = lambda _: None,
    beside: dict[str, bytes] | None = None,
) -> Written:
    """Write the report on a corpus and return what was written.

    Parameters
    ----------
    corpus
        What was read, whole or selected; the names of all files say what was selected.
    out
        Folder for the report, its tables and references, and for ``tables/``, with which the next one is compared.
        Topics that ``icesco run`` or a report of the same pages left in ``tables/topics`` are taken from there.
    earlier
        What an earlier run read, selected alike; None leaves out what is new.
    labels
        Labels of some of the pages, to say how often the reading is right.
    author, date
        Who made the report, and on which day (2025-05-20), to be printed and cited; empty for none.
    browser
        A Chromium to print the PDF with, as ``find_browser`` finds it; None writes no PDF.
    paths
        Where the pages lie; a ``topics.csv`` beside them names topics.
    palette
        Colours of the figures, as `save_figure` takes them.
    tell
        Called with a line before each step that takes long.
    beside
        Bytes by name of further files of the run.
    """
    from icesco_analysis.report.html import render_html  # jinja2 and docx, which tables and references do without
    from icesco_analysis.report.word import render_word

    files = [*map(Path, PARTS), *(Path(f"references{ending}") for ending in FORMATS.values())]
    names = [f"{corpus.name_file(file.stem)}{file.suffix}" for file in files]
    names += [f"tables/{name}.csv" for name in corpus.tables]
    html, word, pdf = (out / name for name in names[:3])
    with hold_folder(out, names=names, tell=tell):
        compared = None if earlier is None else compare(earlier, corpus)
        tables = render_tables(corpus, folder=out, compared=compared)
        tell("fitting the topics")
        topics = fit_topics(corpus.articles, seed=SEED, store=out / "tables" / "topics", names=paths)
        desk = lay_out(corpus, topics=topics)
        tell("drawing the figures")
        report = assemble(
            desk, labels=labels, earlier=earlier, compared=compared, author=author, date=date, palette=palette
        )
        tell("writing the documents")
        page = render_html(report)
        contents = {html: page, word: render_word(report)}
        for form, ending in FORMATS.items():
            references = cite(corpus, form=form, author=author, date=date)
            tables[f"{corpus.name_file('references')}{ending}"] = references.encode()
        contents |= {out / name: data for name, data in {**tables, **(beside or {})}.items()}
        no_pdf = ""
        try:
            tell("printing the PDF")
            chapters = [chapter.anchor for chapter in report.printed]
            contents[pdf] = print_pdf(page, browser=browser, contents=chapters)
        except PrintError as error:
            no_pdf = str(error)
        whole = (corpus.whole or corpus).name_countries("en").tables
        return Written(tuple(write_tables(whole, out / "tables", beside=contents)), no_pdf=no_pdf)
