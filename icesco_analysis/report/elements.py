"""Pieces → HTML: every text is escaped unless it was built here."""

from collections.abc import Iterable

from icesco_analysis.language import escape_html

_VOID = frozenset({"img", "input", "meta", "br", "col", "source"})


class Markup(str):
    """Text that is HTML already, because `element` made it."""

    __slots__ = ()


Child = str | Iterable["Child"]


def element(tag: str, /, *children: Child, **attributes: str | bool | None) -> Markup:
    """Return one HTML element.

    Parameters
    ----------
    tag
        Name of the element.
    children
        What stands in it: texts, which are escaped, and elements, also in lists.
    attributes
        Values are escaped; an underscore at the end of a name is dropped and others become hyphens. True gives the name
        alone, False and None leave it out.

    Examples
    --------
    >>> element("p", "1 < 2 ", element("b", "so"), class_="note")
    '<p class="note">1 &lt; 2 <b>so</b></p>'
    """
    words = "".join(_attribute(key, value) for key, value in attributes.items())
    if tag in _VOID:
        return Markup(f"<{tag}{words}>")
    return Markup(f"<{tag}{words}>{join(children)}</{tag}>")


def join(children: Iterable[Child], *, between: str = "") -> Markup:
    """Return children one after the other, texts escaped.

    Examples
    --------
    >>> join(["a & b", element("br")], between=" ")
    'a &amp; b <br>'
    """
    return Markup(escape_html(between).join(_render(child) for child in children))


def raw(text: str) -> Markup:
    """Return `text` as it stands: for files of the package only, never for what a page says."""
    return Markup(text)


def _render(child: Child) -> str:
    if isinstance(child, Markup):
        return child
    return escape_html(child) if isinstance(child, str) else join(child)


def _attribute(key: str, value: str | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape_html(value)}"'
