"""A site over a small database, for the tests of pages: two states, a minister who is known, and what passed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fastapi.testclient import TestClient

from dateline.model import Candidate, Link, Mention, Reading
from dateline.serve.api import ApiSettings
from dateline.serve.app import ServeSettings, create_app
from dateline.serve.kept_pages import KeptSettings
from dateline.store.database import open_database
from dateline.store.writer import Writer
from tests.store.factory import linked, page, reading

ONE, OTHER = "SRB", "RUS"
"""The states that stand for Freedonia and Sylvania."""

CODES = {"FRE": ONE, "SYL": OTHER}
HOSTILE = "\u202eevil\u200b <script>alert(1)</script>"


def real_states(wanted: Reading) -> Reading:
    """The reading with states that exist, and links to both and to the port."""

    def moved(mention: Mention) -> Mention:
        return replace(mention, country=CODES.get(mention.country or "", mention.country))

    port = Candidate(
        entity="geonames-42", name="Port Selby", score=0.9, features=(), latitude=55.0, longitude=37.0
    )
    other = Candidate(entity="iso-RUS", name="Russia", score=0.9, features=(), latitude=55.7, longitude=37.6)
    known = linked(replace(wanted, mentions=tuple(moved(mention) for mention in wanted.mentions)))
    links = {link.mention: link for link in known.links}
    links[4] = Link(mention=4, chosen=port, rule="place")
    links[1] = Link(mention=1, chosen=other, rule="state")
    links[8] = Link(mention=8, chosen=other, rule="state")
    return replace(known, links=tuple(links[mention] for mention in sorted(links)))


def numbered(number: int, *, published: str) -> Reading:
    """A reading of another address, with its day."""
    return real_states(reading(page(f"https://gazette.example/{number}"), published=published))


def renamed(wanted: Reading, name: str) -> Reading:
    """The reading in which the one who takes part first goes by this name."""
    mentions = tuple(
        replace(mention, name=name) if mention.refers_to == 2 else mention for mention in wanted.mentions
    )
    return replace(wanted, mentions=mentions)


NOT_KEPT = KeptSettings(most_bytes=1)
"""For tests that change what a page is made of without a change of the database."""


def site_with(path: Path, *readings: Reading, kept: KeptSettings = KeptSettings()) -> TestClient:  # noqa: B008  # it is frozen
    """A client of a site over these readings."""
    with open_database(path) as database:
        writer = Writer(database)
        for one in readings:
            writer.write(one)
    return TestClient(create_app(ServeSettings(database=path, api=ApiSettings(per_minute=0), kept=kept)))


def usual(path: Path, kept: KeptSettings = KeptSettings()) -> TestClient:  # noqa: B008
    """A site with three articles of three months, and one whose names are hostile."""
    hostile = renamed(numbered(4, published="2024-06-01"), HOSTILE)
    days = ("2024-03-10", "2024-04-10", "2024-05-04")
    return site_with(
        path, *(numbered(n, published=day) for n, day in enumerate(days, start=1)), hostile, kept=kept
    )
