"""Attacks by what is read: mutated pages, entities of XML, depth, size; and what no module may use."""

import ast
import random
import socket
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from icesco_analysis.corpus import extract_page
from icesco_analysis.pages import PageError, parse_page, split_articles
from tests.harden.faults import ROOT
from tests.pages.test_limits import DEEP, LEAD, TITLE, release

PACKAGE = ROOT / "icesco_analysis"
PAGES = (ROOT / "seeds", *(ROOT / "tests" / "labelled" / name / "pages" for name in ("dev", "opened")))
FINDINGS = ROOT / ".build" / "harden"
MOST_BYTES = 12_000
"""Longer pages are cut before they are changed, so that many can be tried."""
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "cp1256", "cp1254", "latin-1", "utf-7", "shift-jis")
SPLICES = (
    b"</html>", b"<html>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<script>", b"</div>" * 40, b"<article>",
    b"<td>" * 60, b"\0", b"\xff\xfe", b"&#0;", b"&#xD800;", b"&amp;amp;lt;", b'{"title": ', b"[[[[", b"]}",
    b"<rss version='2.0'>", b"<item>", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n",
    b"=\n", b"=3D", b"\r", b"\x1b", "\u2028".encode(), "\u202e".encode(), b"31 February 9999", b"1 January 0001",
    b" 29 February and 1 March 2025", b" 29 February to 2 March 2025 ", b" 29 f\xc3\xa9vrier au 2 mars 2025 ",
    b"Monday, 99 May 20250", b"a" * 3000, b"\n" * 300, b" " * 3000, b"Skip to content\n\n", b"Read more\n",
    b"(ICESCO) " * 50, b"<title>", b"<pre>{", b"bplist00", b"<plist><dict><key>WebMainResource</key>", b"<svg>",
    b"%PDF", b"<meta charset=utf-7>",
)  # fmt: skip


@cache
def _originals() -> tuple[bytes, ...]:
    files = [path for folder in PAGES for path in sorted(folder.iterdir()) if path.is_file()]
    return tuple(path.read_bytes() for path in files)


@st.composite
def mutants(draw: st.DrawFn) -> bytes:
    """Draw a real page that was cut, spliced with others and with what readers look for, re-encoded, or torn."""
    data = draw(st.sampled_from(_originals()))
    if len(data) > MOST_BYTES:
        start = draw(st.integers(0, len(data) - MOST_BYTES))
        data = data[start : start + MOST_BYTES]
    for _ in range(draw(st.integers(1, 4))):
        place, length = draw(st.integers(0, len(data))), draw(st.integers(0, 2000))
        kind = draw(st.sampled_from(("cut", "splice", "other", "encode", "twice", "bit", "lines")))
        if kind == "cut":
            data = data[:place] + data[place + length :]
        elif kind == "splice":
            data = data[:place] + draw(st.sampled_from(SPLICES)) + data[place:]
        elif kind == "other":
            other = draw(st.sampled_from(_originals()))
            begin = draw(st.integers(0, max(0, len(other) - 1)))
            data = data[:place] + other[begin : begin + length] + data[place:]
        elif kind == "encode":
            data = data.decode(errors="replace").encode(draw(st.sampled_from(ENCODINGS)), errors="replace")
        elif kind == "twice":
            data = data[:place] + data[max(0, place - length) : place] * draw(st.integers(1, 4)) + data[place:]
        elif kind == "bit":
            data = data[:place] + draw(st.binary(min_size=1, max_size=4)) + data[place + 1 :]
        else:
            lines = data.splitlines(keepends=True)
            random.Random(place).shuffle(lines)  # noqa: S311 - lines, no secrets
            data = b"".join(lines)
    return data


