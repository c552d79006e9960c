"""The labels of the encoder are those of the model and of the ontology."""

from __future__ import annotations

import pytest

from dateline.model import Auxiliary, EventType, StatementKind
from dateline.understand.encoder import labels
from dateline.understand.ontology import load_ontology


def test_the_modes_are_those_of_the_ontology() -> None:
    told = [(kind.value, mode) for kind, entry in load_ontology().types.items() for mode in entry.modes]
    assert sorted(labels.MODES) == sorted(told)
    assert len(set(labels.MODES)) == len(labels.MODES)


def test_types_kinds_and_auxiliaries_are_those_of_the_model() -> None:
    assert tuple(kind.value for kind in EventType) == labels.TYPES
    assert ("none", *labels.TYPES) == labels.ROOTS
    assert tuple(name.value for name in Auxiliary) == labels.AUXILIARIES
    assert tuple(kind.value for kind in StatementKind) == labels.STATEMENT_KINDS


def test_the_roots_of_plv_are_those_of_its_quads() -> None:
    assert set(labels.PLV_ROOTS) == set(load_ontology().plv_quads)


@pytest.mark.parametrize("group", labels.TAGS)
def test_tags_begin_with_none(group: str) -> None:
    names = labels.TAGS[group]
    assert names[0] == "O"
    assert len(set(names)) == len(names)


def test_each_kind_has_a_tag_to_begin_and_one_to_go_on() -> None:
    assert labels.bio(("a", "b")) == ("O", "B-a", "I-a", "B-b", "I-b")
    assert labels.bio(labels.PART) == ("O", "B-", "I-")
