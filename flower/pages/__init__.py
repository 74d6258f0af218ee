"""All HTML of the library: pages that open from disk, and what notebooks show."""

from flower.pages.answer_files import write_answer
from flower.pages.notebook import notebook_html
from flower.pages.report import report_html, write_report

__all__ = ["notebook_html", "report_html", "write_answer", "write_report"]
