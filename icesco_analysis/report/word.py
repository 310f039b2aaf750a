"""Report → a Word document: real headings, captions, tables that repeat their header, pictures with a description."""

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Inches, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph

from icesco_analysis.report.content import (
    Block,
    Cell,
    Column,
    Grid,
    Picture,
    Prose,
    Quotation,
    Quotations,
    Report,
    Section,
    anchors_of,
    for_medium,
)
from icesco_analysis.report.paper import KEPT_ROWS, Pages, Placed, arrange
from icesco_analysis.report.prose import Run, clean_text, link_numbers, read_markdown

FONT, TITLE_FONT = "Arial", "Georgia"
"""On every machine that has Word; elsewhere others of about the same widths stand in for them."""

FRONT_HEIGHT = 165.0
"""Points that title, subtitle and contents take."""

TEXT_WIDTH_CM = 16.0
"""Of an A4 page with margins of 2.5 cm: the width that figures of the size "word" are drawn for."""

_INK, _MUTED, _LINK = RGBColor(0x1F, 0x1F, 0x1F), RGBColor(0x55, 0x55, 0x55), RGBColor(0x00, 0x57, 0x8A)
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_LEFT_TO_RIGHT = frozenset({"L"})
_NAME_LENGTH = 40
"""Most characters of a bookmark's name in Word."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the earliest that the format can hold."""


def render_word(report: Report) -> bytes:
    """Return the report as the bytes of a .docx file, the same in every run.

    Parameters
    ----------
    report
        What to print.
    """
    draft = Draft(report)
    draft.write()
    out = io.BytesIO()
    draft.document.save(out)
    return _without_times(out.getvalue())


