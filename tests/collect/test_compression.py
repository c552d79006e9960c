from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.collect.compression import gunzip_bounded, read_bounded
from dateline.errors import InputRejectedError, Reason


def chunked(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@given(st.binary(max_size=5000), st.integers(1, 700))
def test_what_gzip_packed_comes_back(data: bytes, size: int) -> None:
    packed = gzip.compress(data)
    assert gunzip_bounded(chunked(packed, size), where="x", limit=5000) == data


@given(st.lists(st.binary(max_size=300), min_size=2, max_size=4), st.integers(1, 50))
def test_a_gzip_of_several_members_is_read_whole(parts: list[bytes], size: int) -> None:
    packed = b"".join(gzip.compress(part) for part in parts)
    assert gunzip_bounded(chunked(packed, size), where="x", limit=5000) == b"".join(parts)


def test_zlib_data_is_read_too() -> None:
    assert gunzip_bounded([zlib.compress(b"news")], where="x", limit=10) == b"news"


def test_a_bomb_is_refused_at_the_limit() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    with pytest.raises(InputRejectedError, match=r"bomb\.gz: more than 1,000,000 bytes") as caught:
        gunzip_bounded([bomb], where="bomb.gz", limit=1_000_000)
    assert caught.value.reason is Reason.TOO_LARGE


@given(st.integers(0, 60))
def test_cut_off_data_is_refused(length: int) -> None:
    packed = gzip.compress(b"who did what to whom, who said so, and how we know it" * 3)
    with pytest.raises(InputRejectedError) as caught:
        gunzip_bounded([packed[: min(length, len(packed) - 1)]], where="x", limit=1000)
    assert caught.value.reason is Reason.BROKEN_COMPRESSION


def test_damaged_data_is_refused() -> None:
    with pytest.raises(InputRejectedError, match="cannot be decompressed"):
        gunzip_bounded([b"\x1f\x8bnot gzip at all"], where="x", limit=1000)


@given(st.lists(st.binary(max_size=20)), st.integers(0, 60))
def test_plain_bytes_up_to_the_limit(chunks: list[bytes], limit: int) -> None:
    whole = b"".join(chunks)
    if len(whole) <= limit:
        assert read_bounded(chunks, where="x", limit=limit) == whole
    else:
        with pytest.raises(InputRejectedError):
            read_bounded(chunks, where="x", limit=limit)
