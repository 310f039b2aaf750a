"""The command line: ``icesco extract``, ``icesco run``, ``icesco report``, ``icesco score`` and more.

Every command imports what it needs when it is called, so that ``--help`` is there at once.
"""

import argparse
import atexit
import contextlib
import gc
import json
import logging
import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icesco_analysis.language import count_of, find_words, read_vocabulary

if TYPE_CHECKING:
    from icesco_analysis.corpus import Corpus

READ, SOME_REFUSED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: all pages read; some refused or a notebook failed, each named, the others done; wrong usage, or no place
to write to; stopped by the person.
"""

MANY_OBJECTS = 1_000_000
"""New objects after which Python looks for garbage in circles: after each 700, as it would, takes a seventh of a
command's time, and finds next to none."""

_AS_WRITTEN = argparse.RawDescriptionHelpFormatter
_LOG = logging.getLogger("icesco")
_CONDITIONS = ("since", "until", "country", "role", "organisation", "activity", "topic", "language", "words")
"""Options that `Corpus.select` takes as they are, but for the topic, which is looked up among those of the corpus."""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    told = "\n".join(line if line.startswith(" ") else f"\n{line}\n" for line in _read_help("icesco"))
    parser = argparse.ArgumentParser(prog="icesco", description=told, formatter_class=_AS_WRITTEN)
    parser.add_argument("--version", action="version", version=f"%(prog)s {version('icesco-analysis')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    actions = {
        "extract": _extract, "run": _run, "report": _report, "cite": _cite, "score": _score, "audit": _audit,
        "fetch": _fetch,
    }  # fmt: skip
    for name, action in actions.items():
        _add_command(commands, name, action)
    return parser


def _read_help(name: str) -> list[str]:
    """Return the lines that ``data/commands.tsv`` has for a command: sentences, and indented examples."""
    rows = read_vocabulary("commands.tsv", columns=["command", "example", "said"])
    told = ((row["example"], row["said"]) for row in rows if row["command"] == name)
    return [f"  {example:<42}  {said}".rstrip() if example else said for example, said in told]


def _read_day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"expected a day as 2026-11-30, found {text!r}") from error


_FORMS: Mapping[str, Mapping[str, Any]] = {
    "text": {}, "path": {"type": Path}, "day": {"type": _read_day}, "number": {"type": float},
    "whole number": {"type": int}, "flag": {"action": "store_true"}, "each": {"action": "append"},
    "one or more": {"nargs": "+"}, "any number": {"nargs": "*"},
}  # fmt: skip
"""What an option of a form is to the parser; the other forms are choices."""


