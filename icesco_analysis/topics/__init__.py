"""Articles → topics, their names, and how far they can be trusted."""

from icesco_analysis.topics.clusters import one_thread
from icesco_analysis.topics.topics import SETTLED_SHARE, Topics, fit_topics

__all__ = ["SETTLED_SHARE", "Topics", "fit_topics", "one_thread"]
