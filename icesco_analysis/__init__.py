"""Saved news pages of ICESCO as evidence: with which countries it works, on what, and when."""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from icesco_analysis.corpus import Corpus, load_corpus
    from icesco_analysis.report import compare
    from icesco_analysis.topics import Topics, fit_topics

__all__ = ["Corpus", "Topics", "compare", "fit_topics", "load_corpus"]

_ROOMS = {
    "Corpus": "corpus", "Topics": "topics", "compare": "report", "fit_topics": "topics", "load_corpus": "corpus",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a room only when something of it is asked for, so that importing the package does no work."""
    if name in _ROOMS:
        return getattr(import_module(f"icesco_analysis.{_ROOMS[name]}"), name)
    if name == "__version__":
        return version("icesco-analysis")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
