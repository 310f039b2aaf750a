"""The one way from a report to marked-up text: templates that escape every value and let no control character by."""

from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup


def read_part(name: str) -> bytes:
    """Return a file of the package that reports are made of."""
    return files("icesco_analysis").joinpath("data", "report", name).read_bytes()


def fill_template(
    name: str,
    *,
    clean: Callable[[str], str],
    filters: Mapping[str, Callable[..., object]],
    values: Mapping[str, object],
) -> str:
    """Return a template with its values filled in, each text escaped once `clean` took out what must not be there."""

    def finalize(value: Any) -> Any:
        return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, finalize=finalize
    )
    environment.filters |= {"kind_of": lambda piece: type(piece).__name__, **filters}
    return environment.from_string(read_part(name).decode()).render(values)
