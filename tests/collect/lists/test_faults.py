"""Lists that are broken, cut off or of another form are refused, with the place and the reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.collect.lists.formats import Format
from dateline.errors import ListRejectedError
from tests.collect.lists.given import SAMPLES, read

FILES = {
    Format.FTM: "entities.ftm.json",
    Format.OPENSANCTIONS_SIMPLE: "targets.simple.csv",
    Format.OPENSANCTIONS_STATEMENTS: "statements.csv",
    Format.OFAC_CSV: "sdn.csv",
    Format.OFAC_ADVANCED: "sdn_advanced.xml",
    Format.UN_XML: "un.xml",
    Format.EU_XML: "eu.xml",
    Format.EU_CSV: "eu.csv",
    Format.UK_CSV: "UK-Sanctions-List.csv",
    Format.OFSI_CSV: "ConList.csv",
    Format.WIKIDATA_JSON: "sparql.json",
    Format.WIKIDATA_CSV: "sparql.csv",
    Format.WIKIDATA_DUMP: "dump.json",
    Format.TENURES: "tenures.csv",
}
BYTES = {form: (SAMPLES / name).read_bytes() for form, name in FILES.items()}
forms = st.sampled_from(sorted(FILES))


def refused(content: bytes, form: Format) -> str:
    with pytest.raises(ListRejectedError) as caught:
        read(content, form)
    message = str(caught.value)
    assert message.startswith("list")
    assert "\n" not in message
    assert caught.value.action
    return message


@pytest.mark.parametrize(
    ("form", "old", "new", "message"),
    [
        (Format.FTM, b"1961-04-02", b"1961-13-02", "line 3: Q900001: month must be in 1..12"),
        (Format.FTM, b'"schema":"Person"', b'"schema":7', "line 3: is no FollowTheMoney entity"),
        (
            Format.FTM,
            b'"2021-06-30"',
            b'"2011-06-30"',
            "line 2: occupancy-1: ends on 2011-06-30, before its start",
        ),
        (Format.FTM, b'{"id":"NK-co"', b'{"id":"NK-co', "line 9: is not the JSON it should be"),
        (
            Format.OPENSANCTIONS_SIMPLE,
            b'"birth_date"',
            b'"born"',
            "line 1: is of another form: it has no column 'birth_date'",
        ),
        (Format.OPENSANCTIONS_SIMPLE, b"1970-01-02", b"1970-02-30", "line 2: day is out of range"),
        (
            Format.OPENSANCTIONS_STATEMENTS,
            b"a3\n",
            b"a3,more\n",
            "line 4: 14 values where there are 13 columns",
        ),
        (Format.OFAC_CSV, b'"Crude Oil Tanker",', b"", "line 3: is no row of OFAC's 12 columns"),
        (Format.OFAC_CSV, b"04 Sep 1978", b"31 Sep 1978", "line 1: day is out of range for month"),
        (Format.OFAC_CSV, b'Serbia)."', b"Serbia).", "is not sound CSV"),
        (
            Format.OFAC_ADVANCED,
            b"<Month>3</Month><Day>31</Day>",
            b"<Month>2</Month><Day>31</Day>",
            "profile 7001: 2022-2-31",
        ),
        (Format.OFAC_ADVANCED, b"</Sanctions>", b"", "is not sound XML"),
        (Format.UN_XML, b"2012-12-31", b"2012-12-32", "line 4: SYi.001: day is out of range"),
        (Format.UN_XML, b"<SECOND_NAME>", b"<SECOND>", "is not sound XML"),
        (Format.UN_XML, b"OLEG", b"OL\xc8G", "is not sound XML"),
        (
            Format.EU_XML,
            b'designationDate="2014-07-31"',
            b'designationDate="2014-07-32"',
            "entry 902: day is out of range",
        ),
        (Format.EU_CSV, b"2014-07-31", b"2014-17-31", "entry 902: month must be in 1..12"),
        (Format.UK_CSV, b"05/05/2023", b"45/05/2023", "entry SYL0002: day is out of range"),
        (Format.UK_CSV, b"MARKOFF", b"MARK\xd6FF", "line 3: is not UTF-8: byte 0xd6"),
        (Format.OFSI_CSV, b"Regime,", b"Regimen,", "it has no column 'Regime'"),
        (Format.WIKIDATA_JSON, b"2021-06-30T", b"2021-06-31T", "entry Q900001: Q900001: day is out of range"),
        (
            Format.WIKIDATA_JSON,
            b"http://www.wikidata.org/entity/Q900002",
            b"x",
            "line 2: 'x' is no item of Wikidata",
        ),
        (
            Format.WIKIDATA_CSV,
            b"2010-07-08T",
            b"2019-07-08T",
            "a term that ends on 2012, before its start on 2019-07-08",
        ),
        (Format.WIKIDATA_DUMP, b"+2021-06-30T", b"+2021-06-31T", "line 2: Q900001: day is out of range"),
        (Format.TENURES, b"2022-10-27\n", b"2022-10-37\n", "line 5: day is out of range"),
    ],
)
def test_a_fault_is_told_with_its_place(form: Format, old: bytes, new: bytes, message: str) -> None:
    assert old in BYTES[form]
    assert message in refused(BYTES[form].replace(old, new), form)


@pytest.mark.parametrize(
    "form", sorted({Format.FTM, Format.OFAC_ADVANCED, Format.UN_XML, Format.EU_XML, Format.WIKIDATA_JSON})
)
def test_a_list_that_is_cut_off_anywhere_is_refused(form: Format) -> None:
    whole = BYTES[form].rstrip()
    step = max(1, len(whole) // 60)
    for end in range(1, len(whole) - 1, step):
        if form is Format.FTM and whole[:end].endswith(b"}\n"):
            continue
        refused(whole[:end], form)


@pytest.mark.parametrize("form", sorted(FILES))
def test_a_list_of_another_form_is_refused(form: Format) -> None:
    others = [other for other in FILES if other is not form]
    for other in others:
        try:
            records = read(BYTES[other], form)
        except ListRejectedError:
            continue
        assert not records, (form, other)


def test_entities_of_xml_are_not_opened() -> None:
    bomb = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>
    <CONSOLIDATED_LIST><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>Ana &a;</FIRST_NAME>
    </INDIVIDUAL></CONSOLIDATED_LIST>"""
    (record,) = read(bomb, Format.UN_XML)
    assert record.entity.name == "Ana"


@pytest.mark.parametrize(
    ("form", "old", "new"),
    [
        (Format.OFAC_ADVANCED, b"<ReferenceValueSets>", b"<:ReferenceValueSets>"),
        (Format.TENURES, b"2022-10-27\n", b"0022-10-27\n"),
        (Format.FTM, b"1961-04-02", b"1961\xff04-02"),
    ],
)
def test_damage_that_was_once_not_told(form: Format, old: bytes, new: bytes) -> None:
    content = BYTES[form].replace(old, new)
    if form is Format.TENURES:
        assert len(read(content, form)) == 3
    else:
        refused(content, form)


@given(forms, st.data())
def test_damage_of_any_kind_gives_records_or_a_refusal(form: Format, data: st.DataObject) -> None:
    content = bytearray(BYTES[form])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        if data.draw(st.booleans()):
            content[place : place + data.draw(st.integers(1, 40))] = data.draw(st.binary(max_size=8))
        else:
            content[place] = data.draw(st.sampled_from(b"0\"',;:<>{}[]\\/-\n\r\x00\xff9"))
        if not content:
            break
    try:
        read(bytes(content), form)
    except ListRejectedError as error:
        assert error.where.startswith("list")  # noqa: PT017
