from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from followthemoney import ValueEntity, model
from followthemoney.types import registry
from hypothesis import HealthCheck, given, settings
from sqlalchemy import insert, update

from dateline.cli.query import export as export_command
from dateline.errors import UsageError
from dateline.model import (
    Bounds,
    Entity,
    EntityName,
    Held,
    Listing,
    ListingThen,
    NameType,
    Office,
    OfficeKind,
    OfficeThen,
    Profile,
    Reading,
    Record,
    Snapshot,
    Term,
)
from dateline.store import schema
from dateline.store import schema_reference as tables
from dateline.store.database import Database
from dateline.store.export import Content, Format, export, export_to_stream
from dateline.store.facts import FactFilter
from dateline.store.reference_writer import ReferenceWriter
from dateline.store.view import View
from dateline.store.who import encode_profile
from dateline.store.writer import Writer
from tests.store.factory import page, reading, readings

EVERYTHING = FactFilter()
AS_OF = date(2024, 5, 1)
SHIPPED = "shipped@2024-05-01"

MARIC = Entity(
    id="Q100",
    schema="Person",
    names=(
        EntityName(text="Željko Marić", kind=NameType.PRIMARY),
        EntityName(text="Zeljko Maric", kind=NameType.ALIAS),
        EntityName(text="Жељко Марић", kind=NameType.NATIVE, script="Cyrl"),
        EntityName(text="Zeki", kind=NameType.WEAK),
    ),
    countries=("SRB",),
    wikidata="Q100",
    gender="m",
    born=Bounds.parse("1971-03"),
    source="https://www.wikidata.org/wiki/Q100",
    snapshot=SHIPPED,
)
MINISTER = Office(
    holder="Q100",
    position="Foreign Minister",
    kind=OfficeKind.FOREIGN,
    country="SRB",
    acting=True,
    term=Term(start=Bounds.parse("2020-10"), as_of=AS_OF),
    source="https://www.wikidata.org/wiki/Q100",
    snapshot=SHIPPED,
)
MAYOR = Office(
    holder="Q100",
    position="Mayor",
    kind=OfficeKind.MAYOR,
    country="SRB",
    term=Term(start=Bounds(None, date(2009, 7, 1)), end=Bounds.parse("2012"), as_of=AS_OF),
    source="a book",
    snapshot=SHIPPED,
)
LISTED = Listing(
    entity="Q100",
    list="us",
    authority="Office of Foreign Assets Control",
    programme="BALKANS",
    entry="43736",
    term=Term(start=Bounds.parse("2023-07-11"), as_of=AS_OF),
    source="https://sanctions.example/43736",
    snapshot=SHIPPED,
)


def profile_of(entity: Entity, *facts: Office | Listing) -> Profile:
    return Profile(
        entity=entity,
        first=AS_OF,
        last=AS_OF,
        offices=tuple(OfficeThen(office=f, held=Held.YES) for f in facts if isinstance(f, Office)),
        listings=tuple(ListingThen(listing=f, held=Held.YES) for f in facts if isinstance(f, Listing)),
        lists=(("us", AS_OF),),
    )


def link(database: Database, article: int, keys: dict[int, str | None], *profiles: Profile) -> None:
    """Put in what the linker writes."""
    with database.writing() as connection:
        for mention, key in keys.items():
            connection.execute(
                insert(tables.links).values(
                    article_id=article,
                    mention=mention,
                    entity=key,
                    name=f"name of {key}" if key else None,
                    score=0.9 if key else None,
                    features=(),
                    rejected="[]",
                    rule="name",
                )
            )
        for profile in profiles:
            connection.execute(
                insert(tables.profiles).values(
                    article_id=article,
                    entity=profile.entity.id,
                    name=profile.entity.name,
                    schema=profile.entity.schema,
                    profile=encode_profile(profile),
                )
            )


def imported(database: Database) -> None:
    """Two snapshots of a list: Duval is on both, one of her entries on the first alone."""
    for day, programmes in ((date(2024, 4, 1), ("kept", "gone")), (date(2024, 4, 8), ("kept",))):
        head = Snapshot(
            id=f"un@{day}",
            source="un",
            version=day.isoformat(),
            taken=day,
            address="https://list.example",
            sha256=day.isoformat().replace("-", "0").ljust(64, "0"),
            records=0,
        )
        ReferenceWriter(database).write(head, [duval_of(head, programmes)], complete=["un"])


