"""Bytes → text, with the choice of encoding recorded and doubtful text reported, never repaired."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from icesco_analysis.language import collapse
from icesco_analysis.pages.blocks import Problem

# What saved pages of the site come in, after BOM and strict UTF-8; a longer list misreads English cp1252.
CODEPAGES = ("cp1252", "cp1256", "cp1254")

# What a page may declare is whatever Python knows of these families; some names mean a larger set, as in browsers.
_DECLARED_RE = re.compile(r"(?:iso|latin|cp|ibm|koi8|mac|gb|big5|euc|shift|tis)[\w-]*")
_LARGER = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "mac": "mac_roman",
}  # fmt: skip

# So many NUL bytes, a share of all, are damage to a text; with more of them it is none.
MAX_NULS = 0.01

# Byte order marks, longest first; `utf-8-sig` and `utf-16` drop theirs on decoding.
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

# UTF-8 with a torn byte here and there is still UTF-8: at most one bad place per so many good multi-byte letters.
GOOD_PER_BAD = 10

# The six bytes in which cp1254 differs from cp1252: ğ, ı, ş and their capitals there, letters of Icelandic here.
# Turkish and Azerbaijani names are frequent on the site, Icelandic ones are not.
TURKISH = frozenset(b"\xd0\xdd\xde\xf0\xfd\xfe")

# Bytes looked at for the pattern of UTF-16 without a mark.
UTF16_SAMPLE = 4096

_META_CHARSET_RE = re.compile(
    rb"""
    <meta [^>]{0,200}? charset \s* = \s* ["']? \s* (?P<html> [A-Za-z0-9_-]+ )      # as HTML declares it
    | \A \s* <\?xml [^>]{0,200}? encoding \s* = \s* ["'] (?P<xml> [A-Za-z0-9_-]+ )  # as XML declares it
    """,
    re.VERBOSE | re.IGNORECASE,
)
_REPLACED_RE = re.compile("\ufffd")
_MOJIBAKE_RE = re.compile(
    r"""
    â€[™œ\x9d˜”“¦¢\x93\x94\x99]?          # curly quotes, dashes and ellipsis of UTF-8 read as cp1252
    | [ÃÂ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œ]  # accented Latin letters, NBSP and guillemets
    | (?:[ØÙ][\x80-\xbf€-™ŠŒŽšœžŸƒˆ˜]){2,}      # Arabic letters
    """,
    re.VERBOSE,
)
# An ampersand that was encoded although it begins an entity: each program on its way may have done it once more.
_TWICE_RE = re.compile(r"&(?:amp;)+(?=(?:#\d{2,6}|#x[0-9a-fA-F]{2,5}|[a-zA-Z]{2,8}\d{0,2});)")
_UTF8_LETTER_RE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a file, the name of the encoding it was read in, and what is doubtful about it."""

    text: str
    encoding: str
    problems: tuple[Problem, ...]


def decode_bytes(data: bytes) -> Decoded | None:
    """Return `data` as text, or None where it is no text at all.

    A byte order mark decides; then strict UTF-8; then UTF-8 with a few torn bytes (each shown as U+FFFD and reported);
    then the charset that the file itself declares, if it is known here and fits; then charset-normalizer among
    `CODEPAGES`. A few NUL bytes are dropped and reported. Text that looks like UTF-8 once read as cp1252 is reported
    and left as it is.
    """
    nuls = data.count(0)
    for attempt in (_by_mark, *((_as_utf16_unmarked,) if nuls else _WITHOUT_NULS)):
        found = attempt(data)
        if found is not None:
            text, encoding = found
            return Decoded(text=text, encoding=encoding, problems=tuple(_find_doubts(text)))
    if not 0 < nuls <= max(1, MAX_NULS * len(data)):
        return None
    decoded = decode_bytes(data.replace(b"\0", b""))
    dropped = Problem("undecodable", f"{nuls} NUL bytes, the first at byte {data.index(0)}, are no text: dropped")
    return decoded and replace(decoded, problems=(dropped, *decoded.problems))


def _strict(data: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        return data.decode(encoding), encoding
    except (UnicodeDecodeError, LookupError):
        return None


def _by_mark(data: bytes) -> tuple[str, str] | None:
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    return (data.decode(encoding, errors="replace"), encoding) if encoding else None


def _as_utf8(data: bytes) -> tuple[str, str] | None:
    return _strict(data, "utf-8")


def _as_utf16_unmarked(data: bytes) -> tuple[str, str] | None:
    """UTF-16 shows as zero bytes (blanks, Latin letters) nearly all on one side of each pair."""
    sample = data[:UTF16_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) <= len(sample) // 20 or max(even, odd) < 10 * min(even, odd):
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    return data.decode(encoding, errors="replace"), encoding


def _as_torn_utf8(data: bytes) -> tuple[str, str] | None:
    text = data.decode("utf-8", errors="replace")
    bad, good = text.count("\ufffd"), len(_UTF8_LETTER_RE.findall(data))
    cut_at_the_end = good and bad == 1 and text.endswith("\ufffd")
    return (text, "utf-8") if bad * GOOD_PER_BAD <= good or cut_at_the_end else None


def _as_declared(data: bytes) -> tuple[str, str] | None:
    declared = _META_CHARSET_RE.search(data[:2048])
    if declared is None:
        return None
    name = (declared["html"] or declared["xml"]).decode("ascii").lower().replace("windows-", "cp").removeprefix("x-")
    return _strict(data, _LARGER.get(name, name)) if _DECLARED_RE.fullmatch(name) else None


def _as_likeliest(data: bytes) -> tuple[str, str] | None:
    from charset_normalizer import from_bytes  # a tenth of a second to load, and hardly any page needs it

    best = from_bytes(data, cp_isolation=list(CODEPAGES)).best()
    if best is None:
        return None
    turkish = best.encoding == "cp1252" and not TURKISH.isdisjoint(data)
    return _strict(data, "cp1254") if turkish else _strict(data, best.encoding)


_WITHOUT_NULS = (_as_utf8, _as_torn_utf8, _as_declared, _as_likeliest)


def undo_encoding(text: str) -> str:
    """Return the text with each entity that was encoded twice, or more often, as it was meant."""
    return _TWICE_RE.sub("&", text)


def _find_doubts(text: str) -> Iterator[Problem]:
    for kind, pattern, begins, meaning in (
        ("undecodable", _REPLACED_RE, "\ufffd", "the replacement character U+FFFD"),
        ("mojibake", _MOJIBAKE_RE, "âÃÂØÙ", "UTF-8 once read as another encoding"),
    ):
        found = pattern.finditer(text) if any(letter in text for letter in begins) else ()
        places = [match.start() for match in found]
        if places:
            line = text.count("\n", 0, places[0]) + 1
            shown = collapse(text[max(0, places[0] - 20) : places[0] + 20])
            message = f"{len(places)} places hold {meaning}, the first in line {line}: “{shown}”; left as it is"
            yield Problem(kind, message)
