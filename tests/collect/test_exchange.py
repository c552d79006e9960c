"""Requests against a real server that means harm, and names that lead astray."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial

import brotli
import httpx
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from dateline.collect.encodings import decoded
from dateline.collect.exchange import Client, UnreachableError
from dateline.collect.network import CheckedBackend, CheckedTransport, is_public
from dateline.errors import InputRejectedError, Reason
from dateline.settings import Settings
from tests.collect.hostile import Does, HostileServer, hostile, page, sends
from tests.hangs import ends

SETTINGS = Settings(fetch_seconds=0.6, user_agent="Dateline/test")
LIMIT = 100_000
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with hostile() as made:
        yield made


def refused(server: HostileServer, does: Does) -> InputRejectedError:
    server.does["/a"] = does
    began = time.monotonic()
    with Client(SETTINGS, allow_private=True) as client, pytest.raises(InputRejectedError) as caught:
        client.get(f"{server.base}/a", limit=LIMIT)
    # Not how fast it is, but that it ends at all, where the server never would.
    assert time.monotonic() - began < 30
    assert "\n" not in str(caught.value)
    return caught.value


def test_a_whole_answer(server: HostileServer) -> None:
    body = b"<p>news</p>"
    server.does["/a"] = sends(page(gzip.compress(body), "Content-Encoding: gzip", 'ETag: "x"'))
    with Client(SETTINGS, allow_private=True) as client:
        answer = client.get(f"{server.base}/a", limit=LIMIT, headers={"If-None-Match": '"y"'})
    assert (answer.status, answer.body, answer.headers["etag"]) == (200, body, '"x"')
    assert gzip.decompress(answer.wire) == body
    assert b'If-None-Match: "y"' in server.heads[0]
    assert b"Accept-Encoding: gzip, br, zstd" in server.heads[0]


def test_slow_loris_in_the_head(server: HostileServer) -> None:
    """A header a moment, for ever: each read succeeds, and the whole never does."""
    slow = sends(b"X-A: b\r\n", pause=0.1, times=1000, ending=server.ending)

    def does(connection: socket.socket, head: bytes) -> None:
        connection.sendall(OK)
        slow(connection, head)

    assert refused(server, does).reason is Reason.TOO_SLOW


def test_slow_loris_in_the_body(server: HostileServer) -> None:
    slow = sends(b"x", pause=0.1, times=1000, ending=server.ending)

    def does(connection: socket.socket, head: bytes) -> None:
        connection.sendall(OK + b"\r\n")
        slow(connection, head)

    assert refused(server, does).reason is Reason.TOO_SLOW


def test_silence(server: HostileServer) -> None:
    def does(connection: socket.socket, head: bytes) -> None:
        server.ending.wait(30)

    assert refused(server, does).reason is Reason.TOO_SLOW


def test_an_endless_body(server: HostileServer) -> None:
    def does(connection: socket.socket, head: bytes) -> None:
        connection.sendall(OK + b"\r\n")
        while True:
            connection.sendall(b"x" * 10_000)

    assert refused(server, does).reason is Reason.TOO_LARGE


def test_endless_chunks(server: HostileServer) -> None:
    def does(connection: socket.socket, head: bytes) -> None:
        connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"1;" + b"e" * 500 + b"\r\nx\r\n")

    assert refused(server, does).reason in (Reason.TOO_LARGE, Reason.TOO_SLOW, Reason.FETCH_FAILED)


@pytest.mark.parametrize(
    "head",
    [
        b"".join(b"X-%d: y\r\n" % number for number in range(100_000)),
        b"X-A: " + b"y" * 5_000_000 + b"\r\n",
        b"HTTP/1.1 103 Early\r\n\r\n" * 50_000,
        b"no header at all\r\n\r\n",
    ],
    ids=["many", "long", "informational", "none"],
)
def test_header_bombs(server: HostileServer, head: bytes) -> None:
    def does(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 103 Early\r\n\r\n" if head.startswith(b"HTTP") else OK)
        connection.sendall(head)
        server.ending.wait(5)

    assert refused(server, does).reason in (Reason.FETCH_FAILED, Reason.TOO_SLOW)


def test_fewer_bytes_than_were_told(server: HostileServer) -> None:
    error = refused(server, sends(OK + b"Content-Length: 1000\r\n\r\n<p>half of the ne"))
    assert error.reason is Reason.FETCH_FAILED


def test_more_bytes_than_were_told(server: HostileServer) -> None:
    """HTTP ends the body where its length says; what comes after it belongs to no answer."""
    server.does["/a"] = sends(OK + b"Content-Length: 4\r\n\r\nnewsHTTP/1.1 200 OK\r\n\r\nforged")
    server.does["/b"] = sends(page(b"other"))
    with Client(SETTINGS, allow_private=True) as client:
        assert client.get(f"{server.base}/a", limit=LIMIT).body == b"news"
        try:
            other = client.get(f"{server.base}/b", limit=LIMIT)
        except InputRejectedError:  # the connection that was to be used again had just been closed
            other = client.get(f"{server.base}/b", limit=LIMIT)
        assert other.body == b"other"


@pytest.mark.parametrize("length", [b"-5", b"1e3", b"99999999999999999999", b"4\r\nContent-Length: 7"])
def test_lengths_that_are_none(server: HostileServer, length: bytes) -> None:
    error = refused(server, sends(OK + b"Content-Length: " + length + b"\r\n\r\nnews"))
    assert error.reason in (Reason.FETCH_FAILED, Reason.TOO_SLOW)


BODY = b"<p>news</p>" * 50
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "br": partial(brotli.compress, quality=4),
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("name", PACKERS)
def test_bombs(server: HostileServer, name: str) -> None:
    bomb = PACKERS[name](b"\0" * 50_000_000)
    assert len(bomb) < LIMIT
    with ends("a bomb", 10):
        error = refused(server, sends(page(bomb, f"Content-Encoding: {name}")))
    assert error.reason is Reason.TOO_LARGE


@pytest.mark.parametrize("name", PACKERS)
def test_broken_compression(server: HostileServer, name: str) -> None:
    packed = PACKERS[name](BODY)
    for broken in (packed[:-6], b"\xff" + packed[1:], b"news", b""):
        error = refused(server, sends(page(broken, f"Content-Encoding: {name}")))
        assert error.reason is Reason.BROKEN_COMPRESSION


@pytest.mark.parametrize("encoding", ["compress", "gzip, gzip, gzip", "x" * 200])
def test_encodings_that_were_not_asked_for(server: HostileServer, encoding: str) -> None:
    error = refused(server, sends(page(BODY, f"Content-Encoding: {encoding}")))
    assert error.reason is Reason.BROKEN_COMPRESSION


@given(st.binary(max_size=5000), st.lists(st.sampled_from(sorted(PACKERS)), max_size=2), st.integers(1, 700))
def test_what_was_packed_comes_out(body: bytes, names: list[str], step: int) -> None:
    packed = body
    for name in names:
        packed = PACKERS[name](packed)
    chunks = [packed[start : start + step] for start in range(0, len(packed), step)]
    assert b"".join(decoded(chunks, ", ".join(names), where="x", limit=5000)) == body


@given(st.sampled_from(sorted(PACKERS)), st.binary(max_size=300), st.integers(0, 299), st.integers(0, 255))
def test_damage_is_told_or_harmless(name: str, body: bytes, place: int, byte: int) -> None:
    packed = bytearray(PACKERS[name](body))
    packed[place % len(packed)] = byte
    found: bytes | Reason
    try:
        found = b"".join(decoded([bytes(packed)], name, where="x", limit=1000))
    except InputRejectedError as error:
        found = error.reason
    if isinstance(found, bytes):
        assert len(found) <= 1000
    else:
        assert found in (Reason.BROKEN_COMPRESSION, Reason.TOO_LARGE)


# --- where connections go -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "100.64.0.1", "0.0.0.0",
     "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
     "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::"],
)  # fmt: skip
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "127.1"])
def test_no_request_to_this_computer(server: HostileServer, host: str) -> None:
    server.does["/a"] = sends(page(b"secret"))
    with Client(SETTINGS, allow_private=False) as client, pytest.raises(InputRejectedError) as caught:
        client.get(f"http://{host}:{server.port}/a", limit=LIMIT)
    assert caught.value.reason in (Reason.PRIVATE_ADDRESS, Reason.FETCH_FAILED)
    assert server.heads == []


def test_a_name_is_resolved_once_and_that_address_is_used(server: HostileServer) -> None:
    """DNS rebinding: the name is public when it is checked, and private when it is asked for again."""
    asked: list[str] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ("127.0.0.1",) if len(asked) > 1 else ("198.18.0.1", "10.0.0.1")

    with Client(SETTINGS, allow_private=False, resolver=rebinding) as client:
        for _ in range(2):
            with pytest.raises(InputRejectedError) as caught:
                client.get(f"http://rebind.example:{server.port}/a", limit=LIMIT)
            assert caught.value.reason is Reason.PRIVATE_ADDRESS
    assert asked == ["rebind.example"] * 2
    assert server.heads == []


def test_the_host_keeps_its_name(server: HostileServer) -> None:
    server.does["/a"] = sends(page(b"news"))
    with Client(SETTINGS, allow_private=True, resolver=lambda *_: ("127.0.0.1",)) as client:
        assert client.get(f"http://news.example:{server.port}/a", limit=LIMIT).body == b"news"
    assert f"Host: news.example:{server.port}".encode() in server.heads[0]


def test_tls_asks_for_the_name_that_was_wanted() -> None:
    """The name goes out in the TLS hello, though the connection is to an address."""
    names: list[str | None] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.sni_callback = lambda _, name, __: names.append(name)
        connection, _ = listener.accept()
        with connection, suppress(OSError):  # it has no certificate: the hello is all that matters
            context.wrap_socket(connection, server_side=True)

    thread = threading.Thread(target=serve)
    thread.start()
    port = listener.getsockname()[1]
    client = Client(SETTINGS, allow_private=True, resolver=lambda *_: ("127.0.0.1",))
    with client, pytest.raises(UnreachableError):
        client.get(f"https://news.example:{port}/", limit=LIMIT)
    thread.join()
    listener.close()
    assert names == ["news.example"]


def test_nobody_is_there(server: HostileServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Client(SETTINGS, allow_private=True) as client, pytest.raises(UnreachableError):
        client.get(f"http://127.0.0.1:{port}/", limit=LIMIT)


def test_a_name_that_is_never_resolved(server: HostileServer) -> None:
    def hangs(host: str, port: int) -> Sequence[str]:
        server.ending.wait(30)
        return ()

    with Client(SETTINGS, allow_private=True, resolver=hangs) as client, pytest.raises(UnreachableError):
        client.get("http://slow.example/", limit=LIMIT)


def test_an_address_that_does_not_answer_is_passed_by(server: HostileServer) -> None:
    server.does["/a"] = sends(page(b"news"))
    with Client(SETTINGS, allow_private=True, resolver=lambda *_: ("127.0.0.2", "127.0.0.1")) as client:
        assert client.get(f"http://two.example:{server.port}/a", limit=LIMIT).body == b"news"


def test_httpx_uses_our_connections() -> None:
    """That its transport still takes the pool which is put into it."""
    seen: list[str] = []

    def resolver(host: str, port: int) -> Sequence[str]:
        seen.append(host)
        return ("127.0.0.1",)

    transport = CheckedTransport(CheckedBackend(allow_private=False, resolver=resolver))
    with httpx.Client(transport=transport) as client, pytest.raises(Exception, match="private network"):
        client.get("http://checked.example/")
    assert seen == ["checked.example"]


@pytest.mark.parametrize(
    "address", ["http://", "http://a b/", "ftp://x/", "http://[::1", "http://\ud800/", "x"]
)
def test_what_is_no_address(address: str) -> None:
    with Client(SETTINGS, allow_private=True) as client, pytest.raises(InputRejectedError):
        client.get(address, limit=LIMIT)
