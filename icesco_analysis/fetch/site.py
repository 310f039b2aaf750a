"""One site, asked politely: a request a second, robots.txt and Retry-After obeyed, and nothing beyond its own host."""

import socket
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from http.client import HTTPException
from importlib.metadata import version
from ipaddress import ip_address, ip_network
from threading import Timer
from typing import NamedTuple, TypeVar
from urllib.parse import urljoin

from urllib3 import HTTPHeaderDict
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import Retry, Url, parse_url

from icesco_analysis.fetch.robots import Robots, read_robots

NAME = "icesco-analysis"
AGENT = f"{NAME}/{version(NAME)} (reads the news of one site, at most one request a second)"
PACE = 1.0
"""Seconds before each request at least."""
TRIES, BACKOFF = 5, 5.0
"""How often a request that fails is made, and the seconds before the second time; twice as many before each further."""
MOST_WAIT, MOST_SECONDS, SILENCE = 600, 120, 30
"""Seconds that a run waits where a site asks it to, that an answer takes, and that pass without a byte, at most."""
MOST_BYTES = 50_000_000
"""Bytes of an answer at most: a hundred posts are some megabytes."""
MOST_REDIRECTS = 5

_PORTS = {"http": 80, "https": 443}
_EMBEDDING = [*map(ip_network, ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "2002::/16"))]
"""Addresses that lead to one of another kind, which may be private (RFC 4291, 6052, 3056)."""
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""What servers answer that may answer otherwise in a while."""
T = TypeVar("T")


class SiteError(ConnectionError):
    """What ends a run before its end; the message says why, and what to do next."""


class MissingError(SiteError):
    """The site does not have what was asked for, forbids it or sends something else: there may be another way."""


class Clock(NamedTuple):
    """The time that a run goes by, so that tests need not wait."""

    now: Callable[[], datetime] = partial(datetime.now, UTC)
    sleep: Callable[[float], object] = time.sleep


class Answer(NamedTuple):
    """What came back: the address asked for, the day, and status, headers and body as they came."""

    url: str
    day: str
    status: int
    headers: HTTPHeaderDict
    body: bytes

    def expect(self, *types: str) -> "Answer":
        """Return the answer itself; raise MissingError where status or type are not those of what was asked for."""
        found = self.headers.get("Content-Type", "").casefold()
        if self.status != 200 or (types and not any(each in found for each in types)):
            wanted = f", expected {' or '.join(types)}" if types else ""
            raise MissingError(f"{self.url}: HTTP {self.status} {found}{wanted}")
        return self


class Site(NamedTuple):
    """A site that may be asked: its address, where its name leads, by which clock, and what its robots.txt says.

    `put_off` is told until when the site wants no request, so that a later run knows it, too.
    """

    address: Url
    hosts: list[str]
    clock: Clock
    put_off: Callable[[datetime], object]
    robots: Robots = Robots()

    def join(self, url: str, *, base: str = "") -> Url:
        """Return an address of this site; raise MissingError where it leads anywhere else."""
        with suppress(ValueError, KeyError):  # no address, or none of the web
            joined = parse_url(urljoin(base or self.address.url, url))
            secure = (self.address.scheme, joined.scheme) != ("https", "http")
            if secure and not joined.auth and _place(joined) == _place(self.address):
                return joined
        there = f"{base} leads to {url}" if base else url
        raise MissingError(f"{there}: not on {self.address.url}, so not asked: fetch it as a site of its own")


def _place(url: Url) -> tuple[str | None, int | None]:
    """Return host and port, the usual ones of both protocols as one."""
    return url.host, None if url.port in (None, _PORTS[url.scheme or ""]) else url.port


def open_site(address: str, *, loopback: bool, clock: Clock, put_off: Callable[[datetime], object]) -> Site:
    """Return a site with its name looked up, once for the whole run, and its robots.txt read.

    What is no address of a public site, or with `loopback` none of this machine, is a ValueError; a host that is not
    there, or a robots.txt that cannot be read, a SiteError: then nobody knows what it forbids.
    """
    url = parse_url(f"{address.rstrip('/')}/")
    if url.scheme not in _PORTS or not url.host or url.auth or url.query or url.fragment:
        raise ValueError(f"expected the address of a site, such as https://www.example.org, found {address!r}")
    try:
        found = socket.getaddrinfo(url.host.strip("[]"), url.port or _PORTS[url.scheme], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SiteError(f"{url.host}: no such host ({error}): look at the address and the network") from error
    hosts = [str(entry[4][0]) for entry in found]
    for host in map(ip_address, hosts):
        public = host.is_global and not host.is_multicast and not any(host in each for each in _EMBEDDING)
        if not (host.is_loopback if loopback else public):
            wanted = "this machine with --loopback" if loopback else "the internet, or --loopback for this machine"
            raise ValueError(f"{url.host} leads to {host}: expected an address of {wanted}")
    site = Site(url, hosts, clock, put_off)
    answer, text = ask(site, urljoin(url.url, "/robots.txt"), read=_read_rules)
    robots = read_robots(text, name=NAME)
    if robots.pause > MOST_WAIT:
        raise SiteError(f"{answer.url}: asks for {robots.pause:g} s between requests, over {MOST_WAIT}: ask its owner")
    return site._replace(robots=robots)


def _read_rules(answer: Answer) -> str:
    """Return a robots.txt; where there is none nothing is forbidden."""
    return "" if 400 <= answer.status < 500 else answer.expect().body.decode("utf-8", errors="replace")


def ask(site: Site, url: str, *, read: Callable[[Answer], T]) -> tuple[Answer, T]:
    """Return the answer to a request, and what `read` makes of it; where either fails, ask again after a while."""
    for tries in range(TRIES):
        wait = BACKOFF * 2**tries
        try:
            answer = _follow(site, url, host=site.hosts[tries % len(site.hosts)])
            if answer.status not in _PASSING:
                return answer, read(answer)
            failure = f"HTTP {answer.status}"
            if said := answer.headers.get("Retry-After"):
                wait = Retry(retry_after_max=31_536_000).parse_retry_after(said)
        except SiteError:
            raise
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            failure = str(error) or type(error).__name__
        until = site.clock.now() + timedelta(seconds=wait)
        site.put_off(until)
        if tries < TRIES - 1:
            wait_until(until, clock=site.clock)
    raise SiteError(f"{url}: asked {TRIES} times, at last: {failure}")


def wait_until(until: datetime, *, clock: Clock) -> None:
    """Wait as a site asks; raise SiteError where that is longer than a run waits."""
    seconds = (until - clock.now()).total_seconds()
    if seconds > MOST_WAIT:
        raise SiteError(f"the site asks for no request before {until:%Y-%m-%d %H:%M} UTC; a run waits {MOST_WAIT} s")
    clock.sleep(max(0.0, seconds))


def _follow(site: Site, url: str, *, host: str) -> Answer:
    """Return the answer at the end of redirects, each of them a request like any other."""
    first = target = site.join(url)
    for _ in range(MOST_REDIRECTS + 1):
        if not site.robots.allows(target.request_uri):
            raise MissingError(f"{target.url}: robots.txt forbids it: ask the site's owner, or save pages in a browser")
        answer = _exchange(site, target, host=host)
        if not 300 < answer.status < 400 or "Location" not in answer.headers:
            return answer._replace(url=first.url)
        target = site.join(answer.headers["Location"], base=target.url)
    raise MissingError(f"{url}: redirected more than {MOST_REDIRECTS} times: look at it in a browser")


def _exchange(site: Site, url: Url, *, host: str) -> Answer:
    """Make one request, after the pause, to an address that was looked up before: a name may lead elsewhere by now."""
    site.clock.sleep(max(PACE, site.robots.pause))
    port, name = url.port or _PORTS[url.scheme or ""], (url.host or "").strip("[]")
    named = partial(HTTPSConnection, server_hostname=name, assert_hostname=name)
    line: HTTPConnection = (named if url.scheme == "https" else HTTPConnection)(host, port, timeout=SILENCE)
    headers = {"Host": url.netloc or "", "User-Agent": AGENT, "Accept-Encoding": "identity", "Connection": "close"}
    began, body = time.monotonic(), bytearray()
    with closing(line):
        line.connect()
        watch = Timer(MOST_SECONDS, _hang_up, [line.sock])  # who sends a byte now and then is never silent
        watch.start()
        try:
            line.request("GET", url.request_uri, headers=headers, preload_content=False)
            response = line.getresponse()
            while part := response.read1(65_536):  # decoded, should it be compressed all the same
                body += part
                if len(body) > MOST_BYTES:
                    raise MissingError(f"{url.url}: expected at most {MOST_BYTES:,} bytes: save it in a browser")
        finally:
            watch.cancel()
            if time.monotonic() - began > MOST_SECONDS:
                raise TimeoutError(f"expected an answer within {MOST_SECONDS} s")
    return Answer(url.url, f"{site.clock.now():%Y-%m-%d}", response.status, response.headers, bytes(body))


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):  # it is closed
        line.shutdown(socket.SHUT_RDWR)
