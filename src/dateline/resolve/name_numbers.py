"""Numbers in the names of bodies, in digits, in words and in Roman numerals, brought to digits."""

from __future__ import annotations

from functools import lru_cache

from dateline.resolve.name_rules import number_words

_ROMAN = {"i": 1, "v": 5, "x": 10}


def read_numbers(words: list[str]) -> tuple[list[str], list[str]]:
    """Part the words of a name into those that name and the numbers among them, in digits.

    "Brigade forty four" gives "brigade" and "44"; "1st Bank" gives "bank" and "1".
    """
    named: list[str] = []
    numbers: list[str] = []
    tens = 0
    for at, word in enumerate(words):
        value = _value(word, at == len(words) - 1 and at > 0)
        if value is None:
            named.append(word)
        elif tens and 0 < value < 10:
            numbers[-1] = str(tens + value)
        else:
            numbers.append(str(value))
        tens = value if value is not None and word in number_words().tens else 0
    return named, numbers


@lru_cache(maxsize=1 << 12)
def _value(word: str, at_end: bool) -> int | None:
    numbers = number_words()
    if word.isdigit():
        return int(word)
    for table in (numbers.ones, numbers.teens, numbers.tens):
        if word in table:
            return table[word]
    if word[:1].isdigit() and word.endswith(numbers.ordinal_endings) and word[:-2].isdigit():
        return int(word[:-2])
    if word in numbers.roman or (at_end and word in numbers.roman_at_end):
        values = [_ROMAN[letter] for letter in word]
        return sum(
            -value if value < following else value
            for value, following in zip(values, [*values[1:], 0], strict=True)
        )
    return None
