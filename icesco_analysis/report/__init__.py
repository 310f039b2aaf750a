"""A report that writes itself: one page for the browser, a Word document, a workbook, a PDF, and its references."""

from icesco_analysis.report.citations import cite
from icesco_analysis.report.comparison import compare
from icesco_analysis.report.documents import render_tables, write_report
from icesco_analysis.report.pdf import find_browser

__all__ = ["cite", "compare", "find_browser", "render_tables", "write_report"]
