"""A server on this machine that answers as WordPress does, and as servers that fail, and writes down who asked."""

import gzip
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from socketserver import ThreadingTCPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Special = Callable[["Handler"], None]
START = datetime(2026, 11, 30, 12, tzinfo=UTC)


class Clock:
    """A clock that only goes on while somebody sleeps; `alarm` rings at the n-th time."""

    def __init__(self) -> None:
        self.time, self.slept = START, 0
        self.alarm: dict[int, Callable[[], object]] = {}

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept += 1
        self.alarm.get(self.slept, lambda: None)()
        self.time += timedelta(seconds=seconds)


def write_post(number: int, day: str) -> dict[str, Any]:
    """Return a post; those of a hundred numbers are of one second, as imported ones are."""
    text = f"ICESCO held meeting no. {number} with the Minister of Culture of Fiji in Suva, on projects {number}."
    return {
        "id": number, "date": day, "link": f"http://site.example/{number}/", "type": "post", "status": "publish",
        "title": {"rendered": f"ICESCO and Fiji Meet for Talks Number {number}"},
        "content": {"rendered": f"<p>{text}</p>"},
    }  # fmt: skip


def write_posts(number: int) -> list[dict[str, Any]]:
    """Return so many posts since March 2025, newest first, some around each hundredth of one second; one is older."""
    days = [datetime(2025, 3, 1, 9) + timedelta(hours=30 * index) for index in range(number)]
    for index in range(95, number, 100):
        days[index : index + 8] = [days[index]] * len(days[index : index + 8])
    posts = [write_post(1000 + index, day.isoformat()) for index, day in enumerate(days)]
    return [*posts[::-1], write_post(1, "2024-12-31T23:59:59")]


@dataclass
class WordPress:
    """What the site has, whom it answers how, and who asked when: `special` answers the n-th request."""

    clock: Clock
    posts: list[dict[str, Any]]
    robots: str | None = None
    has: frozenset[str] = frozenset({"rest"})
    hidden: frozenset[int] = frozenset()
    special: dict[int, Special] = field(default_factory=dict)
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked: list[tuple[datetime, str, Mapping[str, str]]] = field(default_factory=list)
    address: str = ""

    @property
    def paths(self) -> list[str]:
        return [path for _, path, _ in self.asked]

    @property
    def gaps(self) -> list[float]:
        times = [time for time, _, _ in self.asked]
        return [(later - earlier).total_seconds() for earlier, later in pairwise(times)]


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    site: WordPress

    def do_GET(self) -> None:
        self.site.asked.append((self.site.clock.now(), self.path, dict(self.headers)))
        self.site.special.get(len(self.site.asked), Handler.answer)(self)

    def answer(self) -> None:
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        rest = url.path == "/wp-json/wp/v2/posts" or query.get("rest_route") == "/wp/v2/posts"
        if url.path == "/robots.txt" and self.site.robots is not None:
            self.send(self.site.robots.encode(), "text/plain")
        elif self.path in self.site.pages:
            kind, text = self.site.pages[self.path]
            self.send(text.replace("SITE", self.site.address).encode(), kind)
        elif rest and ("rest" in self.site.has or ("plain" in self.site.has and "rest_route" in query)):
            self.send_posts(query)
        elif url.path == "/feed/" and "feed" in self.site.has:
            self.send_feed(int(query.get("paged", 1)))
        else:
            self.send(b"<html>Nothing here</html>", "text/html", status=404)

    def send_posts(self, query: Mapping[str, str]) -> None:
        """Answer as WordPress' REST interface: a page of the posts between two times, and how many there are."""
        left_out = {int(number) for number in query.get("exclude", "").split(",") if number}
        bounds = query.get("after", ""), query.get("before", "9")
        found = [one for one in self.site.posts if bounds[0] < one["date"] < bounds[1] and one["id"] not in left_out]
        size, page = int(query.get("per_page", 10)), int(query.get("page", 1))
        if query.get("orderby", "date") != "date" or size > 100 or page > max(1, -(-len(found) // size)):
            self.send(b'{"code":"rest_post_invalid_page_number"}', "application/json", status=404)
            return
        shown = [one for one in found[(page - 1) * size : page * size] if one["id"] not in self.site.hidden]
        counts = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(-(-len(found) // size))}
        self.send(json.dumps(shown).encode(), "application/json; charset=UTF-8", headers=counts)

    def send_feed(self, page: int) -> None:
        found = self.site.posts[(page - 1) * 10 : page * 10]
        items = "".join(
            f"<item><title>{one['title']['rendered']}</title><link>{one['link']}</link><pubDate>"
            f"{datetime.fromisoformat(one['date']):%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
            f"<description><![CDATA[{one['content']['rendered']}]]></description></item>"
            for one in found
        )
        text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
        self.send(text.encode(), "application/rss+xml", status=200 if found else 404)

    def send(self, body: bytes, kind: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):  # the asker hung up
            self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:  # noqa: ARG002 - the same in every run
        return "Mon, 30 Nov 2026 12:00:00 GMT"

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as its parent has it
        """Say nothing."""


@contextmanager
def serve(site: WordPress, *, wrap: Callable[[socket.socket], socket.socket] | None = None) -> Iterator[WordPress]:
    """Serve a site while the block runs, `wrap` giving the sockets of TLS."""
    server = ThreadingTCPServer(("127.0.0.1", 0), type("Own", (Handler,), {"site": site}))
    server.daemon_threads = True
    server.socket = wrap(server.socket) if wrap else server.socket
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# ---- answers that go wrong


def fail(status: int, **headers: str) -> Special:
    """Answer with an error."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.send(b"busy", "text/plain", status=status, headers=named)


def redirect(to: str) -> Special:
    return lambda handler: handler.send(b"", "text/html", status=302, headers={"Location": to})


def say(body: bytes, kind: str = "application/json", **headers: str) -> Special:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.send(body, kind, headers=named)


def cut_short(handler: Handler) -> None:
    handler.send(b'[{"id": 1', "application/json", headers={"Content-Length": "5000"})


def never_end(handler: Handler) -> None:
    """Send more than anybody wants, 10 MB at most."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    with suppress(OSError):
        for _ in range(100):
            handler.wfile.write(b" " * 100_000)


def drip(handler: Handler) -> None:
    """Send a byte now and then, for three seconds at most."""
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        for _ in range(60):
            handler.wfile.write(b" ")
            threading.Event().wait(0.05)


def drip_headers(handler: Handler) -> None:
    """Begin an answer, and never come to its body."""
    with suppress(OSError):
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
        for number in range(60):
            handler.wfile.write(f"X-{number}: 1\r\n".encode())
            threading.Event().wait(0.05)


BOMB = gzip.compress(bytes(5_000_000))
