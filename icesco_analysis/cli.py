"""The command line: ``icesco extract``, ``icesco run``, ``icesco report``, ``icesco score`` and more.

Every command imports what it needs when it is called, so that ``--help`` is there at once.
"""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icesco_analysis.corpus import CorpusRows

READ, SOME_REFUSED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: all pages read; some refused or a notebook failed, each named, the others done; wrong usage, or no place
to write to; stopped by the person.
"""

MANY_OBJECTS = 100_000
"""New objects after which Python looks for garbage in circles: after each 700, as it would, takes a seventh of a
command's time, and finds next to none."""

_DESCRIPTION = """\
Turn saved news pages of ICESCO into evidence a report can cite: with which countries it works, on what, and when.

Three lines from a folder of saved pages to a report:

  pip install icesco-analysis            (or: pip install . in a copy of the project)
  icesco run my_pages --out my_analysis       tables, executed notebooks, figures
  icesco report my_pages --out my_report      report.html, report.docx, tables.xlsx, and report.pdf with Chromium
"""
_EXTRACT_EXAMPLES = """\
examples:
  icesco extract my_pages --out tables
  icesco extract "saved/2025-*.html" extra.txt --out tables --format parquet
"""
_RUN_EXAMPLES = """\
examples:
  icesco run                                  analyse seeds/ of this checkout with its own notebooks and figures
  icesco run my_pages --out my_analysis       tables, notebooks and figures of other pages, the checkout left alone
"""
_REPORT_EXAMPLES = """\
examples:
  icesco report my_pages --out my_report
  icesco report my_pages --out report_may --since report_april
"""
_SCORE_EXAMPLES = """\
examples:
  icesco score tables tests/labelled/gold
  icesco score tables tests/labelled/gold/000_8a442eabcc48086d.json --misses
"""
_AUDIT_EXAMPLES = """\
examples:
  icesco audit my_pages --n 60 --out my_audit         write my_audit/sheet.xlsx, to be filled in Excel
  icesco audit my_audit                               read it back: how often each field is right on these pages
"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="icesco", description=_DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {version('icesco-analysis')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    extract = _add_command(commands, "extract", "write the tables of saved pages", _EXTRACT_EXAMPLES, _extract)
    extract.add_argument("paths", nargs="+", metavar="PATH", help="file, folder or glob of saved pages")
    extract.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the tables")
    extract.add_argument("--format", choices=("csv", "parquet"), default="csv", help="kind of table (default: csv)")

    run = _add_command(commands, "run", "write tables, executed notebooks and figures", _RUN_EXAMPLES, _run)
    run.add_argument("--out", type=Path, metavar="DIR", help="folder for the analysis (needed with PATH)")

    report = _add_command(commands, "report", "write a report, its workbook and its PDF", _REPORT_EXAMPLES, _report)
    report.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the report")
    report.add_argument("--since", type=Path, metavar="OLD_DIR", help="folder of an earlier run, to say what is new")
    for each in (run, report):
        each.add_argument(
            "paths", nargs="*", metavar="PATH", help="file, folder or glob of saved pages (default: seeds/)"
        )
        each.add_argument("--labels", type=Path, metavar="DIR", help="labels of these pages, to score against")

    score = _add_command(commands, "score", "compare tables with labels", _SCORE_EXAMPLES, _score)
    score.add_argument("tables", type=Path, metavar="TABLES", help="folder that `icesco extract` wrote")
    score.add_argument("labels", type=Path, metavar="LABELS", help="label file, or folder of them")
    score.add_argument("--misses", action="store_true", help="list every miss with its text")

    summary = "measure the accuracy on your own pages, by a sample that you read"
    audit = _add_command(commands, "audit", summary, _AUDIT_EXAMPLES, _audit)
    audit.add_argument("paths", nargs="+", metavar="PATH", help="saved pages (with --out), or the folder of a sheet")
    audit.add_argument("--out", type=Path, metavar="DIR", help="folder for the sheet")
    audit.add_argument("--n", type=int, default=60, help="releases to draw (default: 60)")
    audit.add_argument("--seed", type=int, default=1, help="seed of the draw (default: 1)")
    audit.add_argument("--blind", action="store_true", help="hide in the sheet what was read")
    audit.add_argument("--width", type=int, default=10, help="points of an interval to read on for (default: 10)")
    return parser


def _add_command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    summary: str,
    examples: str,
    action: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    """Add one command with its examples."""
    command = commands.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(action=action)
    return command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Parameters
    ----------
    arguments
        What stands behind ``icesco``; None takes it from the process.
    """
    options = build_parser().parse_args(arguments)
    gc.set_threshold(MANY_OBJECTS)
    try:
        code: int = options.action(options)
    except (OSError, UsageError) as error:
        _warn(str(error))
        return WRONG_USAGE
    except KeyboardInterrupt:
        _warn("interrupted; what was being written is as it was before")
        return INTERRUPTED
    return code


