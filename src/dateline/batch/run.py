"""A batch from its inputs to the last shard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dateline.batch.local_engine import run_locally
from dateline.batch.shards import Shard
from dateline.batch.work import Order, Outcome, State


class Engine(StrEnum):
    """Where the shards are done."""

    LOCAL = "local"
    RAY = "ray"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What became of a batch.

    Attributes:
        failed: the shards that have no marker, each with why.
    """

    done: int
    skipped: int
    failed: tuple[Outcome, ...]
    articles: int
    rejected: int
    passed_over: int


def run_batch(
    shards: Sequence[Shard],
    order: Order,
    *,
    engine: Engine = Engine.LOCAL,
    workers: int | None = None,
    address: str | None = None,
    tell: Callable[[Outcome], None] = lambda _: None,
) -> Summary:
    """Do all shards; those that are finished are left as they are.

    Args:
        workers: how many at once; one locally, and all processors of a cluster, if it is not said.
        address: of a Ray cluster.
        tell: called with each outcome as it comes.

    Raises:
        UsageError: Ray is not installed, or there is no cluster at the address.
    """
    if engine is Engine.RAY:
        from dateline.batch.ray_engine import run_on_ray

        outcomes = run_on_ray(shards, order, workers=workers, address=address)
    else:
        outcomes = run_locally(shards, order, workers=workers or 1)
    missing = {shard.name for shard in shards}
    ended: list[Outcome] = []
    for outcome in outcomes:
        missing.discard(outcome.shard)
        ended.append(outcome)
        tell(outcome)
    for name in sorted(missing):  # no engine may lose one; if it did, that is no success
        lost = Outcome(shard=name, state=State.FAILED, message="the engine gave no outcome")
        ended.append(lost)
        tell(lost)
    return Summary(
        done=sum(one.state is State.DONE for one in ended),
        skipped=sum(one.state is State.SKIPPED for one in ended),
        failed=tuple(one for one in ended if one.state is State.FAILED),
        articles=sum(one.articles for one in ended),
        rejected=sum(one.rejected for one in ended),
        passed_over=sum(one.passed_over for one in ended),
    )
