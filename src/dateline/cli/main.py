"""The command group, and what becomes of errors: one line, and an exit code."""

from __future__ import annotations

import os
import sys

import click

from dateline import __version__
from dateline.cli.evaluate import evaluate
from dateline.cli.query import export, facts, headlines, search, show
from dateline.cli.reading import read
from dateline.errors import DatelineError

EXIT_USAGE = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dateline")
def dateline() -> None:
    """Read the news into a database of who did what to whom, who said so, and how we know it.

    Exit codes: 0 done, 1 some inputs were rejected (each is listed with its reason and kept), 2 usage.
    """


for command in (read, headlines, show, facts, search, export, evaluate):
    dateline.add_command(command)


def main() -> None:
    """Run the command line; what goes wrong is told in one line."""
    try:
        code = dateline.main(standalone_mode=False)
    except click.exceptions.Abort:
        _fail("stopped", 130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except DatelineError as error:
        _fail(str(error), EXIT_USAGE)
    except BrokenPipeError:
        # The reader of our output went away ("| head"); say nothing, not even while Python shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int) -> None:
    click.echo(f"dateline: {' '.join(message.split())}", err=True)
    sys.exit(code)
