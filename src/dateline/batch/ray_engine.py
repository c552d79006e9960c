"""Shards on the machines of a Ray cluster. The only module that knows Ray, which is an extra: ``dateline[ray]``."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from typing import Any

from dateline.batch.shards import Shard
from dateline.batch.work import Order, Outcome, State, work
from dateline.errors import UsageError

ATTEMPTS = 8
"""How often a shard is tried whose worker or machine dies."""

_KNOCK_SECONDS = 10.0

AHEAD = 2
"""Shards handed in for each processor, so that none waits; no more, so that a long list takes no memory."""


def run_on_ray(
    shards: Sequence[Shard], order: Order, *, workers: int | None, address: str | None
) -> Iterator[Outcome]:
    """Do the shards; an outcome each, in the order in which they end.

    Args:
        workers: at most so many at once; all processors of the cluster without it.
        address: of the cluster (``auto``, ``ray://host:10001``, ``host:6379``); without it, a cluster is started on
            this machine, or the one that ``RAY_ADDRESS`` names is used.

    Raises:
        UsageError: Ray is not installed, or there is no cluster at the address.
    """
    ray = _ray()
    started = not ray.is_initialized()
    if started:
        _connect(ray, address, workers)
    try:
        yield from _run(ray, shards, order, workers)
    finally:
        if started:
            ray.shutdown()


def _ray() -> Any:
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
    except ImportError:
        raise UsageError(
            "Ray is not installed", where="--engine ray", action="install it by: pip install 'dateline[ray]'"
        ) from None
    return ray


def _connect(ray: Any, address: str | None, workers: int | None) -> None:
    if address:
        _knock(address)
    own = {"num_cpus": workers} if address is None and "RAY_ADDRESS" not in os.environ else {}
    try:
        ray.init(address=address, log_to_driver=False, logging_level="error", include_dashboard=False, **own)
    except (ConnectionError, RuntimeError, ValueError, TimeoutError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise UsageError(
            f"there is no cluster: {first}",
            where=f"--address {address}" if address else "--engine ray",
            action="start one by: ray start --head",
        ) from error


def _knock(address: str) -> None:
    """See that something listens at ``host:port``: Ray itself would try for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdigit():
        return
    try:
        socket.create_connection((host, int(port)), timeout=_KNOCK_SECONDS).close()
    except OSError as error:
        raise UsageError(
            f"there is no cluster: {error.strerror or error}",
            where=f"--address {address}",
            action="start one by: ray start --head",
        ) from error


def _run(ray: Any, shards: Sequence[Shard], order: Order, workers: int | None) -> Iterator[Outcome]:
    task = ray.remote(num_cpus=1, max_retries=ATTEMPTS - 1)(work)
    most = workers or max(1, int(ray.cluster_resources().get("CPU", 1)) * AHEAD)
    waiting: dict[Any, Shard] = {}
    left = iter(shards)
    while True:
        for shard in left:
            waiting[task.remote(shard, order)] = shard
            if len(waiting) >= most:
                break
        if not waiting:
            return
        (ended, *_), _ = ray.wait(list(waiting), num_returns=1)
        yield _outcome(ray, ended, waiting.pop(ended))


def _outcome(ray: Any, ended: Any, shard: Shard) -> Outcome:
    """What the task gave, or what Ray says of it: every failure is one of a shard."""
    try:
        outcome: Outcome = ray.get(ended)
    except ray.exceptions.RayError as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        return Outcome(
            shard=shard.name, state=State.FAILED, message=f"its worker or machine was lost: {first}"
        )
    return outcome
