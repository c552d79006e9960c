"""Pages and what must come out of them: one directory a case, or the project's sample pages."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from dateline.collect.files import media_type
from dateline.errors import InputRejectedError
from dateline.model import BlockKind, ClaimResult, Held, Page, Participant, Reading
from dateline.read import Reader

HERE = Path(__file__).parent
CASES = sorted((HERE / "pages").glob("*.yaml"))
SAMPLE = HERE.parents[1] / "shared" / "samples" / "headlines-page.txt"
READ_ON = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


def load(path: Path) -> Page:
    content = path.read_bytes()
    content = gzip.decompress(content) if path.suffix == ".gz" else content
    return Page(address=path.name, content=content, fetched=READ_ON, content_type=media_type(path))


def heads(reading: Reading, participants: tuple[Participant, ...]) -> str:
    """The participants as a case names them: by the fullest name of the mention, else by their text."""
    names = [
        participant.span.of(reading.article.text)
        if participant.mention is None
        else reading.mentions[participant.mention].name
        for participant in participants
    ]
    return ", ".join(names)


def events_of(reading: Reading) -> list[str]:
    lines = []
    for event in reading.events:
        kind = f"{event.type}/{event.mode}" if event.mode else str(event.type)
        line = f"{kind}: {heads(reading, event.actors)} -> {heads(reading, event.recipients)}"
        lines.append(" ".join([line, *(f"({auxiliary})" for auxiliary in event.auxiliaries)]))
    return lines


def statements_of(reading: Reading) -> list[str]:
    return [
        f"{statement.kind}: {heads(reading, (statement.speaker,) if statement.speaker else ())} -> "
        f"{heads(reading, (statement.addressee,) if statement.addressee else ())}: {statement.polarity}"
        for statement in reading.statements
    ]


def people_of(reading: Reading) -> set[str]:
    return {
        f"{mention.name}, {mention.title}, {mention.country}"
        for mention in reading.mentions
        if mention.title and mention.kind == "person"
    }


def check_article(reading: Reading, case: dict[str, Any]) -> None:
    article = reading.article
    assert article.headline is not None
    assert article.headline.value == case["headline"]
    assert [(author.name, author.handle) for author in article.authors] == [
        (author.get("name"), author.get("handle")) for author in case["authors"]
    ]
    assert article.published is not None
    assert str(article.published.earliest) == case["published"][0]
    assert str(article.published.latest) == case["published"][-1]
    shown = [
        [paragraph.kind.value, " ".join(paragraph.span.of(article.text).split()[:4])]
        for paragraph in article.paragraphs[1:]
    ]
    assert shown == case["paragraphs"]
    assert sorted({(repair.original, repair.result) for repair in article.repairs}) == sorted(
        (before, after) for before, after in case.get("repairs", [])
    )
    set_aside = {piece.text.strip(): piece.kind.value for piece in article.furniture}
    for text, kind in case.get("furniture", {}).items():
        found = [value for key, value in set_aside.items() if key.startswith(text)]
        assert found == [kind], text


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_page(path: Path, reader: Reader) -> None:
    case = yaml.safe_load(path.read_text("utf-8"))
    page = load(HERE.parent / "samples" / "pages" / case["page"])
    if case.get("rejected"):
        with pytest.raises(InputRejectedError) as caught:
            reader.read(page)
        assert caught.value.reason == case["rejected"]
        return
    reading = reader.read(page)
    check_article(reading, case)
    assert set(case["events"]) <= set(events_of(reading))
    assert set(case["statements"]) <= set(statements_of(reading))
    assert set(case["people"]) <= people_of(reading)
    assert not set(case.get("never", [])) & set(events_of(reading))


@pytest.mark.skipif(not SAMPLE.is_file(), reason="needs ../shared/samples")
def test_a_page_as_a_scraper_saved_it(reader: Reader) -> None:
    """The paragraphs are taken from the page itself: none of it is written here."""
    lines = [line for line in SAMPLE.read_text("utf-8").splitlines() if line.strip()]
    banner, headline, *body = lines[:8]
    reading = reader.read(load(SAMPLE))
    article = reading.article
    assert article.headline is not None
    assert article.headline.value == headline
    paragraphs = [paragraph.span.of(article.text) for paragraph in article.paragraphs]
    assert paragraphs == [headline, *(line.replace("Vu?i?", "Vučić") for line in body)]
    assert {paragraph.kind for paragraph in article.paragraphs[1:]} == {BlockKind.PARAGRAPH}
    assert [(author.name, author.handle) for author in article.authors] == [(None, "@USLive")]
    assert [piece.text for piece in article.furniture] == [banner, lines[-1]]
    assert all(piece.rule for piece in article.furniture)
    assert {(repair.original, repair.result) for repair in article.repairs} == {("Vu?i?", "Vučić")}
    assert len(article.repairs) == 2
    assert article.published is not None
    assert not article.published.stated
    assert [str(article.published.earliest), str(article.published.latest)] == ["2024-09-03", "2024-12-31"]
    assert {"Aleksandar Vulin, Deputy Prime Minister, SRB", "Vladimir Putin, President, RUS"} <= people_of(
        reading
    )
    assert "pledge: Aleksandar Vulin -> Vladimir Putin: negated" in statements_of(reading)
    assert "accuse: United States -> : affirmed" in {
        line.replace("Aleksandar Vulin", "") for line in statements_of(reading)
    }
    assert "CONSULT/multilateral: Vladimir Putin, Aleksandar Vulin -> " in events_of(reading)


@pytest.mark.skipif(not SAMPLE.is_file(), reason="needs ../shared/samples")
def test_who_is_who_on_a_page_as_a_scraper_saved_it(reader: Reader) -> None:
    reading = reader.read(load(SAMPLE))
    offices = {
        profile.entity.name: {then.office.position for then in profile.offices if then.held is Held.YES}
        for profile in reading.profiles
    }
    assert "Deputy Prime Minister" in offices["Aleksandar Vulin"]
    assert "President" in offices["Vladimir Putin"] & offices["Aleksandar Vučić"] & offices["Emmanuel Macron"]
    assert "Chancellor" in offices["Olaf Scholz"]
    vulin = next(profile for profile in reading.profiles if profile.entity.name == "Aleksandar Vulin")
    (listed,) = [then for then in vulin.listings if then.listing.list == "us"]
    assert (listed.held, str(listed.listing.term.start)) == (Held.YES, "2023-07-11")
    assert (listed.listing.programme, listed.listing.entry) == ("BALKANS-EO14033", "43736")
    assert {claim.result for claim in reading.claims} == {ClaimResult.CONFIRMED}
    assert reading.article.published is not None
    assert any("last year" in reason for reason in reading.article.published.reasons)
