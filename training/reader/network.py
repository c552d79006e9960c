"""The encoder with its heads, and what each head loses on a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.nn import functional

from dateline.understand.encoder.labels import (
    AUXILIARIES,
    LINKS,
    MODES,
    PAIRS,
    PLV_ROOTS,
    QUADS,
    ROLES,
    ROOTS,
    STATEMENT_KINDS,
    TAGS,
)
from dateline.understand.encoder.wordpieces import SOURCE_OPEN, TARGET_OPEN
from training.reader.encoder import WIDTH, Dropout, pretrained
from training.reader.examples import UNKNOWN, Example

NARROW = 128
_SMOOTHING = 0.1
_MASK = 103  # of the vocabulary; numbers up to it are marks and padding, not words
# How much each loss counts; tags and roles are the harder tasks.
WEIGHTS = {
    "tags": 1.0,
    "quad": 0.7,
    "root": 1.0,
    "roles": 1.0,
    "links": 1.0,
    "plain_links": 1.0,
    "auxiliaries": 1.0,
    "modes": 0.5,
    "kinds": 0.5,
}


@dataclass
class Batch:
    """Windows padded to one length."""

    words: Tensor
    cases: Tensor
    present: Tensor
    examples: Sequence[Example]


def prefers_16_bits(device: torch.device) -> bool:
    """Whether the machine multiplies 16-bit floats quicker than those of 32 bits."""
    return device.type == "cuda" or bool(torch.cpu.get_capabilities().get("avx512_bf16"))


def collate(examples: Sequence[Example], device: torch.device | None = None) -> Batch:
    """Pad windows with zeros."""
    length = max(len(example.words) for example in examples)
    words = torch.zeros(len(examples), length, dtype=torch.long)
    cases = torch.zeros_like(words)
    for row, example in enumerate(examples):
        words[row, : len(example.words)] = torch.tensor(example.words)
        cases[row, : len(example.cases)] = torch.tensor(example.cases)
    words, cases = words.to(device), cases.to(device)
    return Batch(words, cases, (words != 0).long(), examples)


def hide(batch: Batch, share: float) -> Batch:
    """Mask some word pieces at random; the marks at the ends and around parties stay."""
    drawn = torch.rand(batch.words.shape, device=batch.words.device) < share
    return replace(batch, words=torch.where(drawn & (batch.words > _MASK), _MASK, batch.words))


class PairHead(nn.Module):
    """Says how a word (a trigger, a cue) and a span go together: a perceptron over the three, narrowed first."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        self.word = nn.Linear(WIDTH, NARROW)
        self.first = nn.Linear(WIDTH, NARROW, bias=False)
        self.last = nn.Linear(WIDTH, NARROW, bias=False)
        self.out = nn.Linear(NARROW, labels)

    def forward(self, word: Tensor, first: Tensor, last: Tensor) -> Tensor:
        return self.out(functional.gelu(self.word(word) + self.first(first) + self.last(last)))  # type: ignore[no-any-return]


