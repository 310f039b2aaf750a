"""Where a site lists its news, and which of these listings can be vouched for."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count, pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

from lxml import etree

from icesco_analysis.corpus import hold_folder
from icesco_analysis.fetch.kept import PAGES, RECORD, Kept
from icesco_analysis.fetch.site import Answer, Clock, MissingError, Site, SiteError, ask, open_site, wait_until
from icesco_analysis.pages import PageError, parse_page

PER_PAGE = 100
"""Posts in an answer: the most that WordPress gives."""
MOST_ANSWERS = 10_000
"""Answers in a folder, and pages of a site map: at a second each, three hours."""
_SECOND = timedelta(seconds=1)
_NO_MORE = frozenset({400, 404, 410})
"""What sites answer beyond the last page of a feed."""

Found = tuple[Answer, str, str]
"""An answer, the name of its file with a place for the number, and what can be said of it as a listing."""
Post = tuple[int, datetime]
"""A post by its number, and the second after it was published: where the older ones begin."""


def fetch_site(
    address: str,
    *,
    since: date,
    out: Path,
    loopback: bool = False,
    clock: Clock | None = None,
    tell: Callable[[str], None] = print,
) -> list[str]:
    """Fetch the news of a site into a folder of saved pages, or go on where an earlier run stopped.

    Parameters
    ----------
    address
        The site, as https://www.example.org; nothing beyond its host is ever asked.
    since
        The first day of publication asked for.
    out
        Folder for the answers as they came, ``fetch.json`` (the record of them, with their headers) and ``pages.csv``.
    loopback
        Whether the site is a server on this machine; without it only addresses of the internet are asked.
    clock
        What time it is, and how to wait; None for the computer's.
    tell
        Called with a line for every answer.

    Returns
    -------
    What each answer that is kept can be said to be as a listing: "all" or "unknown".

    Raises
    ------
    ValueError, FileExistsError
        If the address is none of a public site, or the folder holds answers of another one or somebody else's files.
    ConnectionError
        If the site, or what it sent, ended the run before its end; what is kept stays, and the next run goes on.

    Notes
    -----
    WordPress' REST interface is asked for the posts before the oldest that is kept, so that one which is published,
    changed or taken away meanwhile moves no other. An answer lists ``all`` posts of its span where it holds as many as
    the site counts, each once and in order. Of a feed, or of the pages of a site map, nobody can say that.
    """
    clock = clock or Clock()
    with hold_folder(out, names=[RECORD, PAGES], tell=tell):
        kept = Kept(out, site=address.rstrip("/"), since=since.isoformat())
        if not kept.record["complete"]:
            if kept.record["not_before"]:
                wait_until(datetime.fromisoformat(kept.record["not_before"]), clock=clock)
            site = open_site(
                address, loopback=loopback, clock=clock, put_off=lambda day: kept.note(not_before=str(day))
            )
            _fetch(site, since, kept, tell=tell)
        return [answer["listing"] for answer in kept.record["answers"]]


def _fetch(site: Site, since: date, kept: Kept, *, tell: Callable[[str], None]) -> None:
    """Go the first way that leads to news, or on with the one that an earlier run went."""
    ways: dict[str, Callable[[Site, str, date, Kept], Iterator[Found]]] = {
        **dict.fromkeys(("wp-json/wp/v2/posts", "?rest_route=/wp/v2/posts"), _list_posts),
        **dict.fromkeys(("feed/", "?feed=rss2"), _list_feed),
        **dict.fromkeys((*site.robots.maps, "wp-sitemap.xml", "sitemap.xml"), _list_pages),
    }
    known, lacking = kept.record["way"], []
    for path in [known] if known else ways:
        walk, way = ways.get(path, _list_pages), urljoin(site.address.url, path)
        try:
            for answer, name, listing in walk(site, way, since, kept):
                if len(kept.record["answers"]) >= MOST_ANSWERS:
                    raise SiteError(
                        f"expected at most {MOST_ANSWERS:,} answers: take a later --since and another folder"
                    )
                kept.keep(answer, name=name, listing=listing, way=path)
                tell(f"{kept.record['answers'][-1]['source']}: {answer.url}")
        except MissingError as error:
            if kept.record["way"]:
                raise
            lacking.append(str(error))
        else:
            kept.note(complete=True)
            return
    lacking.append("expected WordPress posts, a feed or a site map, found none: save its pages in a browser")
    raise SiteError("\n".join(lacking))


def _list_posts(site: Site, way: str, since: date, kept: Kept) -> Iterator[Found]:
    """Yield the posts of a REST interface, newest first, each answer going on where the one before it ends."""
    start = max(datetime(since.year, since.month, since.day), datetime(1970, 1, 1))
    asked = {"per_page": PER_PAGE, "orderby": "date", "order": "desc", "after": (start - _SECOND).isoformat()}
    known = {number: end for body in kept.bodies() for number, end in _find_posts(body)}
    while True:
        oldest = min(known.values(), default=datetime.max)
        if known:
            same = ",".join(str(number) for number, end in known.items() if end == oldest)
            asked |= {"before": oldest.isoformat(), "exclude": same}
        answer, posts = ask(site, _address(way, asked), read=_read_posts)
        new = {number for number, _ in posts} - known.keys()
        if posts and not new:
            raise SiteError(f"{answer.url}: expected older posts, found the same again: save the rest in a browser")
        ends = [oldest, *(end for _, end in posts), start + _SECOND]
        in_order = all(newer >= older for newer, older in pairwise(ends))
        is_last = answer.headers.get("X-WP-Total") == str(len(posts))
        is_whole = len(new) == len(posts) and (is_last or len(new) == PER_PAGE)  # the place of a hidden post is empty
        if posts:
            yield answer, "posts-{:05}.json", "all" if in_order and is_whole else "unknown"
        if is_last or not posts:
            return
        known |= dict(posts)


def _address(way: str, asked: Mapping[str, object]) -> str:
    return f"{way}{'&' if '?' in way else '?'}{urlencode(asked, safe=',:')}"


def _read_posts(answer: Answer) -> list[Post]:
    """Return the posts of an answer; ValueError where its JSON is broken, MissingError where it is something else."""
    try:
        return _find_posts(answer.expect("json").body)
    except (KeyError, TypeError, OverflowError, RecursionError) as error:
        raise MissingError(f"{answer.url}: expected a list of posts with id and date, found other JSON") from error


def _find_posts(body: bytes) -> list[Post]:
    posts: list[dict[str, Any]] = json.loads(body)
    days = [datetime.fromisoformat(post["date"]).replace(tzinfo=None) for post in posts]
    return [(int(post["id"]), day + _SECOND) for post, day in zip(posts, days, strict=True)]


def _list_feed(site: Site, way: str, since: date, kept: Kept) -> Iterator[Found]:
    """Yield a feed page by page, until its entries are older than asked for or none is new."""
    bodies = kept.bodies()
    known = {entry for body in bodies for entry in _find_entries(body)}
    for number in count(len(bodies) + 1):
        if any(day and day < since for _, day in known):
            return
        url = way if number == 1 else _address(way, {"paged": number})
        answer, entries = ask(site, url, read=partial(_read_feed, first=number == 1))
        if entries <= known:
            return
        yield answer, "feed-{:05}.xml", "unknown"
        known |= entries


def _read_feed(answer: Answer, *, first: bool) -> set[tuple[str, date | None]]:
    """Return address and day of the entries of a feed, none beyond its last page."""
    if answer.status in _NO_MORE and not first:
        return set()
    try:
        return _find_entries(answer.expect().body)
    except PageError as error:
        raise MissingError(f"{answer.url}: expected a feed: {error}") from error


def _find_entries(body: bytes) -> set[tuple[str, date | None]]:
    page = parse_page(body, "feed")
    if page.kind != "rss":
        raise PageError(f"found {page.kind}")
    return {(post.url, post.published) for post in page.posts}


def _list_pages(site: Site, way: str, since: date, kept: Kept) -> Iterator[Found]:
    """Yield the pages of a site map and of the maps it names, but for those last changed before the first day."""
    done = {answer["url"] for answer in kept.record["answers"]}
    listed, lacking = {way: True}, []
    waiting = [way]
    for url in waiting:  # grows while it is gone through
        try:
            if listed[url]:
                found = ask(site, url, read=partial(_read_map, site=site, since=since))[1]
                waiting += [each for each in found if each not in listed]
                listed = found | listed
            elif url not in done:
                yield ask(site, url, read=lambda answer: answer.expect("html"))[0], "page-{:05}.html", "unknown"
        except MissingError as error:
            if url == way:
                raise
            lacking.append(str(error))
        if len(listed) > MOST_ANSWERS:
            raise SiteError(f"{way}: expected at most {MOST_ANSWERS:,} pages: choose a later --since")
    if lacking:
        raise SiteError("\n".join(lacking))


def _read_map(answer: Answer, *, site: Site, since: date) -> dict[str, bool]:
    """Return the addresses of a site map that are on the site and not older, and whether each is a map itself."""
    try:
        root = etree.fromstring(answer.expect("xml").body, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if not root.tag.endswith(("urlset", "sitemapindex")):
        raise MissingError(f"{answer.url}: expected a site map, found none")
    listed = {}
    for node in root.iter("{*}url", "{*}sitemap"):
        with suppress(MissingError):  # it is of another site
            url = site.join(node.findtext("{*}loc", "").strip()).url
            if (node.findtext("{*}lastmod") or "9")[:10] >= since.isoformat():
                listed[url] = node.tag.endswith("sitemap")
    return listed
