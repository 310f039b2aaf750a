"""`icesco fetch`: what it says, and how it ends."""

import json
import subprocess
import sys

import pytest

from icesco_analysis.cli import main
from tests.fetch.conftest import read_ids
from tests.fetch.wordpress import fail


@pytest.fixture
def command(site, tmp_path, monkeypatch):
    """Return what runs the command on the site, without its pauses."""
    monkeypatch.setattr("icesco_analysis.fetch.site.PACE", 0)
    monkeypatch.setattr("icesco_analysis.fetch.site.BACKOFF", 0)

    def run(*options, address=None, since="2025-01-01"):
        return main(["fetch", address or site.address, "--since", since, "--out", str(tmp_path / "out"), *options])

    return run


def test_what_was_fetched_is_said_and_what_comes_next(command, tmp_path, capsys):
    assert command("--loopback", "--verbose") == 0
    said = capsys.readouterr()
    out = tmp_path / "out"
    assert said.out == (
        f"3 answers in {out}, 3 of them listing all posts of their span. Next: icesco run {out} --out my_analysis\n"
    )
    assert [line.partition(":")[0] for line in said.err.splitlines()] == [f"posts-0000{n}.json" for n in (1, 2, 3)]


def test_a_run_that_ends_early_ends_with_one_and_says_how_to_go_on(site, command, tmp_path, capsys):
    site.special = dict.fromkeys(range(3, 8), fail(500))
    assert command("--loopback") == 1
    said = capsys.readouterr().err
    assert "asked 5 times, at last: HTTP 500" in said
    assert f"what is in {tmp_path / 'out'} stays; the same command goes on where it stopped" in said
    assert command("--loopback", "--quiet") == 0
    assert len(read_ids(tmp_path / "out")) == 300
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "leads to 127.0.0.1: expected an address of the internet, or --loopback for this machine"),
        ({"address": "www.example.org"}, "expected the address of a site, such as https://www.example.org"),
        ({"since": ""}, "expected --since DAY, as 2025-01-01"),
    ],
)
def test_wrong_usage_ends_with_two_asks_nobody_and_leaves_nothing(site, command, tmp_path, capsys, options, said):
    assert command(**options) == 2
    assert said in capsys.readouterr().err
    assert (site.asked, list(tmp_path.iterdir())) == ([], [])


def test_a_folder_of_somebody_else_ends_with_two(site, command, tmp_path, capsys):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "pages.csv").write_text("source,listing\nnews.html,all\n")
    assert command("--loopback") == 2
    assert "pages.csv was not written by icesco: move it, or choose another folder" in capsys.readouterr().err
    assert site.asked == []


def test_without_the_library_it_says_what_to_install(monkeypatch, capsys):
    for name in [name for name in sys.modules if name.startswith(("icesco_analysis.fetch", "urllib3"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "urllib3", None)
    assert main(["fetch", "https://www.example.org", "--since", "2025-01-01", "--out", "nowhere"]) == 2
    assert "python -m pip install 'urllib3>=2.8'" in capsys.readouterr().err


def test_only_the_command_itself_loads_what_asks_a_network():
    program = (
        "import json, sys\nimport icesco_analysis\nfrom icesco_analysis.cli import main\n"
        "try:\n    main(['fetch', '--help'])\nexcept SystemExit:\n    pass\n"
        "print(json.dumps(sorted({'urllib3', 'ssl', 'icesco_analysis.fetch'} & {*sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == []
