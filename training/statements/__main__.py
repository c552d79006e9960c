"""Counts the cues of statements, fits how far to trust the counts: ``python -m training.statements [PART]``.

``PART`` is the training part of PolNeAR, found by default where the other training data lie. The three files
in ``understand/rules`` are written anew.
"""

from __future__ import annotations

import sys

from training import statement_context, statement_counts


def main() -> None:
    """Count, then fit."""
    statement_counts.main(sys.argv[1:2])
    statement_context.main(sys.argv[1:2])


if __name__ == "__main__":
    main()
