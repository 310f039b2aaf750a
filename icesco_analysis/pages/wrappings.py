"""What browsers wrap a page in when they save it → the page itself: MHTML, webarchive, source view, JSON in a frame."""

import plistlib
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from html import unescape
from xml.parsers.expat import ExpatError

_MHTML_RE = re.compile(rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version:", re.IGNORECASE)
_ARCHIVE_RE = re.compile(rb"\A(?:bplist00|\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE plist[^>]*>\s*)?<plist\b)")
_SOURCE_LINE_RE = re.compile(
    r"""<td \s class="line-content"[^>]*> (.*?) </td>             # Chrome: a table of numbered lines
      | <pre \s+ id="line1"[^>]*> (?P<whole> .* ) </pre>          # Firefox: one element""",
    re.VERBOSE | re.DOTALL,
)
_SOURCE_VIEW_RE = re.compile(r"""<td\sclass="line-number"|<body\sid="viewsource\"""")
_FRAMED_JSON_RE = re.compile(r"<body[^>]*>\s*<pre[^>]*>(\s*[\[{].*?)</pre>", re.DOTALL | re.IGNORECASE)
_TAG_RE = re.compile(r"<[^<>]*>")


class WrappingError(ValueError):
    """A file says that it wraps a page and holds none; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The bytes of the page itself, and the address that its wrapping gives."""

    data: bytes
    url: str = ""


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
    message = message_from_bytes(data, policy=policy.compat32)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part.get_payload(decode=True)
            url = part.get("Content-Location") or message.get("Snapshot-Content-Location") or ""
            if isinstance(page, bytes) and page.strip():
                return Unwrapped(_state_charset(page, part.get_content_charset()), str(url).strip())
    raise WrappingError("expected an HTML part in the MHTML file, found none")


def _open_archive(data: bytes) -> Unwrapped:
    try:
        main = plistlib.loads(data)["WebMainResource"]
        page, url = main["WebResourceData"], main.get("WebResourceURL", "")
    except (ValueError, KeyError, TypeError, AttributeError, ExpatError) as error:
        raise WrappingError("expected a whole webarchive with a main resource") from error
    if not isinstance(page, bytes):
        raise WrappingError("expected the bytes of a page in the webarchive")
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
    """Return the page that a saved source view shows, or the JSON that a browser put into a frame; else the text."""
    if _SOURCE_VIEW_RE.search(text[:4096]):
        lines = [match["whole"] or match[1] or "" for match in _SOURCE_LINE_RE.finditer(text)]
        return unescape(_TAG_RE.sub("", "\n".join(lines))) if lines else text
    framed = _FRAMED_JSON_RE.search(text)
    return unescape(framed[1]) if framed else text
