"""Posts, feeds and site maps: all of a span once, in order, and what can be said of it."""

import json
import os
import signal
from datetime import date
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import pytest

from icesco_analysis.cli import main
from icesco_analysis.corpus import load_corpus
from tests.fetch.conftest import read_ids, read_record
from tests.fetch.wordpress import Clock, WordPress, fail, say, serve, write_post, write_posts
from tests.harden.faults import apart, arm, hashes, passed

SPAN = [post["id"] for post in write_posts(300)[:-1]]
"""The posts since January 2025, newest first: the one of the last second of 2024 is none of them."""


def test_every_post_of_the_span_arrives_once_in_order_and_is_vouched_for(site, fetch, tmp_path):
    assert fetch() == ["all", "all", "all"]
    assert read_ids(tmp_path / "out") == SPAN
    rows = (tmp_path / "out" / "pages.csv").read_text().splitlines()
    assert rows[0] == "source,listing,url,saved_on"
    assert rows[1].startswith(f"posts-00001.json,all,{site.address}/wp-json/wp/v2/posts?per_page=100&orderby=date")
    assert [row.rpartition(",")[2] for row in rows[1:]] == ["2026-11-30"] * 3


def test_requests_are_a_second_apart_say_who_asks_and_ask_for_nothing_else(site, fetch):
    fetch()
    assert [path.partition("?")[0] for path in site.paths] == ["/robots.txt", *["/wp-json/wp/v2/posts"] * 3]
    assert site.gaps == [1.0, 1.0, 1.0]
    assert {headers["User-Agent"].split()[0] for _, _, headers in site.asked} == {"icesco-analysis/0.1.0"}
    assert {headers["Host"] for _, _, headers in site.asked} == {site.address.removeprefix("http://")}


def test_answers_are_kept_as_they_came_with_their_headers(site, fetch, tmp_path):
    fetch()
    with_headers = read_record(tmp_path / "out")["answers"][0]
    line = HTTPConnection(site.address.removeprefix("http://"))
    line.request("GET", site.paths[1])
    answer = line.getresponse()
    assert (tmp_path / "out" / "posts-00001.json").read_bytes() == answer.read()
    assert with_headers["headers"] == [list(header) for header in answer.getheaders()]
    assert ["X-WP-Total", "300"] in with_headers["headers"]
    line.close()


