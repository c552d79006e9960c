from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from dateline.errors import DataError
from dateline.evaluate.metadata import evaluate, same_day
from dateline.model import DateEstimate, Precision

DATA = Path(__file__).parents[3] / "shared" / "data" / "extraction"

PAGE = """<html><head><meta property="og:title" content="River rises over quay">
<meta name="author" content="{author}"><meta name="date" content="2024-05-06T00:30:00+02:00"></head>
<body><h1>River rises over&nbsp;quay</h1><p>Water is high.</p></body></html>"""


def publish(folder: Path, name: str, author: str, record: dict[str, object]) -> None:
    country = folder / "xx"
    country.mkdir(exist_ok=True)
    info = country / "meta.info"
    known = json.loads(info.read_text()) if info.exists() else {}
    page = f"{name}_2024_05_07.html.gz"
    known[page] = {"url": f"https://{name.lower()}.example/a", "crawl_date": "2024-05-07 00:00:00"}
    info.write_text(json.dumps(known))
    (country / page).write_bytes(gzip.compress(PAGE.format(author=author).encode()))
    (country / f"{name}.json").write_text(json.dumps({"V1": record}))


def estimate(moment: datetime | None, day: date) -> DateEstimate:
    return DateEstimate(earliest=day, latest=day, precision=Precision.DAY, moment=moment, reasons=("x",))


def test_each_figure_is_a_share_of_the_pages_it_counts(tmp_path: Path) -> None:
    right: dict[str, object] = {
        "title": "River  rises over quay",
        "authors": ["mira holt"],
        "publishing_date": "2024-05-05 22:30:00+00:00",
    }
    wrong: dict[str, object] = {
        "title": "River Rises Over Quay",
        "authors": ["Jan Rook"],
        "publishing_date": "2024-05-06 22:30:00+00:00",
    }
    publish(tmp_path, "Right", "Mira Holt", right)
    publish(tmp_path, "Wrong", "Mira Holt", wrong)
    publish(tmp_path, "Nobody", "", {"title": "River rises over quay"})
    assert evaluate(tmp_path) == {
        "title_exact": round(2 / 3, 4),
        "authors_set": round(2 / 3, 4),
        "date": 0.5,
        "pages": 3,
    }


def test_a_page_that_cannot_be_read_is_wrong(tmp_path: Path) -> None:
    publish(tmp_path, "Empty", "x", {"title": "T", "publishing_date": "2024-05-06"})
    (tmp_path / "xx" / "Empty_2024_05_07.html.gz").write_bytes(gzip.compress(b"   "))
    assert evaluate(tmp_path) == {"title_exact": 0.0, "authors_set": 0.0, "date": 0.0, "pages": 1}


def test_a_folder_of_another_layout_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"meta\.info"):
        evaluate(tmp_path)


def test_days_are_compared_in_the_zone_of_the_truth() -> None:
    late = datetime(2024, 5, 6, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    assert same_day(estimate(late, date(2024, 5, 6)), "2024-05-05 22:30:00+00:00")
    assert not same_day(estimate(late, date(2024, 5, 6)), "2024-05-06 22:30:00+00:00")
    assert same_day(estimate(late, date(2024, 5, 6)), "2024-05-06")
    assert same_day(
        estimate(datetime(2024, 5, 6, 1, tzinfo=UTC), date(2024, 5, 6)), "2024-05-06 03:00:00+02:00"
    )
    assert same_day(estimate(None, date(2024, 5, 6)), "2024-05")
    assert not same_day(None, "2024-05-06")
    either = DateEstimate(
        earliest=date(2024, 5, 6), latest=date(2024, 6, 5), precision=Precision.INTERVAL, reasons=("x",)
    )
    assert not same_day(either, "2024-05-06")


@pytest.mark.skipif(not DATA.exists(), reason="the public test sets are not here")
def test_the_public_set_reaches_its_targets() -> None:
    result = evaluate(DATA / "fundus")
    assert result["title_exact"] >= 0.85
    assert result["authors_set"] >= 0.88
    assert result["date"] >= 0.99
