"""What all tests share: those that need a browser run only where they are asked for."""

from pathlib import Path

import pytest

BROWSER_TESTS = Path(__file__).parent / "browser"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave `tests/browser` out unless it, or something in it, is named on the command line."""
    if collection_path != BROWSER_TESTS and BROWSER_TESTS not in collection_path.parents:
        return None
    named = [Path(argument.partition("::")[0]).absolute() for argument in config.args]
    return None if any(path == BROWSER_TESTS or BROWSER_TESTS in path.parents for path in named) else True
