"""Reads the ontology from its YAML files and says clearly what is wrong with them, if anything is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from dateline.errors import DataError
from dateline.model import EventType, Quad
from dateline.understand.ontology.schema import (
    Embedding,
    Frame,
    FrameKind,
    Mode,
    Ontology,
    Operator,
    TypeEntry,
    Word,
)

FOLDER = Path(__file__).parent
_KINDS = {
    "verbs": FrameKind.VERB,
    "nouns": FrameKind.NOUN,
    "adjectives": FrameKind.ADJECTIVE,
    "modals": FrameKind.MODAL,
}
_FRAME_KEYS = frozenset(
    [
        "mode", "verbs", "nouns", "adjectives", "objects", "subjects", "except", "unless", "words",
        "via", "of", "light", "to", "from", "both", "invert", "solo", "weak", "subordinate", "bare",
        "cameo", "object_kind", "many",
    ]
)  # fmt: skip
_OPERATOR_KEYS = frozenset(
    ["verbs", "nouns", "adjectives", "modals", "recipient", "light", "conflict", "conflict_only", "weak"]
)
_TYPE_KEYS = frozenset(
    [
        "type", "quad", "cameo", "score", "recipient_required", "definition", "code", "modes",
        "cues", "frames", "operators",
    ]
)  # fmt: skip
_VARIANTS = (
    (re.compile(r"is(e|ation|ing)$"), r"iz\1"),
    (re.compile(r"our$"), "or"),
    (re.compile(r"yse$"), "yze"),
)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C one is quicker
    """YAML in which ``on`` and ``no`` are words, not truth values."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def read_yaml(path: Path) -> Any:
    """The content of one data file.

    Raises:
        DataError: the file is missing or is not YAML.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  a SafeLoader
    except OSError as error:
        raise DataError("the file cannot be read", where=path.name, action="reinstall Dateline") from error
    except yaml.YAMLError as error:
        line = str(error).replace("\n", " ")
        raise DataError(f"not valid YAML: {line}", where=path.name, action="mend the file") from error


@cache
def load_ontology(folder: Path = FOLDER) -> Ontology:
    """The codebook in ``folder``, by default the one that is shipped.

    Raises:
        DataError: a file is missing, an unknown key or mode is used, or a value has the wrong form.
    """
    shared = _mapping(read_yaml(folder / "plover.yaml"), "plover.yaml")
    classes = _classes(_mapping(read_yaml(folder / "classes.yaml"), "classes.yaml"))
    reader = _Reader(classes)
    types = {
        kind: reader.entry(kind, _mapping(read_yaml(folder / f"{kind.lower()}.yaml"), f"{kind.lower()}.yaml"))
        for kind in (_event_type(name, "plover.yaml") for name in shared.get("types", []))
    }
    return Ontology(
        version=str(shared["version"]),
        types=MappingProxyType(types),
        contexts=MappingProxyType(
            {name: reader.words(words) for name, words in read_yaml(folder / "contexts.yaml").items()}
        ),
        embeddings=MappingProxyType(
            {
                _event_type(name, "plover.yaml"): _embeddings(table)
                for name, table in shared["embeddings"].items()
            }
        ),
        futures=MappingProxyType(
            {EventType(name): _embedding(value) for name, value in shared["futures"].items()}
        ),
        refusals=frozenset(_event_type(name, "plover.yaml") for name in shared["refusals"]),
        plv_quads=MappingProxyType(shared["plv_quads"]),
        accidents=reader.words(shared["accidents"]),
        harming=reader.words(shared["harming"]),
        negating=reader.words(shared["negating"]),
    )


def _mapping(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DataError("a mapping is expected here", where=where, action="mend the file")
    return value


def _event_type(name: str, where: str) -> EventType:
    try:
        return EventType(name)
    except ValueError:
        known = ", ".join(EventType)
        raise DataError(f"{name!r} is no event type", where=where, action=f"use one of {known}") from None


def _classes(raw: Mapping[str, list[str]]) -> dict[str, frozenset[Word]]:
    return {name: frozenset(_spellings(words)) for name, words in raw.items()}


def _spellings(words: Iterable[Any]) -> Iterable[Word]:
    """Each entry as a tuple of words, with its American spelling beside the British one."""
    for entry in words:
        parts = tuple(str(entry).lower().split())
        yield parts
        for pattern, replacement in _VARIANTS:
            varied = (pattern.sub(replacement, parts[0]), *parts[1:])
            if varied != parts and len(parts[0]) > 5:
                yield varied


def _embeddings(table: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Embedding]:
    return MappingProxyType({name: _embedding(value) for name, value in table.items()})


def _embedding(value: Mapping[str, Any]) -> Embedding:
    kind = value.get("type")
    return Embedding(
        EventType(kind) if kind else None, value.get("mode"), value.get("cameo"), bool(value.get("keep"))
    )


class _Reader:
    """Reads frames and operators, with the classes of nouns that they name with ``$``."""

    def __init__(self, classes: Mapping[str, frozenset[Word]]) -> None:
        self._classes = classes

    def words(self, entries: Iterable[Any], where: str = "") -> frozenset[Word]:
        found: set[Word] = set()
        if isinstance(entries, str):
            raise DataError(f"{entries} is no list of words", where=where, action="write it in brackets")
        for entry in entries:
            name = str(entry)
            if name.startswith("$") and len(name) > 1:
                if name[1:] not in self._classes:
                    raise DataError(
                        f"{name} is no class of words", where=where, action="add it to classes.yaml"
                    )
                found |= self._classes[name[1:]]
            else:
                found.update(_spellings([name]))
        return frozenset(found)

    def entry(self, kind: EventType, raw: dict[str, Any]) -> TypeEntry:
        where = f"{kind.lower()}.yaml"
        _check_keys(raw, _TYPE_KEYS, where)
        modes = {
            str(name): Mode(
                name=str(name),
                definition=value["definition"],
                code=value["code"],
                score=float(value["score"]),
            )
            for name, value in raw.get("modes", {}).items()
        }
        cues = tuple((name, self.words(words, where)) for name, words in raw.get("cues", {}).items())
        for name, _ in cues:
            _check_mode(name, modes, where)
        code = str(raw.get("code", f"{raw['cameo'][0]}0"))
        return TypeEntry(
            type=_event_type(raw["type"], where),
            quad=Quad(raw["quad"]),
            cameo_roots=tuple(raw["cameo"]),
            code=code,
            score=float(raw["score"]),
            definition=str(raw["definition"]).strip(),
            recipient_required=bool(raw.get("recipient_required")),
            modes=MappingProxyType(modes),
            cues=cues,
            frames=tuple(
                self._frame(kind, number, item, modes, code)
                for number, item in enumerate(raw.get("frames", []))
            ),
            operators=tuple(self._operator(kind, item, where) for item in raw.get("operators", [])),
        )

    def _frame(
        self, kind: EventType, number: int, raw: dict[str, Any], modes: Mapping[str, Mode], code: str
    ) -> Frame:
        where = f"{kind.lower()}.yaml, frame {number}"
        _check_keys(raw, _FRAME_KEYS, where)
        mode = raw.get("mode")
        _check_mode(mode, modes, where)
        key = _trigger_key(raw, where)
        lemmas = tuple(sorted(self.words(raw[key], where)))
        noun = key == "nouns"
        fallback = modes[mode].code if mode else code
        return Frame(
            name=f"{kind}{'.' + mode if mode else ''}/{raw[key][0]}:{number}",
            type=kind,
            mode=mode,
            kind=_KINDS[key],
            lemmas=lemmas,
            objects=self.words(raw.get("objects", ()), where),
            subjects=self.words(raw.get("subjects", ()), where),
            excluded=self.words(raw.get("except", ()), where),
            unless=self.words(raw.get("unless", ()), where),
            words=self.words(raw.get("words", ()), where),
            via=MappingProxyType({p: self.words(w, where) for p, w in (raw.get("via") or {}).items()}),
            of=self.words(raw.get("of", ()), where),
            light=self.words(raw.get("light", ()), where),
            actor=tuple(raw.get("from", ("by", "possessor", "of") if noun else ("subject",))),
            recipient=tuple(raw.get("to", ("object",))),
            reciprocal=bool(raw.get("both")),
            inverted=bool(raw.get("invert")),
            solo=bool(raw.get("solo")),
            weak=bool(raw.get("weak")),
            subordinate=bool(raw.get("subordinate")),
            bare=bool(raw.get("bare")),
            many=bool(raw.get("many")),
            cameo=str(raw.get("cameo", fallback)),
        )

    def _operator(self, kind: EventType, raw: dict[str, Any], where: str) -> Operator:
        _check_keys(raw, _OPERATOR_KEYS, where)
        key = _trigger_key(raw, where)
        conflict = raw.get("conflict")
        return Operator(
            name=f"{kind}+{raw[key][0]}",
            type=kind,
            kind=_KINDS[key],
            lemmas=tuple(sorted(self.words(raw[key], where))),
            recipient=tuple(raw.get("recipient", ())),
            light=self.words(raw.get("light", ()), where),
            conflict=EventType(conflict) if conflict else None,
            conflict_only=bool(raw.get("conflict_only")),
            weak=bool(raw.get("weak")),
        )


def _trigger_key(raw: Mapping[str, Any], where: str) -> str:
    keys = [key for key in _KINDS if key in raw]
    if len(keys) != 1 or not raw[keys[0]]:
        raise DataError(
            "a frame has one list of verbs, nouns, adjectives or modals", where=where, action="mend the frame"
        )
    return keys[0]


def _check_keys(raw: Any, known: frozenset[str], where: str) -> None:
    unknown = sorted(set(_mapping(raw, where)) - known)
    if unknown:
        raise DataError(f"unknown key {unknown[0]!r}", where=where, action=f"use {', '.join(sorted(known))}")


def _check_mode(mode: str | None, modes: Mapping[str, Mode], where: str) -> None:
    if mode is not None and mode not in modes:
        raise DataError(
            f"{mode!r} is no mode of this type",
            where=where,
            action=f"use one of {', '.join(modes) or 'none'}",
        )
