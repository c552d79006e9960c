"""Trains the tagger and the parser: ``python -m training.tagger [--silver FILE] [--out FOLDER]``.

Both learn from news labelled by ``training.tagger.silver`` alone; no treebank is seen, so that GUM measures
them honestly. The labelled file is made first if it is not there. One sentence in fifty is held out. The same
labelled file gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dateline.understand import linear
from dateline.understand.dependencies import DependencyParser
from dateline.understand.tagger import Tagger, in_title_case
from training.tagger import dependencies, silver, tags

_SEED = 17
_HELD_OUT = 50
_SILVER = Path("scratch/silver.jsonl")
_TEXTS = Path("../shared/data/statements/polnear")
_OUT = Path("src/dateline/models/en")


def read(path: Path) -> list[dict[str, Any]]:
    """The labelled sentences, shuffled."""
    with path.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    random.Random(_SEED).shuffle(records)
    return records


def tagged(records: Sequence[dict[str, Any]]) -> list[tags.Tagged]:
    """Words and tags of the sentences that are not printed as titles."""
    return [
        (record["words"], [row[0] for row in record["rows"]])
        for record in records
        if not in_title_case(record["words"])
    ]


def accuracy(tagger: Tagger, sentences: Sequence[tags.Tagged]) -> float:
    """The share of words that have their tag."""
    right = sum(
        tag == gold for words, truth in sentences for tag, gold in zip(tagger.tag(words), truth, strict=True)
    )
    return right / sum(len(words) for words, _ in sentences)


def main() -> None:
    """Train both, write ``tagger.npz`` and ``parser.npz``, and print how they do on what was held out."""
    parser = argparse.ArgumentParser(prog="python -m training.tagger")
    parser.add_argument("--silver", type=Path, default=_SILVER, help="labelled sentences; made if not there")
    parser.add_argument("--texts", type=Path, default=_TEXTS, help="folder of the news to label")
    parser.add_argument("--out", type=Path, default=_OUT, help="folder for the model files")
    parser.add_argument("--limit", type=int, default=None, help="use only so many sentences")
    parser.add_argument("--tagger-epochs", type=int, default=5)
    parser.add_argument("--parser-epochs", type=int, default=5)
    options = parser.parse_args()
    started = time.process_time()
    if not options.silver.exists():
        silver.write(options.texts, options.silver)
    records = read(options.silver)[: options.limit]
    held, learn = records[: len(records) // _HELD_OUT], records[len(records) // _HELD_OUT :]
    options.out.mkdir(parents=True, exist_ok=True)

    tagger_file = options.out / "tagger.npz"
    tagger_file.write_bytes(tags.train(tagged(learn), options.tagger_epochs, _SEED).to_bytes())
    with np.load(tagger_file, allow_pickle=False) as arrays:
        tagger = Tagger.of(dict(arrays))
    report: dict[str, float] = {"sentences": len(learn), "tags": accuracy(tagger, tagged(held))}
    print(json.dumps(report), flush=True)

    examples = [dependencies.example(record, tagger) for record in learn]
    arrays_of_parser = dependencies.train(examples, options.parser_epochs, _SEED)
    (options.out / "parser.npz").write_bytes(linear.to_bytes(arrays_of_parser))
    parsed = dependencies.attachment(
        DependencyParser.of(arrays_of_parser), [dependencies.example(record, tagger) for record in held]
    )
    print(json.dumps(report | parsed | {"seconds": round(time.process_time() - started)}))


if __name__ == "__main__":
    main()
