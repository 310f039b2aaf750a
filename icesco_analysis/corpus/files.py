"""The one atomic writer: several files as a whole, or none of them; one run at a time in a folder."""

import os
import re
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from errno import EISDIR
from pathlib import Path
from shutil import copyfileobj

from icesco_analysis.corpus.own import refuse_foreign

try:
    from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, flock
except ImportError:  # Windows holds no folders
    flock = None  # type: ignore[assignment]

_SPARE_RE = re.compile(r"\.[0-9a-f]{12}\.part")
_DEPTH = 3
"""Levels of an analysis that hold files: figures, tables, and the topics below them."""


Content = bytes | Callable[[], Iterable[bytes]]
"""What stands in a file: its bytes, or what gives them in parts."""


def write_files(contents: Mapping[Path, Content], *, instead_of: Collection[Path] = ()) -> list[Path]:
    """Write several files, all or none, and return their paths in order.

    Parameters
    ----------
    contents
        Bytes by path, or what gives them in parts; folders above it are made. Everything is first written beside its
        target, in this order; only then are the targets replaced, the last one first: what tells of the others is there
        before them. Where one of them cannot be, those replaced before it get back what they were.
    instead_of
        Files that these come for, whosever they are: those of them that are not written anew are removed.

    Raises
    ------
    FileExistsError
        If a report, a table or a figure would replace one that somebody else made.
    OSError
        As the file system gives it, with the name of the file, after everything was put back.

    Notes
    -----
    A power cut between two replacements can leave new files beside old ones, but never half a file: each is on the
    disk before it takes the place of another.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths = write_files({Path(folder, "deep", "a"): b"1", Path(folder, "b"): b"2"})
    ...     [path.name for path in paths], sorted(path.name for path in Path(folder).iterdir())
    (['a', 'b'], ['b', 'deep'])
    """
    refuse_foreign(path for path in contents if path not in instead_of)
    staged: dict[Path, Path] = {}
    kept: dict[Path, Path] = {}
    replaced: list[Path] = []
    try:
        for path in (every := dict.fromkeys([*contents, *instead_of])):
            with _name_file(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                if path.is_dir():
                    raise IsADirectoryError(EISDIR, "a folder stands where a file is to be written")
                if path in contents:
                    staged[path] = _spare_name(path)
                    with staged[path].open("wb") as file:
                        data = contents[path]
                        file.writelines(data() if callable(data) else [data])
                        file.flush()
                        os.fsync(file.fileno())
                if path.is_file():
                    kept[path] = _spare_name(path)
                    with path.open("rb") as old, kept[path].open("wb") as copy:
                        copyfileobj(old, copy)
        for path in reversed(every):
            with _name_file(path):
                replaced.append(path)
                _replace(path, by=staged.get(path))
    except BaseException:
        for path in replaced:
            with suppress(OSError):  # what cannot be replaced was not, and the others get theirs back
                _replace(path, by=kept.get(path))
        raise
    finally:
        for spare in (*staged.values(), *kept.values()):
            with suppress(OSError):  # what is left is cleaned by the next run
                spare.unlink()
    return list(contents)


@contextmanager
def hold_folder(folder: Path, *, names: Iterable[str] = (), tell: Callable[[str], None] = print) -> Iterator[None]:
    """Make a folder and hold it for one run, cleaned of what interrupted runs left; another run waits, and says so.

    A run that will write `names` there is refused before it begins where one of these files is somebody else's.
    """
    if file := next((path for path in (folder, *folder.parents) if path.is_file()), None):
        raise NotADirectoryError(f"{file}: expected a folder for the results, found a file")
    refuse_foreign(folder / name for name in names)
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with _lock(folder, tell=tell):
            for depth in range(_DEPTH):
                for spare in folder.glob("*/" * depth + ".*.part"):
                    if _SPARE_RE.fullmatch(spare.name):
                        spare.unlink(missing_ok=True)
            yield
    finally:
        if is_new:
            with suppress(OSError):  # a run that wrote nothing leaves no folder
                folder.rmdir()


@contextmanager
def _lock(folder: Path, *, tell: Callable[[str], None]) -> Iterator[None]:
    if flock is None:
        yield
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        try:
            flock(held, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            tell(f"another run is writing to {folder}: waiting until it ends")
            flock(held, LOCK_EX)
        except OSError:  # a file system without locks
            pass
        yield
    finally:
        with suppress(OSError):
            flock(held, LOCK_UN)  # also for processes that were forked meanwhile
        os.close(held)


@contextmanager
def _name_file(path: Path) -> Iterator[None]:
    """Let an error of the file system speak of `path`, not of a spare file or of none."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise type(error)(error.errno, reason, str(path)) from error


def _replace(path: Path, *, by: Path | None) -> None:
    if by:
        by.replace(path)
    else:
        path.unlink(missing_ok=True)


def _spare_name(path: Path) -> Path:
    """Name an unused hidden file in the folder of `path`; short, since `path` may be as long as a name can be."""
    return path.with_name(f".{secrets.token_hex(6)}.part")