def _add_command(commands: Any, name: str, action: Callable[[argparse.Namespace], int]) -> None:
    said, *examples = _read_help(name)
    words = {"help": said, "description": f"{said.capitalize()}.", "epilog": "\n".join(["examples:", *examples])}
    command = commands.add_parser(name, formatter_class=_AS_WRITTEN, **words)
    loud = command.add_mutually_exclusive_group()
    loud.add_argument("-q", "--quiet", action="store_true", help="say nothing but what went wrong")
    loud.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help="say each step, and where an error came from",
    )
    command.set_defaults(action=action)
    columns = ["commands", "group", "option", "form", "shown", "default", "said"]
    options = [row for row in read_vocabulary("options.tsv", columns=columns) if name in row["commands"].split()]
    for title, own in groupby(options, key=itemgetter("group")):
        without = "without any of these all; with several those that meet each"
        place = command.add_argument_group(title, without) if title else command
        for row in own:
            given = {"required": True} if row["default"] == "required" else {"default": row["default"]}
            told = {"help": row["said"], "metavar": row["shown"], **given}
            form = _FORMS.get(row["form"], {"choices": row["form"].split("|")})
            place.add_argument(*row["option"].split(), **{key: cell for key, cell in told.items() if cell}, **form)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Parameters
    ----------
    arguments
        What stands behind ``icesco``; None takes it from the process.
    """
    options = build_parser().parse_args(arguments)
    gc.set_threshold(MANY_OBJECTS)
    atexit.register(gc.freeze)  # what is left when the process ends need not be looked through for circles
    steps = options.verbose or (sys.stderr.isatty() and not options.quiet)
    shown = logging.StreamHandler(sys.stderr)
    shown.setLevel(logging.INFO if steps else logging.WARNING)
    _LOG.setLevel(logging.WARNING if options.quiet else logging.INFO)
    _LOG.handlers = [shown]
    try:
        code: int = options.action(options)
    except (OSError, ValueError) as error:
        hint = "; it may be open in another program" if isinstance(error, PermissionError) else ""
        _warn(f"{error}{hint}")
        if options.verbose:
            _LOG.info("This is where it came from, if it is a defect to report:", exc_info=True)
        return WRONG_USAGE
    except KeyboardInterrupt:
        _warn("interrupted; what was being written is as it was before")
        return INTERRUPTED
    return code


def _extract(options: argparse.Namespace) -> int:
    from icesco_analysis.corpus import hold_folder, write_tables

    corpus = _load(options, options.paths, out=options.out)
    record = corpus.record(command="extract", selection={})
    with hold_folder(options.out, tell=_warn):
        write_tables(corpus.rows, options.out, format=options.format, beside={options.out / "run.json": record})
    return _conclude(corpus, f"Tables in {options.out}.")


def _run(options: argparse.Namespace) -> int:
    own, look = options.out is None, {"names": options.names, "palette": options.palette}
    if own and (options.paths or options.example or _conditions_of(options) or [*look.values()] != ["en", "blue"]):
        raise ValueError("expected --out DIR for the analysis of these pages or stories, or in this look")
    from icesco_analysis.corpus import hold_folder, write_tables
    from icesco_analysis.executor import NotebookError, call_warm, notebooks_folder, run_notebooks, state_parameters

    folder = notebooks_folder()
    paths, labels = _choose_pages(options)
    target = folder.parent if own else options.out
    corpus = _load(options, paths, out=target)
    topics, into = target / "tables" / "topics", target / "tables" if own else target
    with hold_folder(target, tell=_warn):
        _say("choosing stories, fitting the topics, filling the workbook")
        selection, selected, (record, notebooks), files = call_warm(
            _prepare, corpus, _conditions_of(options), topics, paths, options.names, into
        )
        files[record] = corpus.record(command="run", selection=selection, selected=selected)
        _tell_replaced(target / record, corpus)
        beside = {into / name: data for name, data in files.items()}
        write_tables(corpus.rows, target / "tables", beside=beside)
        out = target / notebooks
        made = ", ".join([*files, out.name, "figures", "tables"])
        where = "notebooks/, figures/ and tables/" if own else f"{target}: {made}"
        stated = state_parameters(out, pages=paths, labels=labels, selection=selection, **look)
        try:
            run_notebooks(folder, out=out, parameters=None if own else stated, kernels=_cores(), tell=_say)
        except NotebookError as error:
            _warn(str(error))
            _conclude(corpus, f"The rest of the analysis in {where}.", selected=selected)
            return SOME_REFUSED
    return _conclude(corpus, f"Analysis in {where}.", selected=selected)


def _prepare(
    corpus: "Corpus", conditions: dict[str, Any], store: Path, paths: Sequence[Path], names: str, into: Path
) -> tuple[dict[str, Any], str, tuple[str, str], dict[str, bytes]]:
    """Fit the topics of a selection; return it in conditions and words, with names for its files, and its tables."""
    from icesco_analysis.executor import SEED
    from icesco_analysis.report import render_tables
    from icesco_analysis.topics import fit_topics

    corpus, selection = _select(corpus.name_countries(names), conditions, store=store, paths=paths)
    files = render_tables(corpus, folder=into)
    fit_topics(corpus.articles, seed=SEED, store=store)
    stems = f"{corpus.name_file('run')}.json", corpus.name_file("notebooks")
    return selection, corpus.selection, stems, files


def _conditions_of(options: argparse.Namespace) -> dict[str, Any]:
    return {name: value for name in _CONDITIONS if (value := getattr(options, name)) is not None}


def _select(
    corpus: "Corpus", conditions: dict[str, Any], *, paths: Sequence[Path], store: Path | None = None
) -> tuple["Corpus", dict[str, Any]]:
    """Return the stories asked for, and the conditions as `Corpus.select` took them: a topic by its stories."""
    selection = {name: value for name, value in conditions.items() if name != "topic"}
    if "topic" in conditions:
        selection |= _find_topic(corpus, conditions["topic"], store=store, paths=paths)
    chosen = corpus.select(**selection)
    if chosen.articles.empty and chosen.selection:
        raise ValueError(f"no story is left ({chosen.selection}): leave one of the conditions out")
    return chosen, selection


def _find_topic(corpus: "Corpus", wanted: str, *, store: Path | None, paths: Sequence[Path]) -> dict[str, Any]:
    from icesco_analysis.executor import SEED
    from icesco_analysis.topics import fit_topics

    topics = fit_topics(corpus.articles, seed=SEED, store=store, names=paths)
    words = set(find_words(wanted))
    found = [number for number, label in topics.labels.items() if words <= {str(number), *find_words(label)}]
    if len(found) != 1:
        known = "; ".join(f"{number} {label}" for number, label in topics.labels.items()) or "(none holds)"
        raise ValueError(f"expected the number or words of one topic, found {wanted!r}; the topics are: {known}")
    stories = topics.assignments.loc[topics.assignments["topic"] == found[0], "article_id"]
    return {"stories": stories.tolist(), "called": f"of the topic “{topics.labels[found[0]]}”"}


def _report(options: argparse.Namespace) -> int:
    from icesco_analysis.corpus import Corpus
    from icesco_analysis.counts import read_labels
    from icesco_analysis.report import find_browser, write_report

    paths, labels = _choose_pages(options)
    old, stated = options.compare_with, _conditions_of(options)
    if old and options.topic:
        raise ValueError("topics of two runs are not the same: leave --topic or --compare-with out")
    earlier = Corpus.read(old).name_countries(options.names).select(**stated) if old else None
    whole = _load(options, paths, out=options.out)
    store = options.out / "tables" / "topics" if options.out.exists() else None
    corpus, selection = _select(whole.name_countries(options.names), stated, store=store, paths=paths)
    found = read_labels(labels, pages=corpus.pages) if labels else []
    if options.labels:
        _expect_labels(options.labels, found)
    name = f"{corpus.name_file('run')}.json"
    record = whole.record(command="report", selection=selection, selected=corpus.selection)
    _tell_replaced(options.out / name, whole)
    written = write_report(
        corpus, out=options.out, earlier=earlier, labels=found, author=options.author or "", date=options.date or "",
        browser=find_browser(), paths=paths, palette=options.palette, tell=_say, beside={name: record},
    )  # fmt: skip
    shown = ", ".join(path.name for path in written.paths if path.parent == options.out)
    no_pdf = f"\nNo report.pdf: {written.no_pdf}." if written.no_pdf else ""
    return _conclude(whole, f"In {options.out}: {shown}.{no_pdf}", selected=corpus.selection)


def _cite(options: argparse.Namespace) -> int:
    from icesco_analysis.report import cite

    paths, _ = _choose_pages(options)
    whole = _load(options, paths)
    corpus, _ = _select(whole, _conditions_of(options), paths=paths)
    print(cite(corpus, form=options.format, author=options.author or "", date=options.date or ""), end="")
    return _tell_problems(whole)


def _score(options: argparse.Namespace) -> int:
    from icesco_analysis.corpus import read_tables
    from icesco_analysis.counts import judge, list_misses, read_labels, score

    tables, labels = read_tables(options.tables), read_labels(options.labels)
    _expect_labels(options.labels, read_labels(options.labels, pages=tables["pages"]))
    judgements = judge(tables, labels)
    for page, own in judgements.groupby("page", sort=True):
        print(f"\n{page}\n{score(own).to_string(index=False, float_format='%.3f')}")
    print(f"\nall\n{score(judgements).to_string(index=False, float_format='%.3f')}")
    if options.misses:
        for miss in list_misses(judgements).to_dict("records"):
            print(f"\n{miss['page']} · {miss['headline']}\n  {miss['field']}: expected {miss['expected'] or '–'}")
            print(f"  found {miss['found'] or '–'}" + (f"\n  in: {miss['evidence']}" if miss["evidence"] else ""))
    return READ


def _expect_labels(path: Path, found: Sequence[object]) -> None:
    if not found:
        raise ValueError(f"{path}: expected a file of labels named like one of the pages, found none")


def _audit(options: argparse.Namespace) -> int:
    from icesco_analysis.audit import read_audit, write_audit
    from icesco_analysis.corpus import hold_folder

    if options.n < 1 or not 0 < options.width < 100:
        raise ValueError("expected --n of 1 or more and --width between 1 and 99")
    folder = options.out or Path(options.paths[0])
    if options.out is None:
        print(read_audit(folder, width=options.width / 100).describe(folder, width=options.width))
        return READ
    corpus = _load(options, options.paths, out=folder)
    with hold_folder(folder, tell=_warn):
        write_audit(corpus, folder, n=options.n, seed=options.seed, blind=options.blind)
    return _conclude(corpus, f"Fill {folder / 'sheet.xlsx'}, then run: icesco audit {folder}")


def _fetch(options: argparse.Namespace) -> int:
    try:
        from icesco_analysis.fetch import fetch_site
    except ModuleNotFoundError as error:
        raise ValueError(f"{error}: python -m pip install 'urllib3>=2.8'") from error
    if not options.since:
        raise ValueError("expected --since DAY, as 2025-01-01")
    since = date.fromisoformat(options.since)
    try:
        listings = fetch_site(options.site, since=since, out=options.out, loopback=options.loopback, tell=_say)
    except ConnectionError as error:
        _warn(f"{error}\nwhat is in {options.out} stays; the same command goes on where it stopped")
        return SOME_REFUSED
    if _LOG.isEnabledFor(logging.INFO):
        vouched = f"{listings.count('all')} of them listing all posts of their span"
        print(f"{len(listings)} answers in {options.out}, {vouched}. Next: icesco run {options.out} --out my_analysis")
    return READ


def _choose_pages(options: argparse.Namespace) -> tuple[list[Path], Path | None]:
    """Return the pages and labels asked for, or without any the checkout's own."""
    from icesco_analysis.executor import notebooks_folder

    root = notebooks_folder().parent
    labels: Path | None = getattr(options, "labels", None)
    if labels and not labels.exists():
        raise ValueError(f"{labels}: expected labels, found no such file or folder")
    if options.paths:
        return [Path(path) for path in options.paths], labels
    seeds = root / "seeds" if (root / "seeds").is_dir() else root / "example"
    if not seeds.is_dir() or (seeds.name == "example" and not options.example):
        raise ValueError("expected PATH, since there is no checkout with seeds/ here; --example reads pages to try")
    return [seeds], labels or root / "tests" / "labelled" / "gold"


