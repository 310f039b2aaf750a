"""Report → one HTML file that needs nothing else: no script, font or picture from outside."""

import base64
import hashlib
from functools import partial
from itertools import groupby
from operator import attrgetter

from markupsafe import Markup

from icesco_analysis.corpus import table_bytes
from icesco_analysis.language import clean_text
from icesco_analysis.report.content import Report, anchors_of
from icesco_analysis.report.desk import headline, say_days
from icesco_analysis.report.templates import fill_template, read_part


def render_html(report: Report) -> bytes:
    """Return the report as the bytes of an HTML file.

    The template escapes every text; a policy in its head lets nothing run or load but what is part of the file.
    """
    page = fill_template(
        "report.html.j2",
        clean=partial(clean_text, turns=True),
        filters={
            "csv": table_bytes,
            "data_uri": data_uri,
            "days": say_days,
            "digest": _digest,
            "headline": headline,
            "lists": lambda paragraphs: [(item, list(own)) for item, own in groupby(paragraphs, attrgetter("item"))],
        },
        values={
            "report": report,
            "known": {f"#{name}" for name in anchors_of(report.sections)},
            "style": _own("report.css"),
            "script": _own("report.js"),
        },
    )
    return page.encode()


def data_uri(data: bytes, media_type: str) -> str:
    """Return `data` as an address that holds it."""
    return f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"


def _own(name: str) -> Markup:
    return Markup(read_part(name).decode())  # noqa: S704 - a file of the package


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
