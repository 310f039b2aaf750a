"""Articles → topics, their names, and how far they can be trusted."""

from icesco_analysis.topics.topics import Topics, fit_topics

__all__ = ["Topics", "fit_topics"]
