"""Windows of one set put together as tensors: what goes into the encoder, and what each head should say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields, replace
from itertools import islice
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from dateline.understand.encoder.labels import PAIRS, PLV_ROOTS, ROOTS, TAGS
from training.reader.examples import UNKNOWN, Example

WORD_HEADS = ("modes", "kinds", "auxiliaries")
_MASK = 103  # of the vocabulary; numbers up to it are marks and padding, not words
_AHEAD = 12


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows padded to one length, [windows, pieces], and their labels.

    Attributes:
        words, cases: numbers of the pieces and of the case of their letters; present: 1 where there is a piece.
        tags: for each group that is labelled, the number of the tag at each piece.
        quad: the class of each window, ``UNKNOWN`` if it has none.
        allowed: for ``root`` and ``plv``, the windows that are labelled and which labels each may have.
        items: for heads of pairs, rows of window, piece, first and last piece of the span; for heads of words, of
            window and piece. gold: what each item is.
    """

    words: Tensor
    cases: Tensor
    present: Tensor
    tags: dict[str, Tensor] = field(default_factory=dict)
    quad: Tensor | None = None
    allowed: dict[str, tuple[Tensor, Tensor]] = field(default_factory=dict)
    items: dict[str, Tensor] = field(default_factory=dict)
    gold: dict[str, Tensor] = field(default_factory=dict)

    def to(self, device: torch.device) -> Batch:
        """The same on another device."""
        return pack(self).to(device)


@dataclass(frozen=True, slots=True)
class Packed:
    """A batch as one row of numbers for each type of them, which moves to a GPU at once.

    Attributes:
        rows: the numbers of all tensors of a type, one after the other.
        shape: a batch with places in those rows where it has tensors.
    """

    rows: dict[torch.dtype, Tensor]
    shape: dict[str, Any]

    def pin_memory(self) -> Packed:
        """The same in memory that a GPU copies from by itself; torch's loader asks for it."""
        return Packed({kind: row.pin_memory() for kind, row in self.rows.items()}, self.shape)

    def to(self, device: torch.device) -> Batch:
        """Unpacked on a device."""
        rows = {kind: row.to(device, non_blocking=True) for kind, row in self.rows.items()}
        return Batch(**{name: _unpacked(part, rows) for name, part in self.shape.items()})


@dataclass(frozen=True, slots=True)
class _Place:
    kind: torch.dtype
    start: int
    size: torch.Size


def pack(batch: Batch) -> Packed:
    """The tensors of a batch, type by type in one row."""
    found: dict[torch.dtype, list[Tensor]] = {}
    counts: Counter[torch.dtype] = Counter()

    def place(value: Any) -> Any:
        if isinstance(value, Tensor):
            found.setdefault(value.dtype, []).append(value.flatten())
            put = _Place(value.dtype, counts[value.dtype], value.shape)
            counts[value.dtype] += value.numel()
            return put
        if isinstance(value, dict):
            return {key: place(part) for key, part in value.items()}
        return tuple(map(place, value)) if isinstance(value, tuple) else value

    shape = {one.name: place(getattr(batch, one.name)) for one in fields(batch)}
    return Packed({kind: torch.cat(parts) for kind, parts in found.items()}, shape)


def _unpacked(value: Any, rows: dict[torch.dtype, Tensor]) -> Any:
    if isinstance(value, _Place):
        return rows[value.kind][value.start : value.start + value.size.numel()].view(value.size)
    if isinstance(value, dict):
        return {key: _unpacked(part, rows) for key, part in value.items()}
    return tuple(_unpacked(part, rows) for part in value) if isinstance(value, tuple) else value


def collate(examples: Sequence[Example]) -> Batch:
    """Pad windows with zeros, and gather their labels."""
    length = max(len(example.words) for example in examples)
    words, cases = (_padded([getattr(e, name) for e in examples], length, 0) for name in ("words", "cases"))
    quads = torch.tensor([example.quad for example in examples])
    batch = Batch(words, cases, (words != 0).long(), quad=quads if bool((quads >= 0).any()) else None)
    for group in TAGS:
        if any(group in example.tags for example in examples):
            batch.tags[group] = _padded(
                [example.tags.get(group, []) for example in examples], length, UNKNOWN
            )
    for name, count in (("root", len(ROOTS)), ("plv", len(PLV_ROOTS))):
        rows = [row for row, example in enumerate(examples) if getattr(example, name)]
        if rows:
            mask = torch.zeros(len(rows), count, dtype=torch.bool)
            for place, row in enumerate(rows):
                mask[place, list(getattr(examples[row], name))] = True
            batch.allowed[name] = torch.tensor(rows), mask
    for name in (*PAIRS, *WORD_HEADS):
        _add_items(batch, name, examples)
    return batch


def _add_items(batch: Batch, name: str, examples: Sequence[Example]) -> None:
    items = [(row, *item) for row, example in enumerate(examples) for item in getattr(example, name)]
    if not items:
        return
    batch.items[name] = torch.tensor([item[:-1] for item in items])
    batch.gold[name] = torch.tensor([item[-1] for item in items])


def _padded(rows: Sequence[Sequence[int]], length: int, empty: int) -> Tensor:
    table = np.full((len(rows), length), empty, dtype=np.int64)
    for place, row in enumerate(rows):
        table[place, : len(row)] = row
    return torch.from_numpy(table)


def hide(batch: Batch, share: float) -> Batch:
    """Mask some word pieces at random; the marks at the ends and around parties stay."""
    drawn = torch.rand(batch.words.shape, device=batch.words.device) < share
    return replace(batch, words=torch.where(drawn & (batch.words > _MASK), _MASK, batch.words))


def ahead(dealt: Sequence[Sequence[Example]], device: torch.device) -> Iterator[Batch]:
    """The batches in order on a device, each made while those before it are learnt from."""
    if device.type == "cuda":
        # A GPU is quicker than one thread puts batches together.
        made = DataLoader(
            _Packing(dealt), batch_size=None, num_workers=3, prefetch_factor=_AHEAD, pin_memory=True
        )
        yield from (packed.to(device) for packed in made)
        return
    with ThreadPoolExecutor(1) as maker:
        rest = iter(dealt)
        waiting = [maker.submit(collate, part) for part in islice(rest, _AHEAD)]
        while waiting:
            batch = waiting.pop(0).result()
            waiting += [maker.submit(collate, part) for part in islice(rest, 1)]
            yield batch


class _Packing(Dataset[Packed]):
    """What the loader's processes make."""

    def __init__(self, dealt: Sequence[Sequence[Example]]) -> None:
        self.dealt = dealt

    def __len__(self) -> int:
        return len(self.dealt)

    def __getitem__(self, number: int) -> Packed:
        return pack(collate(self.dealt[number]))
