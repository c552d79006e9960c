"""Dates: printed ones read (``parse_date``), and pages without one dated from evidence
(``date_from_evidence``)."""

from dateline.extract.dates_printed import find_dates, parse_date

__all__ = ["find_dates", "parse_date"]
