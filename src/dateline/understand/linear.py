"""Linear models as packed integers: one integer holds the weights that a feature gives to every class.

The weights of a feature lie side by side in one Python integer, sixteen bits for each class, so that the sum
of the integers is the sum of all scores at once. This is several times as fast as a dictionary of scores,
and exact. A model file is a ``.npz`` with arrays of numbers only; nothing in it is code.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.errors import DataError

BITS = 16
_HALF = 1 << (BITS - 1)
Arrays = Mapping[str, NDArray[Any]]


def bias(classes: int) -> int:
    """What makes every field of a packed sum positive, so that it can be read off."""
    return sum(_HALF << (BITS * number) for number in range(classes))


def fields(total: int, classes: int, offset: int) -> list[int]:
    """The scores in a packed sum, each higher by the same amount; ``offset`` is ``bias(classes)``."""
    return memoryview((total + offset).to_bytes(2 * classes, "little")).cast("H").tolist()


def highest(scores: list[int]) -> int:
    """The number of the highest score; of equal ones the last."""
    best = max(scores)
    return len(scores) - 1 - scores[::-1].index(best)


def sparse(rows: Sequence[Mapping[int, int]]) -> dict[str, NDArray[Any]]:
    """The weights of each feature (class number → weight) as arrays for a model file."""
    return {
        "counts": np.array([len(row) for row in rows], dtype=np.uint8),
        "classes": np.array([number for row in rows for number in sorted(row)], dtype=np.uint8),
        "values": np.array([row[number] for row in rows for number in sorted(row)], dtype="<i2"),
    }


def packed(arrays: Arrays, prefix: str, classes: int) -> list[int]:
    """The packed weights of each feature, from the arrays that ``sparse`` made, under a prefix of names."""
    counts = arrays[prefix + "counts"]
    dense = np.full((len(counts), classes), _HALF, dtype="<u2")
    rows = np.repeat(np.arange(len(counts)), counts)
    dense[rows, arrays[prefix + "classes"]] = (arrays[prefix + "values"].astype(np.int32) + _HALF).astype(
        "<u2"
    )
    data, width, offset = dense.tobytes(), 2 * classes, bias(classes)
    return [
        int.from_bytes(data[place : place + width], "little") - offset for place in range(0, len(data), width)
    ]


def strings(names: Sequence[str]) -> NDArray[Any]:
    """Strings without line breaks as an array of bytes."""
    return np.frombuffer("\n".join(names).encode(), dtype=np.uint8)


def names_of(array: NDArray[Any]) -> list[str]:
    """The strings that ``strings`` wrote."""
    text = array.tobytes().decode()
    return text.split("\n") if text else []


def to_bytes(arrays: Arrays) -> bytes:
    """A model file; the same arrays always give the same bytes."""
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **dict(arrays))
    return stream.getvalue()


def load(name: str) -> dict[str, NDArray[Any]]:
    """The arrays of a shipped model file.

    Raises:
        DataError: if it is missing or damaged.
    """
    source = resources.files("dateline") / "models" / "en" / name
    try:
        with np.load(io.BytesIO(source.read_bytes()), allow_pickle=False) as archive:
            return {key: archive[key] for key in archive.files}
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise DataError(
            f"cannot read the model ({error})", where=str(source), action="reinstall Dateline"
        ) from error
