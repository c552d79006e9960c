"""Mentions that only the encoder saw."""

from __future__ import annotations

from dateline.model import MentionKind
from dateline.understand.mentions_seen import drafts_seen
from tests.understand.given import Read

MENTIONS = [
    ("The army", "military"),
    ("two officials", "person"),
    ("the bridge", "thing"),
    ("the town", "place"),
]


def test_whoever_takes_part_is_added_with_a_role() -> None:
    given = Read.of("The army shelled the town near the bridge, two officials said.")
    window = given.window(
        MENTIONS,
        [given.act("shelled", "ASSAULT", (0,), (3,))],
        [given.saying("said", "two officials", "The army shelled the town")],
    )
    drafts = drafts_seen((window,), (), given.text)
    assert [(d.name, d.kind, d.role, d.rule) for d in drafts] == [
        ("The army", MentionKind.GROUP, "MIL", "reader"),
        ("two officials", MentionKind.PERSON, None, "reader"),
    ]
    assert drafts_seen((window,), drafts, given.text) == []


def test_whoever_takes_no_part_is_not_added() -> None:
    given = Read.of("The army shelled the town near the bridge, two officials said.")
    assert drafts_seen((given.window(MENTIONS),), (), given.text) == []
