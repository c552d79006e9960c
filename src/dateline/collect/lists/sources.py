"""The sources that are known by name, and what a user can put in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlencode

import msgspec

from dateline.collect.lists.formats import Format
from dateline.errors import UsageError
from dateline.lexicon.data_files import read_yaml
from dateline.settings import PREFIX

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_VARIABLE = PREFIX + "REFERENCE_ADDRESSES"
LIST = "list"


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source; see ``sources.yaml``."""

    title: str
    formats: list[Format]
    licence: str
    addresses: Mapping[str, str] = {}
    index: str | None = None
    complete: list[str] = []
    prefix: str = ""
    query: str | None = None

    @property
    def address(self) -> str | None:
        """Where its list is found, with the query if it has one."""
        base = self.addresses.get(LIST)
        if base is None or self.query is None:
            return base
        return f"{base}?{urlencode({'format': 'json', 'query': self.query})}"


@cache
def known_sources() -> Mapping[str, Source]:
    """All sources that are known, by name.

    Raises:
        DataError: the data file does not have its form.
    """
    return read_yaml("sources.yaml", dict[str, Source], package="dateline.collect", folder="lists")


def source_of(name: str) -> Source:
    """A source by its name; one that is not known may be of any format.

    Raises:
        UsageError: it cannot be the name of a source.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            "is no name of a source",
            where=name,
            action="use small letters, digits and hyphens, such as us-sdn",
        )
    known = known_sources().get(name)
    return known or Source(title=name, formats=list(Format), licence="as its keeper says")


def replaced_addresses(setting: str) -> Mapping[str, str]:
    """The addresses of the setting ``reference_addresses``: ``us-sdn=https://… un=https://…``.

    Raises:
        UsageError: it does not have that form.
    """
    found: dict[str, str] = {}
    for part in setting.split():
        name, equals, address = part.partition("=")
        if not equals or not _NAME.fullmatch(name) or not address.startswith(("http://", "https://")):
            raise UsageError(
                f"{part!r} does not name a source and its address",
                where=_VARIABLE,
                action="write it as: us-sdn=https://mirror.example/sdn.csv un=https://…",
            )
        found[name] = address
    return found


def beside(name: str, part: str) -> str | None:
    """The name of the file of other names or addresses that belongs to a list of OFAC's; None if none can be told.

    ``sdn.csv`` → ``alt.csv``; ``cons_prim.csv`` → ``cons_alt.csv``; ``list_sdn_2021.csv`` → ``list_alt_2021.csv``.
    """
    head, slash, file = name.rpartition("/")
    for word in ("prim", "sdn"):
        found = re.search(rf"(?<![A-Za-z]){word}(?![A-Za-z])", file, re.IGNORECASE)
        if found:
            other = part.upper() if found[0].isupper() else part
            return f"{head}{slash}{file[: found.start()]}{other}{file[found.end() :]}"
    return None
