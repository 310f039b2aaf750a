"""Attacks on what is fetched: runs that break off, and answers and names that lead elsewhere."""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import count, islice, product
from pathlib import Path
from typing import Any
from unittest import mock

from icesco_analysis.fetch import fetch_site
from tests.fetch.wordpress import Clock, WordPress, redirect, serve, write_posts
from tests.harden.faults import apart, arm, hashes, passed

ENDS = {"killed": (-signal.SIGKILL, 0), "fails": (70, 0)}
ELSEWHERE = (
    "http://elsewhere.example/posts", "//elsewhere.example/posts", "http://127.0.0.2/posts", "http://10.0.0.1/posts",
    "http://[::1]/posts", "http://169.254.169.254/latest/", "http://127.0.0.1:1/posts", "http://me@127.0.0.1/posts",
    "file:///etc/passwd", "javascript:alert(1)", "http://[broken/", "ftp://127.0.0.1/",
)  # fmt: skip
PRIVATE = (
    "10.0.0.1", "192.168.1.1", "172.16.0.1", "127.0.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",  # noqa: S104
    "::1", "fe80::1%1", "fd00::1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "ff0e::1",
)  # fmt: skip


def fetch(site: WordPress, out: Path, **options: Any) -> list[str]:
    """Fetch a site on this machine, by its own clock."""
    chosen = {"address": site.address, "loopback": True, "since": date(2025, 1, 1), "tell": lambda _: None} | options
    return fetch_site(out=out, clock=site.clock, **chosen)


@contextmanager
def watch_places() -> Iterator[list[object]]:
    """Yield the list of all that is connected to or looked up meanwhile."""
    places: list[object] = []

    def watched(call: Callable[..., Any], place: int) -> Callable[..., Any]:
        def called(*arguments: Any, **options: Any) -> Any:
            places.append(arguments[place])
            return call(*arguments, **options)

        return called

    with (
        mock.patch.object(socket.socket, "connect", watched(socket.socket.connect, 1)),
        mock.patch.object(socket, "getaddrinfo", watched(socket.getaddrinfo, 0)),
    ):
        yield places


def break_each_call(how: str, size: int, folder: Path) -> Iterator[str]:
    """A fetch breaks off at its n-th call to the file system, n = 1, 2, 3 …: the next one ends as if it never had."""
    with serve(WordPress(clock=Clock(), posts=write_posts(300))) as site:
        fetch(site, folder / "whole")
        for number in islice(count(1), size):
            out, counter = folder / f"out-{number}", folder / f"calls-{number}"

            def broken(out: Path = out, counter: Path = counter, number: int = number) -> None:
                arm(str(out), str(counter), number, how)
                fetch(site, out)

            code, said = apart(broken)
            fetch(site, out)
            held = code in ENDS[how] and hashes(out) == hashes(folder / "whole")
            yield "" if held else f"{how} at call {number}: ends with {code}, {said[-300:]}"
            if passed(counter) < number:
                return


def lead_elsewhere(size: int, folder: Path) -> Iterator[str]:
    """A site redirects elsewhere, or its name leads into a private network: nobody but the site is connected to."""
    for number, (place, request) in enumerate(islice(product(ELSEWHERE, (1, 2, 3)), size)):
        with serve(WordPress(clock=Clock(), posts=write_posts(150))) as site, watch_places() as places:
            site.special = dict.fromkeys(range(request, 9), redirect(place))
            said = _refused(partial(fetch, site, folder / f"out-{number}"))
            own = {"127.0.0.1", ("127.0.0.1", int(site.address.rpartition(":")[2]))}
        held = "so not asked: fetch it as a site of its own" in said and {*places} == own
        yield "" if held else f"{place} at request {request}: {places}, {said[-300:]}"
    for address in PRIVATE[:size]:
        found = [(0, 0, 0, "", (each, 80)) for each in ("93.184.215.14", address)]
        with watch_places() as places, mock.patch.object(socket, "getaddrinfo", return_value=found):
            site = WordPress(clock=Clock(), posts=[], address="http://site.example")
            said = _refused(partial(fetch, site, folder / "private", loopback=False))
        held = "expected an address of the internet" in said and places == []
        yield "" if held else f"{address}: {places}, {said[-300:]}"


def _refused(action: Callable[[], object]) -> str:
    """Return what a fetch is refused with, "" where it is not."""
    try:
        action()
    except (ConnectionError, ValueError) as error:
        return str(error)
    return ""
