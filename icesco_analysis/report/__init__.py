"""A report that writes itself: one page for the browser, a Word document, a workbook, a PDF."""

from icesco_analysis.report.changes import EarlierRunError
from icesco_analysis.report.documents import REPORT_FILES, write_report
from icesco_analysis.report.pdf import find_browser

__all__ = ["REPORT_FILES", "EarlierRunError", "find_browser", "write_report"]
