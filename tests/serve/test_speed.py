"""How long each page takes over some thousand facts: printed, not asserted (``pytest -s -m slow``)."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.serve.small_site import numbered, site_with

ARTICLES = 1200
PAGES = (
    "/entities/iso-SRB", "/entities/iso-SRB?since=2021-01-01&until=2021-03-31", "/entities/Q100",
    "/entities/geonames-42", "/pairs/iso-SRB/iso-RUS", "/pairs/Q100/iso-RUS", "/events",
    "/events?actor=Q100&sort=score", "/events?text=border", "/statements", "/statements?speaker=SRB", "/map",
)  # fmt: skip


@pytest.mark.slow
def test_pages_over_thousands_of_facts(tmp_path: Path) -> None:
    first = date(2019, 1, 1)
    days = ((first + timedelta(days=2 * number)).isoformat() for number in range(ARTICLES))
    site = site_with(
        tmp_path / "news.db", *(numbered(n, published=day) for n, day in enumerate(days, start=1))
    )
    for address in PAGES:
        assert site.get(address).status_code == 200
        start = time.perf_counter()
        site.get(address)
        print(f"{(time.perf_counter() - start) * 1000:7.1f} ms  {address}")  # noqa: T201
