"""How well statements are found: by token for each role, and whole attributions (PolNeAR's layout).

The corpus: Newell, Margolin, Ruths, "An Attribution Relations Corpus for Political News" (LREC 2018).
A folder holds ``text/NAME.txt`` and ``attributions/NAME.ann`` or ``NAME_ANNOTATOR.ann`` in brat standoff.

Conventions, so that the figures can be had again:

- A token is a run of word characters or any other single character that is not a space. It counts for a role
  if a span of that role covers any of it. The counts are summed over all texts (micro); a text with *k*
  annotations is compared with each of them, at a weight of 1/*k*.
- The corpus marks the outermost attribution only, so a statement whose cue lies in the content of another is
  left out before anything is counted.
- The corpus counts attitudes too ("support for"); the finder runs with a floor of 0 and gives them out.
  It keeps relative clauses in speakers, and "who" as a speaker, as the corpus does.
- Krippendorff's alpha is the nominal one, with the annotator and the program as two coders, tokens as units
  and the set of roles that a token has (often none) as its label.
- A statement is right (``attribution_*``) if its content and an annotated content have a Jaccard index of at
  least .5 by token, and the two sources share a token or neither has one; each is matched once, the best
  overlap first. Annotated attributions without content cannot be matched that way and are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dateline.agreement import nominal_alpha
from dateline.errors import DataError
from dateline.evaluate import brat
from dateline.model import BlockKind, Paragraph, Span, Statement
from dateline.understand.encoder.reader import WindowReader
from dateline.understand.parse import Analyst
from dateline.understand.sentences import split_sentences
from dateline.understand.statements import StatementFinder

Predictor = Callable[[str], Sequence[Statement]]

ROLES = ("source", "cue", "content")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_JACCARD = 0.5
_HEADLINE_LENGTH = 200
_LEAN = -0.6  # the corpus marks more than a reading gives out


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution as sets of token numbers."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]

    def role(self, name: str) -> frozenset[int]:
        """The tokens of the role ``name``, one of ``ROLES``."""
        return {"source": self.source, "cue": self.cue, "content": self.content}[name]


@dataclass
class _Tally:
    """Sums over the texts."""

    right: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    predicted: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    gold: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    pairs: dict[tuple[Hashable, Hashable], float] = field(default_factory=lambda: defaultdict(float))

    def add(
        self, gold: Sequence[Attribution], predicted: Sequence[Attribution], tokens: int, weight: float
    ) -> None:
        labels = _labels(gold, tokens), _labels(predicted, tokens)
        for pair in zip(*labels, strict=True):
            self.pairs[pair] += weight
        for role in ROLES:
            ours = frozenset().union(*(a.role(role) for a in predicted))
            theirs = frozenset().union(*(a.role(role) for a in gold))
            self._count(role, len(ours & theirs), len(ours), len(theirs), weight)
        whole = [a for a in gold if a.content]
        self._count("attribution", _matches(whole, predicted), len(predicted), len(whole), weight)

    def _count(self, key: str, right: int, predicted: int, gold: int, weight: float) -> None:
        self.right[key] += right * weight
        self.predicted[key] += predicted * weight
        self.gold[key] += gold * weight

    def figures(self) -> dict[str, float]:
        result: dict[str, float] = {}
        for key in (*ROLES, "attribution"):
            precision = self.right[key] / self.predicted[key] if self.predicted[key] else 0.0
            recall = self.right[key] / self.gold[key] if self.gold[key] else 0.0
            total = precision + recall
            result[f"{key}_f1"] = 2 * precision * recall / total if total else 0.0
            result[f"{key}_precision"] = precision
            result[f"{key}_recall"] = recall
        result["alpha"] = nominal_alpha(self.pairs)
        return {key: round(value, 4) for key, value in result.items()}


def evaluate(directory: Path, predict: Predictor | None = None) -> dict[str, float]:
    """Compare the statements found in each text of ``directory`` with those annotated there.

    Args:
        directory: holds ``text`` and ``attributions``.
        predict: text to statements; the shipped rules if None.

    Returns:
        ``{source,cue,content,attribution}_{f1,precision,recall}``, ``alpha``, ``documents`` (texts).

    Raises:
        DataError: if the folder or a file in it does not have the form.
    """
    run = predict or predictor()
    tally = _Tally()
    documents = 0
    for text, marks in read_corpus(directory):
        documents += 1
        starts, ends = _tokens(text)
        predicted = [_from_statement(s, starts, ends) for s in outermost(run(text))]
        for relations in marks:
            gold = [_from_relation(r, starts, ends) for r in relations]
            tally.add(gold, predicted, len(starts), 1 / len(marks))
    return {**tally.figures(), "documents": documents}


def read_corpus(directory: Path) -> Iterator[tuple[str, list[tuple[brat.Relation, ...]]]]:
    """The texts of a folder in PolNeAR's layout, each with its annotations, in the order of their names."""
    texts, marks = directory / "text", directory / "attributions"
    if not (texts.is_dir() and marks.is_dir()):
        raise DataError(
            "does not hold the folders text and attributions",
            where=str(directory),
            action="give a PolNeAR part",
        )
    by_text: dict[str, list[Path]] = {}
    for path in sorted(marks.glob("*.ann")):
        exact = texts / f"{path.stem}.txt"
        name = path.stem if exact.is_file() else path.stem.rpartition("_")[0]
        by_text.setdefault(name, []).append(path)
    if not by_text:
        raise DataError("holds no .ann files", where=str(marks), action="give a PolNeAR part")
    for name, paths in by_text.items():
        text = _read_text(texts / f"{name}.txt")
        yield text, [brat.read(path, limit=len(text)) for path in paths]


