"""The command group, and what becomes of errors: one line, and an exit code."""

from __future__ import annotations

import importlib
import os
import sys

import click

from dateline import __version__
from dateline.errors import DatelineError

EXIT_USAGE = 2

# Where each command lives. They are loaded when asked for: a look into the database needs no models.
_COMMANDS = {
    "read": "dateline.cli.reading",
    "sources": "dateline.cli.sources",
    "collect": "dateline.cli.collecting",
    "gather": "dateline.cli.gather",
    "headlines": "dateline.cli.query",
    "show": "dateline.cli.query",
    "facts": "dateline.cli.query",
    "who": "dateline.cli.who",
    "explain": "dateline.cli.query",
    "positions": "dateline.cli.positions",
    "screen": "dateline.cli.screen",
    "verdict": "dateline.cli.screen",
    "search": "dateline.cli.query",
    "export": "dateline.cli.query",
    "batch": "dateline.cli.batch",
    "load": "dateline.cli.batch",
    "reference": "dateline.cli.reference",
    "serve": "dateline.cli.serve",
    "users": "dateline.cli.users",
    "watch": "dateline.cli.watch",
    "backup": "dateline.cli.keeping",
    "restore": "dateline.cli.keeping",
    "move": "dateline.cli.keeping",
    "prune": "dateline.cli.keeping",
    "verify": "dateline.cli.keeping",
    "evaluate": "dateline.cli.evaluate",
}


class _LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(importlib.import_module(_COMMANDS[cmd_name]), cmd_name)
        return command if isinstance(command, click.Command) else None


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dateline")
def dateline() -> None:
    """Read the news into a database of who did what to whom, who said so, and how we know it.

    Exit codes: 0 done, 1 some inputs were rejected (each is listed with its reason and kept), 2 usage.
    """


def main() -> None:
    """Run the command line; what goes wrong is told in one line."""
    # The products of small matrices that numpy is asked for take many times as long on several threads.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        code = dateline.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        _fail("stopped", 130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except DatelineError as error:
        _fail(str(error), EXIT_USAGE)
    except BrokenPipeError:
        # The reader of our output went away ("| head"): say nothing.
        _close_output()
        sys.exit(0)
    except OSError as error:
        # What the commands did not tell themselves: mostly output that cannot be written, as on a full disk.
        _close_output()
        where = f"{error.filename}: " if error.filename else ""
        _fail(
            f"{where}{error.strerror or error} (check the disk and the permissions, then run this again)",
            EXIT_USAGE,
        )
    sys.exit(code if isinstance(code, int) else 0)


def _close_output() -> None:
    """Have nothing more written to the standard output, not even while Python shuts down."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(message: str, code: int) -> None:
    click.echo(f"dateline: {' '.join(message.split())}", err=True)
    sys.exit(code)
