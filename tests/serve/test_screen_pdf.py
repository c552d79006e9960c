from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pypdf import PdfReader

from dateline.errors import UsageError
from dateline.serve import screen_pdf
from dateline.serve.api import ApiSettings
from dateline.serve.screen_pdf import fonts_of
from tests.serve.api_site import client, fill

NAMES = "Aleksandar Vulin\nАлександар Вулин\nمحمد الفاتح\nIoánnis Ζωή\nNo <script>Such</script> Person"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("pdf") / "site.db"
    fill(found, 1)
    return found


@pytest.fixture(scope="module")
def site(path: Path) -> Iterator[TestClient]:
    with client(path) as found:
        yield found


def pages(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def font_with(path: Path, letters: str) -> Path:
    """A font with a box for each of these letters."""
    names = [".notdef", *(f"u{ord(letter):x}" for letter in letters)]
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for point in ((0, 700), (700, 700), (700, 0)):
        pen.lineTo(point)
    pen.closePath()
    box = pen.glyph()
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder(names)
    made.setupCharacterMap({ord(letter): name for letter, name in zip(letters, names[1:], strict=True)})
    made.setupGlyf(dict.fromkeys(names, box))
    made.setupHorizontalMetrics(dict.fromkeys(names, (800, 0)))
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    made.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    made.setupPost()
    made.save(path)
    return path


def test_the_report_tells_what_the_page_does(site: TestClient) -> None:
    answer = site.post("/screen", data={"names": NAMES, "view": "pdf", "day": "2013-01-01"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    text = pages(answer.content)
    for words in ("Screening report", "2013-01-01", "Aleksandar Vulin", "Александар Вулин", "shipped@", "SHA-256",
                  "Director of the Office for Kosovo", "Q11074974", "Ζωή",
                  "No <script>Such</script> Person"):  # fmt: skip
        assert words in " ".join(text.split()), words
    assert "□" not in text
    assert "The fonts of this site lack" not in text


def test_arabic_letters_are_there_and_joined(site: TestClient) -> None:
    """The drawn glyphs are the joined forms, so there are more of them than letters of the alphabet on their own."""
    content = site.post("/screen", data={"names": "محمد الفاتح", "view": "pdf"}).content
    text = pages(content)
    assert sum("\u0600" <= letter <= "\u06ff" or "\ufb50" <= letter <= "\ufeff" for letter in text) >= 9


def test_letters_that_no_font_has_are_told(site: TestClient, path: Path, tmp_path: Path) -> None:
    text = pages(site.post("/screen", data={"names": "习近平", "view": "pdf"}).content)
    assert "[1. XiJinPing]" in text
    assert "The fonts of this site lack" in text
    with client(
        path, api=ApiSettings(per_minute=0, pdf_fonts=(font_with(tmp_path / "b.ttf", "习近平"),))
    ) as other:
        text = pages(other.post("/screen", data={"names": "习近平", "view": "pdf"}).content)
    assert "习近平" in text
    assert "The fonts of this site lack" not in text


def test_nothing_in_it_runs_or_leads_elsewhere(site: TestClient) -> None:
    names = 'name\n"Aleksandar Vulin (/JS (app.alert(1)) /URI (http://evil.example))"\n'
    content = site.post("/screen", data={"names": names, "view": "pdf"}).content
    read = PdfReader(io.BytesIO(content))
    assert not read.attachments
    assert "JavaScript" not in str(read.trailer["/Root"])
    for page in read.pages:
        assert "/Annots" not in page
    assert not read.metadata or "evil" not in str(read.metadata)


def test_long_lists_and_rows_that_are_not_screened(site: TestClient) -> None:
    rows = "name,country\n" + "".join(f"Aleksandar Vulin {'x' * 300},\n" for _ in range(8)) + "A,Atlantis\n"
    answer = site.post("/screen", data={"names": rows, "view": "pdf"})
    assert "Not screened" in pages(answer.content)


def test_where_it_cannot_be_written(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 'value="pdf"' in site.get("/screen").text
    monkeypatch.setattr(screen_pdf, "find_spec", lambda name: None)
    assert 'value="pdf"' not in site.get("/screen").text
    answer = site.post("/screen", data={"names": "A B", "view": "pdf"})
    assert answer.status_code == 400
    assert "dateline[pdf]" in answer.text


def test_fonts_that_are_set(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such font"):
        fonts_of("/nowhere/x.ttf")
    wrong = tmp_path / "x.ttf"
    wrong.write_bytes(b"no font at all")
    right = font_with(tmp_path / "y.ttf", "A")
    assert fonts_of(str(right)) == (right,)
    with pytest.raises(UsageError, match="cannot be read"):
        fonts_of(f"{right}:{wrong}")
