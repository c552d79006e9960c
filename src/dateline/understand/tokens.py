"""Words: a sentence is cut into tokens as the Penn Treebank does, but hyphenated words stay whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

import yaml

_LETTERS = r"[^\W\d_](?:[^\W_]|[\u0300-\u036f])*"
_TOKEN = re.compile(
    rf"""
      (?:https?://|www\.)[^\s<>"“”’]*[\w/]                                   # addresses
    | [\w.+-]{{1,64}}@[\w-]{{1,64}}(?:\.[\w-]+)+                                          # mail
    | [@#]\w+                                                                 # handles and hashtags
    | (?:[^\W_]+[.-])*[^\W_]+\.(?:com|org|net|gov|edu|info|co\.uk|news|io|tv|ru|rs|eu)\b(?:/[\w/-]*)?
    | (?:[^\W\d_]\.){{2,}}(?:-{_LETTERS})*                                    # U.S., a.m., U.S.-led
    | [^\W\d_]\.[^\W\d_](?:\.)?(?![\w])                                       # U.S without its last stop
    | (?:US|A|C|NZ|HK|S|R)?[$€£¥₹]
    | [’']\d0s\b
    | \d+(?:[.,:]\d+)*(?:{_LETTERS})?(?:-[^\W_]+)*                            # numbers, 20th, 12-year-old
    | {_LETTERS}(?:(?:[-‐‑’'.&](?=[^\W_])|(?<=[^\W_])&(?=[A-Z]))[^\W_](?:[^\W_]|[\u0300-\u036f])*)*
    | \.(?:\ ?\.)+ | … | -{{2,}} | \S
    """,
    re.VERBOSE,
)
_CLITIC = re.compile(r"(?i)(?<=[^\W_])(?:n[’']t|[’'](?:s|re|ve|ll|d|m))$")


@cache
def _abbreviations() -> frozenset[str]:
    """Words that keep their full stop within a sentence, in lower case."""
    source = resources.files("dateline.understand") / "rules" / "abbreviations.yaml"
    data = yaml.safe_load(source.read_text(encoding="utf-8"))
    return frozenset(word for name in ("titles", "before_number", "never", "perhaps") for word in data[name])


def tokenise(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The tokens of ``text[start:end]``, a sentence, as pairs of start and end in ``text``.

    Punctuation stands alone; clitics are split (``Serbia|’s``, ``did|n’t``, ``can|not``); abbreviations keep
    their full stop unless it ends the sentence; hyphenated words, addresses and numbers stay whole.
    """
    pieces: list[tuple[int, int]] = []
    last = _last_word_end(text, start, end)
    for match in _TOKEN.finditer(text, start, end):
        _add(text, match.start(), match.end(), last, pieces)
    return pieces


def _last_word_end(text: str, start: int, end: int) -> int:
    """Where the last word of the sentence ends, without closing marks."""
    while end > start and text[end - 1] in "\"”’'»)].!?… ":
        end -= 1
    return end


def _add(text: str, start: int, end: int, last: int, pieces: list[tuple[int, int]]) -> None:
    """Append one match, split into the tokens that it holds."""
    word = text[start:end]
    if word == "." and pieces and pieces[-1][1] == start:
        before = text[pieces[-1][0] : start]
        if start != last and _keeps_stop(before):
            pieces[-1] = (pieces[-1][0], end)
            return
    if len(word) > 2 and ("'" in word or "’" in word):
        clitic = _CLITIC.search(word)
        if clitic:
            pieces.append((start, start + clitic.start()))
            pieces.append((start + clitic.start(), end))
            return
    if word.lower() == "cannot":
        pieces.extend([(start, start + 3), (start + 3, end)])
        return
    pieces.append((start, end))


def _keeps_stop(word: str) -> bool:
    return (len(word) == 1 and word.isupper() and word.isalpha()) or word.lower() in _abbreviations()


def words(text: str, start: int, end: int) -> Iterator[str]:
    """The tokens' texts."""
    return (text[first:last] for first, last in tokenise(text, start, end))
