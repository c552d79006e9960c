from __future__ import annotations

import pytest

from dateline.collect.lists.formats import Format
from dateline.collect.lists.sources import beside, known_sources, replaced_addresses, source_of
from dateline.errors import UsageError


def test_the_known_sources() -> None:
    sources = known_sources()
    assert {"us-sdn", "us-cons", "un", "eu", "uk", "wikidata", "opensanctions-sanctions"} <= set(sources)
    for name, source in sources.items():
        assert source.formats, name
        assert source.licence, name
        assert all(address.startswith("https://") for address in source.addresses.values()), name
    assert "SELECT" in str(sources["wikidata"].query)
    assert "query=SELECT" in str(sources["wikidata"].address)


def test_a_source_that_is_not_known_may_have_any_form() -> None:
    assert source_of("my-list").formats == list(Format)
    with pytest.raises(UsageError, match="My List: is no name of a source"):
        source_of("My List")


def test_addresses_in_place_of_the_known_ones() -> None:
    assert replaced_addresses("") == {}
    assert replaced_addresses("un=http://a/b?c=d us-sdn=https://e/f") == {
        "un": "http://a/b?c=d",
        "us-sdn": "https://e/f",
    }
    for wrong in ("un", "un=ftp://a", "=http://a"):
        with pytest.raises(UsageError, match=r"DATELINE_REFERENCE_ADDRESSES: .* does not name a source"):
            replaced_addresses(wrong)


@pytest.mark.parametrize(
    ("name", "alt"),
    [
        ("sdn.csv", "alt.csv"),
        ("SDN.CSV", "ALT.CSV"),
        ("cons_prim.csv", "cons_alt.csv"),
        ("CONS_PRIM.CSV", "CONS_ALT.CSV"),
        ("list_sdn_2021-07.csv", "list_alt_2021-07.csv"),
        ("https://sdn.example/a/sdn.csv", "https://sdn.example/a/alt.csv"),
        ("names.csv", None),
    ],
)
def test_the_files_beside_a_list(name: str, alt: str | None) -> None:
    assert beside(name, "alt") == alt
