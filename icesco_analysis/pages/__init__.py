"""Bytes → page → articles: readers of every format, and the split."""

from icesco_analysis.pages.articles import Article, article_id, split_articles
from icesco_analysis.pages.page import PageError, parse_page
from icesco_analysis.pages.problems import Problem

__all__ = ["Article", "PageError", "Problem", "article_id", "parse_page", "split_articles"]
