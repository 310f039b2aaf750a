"""What programs make of a page when they save it → the page: MHTML, webarchive, source view, Markdown, link numbers."""

import plistlib
import re
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from email.message import Message
from html import unescape
from xml.parsers.expat import ExpatError

from icesco_analysis.pages.datelines import read_stamp

_MHTML_RE = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version:", re.IGNORECASE)
_ARCHIVE_RE = re.compile(rb"\A(?:bplist00|\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE plist[^>]*>\s*)?<plist\b)")
# A source view in Chrome: a numbered line after the other.
_SOURCE_VIEW_RE = re.compile(r"""<td\s[^<>]*class=["']line-number["']""")
_SOURCE_LINE_RE = re.compile(r"""<td\s[^<>]*?class=["']line-content["'][^<>]*>((?:[^<]|<(?!/?td[\s>]))*+)""")
# What is copied from a source view keeps the numbers of its lines.
_NUMBERED_SOURCE_RE = re.compile(r"\A\s*1\s*<(?:!doctype|html)\b", re.IGNORECASE)
_LINE_NUMBER_RE = re.compile(r"^[ \t]*\d{1,6}(?:[ \t]|$)", re.MULTILINE)
# JSON or a page alone in an element: browsers, their source views and extensions put elements and escapes into it.
_FRAMED_RE = re.compile(
    r"""<(pre|code|textarea)\b[^<>]*>
        (?= (?: \s | \[ | <[^<>]*> ){0,99}+
            (?: \{ (?: \s | <[^<>]*> ){0,99}+ (?: " | &quot; | &\#(?:34|x22); )
              | &lt; (?: <[^<>]*> ){0,9}+ (?: !doctype | html\b ) ) )
        (.*?) (?: </\1> | \Z )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_TAG_RE = re.compile(r"<[^<>]*>")
# Markdown, as converters write a page: a headline behind number signs or above a rule, and links; or bold lines.
_HEADING_RE = re.compile(r"^[ ]{0,3}#{1,6}[ ]+\S|^\S.*\n(?:={3,}|-{3,})[ ]*$", re.MULTILINE)
_LINK_RE = re.compile(r"\]\((?:<?https?://|[./#?])")
_BOLD_RE = re.compile(r"^(\*\*|__)(?! )[^*\n]+\1[ ]*$", re.MULTILINE)
# … which some of them print once more above, with its address.
_CONVERTED_RE = re.compile(r"\ATitle: .*\n\s{0,9}(?=URL Source: )")
# Who collects releases by hand or by program may write before each part what it is.
_TITLE_LABEL_RE = re.compile(r"^(?:Title|Headline|Titre|العنوان)[ ]?:[ \t]*(?=\S)", re.MULTILINE | re.IGNORECASE)
_TEXT_LABEL_RE = re.compile(
    r"^(?:(?:Markdown )?Content|Text|Body|Texte|Contenu|Corps|النص)[ ]?:[ \t]*", re.MULTILINE | re.IGNORECASE
)
# Text browsers number the links of a page, and list them below it.
_LINK_LIST_RE = re.compile(
    r"^[ \t]{0,9}References[ \t]*\n\s{0,9}(?:(?:Visible|Hidden) links:?\s{1,9})?1\. \w+:", re.MULTILINE
)
_LINK_NUMBER_RE = re.compile(r"\[\d{1,4}\](?=\S|$)", re.MULTILINE)
# What browsers, their extensions and converters write above a page: its address, and when it was saved.
_SAVED_RE = re.compile(
    r"""(?: <!-- \s*+ saved \s from \s url=\(\d+\) | <!-- \s*+ Page \s saved \s with \s SingleFile \s+ url: \s
          | U(?<!.U)RL \s Source: \s ) (?P<url> \S+ )
        (?: \s+ saved \s date: \s \w+ \s (?P<day> \w+ \s \d\d \s \d{4} ) )?""",
    re.VERBOSE | re.MULTILINE,
)
# So many characters of a page are searched for it.
SAVED_REACH = 4096
# A text is Markdown from so many bold lines on: one alone may be a writer's own stars.
BOLD_LINES = 2


class WrappingError(ValueError):
    """A file says that it wraps a page and holds none; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The bytes of the page itself, and what its wrapping says: its address, when it was saved, whether it is whole."""

    data: bytes
    url: str = ""
    saved_on: date | None = None
    is_cut: bool = False


def unwrap_bytes(data: bytes) -> Unwrapped:
    """Return the page inside an MHTML file or a Safari webarchive; everything else as it is.

    Raises
    ------
    WrappingError
        If there is no page in it.
    """
    if _MHTML_RE.match(data[:8192].replace(b"\r\n", b"\n")):
        return _open_mhtml(data)
    if _ARCHIVE_RE.match(data[:1024]) and (data.startswith(b"bplist00") or b"WebMainResource" in data):
        return _open_archive(data)
    return Unwrapped(data)


def _open_mhtml(data: bytes) -> Unwrapped:
    try:
        message = message_from_bytes(data.removeprefix(b"\xef\xbb\xbf"), policy=policy.compat32)
        parts = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    except RecursionError as error:
        raise WrappingError("expected a page in the MHTML file, found parts nested without end") from error
    address = str(message.get("Snapshot-Content-Location") or "").strip()

    def rank(part: Message) -> tuple[bool, bool]:
        url = _location(part)
        return bool(url) and url == address, not url.startswith(("about:", "cid:"))

    for part in sorted(parts, key=rank, reverse=True):  # the page itself before frames on it, the first of equals
        page = part.get_payload(decode=True)
        if isinstance(page, bytes) and page.strip():
            cut = any("Boundary" in type(defect).__name__ for defect in message.defects)
            named = _state_charset(page, part.get_content_charset())
            return Unwrapped(named, _location(part) or address, read_stamp(str(message.get("Date"))), cut)
    raise WrappingError("expected an HTML part in the MHTML file, found none: save the page as HTML")


def _location(part: Message) -> str:
    return str(part.get("Content-Location") or "").strip().removeprefix("view-source:")


def _open_archive(data: bytes) -> Unwrapped:
    try:
        main = plistlib.loads(data)["WebMainResource"]
        page, url = main["WebResourceData"], main.get("WebResourceURL", "")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, ExpatError) as error:
        raise WrappingError("expected a whole webarchive with a main resource: save the page as HTML") from error
    if not isinstance(page, bytes):
        raise WrappingError("expected the bytes of a page in the webarchive: save the page as HTML")
    return Unwrapped(_state_charset(page, main.get("WebResourceTextEncodingName")), str(url))


def _state_charset(page: bytes, charset: object) -> bytes:
    """Put the charset that the wrapping gives before a page that is not valid as UTF-8 and names none itself."""
    named = isinstance(charset, str) and re.fullmatch(r"[\w-]+", charset)
    if not named or b"charset" in page[:1024].lower():
        return page
    try:
        page.decode("utf-8")
    except UnicodeDecodeError:
        return f'<meta charset="{charset}">'.encode("ascii", "ignore") + page
    return page


def unwrap_text(text: str) -> str:
    """Return the page that a source view shows, the JSON or source alone in elements, or the text without labels."""
    if _SOURCE_VIEW_RE.search(text):
        lines = [match[1] for match in _SOURCE_LINE_RE.finditer(text)]
        text = unescape(_TAG_RE.sub("", "\n".join(lines))) or text
    elif _NUMBERED_SOURCE_RE.match(text):
        text = _LINE_NUMBER_RE.sub("", text)
    answer = "\n".join(_TAG_RE.sub("", frame[2]) for frame in _FRAMED_RE.finditer(text))
    if answer and 2 * len(answer) > len(_TAG_RE.sub("", text)):
        return unescape(answer)
    links = "References" in text and _LINK_LIST_RE.search(text)
    if links and _LINK_NUMBER_RE.search(text, 0, links.start()):
        return _LINK_NUMBER_RE.sub("", text[: links.start()])
    converted = _CONVERTED_RE.match(text)
    text = text[converted.end() :] if converted else text
    labelled = _TITLE_LABEL_RE.search(text, 0, SAVED_REACH) and _TEXT_LABEL_RE.search(text)
    return _TEXT_LABEL_RE.sub("", _TITLE_LABEL_RE.sub("", text)) if labelled else text


def read_markdown(text: str) -> str | None:
    """Return the HTML that a text in Markdown stands for, or None if it is none."""
    bold = _BOLD_RE.findall(text) if "*" in text or "_" in text else ()  # one letter is looked for soonest
    if len(bold) < BOLD_LINES and not (_LINK_RE.search(text) and _HEADING_RE.search(text)):
        return None
    import mistune

    return str(mistune.html(text))


def read_saving(text: str) -> tuple[str, date | None]:
    """Return the address that a saved page says that it has, and the day on which it was saved, where it says so."""
    found = _SAVED_RE.search(text, 0, SAVED_REACH)
    return (found["url"], read_stamp(found["day"] or "")) if found else ("", None)
