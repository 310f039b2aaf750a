"""Frames → numbers: what listings span, counts, rankings, accuracy."""

from icesco_analysis.counts.accuracy import APART, Labels, judge, list_misses, read_labels, read_scores, score
from icesco_analysis.counts.activity import (
    ACTIVITIES,
    NO_ACTIVITY,
    count_activities,
    count_date_kinds,
    count_days,
    count_weekdays,
    weigh_weekend,
)
from icesco_analysis.counts.coverage import (
    LEVEL,
    compare_density,
    compare_pages,
    estimate_rates,
    find_spans,
    find_windows,
    list_days,
)
from icesco_analysis.counts.partners import (
    OCCASION_DAYS,
    count_organisations,
    count_partners,
    count_periods,
    count_regions,
    count_roles,
    count_topics,
    estimate_unseen,
    list_choices,
    list_members,
    select_read,
)

__all__ = [
    "ACTIVITIES", "APART", "LEVEL", "NO_ACTIVITY", "OCCASION_DAYS", "Labels", "compare_density", "compare_pages",
    "count_activities", "count_date_kinds", "count_days", "count_organisations", "count_partners", "count_periods",
    "count_regions", "count_roles", "count_topics", "count_weekdays", "estimate_rates", "estimate_unseen",
    "find_spans", "find_windows", "judge", "list_choices", "list_days", "list_members", "list_misses", "read_labels",
    "read_scores", "score", "select_read", "weigh_weekend",
]  # fmt: skip