def duval_of(head: Snapshot, programmes: Sequence[str]) -> Record:
    """Duval as the list has her: once a president, and listed under some programmes."""
    entity = Entity(
        id="un-7",
        schema="Person",
        names=(
            EntityName(text="Ana DUVAL", kind=NameType.PRIMARY),
            EntityName(text="Anna Duval", kind=NameType.ALIAS),
        ),
        countries=("FRA",),
        source="https://list.example/7",
        snapshot=head.id,
    )
    office = Office(
        holder=entity.id,
        position="President",
        kind=OfficeKind.HEAD_OF_STATE,
        country="FRA",
        term=Term(start=Bounds.parse("2019"), end=Bounds.parse("2024-03-03"), as_of=head.taken),
        source=entity.source,
        snapshot=head.id,
    )
    return Record(
        entity=entity,
        offices=(office,),
        listings=tuple(
            Listing(
                entity=entity.id,
                list="un",
                programme=name,
                term=Term(as_of=head.taken),
                source="-",
                snapshot=head.id,
            )
            for name in programmes
        ),
    )


@pytest.fixture
def view(database: Database) -> View:
    Writer(database).write(reading())
    Writer(database).write(reading(page("https://gazette.example/two"), events=2))
    vessel = Entity(
        id="us-sdn-9",
        schema="Vessel",
        names=(EntityName(text="Port Selby", kind=NameType.PRIMARY),),
        countries=("PAN",),
        source="-",
        snapshot=SHIPPED,
    )
    marić = profile_of(MARIC, MINISTER, MAYOR, LISTED)
    link(database, 1, {0: "odd key!", 2: "Q100", 3: "un-7", 4: "us-sdn-9"}, marić, profile_of(vessel))
    link(database, 2, {2: "Q100", 3: None}, marić)
    imported(database)
    return View(database)


def written(
    view: View, wanted: FactFilter = EVERYTHING, content: Content | None = None
) -> list[dict[str, Any]]:
    stream = io.BytesIO()
    rows = export_to_stream(view, Format.FTM, stream, wanted, content=content)
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert rows == len(found)
    return found


def test_states_and_places(database: Database) -> None:
    Writer(database).write(reading())
    link(database, 1, {0: "iso-SRB", 3: "place-port-selby", 4: "geonames-7"})
    with database.writing() as connection:
        there = {"latitude": 44.81, "longitude": -20.5, "name": "Port Selby"}
        connection.execute(update(tables.links).where(tables.links.c.mention == 4).values(there))
        home = update(schema.mentions).where(schema.mentions.c.position == 4).values(country="SRB")
        connection.execute(home)
    found = written(View(database))
    check(found)
    (state,) = of(found, "PublicBody")
    assert (state["id"], state["caption"]) == ("iso-SRB", "Serbia")
    assert (state["properties"]["country"], state["properties"]["topics"]) == (["rs"], ["gov.national"])
    places = {item["id"]: item for item in of(found, "Address")}
    assert places["geonames-7"]["properties"] == {
        "name": ["Port Selby"],
        "full": ["Port Selby, Serbia"],
        "country": ["rs"],
        "latitude": ["44.8100"],
        "longitude": ["-20.5000"],
    }
    assert "latitude" not in places["place-port-selby"]["properties"]
    (met,) = of(found, "Event", keywords="CONSULT")
    assert met["properties"]["addressEntity"] == ["geonames-7"]
    assert "involved" not in met["properties"], "a place does not take part"
    assert {item["properties"]["entity"][0] for item in of(found, "Documentation")} == set(places)
    (closed,) = of(found, "Event", keywords="COERCE")
    assert closed["properties"]["organizer"] == ["iso-SRB"]


def of(found: Iterable[dict[str, Any]], schema: str, **values: str) -> list[dict[str, Any]]:
    return [
        item
        for item in found
        if item["schema"] == schema
        and all(value in item["properties"].get(k, []) for k, value in values.items())
    ]


