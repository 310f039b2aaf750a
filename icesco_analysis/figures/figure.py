"""A figure as a thing: the numbers it draws, how it draws them, and all the words a report prints around it."""

import base64
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas
from matplotlib.layout_engine import ConstrainedLayoutEngine

from icesco_analysis.corpus import json_bytes, table_bytes, write_files
from icesco_analysis.figures.style import MUTED, WIDTH, drawable, letters_of, printable, style, wrap
from icesco_analysis.language import Prose, escape_html

Format = Literal["png", "svg", "pdf"]
Plot = Callable[..., Axes]
"""Draws a frame on the Axes given as `ax`, and returns them."""

DPI = 200
"""Dots an inch of a PNG: 1,260 across a page of text. A page printed by an office shows no more (200 is the resolution
to which Word reduces pictures for print), a notebook on a dense screen neither; print shops take the SVG or PDF."""

SCREEN_WIDTH = 756
"""Pixels that a notebook gives the picture: 1.25 times the width of a page at the 96 pixels an inch of the web."""

ALT_LENGTH = 250
"""Most characters of an alternative text: a screen reader cannot pause inside one."""

SLACK = 0.97
"""Share of the room that a line of words may fill: at screen resolution letters are drawn wider than measured."""

MARGIN = 4.0
"""Points left of title and note."""

_GRID = 0.02
"""Inches that heights are rounded to, so that every size is whole pixels at `DPI`."""