class Network(nn.Module):
    """One encoder, and a linear layer or a small perceptron for each thing that is asked of it."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = pretrained(dropout)
        self.dropout = Dropout(dropout)
        self.tags = nn.ModuleDict({group: nn.Linear(WIDTH, len(names)) for group, names in TAGS.items()})
        self.quad = nn.Linear(WIDTH, len(QUADS))
        self.marks = nn.Linear(3 * WIDTH, WIDTH)
        self.root = nn.Linear(WIDTH, len(ROOTS))
        self.plv = nn.Linear(WIDTH, len(PLV_ROOTS))
        self.roles = PairHead(len(ROLES))
        self.links = PairHead(len(LINKS))
        self.plain_links = PairHead(len(LINKS))
        self.auxiliaries = nn.Linear(WIDTH, len(AUXILIARIES))
        self.modes = nn.Linear(WIDTH, len(MODES))
        self.kinds = nn.Linear(WIDTH, len(STATEMENT_KINDS))

    def encode(self, batch: Batch) -> Tensor:
        """One vector for each piece: [windows, pieces, 384]."""
        device = batch.words.device
        with torch.autocast(
            device.type, dtype=torch.bfloat16, enabled=self.training and prefers_16_bits(device)
        ):
            hidden: Tensor = self.encoder(batch.words, batch.cases, batch.present)
        return self.dropout(hidden.float())  # type: ignore[no-any-return]

    def pair(self, hidden: Tensor, words: Tensor) -> Tensor:
        """What stands at the two marks and at the head of the window, mixed: [windows, 384]."""
        rows = torch.arange(len(words), device=words.device)
        source = hidden[rows, (words == SOURCE_OPEN).int().argmax(1)]
        target = hidden[rows, (words == TARGET_OPEN).int().argmax(1)]
        return self.dropout(functional.gelu(self.marks(torch.cat([hidden[:, 0], source, target], 1))))  # type: ignore[no-any-return]

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        """The loss of each head that the batch has labels for."""
        hidden = self.encode(batch)
        found = self._tag_losses(hidden, batch)
        quads = torch.tensor([example.quad for example in batch.examples], device=hidden.device)
        if (quads >= 0).any():
            found["quad"] = _cross(self.quad(hidden[:, 0]), quads)
        if any(example.root or example.plv for example in batch.examples):
            mixed = self.pair(hidden, batch.words)
            for name in ("root", "plv"):
                allowed = [getattr(example, name) for example in batch.examples]
                if any(allowed):
                    found[name] = _any_of(getattr(self, name)(mixed), allowed)
        found.update(self._pair_losses(hidden, batch))
        found.update(self._word_losses(hidden, batch))
        return found

    def _tag_losses(self, hidden: Tensor, batch: Batch) -> dict[str, Tensor]:
        found = {}
        for group, head in self.tags.items():
            rows = [i for i, example in enumerate(batch.examples) if group in example.tags]
            if not rows:
                continue
            gold = torch.full((len(rows), hidden.shape[1]), UNKNOWN)
            for place, row in enumerate(rows):
                tags = batch.examples[row].tags[group]
                gold[place, : len(tags)] = torch.tensor(tags)
            gold = gold.to(hidden.device)
            found[f"tags:{group}"] = _cross(head(hidden[rows]).flatten(0, 1), gold.flatten(), 0.02)
        return found

    def _pair_losses(self, hidden: Tensor, batch: Batch) -> dict[str, Tensor]:
        found = {}
        for name in PAIRS:
            items = [(row, *item) for row, e in enumerate(batch.examples) for item in getattr(e, name)]
            if items:
                row, word, first, last, label = torch.tensor(items, device=hidden.device).unbind(1)
                scores = getattr(self, name)(hidden[row, word], hidden[row, first], hidden[row, last])
                found[name] = _cross(scores, label, 0.02)
        return found

    def _word_losses(self, hidden: Tensor, batch: Batch) -> dict[str, Tensor]:
        found = {}
        for name in ("modes", "kinds"):
            items = [(row, *item) for row, e in enumerate(batch.examples) for item in getattr(e, name)]
            if items:
                row, word, label = torch.tensor(items, device=hidden.device).unbind(1)
                found[name] = _cross(getattr(self, name)(hidden[row, word]), label)
        flags = [(row, word, *f) for row, e in enumerate(batch.examples) for word, f in e.auxiliaries]
        if flags:
            table = torch.tensor(flags, device=hidden.device)
            scores = self.auxiliaries(hidden[table[:, 0], table[:, 1]])
            weight = torch.tensor(3.0, device=hidden.device)
            found["auxiliaries"] = functional.binary_cross_entropy_with_logits(
                scores, table[:, 2:].float(), pos_weight=weight
            )
        return found


def _cross(scores: Tensor, gold: Tensor, smoothing: float = _SMOOTHING) -> Tensor:
    return functional.cross_entropy(scores, gold, ignore_index=UNKNOWN, label_smoothing=smoothing)


def _any_of(scores: Tensor, allowed: Sequence[tuple[int, ...]]) -> Tensor:
    """Minus the log of the share that the allowed labels have, smoothed; windows without labels are left out."""
    rows = [i for i, labels in enumerate(allowed) if labels]
    logs = functional.log_softmax(scores[rows], dim=1)
    gold = torch.stack(
        [torch.logsumexp(logs[place, list(allowed[row])], 0) for place, row in enumerate(rows)]
    )
    return -((1 - _SMOOTHING) * gold + _SMOOTHING * logs.mean(1)).mean()


def total(losses: dict[str, Tensor]) -> Tensor:
    """The weighted sum."""
    return torch.stack([WEIGHTS.get(name.split(":")[0], 1.0) * loss for name, loss in losses.items()]).sum()
