"""Webhooks: signed, tried again, to public addresses only."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import time
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from dateline.errors import UsageError
from dateline.serve.watches import webhook
from dateline.serve.watches.search import SEARCH
from dateline.serve.watches.sending import Sender, run
from dateline.store.database import Database
from dateline.store.deliveries import claim
from dateline.store.outbox import compose
from dateline.store.schema_people import deliveries
from dateline.store.watches import Channel, Watches
from tests.serve.accounts.given_watches import NOW, SECRET, SITE, Receiver, news, reader, watch

PRIVATE = Sender(site=SITE, private=True)


def test_the_example_of_the_specification() -> None:
    moment = datetime.fromtimestamp(1614265330, UTC)
    headers = webhook.signed(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', moment)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_webhook(database: Database, receiver: Receiver) -> None:
    watch(database, Channel.WEBHOOK, target=receiver.address)
    news(database, "a")
    assert run(database, PRIVATE, lambda: NOW) == 1
    ((headers, body),) = receiver.calls
    value = json.loads(body)
    assert value["delivery"] == headers["idempotency-key"] == headers["webhook-id"]
    (article,) = value["data"]["articles"]
    assert article["address"] == "https://gazette.example/a"
    assert article["link"] == f"{SITE}/articles/2"
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"
    assert abs(int(headers["webhook-timestamp"]) - datetime.now(UTC).timestamp()) < 60
    assert headers["host"] == receiver.address.split("/")[2]


def test_a_webhook_is_tried_again(database: Database, receiver: Receiver) -> None:
    number = watch(database, Channel.WEBHOOK, target=receiver.address)
    news(database, "a")
    receiver.status = 503
    moment, minutes = NOW, []
    for _ in range(12):
        run(database, PRIVATE, lambda moment=moment: moment)  # type: ignore[misc]
        with database.reading() as connection:
            row = connection.execute(select(deliveries)).one()
        minutes.append((row.due - moment) / timedelta(minutes=1))
        moment = max(row.due, moment)
    assert minutes[:9] == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    assert (row.status, row.attempts, len(receiver.calls)) == ("given-up", 10, 10)
    assert "answered 503" in row.error
    assert len({headers["webhook-id"] for headers, _ in receiver.calls}) == 1
    assert len({body for _, body in receiver.calls}) == 1
    receiver.status = 200
    assert Watches(database).resume(number, reader(database))
    assert run(database, PRIVATE, lambda: datetime.now(UTC)) == 1


@pytest.mark.parametrize(("asked", "minutes"), [("1800", 30), ("99999999", 720), ("soon", 1), ("-5", 1)])
def test_it_waits_for_as_long_as_it_is_asked_to(
    database: Database, receiver: Receiver, asked: str, minutes: int
) -> None:
    watch(database, Channel.WEBHOOK, target=receiver.address)
    news(database, "a")
    receiver.status, receiver.headers = 429, {"retry-after": asked}
    run(database, PRIVATE, lambda: NOW)
    with database.reading() as connection:
        assert connection.execute(select(deliveries.c.due)).scalar_one() - NOW == timedelta(minutes=minutes)


@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_is_not_followed(database: Database, receiver: Receiver, status: int) -> None:
    watch(database, Channel.WEBHOOK, target=receiver.address)
    news(database, "a")
    receiver.status = status
    assert run(database, PRIVATE, lambda: NOW) == 0
    assert len(receiver.calls) == 1


def test_gone_is_for_good(database: Database, receiver: Receiver) -> None:
    watch(database, Channel.WEBHOOK, target=receiver.address)
    news(database, "a")
    receiver.status = 410
    run(database, PRIVATE, lambda: NOW)
    with database.reading() as connection:
        assert connection.execute(select(deliveries.c.status)).scalar_one() == "given-up"
    assert not Watches(database).of_user(reader(database).id)[0].active


def test_one_that_answers_letter_by_letter_is_given_up(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time is that of the whole call, not that of each piece of the answer."""
    monkeypatch.setattr(webhook, "SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            caller, _ = listening.accept()
            with caller:
                try:
                    for letter in b"HTTP/1.1 200 " + b"O" * 10_000:
                        caller.sendall(bytes([letter]))
                        time.sleep(0.05)
                except OSError:
                    return

        thread = Thread(target=drip)
        thread.start()
        watch(database, Channel.WEBHOOK, target=f"http://127.0.0.1:{listening.getsockname()[1]}/")
        news(database, "a")
        assert run(database, PRIVATE, lambda: NOW) == 0
        thread.join(10)
        assert not thread.is_alive(), "the call was ended"
    (log,) = Watches(database).sent(reader(database).id)
    assert "could not be called (TimeoutError)" in (log.error or "")


NOT_PUBLIC = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "192.0.2.1",
    "198.18.0.1", "240.0.0.1", "::1", "fe80::1%eth0", "fd00::1", "fec0::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1",
    "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1",
    "224.0.0.1", "ff02::1", "255.255.255.255", "::",
]  # fmt: skip


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_what_is_not_public(address: str) -> None:
    assert not webhook.is_public(address)


def test_public_addresses_are_public() -> None:
    assert webhook.is_public("93.184.216.34")
    assert webhook.is_public("2606:2800:220:1:248:1893:25c8:1946")


def test_private_networks_are_not_called(database: Database, receiver: Receiver) -> None:
    watch(database, Channel.WEBHOOK, target="https://hooks.example/x")
    news(database, "a")
    compose(database, SEARCH, NOW)
    delivery = claim(database, NOW)
    assert delivery is not None
    for found in (["127.0.0.1"], ["93.184.216.34", "10.0.0.1"]):
        with pytest.raises(webhook.WebhookError, match="in a private network"):
            webhook.call(delivery, SITE, NOW, resolve=lambda *_, found=found: found)
    assert not receiver.calls


def test_a_name_that_changes_its_address_in_between(database: Database, receiver: Receiver) -> None:
    """DNS rebinding: the name is looked up once, and what was checked is what is called."""
    port = receiver.address.split(":")[2].split("/")[0]
    watch(database, Channel.WEBHOOK, target=f"http://rebound.example:{port}/hook")
    news(database, "a")
    compose(database, SEARCH, NOW)
    delivery = claim(database, NOW)
    assert delivery is not None
    answers = [["127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"]]
    webhook.call(delivery, SITE, NOW, private=True, resolve=lambda *_: answers.pop(0))
    assert len(answers) == 2
    ((headers, _),) = receiver.calls
    assert headers["host"] == f"rebound.example:{port}"


def test_the_loopback_is_refused_by_its_own_name(database: Database, receiver: Receiver) -> None:
    watch(database, Channel.WEBHOOK, target=receiver.address.replace("127.0.0.1", "localhost"))
    news(database, "a")
    assert run(database, Sender(site=SITE), lambda: NOW) == 0
    assert not receiver.calls


@pytest.mark.parametrize(
    "address",
    ["", "ftp://a.example", "https://", "javascript:x", "https://user@a.example/", "https://a.example:x/",
     "https://a.example/\n", "https://a.exämple/", "//a.example", "https://a.example\\@b.example/"],
)  # fmt: skip
def test_what_is_no_webhook(address: str) -> None:
    with pytest.raises(UsageError):
        webhook.check_address(address)
