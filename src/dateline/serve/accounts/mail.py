"""Sending mail through an SMTP server."""

from __future__ import annotations

import logging
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from enum import StrEnum

from dateline.errors import DatelineError, UsageError
from dateline.settings import Settings

_SECONDS = 20.0
_LOG = logging.getLogger(__name__)


class Tls(StrEnum):
    """How the connection to the server is kept from others."""

    STARTTLS = "starttls"
    ON_CONNECT = "tls"
    NONE = "none"


class MailError(DatelineError):
    """The mail was not taken; ``for_good`` says whether another attempt has a chance."""

    def __init__(self, what: str, *, where: str, for_good: bool) -> None:
        self.for_good = for_good
        super().__init__(what, where=where, action="see DATELINE_MAIL_… in the settings")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The server that mail is sent through.

    Attributes:
        server: host, and port after a colon (587 where there is none).
        sender: the address that mail comes from.
        user, password: for the server; empty where it asks for none.
        tls: how the connection is kept from others.
    """

    server: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Tls = Tls.STARTTLS

    @property
    def place(self) -> tuple[str, int]:
        """Host and port.

        Raises:
            UsageError: the port is no number.
        """
        host, _, port = self.server.rpartition(":") if ":" in self.server else (self.server, "", "587")
        if not port.isdigit():
            raise UsageError("has no port", where=f"mail server {self.server}", action="write host:port")
        return host.strip("[]"), int(port)


def mail_of(settings: Settings) -> MailSettings | None:
    """The mail server that is set; None if none is.

    Raises:
        UsageError: the sender is missing, or a setting cannot be read.
    """
    if not settings.mail_server:
        return None
    if "@" not in settings.mail_sender:
        raise UsageError(
            "mail needs an address to come from",
            where="DATELINE_MAIL_SENDER",
            action="set it to one such as news@example.org",
        )
    if settings.mail_tls not in list(Tls):
        known = ", ".join(Tls)
        raise UsageError("is none of the ways", where="DATELINE_MAIL_TLS", action=f"set it to one of {known}")
    found = MailSettings(
        server=settings.mail_server,
        sender=settings.mail_sender,
        user=settings.mail_user,
        password=settings.mail_password,
        tls=Tls(settings.mail_tls),
    )
    _ = found.place
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail: to whom, about what, in plain words.

    Attributes:
        key: names it for good; else it gets a name at random.
        date: when it was written; else that is now.
    """

    to: str
    subject: str
    text: str
    key: str | None = None
    date: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()


def compose(settings: MailSettings, letter: Letter) -> EmailMessage:
    """The mail as it is sent. Line breaks in a header are made spaces.

    Raises:
        MailError: an address is none.
    """
    message = EmailMessage(policy=SMTP)
    domain = settings.sender.rpartition("@")[2] or "localhost"
    try:
        message["From"] = Address("All headlines", addr_spec=settings.sender)
        message["To"] = Address(addr_spec=letter.to)
    except (ValueError, IndexError) as error:
        raise MailError(f"an address cannot be written to: {error}", where="mail", for_good=True) from error
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(letter.date or datetime.now(UTC))
    message["Message-ID"] = f"<{letter.key}@{domain}>" if letter.key else make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers:
        message[name] = " ".join(value.split())
    message.set_content(letter.text)
    return message


def send(settings: MailSettings, letter: Letter) -> None:
    """Send a mail; when it returns, the server has it.

    Raises:
        MailError: the server cannot be reached or does not take it.
        UsageError: the settings cannot be read.
    """
    message = compose(settings, letter)
    host, port = settings.place
    try:
        with _connection(settings, host, port) as server:
            if settings.tls is Tls.STARTTLS:
                server.starttls(context=ssl.create_default_context())
            if settings.user:
                server.login(settings.user, settings.password)
            server.send_message(message, from_addr=settings.sender, to_addrs=[letter.to])
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise MailError("the recipient was refused", where=host, for_good=code >= 500) from error
    except smtplib.SMTPAuthenticationError as error:
        raise MailError("the user or password was refused", where=host, for_good=False) from error
    except smtplib.SMTPException as error:
        raise MailError(
            f"the mail was not taken ({type(error).__name__})", where=host, for_good=False
        ) from error
    except OSError as error:
        what = error.strerror or type(error).__name__
        raise MailError(f"the mail server cannot be reached: {what}", where=host, for_good=False) from error


def send_or_log(settings: MailSettings | None, letter: Letter) -> None:
    """Send a mail; what goes wrong is logged, without its text, for the answer has been given already."""
    if settings is None:
        _LOG.warning("a mail was to be sent, but no mail server is set (DATELINE_MAIL_SERVER)")
        return
    try:
        send(settings, letter)
    except DatelineError as error:
        _LOG.warning("a mail was not sent: %s", error)


def _connection(settings: MailSettings, host: str, port: int) -> smtplib.SMTP:
    if settings.tls is Tls.ON_CONNECT:
        return smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=_SECONDS)
