"""Rebuilds the reader: ``python -m training.reader [--out FOLDER]``.

Stage ``statements`` learns attributions from PolNeAR's paragraphs. Stage ``all`` learns everything: the labelled
corpus, PLV and Multi-CoPED but for two folds in ten, and PolNeAR once more; those folds then measure it. Stage
``rest`` goes on with all there is, stage ``once more`` does so with more of PolNeAR, and its weights are shipped. A
stage that has left its weights under ``scratch/reader`` is not made again. At the end the gate is trained on what the
reader finds.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from dateline.evaluate import events, relations
from dateline.evaluate.labelled_rows import read_rows
from dateline.understand.encoder.session import Encoder
from dateline.understand.encoder.wordpieces import Wordpieces
from dateline.understand.events_main import MainEventFinder
from dateline.understand.relations import RelationChooser
from training.reader import gate
from training.reader.encoder import model_folder
from training.reader.examples import Example
from training.reader.export import export
from training.reader.held_out import write_held_out
from training.reader.loop import Plan, Schedule, train
from training.reader.network import Network
from training.reader.own import own_examples, own_pairs
from training.reader.progress import figures
from training.reader.sets import coped_examples, plv_examples, polnear_examples

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
MODELS = ROOT / "src" / "dateline" / "models" / "en"
SCRATCH = ROOT / "scratch" / "reader"
# Folds of PLV and Multi-CoPED, which have no development part, that stage ``all`` is measured on.
HELD = frozenset({0, 1})


@dataclass(frozen=True, slots=True)
class Sets:
    """The examples of every set; ``unseen`` are of PolNeAR's development part, and only measure."""

    polnear: Sequence[Example]
    plv: Sequence[Example]
    coped: Sequence[Example]
    own: Sequence[Example]
    pairs: Sequence[Example]
    unseen: Sequence[Example]

    def without(self, folds: frozenset[int]) -> Sets:
        """Without some folds of the sets that have no development part of their own."""
        kept = [[e for e in part if e.fold not in folds] for part in (self.plv, self.coped)]
        return replace(self, plv=kept[0], coped=kept[1])


def load_sets(cutter: Wordpieces, seed: int) -> Sets:
    """All examples but the test split of the corpus."""
    rows = [row for row in read_rows(ROOT / "training" / "corpus") if row.split == "train"]
    events = DATA / "events"
    return Sets(
        polnear=list(polnear_examples(DATA / "statements" / "polnear" / "train", cutter)),
        plv=list(plv_examples(events / "plv_train.tsv", cutter)),
        coped=list(coped_examples(events / "cameo_class_train.tsv", events / "cameo_ner_train.txt", cutter)),
        own=list(own_examples(rows, cutter, seed=seed)),
        pairs=list(own_pairs(rows, cutter, seed=seed)),
        unseen=list(polnear_examples(DATA / "statements" / "polnear" / "dev", cutter)),
    )


def stages(sets: Sets) -> list[tuple[str, list[Plan], Schedule]]:
    """What is learnt when, and how fast."""
    measured = sets.without(HELD)
    first = [Plan(name="polnear", examples=sets.polnear, epochs=1.5, pieces=1200)]
    second = [
        Plan(name="own", examples=sets.own, epochs=14, pieces=600),
        Plan(name="pairs", examples=sets.pairs, epochs=0.8, pieces=800),
        Plan(name="plv", examples=measured.plv, epochs=10, pieces=700),
        Plan(name="coped", examples=measured.coped, epochs=9, pieces=700),
        Plan(name="polnear", examples=sets.polnear, epochs=1, pieces=1200),
    ]
    third = [
        Plan(name="own", examples=sets.own, epochs=4, pieces=600),
        Plan(name="pairs", examples=sets.pairs, epochs=0.3, pieces=800),
        Plan(name="plv", examples=sets.plv, epochs=3, pieces=700),
        Plan(name="coped", examples=sets.coped, epochs=3, pieces=700),
        Plan(name="polnear", examples=sets.polnear, epochs=1.6, pieces=1200),
    ]
    fourth = [
        Plan(name="own", examples=sets.own, epochs=4, pieces=600),
        Plan(name="pairs", examples=sets.pairs, epochs=0.2, pieces=800),
        Plan(name="plv", examples=sets.plv, epochs=2, pieces=700),
        Plan(name="coped", examples=sets.coped, epochs=2, pieces=700),
        Plan(name="polnear", examples=sets.polnear, epochs=2.5, pieces=1200),
    ]
    return [
        ("statements", first, Schedule(rate=3e-4)),
        ("all", second, Schedule(rate=3e-4, average_from=0.7, seed=8)),
        ("rest", third, Schedule(rate=1.2e-4, head_rate=5e-4, average_from=0.4, seed=9)),
        ("once more", fourth, Schedule(rate=1.5e-4, head_rate=5e-4, average_from=0.5, seed=10)),
    ]


def run(network: Network, sets: Sets, folder: Path, log: Callable[[str], None]) -> None:
    """Make each stage that has not left its weights in ``folder``; measure after ``all``."""
    for name, plans, schedule in stages(sets):
        kept = folder / f"{name}.pt"
        if kept.is_file():
            log(f"{name}: taken from {kept.name}")
            network.load_state_dict(torch.load(kept, map_location=next(network.parameters()).device))
            continue
        log(f"stage {name}")
        train(network, plans, schedule, log=log, checkpoint=folder / f"{name}.checkpoint")
        torch.save(network.state_dict(), kept)
        log(json.dumps({"attributions unseen, by piece": figures(network, sets.unseen)}))
        if name == "all":
            log(json.dumps(measure(network, folder / "held")))


def measure(network: Network, folder: Path) -> dict[str, dict[str, float | int]]:
    """PLV and Multi-CoPED on the folds that were left out, by the product's own measures and exported weights."""
    folder.mkdir(exist_ok=True)
    export(network, folder)
    write_held_out(DATA / "events", HELD, folder)
    encoder = Encoder.load(folder)
    return {
        "relations": relations.evaluate(folder / "plv_held.tsv", RelationChooser(encoder)),
        "classes": events.evaluate(folder / "classes_held.tsv", MainEventFinder(encoder)),
        "spans": events.evaluate(folder / "spans_held.txt", MainEventFinder(encoder)),
    }


def main(arguments: Sequence[str]) -> int:
    """Train, export, and say how long it took."""
    parser = argparse.ArgumentParser(prog="training.reader")
    parser.add_argument("--out", type=Path, default=MODELS, help="where the weights are written")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(arguments)
    SCRATCH.mkdir(parents=True, exist_ok=True)
    options.out.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()

    def log(line: str) -> None:
        with (SCRATCH / "log.txt").open("a", encoding="utf-8") as file:
            print(line, file=file)
        print(line, flush=True)

    torch.manual_seed(options.seed)
    sets = load_sets(Wordpieces.read(model_folder() / "tokenizer.json"), options.seed)
    network = Network().to("cuda" if torch.cuda.is_available() else "cpu")
    run(network, sets, SCRATCH, log)
    export(network, options.out)
    gate.train_gate(options.out, log)
    log(json.dumps({"seconds": round(time.monotonic() - began), "seed": options.seed}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
