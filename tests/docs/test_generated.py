from __future__ import annotations

import dataclasses

import click
import pytest

from dateline.cli import dateline
from dateline.settings import Settings
from docs.generate import DOCS, GENERATED, commands, settings


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_the_generated_pages_are_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == GENERATED[name](), "run `make docs` and commit the result"


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
