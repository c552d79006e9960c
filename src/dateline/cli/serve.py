"""``dateline serve``: the site on this computer."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click
import uvicorn

from dateline.cli.database import DATABASE, VARIABLE
from dateline.model import Page, Reading
from dateline.serve.accounts.mail import mail_of
from dateline.serve.accounts.registration import Registration
from dateline.serve.api import ApiSettings
from dateline.serve.app import ServeSettings, create_app
from dateline.settings import Settings
from dateline.store.database import Place

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
def serve(
    database: Place, host: str, port: int, address: str | None, full_text: bool, registration: str
) -> None:
    """Show the database as a site, All headlines, with an API. Stop it by Ctrl-C.

    `dateline users add` makes the first administrator. Mail is sent through DATELINE_MAIL_SERVER.
    """
    app = create_app(
        ServeSettings(
            database=database,
            full_text=full_text,
            address=address or f"http://{host}:{port}",
            read=_read,
            api=ApiSettings.of(Settings.from_environment(os.environ)),
            registration=Registration(registration),
            mail=mail_of(Settings.from_environment(os.environ)),
        )
    )
    click.echo(f"All headlines: http://{host}:{port}", err=True)
    uvicorn.run(app, host=host, port=port, log_level="warning")


def _read(address: str, content: bytes) -> Reading:
    """What is read from a page; the models are loaded when the first one comes."""
    return _reader().read(
        Page(address=address, content=content, fetched=datetime.now(UTC), content_type=None)
    )


@cache
def _reader() -> Reader:
    from dateline.read import Reader

    return Reader.load()
