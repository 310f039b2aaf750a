"""No page, however it is written, takes more than its length says: neither patterns nor nesting nor many releases."""

import importlib
import json
import pkgutil
import re
import time
from collections.abc import Callable

import pytest

import icesco_analysis
from icesco_analysis.pages import PageError, parse_page, split_articles
from tests.rows import each_row

WINGS = ("icesco_analysis.pages", "icesco_analysis.language")
ATTACKS = (
    "a", " ", "\n", " \n", "1", "1 ", "a ", "AB ", "A. ", "-", ",", "=", "a_", "&amp;", "“", "(", "[", "<", "<?",
    "<!--", "</html><!--", "<td>", "<td class='line-content'>", '<pre>{"', "[caption]", '\n{"', "/2025/01/",
    "<![CDATA[", "\0",
)  # fmt: skip
LEAD = (
    "The Islamic World Educational, Scientific and Cultural Organization (ICESCO) opened on Monday, 5 May 2025, in "
    "Suva, a school for sailors, in the presence of the Minister of Education of Fiji."
)
TITLE = "ICESCO Opens School for Sailors in Suva"


def find_patterns() -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    """Return every pattern that stands in a module of these wings, by its name."""
    modules = [module.name for module in pkgutil.walk_packages(icesco_analysis.__path__, "icesco_analysis.")]
    return {
        f"{name}.{key}": value
        for name in modules
        if name.startswith(WINGS)
        for key, value in vars(importlib.import_module(name)).items()
        if isinstance(value, re.Pattern)
    }


TRIES = 3
"""What else the machine does only adds to a time: what is quick in one of so many tries is quick."""


def measure(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


PATTERNS = find_patterns()


@each_row("name", PATTERNS)
def test_a_pattern_takes_time_as_long_as_its_text(name: str, trials: Callable[[int, int], int]) -> None:
    pattern, size = PATTERNS[name], trials(1024, 65_536)

    def search(attack: str, length: int) -> float:
        text = (attack * (length // len(attack) + 1))[:length] + "\x01"
        asked = text.encode() if isinstance(pattern.pattern, bytes) else text
        return measure(lambda: sum(1 for _ in pattern.finditer(asked)))  # type: ignore[arg-type]

    def is_quick(attack: str) -> bool:  # eight times the length: 8 where linear, 64 where quadratic
        return search(attack, 8 * size) <= max(0.005, 25 * search(attack, size))

    assert [attack for attack in ATTACKS if not any(is_quick(attack) for _ in range(TRIES))] == []


def release(number: int) -> str:
    return f"<article class='post'><h2><a href='/{number}/'>{TITLE} {number}</a></h2><p>{LEAD}</p></article>"


WHOLE = {"title": TITLE, "content": f"<p>{LEAD}</p>"}
DEEP: dict[str, Callable[[int], str]] = {
    "elements": lambda depth: f"<h1>{TITLE}</h1>{'<div>' * depth}<p>{LEAD}</p>",
    "inline elements": lambda depth: f"<h1>{TITLE}</h1><p>{'<span>' * depth}{LEAD}</p>",
    "posts": lambda depth: f"<html>{'<article>' * depth}<h1>{TITLE}</h1><p>{LEAD}</p>",
    "lists": lambda depth: f"<h1>{TITLE}</h1>{'<ul><li>' * depth}{LEAD}",
    "open elements": lambda depth: f"<h1>{TITLE}</h1>{'<b><p></p>' * depth}<p>{LEAD}</p>",
    "lists of JSON": lambda depth: "[" * depth + json.dumps(WHOLE) + "]" * depth,
    "JSON-LD": lambda depth: f'<script type="application/ld+json">{"[" * depth}</script><h1>{TITLE}</h1><p>{LEAD}</p>',
    "content": lambda depth: json.dumps(WHOLE | {"content": "<div>" * depth + LEAD}),
}


@each_row("depth", [10, 250, 260, 3000])
@each_row("name", DEEP)
def test_text_is_found_however_deep_it_stands(name: str, depth: int, trials: Callable[[int, int], int]) -> None:
    depth = trials(depth, 20_000) if depth == 3000 else depth
    (article,) = split_articles(parse_page(DEEP[name](depth).encode(), "page")).articles
    assert (article.headline, article.body) == (TITLE, LEAD)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": ' * 20_000 + json.dumps(WHOLE) + "}" * 20_000, "nested more than 900 deep"),
        ("<plist><dict><key>WebMainResource</key>" + "<array>" * 20_000, "a whole webarchive"),
        (
            "MIME-Version: 1.0\n"
            + "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(2000)),
            "nested without end",
        ),
    ],
    ids=["objects", "archive", "parts"],
)
def test_what_is_too_deep_to_be_read_is_refused_and_says_so(text: str, expected: str) -> None:
    with pytest.raises(PageError, match=expected):
        parse_page(text.encode(), "page")


def test_a_feed_that_is_too_deep_names_the_problem() -> None:
    deep = f"<rss version='2.0'><channel>{'<a>' * 20_000}<item><title>{TITLE}</title></item></channel></rss>"
    kinds = [problem.kind for problem in split_articles(parse_page(deep.encode(), "page")).problems]
    assert kinds[0] == "broken-feed"


GROWING: dict[str, Callable[[int], str]] = {
    "releases in HTML": lambda size: f"<html>{''.join(map(release, range(size)))}",
    "releases in text": lambda size: "\n\n".join(f"{TITLE} {number}\n\n{LEAD}" for number in range(size)),
    "cells": lambda size: f"<html><h1>{TITLE}</h1><p>{LEAD}</p><table><tr>{'<td>' * 40 * size}</table>",
    "blank elements": lambda size: f"<html><h1>{TITLE}</h1><p>{LEAD}{'<i> </i>' * 40 * size}</p>",
    "a wrapped paragraph": lambda size: f"{TITLE}\n\n{LEAD}\n" + f"{LEAD[:70].strip()}\n" * 40 * size,
    "a word": lambda size: f"{TITLE}\n\n{LEAD}\n\n{'a' * 640 * size}",
    "a title": lambda size: f"<title>{' - ' * 200 * size}</title><h1>{TITLE}</h1><p>{LEAD}</p>",
    "a class": lambda size: f"<h1>{TITLE}</h1><p class='{'a-' * 320 * size}'>{LEAD}</p>",
}


@pytest.mark.parametrize("name", GROWING)
def test_a_page_takes_time_as_long_as_it_is(name: str, trials: Callable[[int, int], int]) -> None:
    size = trials(25, 500)

    def read(factor: int) -> float:
        data = GROWING[name](factor * size).encode()
        return measure(lambda: split_articles(parse_page(data, "page")))

    # four times the length: 4 where linear, 16 where quadratic
    assert any(read(4) < max(0.05, 9 * read(1)) for _ in range(TRIES))
