"""What is written for people is true: computed parts are fresh, links lead somewhere, every dependency has its line."""

import re

import pytest

from tasks.readme import PARTS, ROOT, fill

README, CONTRIBUTING = ROOT / "README.md", ROOT / "CONTRIBUTING.md"
PAPER = pytest.mark.parametrize(
    "path",
    [README, CONTRIBUTING, ROOT / "benchmarks" / "peers" / "README.md"],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.name)
def test_computed_parts_are_up_to_date(path):
    assert fill(path) == path.read_text(encoding="utf-8"), "run `make readme`"


@PAPER
def test_every_link_leads_to_a_file(path):
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_file_and_command_that_is_named_exists():
    text = CONTRIBUTING.read_text(encoding="utf-8") + README.read_text(encoding="utf-8")
    named = re.findall(r"`((?:data|pages|dates|tests|tasks|icesco_analysis)/[\w./]+\w)`", text)
    assert len(named) > 10
    assert [
        name for name in named if not any((root / name).exists() for root in (ROOT, ROOT / "icesco_analysis"))
    ] == []
    commands = re.findall(
        r"make ([a-z]+(?:-[a-z]+)?)\b(?= |`|,)", "".join(re.findall(r"`[^`\n]+`|^    .*$", text, re.MULTILINE))
    )
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(commands) <= set(targets)


def test_the_readme_is_short_and_opens_with_two_lines_to_set_up_and_three():
    text = README.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 140
    first = text.split("\n## ")[1]
    lines = re.findall(r"^    (\w+ \w+|\w+ -m \w+)", first, re.MULTILINE)
    assert lines == ["git clone", "python3 -m venv", "python -m pip", "icesco run", "icesco report"]


def test_every_dependency_has_a_line():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    names = set(re.findall(r'^  "([A-Za-z0-9-]+)[>=]', project, re.MULTILINE))
    table = CONTRIBUTING.read_text(encoding="utf-8").split("## Dependencies")[1]
    stubs = {name for name in names if name.endswith("-stubs")}
    assert [name for name in sorted(names - stubs) if name not in table] == []
