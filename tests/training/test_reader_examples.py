"""What the reader learns from: labels stay with their words when windows are joined, and masks spare the marks."""

from __future__ import annotations

import pytest

from dateline.evaluate.labelled_rows import EventLabel, MentionLabel, Row, StatementLabel
from dateline.understand.encoder.labels import LINKS, ROLES, TAGS
from dateline.understand.encoder.session import FOLDER
from dateline.understand.encoder.wordpieces import CLS, SEP, Wordpieces
from training.reader.examples import UNKNOWN, Example
from training.reader.own import own_examples

TEXT = "Rebels attacked Kirn, the army said."
ROW = Row(
    id="one",
    style="agency",
    text=TEXT,
    mentions=(
        MentionLabel(span=(0, 6), kind="armed"),
        MentionLabel(span=(16, 20), kind="place"),
        MentionLabel(span=(22, 30), kind="military"),
    ),
    events=(EventLabel(trigger=(7, 15), type="ASSAULT", actors=(0,), recipients=(1,)),),
    statements=(StatementLabel(source=(22, 30), cue=(31, 35), content=((0, 20),), kind="say"),),
)


@pytest.fixture(scope="module")
def cutter() -> Wordpieces:
    return Wordpieces.read(FOLDER / "reader.tokenizer.json")


def told(example: Example, cutter: Wordpieces) -> dict[str, list[str]]:
    """The labels with the pieces that they stand on."""
    names = {number: piece for piece, number in cutter._tokenizer.get_vocab().items()}
    words = [names[number] for number in example.words]
    return {
        **{
            group: [f"{words[i]} {TAGS[group][tag]}" for i, tag in enumerate(row) if tag > 0]
            for group, row in example.tags.items()
        },
        "roles": [f"{words[t]} {words[a]} {ROLES[r]}" for t, a, _, r in example.roles],
        "links": [f"{words[t]} {words[a]} {LINKS[r]}" for t, a, _, r in example.plain_links],
        "auxiliaries": [words[place] for place, _ in example.auxiliaries],
        "kinds": [words[place] for place, _ in example.kinds],
    }


def test_labels_stand_on_their_words(cutter: Wordpieces) -> None:
    (example,) = own_examples([ROW], cutter, seed=1, joined=0.0)
    labels = told(example, cutter)
    assert labels["trigger"][0] == "attacked ASSAULT"
    assert "attacked rebels actor" in labels["roles"]
    assert "attacked the none" in labels["roles"]
    assert "said the source" in labels["links"]
    assert "said rebels content" in labels["links"]
    assert labels["plain_cue"] == ["said B-"]
    assert "source" not in example.tags  # the corpus teaches its own way of drawing alone
    assert (example.words[0], example.words[-1]) == (CLS, SEP)


def test_joined_windows_keep_all_labels(cutter: Wordpieces) -> None:
    (alone,) = own_examples([ROW], cutter, seed=1, joined=0.0)
    (both,) = own_examples([ROW, ROW], cutter, seed=1, joined=1.0)
    once, twice = told(alone, cutter), told(both, cutter)
    assert twice == {name: labels * 2 for name, labels in once.items()}
    assert all(len(row) == len(both.words) for row in both.tags.values())
    assert all(row[0] == row[-1] == UNKNOWN for row in both.tags.values())


def test_masks_spare_the_marks(cutter: Wordpieces) -> None:
    torch = pytest.importorskip("torch", reason="the training environment is not here")
    from training.reader.batch import collate, hide

    batch = collate(list(own_examples([ROW] * 40, cutter, seed=1)))
    masked = hide(batch, 0.5)
    changed = batch.words != masked.words
    assert 0.3 < float(changed[batch.words > SEP].float().mean()) < 0.7
    assert not bool(changed[batch.words <= SEP].any())
    assert bool((masked.words[changed] == 103).all())
    assert bool((hide(batch, 0.0).words == batch.words).all())
    assert torch.is_tensor(masked.words)


def test_dropout_keeps_the_mean_and_rests_when_reading() -> None:
    torch = pytest.importorskip("torch", reason="the training environment is not here")
    from training.reader.encoder import Dropout

    torch.manual_seed(3)
    layer, ones = Dropout(0.25), torch.ones(100, 100)
    dropped = layer(ones)
    assert float((dropped == 0).float().mean()) == pytest.approx(0.25, abs=0.03)
    assert float(dropped.mean()) == pytest.approx(1.0, abs=0.05)
    assert not bool((layer(ones) == dropped).all())
    assert bool((layer.eval()(ones) == ones).all())


def test_a_batch_is_the_same_after_it_was_packed(cutter: Wordpieces) -> None:
    torch = pytest.importorskip("torch", reason="the training environment is not here")
    from training.reader.batch import collate, pack

    batch = collate(list(own_examples([ROW] * 3, cutter, seed=1, joined=0.5)))
    again = pack(batch).to(torch.device("cpu"))
    assert torch.equal(again.words, batch.words)
    assert torch.equal(again.cases, batch.cases)
    for one, other in ((again.tags, batch.tags), (again.items, batch.items), (again.gold, batch.gold)):
        assert one.keys() == other.keys() != set()
        assert all(torch.equal(one[name], other[name]) for name in one)
    assert again.items["roles"].shape == (9, 4)


def test_labels_of_a_batch_are_those_of_its_windows(cutter: Wordpieces) -> None:
    torch = pytest.importorskip("torch", reason="the training environment is not here")
    from training.reader.batch import collate

    examples = list(own_examples([ROW] * 3, cutter, seed=1, joined=0.5))
    batch = collate(examples)
    for row, example in enumerate(examples):
        size = len(example.words)
        assert batch.present[row].sum() == size
        assert batch.tags["trigger"][row, :size].tolist() == example.tags["trigger"]
        assert bool((batch.tags["trigger"][row, size:] == UNKNOWN).all())
        own = batch.items["roles"][:, 0] == row
        asked = [
            (*item, label)
            for item, label in zip(
                batch.items["roles"][own, 1:].tolist(), batch.gold["roles"][own].tolist(), strict=True
            )
        ]
        assert [tuple(item) for item in asked] == example.roles
    assert torch.equal(batch.present, (batch.words != 0).long())
