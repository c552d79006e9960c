"""Sending what is due: by mail and by webhook."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event

from dateline.errors import DatelineError
from dateline.serve.accounts.mail import Letter, MailError, MailSettings, mail_of, send
from dateline.serve.plain import plain
from dateline.serve.watches import webhook
from dateline.serve.watches.search import SEARCH
from dateline.settings import Settings
from dateline.store.database import Database
from dateline.store.deliveries import Delivery, Item, claim, mark_failed, mark_sent
from dateline.store.outbox import compose
from dateline.store.watches import Channel

SENDERS = 4
_LOG = logging.getLogger(__name__)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """How deliveries are sent.

    Attributes:
        site: how the site is reached, for links.
        mail: the mail server; None where there is none.
        private: whether webhooks may be in private networks.
    """

    site: str
    mail: MailSettings | None = None
    private: bool = False

    @classmethod
    def of(cls, settings: Settings, site: str) -> Sender:
        """As it is set.

        Raises:
            UsageError: a setting of the mail server cannot be read.
        """
        private = settings.webhooks_private.strip().casefold() == "yes"
        return cls(site=site.rstrip("/"), mail=mail_of(settings), private=private)

    def __call__(self, delivery: Delivery) -> None:
        """Send one; when it returns, the other side has it.

        Raises:
            MailError, WebhookError: it was not taken.
        """
        if delivery.watch.channel is Channel.WEBHOOK:
            webhook.call(delivery, self.site, datetime.now(UTC), private=self.private)
            return
        if self.mail is None:
            raise MailError("no mail server is set", where="DATELINE_MAIL_SERVER", for_good=False)
        send(self.mail, letter_of(delivery, self.site))


def letter_of(delivery: Delivery, site: str) -> Letter:
    """The mail of a delivery; name, date and text are the same, however often it is sent."""
    content = delivery.content
    told = [f"{plain(content.name)}\n{site}{content.page}\n", *(_told(item, site) for item in content.items)]
    told.append(f"You watch this search at All headlines. To change or end that: {site}/watches\n")
    return Letter(
        to=delivery.watch.email,
        subject=plain(delivery.subject),
        text="\n".join(told),
        key=delivery.key,
        date=delivery.created,
        headers=(("List-Unsubscribe", f"<{site}/watches>"),),
    )


def _told(item: Item, site: str) -> str:
    about = ", ".join(plain(part) for part in (item.site, item.published) if part)
    line = f"{item.line}: “{plain(item.sentence)}”" if item.line and item.sentence else ""
    parts = (plain(item.headline), about, line, f"{site}/articles/{item.article}")
    return "".join(f"{part}\n" for part in parts if part)


def run(database: Database, sender: Callable[[Delivery], None], now: Clock, *, senders: int = 1) -> int:
    """Put together what is due, and send it; the number of deliveries that were taken.

    Args:
        database: with the watches.
        sender: sends one delivery.
        now: the time.
        senders: how many are sent at the same time.

    Raises:
        StoreError: the database cannot be written.
    """
    compose(database, SEARCH, now())
    if senders == 1:
        return _send_all(database, sender, now)
    with ThreadPoolExecutor(senders, thread_name_prefix="watches") as pool:
        tasks = [pool.submit(_send_all, database, sender, now) for _ in range(senders)]
        return sum(task.result() for task in tasks)


def _send_all(database: Database, sender: Callable[[Delivery], None], now: Clock) -> int:
    taken = 0
    while (delivery := claim(database, now())) is not None:
        try:
            sender(delivery)
        except DatelineError as error:
            _failed(database, delivery, now(), error, str(error))
        except Exception as error:  # one that cannot be sent must not keep the others from being sent
            _LOG.exception("delivery %s could not be sent", delivery.id)
            _failed(database, delivery, now(), error, f"a fault of Dateline ({type(error).__name__})")
        else:
            mark_sent(database, delivery, now())
            taken += 1
    return taken


def _failed(database: Database, delivery: Delivery, now: datetime, error: Exception, what: str) -> None:
    for_good = bool(getattr(error, "for_good", False))
    wait = getattr(error, "wait", timedelta(0))
    mark_failed(database, delivery, now, what, for_good=for_good, wait=wait)
    _LOG.warning("delivery %s was not taken: %s", delivery.id, what)


def keep_running(
    database: Database,
    sender: Callable[[Delivery], None],
    *,
    every: float,
    stop: Event,
    told: Callable[[int], None] = lambda taken: None,  # noqa: ARG005
) -> None:
    """Run again and again until told to stop. What goes wrong with the database is logged, and tried again.

    Args:
        database: with the watches.
        sender: sends one delivery.
        every: seconds from the end of one run to the next.
        stop: set to end after the run in progress.
        told: is told after each run how many deliveries were taken.
    """
    while not stop.is_set():
        try:
            told(run(database, sender, lambda: datetime.now(UTC), senders=SENDERS))
        except DatelineError as error:
            _LOG.warning("the watches could not be run: %s", error)
        stop.wait(every)
