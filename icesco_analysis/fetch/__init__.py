"""A site's news → a folder of saved pages, fetched politely and only when asked: the one wing that knows a network."""

from icesco_analysis.fetch.listings import fetch_site

__all__ = ["fetch_site"]
