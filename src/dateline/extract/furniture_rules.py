"""The wordings that tell what a line is (``rules/phrases.yaml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from dateline.model import FurnitureKind

_CLOSING = r"[\s.:!…»>›→|-]*"


@dataclass(frozen=True, slots=True)
class Wording:
    """One heading of the rules.

    Attributes:
        name: the heading.
        kind: what a dropped line that matches is; None if the heading is only a feature.
        most: lines of more words are not looked at.
        start: matches at the beginning of a line.
        whole: matches a whole line.
        holds: strings of which one may stand in the line (lower case).
    """

    name: str
    kind: FurnitureKind | None
    most: int
    start: re.Pattern[str] | None
    whole: re.Pattern[str] | None
    holds: tuple[str, ...]

    def matches(self, text: str, lowered: str, words: int) -> bool:
        """Whether a line is worded like this.

        Args:
            text: the line.
            lowered: the line in lower case with a space before and after.
            words: how many words it has.
        """
        if words > self.most:
            return False
        if self.start is not None and self.start.match(text):
            return True
        if self.whole is not None and words < 20 and self.whole.fullmatch(text):
            return True
        # A plain loop: this runs a thousand times a page.
        for part in self.holds:  # noqa: SIM110
            if part in lowered:
                return True
        return False


@cache
def wordings() -> tuple[Wording, ...]:
    """All headings, in the order of the file, which is the order of the model's features."""
    source = resources.files("dateline.extract") / "rules" / "phrases.yaml"
    loaded = yaml.safe_load(source.read_text(encoding="utf-8"))
    return tuple(
        Wording(
            name,
            FurnitureKind(entry["kind"]) if "kind" in entry else None,
            entry["most"],
            _alternatives(entry.get("start", []), ""),
            _alternatives(entry.get("whole", []), _CLOSING),
            tuple(entry.get("holds", [])),
        )
        for name, entry in loaded.items()
    )


def matching(text: str, words: int) -> int:
    """The headings that a line matches, one bit each."""
    if words > _longest():
        return 0
    lowered = f" {text.lower()} "
    found = 0
    for number, wording in enumerate(wordings()):
        if wording.matches(text, lowered, words):
            found |= 1 << number
    return found


@cache
def _longest() -> int:
    return max(wording.most for wording in wordings())


def _alternatives(patterns: list[str], closing: str) -> re.Pattern[str] | None:
    if not patterns:
        return None
    return re.compile(f"(?:{'|'.join(patterns)}){closing}", re.IGNORECASE)