_NAME_RE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Figure:
    """One figure of the analysis, ready to be drawn in any size, shown in a notebook or written to files.

    Parameters
    ----------
    name
        Stem of its files: small letters, digits and hyphens.
    title
        Its message, as a headline; printed above it.
    subtitle
        Measure, place and time; printed below the title.
    data
        The numbers drawn, as a table a reader can use by itself.
    plot
        Draws `data` on the Axes it is given.
    caption
        What to print under it in a report: what is seen, how it was counted, what it rests on.
    alt
        What it shows, for who cannot see it: 40 to 250 characters, numbers, not the title again; cut if longer.
    finding
        What the numbers say, in sentences; where `data` is empty, why there is nothing to draw.
    note
        The line under the drawing: how many articles, which dates, how many undated.
    counts
        Numbers of cases behind it, for the JSON file.
    height
        Inches, at the width of a page of text.
    """

    name: str
    title: str
    data: pd.DataFrame
    plot: Plot
    caption: str
    alt: str
    subtitle: str = ""
    finding: Prose = field(default_factory=Prose)
    note: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    height: float = 3.2

    def __post_init__(self) -> None:
        if not _NAME_RE.fullmatch(self.name):
            raise ValueError(f"figure name {self.name!r}: expected small letters, digits and single hyphens")
        object.__setattr__(self, "alt", _cut(self.alt))

    def __repr__(self) -> str:
        rows = "1 row" if len(self.data) == 1 else f"{len(self.data)} rows"
        return f"<figure {self.name}: {self.title} ({rows})>" + f"\n{self.alt}" * bool(self.alt)

    def inches(self) -> tuple[float, float]:
        """Return width and height in inches."""
        return WIDTH, max(1, round(self.height / _GRID)) * _GRID

    def draw(self, *, dpi: int = DPI) -> Canvas:
        """Return the figure drawn by matplotlib, in the style of the project."""
        with style():
            return self._draw(dpi=dpi)

    def render(self, formats: Iterable[Format], *, dpi: int = DPI, palette: str = "blue") -> dict[str, bytes]:
        """Return the bytes of the figure's files by format, from one drawing, the same in every run."""
        with style(palette):
            canvas = self._draw(dpi=dpi)
            return {ending: self._print(canvas, ending=ending) for ending in formats}

    def _draw(self, *, dpi: int) -> Canvas:
        canvas = Canvas(figsize=self.inches(), dpi=dpi)
        ax = canvas.subplots()
        room, left = (WIDTH * 72 - 2 * MARGIN) * SLACK, MARGIN / (WIDTH * 72)
        self.plot(drawable(self.data), ax=ax)
        FigureCanvasAgg(canvas)  # not before: seaborn would print what it has drawn, to see whether names overlap
        for axis in (ax.xaxis, ax.yaxis):
            if not axis.get_label_text():
                axis.set_label_coords(0, 0)  # or the names of all rows are measured to find a place for no label
        letters = letters_of(ax)
        title = wrap(self.title, points=room, letters=letters * 1.18, bold=True)
        subtitle = wrap(self.subtitle, points=room, letters=letters)
        room_below = "\n " * len(subtitle.splitlines())  # the layout keeps this room
        head = canvas.suptitle(title + room_below, x=left, ha="left", linespacing=1.15)
        if self.note:
            note = wrap(self.note, points=room, letters=letters * 0.86)
            canvas.supxlabel(note, x=left, ha="left", color=MUTED, linespacing=1.25)
        ConstrainedLayoutEngine().execute(canvas)  # once: every format prints the same places
        foot = canvas.transFigure.inverted().transform(head.get_window_extent())[0, 1]
        head.set_text(title)
        canvas.text(left, foot, subtitle, va="bottom", color=MUTED, linespacing=1.15)
        return canvas

    def _print(self, canvas: Canvas, *, ending: Format) -> bytes:
        out = io.BytesIO()
        quick: Any = {"pil_kwargs": {"compress_level": 3}} if ending == "png" else {}  # as small as the usual 6
        canvas.savefig(out, format=ending, metadata=self._metadata(ending), **quick)
        if ending != "svg":
            return out.getvalue()
        return settle_svg(self._describe_svg(out.getvalue().decode("utf-8"))).encode()

    def _metadata(self, ending: Format) -> dict[str, str | None]:
        """Return title and description as the format names them, and nothing that changes from run to run."""
        title, alt = printable(self.title), printable(self.alt)
        others: Mapping[str, dict[str, str | None]] = {
            "png": {"Description": alt, "Software": None},
            "svg": {"Date": None, "Creator": None},
            "pdf": {"Subject": alt, "CreationDate": None, "Creator": None, "Producer": None},
        }
        return {"Title": title, **others[ending]}

    def _describe_svg(self, text: str) -> str:
        """Add what matplotlib leaves out: the description, and that the whole is one picture with these words."""
        title, alt = escape_html(printable(self.title)), escape_html(printable(self.alt))
        start, rest = text.replace("\r\n", "\n").split("<svg ", 1)
        opening, body = rest.split(">", 1)
        body = re.sub(r"\s*<title>.*?</title>", "", body, count=1, flags=re.DOTALL)
        words = f' <title id="title">{title}</title>\n <desc id="desc">{alt}</desc>'
        return f'{start}<svg role="img" aria-labelledby="title desc" {opening}>\n{words}{body}'

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, str], dict[str, dict[str, object]]]:
        """Show a PNG with its alternative text in a notebook; where there is nothing to draw, only the finding."""
        if self.data.empty:
            return {"text/plain": repr(self), "text/markdown": self.finding._repr_markdown_()}, {}
        return self._bundle(self.render(["png"])["png"])

    def _bundle(self, picture: bytes) -> tuple[dict[str, str], dict[str, dict[str, object]]]:
        shown = {"text/plain": repr(self), "image/png": base64.b64encode(picture).decode("ascii")}
        return shown, {"image/png": {"alt": self.alt, "width": SCREEN_WIDTH}}


def _cut(alt: str) -> str:
    """Return `alt` in one line, cut after a word where it is too long to be heard at once."""
    line = " ".join(alt.split())
    if len(line) <= ALT_LENGTH:
        return line
    return f"{line[: ALT_LENGTH - 1].rsplit(' ', 1)[0].rstrip(',;:')}…"


_NAMED_RE = re.compile(r'id="((?:[hmp]|image|C[0-9a-f]+_[0-9a-f]+_)[0-9a-f]{10})"')
_PRINTED_RE = re.compile(
    r"<!--.*?(?:-->|\Z)|<[?!].*?(?:>|\Z)|<(?:title|desc)\b.*?(?:</|\Z)|scale\([^()]*\)|-?\b\d+\.\d+|-0\b(?!\.)",
    re.DOTALL,
)


def settle_svg(text: str) -> str:
    """Return an SVG of matplotlib as every processor prints it.

    Clip paths, marks and hatches are named by a hash of all digits of their numbers, whose last ones differ between
    processors: here they are named as they come. Numbers keep three decimals, and no sign at zero.
    """
    names = {old: f"name{place}" for place, old in enumerate(dict.fromkeys(_NAMED_RE.findall(text)), start=1)}
    if names:
        text = re.sub("|".join(names), lambda match: names[match[0]], text)
    return _PRINTED_RE.sub(lambda match: _short(match[0]), text)


