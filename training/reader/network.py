"""The encoder with its heads, and what each head loses on a batch."""

from __future__ import annotations

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
from training.reader.batch import Batch
from training.reader.encoder import WIDTH, Dropout, pretrained
from training.reader.examples import UNKNOWN

NARROW = 128
_SMOOTHING = 0.1
_RARE = 3.0  # an auxiliary mode that is there counts as much as three that are not
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


def prefers_16_bits(device: torch.device) -> bool:
    """Whether the machine multiplies 16-bit floats quicker than those of 32 bits."""
    return device.type == "cuda" or bool(torch.cpu.get_capabilities().get("avx512_bf16"))


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

    def item_scores(self, name: str, hidden: Tensor, items: Tensor) -> Tensor:
        """What a head of pairs or of words says at some places: [items, labels]."""
        row, word, *span = items.unbind(1)
        vectors = [hidden[row, place] for place in (word, *span)]
        return self.get_submodule(name)(*vectors)  # type: ignore[no-any-return]

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        """The loss of each head that the batch has labels for."""
        hidden = self.encode(batch)
        mixed = self.pair(hidden, batch.words) if batch.allowed else None
        found = {}
        for group, gold in batch.tags.items():
            scores = self.tags[group](hidden)
            found[f"tags:{group}"] = _cross(scores.flatten(0, 1), gold.flatten(), 0.02)
        if batch.quad is not None:
            found["quad"] = _cross(self.quad(hidden[:, 0]), batch.quad)
        if mixed is not None:
            for name, (rows, mask) in batch.allowed.items():
                found[name] = _any_of(self.get_submodule(name)(mixed[rows]), mask)
        for name, items in batch.items.items():
            scores, gold = self.item_scores(name, hidden, items), batch.gold[name]
            if name == "auxiliaries":
                found[name] = functional.binary_cross_entropy_with_logits(
                    scores, gold.float(), pos_weight=scores.new_full((), _RARE)
                )
            else:
                found[name] = _cross(scores, gold, 0.02 if name in PAIRS else _SMOOTHING)
        return found


def _cross(scores: Tensor, gold: Tensor, smoothing: float = _SMOOTHING) -> Tensor:
    return functional.cross_entropy(scores, gold, ignore_index=UNKNOWN, label_smoothing=smoothing)


def _any_of(scores: Tensor, allowed: Tensor) -> Tensor:
    """Minus the log of the share that the allowed labels have, smoothed."""
    logs = functional.log_softmax(scores, dim=1)
    gold = torch.logsumexp(logs.masked_fill(~allowed, -torch.inf), 1)
    return -((1 - _SMOOTHING) * gold + _SMOOTHING * logs.mean(1)).mean()


def total(losses: dict[str, Tensor]) -> Tensor:
    """The weighted sum."""
    return torch.stack([WEIGHTS.get(name.split(":")[0], 1.0) * loss for name, loss in losses.items()]).sum()
