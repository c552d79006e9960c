"""Each format on a sample of invented people: ``expected/`` says what must come out."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from dateline.collect.lists.formats import Format, last_day, look
from dateline.collect.lists.origin import Tally
from tests.collect.lists.given import SAMPLES, read, told

EXPECTED = Path(__file__).parent / "expected"
CASES = sorted(path.stem for path in EXPECTED.iterdir())
# Numbers of passports and other papers that stand in the samples.
PAPERS = ("P0000001", "P0000002", "1234567890123", "07000001", "0000001")


@pytest.mark.parametrize("name", CASES)
def test_what_comes_out(name: str) -> None:
    path = SAMPLES / name
    with path.open("rb") as stream:
        seen = look(stream)
        assert stream.tell() == 0
    assert seen.format is not None
    tally = Tally()
    records = read(path, seen.format, tally)
    head = f"{seen.format}, version {seen.version}, day {seen.day}"
    lines = [head, *told(records), f"passed over: {tally}"]
    assert lines == (EXPECTED / f"{name}.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", CASES)
def test_numbers_of_papers_are_left_out(name: str) -> None:
    with (SAMPLES / name).open("rb") as stream:
        form = look(stream).format
    assert form is not None
    text = repr(read(SAMPLES / name, form))
    assert not [number for number in PAPERS if number in text]


def test_every_format_has_a_sample() -> None:
    forms = {(EXPECTED / f"{name}.txt").read_text("utf-8").partition(",")[0] for name in CASES}
    assert forms == set(Format)


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"<html><body/></html>", b'{"a": 1}', b"a,b,c\n1,2,3\n", b"\x00\xff", b"[1]", b"<a"],
)
def test_what_is_no_list_is_told(content: bytes) -> None:
    assert look(io.BytesIO(content)).format is None


def test_the_day_of_a_table_is_the_newest_in_it() -> None:
    with (SAMPLES / "tenures.csv").open("rb") as stream:
        assert last_day(stream, Format.TENURES, "tenures.csv") == date(2022, 10, 27)
        assert stream.tell() == 0
    with (SAMPLES / "targets.simple.csv").open("rb") as stream:
        assert last_day(stream, Format.OPENSANCTIONS_SIMPLE, "x") == date(2025, 5, 23)
    with (SAMPLES / "sdn.csv").open("rb") as stream:
        assert last_day(stream, Format.OFAC_CSV, "x") is None


def test_a_list_without_the_files_beside_it_says_so() -> None:
    tally = Tally()
    records = read((SAMPLES / "sdn.csv").read_bytes(), Format.OFAC_CSV, tally)
    assert len(records[0].entity.names) == 2
    assert "missing file beside the list (other names)" in str(tally)
