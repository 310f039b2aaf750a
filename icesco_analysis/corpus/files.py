"""The one atomic writer: several files as a whole, or none of them."""

import secrets
from collections.abc import Mapping
from pathlib import Path


def write_files(contents: Mapping[Path, bytes]) -> list[Path]:
    """Write several files, all or none, and return their paths in order.

    Parameters
    ----------
    contents
        Bytes by path; folders above it are made. Everything is first written beside its target; only then are the
        targets replaced. Where one of them cannot be, those replaced before it get back what they were.

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
    ...     paths = write_files({Path(folder, "deep", "a"): b"1", Path(folder, "b"): b"2"})
    ...     [path.name for path in paths], sorted(path.name for path in Path(folder).iterdir())
    (['a', 'b'], ['b', 'deep'])
    """
    staged: dict[Path, Path] = {}
    kept: dict[Path, Path | None] = {}
    try:
        for path, data in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            staged[path] = _spare_name(path)
            with staged[path].open("xb") as file:
                file.write(data)
        for path, spare in staged.items():
            kept[path] = _keep(path)
            spare.replace(path)
    except BaseException:
        for path, old in kept.items():
            _put_back(path, old)
        raise
    finally:
        for spare in (*staged.values(), *filter(None, kept.values())):
            spare.unlink(missing_ok=True)
    return list(contents)


def _spare_name(path: Path) -> Path:
    """Name an unused hidden file in the folder of `path`; short, since `path` may be as long as a name can be."""
    return path.with_name(f".{secrets.token_hex(6)}.part")


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
