"""Sending what is due: by mail and by webhook."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from dateline.errors import DatelineError
from dateline.serve.accounts.mail import Letter, MailError, MailSettings, send
from dateline.serve.watches import webhook
from dateline.serve.watches.search import articles_of, page_of
from dateline.store.database import Database
from dateline.store.outbox import Delivery, claim, compose, mark_failed, mark_sent
from dateline.store.watches import Channel

_LOG = logging.getLogger(__name__)


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
    """The mail of a delivery; its name is that of the delivery, however often it is sent."""
    watch = delivery.watch
    lines = [f"{watch.name}\n{site}{page_of(watch.kind, watch.query)}\n"]
    for item in delivery.items:
        about = ", ".join(part for part in (item.site, item.published) if part)
        lines.append(
            f"{_line(item.headline or item.address)}\n{_line(about)}\n{site}/articles/{item.article}\n"
        )
    lines.append(f"You watch this search at All headlines. To change or end that: {site}/watches\n")
    return Letter(
        to=watch.email,
        subject=delivery.subject,
        text="\n".join(lines),
        key=delivery.key,
        headers=(("List-Unsubscribe", f"<{site}/watches>"),),
    )


def run(database: Database, sender: Callable[[Delivery], None], now: Callable[[], datetime]) -> int:
    """Put together what is due, and send it; the number of deliveries that were taken.

    Args:
        database: with the watches.
        sender: sends one delivery.
        now: the time.

    Raises:
        StoreError: the database cannot be written.
    """
    compose(database, articles_of, now())
    taken = 0
    while (delivery := claim(database, now())) is not None:
        try:
            sender(delivery)
        except DatelineError as error:
            for_good = bool(getattr(error, "for_good", False))
            mark_failed(database, delivery, now(), str(error), for_good=for_good)
            _LOG.warning("delivery %s was not taken: %s", delivery.id, error)
            continue
        mark_sent(database, delivery, now())
        taken += 1
    return taken


def _line(text: str) -> str:
    return " ".join(text.split())