class Draft:
    """One report on its way to Word.

    Parameters
    ----------
    report
        What to print.
    """

    def __init__(self, report: Report) -> None:
        self.document: Document = docx.Document()
        self._report = report
        self._sections = for_medium(report.sections, medium="word")
        self._anchors = anchors_of(report.sections, medium="word")
        self._pages = Pages()
        self._bookmarks = 0
        self._tables = 0
        self._marked: set[str] = set()

    def write(self) -> None:
        """Fill the document."""
        _set_page(self.document)
        _set_styles(self.document)
        _set_properties(self.document, report=self._report)
        self._front()
        for section in self._sections:
            self._section(section, level=1)

    def _front(self) -> None:
        self._paragraph(self._report.title, style="Title")
        self._paragraph(self._report.subtitle, style="Subtitle")
        links = [Run(section.title, href=f"#{section.anchor}") for section in self._sections]
        runs = [run for link in links for run in (Run("  ·  "), link)]
        self._add_runs(self._paragraph("", style="Contents"), [Run("Contents", bold=True), *runs])
        self._pages.add(FRONT_HEIGHT)
        _add_footer(self.document, title=self._report.title)

    # --- sections ---

    def _section(self, section: Section, *, level: int) -> None:
        heading = self._paragraph(section.title, style=f"Heading {min(level, 4)}")
        self._mark(heading, section.anchor)
        for placed in arrange(section.blocks, pages=self._pages) if level == 1 else map(Placed, section.blocks):
            self._block(placed.block, scale=placed.scale)
        for part in for_medium(section.sections, medium="word"):
            self._section(part, level=level + 1)

    def _block(self, block: Block, *, scale: float) -> None:
        if isinstance(block, Prose):
            self._prose(block)
        elif isinstance(block, Picture):
            self._picture(block, scale=scale)
        elif isinstance(block, Grid):
            self._grid(block)
        elif isinstance(block, Quotations):
            for row in block.rows:
                self._quotation(row)

    def _prose(self, prose: Prose) -> None:
        for paragraph in read_markdown(prose.markdown):
            linked = link_numbers(paragraph, targets=self._report.targets)
            self._add_runs(self._paragraph("", style="List Bullet" if linked.item else "Body Text"), linked.runs)

    def _picture(self, picture: Picture, *, scale: float) -> None:
        figure = picture.figure
        shown = self._paragraph("", style="Picture")
        width = scale * min(figure.inches()[0], TEXT_WIDTH_CM / 2.54)
        drawn = io.BytesIO(figure.render(("png",))["png"])
        inline: Any = shown.add_run().add_picture(drawn, width=Inches(width))
        described = inline._inline.docPr
        described.set("descr", clean_text(figure.alt))
        described.set("name", f"Figure {picture.number}")
        caption = self._paragraph("", style="Caption")
        caption.add_run("Figure ").bold = True
        _add_field(caption, "SEQ Figure \\* ARABIC", shown=str(picture.number), bold=True)
        caption.add_run(f". {clean_text(figure.title)}. ").bold = True
        caption.add_run(clean_text(figure.caption))
        self._mark(shown, f"figure-{figure.name}")

    def _quotation(self, quotation: Quotation) -> None:
        where = self._paragraph("", style="Evidence Place")
        self._add_runs(
            where, [Run(quotation.headline, bold=True, href=f"#{quotation.story}"), Run(f" · {quotation.where}")]
        )
        self._mark(where, quotation.anchor)
        quote = self._paragraph("", style="Evidence")
        before, words, after = quotation.parts()
        self._add_runs(
            quote, [Run(before), Run(words, bold=True), Run(after), Run(f"  [{quotation.reading}]", italic=True)]
        )
        for paragraph, text in ((where, quotation.headline), (quote, quotation.sentence)):
            if runs_right_to_left(text):
                _turn(paragraph)

    # --- tables ---

    def _grid(self, grid: Grid) -> None:
        self._tables += 1
        caption = self._paragraph("", style="Table Caption")
        caption.add_run("Table ").bold = True
        _add_field(caption, "SEQ Table \\* ARABIC", shown=str(self._tables), bold=True)
        caption.add_run(f". {clean_text(grid.caption)}")
        self._mark(caption, grid.anchor)
        table: Any = self.document.add_table(rows=0, cols=len(grid.columns))
        widths = _widths(grid.columns)
        _set_table(table, widths=widths, title=clean_text(grid.caption))
        heads = [Cell((Run(column.name, bold=True),)) for column in grid.columns]
        self._row(table, heads, grid.columns, widths, header=True, kept=True)
        keep = len(grid.rows) <= KEPT_ROWS
        for place, row in enumerate(grid.rows):
            last = place == len(grid.rows) - 1
            # The first rows stay with the header and the last two together: no lone row on either side of a break.
            kept = not last and (keep or place == 0 or place == len(grid.rows) - 2)
            paragraph = self._row(table, row, grid.columns, widths, kept=kept)
            if grid.anchors:
                self._mark(paragraph, grid.anchors[place])
        self._paragraph("", style="After Table")

    def _row(
        self,
        table: Any,
        cells: Iterable[Cell],
        columns: tuple[Column, ...],
        widths: list[int],
        *,
        header: bool = False,
        kept: bool = False,
    ) -> WordParagraph:
        """Add a row and return its first paragraph."""
        row = _element("w:tr")
        properties = _child(row, "w:trPr")
        _child(properties, "w:cantSplit")
        if header:
            _child(properties, "w:tblHeader")
        for cell, column, width in zip(cells, columns, widths, strict=True):
            box = _child(row, "w:tc")
            _child(_child(box, "w:tcPr"), "w:tcW", {"w:w": str(width), "w:type": "dxa"})
            inner = _child(box, "w:p")
            paragraph = WordParagraph(inner, self.document._body)
            paragraph.style = "Table Head" if header else "Table Text"
            paragraph.paragraph_format.keep_with_next = True if kept else None
            if column.kind == "number":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            self._add_runs(paragraph, cell.runs)
            if cell.language and runs_right_to_left(cell.text):
                _turn(paragraph)
        table._tbl.append(row)
        return WordParagraph(next(row.iter(qn("w:p"))), self.document._body)

    # --- text ---

    def _paragraph(self, text: str, *, style: str) -> WordParagraph:
        return self.document.add_paragraph(clean_text(text), style=style)

    def _add_runs(self, paragraph: WordParagraph, runs: Iterable[Run]) -> None:
        for run in runs:
            if not run.text:
                continue
            added = paragraph.add_run(clean_text(run.text))
            added.bold, added.italic = run.bold or None, run.italic or None
            if run.code:
                added.font.name = "Consolas"
            if self._is_known(run.href):
                _link(paragraph, added, self._target(run.href))

    def _is_known(self, href: str) -> bool:
        return bool(href) and (not href.startswith("#") or href[1:] in self._anchors)

    def _target(self, href: str) -> dict[str, str]:
        if href.startswith("#"):
            return {"w:anchor": bookmark_name(href[1:])}
        return {"r:id": self.document.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)}

    def _mark(self, paragraph: WordParagraph, anchor: str) -> None:
        """Make a paragraph one that can be linked to."""
        name = bookmark_name(anchor)
        if not anchor or name in self._marked:
            return
        self._marked.add(name)
        self._bookmarks += 1
        start = _element("w:bookmarkStart", {"w:id": str(self._bookmarks), "w:name": name})
        end = _element("w:bookmarkEnd", {"w:id": str(self._bookmarks)})
        content = paragraph._p
        content.insert(1 if content.pPr is not None else 0, start)
        content.append(end)


