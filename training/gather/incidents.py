"""Fits the weights of ``dateline/gather/data/incidents.yaml`` on the dev part of the project's set of stories.

``python -m training.gather.incidents`` prints the weights; test is not looked at. Pairs of events are those whose
acts are labelled: of one act or not.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from dateline.evaluate.incidents import prepare
from dateline.evaluate.story_rows import read_rows, readings
from dateline.gather.incident_match import days_between, report_features
from training.gather.stories import FILE, fit

WINDOW_DAYS = 4.0
DECAY = 1e-3


def main() -> None:
    rows = [row for row in read_rows(FILE) if row.split == "dev"]
    reports, labels, joined = prepare(tuple(readings(rows)))
    known = [report for report in reports if report.event in labels]
    values, same = [], []
    for one, other in combinations(known, 2):
        if one.family == other.family and days_between(one, other) <= WINDOW_DAYS:
            between = joined.get(frozenset((one.article, other.article)))
            values.append(report_features(one, other, between))
            same.append(float(labels[one.event] == labels[other.event]))
    names = list(values[0])
    matrix = np.array([[value[name] for name in names] for value in values])
    weights, bias = fit(matrix, np.array(same), decay=DECAY)
    print(f"{len(same)} pairs, {int(sum(same))} of one act; bias: {bias:.1f}")
    for name, weight in zip(names, weights, strict=True):
        print(f"  {name}: {weight:.1f}")


if __name__ == "__main__":
    main()
