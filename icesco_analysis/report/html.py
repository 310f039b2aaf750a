"""Report → one HTML file that needs nothing else: no script, font or picture from outside."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from importlib.resources import files

from icesco_analysis.corpus import table_bytes
from icesco_analysis.figures import Figure, Size
from icesco_analysis.report.content import (
    Block,
    Cell,
    Column,
    Fact,
    Grid,
    Picture,
    Prose,
    Quotation,
    Quotations,
    Report,
    Section,
    Story,
    anchors_of,
    for_medium,
)
from icesco_analysis.report.elements import Child, Markup, element, join, raw
from icesco_analysis.report.prose import Paragraph, Run, link_numbers, read_markdown

LARGEST_SVG = 400_000
"""Bytes of a vector drawing above which the pixels are taken instead: the report stays one that can be mailed."""

PIXEL_DPI = 200
"""Dots an inch of such pixels: sharp on a dense screen and in print."""

PHONE_WIDTH = 520
"""CSS pixels of a screen below which figures are shown in the size for a column: their letters stay readable."""

_DEEPEST = 6


def render_html(report: Report) -> bytes:
    """Return the report as the bytes of an HTML file.

    Parameters
    ----------
    report
        What to print.

    Notes
    -----
    Every text goes through `element`, which escapes it. A policy in the file's head forbids any script, style or
    picture but those of the file itself, so that even an error there would let nothing run.
    """
    return Page(report).render().encode("utf-8", errors="replace")


class Page:
    """One report on its way to HTML.

    Parameters
    ----------
    report
        What to print.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._sections = for_medium(report.sections, medium="html")
        self._anchors = anchors_of(report.sections, medium="html")

    def render(self) -> str:
        """Return the whole file."""
        report = self._report
        style, script = _read("report.css"), _read("report.js")
        head = element(
            "head",
            element("meta", charset="utf-8"),
            _policy(style=style, script=script),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="generator", content="icesco_analysis"),
            element("meta", name="description", content=report.subtitle),
            element("title", report.title),
            element("style", raw(style)),
        )
        body = element(
            "body",
            element("a", "Skip to the report", class_="skip", href="#report"),
            element(
                "header",
                element("h1", report.title),
                element("p", report.subtitle, class_="subtitle"),
                class_="front",
            ),
            self._contents(),
            element(
                "main", [self._section(section, level=2) for section in self._sections], id="report", tabindex="-1"
            ),
            element("footer", element("p", report.citation)),
            element("script", raw(script)),
        )
        return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"

    def _contents(self) -> Markup:
        entries = [element("li", element("a", section.title, href=f"#{section.anchor}")) for section in self._sections]
        return element(
            "nav", element("h2", "Contents", id="contents"), element("ol", entries), aria_labelledby="contents"
        )

    # --- sections ---

    def _section(self, section: Section, *, level: int) -> Markup:
        below = for_medium(section.sections, medium="html")
        return element(
            "section",
            element(f"h{min(level, _DEEPEST)}", section.title, id=section.anchor, tabindex="-1"),
            self._index(below) if level == 2 else (),
            [self._block(block, level=level + 1) for block in section.blocks],
            [self._section(part, level=level + 1) for part in below],
        )

    def _index(self, sections: Iterable[Section]) -> Child:
        """Return a line that leads to the parts of a long chapter."""
        links = [element("li", element("a", section.title, href=f"#{section.anchor}")) for section in sections]
        return element("ul", links, class_="index") if links else ()

    def _block(self, block: Block, *, level: int) -> Child:
        if isinstance(block, Prose):
            return list(self._prose(block))
        if isinstance(block, Picture):
            return self._picture(block)
        if isinstance(block, Grid):
            return self._grid(block)
        if isinstance(block, Quotations):
            return element("ul", [self._quotation(row) for row in block.rows], class_="quotations")
        return self._story(block, level=level)

    # --- prose ---

    def _prose(self, prose: Prose) -> Iterator[Markup]:
        items: list[Markup] = []
        for paragraph in read_markdown(prose.markdown):
            linked = link_numbers(paragraph, targets=self._report.targets)
            if paragraph.item:
                items.append(element("li", self._paragraph(linked)))
                continue
            yield from _list_of(items)
            items = []
            yield element("p", self._paragraph(linked))
        yield from _list_of(items)

    def _paragraph(self, paragraph: Paragraph) -> list[Markup]:
        return self._runs(paragraph.runs)

    def _runs(self, runs: Iterable[Run]) -> list[Markup]:
        return [self._run(run) for run in runs]

    def _run(self, run: Run) -> Markup:
        shown = join([run.text])
        for wanted, name in ((run.code, "code"), (run.italic, "em"), (run.bold, "strong")):
            shown = element(name, shown) if wanted else shown
        is_known = not run.href.startswith("#") or run.href[1:] in self._anchors
        return element("a", shown, href=run.href) if run.href and is_known else shown

    # --- figures ---

    def _picture(self, picture: Picture) -> Markup:
        figure = picture.figure
        caption = element(
            "figcaption",
            element("p", element("strong", f"Figure {picture.number}. {figure.title}."), " ", figure.caption),
            element("p", _download(figure), class_="download"),
        )
        numbers = element(
            "details",
            element("summary", f"The numbers of figure {picture.number} as a table"),
            self._grid(picture.numbers),
        )
        return element("figure", _image(figure), caption, numbers, id=f"figure-{figure.name}")

    # --- tables ---

    def _grid(self, grid: Grid) -> Markup:
        searchable = grid.searchable and len(grid.rows) > 1
        head = element("tr", [_heading(column, sortable=searchable) for column in grid.columns])
        anchors = grid.anchors or ("",) * len(grid.rows)
        body = [
            element(
                "tr", [self._cell(one, column) for one, column in zip(row, grid.columns, strict=True)], id=name or None
            )
            for row, name in zip(grid.rows, anchors, strict=True)
        ]
        name = f"{grid.anchor}-caption"
        table = element(
            "table",
            element("caption", grid.caption, id=name),
            element("thead", head),
            element("tbody", body),
            id=grid.anchor,
            data_searchable=searchable,
        )
        scroll = element("div", table, class_="scroll", tabindex="0", role="region", aria_labelledby=name)
        return join([_search(grid), scroll]) if searchable else scroll

    def _cell(self, one: Cell, column: Column) -> Markup:
        runs = self._runs(one.runs)
        if one.language:
            runs = [element("bdi", runs, lang=one.language, dir="auto")]
        kind = column.kind if column.kind != "text" else None
        return element("td", runs, class_=kind, data_key=None if one.key is None else str(one.key))

    # --- evidence ---

    def _quotation(self, quotation: Quotation) -> Markup:
        headline = element("bdi", quotation.headline, lang=quotation.language or None, dir="auto")
        return element(
            "li",
            element("p", self._link(headline, quotation.story), f" · {quotation.where}", class_="where"),
            self._quote(quotation.parts(), language=quotation.language),
            element("p", _reading(quotation.words, quotation.parts(), quotation.reading), class_="reading"),
            id=quotation.anchor,
            tabindex="-1",
        )

    def _quote(self, parts: tuple[str, str, str], *, language: str) -> Markup:
        before, words, after = parts
        shown = [before, element("mark", words) if words else "", after]
        return element("blockquote", element("p", shown, lang=language or None, dir="auto"))

    def _link(self, shown: Markup, target: str) -> Markup:
        return element("a", shown, href=f"#{target}") if target in self._anchors else shown

    def _story(self, story: Story, *, level: int) -> Markup:
        headline = element("bdi", story.headline, lang=story.language or None, dir="auto")
        facts = [item for fact in story.facts for item in self._fact(fact, language=story.language)]
        return element(
            "article",
            element(f"h{min(level, _DEEPEST)}", headline),
            element("dl", facts),
            id=story.anchor,
            tabindex="-1",
            class_="story",
        )

    def _fact(self, fact: Fact, *, language: str) -> Iterator[Markup]:
        yield element("dt", fact.name)
        parts = Quotation("", "", "", "", fact.sentence, fact.words, "").parts()
        quote = self._quote(parts, language=language) if fact.sentence else ""
        reading = element("p", _reading(fact.words, parts, fact.reading), class_="reading") if fact.reading else ""
        shown = element("p", self._runs(fact.value))
        yield element("dd", shown, quote, reading, id=fact.anchor or None, tabindex="-1" if fact.anchor else None)


