"""Report → its files, all of them or none."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from icesco_analysis.corpus import Corpus, write_tables
from icesco_analysis.counts import Labels
from icesco_analysis.executor import SEED
from icesco_analysis.report.assembly import assemble
from icesco_analysis.report.changes import compare_runs, read_earlier
from icesco_analysis.report.html import render_html
from icesco_analysis.report.pdf import PrintError, print_pdf
from icesco_analysis.report.word import render_word
from icesco_analysis.report.workbook import render_workbook

REPORT_FILES = ("report.html", "report.docx", "tables.xlsx", "report.pdf")
"""The parts of a report, beside the tables; the last one only where there is a browser."""


@dataclass(frozen=True, slots=True)
class Written:
    """The files that a report was written to, and why there is no PDF among them, empty where there is."""

    paths: tuple[Path, ...]
    no_pdf: str = ""


def write_report(
    corpus: Corpus,
    *,
    out: Path,
    since: Path | None = None,
    labels: Iterable[Labels] = (),
    browser: Path | None = None,
    seed: int = SEED,
) -> Written:
    """Write the report on a corpus and return what was written.

    Parameters
    ----------
    corpus
        What was read.
    out
        Folder for ``report.html``, ``report.docx``, ``tables.xlsx``, ``report.pdf`` (where there is a browser) and
        ``tables/``, by which the next report tells what is new. Topics that ``icesco run`` or a report of the same
        pages left in ``tables/topics`` are taken from there.
    since
        Folder of an earlier run; None leaves out what is new.
    labels
        Labels of some of the pages, to say how often the reading is right.
    browser
        A Chromium to print the PDF with, as ``find_browser`` finds it; None writes no PDF.
    seed
        Seed of topics and intervals.

    Raises
    ------
    FileNotFoundError
        If `since` holds no tables.
    EarlierRunError
        If they are not such as this version writes.
    """
    changes = None if since is None else compare_runs(read_earlier(since), corpus.tables)
    report = assemble(corpus, labels=labels, changes=changes, seed=seed, store=out / "tables" / "topics")
    html, word, workbook, pdf = (out / name for name in REPORT_FILES)
    page = render_html(report)
    contents = {
        html: page,
        word: render_word(report),
        workbook: render_workbook(corpus, report=report, changes=changes),
    }
    no_pdf = ""
    try:
        contents[pdf] = print_pdf(page, browser=browser)
    except PrintError as error:
        no_pdf = str(error)
    return Written(tuple(write_tables(corpus.tables, out / "tables", beside=contents)), no_pdf=no_pdf)