def test_what_was_fetched_is_read_at_once(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("icesco_analysis.fetch.site.PACE", 0)
    out = str(tmp_path / "my_pages")
    with serve(WordPress(clock=Clock(), posts=write_posts(120))) as site:
        assert main(["fetch", site.address, "--since", "2025-01-01", "--out", out, "--loopback"]) == 0
    assert f"2 answers in {out}, 2 of them listing all posts" in capsys.readouterr().out
    rows = load_corpus(out)
    assert rows.passed == ("fetch.json",)
    assert rows.rows["problems"] == []
    assert [(page["kind"], page["listing"], page["n_articles"]) for page in rows.rows["pages"]] == [
        ("wordpress-json", "all", 100), ("wordpress-json", "all", 20),
    ]  # fmt: skip
    first = rows.rows["appearances"][0]
    assert (first["headline"], first["url"]) == (
        "ICESCO and Fiji Meet for Talks Number 1119",
        "http://site.example/1119/",
    )
    assert first["saved_on"] == rows.rows["pages"][0]["saved_on"] is not None


# ---- breaks


def _fetch_killed(fetch, out: Path, counter: Path, number: int) -> int:
    arm(str(out), str(counter), number, "killed")
    fetch(out=out)
    return 0


def test_a_run_killed_at_any_of_ten_moments_goes_on_to_the_same_result(fetch, tmp_path):
    fetch(out=tmp_path / "whole")
    whole = hashes(tmp_path / "whole")
    every = tmp_path / "every"
    apart(partial(_fetch_killed, fetch, tmp_path / "counted", every, 10_000))
    for number in range(1, passed(every) + 1, -(-passed(every) // 10)):
        out = tmp_path / f"killed-{number}"
        code, said = apart(partial(_fetch_killed, fetch, out, tmp_path / f"calls-{number}", number))
        assert code == -signal.SIGKILL, said
        assert fetch(out=out) == ["all", "all", "all"]
        assert hashes(out) == whole, f"killed at call {number}"


@pytest.mark.parametrize("moment", range(1, 5))
def test_a_run_killed_while_it_waits_goes_on_to_the_same_result(site, fetch, tmp_path, moment):
    site.clock.alarm[moment] = lambda: os.kill(os.getpid(), signal.SIGKILL)
    assert apart(fetch)[0] == -signal.SIGKILL
    site.clock.alarm.clear()
    assert fetch() == ["all", "all", "all"]
    assert read_ids(tmp_path / "out") == SPAN


@pytest.mark.parametrize("moment", range(1, 5))
def test_who_goes_on_after_a_break_asks_for_nothing_twice_and_not_too_early(site, fetch, tmp_path, moment):
    site.clock.alarm[moment] = lambda: signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        fetch()
    fetch()
    assert read_ids(tmp_path / "out") == SPAN
    posts = [path for path in site.paths if path != "/robots.txt"]
    assert len(posts) == len(set(posts)) == 3
    assert min(site.gaps) >= 1.0


def test_who_asks_again_for_what_is_complete_asks_nobody(site, fetch):
    fetch()
    n_asked = len(site.asked)
    assert fetch() == ["all", "all", "all"]
    assert len(site.asked) == n_asked


# ---- a site that changes meanwhile


def _at_request(site, number, change):
    """Change the site just before it answers the n-th request."""

    def answer(handler):
        change(site.posts)
        handler.answer()

    site.special[number] = answer


def _publish(posts):
    posts.insert(0, write_post(5000, "2026-11-30T11:00:00"))


def _take_away(posts):
    del posts[:3]


def _change(posts):
    posts[150] = write_post(posts[150]["id"], posts[150]["date"]) | {"title": {"rendered": "Changed"}}


@pytest.mark.parametrize("change", [_publish, _take_away, _change])
@pytest.mark.parametrize("number", [3, 4])
def test_a_page_that_changes_in_the_middle_of_a_run_moves_no_other(site, fetch, tmp_path, change, number):
    _at_request(site, number, change)
    assert fetch() == ["all", "all", "all"]
    assert read_ids(tmp_path / "out") == SPAN


def test_posts_that_the_site_hides_are_not_vouched_for(site, fetch):
    site.hidden = frozenset({SPAN[3], SPAN[250]})
    assert fetch() == ["unknown", "all", "unknown"]


def test_posts_out_of_order_or_outside_the_span_are_not_vouched_for(site, fetch):
    site.posts[20], site.posts[40] = site.posts[40], site.posts[20]
    site.posts[120]["date"] = "2025-01-01T00:00:00"
    assert fetch()[:2] == ["unknown", "unknown"]


def test_a_site_that_repeats_itself_ends_the_run(site, fetch, tmp_path):
    first = [write_post(number, "2025-03-01T09:00:00") for number in range(100)]
    for number in (2, 3):
        site.special[number] = say(json.dumps(first).encode(), **{"X-WP-Total": "300"})
    with pytest.raises(ConnectionError, match="expected older posts, found the same again"):
        fetch()
    assert len(read_ids(tmp_path / "out")) == 100


def test_no_post_in_the_span_is_no_failure(fetch, tmp_path):
    assert fetch(since=date(2026, 11, 1)) == []
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["fetch.json", "pages.csv"]


# ---- other ways


def test_plain_addresses_are_asked_where_permalinks_lead_nowhere(site, fetch, tmp_path):
    site.has = frozenset({"plain"})
    assert fetch() == ["all", "all", "all"]
    assert read_ids(tmp_path / "out") == SPAN
    assert site.paths[2].startswith("/?rest_route=/wp/v2/posts&per_page=100")


@pytest.mark.parametrize(
    "other",
    [
        say(b"<html>Home</html>", "text/html"),
        say(b'{"code": "no"}'),
        say(b'[{"id": 1}]'),
        say(b"[" * 99_999),
        fail(401),
    ],
    ids=["page", "other-json", "no-date", "deep", "forbidden"],
)
def test_what_is_no_list_of_posts_leads_to_the_feed(site, fetch, tmp_path, other):
    site.has, site.special = frozenset({"feed"}), {2: other}
    site.posts = [*write_posts(25)]
    assert fetch() == ["unknown"] * 3
    assert [path for path in site.paths if "feed" in path] == ["/feed/", "/feed/?paged=2", "/feed/?paged=3"]
    rows = load_corpus(tmp_path / "out").rows
    assert {page["kind"] for page in rows["pages"]} == {"rss"}
    assert len(rows["appearances"]) == 26


def test_a_feed_is_read_until_its_first_day_or_its_last_page(site, fetch, tmp_path):
    site.has, site.posts = frozenset({"feed"}), write_posts(40)[:-1]
    assert len(fetch(since=date(2025, 4, 1))) == 2
    assert site.paths[-1] == "/feed/?paged=2"
    assert len(fetch(out=tmp_path / "whole")) == 4
    assert site.paths[-1] == "/feed/?paged=5"  # answered with 404


def test_a_feed_whose_pages_are_all_one_is_kept_once(site, fetch):
    site.has, site.posts = frozenset({"feed"}), write_posts(30)
    site.special[5] = lambda handler: handler.send_feed(1)
    assert fetch() == ["unknown"]


MAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>"""
INDEX = """<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>SITE/new.xml</loc></sitemap><sitemap><loc>SITE/wp-sitemap.xml</loc></sitemap>
<sitemap><loc>SITE/old.xml</loc><lastmod>2024-01-01</lastmod></sitemap></sitemapindex>"""


@pytest.fixture
def mapped(site):
    """The site with site maps and pages alone: two of this year, an older one, one elsewhere, one that is gone."""
    days = {"a": "2025-02-01T10:00:00+00:00", "b": "", "gone": "2025-03-01", "old": "2024-02-01"}
    urls = "".join(f"<url><loc>SITE/{name}</loc><lastmod>{day}</lastmod></url>" for name, day in days.items())
    elsewhere = "<url><loc>http://elsewhere.example/a</loc></url><url><loc>http://127.0.0.1:1/a</loc></url>"
    site.has = frozenset()
    site.pages = {
        "/wp-sitemap.xml": ("application/xml", INDEX),
        "/new.xml": ("application/xml", MAP.format(urls + elsewhere)),
        **{f"/{name}": ("text/html", f"<html><h1>{name}</h1><p>ICESCO met.</p></html>") for name in ("a", "b", "old")},
    }
    return site


def test_pages_of_a_site_map_are_kept_and_what_is_lacking_is_named(mapped, fetch, tmp_path):
    with pytest.raises(ConnectionError, match="/gone: HTTP 404"):
        fetch()
    assert [path for path in mapped.paths if "." not in path and "feed" not in path and "wp" not in path] == [
        "/a", "/b", "/gone"
    ]  # fmt: skip
    assert "/old.xml" not in mapped.paths
    mapped.pages["/gone"] = mapped.pages["/a"]
    n_asked = len(mapped.asked)
    assert fetch() == ["unknown"] * 3
    assert mapped.paths[n_asked:] == ["/robots.txt", "/wp-sitemap.xml", "/new.xml", "/gone"]
    pages = load_corpus(tmp_path / "out").rows["pages"]
    assert [page["url"].rpartition("/")[2] for page in pages] == ["a", "b", "gone"]


def test_a_site_map_is_found_by_robots_txt(mapped, fetch):
    mapped.robots = "Sitemap: SITE/my-map.xml".replace("SITE", mapped.address)
    mapped.pages["/my-map.xml"] = ("text/xml", MAP.format("<url><loc>SITE/a</loc></url>"))
    assert fetch() == ["unknown"]


@pytest.mark.parametrize("text", ["<html>no map</html>", '<!DOCTYPE x [<!ENTITY a "b">]><rss>&a;</rss>'])
def test_a_site_without_news_is_told_what_else_to_do(mapped, fetch, text):
    mapped.pages["/wp-sitemap.xml"] = ("text/xml", text)
    with pytest.raises(ConnectionError, match=r"(?s)HTTP 404.*expected a site map.*save its pages in a browser"):
        fetch()


# ---- the folder


def test_a_folder_of_another_site_or_span_is_refused_before_anybody_is_asked(site, fetch):
    fetch()
    n_asked = len(site.asked)
    with pytest.raises(ValueError, match="since 2025-01-01: ask for the same, or choose another folder"):
        fetch(since=date(2024, 1, 1))
    assert len(site.asked) == n_asked


@pytest.mark.parametrize("name", ["pages.csv", "fetch.json"])
def test_what_a_person_wrote_is_never_replaced(site, fetch, tmp_path, name):
    site.special[3] = fail(403)
    with pytest.raises(ConnectionError):
        fetch()
    path = tmp_path / "out" / name
    path.write_text(path.read_text().replace("all", "filtered") if name == "pages.csv" else "mine")
    before, n_asked = path.read_bytes(), len(site.asked)
    with pytest.raises(FileExistsError, match=f"{name} was not written by icesco: move it, or choose another folder"):
        fetch()
    assert (path.read_bytes(), len(site.asked)) == (before, n_asked)


def test_an_answer_that_was_damaged_is_asked_for_again(fetch, tmp_path):
    fetch()
    (tmp_path / "out" / "posts-00003.json").unlink()
    assert fetch() == ["all", "all", "all"]
    assert read_ids(tmp_path / "out") == SPAN


def test_a_folder_has_limits_that_are_named(site, fetch, monkeypatch):
    monkeypatch.setattr("icesco_analysis.fetch.listings.MOST_ANSWERS", 2)
    with pytest.raises(ConnectionError, match="expected at most 2 answers: take a later --since"):
        fetch()
    assert len(site.asked) == 4
