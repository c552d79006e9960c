"""Figures on windows that were left out of a stage, piece by piece: quick enough to be taken after every stage.

They are for choosing between trainings. What the product does with whole texts is measured by ``dateline evaluate``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import torch
from torch import Tensor

from dateline.understand.encoder.labels import PAIRS
from training.reader.batch import Batch, collate
from training.reader.examples import UNKNOWN, Example, batches
from training.reader.network import Network


def figures(network: Network, examples: Sequence[Example]) -> dict[str, float]:
    """For tags and pairs micro-F1 of all labels but the first (none); for the rest the share that is right."""
    device = next(network.parameters()).device
    counts: Counter[tuple[str, str]] = Counter()
    network.eval()
    with torch.inference_mode():
        for part in batches(examples, 8000, range(len(examples))):
            _count(network, collate(part).to(device), counts)
    told = {}
    for name in sorted({name for name, _ in counts}):
        told[name] = round(2 * counts[name, "right"] / max(counts[name, "told"] + counts[name, "gold"], 1), 4)
    return told


def _count(network: Network, batch: Batch, counts: Counter[tuple[str, str]]) -> None:
    hidden = network.encode(batch)
    for group, gold in batch.tags.items():
        _add(counts, group, network.tags[group](hidden).argmax(-1), gold, empty=0)
    if batch.quad is not None:
        _add(counts, "quad", network.quad(hidden[:, 0]).argmax(-1), batch.quad, empty=UNKNOWN)
    if batch.allowed:
        mixed = network.pair(hidden, batch.words)
        for name, (rows, mask) in batch.allowed.items():
            best = network.get_submodule(name)(mixed[rows]).argmax(-1)
            right = mask[torch.arange(len(best), device=best.device), best]
            counts[name, "right"] += int(right.sum())
            counts[name, "told"] += len(best)
            counts[name, "gold"] += len(best)
    for name, items in batch.items.items():
        scores, gold = network.item_scores(name, hidden, items), batch.gold[name]
        if name == "auxiliaries":
            for number in range(scores.shape[1]):
                told = (scores[:, number] > 0).long()
                _add(counts, f"auxiliaries{number}", told, gold[:, number], empty=0)
        else:
            _add(counts, name, scores.argmax(-1), gold, empty=0 if name in PAIRS else UNKNOWN)


def _add(counts: Counter[tuple[str, str]], name: str, told: Tensor, gold: Tensor, *, empty: int) -> None:
    known = gold != UNKNOWN
    told, gold = told[known], gold[known]
    counts[name, "right"] += int(((told == gold) & (gold != empty)).sum())
    counts[name, "told"] += int((told != empty).sum())
    counts[name, "gold"] += int((gold != empty).sum())
