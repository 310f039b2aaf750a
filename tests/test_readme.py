"""The README's numbers are those of the commands."""

import re

from tasks.readme import README, ROOT, fill


def test_computed_parts_are_up_to_date():
    text = README.read_text(encoding="utf-8")
    assert fill(text) == text, "run `make readme`"


def test_every_link_leads_to_a_file():
    links = re.findall(r"\]\(([^)#:]+)\)", README.read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_dependency_has_a_line():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    names = set(re.findall(r'^  "([A-Za-z0-9-]+)[>=]', project, re.MULTILINE))
    table = README.read_text(encoding="utf-8").split("## What each dependency is for")[1]
    stubs = {name for name in names if name.endswith("-stubs")}
    assert [name for name in sorted(names - stubs) if name not in table] == []
