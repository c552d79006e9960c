"""Elements of an XML file, one at a time."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator
from typing import BinaryIO

from lxml import etree

from dateline.collect.lists.origin import Origin


def elements(
    stream: BinaryIO, origin: Origin, *, root: str, wanted: Collection[str]
) -> Iterator[tuple[str, etree._Element]]:
    """The elements with a wanted name (without namespace), each when it is complete; then it is forgotten.

    The root comes first, with its attributes only. Entities are not resolved and nothing is fetched.

    Raises:
        ListRejectedError: it is not sound XML, is cut off, or its root is another.
    """
    found = False
    try:
        parser = etree.iterparse(
            stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
        )
        inside = 0
        for event, element in parser:
            if not isinstance(element.tag, str):
                continue
            local = element.tag.rpartition("}")[2]
            if not found:
                if local != root:
                    raise origin.fault(f"is of another form: its root is <{local}>, not <{root}>", line=1)
                found = True
                yield root, element
                continue
            if local not in wanted:
                if event == "end" and not inside:
                    _forget(element)
                continue
            inside += 1 if event == "start" else -1
            if event == "end" and not inside:
                yield local, element
                _forget(element)
    except etree.XMLSyntaxError as error:
        line = error.lineno or None
        raise origin.fault(f"is not sound XML: {error.msg}", line=line) from None
    except (EOFError, zlib.error, OSError) as error:
        raise origin.fault(f"cannot be decompressed: {error}") from None


def _forget(element: etree._Element) -> None:
    """Free an element and what stands before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def plain(root: etree._Element) -> etree._Element:
    """The element with the namespaces of its names taken off, so that it can be asked by plain names."""
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.startswith("{"):
            element.tag = element.tag.rpartition("}")[2]  # a damaged namespace may hold one itself
    return root


def line_of(element: etree._Element) -> int | None:
    """The line that an element begins in."""
    line: object = element.sourceline
    return line if isinstance(line, int) else None


def text(element: etree._Element | None, path: str) -> str:
    """The text of the first element at a path, spaces tidied; empty if there is none."""
    return " ".join((element.findtext(path) or "").split()) if element is not None else ""


def texts(element: etree._Element, path: str) -> list[str]:
    """The texts of all elements at a path that have one."""
    return [found for one in element.findall(path) if (found := " ".join((one.text or "").split()))]