# --- the look --------------------------------------------------------------------------------------------------------


def _set_page(document: Document) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin, page.bottom_margin = Cm(2.3), Cm(2.3)


def _set_styles(document: Document) -> None:
    styles = document.styles
    language: Any = next(styles.element.iter(qn("w:lang")))
    language.set(qn("w:val"), "en-GB")
    _style(document, "Normal", size=10, after=0)
    _style(document, "Title", size=25, after=4, font=TITLE_FONT, line=1.05, border=None)
    _style(document, "Subtitle", size=12, after=14, colour=_MUTED, border="bottom")
    _style(document, "Contents", based="Normal", size=9.5, after=6, line=1.3)
    _style(document, "Heading 1", size=17, before=22, after=6, font=TITLE_FONT, keep=True)
    _style(document, "Heading 2", size=13, before=14, after=3, font=TITLE_FONT, keep=True)
    _style(document, "Heading 3", size=10.5, before=8, after=3, keep=True, bold=True)
    _style(document, "Heading 4", size=10, before=6, after=2, keep=True, bold=True)
    _style(document, "Body Text", size=10, after=6, line=1.15)
    _style(document, "List Bullet", size=10, after=3, line=1.15)
    _style(document, "Picture", based="Normal", before=6, after=3, keep=True)
    _style(document, "Caption", size=8.5, after=14, line=1.1, colour=_MUTED, bold=False, together=True)
    _style(
        document, "Table Caption", based="Normal", size=8.5, before=8, after=4, colour=_MUTED, keep=True, together=True
    )
    _style(document, "Table Head", based="Normal", size=8, before=2, after=2)
    _style(document, "Table Text", based="Normal", size=8, before=1.5, after=1.5)
    _style(document, "After Table", based="Normal", size=6, after=4)
    _style(document, "Evidence Place", based="Normal", size=8.5, before=5, colour=_MUTED, keep=True, together=True)
    _style(document, "Evidence", based="Normal", size=9.5, after=3, line=1.1, together=True, indent=0.5, border="left")
    _style(document, "Footer", size=8, colour=_MUTED)


def _style(
    document: Document,
    name: str,
    *,
    based: str | None = None,
    size: float | None = None,
    before: float = 0,
    after: float = 0,
    line: float | None = None,
    font: str = FONT,
    colour: RGBColor = _INK,
    bold: bool | None = None,
    keep: bool = False,
    together: bool = False,
    indent: float | None = None,
    border: Literal["left", "bottom"] | None = None,
) -> None:
    """Set one paragraph style, made where the template lacks it; sizes in points, indents in centimetres."""
    styles = document.styles
    if based is not None:
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles[based]
    style = styles[name]
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - all names above are of paragraph styles
    style.font.size = Pt(size) if size else None
    style.font.color.rgb = colour
    style.font.italic = False
    for spacing in style.element.get_or_add_rPr().findall(
        qn("w:spacing")
    ):  # the template spreads the subtitle's letters
        spacing.getparent().remove(spacing)
    style.font.bold = bold if bold is not None else style.font.bold
    _set_font(style, font)
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing = line
    form.keep_with_next, form.keep_together, form.widow_control = keep, together or keep, True
    form.left_indent = Cm(indent) if indent else form.left_indent
    _set_border(style, border)


