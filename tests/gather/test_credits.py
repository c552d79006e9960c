from __future__ import annotations

import pytest

from dateline.gather.credits import agencies, agency_of, credit_of, host_of


@pytest.mark.parametrize(
    ("body", "authors", "site", "wanted"),
    [
        ("KABUL, March 4 (Reuters) - A bomb exploded.", (), None, "Reuters"),
        ("YEREVAN, Armenia (AP) — Tens of thousands rallied.", (), None, "AP"),
        ("PARIS, AFP - The ministers met.", (), None, "AFP"),
        ("A bomb exploded in the market on Monday, and police said so.\n\n(dpa)", (), None, "dpa"),
        ("A bomb exploded. Reporting by Agence France-Presse", (), None, "AFP"),
        ("A bomb exploded.", ("Thomson Reuters",), None, "Reuters"),
        ("A bomb exploded.", ("Jane Doe / AP",), None, "AP"),
        ("A bomb exploded.", (), "apnews.com", "AP"),
        ("A bomb exploded.", ("Jane Doe",), "gazette.example", None),
        ("Reuters was bought by Thomson in 2008, a paper recalls.", (), None, None),
        ("A bomb exploded. Additional reporting by Reuters", (), None, None),
        ('"That is false," he told AP in an interview about the harvest in the south.', (), None, None),
    ],
)
def test_an_agency_is_credited(
    body: str, authors: tuple[str, ...], site: str | None, wanted: str | None
) -> None:
    assert credit_of(body, authors, site) == wanted


def test_every_site_is_its_agency_s() -> None:
    assert all(agency_of(site) == one.name for one in agencies() for site in one.sites)
    assert len({one.name for one in agencies()}) == len(agencies())


def test_the_host_of_an_address() -> None:
    assert host_of("https://www.gazette.example/bridge") == "gazette.example"
    assert host_of("/tmp/page.html") == ""
    assert host_of("http://[broken") == ""
