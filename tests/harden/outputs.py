"""Attacks on what a person opens: hostile headlines, texts, notes and names in every file that a command writes."""

import base64
import csv
import hashlib
import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from bs4 import BeautifulSoup
from lxml import etree

from icesco_analysis import load_corpus
from icesco_analysis.corpus import write_tables
from icesco_analysis.executor import run_notebooks, state_parameters
from icesco_analysis.executor.notebooks import notebooks_folder
from icesco_analysis.figures import corpus as figures_corpus
from icesco_analysis.figures import partners
from icesco_analysis.figures.figure import save_figure
from icesco_analysis.report import write_report

CASES = Path(__file__).parents[1] / "cases" / "hostile_texts.tsv"
PAYLOADS = tuple(json.loads(line.partition("\t")[2]) for line in CASES.read_text(encoding="utf-8").splitlines()[1:])
"""Texts that are HTML, formulas or other markup, each written as JSON."""
COUNTRIES = ("Azerbaijan", "Oman", "Tunisia", "Kazakhstan", "Malaysia", "Peru", "Fiji")
SAFE_LINK_RE = re.compile(r"(?:#|data:(?:image/(?:png|svg\+xml)|text/csv|text/plain)[;,])")
_RELEASE_RE = re.compile(rf"https?://|{SAFE_LINK_RE.pattern}")
"""A link that a person follows may lead to the release itself."""
_LIVE = [
    "script",
    "iframe",
    "object",
    "embed",
    "link",
    "base",
    "form",
    "frame",
    "applet",
    "audio",
    "video",
    "math",
    "animate",
]


def write_pages(folder: Path, payloads: tuple[str, ...]) -> Path:
    """Write posts with these headlines and texts, and notes beside them that hold the same."""
    folder.mkdir(parents=True)
    posts = []
    for number, payload in enumerate(payloads):
        country, text = COUNTRIES[number % len(COUNTRIES)], html.escape(payload)
        body = (
            f"<p>Dr. Salim M. AlMalik, Director-General of the Islamic World Educational, Scientific and Cultural "
            f"Organization (ICESCO), received the Ambassador of {country} on {1 + number % 28} May 2025, and discussed "
            f"with him cooperation no. {number} in the fields of education and {text} culture.</p><p>{text}</p>"
        )
        posts.append(
            {
                "title": {"rendered": f"{text} ICESCO and {country} Discuss Cooperation no. {number}"},
                "content": {"rendered": body},
                "date": f"2025-06-{1 + number % 28:02}T10:00:00",
                "link": f"https://example.org/{number}/{payload}",
            }
        )
    name = "posts <img src=x onerror=alert(1)> =1+1 $x$.json"
    (folder / name).write_text(json.dumps(posts), encoding="utf-8")
    columns = {
        "pages.csv": ("source", "listing", "url", "saved_on"),
        "corrections.csv": ("source", "headline", "field", "old", "new", "reason"),
        "topics.csv": ("words", "label"),
    }
    for file, names in columns.items():
        with (folder / file).open("w", encoding="utf-8", newline="") as opened:
            rows = csv.writer(opened)
            rows.writerow(names)
            rows.writerows([payload] * len(names) for payload in payloads)
            if file == "pages.csv":
                rows.writerow((name, "all", f"https://example.org/{payloads[0]}", "2025-06-30"))
    return folder


