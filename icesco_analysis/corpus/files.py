"""The one atomic writer: several files as a whole, or none of them."""

import secrets
from collections.abc import Mapping
from pathlib import Path


def write_bytes(path: str | Path, data: bytes) -> Path:
    """Write `data` to `path` as a whole or not at all, and return the path.

    Parameters
    ----------
    path
        File to write; folders above it are made. A file that is there is replaced in one step.
    data
        All of its bytes.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_bytes(Path(folder) / "a" / "b.txt", b"whole").read_bytes()
    b'whole'
    """
    return write_files({Path(path): data})[0]


def write_text(path: str | Path, text: str) -> Path:
    r"""Write `text` to `path` as UTF-8 with the line ends it has, as a whole or not at all, and return the path.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_text(Path(folder) / "name.txt", "Türkiye").read_bytes()
    b'T\xc3\xbcrkiye'
    """
    return write_bytes(path, text.encode("utf-8"))


def write_files(contents: Mapping[Path, bytes]) -> list[Path]:
    """Write several files, all or none, and return their paths in order.

    Parameters
    ----------
    contents
        Bytes by path. Everything is first written beside its target; only then are the targets replaced. Where one of
        them cannot be, those replaced before it get back what they were.

    Raises
    ------
    OSError
        As the file system gives it, after everything was put back.

    Notes
    -----
    A power cut between two replacements can leave new files beside old ones, but never half a file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths = write_files({Path(folder, "a"): b"1", Path(folder, "b"): b"2"})
    ...     [path.name for path in paths], sorted(path.name for path in Path(folder).iterdir())
    (['a', 'b'], ['a', 'b'])
    """
    staged: dict[Path, Path] = {}
    try:
        for path, data in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            staged[path] = _spare_name(path)
            with staged[path].open("xb") as file:
                file.write(data)
        _replace_all(staged)
    finally:
        for spare in staged.values():
            spare.unlink(missing_ok=True)
    return list(contents)


def _spare_name(path: Path) -> Path:
    """Name an unused hidden file in the folder of `path`; short, since `path` may be as long as a name can be."""
    return path.with_name(f".{secrets.token_hex(6)}.part")


def _replace_all(staged: Mapping[Path, Path]) -> None:
    """Move every staged file to its target; at the first failure put all targets back."""
    kept: dict[Path, Path | None] = {}
    try:
        for target, spare in staged.items():
            kept[target] = _keep(target)
            spare.replace(target)
    except BaseException:
        for target, old in kept.items():
            _put_back(target, old)
        raise
    for old in kept.values():
        if old is not None:
            old.unlink()


def _keep(target: Path) -> Path | None:
    """Copy what stands at `target` to a spare file beside it; None where nothing does."""
    if not target.is_file():
        return None
    old = _spare_name(target)
    old.write_bytes(target.read_bytes())
    return old


def _put_back(target: Path, old: Path | None) -> None:
    if old is not None:
        old.replace(target)
    elif target.is_file():
        target.unlink()
