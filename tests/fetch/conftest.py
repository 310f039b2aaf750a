"""A site of 301 posts, and what fetches it."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from icesco_analysis.fetch import fetch_site
from tests.fetch.wordpress import Clock, WordPress, serve, write_posts

SINCE = date(2025, 1, 1)


@pytest.fixture
def site() -> Iterator[WordPress]:
    with serve(WordPress(clock=Clock(), posts=write_posts(300))) as served:
        yield served


@pytest.fixture
def fetch(site: WordPress, tmp_path: Path) -> Callable[..., list[str]]:
    """Return what fetches the site into the folder `out`."""

    def done(*, address: str | None = None, out: Path = tmp_path / "out", since: date = SINCE) -> list[str]:
        whole = {"since": since, "out": out, "loopback": True, "clock": site.clock, "tell": lambda _: None}
        return fetch_site(site.address if address is None else address, **whole)

    return done


def read_ids(out: Path) -> list[int]:
    """Return the numbers of all posts that are kept, in the order of the files."""
    files = sorted(out.glob("posts-*.json"))
    return [post["id"] for file in files for post in json.loads(file.read_bytes())]


def read_record(out: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((out / "fetch.json").read_bytes())
    return record
