from __future__ import annotations

from importlib import resources

import pytest
import yaml

from dateline.errors import DataError
from dateline.model import StatementKind
from dateline.understand import cues
from dateline.understand.cues import load_cues


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
        ("say", "clause", StatementKind.SAY),
        ("ask", "clause", StatementKind.ASK),
        ("ask", "infinitive", StatementKind.DEMAND),
        ("tell", "clause", StatementKind.SAY),
        ("tell", "infinitive", StatementKind.DEMAND),
        ("deny", "clause", StatementKind.DENY),
        ("assure", "clause", StatementKind.PLEDGE),
        ("warn", "clause", StatementKind.PREDICT),
        ("oppose", "object", StatementKind.CRITICISE),
    ],
)
def test_the_frame_decides_the_kind(lemma: str, frame: str, kind: StatementKind) -> None:
    sense = load_cues().sense("verbs", lemma, frame)
    assert sense is not None
    assert sense.kind is kind


def test_frames_are_named_as_at_the_head_of_the_file() -> None:
    frames = {"quote", "clause", "infinitive", "object", "gerund", "preposition"}
    frames |= {"for", "on", "upon", "against", "at", "of", "in", "to"}
    lexicon = load_cues()
    for table in (lexicon.verbs, lexicon.nouns, lexicon.adjectives):
        assert all(sense.frames <= frames for senses in table.values() for sense in senses)


def test_the_longest_phrase_comes_first() -> None:
    lengths = [len(phrase.words) for phrase in load_cues().phrases]
    assert lengths == sorted(lengths, reverse=True)
    assert ("according", "to") in [phrase.words for phrase in load_cues().phrases]


def test_a_word_without_a_use_for_the_frame_has_its_first() -> None:
    sense = load_cues().sense("nouns", "refusal", "infinitive")
    assert sense is not None
    assert sense.kind is StatementKind.DENY
    assert sense.opposed
    assert load_cues().sense("verbs", "never seen", "clause") is None


def test_a_bad_entry_is_named() -> None:
    with pytest.raises(DataError, match=r"cues\.yaml.*sing"):
        cues.lexicon_from({"verbs": [{"kind": "sing", "lemmas": ["sing"]}]})
