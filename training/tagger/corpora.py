"""What the tagger can learn from besides labelled news and GUM: PETRARCH's parses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from dateline.evaluate.conllu import normal_tag

_LEAF = re.compile(r"\(([^\s()]+) ([^\s()]+)\)")
_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]"}


def read_petr(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """The words and tags of the parses among PETRARCH's unit records."""
    for parse in re.findall(r"<Parse>(.*?)</Parse>", path.read_text(encoding="utf-8"), re.DOTALL):
        leaves = [(tag, word) for tag, word in _LEAF.findall(parse) if tag != "-NONE-"]
        if leaves:
            words = [_BRACKETS.get(word, word) for _, word in leaves]
            yield words, [normal_tag(tag, word) for (tag, _), word in zip(leaves, words, strict=True)]
