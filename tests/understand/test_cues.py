from __future__ import annotations

from importlib import resources

import pytest
import yaml

from dateline.errors import DataError
from dateline.model import StatementKind
from dateline.understand import cues
from dateline.understand.cues import Frame, load_cues


def test_every_kind_is_described_and_has_a_verb() -> None:
    source = resources.files("dateline.understand") / "rules" / "statement_kinds.yaml"
    kinds = yaml.safe_load(source.read_text(encoding="utf-8"))["kinds"]
    assert set(kinds) == {kind.value for kind in StatementKind}
    assert all(entry["meaning"] and entry["content"] in ("stated", "opposed") for entry in kinds.values())
    used = {sense.kind for senses in load_cues().verbs.values() for sense in senses}
    assert used == set(StatementKind)


def test_opposing_senses_are_those_of_opposing_kinds() -> None:
    opposed = {s.kind for senses in load_cues().verbs.values() for s in senses if s.opposed}
    assert opposed == cues.opposing_kinds()


@pytest.mark.parametrize(
    ("lemma", "frame", "kind"),
    [
        ("say", Frame.CLAUSE, StatementKind.SAY),
        ("ask", Frame.CLAUSE, StatementKind.ASK),
        ("ask", Frame.INFINITIVE, StatementKind.DEMAND),
        ("tell", Frame.CLAUSE, StatementKind.SAY),
        ("tell", Frame.INFINITIVE, StatementKind.DEMAND),
        ("deny", Frame.CLAUSE, StatementKind.DENY),
        ("assure", Frame.CLAUSE, StatementKind.PLEDGE),
        ("warn", Frame.CLAUSE, StatementKind.PREDICT),
        ("oppose", Frame.OBJECT, StatementKind.CRITICISE),
    ],
)
def test_the_frame_decides_the_kind(lemma: str, frame: Frame, kind: StatementKind) -> None:
    sense = load_cues().sense("verbs", lemma, frame.value)
    assert sense is not None
    assert sense.kind is kind


def test_frames_and_counts_are_named_as_in_the_lexicon() -> None:
    lexicon = load_cues()
    frames = {frame.value for frame in Frame}
    frames |= {"for", "on", "upon", "against", "at", "of", "in", "to"}
    assert all(s.frames <= frames for senses in lexicon.verbs.values() for s in senses)
    assert {part for part, _, _ in lexicon.counts} <= {"verbs", "nouns", "adjectives", "phrases"}
    assert all(0 <= hits <= seen for hits, seen in lexicon.counts.values())
    assert all(0 <= ended <= seen for ended, seen in lexicon.endings.values())
    assert lexicon.clausal - set(lexicon.verbs) == set()
    assert lexicon.raising - set(lexicon.verbs) == set()


def test_a_word_that_mostly_attributes_weighs_more() -> None:
    lexicon = load_cues()
    assert lexicon.weight("verbs", "say", "clause") > 0.9
    assert lexicon.weight("verbs", "say", "clause") > lexicon.weight("verbs", "hold", "object")
    assert 0 < lexicon.weight("verbs", "never seen", "object") < 1


def test_a_bad_entry_is_named() -> None:
    with pytest.raises(DataError, match=r"cues\.yaml.*sing"):
        cues.lexicon_from({"verbs": [{"kind": "sing", "lemmas": ["sing"]}]}, {}, {}, {})
