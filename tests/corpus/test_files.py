"""The one writer: whole files or none."""

from pathlib import Path

import pytest

from icesco_analysis.corpus.files import write_files


def test_a_file_is_replaced_as_a_whole_and_nothing_is_left_beside_it(tmp_path):
    target = tmp_path / "deep" / "file.txt"
    write_files({target: b"old"})
    write_files({target: "Oʻzbekiston\n".encode()})
    assert target.read_bytes() == "Oʻzbekiston\n".encode()
    assert [path.name for path in target.parent.iterdir()] == ["file.txt"]


def test_a_failing_write_leaves_the_old_file_and_no_spare(tmp_path, monkeypatch):
    target = write_files({tmp_path / "file.txt": b"old"})[0]

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_files({tmp_path / "new.txt": b"new"})
    monkeypatch.undo()
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["file.txt"]


@pytest.mark.parametrize("broken", [1, 2, 3])
def test_several_files_are_all_written_or_all_as_before(tmp_path, monkeypatch, broken):
    """The n-th replacement fails: what was replaced before it comes back, what was new goes."""
    write_files({tmp_path / "a": b"old a", tmp_path / "c": b"old c"})
    replace, calls = Path.replace, []

    def fail_once(self, other):
        calls.append(other)
        if len(calls) == broken:
            raise OSError("no")
        return replace(self, other)

    monkeypatch.setattr(Path, "replace", fail_once)
    with pytest.raises(OSError, match="no"):
        write_files({tmp_path / "a": b"new a", tmp_path / "b": b"new b", tmp_path / "c": b"new c"})
    monkeypatch.undo()
    left = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert left == {"a": b"old a", "c": b"old c"}


def test_a_name_as_long_as_names_may_be_can_be_written(tmp_path):
    path = write_files({tmp_path / ("n" * 251 + ".txt"): b"x"})[0]
    assert path.read_bytes() == b"x"


def test_a_folder_in_the_place_of_the_file_stays_a_folder(tmp_path):
    (tmp_path / "file" / "inner").mkdir(parents=True)
    with pytest.raises(OSError, match="file"):
        write_files({tmp_path / "file": b"x"})
    assert (tmp_path / "file" / "inner").is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
