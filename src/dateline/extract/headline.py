"""The headline as printed for readers.

The page says it up to five times (``h1``, JSON-LD, OpenGraph, Twitter card, ``title``), each time in another
wording or with the site's name behind it. Each is cleaned; then two that agree outvote one that does not.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from dateline.extract.metadata_marks import Marks, clean_text, text_of
from dateline.model import Sourced

_SEPARATOR: Final = re.compile(r"\s+[|\-–—·•»«>›]\s+|\s*[|｜]\s*|\s+::?\s+|：")
_QUOTES: Final = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-"}
)
_MAX_LENGTH: Final = 500
_MAX_SITE: Final = 40


@dataclass(frozen=True, slots=True)
class _Candidate:
    source: str
    text: str

    @property
    def key(self) -> str:
        return key_of(self.text)


def read_headlines(marks: Marks, site: str | None) -> tuple[Sourced, ...]:
    """The headline, then the other wordings that the page has for it; each with its place on the page.

    Args:
        marks: what the page says of itself.
        site: the name of the site, to cut it from the end of the headline.

    Returns:
        empty if the page has no headline at all. No two are the same but for case, quotes and blanks.
    """
    stated = _stated(marks, site)
    printed = _printed(marks, stated, _site_names(marks, site))
    article = marks.article
    chosen = _choose(printed, stated, news=article is not None and article.is_news)
    if chosen is None:
        return ()
    everything = [chosen, *([printed] if printed else []), *stated.values()]
    wordings: dict[str, _Candidate] = {}
    for candidate in everything:
        wordings.setdefault(candidate.key, candidate)
    return tuple(Sourced(value=each.text, source=each.source) for each in wordings.values())


def key_of(text: str) -> str:
    """The text as far as wording goes: case, kinds of quotes and dashes, and blanks do not count."""
    return re.sub(r"\s+", "", text.translate(_QUOTES)).casefold()


def _stated(marks: Marks, site: str | None) -> dict[str, _Candidate]:
    """What the marks for machines give as headline, cleaned, by source."""
    raw: dict[str, str] = {}
    article = marks.article
    if article and article.headline:
        raw["json-ld"] = article.headline
    for source in ("og:title", "twitter:title"):
        found = marks.first(source)
        if found:
            raw[source] = found[1]
    if marks.title:
        raw["title"] = marks.title
    for name in (
        "headline",
        "dc.title",
        "dcterms.title",
        "parsely-title",
        "sailthru.title",
        "citation_title",
    ):
        if name in marks.meta and marks.meta[name][0]:
            raw.setdefault("meta " + name, marks.meta[name][0])
    cleaned = {source: _unescaped(text) for source, text in raw.items() if len(text) <= 2 * _MAX_LENGTH}
    names = _site_names(marks, site)
    printed = (text_of(heading) for heading in marks.headings)
    anchors = {key_of(text) for text in printed if text and _letters(text) not in names}
    candidates: dict[str, _Candidate] = {}
    for source, text in cleaned.items():
        cut = _without_site(text, names, anchors)
        if cut and len(cut) <= _MAX_LENGTH:
            candidates[source] = _Candidate(source, cut)
            if source == "json-ld":
                anchors = anchors | {key_of(cut)}
    return candidates


def _unescaped(text: str) -> str:
    """Entities decoded, twice if they were escaped twice; tags dropped."""
    for _ in range(2):
        if "&" not in text:
            break
        text = html.unescape(text)
    text = re.sub(r"</?(?:b|i|em|strong|span|mark|sup|sub|br|p)\b[^<>]{0,100}>", "", text)
    return clean_text(text)


def _site_names(marks: Marks, site: str | None) -> set[str]:
    """What the site may be called at the end of a headline, letters only."""
    names = {site or ""}
    for key in (
        "og:site_name",
        "application-name",
        "apple-mobile-web-app-title",
        "twitter:site",
        "publisher",
    ):
        names.update(marks.meta.get(key, ()))
    names.update(node.site for node in marks.linked if node.site)
    host = re.sub(r"^https?://", "", marks.canonical or marks.address).split("/")[0].split(":")[0]
    labels = [label for label in host.lower().split(".") if label not in {"www", "m", "amp"}]
    if len(labels) > 1:
        names.add("".join(labels))
        names.add(max(labels[:-1], key=len))
    return {squashed for name in names if 2 <= len(squashed := _letters(name)) <= _MAX_SITE}


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _is_site(segment: str, names: set[str]) -> bool:
    letters = _letters(segment)
    if not letters:
        return True
    if letters in names or letters.removeprefix("the") in {name.removeprefix("the") for name in names}:
        return True
    if len(letters) < 4:
        return False
    return any(
        (letters.startswith(name) or letters.endswith(name)) and len(letters) <= len(name) + 12
        for name in names
        if len(name) >= 3
    ) or any(name.startswith(letters) for name in names if len(name) >= 6)


def _without_site(text: str, names: set[str], anchors: set[str]) -> str:
    """The text without names of site and section before or behind it."""
    pieces = list(_SEPARATOR.finditer(text))
    if not pieces or key_of(text) in anchors:
        return text
    for piece in pieces:
        if key_of(text[: piece.start()]) in anchors and piece.start() >= 8:
            return text[: piece.start()]
        if key_of(text[piece.end() :]) in anchors and len(text) - piece.end() >= 8:
            return text[piece.end() :]
    while pieces:
        last = pieces[-1]
        head, tail = text[: last.start()], text[last.end() :]
        if not (head and _is_site(tail, names)):
            break
        text = head
        pieces.pop()
    if pieces and _is_site(text[: pieces[0].start()], names) and len(text) - pieces[0].end() > 15:
        text = text[pieces[0].end() :]
    return text


def _printed(marks: Marks, stated: dict[str, _Candidate], names: set[str]) -> _Candidate | None:
    """The ``h1`` that is the article's: the one most like what the marks say, else the first of some
    length."""
    texts = [text for heading in marks.headings if 2 < len(text := text_of(heading)) <= _MAX_LENGTH]
    texts = [text for text in texts if _letters(text) not in names]
    if not texts:
        return None
    keys = {candidate.key for candidate in stated.values()}
    for text in texts:
        if key_of(text) in keys:
            return _Candidate("h1", text)
    wordings = [candidate.text for candidate in stated.values()]
    scores = [
        max((fuzz.token_set_ratio(text, wording) for wording in wordings), default=0.0) for text in texts
    ]
    best = max(range(len(texts)), key=lambda index: (scores[index], -index))
    if scores[best] >= 60 and len(texts[best]) >= 8:
        return _Candidate("h1", texts[best])
    if len(texts) == 1 and not stated:
        return _Candidate("h1", texts[0])
    long_enough = [text for text in texts if len(text.split()) >= 4]
    return _Candidate("h1", long_enough[0]) if len(long_enough) == 1 else None


def _choose(printed: _Candidate | None, stated: dict[str, _Candidate], *, news: bool) -> _Candidate | None:
    """Two that agree before one that does not; the printed one before the others."""
    linked, social = stated.get("json-ld"), stated.get("og:title")
    everything = [candidate for candidate in (printed, linked, social, *stated.values()) if candidate]
    if _same(printed, social):
        chosen = printed
    elif _same(printed, linked):
        chosen = social if news and printed and _is_edited(social, printed, stated) else printed
    elif (news or printed is None) and (
        _same(linked, social) or (news and _same(linked, stated.get("title")))
    ):
        chosen = linked
    else:
        chosen = next(iter(everything), None)
    return _best_form(chosen, everything) if chosen else None


def _same(first: _Candidate | None, second: _Candidate | None) -> bool:
    return first is not None and second is not None and first.key == second.key


def _is_edited(social: _Candidate | None, printed: _Candidate, stated: dict[str, _Candidate]) -> bool:
    """Whether a news page carries another headline that its editors wrote for readers elsewhere.

    News sites keep a long or search-friendly heading on the page and in JSON-LD, and the wording of the
    front page
    and of shared links in OpenGraph alone. It is not taken where it is the page's title for search engines
    too,
    only adds to the printed one, or where the Twitter card has the printed one.
    """
    if social is None or _same(social, stated.get("title")) or _same(printed, stated.get("twitter:title")):
        return False
    return printed.key not in social.key


def _best_form(chosen: _Candidate, everything: list[_Candidate]) -> _Candidate:
    """Of several spellings of one wording the most frequent, never the one in capitals alone."""
    same = [candidate for candidate in dict.fromkeys(everything) if candidate.key == chosen.key]
    mixed = [candidate for candidate in same if not candidate.text.isupper()] or same
    votes = Counter(candidate.text for candidate in mixed)
    best = max(mixed, key=lambda candidate: (votes[candidate.text], candidate.source == "og:title"))
    if best.text == chosen.text:
        return chosen
    return best
