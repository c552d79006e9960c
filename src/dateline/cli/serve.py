"""``dateline serve``: the site on this computer."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
import uvicorn
from fastapi import FastAPI

from dateline.cli.database import DATABASE, VARIABLE
from dateline.collect.admission import admitted
from dateline.errors import UsageError
from dateline.model import Page, Reading
from dateline.serve.accounts.mail import mail_of
from dateline.serve.accounts.oidc_settings import oidc_of
from dateline.serve.accounts.registration import Registration
from dateline.serve.api import ApiSettings
from dateline.serve.app import ServeSettings, create_app
from dateline.serve.crowd import CrowdSettings
from dateline.serve.kept_pages import KeptSettings
from dateline.serve.security import own_hosts
from dateline.serve.watches.sending import Sender
from dateline.settings import Settings
from dateline.store.database import Place, place_of

if TYPE_CHECKING:
    from dateline.read import Reader


@click.command()
@click.option(
    "--db",
    "database",
    type=DATABASE,
    envvar=VARIABLE,
    default=Path("dateline.db"),
    show_default=True,
    help="The database to show.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port.")
@click.option("--address", help="How the site is reached from outside, for links in mails and feeds.")
@click.option(
    "--full-text", is_flag=True, help="Show whole articles to everybody, not only to those signed in."
)
@click.option(
    "--registration",
    type=click.Choice([one.value for one in Registration]),
    default=Registration.INVITATION.value,
    show_default=True,
    help="Who may make an account: anybody with a mail address, who was invited, or nobody.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many processes answer; each has limits on requests of its own.",
)
def serve(
    database: Place,
    host: str,
    port: int,
    address: str | None,
    full_text: bool,
    registration: str,
    workers: int,
) -> None:
    """Show the database as a site, All headlines, with an API. Stop it by Ctrl-C.

    `dateline users add` makes the first administrator. Mail is sent through DATELINE_MAIL_SERVER.
    With DATELINE_WATCHES=yes the news of watches are sent as well; else `dateline watch run` sends them.
    """
    asked = Asked(
        database=str(database),
        address=address or f"http://{host}:{port}",
        hosts=own_hosts(host, address),
        full_text=full_text,
        registration=Registration(registration),
    )
    create_app(settings_of(asked, os.environ))  # so that what is wrong is told here, once
    _check_free(host, port)
    click.echo(f"All headlines: http://{host}:{port}", err=True)
    os.environ[ASKED] = msgspec.json.encode(asked).decode()
    uvicorn.run(
        "dateline.cli.serve:app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        timeout_keep_alive=KEPT_SECONDS,
        timeout_worker_healthcheck=HUNG_SECONDS,
        log_level="warning",
    )


def _check_free(host: str, port: int) -> None:
    """See that the site can listen there.

    Raises:
        UsageError: it cannot.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise UsageError(
            f"cannot be listened on: {(error.strerror or str(error)).lower()}",
            where=f"{host}:{port}",
            action="choose another by --port or --host, or stop the program that has it",
        ) from None


KEPT_SECONDS = 75
"""So long a connection is kept without a request: longer than proxies do, which else send one as it is closed."""

HUNG_SECONDS = 60
"""A process that gives no sign of life for so long is ended, and another begun. On a machine that has much to do, one
that only waits for its turn is silent for more than the usual five seconds."""

SWITCH_SECONDS = 0.001
"""So long a thread that makes a page may keep the one that takes requests waiting; by default five times as long."""

ASKED = "SERVE_DATELINE"
"""The variable by which the processes that answer are told what was asked for."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a user asked the site to be."""

    database: str
    address: str
    hosts: frozenset[str]
    full_text: bool
    registration: Registration


def app() -> FastAPI:
    """The application in a process that answers, as ``SERVE_DATELINE`` tells."""
    asked = msgspec.json.decode(os.environ[ASKED], type=Asked)
    sys.setswitchinterval(SWITCH_SECONDS)
    return create_app(replace(settings_of(asked, os.environ), lasting=True))


def settings_of(asked: Asked, environment: Mapping[str, str]) -> ServeSettings:
    """All settings of the site: those that were asked for, and those of the environment."""
    settings = Settings.from_environment(environment)
    private = settings.collect_private.strip().casefold() == "yes"
    return ServeSettings(
        database=place_of(asked.database),
        full_text=asked.full_text,
        address=asked.address,
        read=_read,
        admit=partial(admitted, private=private),
        api=ApiSettings.of(settings),
        registration=asked.registration,
        mail=mail_of(settings),
        oidc=oidc_of(settings),
        hosts=asked.hosts,
        watches=Sender.of(settings, asked.address) if settings.watches.strip().casefold() == "yes" else None,
        watch_seconds=settings.watch_seconds,
        kept=KeptSettings.of(settings),
        crowd=CrowdSettings.of(settings),
    )


def _read(address: str, content: bytes) -> Reading:
    """What is read from a page; the models are loaded when the first one comes."""
    return _reader().read(
        Page(address=address, content=content, fetched=datetime.now(UTC), content_type=None)
    )


@cache
def _reader() -> Reader:
    from dateline.read import Reader

    return Reader.load()