class UsageError(Exception):
    """What was asked for cannot be done; the message says what was expected."""


def _extract(options: argparse.Namespace) -> int:
    from icesco_analysis.corpus import hold_folder, write_tables

    rows = _gather(options.paths, out=options.out)
    with hold_folder(options.out, tell=_warn):
        write_tables(rows.tables, options.out, format=options.format)
    return _conclude(rows, f"Tables in {options.out}.")


def _run(options: argparse.Namespace) -> int:
    if options.paths and options.out is None:
        raise UsageError("expected --out DIR for the analysis of these pages")
    from icesco_analysis.corpus import hold_folder, write_tables
    from icesco_analysis.executor import NotebookError, call_warm, notebooks_folder, run_notebooks, state_parameters

    folder = notebooks_folder()
    paths, labels = _choose_pages(options, folder.parent)
    own = not options.paths and options.out is None
    target = folder.parent if own else options.out
    where = "notebooks/ and figures/" if own else f"{target}"
    rows = _gather(paths, out=target)
    topics, out = target / "tables" / "topics", target / "notebooks"
    parameters = None if own else state_parameters(out, pages=paths, topics=topics, labels=labels)
    with hold_folder(target, tell=_warn):
        write_tables(rows.tables, target / "tables")
        _say("fitting the topics")
        call_warm(_fit_topics, rows, topics)
        try:
            run_notebooks(folder, out=out, parameters=parameters, kernels=_cores(), tell=_say)
        except NotebookError as error:
            _warn(str(error))
            _conclude(rows, f"The rest of the analysis in {where}.")
            return SOME_REFUSED
    return _conclude(rows, f"Analysis in {where}.")


def _fit_topics(rows: "CorpusRows", store: Path) -> None:
    """Fit the topics once, for all the notebooks that show them."""
    from icesco_analysis.corpus import Corpus
    from icesco_analysis.executor import SEED
    from icesco_analysis.topics import fit_topics

    fit_topics(Corpus.of(rows).articles, seed=SEED, store=store)


def _report(options: argparse.Namespace) -> int:
    from icesco_analysis.corpus import Corpus, hold_folder
    from icesco_analysis.counts import LabelError, find_labels
    from icesco_analysis.executor import notebooks_folder
    from icesco_analysis.report import REPORT_FILES, EarlierRunError, find_browser, write_report

    paths, labels = _choose_pages(options, notebooks_folder().parent)
    rows = _gather(paths, out=options.out)
    corpus = Corpus.of(rows)
    try:
        found = find_labels(labels, pages=corpus.pages) if labels else []
        if options.labels and not found:
            raise UsageError(f"{options.labels}: expected a file of labels named like one of the pages, found none")
        names = (*REPORT_FILES, *(f"tables/{name}.csv" for name in rows.tables))
        with hold_folder(options.out, names=names, tell=_warn):
            written = write_report(corpus, out=options.out, since=options.since, labels=found, browser=find_browser())
    except (LabelError, EarlierRunError) as error:
        raise UsageError(str(error)) from error
    shown = ", ".join(path.name for path in written.paths if path.parent == options.out)
    no_pdf = f"\nNo report.pdf: {written.no_pdf}." if written.no_pdf else ""
    return _conclude(rows, f"In {options.out}: {shown}.{no_pdf}")


