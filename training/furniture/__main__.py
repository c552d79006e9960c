"""Trains the line model: ``python -m training.furniture [--cross-validate] [--data DIR]``.

Without a flag the model is trained on all pages and written into the package. With ``--cross-validate``
nothing is written: each page is scored by a model that was trained on no page of its domain (five folds;
the domain decides, over all three sets), and the measure of ``dateline evaluate extraction`` is printed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from training.furniture.examples import examples
from training.furniture.fit import cross_validate, fit, write

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "src" / "dateline" / "models" / "en" / "furniture.onnx"


def main() -> None:
    """Read the sets, then train or cross-validate."""
    parser = argparse.ArgumentParser(prog="python -m training.furniture", description=__doc__)
    parser.add_argument("--cross-validate", action="store_true", help="measure, write nothing")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "extraction")
    arguments = parser.parse_args()
    pages = list(examples(arguments.data))
    print(f"{len(pages)} pages, {sum(len(page.view.lines) for page in pages)} lines")
    if arguments.cross_validate:
        print(json.dumps(cross_validate(pages)))
    else:
        print(f"{MODEL.name}: {write(fit(pages), MODEL):,} bytes")


if __name__ == "__main__":
    main()
