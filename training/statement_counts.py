"""Counts how often each cue, with each form of content, was annotated as an attribution.

Usage: ``python -m training.statement_counts [PolNeAR_PART [FOLDER]]``, the training part by default.
The results are ``content_ends.yaml``
(for a frame and what stands at a place, how often content ended there of how often it ran so far) and
``cue_counts.yaml`` in ``understand/rules``: for a part of the lexicon, a lemma and a form of content
``[annotated, seen]``; ``*`` stands for all lemmas or all forms. Cues inside the content of an annotated
attribution are not counted, because the corpus marks the outermost only.
Of a text with several annotations, each counts in equal shares.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from dateline.evaluate.brat import Relation
from dateline.evaluate.statements import paragraphs_of, read_corpus
from dateline.model import Span
from dateline.understand.analysis import Analysis
from dateline.understand.cues import CueLexicon, load_cues
from dateline.understand.parse import Analyst
from dateline.understand.quotations import find_quotations
from dateline.understand.sentences import split_sentences
from dateline.understand.statements_candidates import Candidate, candidates
from dateline.understand.statements_ends import boundaries
from dateline.understand.statements_view import View, views

Counts = dict[tuple[str, str, str], list[float]]
Ends = dict[tuple[str, str], list[float]]
_LEAST_SEEN = 2
_NEAR = 3
TRAINING_PART = Path(__file__).parents[2] / "shared" / "data" / "statements" / "polnear" / "train"
"""Where the training part of the corpus lies if nothing else is said."""


def count(
    text: str,
    analyses: Sequence[Analysis],
    annotations: Sequence[Sequence[Relation]],
    lexicon: CueLexicon,
    counts: Counts,
) -> None:
    """Add one text to ``counts``."""
    share = 1 / len(annotations)
    for relations in annotations:
        cues = [span for relation in relations for span in relation.spans("Cue")]
        contents = [span for relation in relations for span in relation.spans("Content")]
        for view in views(analyses, find_quotations(text, analyses), lexicon):
            for candidate in candidates(view):
                span = view.span(*candidate.cue)
                hit = overlaps(span, cues)
                if not hit and overlaps(span, contents):
                    continue
                for lemma in (candidate.lemma, "*"):
                    for key in (candidate.key, "*"):
                        pair = counts[candidate.part, lemma, key]
                        pair[0] += share * hit
                        pair[1] += share


def count_ends(
    text: str,
    analyses: Sequence[Analysis],
    annotations: Sequence[Sequence[Relation]],
    lexicon: CueLexicon,
    ends: Ends,
) -> None:
    """Add to ``ends`` at which boundaries the content of found cues went on or ended."""
    share = 1 / len(annotations)
    for view in views(analyses, find_quotations(text, analyses), lexicon):
        for candidate in candidates(view):
            cue, start = view.span(*candidate.cue), candidate.pieces[-1][0]
            begin = view.analysis.tokens[start].span.start if start < len(view) else cue.end
            for relation in (r for relations in annotations for r in relations):
                covering = [
                    s for s in relation.spans("Content") if abs(s.start - begin) < _NEAR and s.end > begin
                ]
                if covering and overlaps(cue, relation.spans("Cue")):
                    _walk(view, candidate, start, covering[0].end, share, ends)


def _walk(view: View, candidate: Candidate, start: int, end: int, share: float, ends: Ends) -> None:
    for place, key in boundaries(view, start, candidate.group):
        ended = view.analysis.tokens[place].span.start >= end
        if ended and view.analysis.tokens[place - 1].span.start >= end:
            return
        for frame in (candidate.frame.value, "*"):
            ends[frame, key][0] += share * ended
            ends[frame, key][1] += share
        if ended:
            return


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    """Whether ``span`` shares a character with one of ``others``."""
    return any(span.overlaps(other) for other in others)


def as_yaml(counts: Counts) -> str:
    """The counts in the form of ``cue_counts.yaml``."""
    lines = ["# Made by training/statement_counts.py: [annotated as an attribution, seen]."]
    parts: dict[str, dict[str, dict[str, list[float]]]] = defaultdict(lambda: defaultdict(dict))
    for (part, lemma, key), pair in sorted(counts.items()):
        if pair[1] >= _LEAST_SEEN or lemma == "*":
            parts[part][lemma][key] = pair
    for part, lemmas in parts.items():
        lines.append(f"{part}:")
        for lemma, keys in lemmas.items():
            inside = ", ".join(
                f"{_quoted(key)}: [{hits:.4g}, {seen:.4g}]" for key, (hits, seen) in keys.items()
            )
            lines.append(f"  {_quoted(lemma)}: {{{inside}}}")
    return "\n".join(lines) + "\n"


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def ends_as_yaml(ends: Ends) -> str:
    """The boundaries in the form of ``content_ends.yaml``."""
    lines = ["# Made by training/statement_counts.py: [content ended there, content ran as far as there]."]
    frames: dict[str, dict[str, list[float]]] = defaultdict(dict)
    for (frame, key), pair in sorted(ends.items()):
        if pair[1] >= _LEAST_SEEN:
            frames[frame][key] = pair
    for frame, keys in frames.items():
        lines.append(f"'{frame}':")
        lines.extend(f"  {_quoted(key)}: [{ended:.4g}, {seen:.4g}]" for key, (ended, seen) in keys.items())
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> None:
    """Count the first folder, or the training part; write to the second one, or to the shipped one."""
    analyst, lexicon = Analyst.load(), load_cues()
    counts: Counts = defaultdict(lambda: [0.0, 0.0])
    ends: Ends = defaultdict(lambda: [0.0, 0.0])
    for text, marks in read_corpus(Path(arguments[0]) if arguments else TRAINING_PART):
        analyses = analyst.analyse(text, split_sentences(text, paragraphs_of(text)))
        count(text, analyses, marks, lexicon, counts)
        count_ends(text, analyses, marks, lexicon, ends)
    shipped = Path(__file__).parents[1] / "src/dateline/understand/rules"
    target = Path(arguments[1]) if len(arguments) > 1 else shipped
    (target / "cue_counts.yaml").write_text(as_yaml(counts), encoding="utf-8")
    (target / "content_ends.yaml").write_text(ends_as_yaml(ends), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