def _short(printed: str) -> str:
    """Return a printed number with at most three decimals; whatever else the expression matches stays."""
    return printed if printed[0] in "<s" else f"{round(float(printed), 3) + 0.0:.12g}"


def save_figure(
    figure: Figure,
    folder: str | Path,
    *,
    sources: pd.DataFrame,
    formats: Iterable[Format] = ("png", "svg"),
    palette: str = "blue",
    tell: Callable[[str], None] = print,
) -> list[Path]:
    """Write a figure as pictures, CSV and JSON, all files or none, and return their paths in this order.

    Parameters
    ----------
    figure
        What to write; its name is the stem of the files.
    folder
        Where to; made if need be.
    sources
        The table of pages (columns ``source``, ``sha256``) that the figure rests on.
    formats
        Of the pictures: ``"png"``, ``"svg"``, ``"pdf"``.
    palette
        Its colours: "blue", "teal", "purple" or, for print in black and white, "grey".
    tell
        Called with the reason where there is nothing to draw.

    Notes
    -----
    Where there is nothing to draw no file is written, and those that an earlier run left under its name go: an old
    picture must not pass for a new one. Title and alternative text stand in the files' own metadata, the CSV holds the
    numbers drawn, the JSON what a citation needs.

    Examples
    --------
    >>> import tempfile
    >>> from icesco_analysis.figures.figure import Figure
    >>> figure = Figure(
    ...     "probe", title="Two bars", data=pd.DataFrame({"n": [1, 2]}), caption="Bars.", alt="Two bars, of 1 and 2.",
    ...     plot=lambda data, *, ax: ax.barh(data.index, data["n"]) and ax,
    ... )
    >>> pages = pd.DataFrame({"source": ["a.txt"], "sha256": ["0" * 64]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.suffix for path in save_figure(figure, folder, sources=pages)]
    ['.png', '.svg', '.csv', '.json']
    """
    if figure.data.empty:
        for ending in (*get_args(Format), "csv", "json"):
            Path(folder, f"{figure.name}.{ending}").unlink(missing_ok=True)
        tell(f"{figure.name}: nothing to draw, no file written. {figure.finding}")
        return []
    contents = {
        **figure.render(formats, palette=palette),
        "csv": table_bytes(figure.data),
        "json": json_bytes(_describe_figure(figure, sources=sources)),
    }
    return write_files({Path(folder) / f"{figure.name}.{ending}": data for ending, data in contents.items()})


def show_figure(
    figure: Figure,
    folder: str | Path,
    *,
    sources: pd.DataFrame,
    palette: str = "blue",
    table: pd.DataFrame | None = None,
    columns: Sequence[str] = (),
    rows: int = 20,
) -> None:
    """Show in a notebook what a figure says, the picture and its numbers, and write its files.

    Parameters
    ----------
    figure
        What to show; where there is nothing to draw, only its finding is shown.
    folder, sources, palette
        As in `save_figure`.
    table
        What to show instead of the numbers drawn.
    columns, rows
        Those of the table to show: all columns by default, no table for 0 rows.
    """
    from IPython.display import display

    show: Callable[..., None] = display
    show(figure.finding)
    for picture in save_figure(figure, folder, sources=sources, palette=palette, tell=lambda _: None)[:1]:
        bundle, metadata = figure._bundle(picture.read_bytes())
        show(bundle, metadata=metadata, raw=True)
        if rows:
            numbers = figure.data if table is None else table
            show((numbers[list(columns)] if columns else numbers).head(rows))


def _describe_figure(figure: Figure, *, sources: pd.DataFrame) -> dict[str, Any]:
    width, height = figure.inches()
    words = ("name", "title", "subtitle", "caption", "finding", "alt", "note")
    return {
        **{part: str(getattr(figure, part)) for part in words},
        "size": {"width_inches": round(width, 4), "height_inches": round(height, 4)},
        "counts": dict(figure.counts),
        "columns": [str(column) for column in figure.data.columns],
        "sources": sources.sort_values("source")[["source", "sha256"]].to_dict("records"),
    }
