"""How many lost letters are restored, how many wrongly, and whether undamaged text is left alone."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ftfy.badness import is_bad

from dateline.errors import DataError
from dateline.evaluate.layouts import load
from dateline.extract.repair import Repairer
from dateline.model import Repair

_BEYOND = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"(?<!\w)[^\W\d_]{3,}(?!\w)")
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in)\b")
_TRAPS = (
    "Who?What?When? He asked, and asked again.",
    "Is it so?really?Yes. See https://example.org/find?q=caf&x=1 or example.org/a?b.",
    "What?s that? Who?d have thought it? Why?ever not?",
    "Is that Tom? he asked. No? she said. Was it all? and who would pay?",
    "The ? key, the C? operator, a ?: b, 5?6 and [?] are in the manual; A?B?C?",
)


def evaluate(directory: Path) -> dict[str, float | int]:
    """Measures repairs on the texts of a folder of public sets.

    Undamaged text: the bodies in ``extraction`` (layouts wcxb and fundus), ``statements/polnear`` and some
    lines made to trap; each repair there is a false one. Damage: every letter beyond ASCII in the bodies
    becomes ``?`` (words with a capital are counted, but for blocks that are mojibake already), and so it does
    in each name of ``reference/officials_tenures.csv``, in a sentence of its own (most of these names are in
    the lexicon, so that this figure tells of ambiguity alone).

    Args:
        directory: holds ``extraction``, ``statements`` and ``reference``.

    Returns:
        ``words`` and ``false_repairs`` of undamaged text; for ``english`` and ``foreign`` pages and
        ``officials``: how many damaged ``…_names``, and the shares ``…_recovered``, ``…_wrong`` (the rest was
        left alone).

    Raises:
        DataError: the folder does not hold these sets.
    """
    repairer = Repairer.load()
    extraction = directory / "extraction"
    bodies = [*_bodies(extraction / "wcxb_dev", "wcxb"), *_bodies(extraction / "fundus", "fundus")]
    english = [body for body in bodies if _is_english(body)]
    foreign = [body for body in bodies if not _is_english(body)]
    plain = [*bodies, *_polnear(directory / "statements" / "polnear")]
    result: dict[str, float | int] = {
        "words": sum(len(block.split()) for blocks in plain for block in blocks),
        "false_repairs": false_repairs([*plain, [*_TRAPS]], repairer),
        "traps": false_repairs([[trap] for trap in _TRAPS], repairer),
    }
    for label, documents in (
        ("english", english),
        ("foreign", foreign),
        (
            "officials",
            [
                [f"{name} said so on Tuesday."]
                for name in _officials(directory / "reference" / "officials_tenures.csv")
            ],
        ),
    ):
        names, recovered, wrong = restored(documents, repairer)
        result[f"{label}_names"] = names
        result[f"{label}_recovered"] = recovered / max(names, 1)
        result[f"{label}_wrong"] = wrong / max(names, 1)
    return result


def false_repairs(documents: Iterable[list[str]], repairer: Repairer) -> int:
    """How many lost letters and marks are "restored" in documents that have lost none (mojibake aside)."""
    return sum(
        repair.rule != "mojibake"
        for blocks in documents
        for block in repairer.repair(blocks)
        for repair in block.repairs
    )


def restored(
    documents: Iterable[list[str]],
    repairer: Repairer,
    damage: Callable[[str], str] | None = None,
) -> tuple[int, int, int]:
    """Damages documents, and counts their names beyond ASCII, those restored, and those changed wrongly.

    Args:
        documents: the blocks of each.
        repairer: what restores.
        damage: what happens to a block, without a change of length; every letter beyond ASCII becomes ``?``
            if it is not given.
    """
    damage = damage or _lose_letters
    names = recovered = wrong = 0
    for blocks in documents:
        damaged = [damage(block) for block in blocks]
        expected = [_names(block) for block in blocks]
        if not any(expected):
            continue
        for block, truth in zip(repairer.repair(damaged), expected, strict=True):
            results = {
                repair.span.start - _shift(block.repairs, repair.span.start): repair.result
                for repair in block.repairs
            }
            for place, name in truth.items():
                names += 1
                recovered += results.get(place) == name
                wrong += place in results and results[place] != name
    return names, recovered, wrong


def _shift(repairs: Iterable[Repair], place: int) -> int:
    """How far earlier repairs have moved a place in the text."""
    return sum(len(repair.result) - len(repair.original) for repair in repairs if repair.span.start < place)


def _lose_letters(text: str) -> str:
    """The text with each letter beyond ASCII become a question mark; quotation marks stay."""
    return _BEYOND.sub(lambda match: "?" if match.group().isalpha() else match.group(), text)


def _names(block: str) -> dict[int, str]:
    """From its place to each word with a capital and a letter beyond ASCII."""
    if is_bad(block):
        return {}
    return {
        match.start(): match.group()
        for match in _WORD.finditer(block)
        if match.group()[0].isupper() and _BEYOND.search(match.group()) and _latin(match.group())
    }


def _is_english(blocks: list[str]) -> bool:
    words = sum(len(block.split()) for block in blocks)
    return sum(len(_ENGLISH.findall(block)) for block in blocks) > 0.06 * words


def _bodies(directory: Path, layout: str) -> Iterator[list[str]]:
    for page in load(directory, layout):
        if page.body:
            yield [line for line in page.body.splitlines() if line.strip()]


def _polnear(directory: Path) -> Iterator[list[str]]:
    paths = sorted(directory.glob("*/text/*"))
    if not paths:
        raise DataError("no texts found", where=str(directory), action="give the folder with all data sets")
    for path in paths:
        yield [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _officials(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            names = {row["name"].strip() for row in csv.DictReader(file)}
    except (OSError, KeyError) as error:
        raise DataError(f"cannot be read: {error}", where=str(path)) from error
    return sorted(name for name in names if _BEYOND.search(name) and _latin(name))


def _latin(name: str) -> bool:
    return all(ord(letter) < 0x250 or 0x1E00 <= ord(letter) < 0x1F00 for letter in name if letter.isalpha())
