"""Reads the lexicon's data files and checks their form."""

from __future__ import annotations

from importlib import resources
from typing import TypeVar

import msgspec
import yaml

from dateline.errors import DataError

_Form = TypeVar("_Form")
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C loader is ten times as quick


def read_lines(name: str) -> list[str]:
    """The lines of ``data/<name>``, without empty ones and comments."""
    text = (resources.files("dateline.lexicon") / "data" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def read_yaml(name: str, form: type[_Form], package: str = "dateline.lexicon", folder: str = "data") -> _Form:
    """What ``folder/name`` of ``package`` holds, as ``form`` (a msgspec type).

    Raises:
        DataError: the file does not have that form.
    """
    text = (resources.files(package) / folder / name).read_text(encoding="utf-8")
    try:
        # A safe loader in either case, C or not.
        return msgspec.convert(yaml.load(text, _LOADER), type=form)  # noqa: S506
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise DataError(str(error).replace("\n", " "), where=f"{folder}/{name}") from error
