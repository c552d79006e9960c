"""The command line: thin commands over the rooms."""

from dateline.cli.main import dateline, main

__all__ = ["dateline", "main"]