# --- pieces ----------------------------------------------------------------------------------------------------------


def _read(name: str) -> str:
    return files("icesco_analysis").joinpath("data", "report", name).read_text(encoding="utf-8")


def _policy(*, style: str, script: str) -> Markup:
    """Return the rule that nothing but the file's own style and script counts, told by their hashes."""
    hashes = {
        name: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for name, text in (("style", style), ("script", script))
    }
    rules = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{hashes['style']}'; "
        f"script-src 'sha256-{hashes['script']}'; base-uri 'none'; form-action 'none'"
    )
    return element("meta", http_equiv="Content-Security-Policy", content=rules)


def _list_of(items: list[Markup]) -> Iterator[Markup]:
    if items:
        yield element("ul", items)


def _image(figure: Figure) -> Markup:
    """Return the figure as a picture, with a version for narrow screens."""
    width, height = figure.inches()
    return element(
        "picture",
        element("source", media=f"(max-width: {PHONE_WIDTH}px)", srcset=_picture_uri(figure, size="column")),
        element(
            "img",
            src=_picture_uri(figure, size="word"),
            alt=figure.alt,
            width=str(round(width * 120)),
            height=str(round(height * 120)),
        ),
    )


def _picture_uri(figure: Figure, *, size: Size) -> str:
    drawn = figure.render(("svg",), size=size)["svg"]
    if len(drawn) <= LARGEST_SVG:
        return data_uri(drawn, media_type="image/svg+xml")
    return data_uri(figure.render(("png",), size=size, dpi=PIXEL_DPI)["png"], media_type="image/png")


def data_uri(data: bytes, *, media_type: str) -> str:
    """Return `data` as an address that holds it.

    Examples
    --------
    >>> data_uri(b"n", media_type="text/csv")
    'data:text/csv;base64,bg=='
    """
    return f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"


def _download(figure: Figure) -> Markup:
    numbers = data_uri(table_bytes(figure.data, ending="csv"), media_type="text/csv;charset=utf-8")
    return element("a", "Download the numbers (CSV)", href=numbers, download=f"{figure.name}.csv")


def _heading(column: Column, *, sortable: bool) -> Markup:
    kind = column.kind if column.kind != "text" else None
    if not sortable:
        return element("th", column.name, scope="col", class_=kind)
    button = element("button", column.name, type="button", class_="sort", data_kind=column.kind)
    return element("th", button, scope="col", class_=kind, aria_sort="none")


def _search(grid: Grid) -> Markup:
    """Return the search above a table; hidden until the script that serves it runs."""
    name = f"{grid.anchor}-search"
    field = element("input", type="search", id=name, data_table=grid.anchor, autocomplete="off", spellcheck="false")
    label = element("label", "Search in this table", for_=name)
    shown = element("p", role="status", class_="shown")
    return element("div", label, field, shown, class_="search", hidden=True)


def _reading(words: str, parts: tuple[str, str, str], reading: str) -> str:
    """Return how a sentence was read, with the deciding words where they are not marked in it."""
    return f"“{words}”; {reading}" if words and not parts[1] else reading
