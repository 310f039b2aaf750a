"""The command line: what it writes, what it says, how it ends."""

import json
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import icesco_analysis
from icesco_analysis.cli import build_parser, main


def test_extract_writes_six_tables_and_their_description(tmp_path, capsys):
    assert main(["extract", "seeds", "--out", str(tmp_path / "tables")]) == 0
    written = sorted(path.name for path in (tmp_path / "tables").iterdir())
    assert written == [
        "appearances.csv", "articles.csv", "countries.csv", "datapackage.json", "organisations.csv", "pages.csv",
        "problems.csv", "run.json",
    ]  # fmt: skip
    assert len(pd.read_csv(tmp_path / "tables" / "articles.csv")) == 50
    assert "50 stories" in capsys.readouterr().out


def test_a_script_sees_no_progress(tmp_path, capsys):
    main(["extract", "seeds", "--out", str(tmp_path)])
    assert capsys.readouterr().err == ""


def test_an_audit_goes_out_as_a_sheet_and_says_what_is_missing(tmp_path, capsys):
    assert main(["audit", "seeds", "--n", "3", "--out", str(tmp_path / "audit")]) == 0
    assert "then run: icesco audit" in capsys.readouterr().out
    assert main(["audit", str(tmp_path / "audit")]) == 2
    assert "expected 2 checked rows or more, found 0" in capsys.readouterr().err
    assert main(["audit", "seeds"]) == 2
    assert "expected a folder that `icesco audit PATH --out` made" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["cite", "report"])
def test_a_date_that_is_no_day_is_refused_before_anything_is_read(tmp_path, capsys, command):
    with pytest.raises(SystemExit) as stopped:
        main([command, "seeds", "--date", "30.11.2026", *(["--out", str(tmp_path)] if command == "report" else [])])
    assert stopped.value.code == 2
    assert "expected a day as 2026-11-30, found '30.11.2026'" in capsys.readouterr().err


