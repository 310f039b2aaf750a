"""A site asked politely, whatever it answers: pauses, robots.txt, limits, and nobody but the site."""

import gzip
import json
import shutil
import socket
import ssl
import subprocess
from contextlib import nullcontext
from datetime import timedelta
from functools import partial

import pytest

from icesco_analysis.fetch import fetch_site
from icesco_analysis.fetch.site import MOST_WAIT
from tests.fetch.conftest import read_ids, read_record
from tests.fetch.wordpress import (
    BOMB,
    START,
    Clock,
    WordPress,
    cut_short,
    drip,
    drip_headers,
    fail,
    never_end,
    redirect,
    say,
    serve,
    write_posts,
)
from tests.harden.fetching import ELSEWHERE, PRIVATE, watch_places
from tests.harden.fetching import fetch as fetch_from

REST = "/wp-json/wp/v2/posts"


# ---- failures that pass

BUSY = [
    (fail(503, Retry_After="7"), 8),
    (fail(429, Retry_After="300"), 301),
    (fail(503), 6),
    (fail(500, Retry_After="soon"), 6),
    (fail(502, Retry_After="-5"), 6),
    (say(b'[{"id": 1, "date"'), 6),
    (say(b"", "application/json"), 6),
    (cut_short, 6),
    (lambda handler: handler.connection.shutdown(socket.SHUT_RDWR), 6),
    (lambda handler: handler.wfile.write(b"no HTTP at all\r\n\r\n"), 6),
]


@pytest.mark.parametrize(("special", "pause"), BUSY)
def test_what_fails_is_asked_again_after_the_pause_that_the_site_asks_for(site, fetch, tmp_path, special, pause):
    site.special[3] = special
    assert fetch() == ["all", "all", "all"]
    assert len(read_ids(tmp_path / "out")) == 300
    assert site.paths[2] == site.paths[3]
    assert site.gaps == [1, 1, pause, 1]


def test_each_further_failure_is_given_more_time(site, fetch):
    site.special = dict.fromkeys((2, 3, 4, 5), fail(503))
    assert fetch() == ["all", "all", "all"]
    assert site.gaps[1:5] == [6, 11, 21, 41]


def test_a_site_that_goes_on_failing_ends_the_run_and_what_is_kept_stays(site, fetch, tmp_path):
    site.special = dict.fromkeys(range(3, 8), fail(503))
    with pytest.raises(ConnectionError, match=r"asked 5 times, at last: HTTP 503"):
        fetch()
    assert len(read_ids(tmp_path / "out")) == 100
    assert fetch() == ["all", "all", "all"]
    assert len(read_ids(tmp_path / "out")) == 300
    assert min(site.gaps) >= 1


def test_a_long_pause_ends_the_run_and_holds_for_the_next_one(site, fetch, tmp_path):
    site.special[3] = fail(503, Retry_After="86400")
    with pytest.raises(ConnectionError, match=r"no request before 2026-12-01 12:00 UTC; a run waits 600 s"):
        fetch()
    with pytest.raises(ConnectionError, match="no request before 2026-12-01 12:00 UTC"):
        fetch()
    assert len(site.asked) == 3
    site.clock.time += timedelta(days=1)
    assert fetch() == ["all", "all", "all"]
    assert read_record(tmp_path / "out")["not_before"] == ""


def test_a_pause_is_kept_by_a_run_that_goes_on_after_a_break_in_it(site, fetch):
    site.special[3] = fail(503, Retry_After="300")

    def stop():
        raise KeyboardInterrupt

    site.clock.alarm[4] = stop  # while it waits
    with pytest.raises(KeyboardInterrupt):
        fetch()
    fetch()
    assert site.gaps[2] >= 300


def test_a_pause_until_a_day_and_time_is_kept(site, fetch, monkeypatch):
    monkeypatch.setattr("time.time", START.timestamp)
    site.special[2] = fail(503, Retry_After="Mon, 30 Nov 2026 12:05:00 GMT")
    fetch()
    assert site.gaps[1] == 301


# ---- robots.txt


