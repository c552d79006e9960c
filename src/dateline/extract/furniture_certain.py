"""Lines that are furniture whatever the line model says: certain wordings, bylines, notes on the author."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from dateline.extract.author_names import lead_of
from dateline.model import FurnitureKind

_LONGEST_BYLINE = 20
_LONGEST_NOTE = 110
_LAST_LINES = 3
_DOES = re.compile(
    r"\s*(?:,[^.]{3,80},\s*)?(?:\([^)]{2,40}\)\s*)?"
    r"(?:is|was|are|has|have|writes|covers|reports|works|joined|teaches|lives|leads|serves|served|edits)\b"
)
_GOES_ON = re.compile(
    r"(?:he|she|they|his|her|their|follow|contact|e-?mail|reach|twitter|x|this article)\b", re.IGNORECASE
)
_ENDS = re.compile(r"[.!?][\"”’')\]]*$")


@dataclass(frozen=True, slots=True)
class _Certain:
    """One heading of ``rules/certain.yaml``."""

    rule: str
    kind: FurnitureKind
    most: int
    whole: re.Pattern[str]


def certain_wording(text: str, words: int) -> tuple[FurnitureKind, str] | None:
    """The kind of a line that is furniture by its wording alone, with the rule; None for any other.

    Args:
        text: the line.
        words: how many words it has.
    """
    for certain in _wordings():
        if words <= certain.most and certain.whole.fullmatch(text):
            return certain.kind, certain.rule
    return None


def is_byline(text: str, names: Sequence[str]) -> bool:
    """Whether a line says who wrote the article and nothing else but where and when.

    Args:
        text: the line.
        names: the authors.
    """
    if len(text.split()) > _LONGEST_BYLINE or _ENDS.search(text):
        return False
    lead = lead_of(text)
    rest = text[len(lead) :].lstrip(" :：\u00a0").casefold() if lead else text.casefold()
    if lead:
        return any(rest.startswith(name.casefold()) for name in names)
    return any(rest == name.casefold() for name in names if " " in name)


def notes_on_authors(texts: Sequence[str], names: Sequence[str]) -> list[int]:
    """The numbers of the last lines of an article that tell who its author is.

    Args:
        texts: the article's lines.
        names: its authors.

    >>> notes_on_authors(["It fell.", "Mira Holt is our critic.", "She lives in Riga."], ["Mira Holt"])
    [1, 2]
    """
    for number in range(max(1, len(texts) - _LAST_LINES), len(texts)):
        after = texts[number + 1 :]
        if _tells_of(texts[number], names) and all(
            _GOES_ON.match(text) or _tells_of(text, names) for text in after
        ):
            return list(range(number, len(texts)))
    return []


def _tells_of(text: str, names: Sequence[str]) -> bool:
    if len(text.split()) > _LONGEST_NOTE:
        return False
    return any(
        " " in name and text.casefold().startswith(name.casefold()) and _DOES.match(text[len(name) :])
        for name in names
    )


@cache
def _wordings() -> tuple[_Certain, ...]:
    source = resources.files("dateline.extract") / "rules" / "certain.yaml"
    loaded = yaml.safe_load(source.read_text(encoding="utf-8"))
    return tuple(
        _Certain(
            rule=f"worded like {name.replace('_', ' ')}",
            kind=FurnitureKind(entry["kind"]),
            most=entry["most"],
            whole=re.compile(f"(?:{'|'.join(entry['whole'])})[\\s.!…]*", re.IGNORECASE),
        )
        for name, entry in loaded.items()
    )