def paragraphs_of(text: str) -> tuple[Paragraph, ...]:
    """The lines of a plain text as paragraphs; a short first line is the headline, as it is in the corpus."""
    spans = [Span(match.start(), match.end()) for match in _LINE.finditer(text)]
    return tuple(
        Paragraph(
            kind=BlockKind.HEADLINE if n == 0 and len(span) <= _HEADLINE_LENGTH else BlockKind.PARAGRAPH,
            span=span,
        )
        for n, span in enumerate(spans)
    )


def predictor() -> Predictor:
    """The shipped way from a plain text to its statements, leaning to find more, with whole speakers.

    The corpus counts attitudes as attributions, and a relative clause or pronoun as its speaker; a reading
    leaves out what has a low score, and gives the speaker without the clause.
    """
    analyst, reader = Analyst.load(), WindowReader.load()
    finder = replace(StatementFinder.load(), floor=0.0, plain=False, lean=_LEAN)

    def run(text: str) -> tuple[Statement, ...]:
        sentences = split_sentences(text, paragraphs_of(text))
        return finder.find(text, reader.look(text, sentences), analyst.analyse(text, sentences), (), ())

    return run


def outermost(statements: Iterable[Statement]) -> list[Statement]:
    """The statements whose cue does not lie in the content of another one."""
    every = list(statements)
    return [
        one
        for one in every
        if not any(span.contains(one.cue) for other in every if other is not one for span in other.content)
    ]


def _read_text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError("cannot be read as UTF-8 text", where=str(path), action="check the file") from error


def _tokens(text: str) -> tuple[list[int], list[int]]:
    places = [match.span() for match in _TOKEN.finditer(text)]
    return [start for start, _ in places], [end for _, end in places]


def _covered(spans: Iterable[Span], starts: Sequence[int], ends: Sequence[int]) -> frozenset[int]:
    found: set[int] = set()
    for span in spans:
        token = bisect_right(ends, span.start)
        while token < len(starts) and starts[token] < span.end:
            found.add(token)
            token += 1
    return frozenset(found)


def _from_relation(relation: brat.Relation, starts: Sequence[int], ends: Sequence[int]) -> Attribution:
    source, cue, content = (_covered(relation.spans(role.title()), starts, ends) for role in ROLES)
    return Attribution(source, cue, content)


def _from_statement(statement: Statement, starts: Sequence[int], ends: Sequence[int]) -> Attribution:
    speaker = (statement.speaker.span,) if statement.speaker else ()
    return Attribution(
        _covered(speaker, starts, ends),
        _covered((statement.cue,), starts, ends),
        _covered(statement.content, starts, ends),
    )


def _labels(attributions: Iterable[Attribution], tokens: int) -> list[frozenset[str]]:
    labels: list[set[str]] = [set() for _ in range(tokens)]
    for attribution in attributions:
        for role in ROLES:
            for token in attribution.role(role):
                labels[token].add(role)
    return [frozenset(label) for label in labels]


def _matches(gold: Sequence[Attribution], predicted: Sequence[Attribution]) -> int:
    """How many can be paired, the greatest overlap first."""
    pairs = []
    for i, theirs in enumerate(gold):
        for j, ours in enumerate(predicted):
            if not (theirs.content & ours.content) or not _same_source(theirs.source, ours.source):
                continue
            jaccard = len(theirs.content & ours.content) / len(theirs.content | ours.content)
            if jaccard >= _JACCARD:
                pairs.append((-jaccard, i, j))
    taken_gold: set[int] = set()
    taken_ours: set[int] = set()
    for _, i, j in sorted(pairs):
        if i not in taken_gold and j not in taken_ours:
            taken_gold.add(i)
            taken_ours.add(j)
    return len(taken_gold)


def _same_source(one: frozenset[int], other: frozenset[int]) -> bool:
    return bool(one & other) or not (one or other)
