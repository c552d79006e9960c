"""Trains the line models of saved text: ``python -m training.saved_text [--cross-validate] [--data DIR]``.

Without a flag four models are trained on all pages and written into the package: `saved_text.onnx` (each
line by itself, with its neighbours), `saved_text_context.onnx` (once more, with what the first model made of
the lines around it), and two such models, `saved_text_plain…`, that see fewer features.

With ``--cross-validate`` nothing is written: each page is read with models that
were trained on no page of its site (five folds over all three sets), and the measure of
``dateline evaluate extraction`` is printed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from dateline.extract.saved_text_judge import VIEWS
from training.saved_text.examples import read_samples
from training.saved_text.fit import cross_validate, seen_as, train, write

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "src" / "dateline" / "models" / "en"


def main() -> None:
    """Read the sets, then train or cross-validate."""
    parser = argparse.ArgumentParser(prog="python -m training.saved_text", description=__doc__)
    parser.add_argument("--cross-validate", action="store_true", help="measure, write nothing")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "extraction")
    arguments = parser.parse_args()
    samples = read_samples(arguments.data)
    print(f"{len(samples)} pages, {sum(len(sample.labels) for sample in samples)} lines", flush=True)
    if arguments.cross_validate:
        print(json.dumps(cross_validate(samples)))
        return
    for name, columns in VIEWS:
        first, second = train(seen_as(samples, columns))
        for path, model in ((f"{name}.onnx", first), (f"{name}_context.onnx", second)):
            print(f"{path}: {write(model, MODELS / path):,} bytes", flush=True)


if __name__ == "__main__":
    main()
