"""Searching names in an index, against rapidfuzz comparing each with all, on the same core in the same run.

Queries are names of the index, half of them with a letter changed. Recall: of the pairs that ``compare_names``
finds when it compares everything with everything, how many the index finds too (on a part of the names, as this
takes minutes); and how often the name that a query was made from, or another of the same id, is among the best
five. Times are of the processor; what loading leaves to the garbage collector is not counted.
Besides: how fast known names are found in text.

Run: ``python -m benchmarks.names [--data DIR] [--text DIR] [--queries N] [--recall N]``.
"""

from __future__ import annotations

import argparse
import csv
import gc
import json
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from rapidfuzz.fuzz import WRatio, ratio, token_sort_ratio
from rapidfuzz.process import cdist
from rapidfuzz.utils import default_process

from dateline.evaluate.mentions import read_gold
from dateline.resolve.name_index import NameIndex
from dateline.resolve.name_words import NameKind, name_words
from dateline.resolve.names import THRESHOLD, compare_words
from dateline.understand.mentions_lexicon import load_gazetteer, straighten
from dateline.understand.parse import Analyst

Entry = tuple[str, str, NameKind]
DATA = Path("../shared/data/reference")
TEXT = Path("../shared/data/coreference/gum_news")
PART = 6000
SCANS = 20
BATCH = 50
# "BORTNIKOV Aleksandr", as the list writes people.
_PERSON = re.compile(r"^(?:[A-Z'’-]{2,} )+[A-Z][a-z]")
_WORD = re.compile(r"\w+")
_ORDERS = ("FIRST", "SECOND", "THIRD", "FOURTH")


def ofac(path: Path) -> Iterator[Entry]:
    """All names of the list of the United States."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            entity = json.loads(line)
            for each in entity["names"]:
                name = each["full_name"]
                person = _PERSON.match(name) and not name_words(name, NameKind.BODY).forms
                yield name, f"ofac:{entity['entity_id']}", NameKind.PERSON if person else NameKind.BODY


def united_nations(path: Path) -> Iterator[Entry]:
    """All names of the list of the United Nations."""
    root = ElementTree.parse(path).getroot()
    for tag, kind in (("INDIVIDUAL", NameKind.PERSON), ("ENTITY", NameKind.BODY)):
        for entity in root.iter(tag):
            key = f"un:{entity.findtext('DATAID')}"
            parts = [entity.findtext(f"{order}_NAME") for order in _ORDERS]
            names = [" ".join(part for part in parts if part)]
            names += [alias.findtext("ALIAS_NAME") or "" for alias in entity.iter(f"{tag}_ALIAS")]
            yield from ((name, key, kind) for name in names if name.strip())


def officials(path: Path) -> Iterator[Entry]:
    """Holders of offices."""
    with path.open(encoding="utf-8", newline="") as stream:
        named = {row["name"]: row["wikidata_id"] for row in csv.DictReader(stream) if row["name"]}
    yield from ((name, key or name, NameKind.PERSON) for name, key in named.items())


def changed(name: str, chance: random.Random) -> str:
    """The name with one letter put for another, one time in two."""
    places = [at for at, letter in enumerate(name) if letter.isalpha()]
    if not places or chance.random() < 0.5:
        return name
    at = chance.choice(places)
    return name[:at] + chance.choice("aeiounrst") + name[at + 1 :]


def recall(entries: list[Entry], count: int, chance: random.Random) -> tuple[int, int]:
    """How many pairs reach the threshold when everything is compared, and how many of them the index finds."""
    part = chance.sample(entries, min(PART, len(entries)))
    index = NameIndex.build(part)
    taken = [(name, kind, name_words(name, kind)) for name, _, kind in part]
    pairs = found = 0
    for name, _, kind in part[:count]:
        query = changed(name, chance)
        words = name_words(query, kind)
        expected = {
            other
            for other, of, those in taken
            if of is kind and compare_words(words, those, kind).score >= THRESHOLD
        }
        hits = {hit.name for hit in index.search(query, kind, limit=len(part))}
        pairs += len(expected)
        found += len(expected & hits)
    return pairs, found


def scan(folder: Path) -> None:
    """How fast known names are looked for in articles that are split into words, beside splitting them by ``re``."""
    gazetteer, analyst = load_gazetteer(), Analyst.load()
    articles = [read_gold(path) for path in sorted(folder.glob("*.conllu"))]
    taken = [
        (straighten(article.text), [(token.span.start, token.span.end) for token in analysis.tokens])
        for article in articles
        for analysis in analyst.analyse(article.text, article.sentences)
    ]
    size = sum(len(article.text.encode()) for article in articles)
    ours = plain = 0.0
    for _ in range(SCANS):
        start = time.process_time()
        found = [gazetteer.matches(text, tokens) for text, tokens in taken]
        ours += time.process_time() - start
        start = time.process_time()
        for article in articles:
            sum(1 for _ in _WORD.finditer(article.text))
        plain += time.process_time() - start
    speed = SCANS * size / ours / 1e6
    print(f"names in {size:,} bytes of text: {speed:.1f} MB/s, {sum(map(len, found))} found")
    print(f"splitting by re              ours takes {ours / plain:.2f} ×")


def main() -> None:
    """Build, search, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--text", type=Path, default=TEXT, help="folder of CoNLL-U files to scan")
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--recall", type=int, default=100, help="queries compared with all; 0: none")
    given = parser.parse_args()
    if not given.data.is_dir():
        print(f"no such folder: {given.data}; give the public lists with --data")
        return
    if given.text.is_dir():
        scan(given.text)
    chance = random.Random(7)
    entries = [
        *ofac(given.data / "ofac_names_2025-11.jsonl"),
        *united_nations(given.data / "un_consolidated_2026-02.xml"),
        *officials(given.data / "officials_tenures.csv"),
    ]
    start = time.process_time()
    index = NameIndex.build(entries)
    print(f"{len(index)} names, built in {time.process_time() - start:.2f} s")
    queries = [
        (changed(name, chance), key, kind) for name, key, kind in chance.sample(entries, given.queries)
    ]
    index.search("Ivan Petrov")
    gc.collect()  # what was loaded is not counted against the searches
    start = time.process_time()
    ours = index.search_many([(name, kind) for name, _, kind in queries])
    taken = time.process_time() - start
    print(f"{len(queries)} searches at once: {taken:.2f} s")
    right = sum(any(hit.id == key for hit in hits) for (_, key, _), hits in zip(queries, ours, strict=True))
    print(f"the same id among the best five: {right / len(queries):.3f}")
    plain = [default_process(name) for name, _, _ in entries]
    asked = [default_process(name) for name, _, _ in queries]
    for scorer, share in ((ratio, 1), (token_sort_ratio, 5), (WRatio, 20)):
        count = max(1, len(queries) // share)
        start = time.process_time()
        best = [
            np.argpartition(-row, 5)[:5].tolist()
            for at in range(0, count, BATCH)
            for row in cdist(asked[at : min(count, at + BATCH)], plain, scorer=scorer, dtype=np.float32)
        ]
        spent = (time.process_time() - start) * len(queries) / count
        hit = sum(
            any(entries[at][1] == key for at in places)
            for (_, key, _), places in zip(queries, best, strict=False)
        )
        print(
            f"rapidfuzz {scorer.__name__:<16} {spent:7.2f} s   same id {hit / count:.3f}   "
            f"ours takes {taken / spent:.2f} ×"
        )
    if given.recall:
        pairs, found = recall(entries, given.recall, chance)
        print(f"of {pairs} pairs that match when all is compared, the index finds {found / pairs:.4f}")


if __name__ == "__main__":
    main()
