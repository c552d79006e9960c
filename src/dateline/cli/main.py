"""The command group, and what becomes of errors: one line, and an exit code."""

from __future__ import annotations

import importlib
import os
import sys

import click

from dateline import __version__
from dateline.errors import DatelineError

EXIT_USAGE = 2

# Where each command lives, and what the list of commands says of it. They are loaded when asked for: a look into the
# database needs no models, and the list none of them.
COMMANDS = {
    "read": ("dateline.cli.reading", "Read pages: HTML, saved text, archives, addresses."),
    "sources": ("dateline.cli.sources", "Say what is collected from, and see how it does."),
    "collect": ("dateline.cli.collecting", "Collect new pages from the sources, and read them."),
    "gather": ("dateline.cli.gather", "Gather all articles anew: stories and incidents."),
    "headlines": ("dateline.cli.query", "List the articles, newest first."),
    "show": ("dateline.cli.query", "Show one article with all that was read from it."),
    "facts": ("dateline.cli.query", "List events, each with the sentence it rests on."),
    "who": ("dateline.cli.who", "Tell who somebody was on a day."),
    "explain": ("dateline.cli.query", "Show one fact with everything it rests on."),
    "positions": ("dateline.cli.positions", "Show what somebody was for and against, over time."),
    "screen": ("dateline.cli.screen", "Hold a list of names against the reference data."),
    "verdict": ("dateline.cli.screen", "Keep a judgement on whom a name means."),
    "search": ("dateline.cli.query", "Find articles by their words, best first."),
    "export": ("dateline.cli.query", "Write events and statements for other programs."),
    "batch": ("dateline.cli.batch", "Read many pages into Parquet, on many machines."),
    "load": ("dateline.cli.batch", "Put what `dateline batch` wrote into a database."),
    "reference": ("dateline.cli.reference", "Import lists and other data on who is who."),
    "serve": ("dateline.cli.serve", "Show the database as a site, with an API."),
    "users": ("dateline.cli.users", "Make accounts for the site, and say what they may do."),
    "watch": ("dateline.cli.watch", "Send the news of the searches that users watch."),
    "backup": ("dateline.cli.keeping", "Write all that the database holds into a file."),
    "restore": ("dateline.cli.keeping", "Make a database from a backup."),
    "move": ("dateline.cli.keeping", "Copy all from one database into another."),
    "prune": ("dateline.cli.keeping", "Take out what is old or of one site."),
    "verify": ("dateline.cli.keeping", "Look the database over for damage."),
    "evaluate": ("dateline.cli.evaluate", "Measure Dateline on files in a public format."),
}


class _LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(COMMANDS[cmd_name][0]), cmd_name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items()])


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
