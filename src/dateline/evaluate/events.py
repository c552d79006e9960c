"""Measures the coding of events on files in the form of Multi-CoPED: classes of sentences, or actors' spans.

Source: the CAMEO files of ConfliBERT's data (Hu et al., NAACL 2022). Which of the two a file is shows in
its first lines: a sentence, a tab and a digit; or a token and a BIO tag.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from dateline.errors import DataError
from dateline.evaluate.relations import macro_f1
from dateline.model import Span
from dateline.understand.events_main import MainEventFinder

_CLASS_LINE = re.compile(r"^(.+)\t\s*([0-4])\s*$")
_TAG_LINE = re.compile(r"^(\S+)[ \t]+(O|[BI]-[STR])$")
_ROLES = ("S", "T", "R")
_NO_SPACE_BEFORE = frozenset({",", ".", ";", ":", ")", "-", "?", "!", "%"})
_NO_SPACE_BEHIND = frozenset({"(", "-", "$"})
_TO_STRAIGHT = str.maketrans({"ʼ": "'", "’": "'"})


def evaluate(path: Path, finder: MainEventFinder | None = None) -> dict[str, float | int]:
    """Code every sentence of the file and compare.

    Args:
        path: sentences with a class (0 to 4), or tokens with BIO tags (S source, T target, R reciprocal).
        finder: what finds; the shipped one if None.

    Returns:
        For classes ``quad_macro_f1``, ``rows`` and ``unreadable``; for tags ``span_f1_s``, ``span_f1_t``,
        ``span_f1_r``, ``span_macro_f1``, ``rows`` and ``unreadable``. An unreadable row counts as wrong.

    Raises:
        DataError: the file cannot be read, is empty, or has neither form.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            f"the file cannot be read: {error}", where=str(path), action="give a text file"
        ) from error
    lines = [line.rstrip("\r") for line in text.split("\n")]
    filled = [line for line in lines if line.strip()]
    if not filled:
        raise DataError("the file is empty", where=str(path), action="give a file with sentences")
    classes = sum(bool(_CLASS_LINE.match(line)) for line in filled[:50])
    tags = sum(bool(_TAG_LINE.match(line)) for line in filled[:50])
    if not classes and not tags:
        raise DataError(
            "neither sentences with a class nor tokens with tags",
            where=str(path),
            action="use a file in the form of Multi-CoPED",
        )
    finder = finder or MainEventFinder.load()
    return _classes(filled, finder) if classes > tags else _spans(lines, finder)


def _classes(lines: Sequence[str], finder: MainEventFinder) -> dict[str, float | int]:
    gold: list[str] = []
    predicted: list[str] = []
    unreadable = 0
    for line in lines:
        match = _CLASS_LINE.match(line)
        if match is None:
            unreadable += 1
            gold.append("unreadable")
            predicted.append("wrong")
            continue
        gold.append(match.group(2))
        predicted.append(str(finder.find(match.group(1).translate(_TO_STRAIGHT)).quad))
    return {
        "quad_macro_f1": round(macro_f1(gold, predicted, ("0", "1", "2", "3", "4")), 4),
        "rows": len(lines),
        "unreadable": unreadable,
    }


def _spans(lines: Sequence[str], finder: MainEventFinder) -> dict[str, float | int]:
    counts = {role: [0, 0, 0] for role in _ROLES}
    rows = unreadable = 0
    for block in _blocks(lines):
        rows += 1
        pairs = [match.groups() for line in block if (match := _TAG_LINE.match(line))]
        if len(pairs) != len(block):
            unreadable += 1
        gold = [tag[-1] for _, tag in pairs]
        found = predict_tags(finder, [token for token, _ in pairs])
        for role in _ROLES:
            right, guessed, true = counts[role]
            right += sum(g == p == role for g, p in zip(gold, found, strict=True))
            counts[role] = [right, guessed + found.count(role), true + gold.count(role)]
    scores = {role: _f1(*counts[role]) for role in _ROLES}
    return {
        **{f"span_f1_{role.lower()}": round(score, 4) for role, score in scores.items()},
        "span_macro_f1": round(sum(scores.values()) / len(scores), 4),
        "rows": rows,
        "unreadable": unreadable,
    }


def predict_tags(finder: MainEventFinder, tokens: Sequence[str]) -> list[str]:
    """For each token ``S``, ``T``, ``R`` or ``O``."""
    text, places = join_tokens(tokens)
    event = finder.find(text)
    groups = (("S", event.sources), ("T", event.targets), ("R", event.reciprocals))
    tags = ["O"] * len(tokens)
    for role, spans in groups:
        for index, place in enumerate(places):
            if tags[index] == "O" and any(place.overlaps(span) for span in spans):
                tags[index] = role
    return tags


def join_tokens(tokens: Sequence[str]) -> tuple[str, list[Span]]:
    """The sentence that the tokens were cut from, as far as that shows, and where each stands in it."""
    places: list[Span] = []
    text = ""
    for index, token in enumerate(tokens):
        token = token.translate(_TO_STRAIGHT)
        if text and not _is_glued(tokens, index):
            text += " "
        places.append(Span(len(text), len(text) + len(token)))
        text += token
    return text, places


def read_classes(path: Path) -> list[tuple[str, int]]:
    """The readable sentences of a file with classes."""
    lines = (_CLASS_LINE.match(line.rstrip("\r")) for line in path.read_text("utf-8").split("\n"))
    return [(match.group(1).translate(_TO_STRAIGHT), int(match.group(2))) for match in lines if match]


def read_blocks(path: Path) -> list[list[tuple[str, str]]]:
    """The sentences of a file with tags, as tokens with their tags; lines that do not read so are left out."""
    blocks = _blocks([line.rstrip("\r") for line in path.read_text("utf-8").split("\n")])
    return [[(m.group(1), m.group(2)) for line in block if (m := _TAG_LINE.match(line))] for block in blocks]


def _is_glued(tokens: Sequence[str], index: int) -> bool:
    """Whether a token stood without a space behind the one before it."""
    here, before = tokens[index].translate(_TO_STRAIGHT), tokens[index - 1].translate(_TO_STRAIGHT)
    if here in _NO_SPACE_BEFORE or before in _NO_SPACE_BEHIND or here in ("'s", "n't"):
        return True
    apostrophe = before == "'" and here in ("s", "t", "re", "ve", "ll")
    return apostrophe or (here == "'" and tokens[index + 1 : index + 2] == ["s"])


def _blocks(lines: Sequence[str]) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _f1(right: int, guessed: int, true: int) -> float:
    return 2 * right / (guessed + true) if guessed + true else 0.0
