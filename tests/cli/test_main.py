"""The list of commands: what it says is true, and it is quick to give."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from dateline.cli.main import COMMANDS, dateline


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_there_and_tells_of_itself(name: str) -> None:
    command = dateline.get_command(click.Context(dateline), name)
    assert command is not None
    assert command.help
    _, says = COMMANDS[name]
    assert says.endswith(".")
    # The list and the command's own page begin alike.
    assert command.help.split()[0] == says.split()[0]


def test_the_list_is_whole_and_fits_a_terminal() -> None:
    told = CliRunner().invoke(dateline, ["--help"]).output
    assert all(f"{says}\n" in told for _, says in COMMANDS.values())
    assert max(map(len, told.splitlines())) <= 80


def test_the_list_loads_nothing_that_takes_long() -> None:
    ask = "import sys; from dateline.cli.main import dateline; dateline(['--help'], standalone_mode=False); "
    done = subprocess.run(
        [sys.executable, "-c", f"{ask}print([n for n in ('numpy', 'onnxruntime', 'sqlalchemy') if n in sys.modules])"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"