def check(found: list[dict[str, Any]]) -> None:
    """Every line is what FollowTheMoney takes: nothing is lost by cleaning, and every link leads to a fit schema."""
    schemata = {item["id"]: model[item["schema"]] for item in found}
    assert len(schemata) == len(found), "an id stands once"
    for item in found:
        loaded = model.get_proxy(item, cleaned=False)
        assert ValueEntity.from_dict(dict(item)).datasets == {"dateline"}
        for name, values in item["properties"].items():
            assert loaded.schema.properties[name].validate(values) is None, (item["schema"], name, values)
        for name, values in item["properties"].items():
            assert len(loaded.get(name)) == len(values) > 0, (item["schema"], name, values)
            prop = loaded.schema.get(name)
            assert prop is not None
            if prop.type == registry.entity:
                assert prop.range is not None
                assert all(schemata[value].is_a(prop.range) for value in values), (name, values)
            elif prop.type not in (registry.url, registry.address):  # these two are written anew
                assert set(loaded.get(name)) == set(values)
    # What was cleaned already is taken as it is.
    assert all(model.get_proxy(item).id == item["id"] for item in found)


def test_every_line_is_followthemoney(view: View) -> None:
    found = written(view)
    check(found)
    assert Counter(item["schema"] for item in found) == {
        "Person": 2,
        "Vessel": 1,
        "LegalEntity": 1,
        "Position": 3,
        "Occupancy": 3,
        "Sanction": 3,
        "Article": 2,
        "Mention": 10,
        "Documentation": 1,
        "Event": 7,
    }


def test_an_article(view: View) -> None:
    article = of(written(view), "Article", sourceUrl="https://gazette.example/bridge")[0]["properties"]
    assert article["title"] == ["Minister of Freedonia promises Sylvania a new bridge"]
    assert (article["author"], article["publisher"], article["language"]) == (
        ["Pat Rowe"],
        ["The Gazette"],
        ["eng"],
    )
    assert article["publishedAt"] == ["2024-05-04"]
    assert article["bodyText"][0].endswith("imposed sanctions on Marić last year.")


def test_a_person_with_offices_and_listings(view: View) -> None:
    found = written(view)
    (person,) = of(found, "Person", name="Željko Marić")
    assert (person["id"], person["caption"]) == ("Q100", "Željko Marić")
    assert person["properties"] == {
        "name": ["Željko Marić"],
        "alias": ["Zeljko Maric", "Жељко Марић"],
        "weakAlias": ["Zeki"],
        "nationality": ["rs"],
        "birthDate": ["1971-03"],
        "gender": ["male"],
        "wikidataId": ["Q100"],
        "topics": ["role.pep", "sanction"],
        "sourceUrl": ["https://www.wikidata.org/wiki/Q100"],
    }
    (minister,) = of(found, "Position", name="Foreign Minister (Serbia)")
    (term,) = of(found, "Occupancy", post=minister["id"])
    assert term["properties"]["holder"] == ["Q100"]
    assert (term["properties"]["startDate"], term["properties"]["status"]) == (["2020-10"], ["current"])
    assert term["properties"]["description"] == ["acting; open on 2024-05-01"]
    (mayor,) = of(found, "Occupancy", holder="Q100", status="ended")
    assert mayor["properties"]["endDate"] == ["2012"]
    assert mayor["properties"]["description"] == ["from by 2009-07-01 to 2012"]
    (sanction,) = of(found, "Sanction", entity="Q100")
    assert sanction["properties"] == {
        "entity": ["Q100"],
        "authority": ["Office of Foreign Assets Control"],
        "authorityId": ["43736"],
        "program": ["BALKANS"],
        "country": ["us"],
        "startDate": ["2023-07-11"],
        "listingDate": ["2023-07-11"],
        "status": ["active"],
        "sourceUrl": ["https://sanctions.example/43736"],
        "publisher": [SHIPPED],
    }


def test_imported_data(view: View) -> None:
    found = written(view)
    (person,) = of(found, "Person", name="Ana DUVAL")
    assert (person["id"], person["properties"]["alias"]) == ("un-7", ["Anna Duval"])
    assert person["properties"]["topics"] == ["role.pep.frmr", "sanction"]
    (term,) = of(found, "Occupancy", holder="un-7")
    assert (term["properties"]["startDate"], term["properties"]["endDate"]) == (["2019"], ["2024-03-03"])
    (kept,) = of(found, "Sanction", program="kept")
    assert "endDate" not in kept["properties"]
    (gone,) = of(found, "Sanction", program="gone")
    assert gone["properties"]["endDate"] == ["2024-04"], "it went between two snapshots"
    assert gone["properties"]["description"] == ["from by 2024-04-01 to between 2024-04-01 and 2024-04-08"]


