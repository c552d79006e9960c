"""The codebook: its files load, it is whole, and the lexicon proposes what its examples tell."""

from __future__ import annotations

import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from dateline.errors import DataError
from dateline.model import BlockKind, EventType, Paragraph, Quad, Span
from dateline.understand.frames import Act
from dateline.understand.frames_acts import ActFinder
from dateline.understand.frames_view import View
from dateline.understand.ontology import Example, load_examples, load_ontology
from dateline.understand.ontology.loader import FOLDER
from dateline.understand.parse import Analyst
from dateline.understand.sentences import split_sentences

ONTOLOGY = load_ontology()
EXAMPLES = load_examples(ONTOLOGY)
MODES = {
    "AGREE": [],
    "CONSULT": ["visit", "third-party", "multilateral", "phone"],
    "SUPPORT": [],
    "CONCEDE": [],
    "COOPERATE": [],
    "AID": [],
    "RETREAT": ["withdraw", "release", "disarm", "ceasefire", "access", "resign"],
    "REQUEST": ["assist", "change", "yield", "meet"],
    "ACCUSE": ["disapprove", "investigate", "allege"],
    "REJECT": ["assist", "change", "yield", "meet"],
    "THREATEN": ["restrict", "arrest", "relations", "expel", "territory", "violence"],
    "PROTEST": ["demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"],
    "SANCTION": ["convict", "expel", "withdraw", "discontinue"],
    "MOBILIZE": ["troops", "weapons", "police", "militia"],
    "COERCE": [
        "seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold",
        "misinformation",
        "cyber",
    ],
    "ASSAULT": [
        "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives",
        "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control", "unconventional",
    ],
}  # fmt: skip


def test_every_type_and_mode_of_the_manual_is_there() -> None:
    assert {kind.value: sorted(entry.modes) for kind, entry in ONTOLOGY.types.items()} == {
        kind: sorted(modes) for kind, modes in MODES.items()
    }


def test_quads_split_the_types_as_the_manual_does() -> None:
    counts = Counter(ONTOLOGY.quad(kind) for kind in EventType)
    assert counts == {
        Quad.VERBAL_COOPERATION: 4,
        Quad.MATERIAL_COOPERATION: 3,
        Quad.VERBAL_CONFLICT: 4,
        Quad.MATERIAL_CONFLICT: 5,
    }


def test_the_lexicon_is_broad_and_covers_every_mode() -> None:
    assert sum(len(frame.lemmas) for frame in ONTOLOGY.frames) >= 1200
    told = {(frame.type, frame.mode) for frame in ONTOLOGY.frames}
    for kind, entry in ONTOLOGY.types.items():
        cued = {mode for mode, _ in entry.cues}
        embedded = {
            value.mode
            for table in ONTOLOGY.embeddings.values()
            for value in table.values()
            if value.type is kind
        }
        for mode in entry.modes:
            assert (kind, mode) in told or mode in cued | embedded, f"{kind}.{mode} has no frame"


def test_frame_names_are_unique_and_codes_are_cameo_roots() -> None:
    names = [frame.name for frame in ONTOLOGY.frames]
    assert len(set(names)) == len(names)
    assert {frame.cameo[:2] for frame in ONTOLOGY.frames} <= {f"{root:02}" for root in range(1, 21)}


def test_contexts_are_as_many_as_in_the_manual() -> None:
    assert len(ONTOLOGY.contexts) == 37


def test_the_labels_of_plv_are_the_types_with_yield_for_two_of_them() -> None:
    given = {kind.value for kind in EventType} - {"CONCEDE", "RETREAT"} | {"YIELD"}
    assert set(ONTOLOGY.plv_quads) == given
    assert set(ONTOLOGY.plv_quads.values()) == {1, 2, 3, 4}


def test_definitions_and_scores() -> None:
    for entry in ONTOLOGY.types.values():
        assert len(entry.definition) > 40
        assert -10 <= entry.score <= 10
        assert all(len(mode.definition) > 5 and -10 <= mode.score <= 10 for mode in entry.modes.values())
    assert ONTOLOGY.version == "2026.1"
    assert ONTOLOGY.score(EventType.RETREAT, "disarm") == 10
    assert ONTOLOGY.score(EventType.RETREAT, None) == 6.5


@pytest.mark.parametrize(
    ("kind", "mode"), [(kind, mode) for kind, modes in MODES.items() for mode in (modes or ["-"])], ids=str
)
def test_every_type_and_mode_has_examples(kind: str, mode: str) -> None:
    mine = [e for e in EXAMPLES if e.type == kind and (e.mode or "-") == mode]
    assert sum(not e.negative for e in mine) >= 5
    assert sum(e.negative for e in mine) >= 2


@cache
def _tools() -> tuple[Analyst, ActFinder]:
    return Analyst.load(), ActFinder.load()


def _acts(text: str) -> list[Act]:
    analyst, finder = _tools()
    paragraph = Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(text)))
    analyses = analyst.analyse(text, split_sentences(text, (paragraph,)))
    return [act for analysis in analyses for act in finder.acts(View(analysis))]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.type}.{e.mode}: {e.text}")
def test_the_lexicon_proposes_what_an_example_tells(example: Example) -> None:
    told = [(act.type, act.mode) for act in _acts(example.text)]
    if example.negative:
        assert (example.type, example.mode) not in told
    else:
        assert any(
            kind is example.type and (example.mode is None or mode == example.mode) for kind, mode in told
        ), told


def _copy(tmp_path: Path, name: str, old: str, new: str) -> Path:
    folder = tmp_path / "ontology"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("aid.yaml", "verbs:", "verb:", "unknown key 'verb'"),
        ("retreat.yaml", "{mode: withdraw", "{mode: vanish", "'vanish' is no mode"),
        ("aid.yaml", "$aid", "$nothing", "$nothing is no class"),
        ("cooperate.yaml", "words: [$business]", "words: $business", "$business is no list of words"),
        ("plover.yaml", "types: [AGREE", "types: [AGREED", "'AGREED' is no event type"),
        ("concede.yaml", "frames:", "frames: [", "not valid YAML"),
        ("plover.yaml", "  AGREE:\n", "  AGREES:\n", "'AGREES' is no event type"),
    ],
)
def test_a_broken_file_is_told_in_one_line(
    tmp_path: Path, name: str, old: str, new: str, message: str
) -> None:
    folder = _copy(tmp_path, name, old, new)
    with pytest.raises(DataError) as caught:
        load_ontology(folder)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"plover\.yaml"):
        load_ontology(tmp_path)
