"""``dateline evaluate``: each measure on files in a public format; the last line printed is one JSON object."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click

from dateline.errors import UsageError
from dateline.evaluate import (
    events as events_measure,
    extraction as extraction_measure,
    mentions as mentions_measure,
    metadata as metadata_measure,
    names as names_measure,
    relations as relations_measure,
    repairs as repairs_measure,
    saved_text as saved_text_measure,
    sentences as sentences_measure,
    statements as statements_measure,
    syntax as syntax_measure,
)

DIRECTORY = click.Path(path_type=Path)
LAYOUTS = click.Choice(["seb", "wcxb", "fundus"])


@click.group()
def evaluate() -> None:
    """Measure Dateline on files in a public format; prints one JSON object as its last line."""


def _print(result: Mapping[str, float | int]) -> None:
    rounded = {key: round(value, 4) if isinstance(value, float) else value for key, value in result.items()}
    click.echo(json.dumps(rounded))


def _existing(path: Path, *, directory: bool) -> Path:
    if not path.exists():
        raise UsageError("no such file or directory", where=str(path), action="check the path")
    if path.is_dir() is not directory:
        kind = "a directory" if directory else "a file"
        raise UsageError(f"is not {kind}", where=str(path), action=f"give {kind}")
    return path
