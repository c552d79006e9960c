"""The lines of a saved text: line ends of any system, and paragraphs put together that were wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_ITEM = re.compile(r"(?:[-*•·‣▪–—>|#]|\(?\d{1,3}[.)]|\(?[a-z]\))\s")
_SPLIT_WORD = re.compile(r"\w-$")

# Text is wrapped by hand or by mail at 72 or so, by an editor at 80, by a terminal at up to 132 columns.
_NARROWEST, _WIDEST = 40, 132
# How short of the width a wrapped line may stay though the next word would have fitted (`fmt` balances).
_SLACK = 8


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text that have something on them, white space folded, wrapped paragraphs put together.

    Args:
        text: as read from the file, with line ends of Unix, Windows or the old Mac.

    Returns:
        One string for each heading, paragraph, menu entry … in order; () for a text without any.
    """
    raw = [_SPACES.sub(" ", _INVISIBLE.sub("", line)).rstrip() for line in _LINE_END.split(text)]
    width = _wrap_width(raw)
    runs = _runs(raw)
    if width is None:
        return tuple(line.strip() for run in runs for line in run)
    return tuple(line for run in runs for line in _unwrap(run, width))


def _runs(lines: Sequence[str]) -> Iterator[list[str]]:
    """Lines between empty lines."""
    run: list[str] = []
    for line in (*lines, ""):
        if line.strip():
            run.append(line)
        elif run:
            yield run
            run = []


def _wrap_width(lines: Sequence[str]) -> int | None:
    """The column at which the text was wrapped; None if it was not.

    A text is taken to be wrapped if its lines end where the next word would not have fitted any more, in at
    least three places, and no line of several words is longer.
    """
    lengths = [len(line) for line in lines if " " in line.strip()]
    width = max(lengths, default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return None
    follows = sum(
        _is_wrapped(before, after, width) and not before.endswith((".", "!", "?"))
        for before, after in pairwise(lines)
    )
    return width if follows >= 3 else None


def _is_wrapped(line: str, following: str, width: int) -> bool:
    """Whether ``line`` goes on in ``following``: the first word there would not have fitted here."""
    words = following.split(maxsplit=1)
    if not words or _ITEM.match(following.lstrip()) or " " not in line.strip():
        return False
    return len(line) + 1 + len(words[0]) > width - _SLACK


def _unwrap(run: Sequence[str], width: int) -> Iterator[str]:
    """The paragraphs of a run of wrapped lines."""
    whole = run[0].strip()
    for before, line in pairwise(run):
        if _is_wrapped(before, line, width):
            joint = "" if _SPLIT_WORD.search(whole) else " "
            whole = f"{whole}{joint}{line.strip()}"
        else:
            yield whole
            whole = line.strip()
    yield whole
