"""The downloader against a real server on the loopback that does what servers do to large files."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from dateline.collect.download import Downloaded, Downloader
from dateline.errors import InputRejectedError, Reason
from dateline.settings import Settings

CONTENT = b"".join(b"line %d of a long list\n" % number for number in range(20_000))
SETTINGS = Settings(fetch_seconds=2.0, max_list_bytes=1_000_000, max_redirects=2, user_agent="Dateline/test")


class Server:
    """Serves one file. What goes wrong, and how often, is set by a test; requests are remembered."""

    def __init__(self) -> None:
        self.content = CONTENT
        self.etag: str | None = '"one"'
        self.modified: str | None = "Fri, 03 May 2024 10:00:00 GMT"
        self.cut_after: list[int] = []
        self.statuses: list[int] = []
        self.ranges = True
        self.says_length: int | None = None
        self.encoding = ""
        self.change_after_cut = False
        self.asked: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(dict(self.headers))
                outer.answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Keep the test's output clean."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}/list.csv"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/elsewhere":
            handler.send_response(302)
            handler.send_header("Location", self.address)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        if self.statuses:
            handler.send_response(self.statuses.pop(0))
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        asked = handler.headers
        if self.etag and asked.get("If-None-Match") == self.etag:
            handler.send_response(304)
            handler.end_headers()
            return
        begin, body = 0, self.content
        wanted = asked.get("Range", "")
        if self.ranges and wanted and asked.get("If-Range") in (self.etag, self.modified):
            begin = int(wanted.removeprefix("bytes=").rstrip("-"))
            if begin >= len(self.content):
                handler.send_response(416)
                handler.send_header("Content-Range", f"bytes */{len(self.content)}")
                handler.send_header("Content-Length", "0")
                handler.end_headers()
                return
            body = self.content[begin:]
        self._send(handler, begin, body, partial=bool(begin))

    def _send(self, handler: BaseHTTPRequestHandler, begin: int, body: bytes, *, partial: bool) -> None:
        handler.send_response(206 if partial else 200)
        if partial:
            handler.send_header("Content-Range", f"bytes {begin}-{len(self.content) - 1}/{len(self.content)}")
        if self.etag:
            handler.send_header("ETag", self.etag)
        if self.modified:
            handler.send_header("Last-Modified", self.modified)
        if self.encoding:
            handler.send_header("Content-Encoding", self.encoding)
        handler.send_header("Content-Length", str(self.says_length or len(body)))
        handler.end_headers()
        if self.cut_after:
            handler.wfile.write(body[: self.cut_after.pop(0)])
            if self.change_after_cut:
                self.content, self.etag, self.modified = (
                    CONTENT[::-1],
                    '"two"',
                    "Sat, 04 May 2024 10:00:00 GMT",
                )
        else:
            handler.wfile.write(body)
        handler.wfile.flush()
        handler.close_connection = True


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = Thread(target=made.http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.http.shutdown()
    made.http.server_close()
    thread.join()


def fetch(server: Server, folder: Path, *, attempts: int = 4, **more: object) -> Downloaded:
    with Downloader(SETTINGS, attempts=attempts, pause=0.01) as downloader:
        return downloader.download(server.address, folder / "list.csv", **more)  # type: ignore[arg-type]


def refused(server: Server, folder: Path, **more: object) -> InputRejectedError:
    with pytest.raises(InputRejectedError) as caught:
        fetch(server, folder, **more)  # type: ignore[arg-type]
    assert not (folder / "list.csv").exists()
    assert "\n" not in str(caught.value)
    return caught.value


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_and_what_is_known_of_it(server: Server, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    found = fetch(server, tmp_path / "lists", progress=lambda there, total: seen.append((there, total)))
    assert found.path.read_bytes() == CONTENT
    assert found.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert str(found.changed) == "2024-05-03"
    assert found.fresh
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert left(tmp_path / "lists") == ["list.csv", "list.csv.json"]
    assert server.asked[0]["User-Agent"] == "Dateline/test"


def test_what_has_not_changed_is_not_fetched_again(server: Server, tmp_path: Path) -> None:
    first = fetch(server, tmp_path)
    second = fetch(server, tmp_path)
    assert not second.fresh
    assert second.sha256 == first.sha256
    assert server.asked[1]["If-None-Match"] == '"one"'
    server.etag, server.content = '"two"', b"new"
    assert fetch(server, tmp_path).path.read_bytes() == b"new"


def test_a_file_that_was_touched_is_fetched_again(server: Server, tmp_path: Path) -> None:
    fetch(server, tmp_path).path.write_bytes(b"short")
    assert fetch(server, tmp_path).path.read_bytes() == CONTENT
    assert "If-None-Match" not in server.asked[1]


def test_a_connection_that_is_cut_is_taken_up_again(server: Server, tmp_path: Path) -> None:
    server.cut_after = [100_000, 50_000, 7]
    assert fetch(server, tmp_path).path.read_bytes() == CONTENT
    assert [asked.get("Range") for asked in server.asked] == [
        None,
        "bytes=100000-",
        "bytes=150000-",
        "bytes=150007-",
    ]
    assert server.asked[1]["If-Range"] == '"one"'


def test_a_download_goes_on_in_the_next_run(server: Server, tmp_path: Path) -> None:
    server.cut_after = [100_000]
    error = refused(server, tmp_path, attempts=1)
    assert error.reason is Reason.FETCH_FAILED
    assert left(tmp_path) == ["list.csv.part", "list.csv.part.json"]
    assert fetch(server, tmp_path).path.read_bytes() == CONTENT
    assert server.asked[1]["Range"] == "bytes=100000-"


@pytest.mark.parametrize("ranges", [True, False])
def test_a_file_that_changes_midway_is_fetched_anew(server: Server, tmp_path: Path, ranges: bool) -> None:
    server.cut_after, server.change_after_cut, server.ranges = [100_000], True, ranges
    found = fetch(server, tmp_path)
    assert found.path.read_bytes() == CONTENT[::-1]
    assert str(found.changed) == "2024-05-04"


def test_a_part_without_a_validator_is_not_gone_on_with(server: Server, tmp_path: Path) -> None:
    server.etag, server.modified, server.cut_after = 'W/"weak"', None, [100_000]
    assert fetch(server, tmp_path).path.read_bytes() == CONTENT
    assert "Range" not in server.asked[1]


def test_a_part_that_is_longer_than_the_file_is_dropped(server: Server, tmp_path: Path) -> None:
    server.cut_after = [100_000]
    refused(server, tmp_path, attempts=1)
    server.content = CONTENT[:50_000]
    assert fetch(server, tmp_path).path.read_bytes() == CONTENT[:50_000]
    assert "Range" in server.asked[1]
    assert "Range" not in server.asked[2]


def test_a_server_that_is_not_ready_is_asked_again(server: Server, tmp_path: Path) -> None:
    server.statuses = [503, 429, 502]
    assert fetch(server, tmp_path).path.read_bytes() == CONTENT
    server.statuses = [500] * 9
    server.etag = '"two"'
    with pytest.raises(InputRejectedError, match="the server answered 500, in 4 tries"):
        fetch(server, tmp_path)
    assert (tmp_path / "list.csv").read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("status", "reason"), [(404, Reason.NOT_FOUND), (403, Reason.FETCH_FAILED), (204, Reason.FETCH_FAILED)]
)
def test_a_server_that_has_no_file(server: Server, tmp_path: Path, status: int, reason: Reason) -> None:
    server.statuses = [status]
    error = refused(server, tmp_path)
    assert error.reason is reason
    assert str(status) in str(error)
    assert len(server.asked) == 1


def test_too_few_bytes(server: Server, tmp_path: Path) -> None:
    server.says_length, server.ranges = len(CONTENT) + 5, False
    error = refused(server, tmp_path)
    assert error.reason is Reason.FETCH_FAILED
    assert f"of {len(CONTENT) + 5:,} bytes" in str(error) or "the connection broke" in str(error)


def test_a_file_with_another_length_or_checksum_than_it_must_have(server: Server, tmp_path: Path) -> None:
    right = hashlib.sha1(CONTENT, usedforsecurity=False).hexdigest()
    assert fetch(server, tmp_path / "a", checksum=right, size=len(CONTENT)).fresh
    assert "must have 5" in str(refused(server, tmp_path / "b", size=5))
    wrong = refused(server, tmp_path / "c", checksum=f"sha256:{'0' * 64}")
    assert "has another sha256 checksum" in str(wrong)
    assert left(tmp_path / "c") == []


def test_a_file_that_is_too_large(server: Server, tmp_path: Path) -> None:
    server.content = b"x" * 1_000_001
    error = refused(server, tmp_path)
    assert error.reason is Reason.TOO_LARGE
    assert "DATELINE_MAX_LIST_BYTES" in str(error)


def test_compression_of_the_transport_is_undone(server: Server, tmp_path: Path) -> None:
    server.content, server.encoding, server.cut_after = gzip.compress(CONTENT), "gzip", [1_000]
    found = fetch(server, tmp_path)
    assert found.path.read_bytes() == CONTENT
    assert found.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert not fetch(server, tmp_path).fresh


def test_compression_that_is_broken_or_grows_too_large(server: Server, tmp_path: Path) -> None:
    server.content, server.encoding = gzip.compress(CONTENT)[:-9], "gzip"
    assert refused(server, tmp_path).reason is Reason.BROKEN_COMPRESSION
    server.content = gzip.compress(b"\0" * 2_000_000)
    assert refused(server, tmp_path).reason is Reason.TOO_LARGE
    assert left(tmp_path) == []
    server.encoding = "br"
    assert "which was not asked for" in str(refused(server, tmp_path))


def test_redirects_are_followed(server: Server, tmp_path: Path) -> None:
    with Downloader(SETTINGS) as downloader:
        found = downloader.download(server.address.replace("list.csv", "elsewhere"), tmp_path / "list.csv")
    assert found.path.read_bytes() == CONTENT


@pytest.mark.parametrize("address", ["ftp://x/y", "http://", "http://127.0.0.1:1/x"])
def test_an_address_that_leads_nowhere(address: str, tmp_path: Path) -> None:
    with (
        Downloader(SETTINGS, attempts=2, pause=0.01) as downloader,
        pytest.raises(InputRejectedError) as caught,
    ):
        downloader.download(address, tmp_path / "list.csv")
    assert address in str(caught.value)


def test_a_folder_that_cannot_be_written(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputRejectedError, match="DATELINE_REFERENCE_DIR"):
        fetch(server, tmp_path / "file")
