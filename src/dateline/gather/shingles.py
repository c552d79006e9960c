"""MinHash of a text's runs of words: how much of one text stands in another."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from rensa import RMinHash

RUN = 3
PERMUTATIONS = 128
SEED = 1729
BANDS = 16
ROWS = 6
"""Of sixteen bands of six rows two texts with a resemblance of .7 share one in 87 of 100 cases, with .3 in 1."""

KEY_BITS = 62


def shingles(words: Sequence[str]) -> frozenset[str]:
    """The runs of three words of a text; all of it, if it has fewer."""
    if not words:
        return frozenset()
    return frozenset(" ".join(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1)))


def signature_of(runs: frozenset[str]) -> tuple[int, ...]:
    """The MinHash of runs of words; empty if there are none."""
    if not runs:
        return ()
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    sketch.update(sorted(runs))
    return tuple(sketch.digest())


def band_keys(signature: Sequence[int]) -> tuple[int, ...]:
    """One number for each band: texts that are alike share at least one, most probably."""
    if not signature:
        return ()
    return tuple(key_of(f"band {band} {signature[band * ROWS : (band + 1) * ROWS]}") for band in range(BANDS))


def key_of(text: str) -> int:
    """A number for a text, the same on every machine, that fits into a column of a database."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> (64 - KEY_BITS)


def resemblance(one: Sequence[int], other: Sequence[int]) -> float:
    """The share of runs that two texts have in common, of all that either has (Jaccard), as estimated."""
    if not one or not other:
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


def containment(alike: float, one: int, other: int) -> float:
    """How much of the shorter text stands in the longer, from the resemblance and the numbers of runs."""
    shorter = min(one, other)
    return min(1.0, alike * (one + other) / ((1 + alike) * shorter)) if shorter else 0.0
