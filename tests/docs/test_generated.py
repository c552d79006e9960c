from __future__ import annotations

import dataclasses
from pathlib import Path

import click
import pytest

from dateline.cli import dateline
from dateline.settings import Settings
from docs.generate import GENERATED, commands, readme, settings


@pytest.mark.parametrize("path", sorted(GENERATED), ids=lambda path: path.name)
def test_the_generated_pages_are_up_to_date(path: Path) -> None:
    assert path.read_text("utf-8") == GENERATED[path](), "run `make docs` and commit the result"


def test_the_readme_shows_the_accuracy_table() -> None:
    assert "| Dateline |" in readme()


def test_every_command_and_option_is_documented() -> None:
    text = commands()
    context = click.Context(dateline)
    names = dateline.list_commands(context)
    assert {"read", "facts", "evaluate"} <= set(names)
    for name in names:
        command = dateline.get_command(context, name)
        assert command is not None
        assert f"## `dateline {name}`" in text
        assert command.help, name
        for parameter in command.params:
            for option in (o for o in parameter.opts if o.startswith("--")):
                assert option in text


def test_every_setting_is_documented() -> None:
    text = settings()
    for field in dataclasses.fields(Settings):
        assert f"`DATELINE_{field.name.upper()}`" in text
