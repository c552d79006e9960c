from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from dateline.errors import DataError
from dateline.evaluate.layouts import load

PAGE = b"<html><body><p>The council met on Tuesday.</p></body></html>"


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content))


def put_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")


def test_seb(tmp_path: Path) -> None:
    put(tmp_path / "html" / "a1.html.gz", PAGE)
    put_json(
        tmp_path / "ground-truth.json", {"a1": {"articleBody": "The council.", "url": "https://www.x.org/1"}}
    )
    (page,) = load(tmp_path)
    assert (page.id, page.html, page.body, page.domain) == ("a1", PAGE, "The council.", "x.org")


def test_wcxb(tmp_path: Path) -> None:
    put(tmp_path / "html" / "7.html.gz", PAGE)
    truth = {
        "title": "T",
        "author": "Ida Venner",
        "publish_date": "2025-01-02",
        "main_content": "The council.",
    }
    put_json(tmp_path / "ground-truth" / "7.json", {"url": "https://x.org/7", "ground_truth": truth})
    (page,) = load(tmp_path, "wcxb")
    assert (page.title, page.authors, page.published) == ("T", ("Ida Venner",), "2025-01-02")


def test_fundus_gives_each_saved_page_the_version_of_its_time(tmp_path: Path) -> None:
    names = ["Ledger_2023_01_05.html.gz", "Ledger_2024_11_02.html.gz"]
    for name in names:
        put(tmp_path / "aa" / name, PAGE)
    put_json(tmp_path / "aa" / "meta.info", {name: {"url": f"https://ledger.org/{name}"} for name in names})
    sections = [{"headline": ["Why"], "paragraphs": ["One.", "Two."]}]
    new = {"title": "New", "authors": [], "body": {"summary": ["In short."], "sections": sections}}
    put_json(tmp_path / "aa" / "Ledger.json", {"V1_1": new, "V1": {"title": "Old", "body": {"sections": []}}})
    old, latest = load(tmp_path, "fundus")
    assert (old.title, old.id, old.authors) == ("Old", "aa/Ledger_2023_01_05", None)
    assert (latest.title, latest.authors, latest.summary) == ("New", (), "In short.")
    assert latest.body == "In short.\n\nWhy\n\nOne.\n\nTwo."


def test_a_set_that_is_not_of_the_layout_is_refused_in_one_line(tmp_path: Path) -> None:
    for layout in ("seb", "wcxb", "fundus", "klingon"):
        with pytest.raises(DataError) as caught:
            list(load(tmp_path, layout))
        assert "\n" not in str(caught.value)


def test_a_page_that_is_missing_is_named(tmp_path: Path) -> None:
    put_json(tmp_path / "ground-truth.json", {"a1": {"articleBody": "x", "url": ""}})
    with pytest.raises(DataError, match=r"a1\.html\.gz"):
        list(load(tmp_path))
