"""A client for the API of a Dateline site.

>>> with Client("http://127.0.0.1:8000") as client:  # doctest: +SKIP
...     for event in client.events(actor="SRB", since=date(2024, 1, 1)):
...         print(event.date, event.event, event.text)
"""

from __future__ import annotations

from dateline.client.http import ApiError, Client

__all__ = ["ApiError", "Client"]
