"""An analyst's ``topics.csv`` renames topics by their words, and says where it no longer fits."""

import shutil

import pytest

from icesco_analysis.cli import main
from icesco_analysis.figures.topics import describe_topics
from icesco_analysis.report import documents
from icesco_analysis.topics import fit_topics
from icesco_analysis.topics.renaming import rename_topics
from tests.conftest import SEEDS


def _rename(topics, folder, *rows, head="words,label"):
    (folder / "topics.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    return rename_topics(topics, folder)


def test_a_topic_takes_the_name_given_to_its_words(planted_topics, tmp_path):
    renamed = _rename(planted_topics, tmp_path, f"{planted_topics.labels[2]},Clean water")
    assert renamed.labels == {**planted_topics.labels, 2: "Clean water"}
    assert renamed.diagnostics["names"] == []
    assert "Clean water" in str(describe_topics(renamed))


def test_the_table_may_be_saved_as_a_spreadsheet_saves_it(planted_topics, tmp_path):
    rows = f"Words;Label\r\n{planted_topics.labels[2].replace(' · ', ', ')};L’eau été\r\n"
    (tmp_path / "topics.csv").write_bytes(rows.encode("cp1252"))
    assert rename_topics(planted_topics, tmp_path).labels[2] == "L’eau été"


@pytest.mark.usefixtures("fit_seeds_once")
def test_the_name_given_is_that_of_the_report_and_of_a_selection(tmp_path, capsys, monkeypatch):
    shutil.copytree(SEEDS, tmp_path / "pages")
    (tmp_path / "pages" / "topics.csv").write_text("words,label\nheritage · preservation,Old walls\n", encoding="utf-8")
    assert main(["cite", str(tmp_path / "pages"), "--topic", "walls", "--format", "bibtex"]) == 0
    assert "of the topic “Old walls”" in capsys.readouterr().out
    named = []
    monkeypatch.setattr(documents, "fit_topics", lambda *_, names, **__: named.extend(names))
    monkeypatch.setattr(documents, "lay_out", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["report", str(tmp_path / "pages"), "--out", str(tmp_path / "out")])
    assert named == [tmp_path / "pages"]


def test_half_of_the_words_are_enough_when_more_pages_change_the_others(planted_topics, tmp_path):
    words = planted_topics.labels[3].split(" · ")[:2]
    renamed = _rename(planted_topics, tmp_path, f'"{words[0].upper()}, {words[1]}, unheard, of",Third')
    assert renamed.labels[3] == "Third"


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (["quarks · gluons,Physics"], "line 2: no topic is marked by “quarks · gluons” now, and is not used."),
        ([",Physics"], "line 2: no topic is marked by “” now"),
        (["{1},Physics", "{1},Chemistry"], "line 3: speaks of a topic that an earlier row has named"),
        (["{1},Physics", "{2},Physics"], "line 3: gives no name of its own"),
        (["{1},"], "line 2: gives no name of its own"),
        (["{1}"], "line 2: gives no name of its own"),
    ],
)
def test_what_no_longer_fits_is_said_where_the_topics_are_listed(planted_topics, tmp_path, rows, problem):
    named = {str(topic): label for topic, label in planted_topics.labels.items()}
    filled = [row.replace("{1}", named["1"]).replace("{2}", named["2"]) for row in rows]
    renamed = _rename(planted_topics, tmp_path, *filled)
    assert problem in " ".join(renamed.diagnostics["names"])
    assert problem in str(describe_topics(renamed))


def test_words_of_two_topics_name_neither(planted_topics, tmp_path):
    one, two = (planted_topics.labels[topic].split(" · ")[0] for topic in (1, 2))
    renamed = _rename(planted_topics, tmp_path, f"{one} · {two},Both")
    assert "marks more than one topic" in renamed.diagnostics["names"][0]
    assert renamed.labels == planted_topics.labels


def test_a_table_of_something_else_is_a_problem_and_no_more(planted_topics, tmp_path):
    assert "lacks the columns" in _rename(planted_topics, tmp_path, "a,b", head="x,y").diagnostics["names"][0]
    (tmp_path / "topics.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00")
    assert "expected a table saved as CSV" in rename_topics(planted_topics, tmp_path).diagnostics["names"][0]


def test_a_hostile_name_is_one_line_of_text(planted_topics, tmp_path):
    renamed = _rename(planted_topics, tmp_path, f'{planted_topics.labels[1]},"<b>A</b>\u202e\tb"')
    assert renamed.labels[1] == "<b>A</b> b"
    assert "<b>" not in describe_topics(renamed)._repr_markdown_()


def test_the_file_beside_the_pages_is_found_by_folder_and_by_page_and_is_no_part_of_the_fit(planted, tmp_path):
    (tmp_path / "topics.csv").write_text("words,label\nnone,none\n", encoding="utf-8")
    few = planted.head(5)
    for names in (tmp_path, [tmp_path / "page.txt"], str(tmp_path)):
        assert len(fit_topics(few, seed=1, store=tmp_path / "store", names=names).diagnostics["names"]) == 1
    assert fit_topics(few, seed=1, store=tmp_path / "store").diagnostics["names"] == []
    assert len(list((tmp_path / "store").iterdir())) == 1
