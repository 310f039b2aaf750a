"""The command line: ``icesco extract``, ``icesco run``, ``icesco score``."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from icesco_analysis.corpus import Corpus, load_corpus
from icesco_analysis.language import count_of

READ, SOME_REFUSED, WRONG_USAGE = 0, 1, 2
"""Exit codes: all pages read; some refused or a notebook failed, each named, the others done; wrong usage."""

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


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="icesco", description=_DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    extract = _add_command(commands, "extract", "write the tables of saved pages", _EXTRACT_EXAMPLES, _extract)
    extract.add_argument("paths", nargs="+", metavar="PATH", help="file, folder or glob of saved pages")
    extract.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the tables")
    extract.add_argument("--format", choices=("csv", "parquet"), default="csv", help="kind of table (default: csv)")

    run = _add_command(commands, "run", "write tables, executed notebooks and figures", _RUN_EXAMPLES, _run)
    run.add_argument("paths", nargs="*", metavar="PATH", help="file, folder or glob of saved pages (default: seeds/)")
    run.add_argument("--out", type=Path, metavar="DIR", help="folder for the analysis (needed with PATH)")
    run.add_argument("--labels", type=Path, metavar="DIR", help="labels of these pages, to score against")

    report = _add_command(commands, "report", "write a report, its workbook and its PDF", _REPORT_EXAMPLES, _report)
    report.add_argument(
        "paths", nargs="*", metavar="PATH", help="file, folder or glob of saved pages (default: seeds/)"
    )
    report.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the report")
    report.add_argument("--since", type=Path, metavar="OLD_DIR", help="folder of an earlier run, to say what is new")
    report.add_argument("--labels", type=Path, metavar="DIR", help="labels of these pages, to score against")

    score = _add_command(commands, "score", "compare tables with labels", _SCORE_EXAMPLES, _score)
    score.add_argument("tables", type=Path, metavar="TABLES", help="folder that `icesco extract` wrote")
    score.add_argument("labels", type=Path, metavar="LABELS", help="label file, or folder of them")
    score.add_argument("--misses", action="store_true", help="list every miss with its text")
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
    try:
        code: int = options.action(options)
    except (FileNotFoundError, UsageError) as error:
        return _refuse(str(error))
    return code


class UsageError(Exception):
    """What was asked for cannot be done; the message says what was expected."""


def _refuse(message: str) -> int:
    print(f"icesco: {message}", file=sys.stderr)
    return WRONG_USAGE


def _extract(options: argparse.Namespace) -> int:
    from icesco_analysis.corpus import write_tables

    corpus = _load(options.paths)
    write_tables(corpus.tables, options.out, format=options.format)
    print(f"{_summary(corpus)} Tables in {options.out}.")
    return _report_refused(corpus)


def _run(options: argparse.Namespace) -> int:
    from icesco_analysis.corpus import write_tables
    from icesco_analysis.executor import NotebookError, notebooks_folder, run_notebooks

    folder = notebooks_folder()
    paths, out, labels = options.paths, options.out, options.labels
    if paths and out is None:
        raise UsageError("expected --out DIR for the analysis of these pages")
    own = not paths and out is None
    root = folder.parent
    if not paths:
        paths = [root / "seeds"]
        labels = labels or root / "tests" / "labelled" / "gold"
        if not paths[0].is_dir():
            raise UsageError("expected PATH and --out DIR, since there is no checkout with seeds/ here")
    corpus = _load(paths)
    target = root if own else out
    write_tables(corpus.tables, target / "tables", format="csv")
    pages = None if own else [Path(path) for path in paths]
    _say("running the notebooks: a minute or two")
    try:
        run_notebooks(folder, out=target / "notebooks", pages=pages, labels=labels)
    except NotebookError as error:
        print(f"icesco: {error}", file=sys.stderr)
        return SOME_REFUSED
    where = "notebooks/ and figures/" if own else f"{out}"
    print(f"{_summary(corpus)} Analysis in {where}.")
    return _report_refused(corpus)


def _report(options: argparse.Namespace) -> int:
    from icesco_analysis.counts import LabelError, find_labels
    from icesco_analysis.executor import notebooks_folder
    from icesco_analysis.report import EarlierRunError, find_browser, write_report

    root = notebooks_folder().parent
    paths = options.paths or [root / "seeds"]
    labels = options.labels or (None if options.paths else root / "tests" / "labelled" / "gold")
    if not options.paths and not paths[0].is_dir():
        raise UsageError("expected PATH, since there is no checkout with seeds/ here")
    corpus = _load(paths)
    try:
        found = find_labels(labels, pages=corpus.pages) if labels else []
        written = write_report(corpus, out=options.out, since=options.since, labels=found, browser=find_browser())
    except (LabelError, EarlierRunError) as error:
        raise UsageError(str(error)) from error
    names = [path.name for path in written.paths if path.parent == options.out]
    print(f"{_summary(corpus)} In {options.out}: {', '.join(names)}.")
    if written.no_pdf:
        print(f"No report.pdf: {written.no_pdf}.")
    return _report_refused(corpus)


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


def _load(paths: Sequence[str | Path]) -> Corpus:
    """Load the corpus, with a line of progress where somebody watches."""
    return load_corpus(paths, progress=_show_progress if sys.stderr.isatty() else None)


def _show_progress(done: int, total: int, name: str) -> None:
    print(f"\r\033[Kreading {done + 1} of {total}: {name}", end="\n" if done + 1 == total else "", file=sys.stderr)


def _say(message: str) -> None:
    """Tell a watching person what goes on; say nothing to a script."""
    if sys.stderr.isatty():
        print(message, file=sys.stderr)


def _summary(corpus: Corpus) -> str:
    stories, printed, pages = len(corpus.articles), len(corpus.appearances), len(corpus.pages)
    dated = int(corpus.articles["date_start"].notna().sum())
    problems = len(corpus.problems)
    return (
        f"{count_of(pages, 'page')}, {count_of(printed, 'printed article')}, "
        f"{count_of(stories, 'story', 'stories')}, {dated} of them dated; "
        f"{count_of(problems, 'thing')} to look at in problems."
    )


def _report_refused(corpus: Corpus) -> int:
    for row in corpus.problems[corpus.problems["kind"] == "refused"].itertuples():
        print(f"refused {row.source}: {row.message}", file=sys.stderr)
    return SOME_REFUSED if corpus.refused else READ
