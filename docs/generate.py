"""Writes the parts of the manual that come from the code: ``python -m docs.generate``."""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path

import click

from dateline.cli import dateline
from dateline.resolve.names import FEATURES
from dateline.settings import PREFIX, Settings

DOCS = Path(__file__).resolve().parent
README = DOCS.parent / "README.md"
ACCURACY = DOCS / "accuracy.md"
NAMES = DOCS / "accuracy" / "names.md"
SITE_ACCURACY = DOCS.parent / "src" / "dateline" / "serve" / "data" / "accuracy.json"
_NOTE = "<!-- Written by `make docs` from the code; change the code, not this page. -->\n\n"


def commands() -> str:
    """The command reference: the help text of every command."""
    parts = ["# Commands\n\n", _NOTE]
    for name, command in _walk("dateline", dateline):
        context = click.Context(command, info_name=name, help_option_names=["-h", "--help"])
        command._help_option = None  # click keeps the one of an earlier context, with other names
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
        re.findall(r"^\s+(\w+): (.+(?:\n {8,}.+)*)", inspect.getdoc(Settings) or "", re.MULTILINE)
    )
    defaults = Settings()
    rows = [
        f"| `{PREFIX}{field.name.upper()}` | `{getattr(defaults, field.name)}` |"
        f" {' '.join(described[field.name].split())} |"
        for field in dataclasses.fields(Settings)
    ]
    head = (
        "# Settings\n\n"
        + _NOTE
        + "Each is an environment variable.\n\n| variable | default | meaning |\n| --- | --- | --- |\n"
    )
    return head + "\n".join(rows) + "\n"


def readme() -> str:
    """The README with the table of the accuracy page in it."""
    before, _, after = _cut(README.read_text("utf-8"), "accuracy")
    _, table, _ = _cut(ACCURACY.read_text("utf-8"), "table")
    return before + table + after


def accuracy_data() -> str:
    """The table of the accuracy page as data, for the site: a list of rows, each a list of plain cells."""
    _, table, _ = _cut(ACCURACY.read_text("utf-8"), "table")
    rows = [line.strip().strip("|").split(" | ") for line in table.strip().splitlines()]
    cells = [[re.sub(r"\*\*|`", "", cell).strip(" |") for cell in row] for row in (rows[0], *rows[2:])]
    return json.dumps(cells, ensure_ascii=False, indent=1) + "\n"


def name_features() -> str:
    """The page on names with the table of features in it."""
    rows = [f"| `{name}` | {feature.weight:.2f} | {feature.says} |" for name, feature in FEATURES.items()]
    table = "\n\n| feature | takes | where |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n\n"
    before, _, after = _cut(NAMES.read_text("utf-8"), "features")
    return before + table + after


def _cut(text: str, mark: str) -> tuple[str, str, str]:
    """What stands before, between and behind ``<!-- mark: begin -->`` and its end; marks outside."""
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    start = text.index(begin) + len(begin)
    stop = text.index(end, start)
    return text[:start], text[start:stop], text[stop:]


def _walk(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None:
                yield from _walk(f"{name} {child}", found)


GENERATED = {
    DOCS / "commands.md": commands,
    DOCS / "settings.md": settings,
    README: readme,
    NAMES: name_features,
    SITE_ACCURACY: accuracy_data,
}


def main() -> None:
    """Write every generated page."""
    for path, make in GENERATED.items():
        path.write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
