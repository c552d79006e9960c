"""Dateline reads the news into a database of who did what to whom, who said so, and how we know it."""

__version__ = "0.1.0"
