"""Writes the parts of the manual that come from the code: ``python -m docs.generate``."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click

from dateline.cli import dateline
from dateline.settings import PREFIX, Settings

DOCS = Path(__file__).resolve().parent
_NOTE = "<!-- Written by `make docs` from the code; change the code, not this page. -->\n\n"


def commands() -> str:
    """The command reference: the help text of every command."""
    parts = ["# Commands\n\n", _NOTE]
    for name, command in _walk("dateline", dateline):
        context = click.Context(command, info_name=name)
        with context:
            formatter = context.make_formatter()
            formatter.width = 100
            command.format_help(context, formatter)
        text = formatter.getvalue().rstrip()
        parts.append(f"## `{name}`\n\n```text\n{text}\n```\n\n")
    return "".join(parts).rstrip() + "\n"


def settings() -> str:
    """The settings: variable, default and meaning of each."""
    described = dict(
        re.findall(r"^\s+(\w+): (.+(?:\n {12,}.+)*)", inspect.getdoc(Settings) or "", re.MULTILINE)
    )
    defaults = Settings()
    rows = [
        f"| `{PREFIX}{field.name.upper()}` | `{getattr(defaults, field.name)}` | {described[field.name]} |"
        for field in dataclasses.fields(Settings)
    ]
    head = (
        "# Settings\n\n"
        + _NOTE
        + "Each is an environment variable.\n\n| variable | default | meaning |\n| --- | --- | --- |\n"
    )
    return head + "\n".join(rows) + "\n"


def _walk(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None:
                yield from _walk(f"{name} {child}", found)


GENERATED = {"commands.md": commands, "settings.md": settings}


def main() -> None:
    """Write every generated page."""
    for name, make in GENERATED.items():
        (DOCS / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
