"""Articles → topics, their names, and how far they can be trusted."""

from icesco_analysis.topics.found import SETTLED_SHARE, Topics
from icesco_analysis.topics.stored import fit_topics

__all__ = ["SETTLED_SHARE", "Topics", "fit_topics"]