def _set_font(style: ParagraphStyle, font: str) -> None:
    """Set the font for all scripts, over the theme of the template."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.attrib.pop(qn(f"w:{script}Theme"), None)
        fonts.set(qn(f"w:{script}"), font)


def _set_border(style: ParagraphStyle, side: str | None) -> None:
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    if side:
        box = _element("w:pBdr")
        width, space = ("12", "8") if side == "left" else ("8", "6")
        _child(box, f"w:{side}", {"w:val": "single", "w:sz": width, "w:space": space, "w:color": "BFBFBF"})
        properties.insert_element_before(
            box, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc",
            "w:outlineLvl",
        )  # fmt: skip


def _set_properties(document: Document, *, report: Report) -> None:
    """Say what the document is, and take out who made it when: two runs are to give the same bytes."""
    core = document.core_properties
    core.title, core.subject = clean_text(report.title)[:255], clean_text(report.subtitle)[:255]
    core.author, core.last_modified_by, core.comments = "icesco_analysis", "", ""
    core.language, core.revision = "en-GB", 1
    element = core._element
    for name in ("dcterms:created", "dcterms:modified", "cp:lastPrinted"):
        for old in element.findall(qn(name)):
            element.remove(old)


def _add_footer(document: Document, *, title: str) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = "Footer"
    paragraph.add_run(f"{clean_text(title)}  ·  page ")
    _add_field(paragraph, "PAGE", shown="1")
    paragraph.add_run(" of ")
    _add_field(paragraph, "NUMPAGES", shown="1")


# --- pieces of Word's own language -----------------------------------------------------------------------------------


def _element(name: str, attributes: Mapping[str, str] | None = None) -> Any:
    made = OxmlElement(name)
    for key, value in (attributes or {}).items():
        made.set(qn(key), value)
    return made


def _child(parent: Any, name: str, attributes: Mapping[str, str] | None = None) -> Any:
    made = _element(name, attributes)
    parent.append(made)
    return made


def _add_field(paragraph: WordParagraph, instruction: str, *, shown: str, bold: bool = False) -> None:
    """Add a field that Word keeps up to date, with what it shows until then."""
    field = _child(paragraph._p, "w:fldSimple", {"w:instr": f" {instruction} "})
    run = _child(field, "w:r")
    if bold:
        _child(_child(run, "w:rPr"), "w:b")
    _child(run, "w:t").text = shown


def _link(paragraph: WordParagraph, run: Any, target: Mapping[str, str]) -> None:
    """Make a run that was just added a link."""
    run.font.color.rgb = _LINK
    link = _element("w:hyperlink", target)
    paragraph._p.append(link)
    link.append(run._r)


def _set_table(table: Any, *, widths: list[int], title: str) -> None:
    """Give a table its rules and fixed widths, so that no program rearranges it."""
    properties = table._tbl.tblPr
    for old in list(properties):
        properties.remove(old)
    _child(properties, "w:tblW", {"w:w": str(sum(widths)), "w:type": "dxa"})
    borders = _child(properties, "w:tblBorders")
    for side, size, colour in (("top", "8", "1F1F1F"), ("bottom", "8", "1F1F1F"), ("insideH", "4", "C9C9C9")):
        _child(borders, f"w:{side}", {"w:val": "single", "w:sz": size, "w:space": "0", "w:color": colour})
    _child(properties, "w:tblLayout", {"w:type": "fixed"})
    margins = _child(properties, "w:tblCellMar")
    for side in ("left", "right"):
        _child(margins, f"w:{side}", {"w:w": "90", "w:type": "dxa"})
    _child(properties, "w:tblLook", {"w:val": "0020", "w:firstRow": "1"})
    _child(properties, "w:tblCaption", {"w:val": title[:255]})
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(width))


def _widths(columns: tuple[Column, ...]) -> list[int]:
    """Return the widths of columns in twentieths of a point; they fill the page."""
    room, shares = TEXT_WIDTH_CM / 2.54 * 1440, sum(column.share for column in columns)
    return [round(room * column.share / shares) for column in columns]


def runs_right_to_left(text: str) -> bool:
    """Return whether the first letter with a direction runs from right to left, as browsers judge it.

    Examples
    --------
    >>> runs_right_to_left("2025: الإيسيسكو"), runs_right_to_left("ICESCO الإيسيسكو")
    (True, False)
    """
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((way in _RIGHT_TO_LEFT for way in directions if way in _RIGHT_TO_LEFT | _LEFT_TO_RIGHT), False)


def _turn(paragraph: WordParagraph) -> None:
    """Set a paragraph, and the runs in it that need it, from right to left."""
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        _element("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc",
        "w:rPr",
    )  # fmt: skip
    for run in paragraph._p.iter(qn("w:r")):
        if any(
            unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT
            for text in run.iter(qn("w:t"))
            for letter in text.text or ""
        ):
            _of_run(run).append(_element("w:rtl"))


def _of_run(run: Any) -> Any:
    """Return the properties of a run, made where it has none."""
    return run.get_or_add_rPr()


def bookmark_name(anchor: str) -> str:
    """Return an anchor as the name of a bookmark: letters, digits and underscores, at most 40 of them.

    Examples
    --------
    >>> bookmark_name("country-AZE-partner"), len(bookmark_name("page-" + "long-" * 20))
    ('country_AZE_partner', 40)
    """
    name = re.sub(r"[^A-Za-z0-9]", "_", anchor)
    if len(name) <= _NAME_LENGTH:
        return name
    digest = hashlib.sha256(anchor.encode()).hexdigest()[:8]
    return f"{name[: _NAME_LENGTH - 9]}_{digest}"


def _without_times(data: bytes) -> bytes:
    """Return a zip archive with its files in order of name and without their times."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as clean:
        for name in _in_order(archive.namelist()):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            clean.writestr(entry, archive.read(name))
    return out.getvalue()


def _in_order(names: Iterable[str]) -> Iterator[str]:
    """Yield names in order, the list of types first, as the format asks for."""
    yield from sorted(names, key=lambda name: (name != "[Content_Types].xml", name))