def _loaded_by(*arguments):
    """Return the modules that a command loads."""
    program = (
        "import json, sys\nfrom icesco_analysis.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\nprint(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    return {module.partition(".")[0] for module in json.loads(done.stdout.splitlines()[-1])}


def test_help_and_version_load_nothing_heavy(capsys):
    heavy = {"pandas", "numpy", "lxml", "bs4", "ahocorasick_rs", "nbformat", "matplotlib"}
    assert _loaded_by("--help") & heavy == set()
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert (stopped.value.code, capsys.readouterr().out) == (0, f"icesco {version('icesco-analysis')}\n")


def test_extracting_loads_nothing_that_counts_or_draws(tmp_path):
    page = "seeds/000_8a442eabcc48086d.txt"
    loaded = _loaded_by("extract", page, "--out", str(tmp_path))
    assert loaded & {"pandas", "numpy", "pyarrow", "scipy", "sklearn", "matplotlib", "docx", "nbformat"} == set()
    assert (tmp_path / "articles.csv").is_file()


def test_a_folder_that_cannot_be_written_ends_with_two(tmp_path, capsys):
    (tmp_path / "file").write_bytes(b"")
    assert main(["extract", "seeds/000_8a442eabcc48086d.txt", "--out", str(tmp_path / "file" / "tables")]) == 2
    assert capsys.readouterr().err.startswith("icesco: ")


def test_a_file_that_may_be_open_elsewhere_is_said_so(tmp_path, monkeypatch, capsys):
    def refuse(*_, **__):
        raise PermissionError(13, "Access is denied", "tables/articles.csv")

    monkeypatch.setattr("icesco_analysis.corpus.write_tables", refuse)
    assert main(["extract", "seeds/000_8a442eabcc48086d.txt", "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err.endswith("'tables/articles.csv'; it may be open in another program\n")


def test_who_stops_a_command_sees_no_traceback(tmp_path, monkeypatch, capsys):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("icesco_analysis.corpus.write_tables", stop)
    assert main(["extract", "seeds/000_8a442eabcc48086d.txt", "--out", str(tmp_path)]) == 130
    assert capsys.readouterr().err == "icesco: interrupted; what was being written is as it was before\n"
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def no_notebooks(tmp_path, monkeypatch, fit_seeds_once):  # noqa: ARG001 - fits in this process, too
    """Leave the notebooks out, and let the tables for people be filled in this process."""
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setattr("icesco_analysis.executor.notebooks_folder", lambda: tmp_path / "notebooks")
    monkeypatch.setattr("icesco_analysis.executor.call_warm", lambda function, *arguments: function(*arguments))
    monkeypatch.setattr("icesco_analysis.executor.notebooks.warm_provisioner", lambda **_: None)  # for a single kernel


@pytest.mark.usefixtures("no_notebooks")
def test_a_selection_has_files_of_its_own_that_say_what_was_selected(tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["run", "seeds", "--out", str(out), "-q"]) == 0
    before = {path.name for path in out.iterdir()}
    whole = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert len(pd.read_csv(out / "releases.csv", sep="\t", encoding="utf-16")) > 50, "as the README says"
    assert main(["run", "seeds", "--out", str(out), "--region", "Central Asia", "--from", "2025"]) == 0
    assert (
        "Selected 1 of 50 stories: with Central Asia as partner, since 2025 (1 undated one left out)."
        in capsys.readouterr().out
    )
    assert {path: path.read_bytes() for path in whole} == whole
    new = {path.name for path in out.iterdir()} - before
    stem = "central-asia-partner-since-2025"
    assert new == {f"notebooks-{stem}", f"releases-{stem}.csv", f"run-{stem}.json", f"tables-{stem}.xlsx"}
    record = json.loads((out / f"run-{stem}.json").read_bytes())
    assert record["selection"] == {"since": "2025", "country": ["Central Asia"]}


@pytest.mark.usefixtures("no_notebooks")
def test_names_and_colours_reach_files_and_notebooks_while_tables_stay_english(tmp_path):
    cell = new_code_cell('PAGES = "x"\nNAMES = "en"\nFIGURES = {}', metadata={"tags": ["parameters"]})
    (tmp_path / "notebooks" / "01-a.ipynb").write_text(nbformat.writes(new_notebook(cells=[cell])))
    out = tmp_path / "out"
    assert main(["run", "seeds", "--out", str(out), "--names", "fr", "--palette", "teal", "-q"]) == 0
    stated = nbformat.read(out / "notebooks" / "01-a.ipynb", as_version=4).cells[0].source
    assert stated == 'PAGES = "../tables"\nNAMES = "fr"\nFIGURES = {"folder": "../figures", "palette": "teal"}'
    assert "Azerbaïdjan\tAZE" in (out / "releases.csv").read_text(encoding="utf-16")
    assert "Azerbaïdjan" not in (out / "tables" / "countries.csv").read_text(encoding="utf-8")


@pytest.mark.usefixtures("no_notebooks")
def test_a_topic_is_chosen_by_its_words_and_others_are_listed(tmp_path, capsys):
    assert main(["run", "seeds", "--out", str(tmp_path / "out"), "--topic", "pandemic"]) == 0
    assert "of the topic “pandemic · continuity · humanitarian”" in capsys.readouterr().out
    assert main(["run", "seeds", "--out", str(tmp_path / "out"), "--topic", "football"]) == 2
    assert "the topics are: 1 technologies" in capsys.readouterr().err


@pytest.mark.usefixtures("no_notebooks")
def test_an_analysis_of_other_pages_is_not_replaced_in_silence(tmp_path, capsys):
    for pages in ("seeds", "seeds/000_8a442eabcc48086d.txt"):
        assert main(["run", pages, "--out", str(tmp_path / "out"), "-q"]) == 0
    assert "held an analysis with 4 pages that are not among these: replaced" in capsys.readouterr().err


def test_corrections_are_counted_in_the_last_lines(tmp_path, capsys):
    cases = Path(__file__).parent / "cases" / "corrections"
    shutil.copytree(cases / "pages", tmp_path / "pages")
    text = (cases / "english-gb.csv").read_text(encoding="cp1252")
    (tmp_path / "pages" / "corrections.csv").write_text(text + "page.txt,No such headline,type,a,b,so\n")
    assert main(["extract", str(tmp_path / "pages"), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr()
    assert "7 corrections applied, 1 not." in said.out
    assert "not applied corrections.csv, line 10: 'a' is no value for the field type" in said.err


FOREIGN = (
    "<html><body><article><h1>UNESCO and Japan Launch Project {n} on Libraries in Kabul</h1><p>The Director-General of "
    "UNESCO met on 3 June 2024 in Paris the Minister of Culture of Japan and launched project {n}.</p></article></body>"
)


def test_pages_of_others_and_mistakes_in_the_notes_are_named_on_the_terminal(tmp_path, capsys):
    pages = tmp_path / "pages"
    shutil.copytree("seeds", pages)
    for n in range(7):
        (pages / f"unesco{n}.html").write_text(FOREIGN.format(n=n))
    (pages / "pages.csv").write_text("source,listing\nunesco1.html,gefiltert\nNews-2.txt,all\n")
    assert main(["extract", str(pages), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().err
    assert "\ndoubtful unesco4.html: 0 of 1 articles name the organisation" in said
    assert "unesco5" not in said
    assert "\ndoubtful: 2 more, see problems\n" in said
    assert "not understood pages.csv, line 2: expected the listing all, filtered or unknown, found 'gefiltert'" in said
    assert "not understood News-2.txt: pages.csv speaks of News-2.txt, but no such page was read" in said
    assert main(["cite", str(pages / "unesco1.html")]) == 0
    assert "doubtful unesco1.html: 0 of 1" in capsys.readouterr().err, "references of it go into an annex"


def test_corrections_that_were_applied_are_nothing_to_look_at(tmp_path, capsys):
    cases = Path(__file__).parent / "cases" / "corrections"
    shutil.copytree(cases / "pages", tmp_path / "pages")
    shutil.copy(cases / "english-gb.csv", tmp_path / "pages" / "corrections.csv")
    main(["extract", str(tmp_path / "pages"), "--out", str(tmp_path / "out")])
    kinds = pd.read_csv(tmp_path / "out" / "problems.csv")["kind"]
    look, applied = (kinds != "correction-applied").sum(), (kinds == "correction-applied").sum()
    assert applied
    assert f"; {look} things to look at in problems. " in capsys.readouterr().out


def test_the_package_runs_as_a_module_and_knows_its_version():
    done = subprocess.run(
        [sys.executable, "-m", "icesco_analysis", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"icesco {icesco_analysis.__version__}\n"


@pytest.mark.usefixtures("no_notebooks")
def test_a_run_with_a_failing_notebook_and_a_refused_page_names_both(tmp_path, capsys):
    shutil.copytree("seeds", tmp_path / "pages")
    (tmp_path / "pages" / "broken.txt").write_bytes(b"")
    (tmp_path / "notebooks" / "01-text.ipynb").write_text("no notebook")
    assert main(["run", str(tmp_path / "pages"), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr()
    assert "icesco: 01-text.ipynb: NotJSONError" in said.err
    assert "refused broken.txt" in said.err
    assert "50 stories" in said.out
    assert (tmp_path / "out" / "tables" / "articles.csv").is_file()


WRONG_USAGE = [
    ["extract", "no-such-folder", "--out", "x"],
    ["run", "seeds"],
    ["report", "no-such-folder", "--out", "x"],
    ["report", "seeds", "--out", "x", "--labels", "tests/labelled/gold", "--compare-with", "no-such-folder"],
    ["report", "seeds", "--out", "x", "--labels", "no-such-folder"],
    ["run", "seeds", "--out", "x", "--labels", "no-such-folder"],
    ["report", "seeds/001_6230be30ad403a5e.txt", "--out", "x", "--labels", "tests/labelled/gold"],
    ["report", "seeds", "--out", "x", "--country", "Atlantis"],
    ["report", "seeds", "--out", "x", "--country", "Fiji"],
    ["report", "seeds", "--out", "x", "--since", "May 2025"],
    ["run", "--country", "Belgium"],
    ["run", "--names", "fr"],
    ["cite", "no-such-folder"],
    ["score", "no-such-folder", "tests/labelled/gold"],
]


@pytest.mark.parametrize("arguments", WRONG_USAGE, ids=" ".join)
def test_wrong_usage_ends_with_two_and_says_what_was_expected(arguments, capsys):
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert "icesco: " in said
    assert "Traceback" not in said


def test_where_an_error_came_from_is_told_to_who_asks(capsys):
    assert main(["cite", "no-such-folder", "--verbose"]) == 2
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["extract"], ["report"], ["dance"]])
def test_the_parser_refuses_with_two(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_every_command_has_help_with_an_example(capsys):
    for command in ("extract", "run", "report", "cite", "score", "audit"):
        with pytest.raises(SystemExit):
            build_parser().parse_args([command, "--help"])
        assert f"icesco {command} " in capsys.readouterr().out


def test_score_prints_each_page_and_lists_the_misses(tmp_path, capsys):
    tables = tmp_path / "tables"
    main(["extract", "seeds", "--out", str(tables)])
    articles = pd.read_csv(tables / "articles.csv", dtype=str, keep_default_na=False)
    articles.loc[articles["headline"].str.startswith("ICESCO and Belgium"), "activity"] = "launch"
    articles.to_csv(tables / "articles.csv", index=False)
    capsys.readouterr()
    assert main(["score", str(tables), "tests/labelled/gold", "--misses"]) == 0
    printed = capsys.readouterr().out
    assert "003_db376891225eade3" in printed
    assert (
        "ICESCO and Belgium Review Cooperation Opportunities\n  activity: expected meeting\n  found launch" in printed
    )


def test_labels_of_other_pages_score_nothing(tmp_path, capsys):
    main(["extract", "seeds/001_6230be30ad403a5e.txt", "--out", str(tmp_path)])
    assert main(["score", str(tmp_path), "tests/labelled/gold"]) == 2
    said = capsys.readouterr()
    assert "tests/labelled/gold: expected a file of labels named like one of the pages, found none" in said.err
    assert "0.000" not in said.out


def test_running_from_nowhere_says_that_pages_are_needed(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("icesco_analysis.executor.notebooks_folder", lambda: Path(tmp_path) / "notebooks")
    assert main(["run"]) == 2
    assert "expected PATH" in capsys.readouterr().err
