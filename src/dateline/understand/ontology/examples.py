"""The example sentences of the codebook: what the coder must find, and near misses that it must not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.errors import DataError
from dateline.model import Auxiliary, EventType
from dateline.understand.ontology.loader import FOLDER, read_yaml
from dateline.understand.ontology.schema import Ontology

_KEYS = frozenset(["text", "type", "mode", "not", "actor", "recipient", "auxiliaries"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sentence with what it must, or must not, be coded as.

    Attributes:
        text: the sentence.
        type, mode: what the coder finds in it; for a near miss (``negative``) what must not be.
        actor, recipient: words that the spans of the two hold, or None where they do not matter.
        auxiliaries: exactly these, or None where they do not matter.
    """

    text: str
    type: EventType
    mode: str | None
    negative: bool
    actor: str | None = None
    recipient: str | None = None
    auxiliaries: frozenset[Auxiliary] | None = None


def load_examples(ontology: Ontology, folder: Path = FOLDER / "examples") -> tuple[Example, ...]:
    """All examples, from ``<type>.yaml`` files whose keys are modes (``-`` for the type without a mode).

    Each mode holds two lists: ``yes`` (mappings with ``text`` and what it must hold) and ``no``.

    Raises:
        DataError: an unknown type, mode or key, or a sentence without text.
    """
    found: list[Example] = []
    for path in sorted(folder.glob("*.yaml")):
        kind = EventType(path.stem.upper())
        for mode, lists in (read_yaml(path) or {}).items():
            where = f"examples/{path.name}, {mode}"
            if mode != "-" and mode not in ontology.types[kind].modes:
                raise DataError(f"{mode!r} is no mode of {kind}", where=where, action="mend the file")
            name = None if mode == "-" else str(mode)
            for key, negative in (("yes", False), ("no", True)):
                found += [_example(item, kind, name, negative, where) for item in lists.get(key, [])]
    return tuple(found)


def _example(item: Any, kind: EventType, mode: str | None, negative: bool, where: str) -> Example:
    entry = {"text": item} if isinstance(item, str) else item
    if not isinstance(entry, dict) or not entry.get("text") or set(entry) - _KEYS:
        raise DataError(
            "an example has a text", where=where, action=f"use the keys {', '.join(sorted(_KEYS))}"
        )
    auxiliaries = entry.get("auxiliaries")
    return Example(
        text=entry["text"],
        type=kind,
        mode=mode,
        negative=negative,
        actor=entry.get("actor"),
        recipient=entry.get("recipient"),
        auxiliaries=None if auxiliaries is None else frozenset(Auxiliary(name) for name in auxiliaries),
    )
