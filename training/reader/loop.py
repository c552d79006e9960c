"""The loop that trains: batches of all sets mixed, a rate that falls, weights averaged over the last third."""

from __future__ import annotations

import math
import random
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from training.reader.batch import ahead, hide
from training.reader.examples import Example, batches
from training.reader.network import Network, total


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One set of a stage: its examples, how often each is seen, and the pieces of a batch."""

    name: str
    examples: Sequence[Example]
    epochs: float
    pieces: int = 700


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How a stage is trained.

    Attributes:
        rate, head_rate: of the encoder and of the heads, at their height; warm: the share of the steps until then.
        average_from: after which share of the steps the weights count for the average, every so many steps.
        hidden: the share of word pieces that are masked, as none may be relied on.
        seconds: the stage ends by then, its rate falling accordingly; None for as long as it takes.
    """

    rate: float = 1.5e-4
    head_rate: float = 1e-3
    warm: float = 0.08
    average_from: float = 0.65
    average_every: int = 10
    hidden: float = 0.06
    seed: int = 7
    seconds: float | None = None


def deal(plans: Sequence[Plan], seed: int) -> list[list[Example]]:
    """All batches of a stage, shuffled."""
    chance = random.Random(seed)
    dealt: list[list[Example]] = []
    for plan in plans:
        left = plan.epochs
        while left > 0:
            order = list(range(len(plan.examples)))
            chance.shuffle(order)
            dealt += batches(plan.examples, plan.pieces, order[: math.ceil(len(order) * min(left, 1.0))])
            left -= 1
    chance.shuffle(dealt)
    return dealt


def train(
    network: Network,
    plans: Sequence[Plan],
    schedule: Schedule,
    *,
    log: Callable[[str], None],
    checkpoint: Path | None = None,
) -> None:
    """Train in place; at the end the network has the averaged weights."""
    torch.manual_seed(schedule.seed)
    device = next(network.parameters()).device
    dealt = deal(plans, schedule.seed)
    optimizer, rates = _optimizer(network, schedule)
    sums: defaultdict[str, list[Tensor]] = defaultdict(list)
    average: dict[str, Tensor] = {}
    averaged, began = 0, time.monotonic()
    network.train()
    log(f"{len(dealt)} batches: " + ", ".join(f"{p.name} {len(p.examples)} x {p.epochs}" for p in plans))
    for step, batch in enumerate(ahead(dealt, device)):
        done = step / len(dealt)
        if schedule.seconds is not None:
            done = max(done, (time.monotonic() - began) / schedule.seconds)
        if done >= 1:
            log(f"ended after {schedule.seconds} s, at {step}")
            break
        _set_rate(optimizer, rates, done, schedule.warm)
        losses = network.losses(hide(batch, schedule.hidden))
        loss = total(losses)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        for name, value in losses.items():
            sums[name].append(value.detach())
        if done >= schedule.average_from and step % schedule.average_every == 0:
            averaged += 1
            _add(average, network, averaged)
        if step % 200 == 199:
            told = " ".join(f"{name} {torch.stack(v).mean():.3f}" for name, v in sorted(sums.items()))
            log(f"{step + 1}/{len(dealt)} {time.monotonic() - began:.0f} s  {told}")
            sums.clear()
            if checkpoint is not None and step % 1000 == 999:
                torch.save(network.state_dict(), checkpoint)
    with torch.no_grad():
        for name, value in network.named_parameters():
            if name in average:
                value.copy_(average[name])
    network.eval()


def _optimizer(network: Network, schedule: Schedule) -> tuple[torch.optim.Optimizer, list[float]]:
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    inside = {id(p) for p in network.encoder.parameters()}
    heads = [p for p in network.parameters() if id(p) not in inside]
    rates = [schedule.rate, schedule.head_rate]
    groups = [{"params": encoder, "lr": rates[0]}, {"params": heads, "lr": rates[1]}]
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=True), rates


def _set_rate(optimizer: torch.optim.Optimizer, rates: list[float], done: float, warm: float) -> None:
    share = done / warm if done < warm else (1 - done) / (1 - warm)
    for group, rate in zip(optimizer.param_groups, rates, strict=True):
        group["lr"] = rate * max(share, 0.02)


def _add(average: dict[str, Tensor], network: Network, count: int) -> None:
    with torch.no_grad():
        for name, value in network.named_parameters():
            if value.requires_grad:
                if name in average:
                    average[name].lerp_(value, 1 / count)
                else:
                    average[name] = value.clone()
