"""B-cubed precision, recall and F1 of clusters (Bagga and Baldwin 1998; Amigó et al. 2009)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def b_cubed(found: Mapping[K, Hashable], wanted: Mapping[K, Hashable]) -> dict[str, float]:
    """Figures over the items of ``wanted``, each with the cluster it is in and the one it should be in.

    Precision of an item: the share of those in its found cluster that belong to it; recall: the share of those that
    belong to it that are in its found cluster. Both are means over items.

    Returns:
        ``b3_precision``, ``b3_recall``, ``b3_f1``.
    """
    both = Counter((found[item], wanted[item]) for item in wanted)
    by_found = Counter(found[item] for item in wanted)
    by_wanted = Counter(wanted.values())
    total = max(len(wanted), 1)
    precision = sum(count * count / by_found[cluster] for (cluster, _), count in both.items()) / total
    recall = sum(count * count / by_wanted[label] for (_, label), count in both.items()) / total
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"b3_precision": precision, "b3_recall": recall, "b3_f1": f1}
