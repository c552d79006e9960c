"""Fits how what stands around a cue tells whether it attributes.

Usage: ``python -m training.statement_context [PolNeAR_PART]``, the training part by default.
Writes ``understand/rules/cue_context.yaml``:
the weights of a logistic model over the features of ``understand.statements_scores`` and the log-odds of the
counts. The counts are taken from one half of the texts and the weights fitted on the other, and the reverse,
so that the model learns how far counts can be trusted on texts that they were not taken from.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from dateline.evaluate.brat import Relation
from dateline.evaluate.statements import paragraphs_of, read_corpus
from dateline.understand.analysis import Analysis
from dateline.understand.cues import CueLexicon, load_cues
from dateline.understand.parse import Analyst
from dateline.understand.quotations import find_quotations
from dateline.understand.sentences import split_sentences
from dateline.understand.statements_candidates import candidates
from dateline.understand.statements_scores import counted, features
from dateline.understand.statements_view import views
from training.statement_counts import TRAINING_PART, count, overlaps

Text = tuple[str, tuple[Analysis, ...], Sequence[Sequence[Relation]]]
Row = tuple[dict[str, float], bool, float]
_REGULARISATION = 0.3
_LEAST_SEEN = 20
_LEAST_WEIGHT = 0.02


def rows(texts: Sequence[Text], lexicon: CueLexicon) -> list[Row]:
    """Features, annotated or not, and share of every cue that is not nested in an annotated content."""
    result: list[Row] = []
    for text, analyses, marks in texts:
        for view in views(analyses, find_quotations(text, analyses), lexicon):
            for candidate in candidates(view):
                span = view.span(*candidate.cue)
                values = dict.fromkeys(features(view, candidate), 1.0) | {"counts": counted(view, candidate)}
                for relations in marks:
                    hit = any(overlaps(span, relation.spans("Cue")) for relation in relations)
                    if hit or not any(overlaps(span, relation.spans("Content")) for relation in relations):
                        result.append((values, hit, 1 / len(marks)))
    return result


def with_counts(lexicon: CueLexicon, texts: Sequence[Text]) -> CueLexicon:
    """The lexicon with the counts of ``texts`` alone."""
    counts: dict[tuple[str, str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for text, analyses, marks in texts:
        count(text, analyses, marks, lexicon, counts)
    return replace(lexicon, counts={key: (hits, seen) for key, (hits, seen) in counts.items()})


def fit(examples: Sequence[Row]) -> dict[str, float]:
    """The weights worth keeping."""
    vectoriser = DictVectorizer()
    matrix = vectoriser.fit_transform([values for values, _, _ in examples])
    model = LogisticRegression(C=_REGULARISATION, max_iter=300)
    model.fit(matrix, [hit for _, hit, _ in examples], sample_weight=[share for _, _, share in examples])
    seen = np.asarray((matrix > 0).sum(0)).ravel()
    weights = {
        name: round(float(weight), 3)
        for name, weight, often in zip(vectoriser.feature_names_, model.coef_[0], seen, strict=True)
        if often >= _LEAST_SEEN and abs(weight) > _LEAST_WEIGHT
    }
    return weights | {"bias": round(float(model.intercept_[0]), 3)}


def main(arguments: Sequence[str]) -> None:
    """Fit on the folder named, or on the training part, and write the shipped weights."""
    analyst, lexicon = Analyst.load(), load_cues()
    texts: list[Text] = [
        (text, analyst.analyse(text, split_sentences(text, paragraphs_of(text))), marks)
        for text, marks in read_corpus(Path(arguments[0]) if arguments else TRAINING_PART)
    ]
    one, other = texts[0::2], texts[1::2]
    examples = rows(other, with_counts(lexicon, one)) + rows(one, with_counts(lexicon, other))
    lines = [
        "# Made by training/statement_context.py: weights of a logistic model over what stands around a cue."
    ]
    for name, weight in sorted(fit(examples).items()):
        quoted = name.replace("'", "''")
        lines.append(f"'{quoted}': {weight}")
    target = Path(__file__).parents[1] / "src/dateline/understand/rules/cue_context.yaml"
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
