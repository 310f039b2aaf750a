"""The one escaping layer: text from pages is never HTML, never Markdown, never a formula."""

import html
import re

from icesco_analysis.language.words import collapse

# What makes a spreadsheet compute, also as East Asians type it, and behind what takes the place of the comma elsewhere;
# apart, since what begins with a sign is searched for at once.
_FORMULA_RE = re.compile(r"""\A '? (?= ["']* [=+\-@\t\r\n＝＋－＠] )""", re.VERBOSE)
_BEHIND_RE = re.compile(r"""([;,\t\r\n]) '? (?= ["']* [=+\-@＝＋－＠] )""", re.VERBOSE)

_CONTROL_RE = re.compile(
    r"""
    [\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]   # control characters, which XML and HTML forbid; tab and line ends stay
    | [\ud800-\udfff\ufffe\uffff]           # what is no character at all
    """,
    re.VERBOSE,
)
_TURN_RE = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean_text(text: str, *, turns: bool = False) -> str:
    r"""Return `text` without what no document can print; marks that turn the direction of writing stay with `turns`.

    Examples
    --------
    >>> clean_text("a\x00b\u202e\tc"), clean_text("a\x00b\u202e\tc", turns=True)
    ('ab\tc', 'ab\u202e\tc')
    """
    printable = _CONTROL_RE.sub("", text)
    return printable if turns else _TURN_RE.sub("", printable)


def escape_html(text: str) -> str:
    """Return `text` as HTML or XML text and attribute value: nothing in it is markup, no control character is left.

    Examples
    --------
    >>> escape_html('<script>alert("1")</script>')
    '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;'
    """
    return html.escape(clean_text(text, turns=True), quote=True)


def escape_markdown(text: str) -> str:
    """Return `text` as Markdown that shows it as it is, in one line: no markup, no link, no formula, no HTML."""
    line = collapse(clean_text(text, turns=True))
    escaped = re.sub(r"([\\`*_{}\[\]#!|~$]|^[+-]|:(?=/))", r"\\\1", line.replace("&", "&amp;"))
    escaped = re.sub(r"^(\d+)([.)])", r"\1\\\2", escaped)  # no numbered list
    return escaped.replace("<", "&lt;").replace(">", "&gt;")


def escape_cell(text: str) -> str:
    """Return `text` so that no spreadsheet computes it: a quote stands before a sign that would begin a formula.

    Examples
    --------
    >>> escape_cell("=cmd|' /C calc'!A0"), escape_cell("Rabat; =1+1;=1+1"), escape_cell("Rabat")
    ("'=cmd|' /C calc'!A0", "Rabat; =1+1;'=1+1", 'Rabat')
    """
    marked = _BEHIND_RE.sub(lambda behind: f"{behind[0]}'", text)
    return f"'{marked}" if _FORMULA_RE.match(text) else marked


def unescape_cell(text: str) -> str:
    """Return what `escape_cell` was given.

    Examples
    --------
    >>> unescape_cell("'=1+1"), unescape_cell("'Quoted'")
    ('=1+1', "'Quoted'")
    """
    return _FORMULA_RE.sub("", _BEHIND_RE.sub(r"\1", text)) if "'" in text else text
