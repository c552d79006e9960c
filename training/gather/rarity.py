"""Counts in how many documents each term stands, for ``dateline.gather.words``: ``python -m training.gather.rarity``.

Read are the texts of PolNeAR, the article bodies of scrapinghub's set and of WCXB, and the project's corpus in groups
of as many sentences as an article has. Only counts leave this module.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dateline.gather.words import terms_of

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
TARGET = ROOT / "src" / "dateline" / "gather" / "data" / "rarity.txt.gz"
SENTENCES = 12
LEAST = 2


def documents(data: Path = DATA) -> Iterator[str]:
    """The texts that are counted."""
    for path in sorted((data / "statements" / "polnear").glob("*/text/*.txt")):
        yield path.read_text("utf-8")
    truth = json.loads((data / "extraction" / "ground-truth.json").read_text("utf-8"))
    yield from (page["articleBody"] for page in truth.values())
    for path in sorted((data / "extraction" / "wcxb_dev" / "ground-truth").glob("*.json")):
        page = json.loads(path.read_text("utf-8"))
        yield str(page.get("ground_truth", page).get("main_content") or "")
    for path in sorted((ROOT / "training" / "corpus").glob("*.jsonl")):
        rows = [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
        for start in range(0, len(rows), SENTENCES):
            yield " ".join(rows[start : start + SENTENCES])


def main() -> None:
    counts: Counter[str] = Counter()
    number = 0
    for text in documents():
        if text:
            number += 1
            counts.update(set(terms_of(text)))
    lines = [f"documents {number}"]
    lines += [f"{term} {count}" for term, count in sorted(counts.items()) if count >= LEAST]
    TARGET.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
    print(f"{number} documents, {len(lines) - 1} terms → {TARGET}")


if __name__ == "__main__":
    main()
