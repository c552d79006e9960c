"""Bytes to one parsed tree that every reader of the page shares."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import charset_normalizer
from lxml import etree, html

from dateline.errors import InputRejectedError, Reason
from dateline.model import Page
from dateline.settings import Settings

MAX_TAGS = 200_000
"""More tags than this and the page is refused: the largest news pages have about 20,000."""

MAX_DEPTH = 1_000
"""Elements within elements; libxml2 itself stops at 255 unless it is told otherwise."""

_PLAIN_DEPTH = 250
_SAMPLE = 60_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What a label means in practice (WHATWG Encoding Standard, "names and labels").
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}

# What cannot be the bytes of a page (https://mimesniff.spec.whatwg.org).
_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"RIFF", "RIFF media"),
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "ZIP or office document"),
    (b"\xd0\xcf\x11\xe0", "office document"),
    (b"\x7fELF", "program"),
    (b"SQLite format 3", "SQLite database"),
    (b"BZh", "bzip2"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"OggS", "Ogg media"),
    (b"ID3", "MP3 media"),
    (b"wOF", "font"),
)

_HTTP_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:+-]+)", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CONTROL_BYTES = bytes(range(0x09)) + b"\x0b" + bytes(range(0x0E, 0x1B)) + bytes(range(0x1C, 0x20))
_MARKUP = re.compile(rb"<script\b.*?</script\s*>|<style\b.*?</style\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_FOREIGN_WORD = re.compile("[^\\W\\d_]*[\u0080-\uffff][^\\W\\d_]*")
_ACCENTED_WORD = re.compile("^[\u0080-\u00ff]{3,}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlDocument:
    """A page as a tree.

    Attributes:
        tree: the root element; readers share it and must not change it.
        address: where the page came from, as in ``Page.address``.
        encoding: what the bytes were decoded by (a Python codec name).
    """

    tree: html.HtmlElement
    address: str
    encoding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of a page, and the Python codec that its bytes were decoded by."""

    text: str
    encoding: str


def parse(page: Page, *, max_bytes: int = Settings().max_page_bytes) -> HtmlDocument:
    """Decode a page and parse it, once.

    Args:
        page: bytes and what the server said of them.
        max_bytes: a larger page is refused before it is looked at.

    Raises:
        InputRejectedError: too large, empty, binary, too deeply nested, or no element in it.
    """
    decoded = read_text(page, max_bytes=max_bytes)
    if page.content.count(b"<") > MAX_TAGS:
        raise InputRejectedError(
            Reason.TOO_DEEP, f"the page has more than {MAX_TAGS:,} tags", where=page.address
        )
    tree = _tree_of(decoded.text.encode("utf-8"), page.address)
    return HtmlDocument(tree=tree, address=page.address, encoding=decoded.encoding)


def read_text(page: Page, *, max_bytes: int = Settings().max_page_bytes) -> Decoded:
    """The text of a page, HTML or plain, without control letters, if it is one that can be read.

    Args:
        page: bytes and what the server said of them.
        max_bytes: a larger page is refused before it is looked at.

    Raises:
        InputRejectedError: too large, empty or binary.
    """
    _refuse_unreadable(page, max_bytes)
    decoded = decode(page)
    clean = _CONTROL.sub("", decoded.text)
    if not clean.strip():
        raise InputRejectedError(Reason.EMPTY, "the page is empty", where=page.address)
    return Decoded(text=clean, encoding=decoded.encoding)


def decode(page: Page) -> Decoded:
    """The text of a page, and the codec that fitted.

    A byte order mark decides; then UTF-8 if the bytes are valid UTF-8, whatever the page claims of
    itself; then what the server claimed, then what the page claims, each only if it fits; then
    detection (charset_normalizer); at last Windows-1252 with replacement characters.

    Args:
        page: its bytes, and the media type with the charset that the server sent.
    """
    content = page.content
    for mark, codec in _BOMS:
        if content.startswith(mark):
            return Decoded(text=content[len(mark) :].decode(codec, "replace"), encoding=codec)
    wide = _wide_codec(content)
    if wide:
        return Decoded(text=content.decode(wide, "replace"), encoding=wide)
    claims = _claims(content, page.content_type)
    if not content.isascii() or not claims:
        text = _as_utf8(content)
        if text is not None:
            return Decoded(text=text, encoding="utf-8")
    for codec in claims:
        text = _as_claimed(content, codec)
        if text is not None:
            return Decoded(text=text, encoding=codec)
    codec = _detected(content) or "cp1252"
    return Decoded(text=content.decode(codec, "replace"), encoding=codec)


