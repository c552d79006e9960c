"""Newsletters: mail as single messages (.eml) and as mailboxes (mbox, RFC 4155)."""

from __future__ import annotations

import email
import email.policy
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime
from typing import cast

from dateline.collect.archives.entries import ByteStream, Entry, rejected, too_large, unreadable
from dateline.collect.archives.unpacked import lines_of
from dateline.errors import InputRejectedError, Reason
from dateline.model import Page

_BEGINS = b"From "
_QUOTED = re.compile(rb"^>+From ")
_LONGEST_LINE = 1 << 20
_MOST_PARTS = 500
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def read_eml(stream: ByteStream, name: str, *, max_page_bytes: int, fetched: datetime) -> Iterator[Entry]:
    """The page in one message.

    Args:
        fetched: for a message without a date.
    """
    content = stream.read(2 * max_page_bytes + 1)
    yield _entry(content, name, "the message", max_page_bytes, fetched)


def read_mbox(stream: ByteStream, name: str, *, max_page_bytes: int, fetched: datetime) -> Iterator[Entry]:
    """The pages in a mailbox, one a message, in order.

    Args:
        fetched: for messages without a date.
    """
    number = 0
    try:
        for content in _messages(stream, 2 * max_page_bytes):
            number += 1
            yield _entry(content, name, f"message {number}", max_page_bytes, fetched)
    except InputRejectedError as error:
        yield rejected(name, f"after message {number}", error)


def _messages(stream: ByteStream, limit: int) -> Iterator[bytes]:
    """The messages, each cut off above the limit, so that it is told as too large."""
    parts: list[bytes] | None = None
    size, blank = 0, True
    for line in lines_of(stream, limit=_LONGEST_LINE):
        content = line.content
        if blank and content.startswith(_BEGINS):
            if parts is not None:
                yield b"".join(parts)
            parts, size = [], 0
        elif parts is None:
            if content.strip():
                raise unreadable("does not begin as a mailbox does", "name a single message .eml")
        elif size <= limit:
            content = content[1:] if _QUOTED.match(content) else content
            parts.append(content)
            size += len(content)
        blank = not content.strip()
    if parts is not None:
        yield b"".join(parts)


def _entry(content: bytes, name: str, place: str, limit: int, fetched: datetime) -> Entry:
    try:
        if len(content) > 2 * limit:
            raise too_large(limit)
        page = _page(content, name, place, fetched, limit)
    except InputRejectedError as error:
        return rejected(name, place, error)
    return Entry(place=place, item=page)


def _page(content: bytes, name: str, place: str, fetched: datetime, limit: int) -> Page:
    try:
        message = cast(
            "EmailMessage", email.message_from_binary_file(io.BytesIO(content), policy=email.policy.compat32)
        )
        part = _best_part(message)
        body = part.get_payload(decode=True) if part is not None else None
    except (RecursionError, ValueError, LookupError, TypeError) as error:
        raise unreadable(f"is no mail that can be taken apart: {error}") from None
    if part is None or not isinstance(body, bytes) or not body.strip():
        raise InputRejectedError(Reason.EMPTY, "holds no text and no HTML")
    if len(body) > limit:
        raise too_large(limit)
    charset = str(part.get_param("charset", "") or "")
    kind = part.get_content_type()
    return Page(
        address=_address(message, f"{name}#{place.replace('the ', '').replace(' ', '=')}"),
        content=body,
        fetched=_moment(message) or fetched,
        content_type=f"{kind}; charset={charset}" if charset else kind,
    )


def _best_part(message: Message) -> Message | None:
    """The HTML of the mail, else its text; attachments are neither."""
    found: dict[str, Message] = {}
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            raise unreadable(f"has more than {_MOST_PARTS} parts")
        if part.get_content_disposition() != "attachment":
            found.setdefault(part.get_content_type(), part)
    return found.get("text/html") or found.get("text/plain")


def _address(message: Message, otherwise: str) -> str:
    """Where the mail can be read (Archived-At, RFC 5064), else the number that it gave itself (RFC 2392)."""
    archived = _ADDRESS.search(str(message.get("Archived-At", "")))
    if archived:
        return archived[0]
    number = str(message.get("Message-ID", "")).strip().strip("<>").strip()
    return f"mid:{number}" if number and not number.isspace() and " " not in number else otherwise


def _moment(message: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(message.get("Date", "")))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
