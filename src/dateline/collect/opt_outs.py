"""What a page itself says against being mined: TDM reservation, ``noai``, ``noimageai``; by header or by meta."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
from lxml import html

_HEAD_BYTES = 200_000
_DIRECTIVES = re.compile(r"[\s,;]+")
_TYPES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class OptOuts:
    """The opt-outs of a page.

    Attributes:
        refuses: why the page may not be read; empty if it may.
        said: each that was found, for the record: also ``noimageai``, which text may be read in spite of.
    """

    refuses: str
    said: tuple[str, ...]


NOTHING_SAID = OptOuts("", ())


def opt_outs(headers: httpx.Headers, body: bytes, agent: str) -> OptOuts:
    """The opt-outs in an answer.

    Args:
        agent: the product's name in our User-Agent, for an X-Robots-Tag that names one.
    """
    said: list[str] = []
    reasons: list[str] = []
    values = list(_from_headers(headers, agent))
    if headers.get("content-type", "text/html").partition(";")[0].strip().lower() in _TYPES:
        values += _from_meta(body, agent)
    policies = [value for name, value, _ in values if name == "tdm-policy"]
    for name, value, where in values:
        if name == "tdm-reservation" and value.strip() == "1":
            said.append("tdm-reservation")
            policy = f" (policy: {policies[0][:300]})" if policies else ""
            reasons.append(f"the {where} reserves text and data mining{policy}")
        elif name == "robots":
            directives = _DIRECTIVES.split(value.lower())
            said += [directive for directive in ("noai", "noimageai") if directive in directives]
            if "noai" in directives:
                reasons.append(f"the {where} says noai")
    return OptOuts(reasons[0] if reasons else "", tuple(dict.fromkeys(said)))


def _from_headers(headers: httpx.Headers, agent: str) -> Iterator[tuple[str, str, str]]:
    for name in ("tdm-policy", "tdm-reservation"):
        if name in headers:
            yield name, headers[name], f"header {name}"
    for value in headers.get_list("x-robots-tag"):
        named, colon, rest = value.partition(":")
        if not colon or _DIRECTIVES.search(named.strip()):
            yield "robots", value, "header X-Robots-Tag"
        elif named.strip().lower() == agent.lower():
            yield "robots", rest, "header X-Robots-Tag"


def _from_meta(body: bytes, agent: str) -> Iterator[tuple[str, str, str]]:
    head = body[:_HEAD_BYTES]
    lower = head.lower()
    if b"noai" not in lower and b"noimageai" not in lower and b"tdm-" not in lower:
        return  # nearly every page: not parsed a second time
    try:
        tree = html.fromstring(head, parser=html.HTMLParser(no_network=True))
    except (ValueError, html.etree.LxmlError):
        return
    for meta in tree.iter("meta"):
        name, content = (meta.get("name") or "").strip().lower(), meta.get("content") or ""
        if name in ("tdm-reservation", "tdm-policy"):
            yield name, content, f"meta {name}"
        elif name in ("robots", agent.lower()):
            yield "robots", content, f"meta {name}"
