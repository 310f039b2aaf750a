"""Every line of the page of recipes runs, and finds something on the seeds."""

import re
import shlex
from pathlib import Path

import pytest

from icesco_analysis.cli import build_parser, main
from tests.conftest import SEEDS

PAGE = (Path(__file__).parent.parent / "RECIPES.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(python|sh)\n(.+?)\n```", PAGE, re.DOTALL)
SETTING, *QUESTIONS = [block for _, block in BLOCKS]


def test_there_are_ten_questions_of_one_line_each():
    assert re.findall(r"^\*\*(\d+)\. ", PAGE, re.MULTILINE) == [str(number) for number in range(1, 11)]
    assert len(QUESTIONS) == 10
    assert {len(question.splitlines()) for question in QUESTIONS} == {1}


@pytest.mark.parametrize("line", [block for sort, block in BLOCKS[1:] if sort == "python"])
def test_a_line_of_python_finds_something(line, seeds_corpus, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(SETTING.replace('load_corpus("my_pages")', "None"), names)  # noqa: S102 - the project's own page
    assert len(eval(line, names | {"corpus": seeds_corpus})) > 0  # noqa: S307


@pytest.mark.parametrize("line", [block for sort, block in BLOCKS if sort == "sh"])
def test_a_line_of_the_shell_is_understood(line, capsys):
    command = shlex.split(line.partition(" > ")[0].replace("my_pages", str(SEEDS)))[1:]
    assert build_parser().parse_args(command).paths == [str(SEEDS)]
    if command[0] == "cite":
        assert main(command) == 0
        assert capsys.readouterr().out.count("TY  - ELEC") > 1
