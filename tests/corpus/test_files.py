"""The one writer: all files or none, whatever fails; one run at a time in a folder. `tests/harden` attacks commands."""

import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from icesco_analysis.corpus.files import hold_folder, write_files


def test_a_file_is_replaced_as_a_whole_and_nothing_is_left_beside_it(tmp_path):
    target = tmp_path / "deep" / "file.txt"
    write_files({target: b"old"})
    write_files({target: "Oʻzbekiston\n".encode()})
    assert target.read_bytes() == "Oʻzbekiston\n".encode()
    assert [path.name for path in target.parent.iterdir()] == ["file.txt"]


# ---- whichever call fails

CALLS = ("mkdir", "open", "replace", "unlink")


@pytest.fixture
def fail_at(monkeypatch):
    """Return what makes the n-th call to the file system fail, counted over all of them, and says whether it came."""

    def arrange(n: int, error: BaseException) -> Callable[[], bool]:
        counted = count(1)
        passed = []

        def wrap(call):
            def called(*arguments, **options):
                passed.append(number := next(counted))
                if number == n:
                    raise error
                return call(*arguments, **options)

            return called

        for name in CALLS:
            monkeypatch.setattr(Path, name, wrap(getattr(Path, name)))
        return lambda: len(passed) >= n

    return arrange


OLD = {"a": b"old a", "c": b"old c", "gone": b"old"}
NEW = {"a": b"new a", "b": b"new b", "c": b"new c"}


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".part"}


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "stopped"]
)
def test_whichever_call_fails_all_files_are_old_or_all_new(tmp_path, fail_at, monkeypatch, error):
    told = []
    for n in count(1):
        folder = tmp_path / str(n)
        write_files({folder / name: data for name, data in OLD.items()})
        came = fail_at(n, error)
        try:
            write_files({folder / name: data for name, data in NEW.items()}, instead_of=[folder / "gone"])
        except (OSError, KeyboardInterrupt) as raised:
            told.append(str(raised))
        has_come = came()
        monkeypatch.undo()
        assert _files(folder) in (OLD, NEW)
        with hold_folder(folder):  # as the next run does
            assert {path.name for path in folder.iterdir()} == set(_files(folder))
        if not has_come:
            break
    if isinstance(error, OSError):
        assert all(said.startswith(f"[Errno 28] No space left on device: '{tmp_path}") for said in told)
    # Four folders, three files, three read and kept, three replaced, one removed; only an interrupt is heard when spare
    # files go.
    assert len(told) == (17 if isinstance(error, OSError) else 23)


PAGE = (
    "ICESCO Opens Museum of {0} in Nouakchott\n\nThe Islamic World Educational, Scientific and Cultural Organization "
    "(ICESCO) opened on Monday, 5 May 2025, in Nouakchott, a museum of {0}, in the presence of many people.\n"
)


def test_a_name_as_long_as_names_may_be_can_be_written(tmp_path):
    path = write_files({tmp_path / ("n" * 251 + ".txt"): b"x"})[0]
    assert path.read_bytes() == b"x"


def test_a_folder_in_the_place_of_the_file_stays_a_folder_and_is_named(tmp_path):
    (tmp_path / "file" / "inner").mkdir(parents=True)
    with pytest.raises(OSError, match=r"a folder stands where a file is to be written: .*file"):
        write_files({tmp_path / "other": b"x", tmp_path / "file": b"x"})
    assert (tmp_path / "file" / "inner").is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path):
    (tmp_path / "folder").write_bytes(b"x")
    with pytest.raises(OSError, match="folder"):
        write_files({tmp_path / "other": b"x", tmp_path / "folder" / "file": b"x"})
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_of_a_file_that_cannot_even_be_read_nobody_says_whose_it_is(tmp_path, monkeypatch):
    (tmp_path / "report.docx").write_bytes(b"x")

    def refuse(path, *_, **__):
        raise PermissionError(13, "Access is denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(PermissionError, match=r"Access is denied: .*report\.docx"):
        write_files({tmp_path / "report.docx": b"new"})


def test_a_file_that_is_open_elsewhere_is_named_and_the_others_get_back_what_they_were(tmp_path, monkeypatch):
    targets = [tmp_path / name for name in ("a.txt", "report.txt", "z.txt")]
    write_files(dict.fromkeys(targets, b"old"))
    replace = Path.replace

    def refuse(spare, target):
        if target.name == "report.txt":
            raise PermissionError(13, "Access is denied", str(spare))
        return replace(spare, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(PermissionError) as told:
        write_files(dict.fromkeys(reversed(targets), b"new"))
    assert str(told.value) == f"[Errno 13] Access is denied: '{targets[1]}'"
    assert [path.read_bytes() for path in targets] == [b"old"] * 3
    assert len([*tmp_path.iterdir()]) == 3


# ---- one run at a time


@pytest.mark.parametrize("below", ["", "tables"])
def test_a_file_in_the_place_of_the_folder_of_results_is_named(tmp_path, below):
    (tmp_path / "file").write_bytes(b"x")
    said = r"/file: expected a folder for the results, found a file$"
    with pytest.raises(NotADirectoryError, match=said), hold_folder(tmp_path / "file" / below):
        pass


def test_what_an_interrupted_run_left_is_cleaned_and_nothing_else(tmp_path):
    left = [tmp_path / ".0123456789ab.part", tmp_path / "tables" / "topics" / ".ba9876543210.part"]
    theirs = [tmp_path / "film.part", tmp_path / ".draft.part", tmp_path / "a" / "b" / "c" / ".0123456789ab.part"]
    for path in (*left, *theirs):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    with hold_folder(tmp_path):
        assert [path.is_file() for path in (*left, *theirs)] == [False, False, True, True, True]


def test_a_second_run_waits_for_the_first_and_says_so(tmp_path):
    page = write_files({tmp_path / "page.txt": PAGE.format("Ships").encode()})[0]
    program = "import sys; from icesco_analysis.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "extract", str(page), "--out", str(tmp_path / "out")]
    told = []
    with hold_folder(tmp_path / "out", tell=told.append):
        second = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        said = second.stderr.readline()
        assert said == f"icesco: another run is writing to {tmp_path / 'out'}: waiting until it ends\n"
        assert list((tmp_path / "out").iterdir()) == []
    second.communicate()
    assert (second.returncode, told) == (0, [])
    assert (tmp_path / "out" / "articles.csv").is_file()