def open_report(size: int, folder: Path, *, browser: Path | None = None) -> Iterator[str]:
    """A report on hostile pages: one trial for each payload in each file."""
    payloads = PAYLOADS[:: max(1, len(PAYLOADS) // size)][:size]
    corpus = load_corpus(write_pages(folder / "pages", payloads))
    write_report(corpus, out=folder / "out", browser=browser, paths=[folder / "pages"])
    for figure in (partners.figure_ranking(corpus), figures_corpus.figure_calendar(corpus)):
        save_figure(figure, folder / "out" / "figures", sources=corpus.pages)
    yield from _judge(folder / "out", payloads)


def open_notebooks(size: int, folder: Path) -> Iterator[str]:
    """The notebooks run on hostile pages: what they show is looked through as it is, and as nbconvert shows it."""
    import nbformat
    from nbconvert import HTMLExporter

    exporter = HTMLExporter()
    payloads = PAYLOADS[:: max(1, len(PAYLOADS) // size)][:size]
    pages, out = write_pages(folder / "pages", payloads), folder / "out" / "notebooks"
    write_tables(load_corpus(pages).tables, folder / "out" / "tables")
    parameters = state_parameters(out, pages=[pages], palette="blue")
    run_notebooks(notebooks_folder(), out=out, parameters=parameters)
    for path in sorted(out.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        shown = _live(exporter.from_notebook_node(notebook)[0])
        for cell in notebook.cells:  # what nbconvert itself runs is not the project's
            cell["outputs"] = []
        own = _live(exporter.from_notebook_node(notebook)[0])
        found = [each for each in shown if each not in own] + [f"typeset: {text[:80]}" for text in _typeset(path)]
        yield from _each(payloads, path.name, found)
    yield from _judge(folder / "out", payloads)


def _typeset(path: Path) -> list[str]:
    """Return the tables of a notebook in which a browser would typeset what stands between two dollars."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    shown = ["".join(o.get("data", {}).get("text/html", "")) for c in notebook["cells"] for o in c.get("outputs", [])]
    return [text for text in shown if "<table" in text and "mathjax_ignore" not in text]


def _each(payloads: tuple[str, ...], name: str, found: list[str]) -> Iterator[str]:
    """Yield what was found as failures, and for each payload beyond these that it did nothing."""
    yield from (f"{name}: {each}" for each in found)
    yield from [""] * max(0, len(payloads) - len(found))


def _judge(folder: Path, payloads: tuple[str, ...]) -> Iterator[str]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix in _JUDGES:
            yield from _each(payloads, path.name, judge_file(path))


def judge_file(path: Path) -> list[str]:
    """Return what in a file could run, compute, or ask for something outside."""
    return _JUDGES[path.suffix](path)


def _live(page: str | bytes) -> list[str]:
    """Return the elements of a page that could run or fetch, and addresses that lead out of it."""
    found = []
    for element in BeautifulSoup(page, "lxml").find_all(True):
        attributes = {name.casefold(): str(value) for name, value in element.attrs.items()}
        named = [name for name in attributes if name.startswith("on") or name in ("srcdoc", "formaction")]
        led = [attributes[name] for name in ("src", "href", "xlink:href", "action", "data") if name in attributes]
        refreshed = attributes.get("http-equiv", "Content-Security-Policy") != "Content-Security-Policy"
        safe = _RELEASE_RE if element.name == "a" else SAFE_LINK_RE
        if element.name in _LIVE or named or refreshed or any(not safe.match(address) for address in led):
            found.append(f"<{element.name} {' '.join(f'{k}={v[:60]}' for k, v in sorted(attributes.items()))}>")
    return found


def _judge_page(path: Path) -> list[str]:
    """Return what is live but for the scripts that the page's own policy names."""
    page = BeautifulSoup(path.read_bytes(), "lxml")
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})
    allowed = str(policy["content"]) if policy else ""
    for script in page.find_all("script"):
        digest = base64.b64encode(hashlib.sha256(script.get_text().encode()).digest()).decode()
        if f"'sha256-{digest}'" in allowed and not script.attrs.keys() - {"type"}:
            script.decompose()
    return _live(str(page)) + ([] if allowed.startswith("default-src 'none'") else ["no policy of its own"])


def _judge_svg(path: Path) -> list[str]:
    root = etree.fromstring(path.read_bytes(), etree.XMLParser(resolve_entities=False))
    names = {etree.QName(element).localname for element in root.iter(tag=etree.Element)}
    attributes = [(name, value) for element in root.iter(tag=etree.Element) for name, value in element.attrib.items()]
    out = [v for n, v in attributes if n.endswith("href") and not v.startswith(("#", "data:image/png"))]
    live = sorted(names & {"script", "foreignObject", "a", "animate", "set", "iframe"})
    return live + out + [name for name, _ in attributes if name.startswith("on")]


def _judge_table(path: Path) -> list[str]:
    """Return the cells that a spreadsheet would compute, whichever of three signs it takes for a separator."""
    data = path.read_bytes()
    text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    for mark in ";\t":
        cells += [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark) for cell in row]
    return [cell[:60] for cell in cells if re.match(r"[\t\r]*[=+\-@＝＋－＠](?!\d[\d.]*\Z|\d+e-?\d+\Z)", cell)]


def _judge_workbook(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    return [
        *(str(cell.value)[:60] for cell in cells if cell.data_type == "f" or cell.hyperlink),
        *_outside(path),
    ]


def _judge_document(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        text = archive.read("word/document.xml").decode()
    fields = re.findall(r"instr(?:Text)?(?:=\"|[^>]*>)\s*([^\"<]*)", text)
    computed = [field for field in fields if field and not re.match(r"(?:SEQ|PAGE|NUMPAGES|TOC|PAGEREF|REF)\b", field)]
    return computed + re.findall(r"<w:(?:altChunk|object|control)\b|<o:OLEObject\b", text) + _outside(path)


def _outside(path: Path) -> list[str]:
    """Return the parts of an office document that lead out of it, or run."""
    with zipfile.ZipFile(path) as archive:
        relations = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".rels")]
        parts = [n for n in archive.namelist() if re.search(r"vbaProject|externalLink|activeX|embeddings", n)]
    return parts + [found for text in relations for found in re.findall(r'TargetMode="External"', text)]


def _judge_pdf(path: Path) -> list[str]:
    data = path.read_bytes()
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            data += zlib.decompress(stream)
        except zlib.error:
            continue
    return [name.decode() for name in (b"/JavaScript", b"/JS ", b"/Launch", b"/URI", b"/SubmitForm") if name in data]


def _judge_notebook(path: Path) -> list[str]:
    """Return what is live in the HTML of a notebook's outputs, and Markdown that would become a link or a picture."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    shown = [output.get("data", {}) for cell in notebook["cells"] for output in cell.get("outputs", [])]
    pages = ["".join(data.get("text/html", "")) for data in shown]
    marked = ["".join(data.get("text/markdown", "")) for data in shown]
    links = [
        m[0] for text in marked for m in re.finditer(r"(?<!\\)\]\((?!#)[^)]*\)|(?<![\\\w])<(?:[a-z]|/)[^>]*>", text)
    ]
    return [each for page in pages for each in _live(page)] + links


def _judge_json(path: Path) -> list[str]:
    json.loads(path.read_bytes())
    return []


_JUDGES = {
    ".html": _judge_page, ".svg": _judge_svg, ".csv": _judge_table, ".xlsx": _judge_workbook, ".docx": _judge_document,
    ".pdf": _judge_pdf, ".ipynb": _judge_notebook, ".json": _judge_json,
}  # fmt: skip
