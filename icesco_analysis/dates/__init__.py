"""The grammar of printed dates, and the settled day of each activity."""

from icesco_analysis.dates.chronology import date_page
from icesco_analysis.dates.grammar import find_dates
from icesco_analysis.dates.readings import ActivityDate

__all__ = ["ActivityDate", "date_page", "find_dates"]
