from __future__ import annotations

from pathlib import Path

from dateline import __version__
from dateline.serve.about_view import accuracy, libraries
from tests.serve.given_articles import linked, parsed_page, site_of

VENDOR = Path(__file__).parents[2] / "src" / "dateline" / "serve" / "static" / "vendor"


def test_the_page_tells_versions_counts_and_snapshots(tmp_path: Path) -> None:
    with site_of(tmp_path / "news.db", linked()) as client:
        page = parsed_page(client.get("/about").text)
        text = " ".join(str(page.xpath("string(//main)")).split())
        assert __version__ in text
        assert "2.0-a" in text
        assert "roots 3" in text
        assert "shipped (in force)" in text
        data = client.get("/about.json").json()
        assert data["counts"]["events"] == 3
        assert data["made_by"][0]["articles"] == 1
        for address in page.xpath("//section[@aria-labelledby='licences']//td/a/@href"):
            assert client.get(str(address)).status_code == 200


def test_an_empty_database(tmp_path: Path) -> None:
    with site_of(tmp_path / "news.db") as client:
        assert "Nothing has been read yet" in client.get("/about").text
        assert "Nothing has been read yet" in client.get("/").text
        assert client.get("/search?q=border").status_code == 200
        assert client.get("/headlines.atom").status_code == 200


def test_every_library_has_its_licence() -> None:
    files = {file.name for file in VENDOR.iterdir() if file.name.startswith("LICENSE")}
    assert {library.address.rsplit("/", 1)[1] for library in libraries()} == files
    served = {file.name for file in VENDOR.iterdir() if file.suffix in (".js", ".json", ".css")}
    for name in served:
        assert any(name.lower().startswith(library.name.split(".")[0]) for library in libraries()), name


def test_the_accuracy_is_that_of_the_manual() -> None:
    # That it is the table of docs/accuracy.md is tested with all that `make docs` writes.
    assert accuracy()[0] == ("what, on what", "measure", "Dateline", "others")
    assert len({len(row) for row in accuracy()}) == 1
    assert len(accuracy()) > 10
