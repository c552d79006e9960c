"""How well headline, authors and publication date are read, on a public set of pages."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dateline.errors import InputRejectedError
from dateline.evaluate.layouts import TruthPage, load
from dateline.extract.author_names import clean_names
from dateline.extract.html import parse
from dateline.extract.metadata import Metadata, read_metadata
from dateline.extract.metadata_marks import clean_text
from dateline.model import DateEstimate, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One page's result: None where the truth has nothing to compare with."""

    page: TruthPage
    found: Metadata | None
    title: bool | None
    authors: bool | None
    date: bool | None


def evaluate(directory: Path, *, layout: str = "fundus") -> dict[str, float | int]:
    """Read the metadata of every page of a set and compare it with the set's truth.

    Each figure is the share of right pages among those that it counts:

    * ``title_exact``: the headline equals the truth after Unicode NFC, removal of letters that cannot be
    seen (soft
      hyphen, zero width space) and collapsing of white space; case, quotes and dashes count. Pages whose
      truth has no
      title do not count.
    * ``authors_set``: the sets of names are equal, order aside, case-folded, after the same normalisation. In
      the layout ``fundus`` every page counts, and a page whose truth names nobody is right if nobody is
      found (there
      a missing list is what the publisher's own parser gives for "nobody"). In ``wcxb`` the truth is one
      string; it is split into names, and pages without it do not count, as its annotators left out
      authors that the page does name.
    * ``date``: the day of publication is the truth's. Where both have a time zone, the moment found is first
      converted to the truth's zone; otherwise the days are compared as they are written. Pages whose
      truth has no date do not count.

    A page that cannot be read counts as wrong in all three.

    Args:
        directory: the set, as its publisher lays it out.
        layout: ``fundus`` or ``wcxb`` (see ``dateline.evaluate.layouts``).

    Returns:
        ``title_exact``, ``authors_set``, ``date`` (each 0 to 1) and ``pages``, the number of pages read.

    Raises:
        DataError: the set is not laid out like that.
    """
    judged = [judge(page) for page in load(directory, layout)]
    return {
        "title_exact": _share([each.title for each in judged]),
        "authors_set": _share([each.authors for each in judged]),
        "date": _share([each.date for each in judged]),
        "pages": len(judged),
    }


def judge(page: TruthPage) -> Judged:
    """Read one page and compare."""
    found = _read(page)
    title = None
    if page.title:
        headline = found.headline.value if found and found.headline else ""
        title = _same_text(headline, page.title)
    published = None
    if page.published:
        published = found is not None and same_day(found.published, page.published)
    return Judged(page=page, found=found, title=title, authors=_authors_right(page, found), date=published)


def _read(page: TruthPage) -> Metadata | None:
    try:
        document = parse(Page(address=page.address, content=page.html, fetched=datetime.now(UTC)))
    except InputRejectedError:
        return None
    return read_metadata(document)


def _same_text(first: str, second: str) -> bool:
    return _normal(first) == _normal(second)


def _normal(text: str) -> str:
    return clean_text(unicodedata.normalize("NFC", text))


def _authors_right(page: TruthPage, found: Metadata | None) -> bool | None:
    if found is None:
        return False
    names = {_normal(author.name).casefold() for author in found.authors if author.name}
    truth = page.authors or ()
    if page.layout != "fundus":
        if not truth:
            return None
        truth = tuple(name for entry in truth for name in clean_names(entry))
    return names == {_normal(name).casefold() for name in truth}


def same_day(found: DateEstimate | None, truth: str) -> bool:
    """Whether an estimate is exactly the day of an ISO 8601 date or moment, in the latter's zone."""
    if found is None or found.earliest is None or found.earliest != found.latest:
        return False
    try:
        moment = datetime.fromisoformat(truth)
    except ValueError:
        return found.earliest.isoformat().startswith(truth[:10])
    if found.moment is not None and found.moment.tzinfo and moment.tzinfo:
        return found.moment.astimezone(moment.tzinfo).date() == moment.date()
    return found.earliest == moment.date()


def _share(results: list[bool | None]) -> float:
    counted = [result for result in results if result is not None]
    return round(sum(counted) / len(counted), 4) if counted else 0.0