def read_mutants(size: int, folder: Path) -> Iterator[str]:  # noqa: ARG001 - as all attacks are called
    """Changed pages are read whole: an answer or the project's own refusal, and every character accounted for."""
    said: list[str] = []

    @seed(size)
    @settings(max_examples=size, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(mutants())
    def attack(data: bytes) -> None:
        said.append(read_data(data))

    attack()
    yield from said


def read_data(data: bytes) -> str:
    """Return what is wrong with how bytes are read, "" where nothing is; the bytes are kept as a file."""
    try:
        row = extract_page(data, "page")["pages"][0]
    except PageError:
        return ""
    except Exception as error:  # what is looked for
        return _keep(data, f"{type(error).__name__}: {error}")
    parts = sum(count for part, count in row.items() if part.startswith("n_chars_"))
    return "" if parts == row["n_chars"] else _keep(data, f"{row['n_chars']} characters, {parts} accounted for")


def _keep(data: bytes, said: str) -> str:
    """Keep what was found as a file, and say where."""
    FINDINGS.mkdir(parents=True, exist_ok=True)
    path = FINDINGS / f"{abs(hash(data)):x}.bin"
    path.write_bytes(data)
    return f"{said} (.build/harden/{path.name})"


# ---- entities, addresses, includes

SECRET = "secretword"  # noqa: S105 - what a file holds that no page may show
_ITEM = f"<rss version='2.0'><channel><item><title>{TITLE} {{0}}</title><description>{LEAD}</description></item>"
_HTML = f"<html><body><h1>{TITLE} {{0}}</h1><p>{LEAD}</p></body></html>"
_BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
XML = (
    '<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{path}">]>' + _ITEM.format("&x;"),
    '<!DOCTYPE rss [<!ENTITY x PUBLIC "p" "file://{path}">]>' + _ITEM.format("&x;"),
    '<!DOCTYPE rss SYSTEM "http://127.0.0.1:{port}/evil.dtd">' + _ITEM.format("&x;"),
    '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:{port}/p.dtd"> %p;]>' + _ITEM.format("&x;"),
    '<!DOCTYPE rss [<!ENTITY x SYSTEM "http://127.0.0.1:{port}/">]>' + _ITEM.format("&x;"),
    '<!DOCTYPE rss [<!ENTITY e0 "secretword">' + _BOMB + "]>" + _ITEM.format("&e8;"),
    '<!DOCTYPE rss [<!ENTITY e0 "' + SECRET * 5000 + '">]>' + _ITEM.format("&e0;" * 500),
    '<?xml-stylesheet href="http://127.0.0.1:{port}/x.xsl"?>' + _ITEM.format(""),
    _ITEM.format('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{path}" parse="text"/>'),
    '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file://{path}">]>' + _HTML.format("&x;"),
    _HTML.format('<link rel="stylesheet" href="http://127.0.0.1:{port}/a.css"><img src="http://127.0.0.1:{port}/a">'),
    _HTML.format('<iframe src="file://{path}"></iframe><object data="file://{path}"></object>'),
)


def send_entities(size: int, folder: Path) -> Iterator[str]:
    """Documents define entities, name files and addresses: nothing is opened, fetched or multiplied."""
    secret = folder / "secret.txt"
    secret.write_text(SECRET)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = str(server.getsockname()[1])
        for number, text in enumerate(XML[:size]):
            data = text.replace("{path}", str(secret)).replace("{port}", port).encode()
            try:
                page = parse_page(data, "page")
                shown = " ".join(block.text for block in page.blocks)
            except PageError as error:
                shown = str(error)
            try:
                server.accept()
                asked = "an address was asked"
            except BlockingIOError:
                asked = ""
            yield asked or (f"document {number}: {SECRET} is shown" if SECRET in shown else "")


# ---- depth and size


def go_deep(size: int, folder: Path) -> Iterator[str]:  # noqa: ARG001
    """Elements, lists and JSON nested so deep: the text is found, or a problem is named."""
    for depth in (10, 250, 260, 20_000)[:size]:
        for name, write in DEEP.items():
            try:
                split = split_articles(parse_page(write(depth).encode(), "page"))
                found = [(article.headline, article.body) for article in split.articles] == [(TITLE, LEAD)]
                yield "" if found or split.problems else f"{name}, {depth} deep: lost without a word"
            except PageError:
                yield ""


def grow_pages(size: int, folder: Path) -> Iterator[str]:  # noqa: ARG001
    """Pages of so many megabytes: every release of them is read, and above the limit the page is refused."""
    for megabytes in (1, 5, 20, 95)[:size]:
        for write in (release, lambda number: f"{TITLE} {number}\n\n{LEAD}\n\n"):
            one = len(write(10_000))
            number = megabytes * 1_000_000 // one
            data = "".join(map(write, range(10_000, 10_000 + number))).encode()
            split = split_articles(parse_page(data, "page"))
            lost = number - len(split.articles) and not split.problems
            yield f"{megabytes} MB: {len(split.articles)} of {number} releases" if lost else ""
    try:
        parse_page(bytes(100_000_001), "page")
        yield "a page above the limit was read"
    except PageError as error:
        yield "" if "100,000,000" in str(error) else f"the limit is not named: {error}"


# ---- what no module uses

DANGEROUS = {
    "eval", "exec", "pickle", "marshal", "shelve", "dill", "joblib", "yaml", "os.system", "os.popen", "urllib.request",
    "requests", "httpx", "socket", "http.client", "xml.etree", "xml.sax", "xml.dom", "tarfile", "shutil.unpack_archive",
    "extractall", "random", "date.today", "datetime.now", "time.time", "getuser", "gethostname", "urllib3",
    "urllib3.connection",
}  # fmt: skip
"""Pages never become programs, the library asks no network, opens no archive, and knows no clock, place or dice."""
FETCHING = {"socket", "http.client", "urllib3", "urllib3.connection"}
"""What the wing that fetches may use, and no other."""


def read_the_code(size: int, folder: Path) -> Iterator[str]:  # noqa: ARG001
    """Every module is looked through for what would run, fetch or unpack a text, or make two runs differ."""
    for path in sorted(PACKAGE.rglob("*.py"))[:size]:
        used = {name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for name in _names(node)}
        bad = used & (DANGEROUS - FETCHING if path.parent.name == "fetch" else DANGEROUS)
        yield f"{path.relative_to(PACKAGE)}: {sorted(bad)}" if bad else ""


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield node.module or ""
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Call):
        called = ast.unparse(node.func).split(".")
        yield called[-1] if len(called) == 1 or called[-1] == "extractall" else ".".join(called[-2:])
