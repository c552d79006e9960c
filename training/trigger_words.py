"""Lists the words that tell acts in the labelled corpus, and which types: ``python -m training.trigger_words``.

The reader is asked for acts in all kinds of news, and sees them in words that never told one where it learnt. What the
list (and the ontology) does not hold for a type is not taken for an act of it, and what it holds as rare must be seen
surely.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from dateline.evaluate.labelled_rows import Row, read_rows
from dateline.model import BlockKind, Paragraph, Span
from dateline.understand.parse import Analyst
from dateline.understand.sentences import split_sentences
from dateline.understand.trigger_words import telling_words

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "src" / "dateline" / "understand" / "rules" / "trigger_words.tsv"
_HEAD = (
    "# word\ttypes, each with how often the word tells one where it stands; made by training.trigger_words from the "
    "corpus (CC BY 4.0)"
)


def types_of_words(rows: Iterable[Row], analyst: Analyst) -> dict[str, dict[str, float]]:
    """Lemma → the types of the events that it tells in these rows, each with the share of its uses that do."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    uses: Counter[str] = Counter()
    for row in rows:
        whole = Paragraph(span=Span(0, len(row.text)), kind=BlockKind.PARAGRAPH)
        analyses = analyst.analyse(row.text, split_sentences(row.text, [whole]))
        for analysis in analyses:
            uses.update(telling_words(analysis, analysis.sentence.span))
        for event in row.events:
            trigger = Span(*event.trigger)
            for analysis in analyses:
                for word in telling_words(analysis, trigger):
                    found[word][event.type] += 1
    return {
        word: {kind: min(count / uses[word], 1.0) for kind, count in kinds.items()}
        for word, kinds in found.items()
    }


def main() -> int:
    """Write the list anew."""
    rows = [row for row in read_rows(ROOT / "training" / "corpus") if row.split == "train"]
    found = types_of_words(rows, Analyst.load())
    lines = [
        "\t".join((word, *(f"{kind} {max(share, 0.001):.3f}" for kind, share in sorted(types.items()))))
        for word, types in sorted(found.items())
    ]
    LIST.write_text("\n".join([_HEAD, *lines]) + "\n", "utf-8")
    print(f"{len(lines)} words")
    return 0


if __name__ == "__main__":
    sys.exit(main())
