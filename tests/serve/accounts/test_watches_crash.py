"""Each article is told once, whoever is killed when."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from dateline.serve.watches import webhook
from dateline.serve.watches.sending import Sender, run
from dateline.store.database import Place, open_database
from dateline.store.deliveries import Delivery
from dateline.store.schema_people import deliveries
from dateline.store.watches import Channel
from dateline.store.writer import Writer
from tests.serve.accounts.given import Copied, Postbox
from tests.serve.accounts.given_watches import (
    NOW,
    SITE,
    Receiver,
    ended,
    let_the_lease_end,
    mail_sender,
    news,
    send_in_a_process,
    told,
    watch,
)
from tests.store.factory import NEWER, page, reading


def now() -> datetime:
    return datetime.now(UTC)


def killed_at_every_step(
    path: Place,
    copied: Copied,
    place: str | None,
    finish: Callable[[Place], None],
    *,
    statements: bool,
    least: int,
) -> None:
    """Kill a sender at its first step, another at its second, and so on, until one gets through."""
    step, code = 0, -signal.SIGKILL
    while code == -signal.SIGKILL:
        step += 1
        copy = copied(path)
        code = ended(send_in_a_process(copy, place, kill_at=step, statements=statements))
        finish(copy)
    assert code == 0
    assert step > least


def statuses(path: Place) -> list[str]:
    with open_database(path) as database, database.reading() as connection:
        return list(connection.execute(select(deliveries.c.status)).scalars())


STATEMENTS = [
    pytest.param(False, id="commits", marks=pytest.mark.slow),
    pytest.param(True, id="statements", marks=pytest.mark.slow),
]


@pytest.mark.parametrize("statements", STATEMENTS)
def test_mail_when_killed_at_every_step(
    path: Place, copied: Copied, postbox: Postbox, statements: bool
) -> None:
    with open_database(path) as database:
        watch(database)
        news(database, "a", "b")
    expected = {f"{SITE}/articles/{number}": 1 for number in (2, 3)}

    def finish(copy: Place) -> None:
        with open_database(copy) as database:
            let_the_lease_end(database)
            run(database, mail_sender(postbox.place), now)
            let_the_lease_end(database)
            assert run(database, mail_sender(postbox.place), now) == 0
        assert told(postbox) == expected
        assert len({letter.as_bytes() for letter in postbox.letters}) == 1, "byte for byte the same"
        assert statuses(copy) == ["sent"]
        twice.append(len(postbox.letters) == 2)
        postbox.letters.clear()

    twice: list[bool] = []
    killed_at_every_step(
        path, copied, postbox.place, finish, statements=statements, least=30 if statements else 10
    )
    assert any(twice), "none was killed between what the server took and the mark"


@pytest.mark.parametrize("statements", STATEMENTS)
def test_webhook_when_killed_at_every_step(
    path: Place, copied: Copied, receiver: Receiver, statements: bool
) -> None:
    with open_database(path) as database:
        watch(database, Channel.WEBHOOK, target=receiver.address)
        news(database, "a", "b")

    def finish(copy: Place) -> None:
        with open_database(copy) as database:
            let_the_lease_end(database)
            run(database, Sender(site=SITE, private=True), now)
        bodies = {
            (headers["webhook-id"], headers["idempotency-key"], body) for headers, body in receiver.calls
        }
        assert len(bodies) == 1
        assert statuses(copy) == ["sent"]
        receiver.calls.clear()

    killed_at_every_step(path, copied, None, finish, statements=statements, least=25 if statements else 4)


def test_killed_before_the_answer(path: Place, receiver: Receiver) -> None:
    """The server has the call, the sender dies before it knows: the same comes again, when the lease has ended."""
    with open_database(path) as database:
        watch(database, Channel.WEBHOOK, target=receiver.address)
        news(database, "a")
        started: list[Any] = []
        receiver.before_answer = lambda: os.kill(started[0].pid, signal.SIGKILL)
        started.append(send_in_a_process(path, None))
        assert ended(started[0]) == -signal.SIGKILL
        receiver.before_answer = lambda: None
        assert run(database, Sender(site=SITE, private=True), now) == 0, "it is leased"
        let_the_lease_end(database)
        assert run(database, Sender(site=SITE, private=True), now) == 1
    (first, body), (again, same) = receiver.calls
    assert first["webhook-id"] == again["webhook-id"]
    assert body == same


def test_many_senders_at_once(path: Place, postbox: Postbox) -> None:
    """Processes that run at the same time do not send the same."""
    with open_database(path) as database:
        for _ in range(4):
            watch(database)
        news(database, "a", "b", "c")
    senders = [send_in_a_process(path, postbox.place) for _ in range(4)]
    assert [ended(one) for one in senders] == [0, 0, 0, 0]
    assert len(postbox.letters) == 4
    assert told(postbox) == {f"{SITE}/articles/{number}": 4 for number in (2, 3, 4)}


class Flaky:
    """A sender to a receiver that keeps what it takes; it is killed, or fails, as it is told."""

    def __init__(self) -> None:
        self.taken: dict[str, tuple[str, ...]] = {}
        self.mood = "well"

    def __call__(self, delivery: Delivery) -> None:
        addresses = tuple(item.address for item in delivery.content.items)
        if self.mood == "killed before":
            raise KeyboardInterrupt
        if self.mood == "refused":
            raise webhook.WebhookError("no", where="there")
        assert self.taken.setdefault(delivery.key, addresses) == addresses, "a key is of one content"
        if self.mood == "killed after":
            raise KeyboardInterrupt


STEPS = st.lists(
    st.sampled_from(["article", "killed before", "killed after", "refused", "well", "read again", "later"]),
    max_size=12,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_each_article_is_told_once(copied: Copied, steps: list[str]) -> None:
    copy = copied()
    sender, moment, written = Flaky(), NOW, 0
    with open_database(copy) as database:
        watch(database)
        for step in [*steps, "later", "well", "later", "well"]:
            moment += timedelta(days=1) if step == "later" else timedelta(seconds=1)
            if step == "article":
                written += 1
                news(database, f"n{written}")
            elif step == "read again" and written:
                Writer(database).write(
                    reading(page(f"https://gazette.example/n{written}", version=2), provenance=NEWER)
                )
            elif step not in {"later", "read again"}:
                sender.mood = step
                try:
                    run(database, sender, lambda moment=moment: moment)  # type: ignore[misc]
                except KeyboardInterrupt:
                    continue
        with database.reading() as connection:
            waiting = connection.execute(select(deliveries.c.id).where(deliveries.c.status != "sent")).all()
    heard = Counter(address for addresses in sender.taken.values() for address in addresses)
    assert heard == {f"https://gazette.example/n{number}": 1 for number in range(1, written + 1)}
    assert not waiting