def _score(options: argparse.Namespace) -> int:
    from icesco_analysis.corpus import read_tables
    from icesco_analysis.counts import judge, list_misses, read_labels, score

    try:
        judgements = judge(read_tables(options.tables), read_labels(options.labels))
    except ValueError as error:  # labels or tables that are not what they should be
        raise UsageError(str(error)) from error
    for page, own in judgements.groupby("page", sort=True):
        print(f"\n{page}\n{score(own).to_string(index=False, float_format='%.3f')}")
    print(f"\nall\n{score(judgements).to_string(index=False, float_format='%.3f')}")
    if options.misses:
        for miss in list_misses(judgements).to_dict("records"):
            print(f"\n{miss['page']} · {miss['headline']}\n  {miss['field']}: expected {miss['expected'] or '–'}")
            print(f"  found {miss['found'] or '–'}" + (f"\n  in: {miss['evidence']}" if miss["evidence"] else ""))
    return READ


def _audit(options: argparse.Namespace) -> int:
    from icesco_analysis.audit import AuditError, describe_audit, read_audit, write_audit
    from icesco_analysis.corpus import Corpus, hold_folder

    if options.n < 1 or not 0 < options.width < 100:
        raise UsageError("expected --n of 1 or more and --width between 1 and 99")
    folder = options.out or Path(options.paths[0])
    try:
        if options.out is None:
            print(describe_audit(read_audit(folder, width=options.width / 100), folder=folder, width=options.width))
            return READ
        rows = _gather(options.paths, out=folder)
        with hold_folder(folder, tell=_warn):
            write_audit(Corpus.of(rows), folder, n=options.n, seed=options.seed, blind=options.blind)
    except AuditError as error:
        raise UsageError(str(error)) from error
    return _conclude(rows, f"Fill {folder / 'sheet.xlsx'}, then run: icesco audit {folder}")


def _choose_pages(options: argparse.Namespace, root: Path) -> tuple[list[Path], Path | None]:
    """Return the pages and labels asked for, or without any the checkout's own."""
    if options.labels and not options.labels.exists():
        raise UsageError(f"{options.labels}: expected labels, found no such file or folder")
    if options.paths:
        return [Path(path) for path in options.paths], options.labels
    if not (root / "seeds").is_dir():
        raise UsageError("expected PATH and --out DIR, since there is no checkout with seeds/ here")
    return [root / "seeds"], options.labels or root / "tests" / "labelled" / "gold"


def _gather(paths: Sequence[str | Path], *, out: Path) -> "CorpusRows":
    """Read the pages, with a line of progress where somebody watches."""
    from icesco_analysis.corpus import gather_rows

    progress = _show_progress if sys.stderr.isatty() else None
    return gather_rows(paths, out=out, processes=_cores(), progress=progress)


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _show_progress(done: int, total: int, name: str) -> None:
    print(f"\r\033[Kreading {done + 1} of {total}: {name}", end="\n" if done + 1 == total else "", file=sys.stderr)


def _warn(message: str) -> None:
    print("".join(f"icesco: {line}\n" for line in message.splitlines()), end="", file=sys.stderr)


def _say(message: str) -> None:
    """Tell a watching person what goes on; say nothing to a script."""
    if sys.stderr.isatty():
        print(message, file=sys.stderr)


def _conclude(rows: "CorpusRows", result: str) -> int:
    """Say what was read and written, name every page that was refused, and return the exit code."""
    from icesco_analysis.language import count_of

    n = {name: len(table) for name, table in rows.tables.items()}
    dated = sum(row["date_start"] is not None for row in rows.tables["articles"])
    unread = sum(not row["partners_read"] for row in rows.tables["articles"])
    not_read = f", {unread} not in English and their partners not read" if unread else ""
    print(
        f"{count_of(n['pages'], 'page')}, {count_of(n['appearances'], 'printed article')}, "
        f"{count_of(n['articles'], 'story', 'stories')}, {dated} of them dated{not_read}; "
        f"{count_of(n['problems'], 'thing')} to look at in problems. {result}"
    )
    if rows.passed:
        print(f"{count_of(len(rows.passed), 'file or folder', 'files and folders')} beside the pages passed over.")
    for row in rows.tables["problems"]:
        if row["kind"] == "refused":
            print(f"refused {row['source']}: {row['message']}", file=sys.stderr)
    return SOME_REFUSED if rows.refused else READ
