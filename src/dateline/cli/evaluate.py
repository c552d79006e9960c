"""``dateline evaluate``: measures on files in public formats; the last line printed is one JSON object."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click

from dateline.errors import UsageError
from dateline.evaluate import damaged as damaged_measure
from dateline.evaluate import events as events_measure
from dateline.evaluate import extraction as extraction_measure
from dateline.evaluate import incidents as incidents_measure
from dateline.evaluate import labelled as labelled_measure
from dateline.evaluate import linking as linking_measure
from dateline.evaluate import mentions as mentions_measure
from dateline.evaluate import metadata as metadata_measure
from dateline.evaluate import names as names_measure
from dateline.evaluate import officials as officials_measure
from dateline.evaluate import positions as positions_measure
from dateline.evaluate import reference as reference_measure
from dateline.evaluate import relations as relations_measure
from dateline.evaluate import repairs as repairs_measure
from dateline.evaluate import saved_text as saved_text_measure
from dateline.evaluate import sentences as sentences_measure
from dateline.evaluate import statements as statements_measure
from dateline.evaluate import stories as stories_measure
from dateline.evaluate import syntax as syntax_measure

PATH = click.Path(path_type=Path)
LAYOUTS = click.Choice(["seb", "wcxb", "fundus"])


@click.group()
def evaluate() -> None:
    """Measure Dateline on files in a public format; prints one JSON object as its last line."""


@evaluate.command()
@click.argument("directory", type=PATH)
@click.option(
    "--layout", type=LAYOUTS, default="seb", show_default=True, help="How the directory is laid out."
)
@click.option("--as-text", is_flag=True, help="Turn each page to plain text first, and read that.")
def extraction(directory: Path, layout: str, as_text: bool) -> None:
    """Bodies of articles: f1, precision, recall of 4-word shingles, accuracy, pages.

    Layouts: seb (ground-truth.json and html/*.html.gz, as in scrapinghub/article-extraction-benchmark),
    wcxb (ground-truth/*.json and html/), fundus (country/Publisher.json beside the pages).
    """
    _check(directory, is_directory=True)
    measure = saved_text_measure.evaluate if as_text else extraction_measure.evaluate
    _print(measure(directory, layout=layout))


@evaluate.command()
@click.argument("directory", type=PATH)
@click.option(
    "--layout", type=LAYOUTS, default="fundus", show_default=True, help="How the directory is laid out."
)
def metadata(directory: Path, layout: str) -> None:
    """Headline, authors and date of pages: title_exact, authors_set, date."""
    _check(directory, is_directory=True)
    _print(metadata_measure.evaluate(directory, layout=layout))


@evaluate.command()
@click.argument("directory", type=PATH)
def repairs(directory: Path) -> None:
    """Letters restored in names damaged on purpose, and false repairs in text that is sound.

    DIRECTORY holds the folders extraction (wcxb_dev, fundus), statements/polnear and reference.
    """
    _check(directory, is_directory=True)
    _print(repairs_measure.evaluate(directory))


@evaluate.command()
@click.argument("directory", type=PATH)
def sentences(directory: Path) -> None:
    """Ends of sentences in a directory of CoNLL-U files: f1, precision, recall."""
    _check(directory, is_directory=True)
    _print(sentences_measure.evaluate(directory))


@evaluate.command()
@click.argument("directory", type=PATH)
def syntax(directory: Path) -> None:
    """Subjects, objects and obliques of verbs in a directory of CoNLL-U files, and tags of words."""
    _check(directory, is_directory=True)
    _print(syntax_measure.evaluate(directory))


@evaluate.command()
@click.argument("directory", type=PATH)
def mentions(directory: Path) -> None:
    """Named people, organisations and places, and who is the same, in GUM's CoNLL-U files."""
    _check(directory, is_directory=True)
    _print(mentions_measure.evaluate(directory))


@evaluate.command()
@click.argument("directory", type=PATH)
def linking(directory: Path) -> None:
    """Which entity a mention names, in GUM's CoNLL-U files with Wikipedia titles: precision, recall, f1."""
    _check(directory, is_directory=True)
    _print(linking_measure.evaluate(directory))


@evaluate.command()
@click.argument("file", type=PATH)
def officials(file: Path) -> None:
    """Who is meant by a family name, or by a title, and a state on a day, in a table of terms of office."""
    _check(file, is_directory=False)
    _print(officials_measure.evaluate(file))


@evaluate.command()
@click.argument("file", type=PATH)
def reference(file: Path) -> None:
    """The shipped office holders against a table of terms of office: known, starts_agree, covered."""
    _check(file, is_directory=False)
    _print(reference_measure.evaluate(file))


@evaluate.command()
@click.argument("file", type=PATH)
def relations(file: Path) -> None:
    """PLOVER root of a marked pair (PLV's tab-separated format): root and quad macro-F1, accuracy."""
    _check(file, is_directory=False)
    _print(relations_measure.evaluate(file))


@evaluate.command()
@click.argument("file", type=PATH)
def events(file: Path) -> None:
    """Events in raw sentences (Multi-CoPED): quad class from a .tsv, or actor spans from a BIO file."""
    _check(file, is_directory=False)
    _print(events_measure.evaluate(file))


@evaluate.command()
@click.argument("directory", type=PATH)
def statements(directory: Path) -> None:
    """Attributions in PolNeAR's layout: F1 by token of source, cue and content, alpha, attribution_f1."""
    _check(directory, is_directory=True)
    _print(statements_measure.evaluate(directory))


@evaluate.command()
@click.argument("file", type=PATH)
def names(file: Path) -> None:
    """Pairs of names that match or not (name_bench CSV): f1, precision, recall at our threshold."""
    _check(file, is_directory=False)
    _print(names_measure.evaluate(file))


@evaluate.command()
@click.argument("file", type=PATH)
def damaged(file: Path) -> None:
    """Names that lost letters, found again among all names of a CSV (column name): full, surname, wrong, and more."""
    _check(file, is_directory=False)
    _print(damaged_measure.evaluate(file))


SPLIT = click.option(
    "--split", type=click.Choice(["dev", "test"]), default="test", show_default=True, help="Which part."
)


@evaluate.command()
@click.argument("file", type=PATH)
@SPLIT
def stories(file: Path, split: str) -> None:
    """Articles put into stories (training/gather/stories.jsonl): B-cubed, copies_f1, sources_right."""
    _check(file, is_directory=False)
    _print(stories_measure.evaluate(file, split=split))


@evaluate.command()
@click.argument("file", type=PATH)
@SPLIT
def incidents(file: Path, split: str) -> None:
    """Reports of one act put together, in the same file: B-cubed, duplicates left per 1,000 events."""
    _check(file, is_directory=False)
    _print(incidents_measure.evaluate(file, split=split))


@evaluate.command()
@click.argument("file", type=PATH)
@SPLIT
def positions(file: Path, split: str) -> None:
    """Who is for or against what (training/gather/positions.jsonl): precision, recall, f1, sign_right."""
    _check(file, is_directory=False)
    _print(positions_measure.evaluate(file, split=split))


def _print(result: Mapping[str, float | int]) -> None:
    rounded = {key: round(value, 4) if isinstance(value, float) else value for key, value in result.items()}
    click.echo(json.dumps(rounded))


def _check(path: Path, *, is_directory: bool) -> None:
    if not path.exists():
        raise UsageError("no such file or directory", where=str(path), action="check the path")
    if path.is_dir() is not is_directory:
        kind = "a directory" if is_directory else "a file"
        raise UsageError(f"is not {kind}", where=str(path), action=f"give {kind}")


@evaluate.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def labelled(path: Path) -> None:
    """Events with who takes part, auxiliary modes and statements, on rows labelled in full (the split "test")."""
    _print(labelled_measure.evaluate(path))
