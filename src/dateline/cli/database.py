"""How a database is named on the command line: by ``--db``, or for all commands by ``DATELINE_DATABASE``."""

from __future__ import annotations

from pathlib import Path

import click

from dateline.store.database import Place, place_of

VARIABLE = "DATELINE_DATABASE"


class _Database(click.ParamType[Place]):
    """The path of a file, or ``postgresql://user@host/name``."""

    name = "database"

    def convert(self, value: Place, param: click.Parameter | None, ctx: click.Context | None) -> Place:
        if not str(value).strip():
            self.fail("is empty", param, ctx)
        return value if isinstance(value, Path) else place_of(value)


DATABASE = _Database()
"""The type of every option and argument that names a database."""
