from __future__ import annotations

import gzip
import io
import os
from pathlib import Path

import pytest

from dateline.collect.files import expand, find_pages, media_type, read_file, read_stream
from dateline.errors import InputRejectedError, Reason

LIMIT = 1_000_000


def rejected(path: Path) -> InputRejectedError:
    with pytest.raises(InputRejectedError) as caught:
        read_file(path, max_bytes=LIMIT)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.html", "text/html"),
        ("a.HTM", "text/html"),
        ("a.txt.gz", "text/plain"),
        ("2024.09.html.gz", "text/html"),
        ("a.pdf", None),
        ("README", None),
        ("page.gz", None),
    ],
)
def test_media_type_by_name(name: str, kind: str | None) -> None:
    assert media_type(Path(name)) == kind


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"<p>\xff bytes</p>")
    page = read_file(path, max_bytes=LIMIT)
    assert (page.content, page.content_type, page.address) == (b"<p>\xff bytes</p>", "text/html", str(path))
    assert page.fetched.timestamp() == pytest.approx(path.stat().st_mtime)


def test_gzip_is_unpacked_whatever_the_name(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(gzip.compress(b"<p>news</p>"))
    assert read_file(path, max_bytes=LIMIT).content == b"<p>news</p>"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert rejected(tmp_path / "none.html").reason is Reason.NOT_FOUND
    assert rejected(tmp_path).reason is Reason.UNREADABLE
    empty = tmp_path / "empty.html"
    empty.write_bytes(b" \n")
    assert rejected(empty).reason is Reason.EMPTY
    large = tmp_path / "large.html"
    large.write_bytes(b"x" * (LIMIT + 1))
    assert rejected(large).reason is Reason.TOO_LARGE
    bomb = tmp_path / "bomb.html.gz"
    bomb.write_bytes(gzip.compress(b"\0" * (20 * LIMIT)))
    assert rejected(bomb).reason is Reason.TOO_LARGE
    cut = tmp_path / "cut.html.gz"
    cut.write_bytes(gzip.compress(b"news" * 100)[:20])
    assert rejected(cut).reason is Reason.BROKEN_COMPRESSION


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    assert rejected(tmp_path / ("n" * 300)).reason is Reason.UNREADABLE


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "locked.html"
    path.write_text("news")
    path.chmod(0)
    assert rejected(path).reason is Reason.UNREADABLE


def test_directories_are_searched_in_order(tmp_path: Path) -> None:
    for name in ("b.html", "a/z.txt", "a/c.html.gz", "a/picture.png", "notes.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    found = find_pages(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in found.pages] == [
        "a/c.html.gz",
        "a/z.txt",
        "b.html",
    ]
    assert found.passed_over == 2


def test_expand_keeps_what_is_not_a_directory(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("x")
    sources, passed_over, refused = expand(["-", "https://example.org/a", "none.html", str(tmp_path)])
    assert sources == ("-", "https://example.org/a", "none.html", str(tmp_path / "a.html"))
    assert (passed_over, refused) == (0, ())


def test_standard_input() -> None:
    page = read_stream(io.BytesIO(gzip.compress(b"news")), max_bytes=LIMIT)
    assert (page.address, page.content) == ("-", b"news")
    with pytest.raises(InputRejectedError, match="standard input: is empty"):
        read_stream(io.BytesIO(b""), max_bytes=LIMIT)