def _refuse_unreadable(page: Page, max_bytes: int) -> None:
    content = page.content
    if len(content) > max_bytes:
        raise InputRejectedError(
            Reason.TOO_LARGE,
            f"the page has {len(content):,} bytes, more than {max_bytes:,}",
            where=page.address,
            action="raise max_page_bytes to read it",
        )
    if not content.strip():
        raise InputRejectedError(Reason.EMPTY, "the page is empty", where=page.address)
    for magic, name in _MAGIC:
        if content.startswith(magic):
            raise InputRejectedError(
                Reason.BINARY,
                f"not a page but {name} data",
                where=page.address,
                action="give an HTML or text file",
            )
    if any(content.startswith(mark) for mark, _ in _BOMS) or _wide_codec(content) is not None:
        return
    sample = content[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    if sample.count(0) > 8 or controls > 8 + len(sample) // 100:
        raise InputRejectedError(
            Reason.BINARY,
            "not text: the bytes hold NULs or control codes",
            where=page.address,
            action="give an HTML or text file",
        )


def _wide_codec(content: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of Western markup is NUL."""
    head = content[:2000]
    if len(head) < 4 or 0 not in head:
        return None
    half = len(head) // 2
    if head[1::2].count(0) > half * 0.7 and head[0::2].count(0) < half * 0.1:
        return "utf-16-le"
    if head[0::2].count(0) > half * 0.7 and head[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return None


def _claims(content: bytes, content_type: str | None) -> list[str]:
    """The codecs that the server and the page name, in that order, where Python knows them."""
    labels: list[str] = []
    if content_type and (found := _HTTP_CHARSET.search(content_type)):
        labels.append(found[1])
    head = content[:8192]
    labels.extend(
        match[1].decode("ascii", "replace")
        for pattern in (_XML_ENCODING, _META_CHARSET)
        if (match := pattern.search(head))
    )
    codecs_named = []
    for label in labels:
        try:
            name = codecs.lookup(label).name
        except (LookupError, ValueError):
            continue
        name = _WIDER.get(name, name)
        if name not in codecs_named and not name.startswith(("utf-16", "utf-32", "utf-7")):
            codecs_named.append(name)
    return codecs_named


def _as_utf8(content: bytes) -> str | None:
    """As UTF-8, if it is that: a cut-off end or one broken letter in ten thousand bytes is forgiven."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for letter in text[:200_000] if letter > "\x7f") - broken
    if broken <= 1 + len(content) // 10_000 and whole >= 20 * broken:
        return text
    return None


def _as_claimed(content: bytes, codec: str) -> str | None:
    """By the codec that was claimed, if it fits and does not give words that nobody writes."""
    try:
        text = content.decode(codec)
    except (UnicodeDecodeError, LookupError, AssertionError):
        if codec != "cp1252":
            return None
        text = content.decode("latin-1")
    if codec in {"cp1252", "cp1254", "latin-1"} and _is_garbled(text):
        return None
    return text


def _is_garbled(text: str) -> bool:
    """Cyrillic or Greek bytes read as Western European: words of accented letters alone."""
    words = _FOREIGN_WORD.findall(text[:200_000])
    garbled = sum(1 for word in words if _ACCENTED_WORD.match(word))
    return garbled > 10 and garbled > len(words) * 0.4


def _detected(content: bytes) -> str | None:
    """The best guess of charset_normalizer on the text alone (markup is ASCII and tells nothing)."""
    sample = b" ".join(_MARKUP.sub(b" ", content[: 4 * _SAMPLE]).split())[:_SAMPLE] or content[:_SAMPLE]
    best = charset_normalizer.from_bytes(sample, steps=5, chunk_size=512).best()
    return best.encoding if best else None


def _tree_of(content: bytes, address: str) -> html.HtmlElement:
    tree = _parsed(content, huge=False)
    if tree is not None and _last_depth(tree) >= _PLAIN_DEPTH:
        # libxml2 stops reading at depth 255; the rest of the page would be lost without a word.
        tree = _parsed(content, huge=True)
        if tree is not None and _last_depth(tree) >= MAX_DEPTH:
            raise InputRejectedError(
                Reason.TOO_DEEP, f"elements are nested more than {MAX_DEPTH} deep", where=address
            )
    if tree is None:
        raise InputRejectedError(
            Reason.EMPTY, "the page has no element", where=address, action="give an HTML file"
        )
    return tree


def _parsed(content: bytes, *, huge: bool) -> html.HtmlElement | None:
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=huge
    )
    try:
        tree = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    return tree


def _last_depth(tree: html.HtmlElement) -> int:
    """How deep the last element lies: where a parser that gave up has stopped."""
    depth, element = 0, tree
    while len(element):
        element = element[-1]
        depth += 1
    return depth
