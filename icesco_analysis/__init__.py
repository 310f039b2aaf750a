"""Saved news pages of ICESCO as evidence: with which countries it works, on what, and when."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from icesco_analysis.corpus import Corpus, load_corpus

__all__ = ["Corpus", "load_corpus"]


def __getattr__(name: str) -> Any:
    """Import the corpus only when it is asked for, so that importing the package does no work."""
    if name in __all__:
        from icesco_analysis import corpus

        return getattr(corpus, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
