"""Many rows as one test: every row is tried, and all that fail are named. Listing thousands of tests costs more."""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from inspect import signature
from typing import Any

import pytest

Test = Callable[..., None]
FAILURES = (Exception, pytest.fail.Exception)


def each_row(
    names: str | Sequence[str], rows: Iterable[Any], *, ids: Iterable[object] | Callable[[Any], object] = str
) -> Callable[[Test], Test]:
    """Return a decorator that is written as `pytest.mark.parametrize`, and tries all rows in one test.

    Two of them try every pair. Fixtures are set up once for all rows, so a row may leave nothing behind in one.
    """
    keys = [name.strip() for name in (names.split(",") if isinstance(names, str) else names)]
    values = [(row,) if len(keys) == 1 else tuple(row) for row in rows]
    told = [" - ".join(str(ids(one)) for one in row) for row in values] if callable(ids) else [*map(str, ids)]
    named = list(zip(told, values, strict=True))

    def decorate(test: Test) -> Test:
        @wraps(test)
        def try_rows(**fixtures: Any) -> None:
            failed: list[tuple[str, BaseException]] = []
            for name, row in named:
                try:
                    test(**dict(zip(keys, row, strict=True)), **fixtures)
                except FAILURES as error:
                    failed.append((name, error))
            if failed:
                lines = [f"{name!r}: {type(error).__name__}: {error}" for name, error in failed]
                said = f"{len(failed)} of {len(named)} rows fail, the first of them as above"
                raise AssertionError("\n\n".join([said, *lines])) from failed[0][1]

        assert named, "expected rows to try"
        asked = signature(test)
        left = [parameter for name, parameter in asked.parameters.items() if name not in keys]
        try_rows.__signature__ = asked.replace(parameters=left)  # type: ignore[attr-defined]
        return try_rows

    return decorate
