"""Bytes → page → articles: readers of every format, and the split."""

from icesco_analysis.pages.articles import Article, article_id, split_articles
from icesco_analysis.pages.blocks import Problem
from icesco_analysis.pages.encodings import decode_bytes
from icesco_analysis.pages.page import PageError, parse_page

__all__ = ["Article", "PageError", "Problem", "article_id", "decode_bytes", "parse_page", "split_articles"]