def test_an_entity_of_which_only_the_name_is_known(view: View) -> None:
    (bare,) = of(written(view), "LegalEntity")
    assert bare["properties"] == {"name": ["name of odd key!"]}
    assert bare["id"].startswith("entity-")


def test_mentions(view: View) -> None:
    found = written(view)
    article = of(found, "Article", sourceUrl="https://gazette.example/bridge")[0]["id"]
    mentions = {item["caption"]: item["properties"] for item in of(found, "Mention", document=article)}
    assert mentions["Željko Marić"]["resolved"] == ["Q100"]
    assert mentions["Ana Duval"]["resolved"] == ["un-7"]
    assert mentions["Željko Marić"]["detectedSchema"] == ["Person"]
    assert "resolved" not in mentions["Port Selby"], "a ship is no LegalEntity"
    assert of(found, "Documentation", document=article, entity="us-sdn-9")


def test_events(view: View) -> None:
    found = written(view)
    article = of(found, "Article", sourceUrl="https://gazette.example/bridge")[0]["id"]
    events = {item["caption"]: item["properties"] for item in of(found, "Event", proof=article)}
    met = events["CONSULT (visit): Željko Marić ↔ Ana Duval"]
    assert set(met["involved"]) == {"Q100", "un-7"}
    assert "organizer" not in met
    assert (met["date"], met["location"]) == (["2024-05-03"], ["Port Selby"])
    assert met["keywords"] == [
        "event",
        "CONSULT",
        "visit",
        "context: diplomatic",
        "reported as having happened",
    ]
    assert met["summary"][0].startswith("Freedonia's Foreign Minister, Željko Marić, met")
    closed = events["COERCE (restrict, future, negation): Freedonia → the border"]
    assert "reported as having happened" not in closed["keywords"]
    assert "the date is that of the article" in closed["notes"]
    listed = events["SANCTION (historical): Sylvania → Željko Marić"]
    assert (listed["date"], listed["involved"]) == (["2023"], ["Q100"])


def test_statements_are_events_of_their_own_keyword(view: View) -> None:
    said = of(written(view), "Event", keywords="statement")
    assert len(said) == 2
    first = said[0]["properties"]
    assert said[0]["caption"] == "statement (pledge, negated): Željko Marić → Ana Duval"
    assert (first["organizer"], set(first["involved"])) == (["Q100"], {"Q100", "un-7"})
    assert first["description"] == ["that Freedonia would not close the border"]
    assert first["date"] == ["2024-05-04"]


def test_ids_stay(view: View, database: Database) -> None:
    before = written(view)
    Writer(database).write(reading(page("https://gazette.example/three")))
    assert [item for item in before if item not in written(view)] == []


def test_conditions_choose_the_articles(view: View) -> None:
    found = written(view, FactFilter(type=reading().events[2].type))
    check(found)
    assert len(of(found, "Article")) == len(of(found, "Event")) == 1
    assert {item["id"] for item in of(found, "Person")} == {"Q100", "un-7"}
    assert written(view, FactFilter(since=date(2030, 1, 1))) == []
    statements = written(view, content=Content.STATEMENTS)
    check(statements)
    assert len(of(statements, "Event")) == 2


def test_a_file_and_a_directory(view: View, tmp_path: Path) -> None:
    (file,) = export(view, Format.FTM, tmp_path / "all.json", EVERYTHING)
    (other,) = export(view, Format.FTM, tmp_path / "directory", EVERYTHING)
    assert other.path == tmp_path / "directory" / "entities.ftm.json"
    assert file.path.read_bytes() == other.path.read_bytes()
    with pytest.raises(UsageError):
        export(view, Format.FTM, tmp_path / "x.json", FactFilter(actor="Duval"), content=Content.STATEMENTS)


def test_the_command(view: View, tmp_path: Path) -> None:
    arguments = ["--format", "ftm", "--db", str(view.database.place), "--out", str(tmp_path / "out.json")]
    result = CliRunner().invoke(export_command, arguments)
    assert (result.exit_code, result.stderr.startswith("33 FollowTheMoney entities → ")) == (0, True)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(made=readings())
def test_whatever_was_read_can_be_loaded(database: Database, made: Reading) -> None:
    Writer(database).write(made)
    found = written(View(database))
    check(found)
