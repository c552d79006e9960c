"""``dateline users``: accounts from the command line, the first administrator's among them."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dateline.cli.database import DATABASE, VARIABLE
from dateline.errors import UsageError
from dateline.serve.accounts.passwords import hash_password
from dateline.serve.accounts.reset import reset_link
from dateline.store.audit import Actor
from dateline.store.database import Place, open_database
from dateline.store.people import NewUser, People, Role, User

_DATABASE = click.option(
    "--db",
    "database",
    type=DATABASE,
    envvar=VARIABLE,
    default=Path("dateline.db"),
    show_default=True,
    help="The database.",
)
_ADDRESS = click.option(
    "--address",
    default="http://127.0.0.1:8000",
    show_default=True,
    help="How the site is reached, for the link.",
)
_ROLE = click.Choice([role.value for role in Role])


@click.group()
def users() -> None:
    """Make accounts for the site, and say what they may do."""


@users.command("add")
@click.argument("name")
@click.argument("email")
@click.option(
    "--role", type=_ROLE, default=Role.READER.value, show_default=True, help="What the user may do."
)
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input, in place of making a link."
)
@_ADDRESS
@_DATABASE
def add(name: str, email: str, role: str, password_stdin: bool, address: str, database: Place) -> None:
    """Make an account, and print a link by which the user sets a password within an hour."""
    hashed = hash_password(sys.stdin.readline().rstrip("\r\n")) if password_stdin else None
    with open_database(database, create=False) as opened:
        new = NewUser(name=name, email=email, role=Role(role), password=hashed)
        user = People(opened).add(new, Actor())
        if hashed is None:
            click.echo(reset_link(opened, address.rstrip("/"), user.id, Actor()))
    click.echo(f"made: {user.name} <{user.email}>, {user.role}", err=True)


@users.command("list")
@_DATABASE
def list_users(database: Place) -> None:
    """List the accounts."""
    table = Table(box=None, header_style="dim", pad_edge=False)
    for column in ("name", "e-mail", "role", "since", "sign-in"):
        table.add_column(column)
    with open_database(database, create=False, read_only=True) as opened:
        for user in People(opened).all():
            cells = (
                user.name,
                user.email,
                user.role,
                str(user.created.date()),
                "yes" if user.active else "no",
            )
            table.add_row(*(Text(cell) for cell in cells))
    Console(highlight=False, markup=False).print(table)


@users.command("role")
@click.argument("email")
@click.argument("role", type=_ROLE)
@_DATABASE
def set_role(email: str, role: str, database: Place) -> None:
    """Give the user with this e-mail address another role."""
    with open_database(database, create=False) as opened:
        user = _user(People(opened), email)
        People(opened).set_role(user.id, Role(role), Actor())
    click.echo(f"{user.name} is now {role}", err=True)


@users.command("reset")
@click.argument("email")
@_ADDRESS
@_DATABASE
def reset(email: str, address: str, database: Place) -> None:
    """Print a link by which the user sets a new password within an hour."""
    with open_database(database, create=False) as opened:
        user = _user(People(opened), email)
        click.echo(reset_link(opened, address.rstrip("/"), user.id, Actor()))


def _user(people: People, email: str) -> User:
    found = people.by_email(email)
    if found is None:
        raise UsageError("has no account", where=email, action="see `dateline users list`")
    return found[0]
