"""Files of thirty kinds in one folder: the good ones say what they say without the others."""

import base64
import json
import random
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from icesco_analysis.cli import main
from icesco_analysis.corpus import Corpus, load_corpus

TRADES = ("bees", "boats", "bread", "clocks", "coins", "drums", "glass", "kites", "lace", "lamps", "masks", "pearls")
TOWNS = {
    "Muscat": "Oman",
    "Lima": "Peru",
    "Suva": "Fiji",
    "Oslo": "Norway",
    "Banjul": "The Gambia",
    "Baku": "Azerbaijan",
}


def _release(generator: random.Random) -> tuple[str, str]:
    trade, (town, country) = generator.choice(TRADES), generator.choice(list(TOWNS.items()))
    day, number = generator.randrange(1, 29), generator.randrange(10**6)
    return (
        f"ICESCO Opens Course no. {number} on {trade.title()} in {town}",
        "The Islamic World Educational, Scientific and Cultural Organization (ICESCO) opened, in cooperation with the "
        f"Ministry of Culture of {country}, course no. {number} on {trade} in {town}, on {day} May 2025, for masters "
        f"from {number % 90 + 3} villages.\n\nThey will learn how {trade} were made {number % 700 + 20} years ago.",
    )


def _html(head: str, body: str) -> str:
    paragraphs = "".join(f"<p>{part}</p>" for part in body.split("\n\n"))
    return f"<html><head><title>{head}</title></head><body><article><h1>{head}</h1>{paragraphs}</article></body></html>"


def _post(head: str, body: str) -> dict[str, Any]:
    return {"title": {"rendered": head}, "content": {"rendered": body}, "date": "2025-05-30T08:00:00"}


def _feed(head: str, body: str) -> str:
    item = f"<item><title>{head}</title><description>{body}</description></item>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{item}</channel></rss>'


def _mime(head: str, body: str) -> str:
    page = base64.encodebytes(_html(head, body).encode()).decode()
    return (
        "From: <Saved by Blink>\nSubject: a page\nMIME-Version: 1.0\nContent-Type: multipart/related; "
        'boundary="--b"\n\n----b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n'
        f"Content-Location: https://example.org/a\n\n{page}\n----b--\n"
    )


GOOD: Mapping[str, Callable[[str, str], bytes]] = {
    "dump.txt": lambda head, body: f"{head}\n\n{body}\n".encode(),
    "wide.txt": lambda head, body: f"{head}\n\n{body}\n".encode("utf-16"),
    "page.html": lambda head, body: _html(head, body).encode(),
    "page.htm": lambda head, body: _html(head, body).encode("cp1252"),
    "post.json": lambda head, body: json.dumps(_post(head, body)).encode(),
    "posts.json": lambda head, body: json.dumps([_post(head, body)]).encode(),
    "posts.jsonl": lambda head, body: (json.dumps(_post(head, body)) + "\n").encode(),
    "feed.xml": lambda head, body: _feed(head, body).encode(),
    "saved.mhtml": lambda head, body: _mime(head, body).encode(),
    "no-ending": lambda head, body: f"{head}\n\n{body}\n".encode(),
}
_FIGURE = dict.fromkeys(["name", "title", "caption", "finding", "alt", "note"], "")
_MADE_BY_US = b'<!DOCTYPE html><head><meta name="generator" content="icesco_analysis"></head>'
_A_GOOD_PAGE = GOOD["page.html"](*_release(random.Random(7)))  # noqa: S311 - a test's
REFUSED: Mapping[str, bytes] = {
    "empty.txt": b"",
    "blank.html": b" \n\t\n" * 50,
    "binary.html": bytes(range(256)) * 8,
    "torn.json": b'[{"title": {"rendered": "A Course"}, "content": {"rendered": "Torn in the mid',
    "other.json": b'{"weather": [1, 2, 3]}',
    "export.csv": b'id,date,title,content\n1,2025-05-14,"A Course","<p>Held in Oslo.</p>"\n',
    "paper.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
}
ODD: Mapping[str, bytes] = {  # refused, or read with a word on it
    "deep.json": b"[" * 30_000 + b"]" * 30_000,
    "torn.xml": b'<?xml version="1.0"?><rss><channel><item><title>Torn',
    "shop.html": _html("Shoes", "Our shoes are on sale until Friday. Call us for a good price.").encode(),
}
PASSED: Mapping[str, bytes] = {
    "style.css": b"p { color: red }",
    "script.js": b"document.write('ICESCO')",
    "photo.jpg": b"\xff\xd8\xff\xe0" * 20,
    "font.woff2": b"wOF2" * 20,
    "README.md": _A_GOOD_PAGE,
    ".hidden.html": _A_GOOD_PAGE,
    ".git/config": _A_GOOD_PAGE,
    "saved_files/inner.html": _A_GOOD_PAGE,
    "told.html": _MADE_BY_US + _A_GOOD_PAGE,
    "plot.json": json.dumps(_FIGURE).encode(),
}


@pytest.fixture
def mixed(tmp_path: Path, trials: Callable[[int, int], int]) -> tuple[Path, Path]:
    """Return a folder of good files, and one where broken ones and what is no page stand among them."""
    generator = random.Random(12)  # noqa: S311 - a test's
    alone, among = tmp_path / "alone", tmp_path / "among"
    for number in range(trials(3, 10)):
        good = {name: make(*_release(generator)) for name, make in GOOD.items()}
        _write(alone / f"{number}", good)
        _write(among / f"{number}", {**good, **REFUSED, **ODD, **PASSED})
    return alone, among


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def _of_good(rows: Corpus) -> dict[str, Sequence[Any]]:
    return {
        name: [row for row in table if Path(row.get("source", "")).name in GOOD] for name, table in rows.rows.items()
    }


def test_the_good_files_say_what_they_say_without_the_others(mixed: tuple[Path, Path], trials) -> None:
    alone, among = map(load_corpus, mixed)
    n = trials(3, 10)
    assert (len(alone.rows["pages"]), len(alone.rows["articles"]), alone.refused) == (10 * n, 10 * n, ())
    assert _of_good(among) == {name: list(table) for name, table in alone.rows.items()}
    refused = {row["source"]: row["message"] for row in among.rows["problems"] if row["kind"] == "refused"}
    assert sorted(name for name in map(_name, refused) if name not in ODD) == sorted([*REFUSED] * n)
    assert all(source in message and "expected" in message for source, message in refused.items())
    told = {row["source"] for row in among.rows["problems"]}
    assert {name for name in ODD for number in range(n) if f"{number}/{name}" not in told} == set()
    assert len(among.passed) == 10 * n


def _name(source: str) -> str:
    return Path(source).name


def test_the_command_names_what_it_refused_and_counts_what_it_passed_over(mixed: tuple[Path, Path], capsys) -> None:
    out = mixed[0].parent / "out"
    assert main(["extract", str(mixed[1]), "--out", str(out)]) == 1
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    said = capsys.readouterr()
    assert all(said.err.count(f"/{name}") >= 3 for name in REFUSED)
    assert said.out.count("passed over") == 1
    shutil.copytree(out, mixed[1] / "tables")  # own outputs among the pages
    assert main(["extract", str(mixed[1]), "--out", str(out)]) == 1
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first
