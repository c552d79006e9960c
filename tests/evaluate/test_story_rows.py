"""The set of stories: its form, and what its labels say."""

import json
from collections import Counter
from pathlib import Path

import jsonschema

from dateline.evaluate.story_rows import page_of, read_rows

ROOT = Path(__file__).resolve().parents[2] / "training" / "gather"
SET = ROOT / "stories.jsonl"


def test_rows_have_their_form() -> None:
    validator = jsonschema.Draft202012Validator(json.loads((ROOT / "stories.schema.json").read_text("utf-8")))
    for line in SET.read_text("utf-8").splitlines():
        validator.validate(json.loads(line))


def test_there_are_as_many_as_told_and_of_the_length_told() -> None:
    rows = read_rows(SET)
    assert len(rows) >= 300
    assert len({row.story for row in rows}) >= 60
    assert len({row.id for row in rows}) == len(rows)
    assert all(60 <= len(f"{row.headline} {row.text}".split()) <= 200 for row in rows)
    assert min(Counter(row.story for row in rows).values()) >= 3


def test_labels_agree_with_one_another() -> None:
    rows = {row.id: row for row in read_rows(SET)}
    splits: dict[str, set[str]] = {}
    for row in rows.values():
        splits.setdefault(row.story, set()).add(row.split)
        if row.copy_of:
            assert rows[row.copy_of].story == row.story
            assert rows[row.copy_of].copy_of is None
        for act in row.acts:
            assert 0 <= act.start < act.end <= len(row.text)
            assert row.text[act.start : act.end].strip()
    assert all(len(found) == 1 for found in splits.values())


def test_own_articles_are_not_written_from_one_template() -> None:
    own = [row for row in read_rows(SET) if row.copy_of is None]
    openings = Counter(" ".join(row.text.split("-")[-1].split()[:4]) for row in own)
    assert max(openings.values()) <= 2


def test_a_page_says_what_the_row_says() -> None:
    row = read_rows(SET)[0]
    page = page_of(row).content.decode()
    assert row.headline in page
    assert row.published.isoformat() in page
