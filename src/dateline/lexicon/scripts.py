"""Which script a name is written in."""

from __future__ import annotations

import unicodedata
from collections import Counter

# The first word of a letter's Unicode name → ISO 15924. What is not here is told as Zyyy (undetermined).
_SCRIPTS = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "CJK": "Hani",
    "HIRAGANA": "Hira",
    "KATAKANA": "Kana",
    "HANGUL": "Hang",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
    "ETHIOPIC": "Ethi",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "GURMUKHI": "Guru",
    "GUJARATI": "Gujr",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "SINHALA": "Sinh",
    "THAI": "Thai",
    "LAO": "Laoo",
    "MYANMAR": "Mymr",
    "KHMER": "Khmr",
    "TIBETAN": "Tibt",
    "MONGOLIAN": "Mong",
    "THAANA": "Thaa",
    "SYRIAC": "Syrc",
}


def script_of(text: str) -> str:
    """The ISO 15924 code of the script that most letters are of: ``Вулин`` → ``Cyrl``; ``Zyyy`` without letters."""
    if text.isascii():
        return "Latn" if any(letter.isalpha() for letter in text) else "Zyyy"
    seen = Counter(
        _SCRIPTS.get(unicodedata.name(letter, "?").split(" ", 1)[0].split("-", 1)[0], "Zyyy")
        for letter in text
        if letter.isalpha()
    )
    return seen.most_common(1)[0][0] if seen else "Zyyy"