@pytest.mark.parametrize("rules", ["User-agent: *\nDisallow: /", "User-agent: icesco-analysis\nDisallow: /"])
def test_a_site_that_forbids_it_is_asked_for_nothing(site, fetch, rules):
    site.robots = rules
    with pytest.raises(ConnectionError, match=r"robots.txt forbids it: ask the site's owner, or save pages"):
        fetch()
    assert site.paths == ["/robots.txt"]


def test_what_robots_txt_forbids_is_left_out_and_its_pause_is_kept(site, fetch):
    site.robots = "User-agent: *\nCrawl-delay: 20\nDisallow: /wp-json/\nDisallow: /*rest_route="
    site.has, site.posts = frozenset({"rest", "plain", "feed"}), write_posts(5)
    assert fetch() == ["unknown"]
    assert site.paths == ["/robots.txt", "/feed/"]
    assert site.gaps == [20]


def test_a_pause_that_no_run_waits_for_is_refused(site, fetch):
    site.robots = "User-agent: *\nCrawl-delay: 86400"
    with pytest.raises(ConnectionError, match=f"asks for 86400 s between requests, over {MOST_WAIT}: ask its owner"):
        fetch()


@pytest.mark.parametrize("special", [fail(503), redirect("http://elsewhere.example/robots.txt"), never_end])
def test_without_knowing_what_is_forbidden_nothing_is_asked(site, fetch, monkeypatch, special):
    monkeypatch.setattr("icesco_analysis.fetch.site.MOST_BYTES", 100_000)
    site.special = dict.fromkeys(range(1, 9), special)
    with pytest.raises(ConnectionError, match=r"robots\.txt"):
        fetch()
    assert set(site.paths) == {"/robots.txt"}


# ---- nobody else


@pytest.mark.parametrize("place", ELSEWHERE)
def test_no_redirect_leads_elsewhere(site, fetch, place):
    site.special = dict.fromkeys(range(2, 8), redirect(place))
    refused = r"not on http://127\.0\.0\.1:.*, so not asked: fetch it as a site of its own"
    with watch_places() as places, pytest.raises(ConnectionError, match=refused):
        fetch()
    assert {*places} == {"127.0.0.1", ("127.0.0.1", int(site.address.rpartition(":")[2]))}


def test_another_server_on_this_machine_is_never_asked(site, fetch):
    with serve(WordPress(clock=Clock(), posts=[])) as other:
        site.special = dict.fromkeys(range(2, 8), redirect(f"{other.address}{REST}"))
        with pytest.raises(ConnectionError):
            fetch()
        assert other.asked == []


def test_a_redirect_on_the_site_is_followed_at_the_pace_of_all_requests(site, fetch):
    site.special[2] = redirect(f"{REST}/?per_page=100")
    site.special[3] = redirect(f"{site.address}{REST}?orderby=date&per_page=100&after=2025&before=2025-02")
    assert fetch() == []
    assert site.gaps == [1, 1, 1]


def test_redirects_come_to_an_end(site, fetch):
    site.special = dict.fromkeys(range(2, 99), redirect("/again/"))
    with pytest.raises(ConnectionError, match="redirected more than 5 times: look at it in a browser"):
        fetch()
    assert len(site.asked) == 1 + 6 * 6


@pytest.mark.parametrize("address", PRIVATE)
@pytest.mark.parametrize("before", [[], ["93.184.215.14"]])
def test_a_name_that_leads_into_a_private_network_is_refused(tmp_path, monkeypatch, address, before):
    found = [(0, 0, 0, "", (each, 80)) for each in (*before, address)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket.socket, "connect", None)
    with pytest.raises(ValueError, match="expected an address of the internet, or --loopback for this machine"):
        fetch_site("http://site.example", since=START.date(), out=tmp_path / "out", clock=Clock())
    assert list(tmp_path.iterdir()) == []


def test_with_loopback_only_this_machine_is_asked(fetch, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("10.0.0.1", 80))])
    with pytest.raises(ValueError, match="expected an address of this machine with --loopback"):
        fetch(address="http://site.example")