def _load(options: argparse.Namespace, paths: Sequence[str | Path], *, out: Path | None = None) -> "Corpus":
    """Read the pages, with a line of progress where somebody watches."""
    from icesco_analysis.corpus import load_corpus

    progress = _show_progress if _LOG.handlers[0].level == logging.INFO and sys.stderr.isatty() else None
    asked = {name: getattr(options, name) for name in ("engine", "scheduler", "page_seconds", "store")}
    how = {name: value for name, value in asked.items() if value is not None}
    if options.scheduler and options.engine != "dask":
        raise ValueError("expected --engine dask with --scheduler")
    try:
        return load_corpus(paths, out=out, processes=_cores(), progress=progress, **how)
    except ModuleNotFoundError as error:
        raise ValueError(f"{error}: python -m pip install 'dask[distributed]>=2026.1'") from error


def _tell_replaced(record: Path, corpus: "Corpus") -> None:
    """Say so where the files of an analysis of other pages are going to be replaced."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        pages = {one["sha256"] for one in json.loads(record.read_bytes())["inputs"]}
        if gone := len(pages - {row["sha256"] for row in corpus.list_rows("pages")}):
            _warn(f"{record.parent} held an analysis with {gone} pages that are not among these: replaced")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _show_progress(done: int, total: int, name: str) -> None:
    print(f"\r\033[Kreading {done + 1} of {total}: {name}", end="\n" if done + 1 == total else "", file=sys.stderr)


def _warn(message: str) -> None:
    for line in message.splitlines():
        _LOG.warning("icesco: %s", line)


def _say(message: str) -> None:
    """Tell a watching person what goes on; say nothing to a script."""
    _LOG.info("%s", message)


def _conclude(corpus: "Corpus", result: str, *, selected: str = "") -> int:
    """Say what was read and written and what went wrong, and return the exit code."""
    from icesco_analysis.partners import READ_LANGUAGES

    n = {name: len(table) for name, table in corpus.rows.items()}
    kinds = Counter(row["kind"] for row in corpus.list_rows("problems"))
    applied, lost = kinds["correction-applied"], kinds["correction"] + kinds["correction-unmatched"]
    told = [(row["date_start"] is not None, row["language"] or "") for row in corpus.list_rows("articles")]
    dated, unread = sum(day for day, _ in told), sum(language not in READ_LANGUAGES for _, language in told)
    not_read = f", the partners of {unread} in other languages not read" if unread else ""
    lines = [
        f"{count_of(n['pages'], 'page')}, {count_of(n['appearances'], 'printed article')}, "
        f"{count_of(n['articles'], 'story', 'stories')}, {dated} of them dated{not_read}; "
        f"{count_of(n['problems'] - applied, 'thing')} to look at in problems. {result}"
    ]
    if selected:
        lines.append(f"Selected {selected}.")
    if corpus.passed:
        passed = count_of(len(corpus.passed), "file or folder", "files and folders")
        lines.append(f"{passed} beside the pages passed over.")
    if applied or lost:
        lines.append(f"{count_of(applied, 'correction')} applied, {lost} not.")
    if _LOG.isEnabledFor(logging.INFO):
        print("\n".join(lines))
    return _tell_problems(corpus)


def _tell_problems(corpus: "Corpus") -> int:
    """Name what a person has to mend, and return the exit code."""
    for line in corpus.tell_problems():
        _LOG.warning("%s", line)
    if corpus.refused:
        _warn("save what was refused again, as “Web page, HTML only” or as text, or take it out of the folder")
    return SOME_REFUSED if corpus.refused else READ