def test_a_name_is_looked_up_once_for_the_whole_run(site, fetch, monkeypatch):
    """Who owns the name could lead later requests elsewhere."""
    port, looked_up = int(site.address.rpartition(":")[2]), []

    def look_up(host, *_, **__):
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1" if len(looked_up) == 1 else "10.0.0.1", port))]

    plain = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *a, **o: plain(host, *a, **o) if host[0].isdigit() else look_up(host)
    )
    assert fetch(address=f"http://site.example:{port}") == ["all", "all", "all"]
    assert looked_up == ["site.example"]
    assert {headers["Host"] for _, _, headers in site.asked} == {f"site.example:{port}"}


@pytest.mark.parametrize(
    "address",
    ["site.example", "ftp://site.example", "http://", "http://me:secret@site.example", "http://site.example/?a=1", ""],
)
def test_what_is_no_address_of_a_site_is_refused(fetch, address):
    with pytest.raises(ValueError, match=r"expected the address of a site, such as https://www\.example\.org, found"):
        fetch(address=address)


def test_a_host_that_there_is_not_is_named(fetch, monkeypatch):
    def look_up(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(ConnectionError, match=r"site\.example: no such host .*: look at the address and the network"):
        fetch(address="http://site.example")


# ---- who it is


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make certificates with")
@pytest.mark.parametrize(
    ("named", "trusted", "said"),
    [("a", "a", ""), ("b", "b", "hostname 'a.example' doesn't match"), ("a", "b", "certificate verify failed")],
)
def test_only_the_site_that_its_certificate_names_is_asked(tmp_path, monkeypatch, named, trusted, said):
    monkeypatch.setattr("icesco_analysis.fetch.site.TRIES", 1)
    for name in {named, trusted}:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
             "2", "-subj", f"/CN={name}.example", "-addext", f"subjectAltName=DNS:{name}.example",
             "-keyout", f"{name}.key", "-out", f"{name}.pem"],
            cwd=tmp_path, check=True, capture_output=True,
        )  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / f"{trusted}.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / f"{named}.pem", tmp_path / f"{named}.key")
    plain = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, *rest, **named: plain("127.0.0.1", *rest, **named))
    with serve(
        WordPress(clock=Clock(), posts=write_posts(9)), wrap=partial(context.wrap_socket, server_side=True)
    ) as site:
        whole = {"address": site.address.replace("http://127.0.0.1", "https://a.example")}
        with pytest.raises(ConnectionError, match=said) if said else nullcontext():
            assert fetch_from(site, tmp_path / "out", **whole) == ["all"]
        assert [*site.paths][:1] == ([] if said else ["/robots.txt"])


# ---- limits


@pytest.mark.parametrize("special", [never_end, say(BOMB, Content_Encoding="gzip"), say(bytes(200_000))])
def test_an_answer_has_a_size_that_is_named(site, fetch, monkeypatch, special):
    monkeypatch.setattr("icesco_analysis.fetch.site.MOST_BYTES", 150_000)
    site.special[3] = special
    with pytest.raises(ConnectionError, match="expected at most 150,000 bytes: save it in a browser"):
        fetch()
    assert len(site.asked) == 3


@pytest.mark.parametrize("special", [drip, drip_headers])
def test_an_answer_has_a_time_that_is_named(site, fetch, monkeypatch, special):
    monkeypatch.setattr("icesco_analysis.fetch.site.TRIES", 2)
    site.clock.alarm[3] = lambda: monkeypatch.setattr("icesco_analysis.fetch.site.MOST_SECONDS", 0.15)
    site.special = {3: special, 4: special}
    with pytest.raises(ConnectionError, match=r"asked 2 times, at last: expected an answer within 0\.15 s"):
        fetch()


def test_what_comes_compressed_all_the_same_is_kept_as_it_reads(site, fetch, tmp_path):
    site.posts = write_posts(3)
    body = json.dumps(site.posts[:-1]).encode()
    site.special[2] = say(gzip.compress(body), Content_Encoding="gzip", X_WP_Total="3")
    assert fetch() == ["all"]
    assert (tmp_path / "out" / "posts-00001.json").read_bytes() == body
    assert site.asked[1][2]["Accept-Encoding"] == "identity"
