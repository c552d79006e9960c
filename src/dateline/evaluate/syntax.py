"""How well words are tagged and who stands where is read, against a treebank in CoNLL-U (GUM news).

Conventions, so that the figures can be had again:

- The treebank's sentences are given; its tokens are brought to Dateline's (``all-girl`` is one). A token's
  tag is right if it is the treebank's, with the Treebank's tags for hyphens and odd marks pooled.
- Subjects, objects (direct and indirect) and obliques (noun phrases behind a preposition that go with a
  verb) are those of the enhanced graph, so shared and controlled subjects and the noun behind a relative
  pronoun count. Gold relations count if the head is a verb (for a copula the form of "be" stands for its
  predicate).
- A predicted phrase is taken with those it is joined to (``coordinated``), as the enhanced graph has them.
  It is right if the verb is the same word and the phrase holds the gold dependent. Subjects that are
  predicted of infinitives and participles to which the treebank gives none are not counted, for or against.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dateline.evaluate.conllu import Document, Row, Tree, all_trees, read_directory, to_own_tokens
from dateline.model import Sentence
from dateline.understand.analysis import Analysis, NounPhrase, VerbGroup
from dateline.understand.parse import Analyst
from dateline.understand.phrases import coordinated
from dateline.understand.syntax import objects, prepositional, subject

Pairs = set[tuple[int, int]]
_SUBJECTS = ("nsubj", "csubj")
_RELATIVE_TAGS = frozenset({"WP", "WDT"})


@dataclass(slots=True)
class _Score:
    right: int = 0
    found: int = 0
    truth: int = 0

    def f1(self) -> float:
        return 2 * self.right / max(self.found + self.truth, 1)


@dataclass(slots=True)
class _Scores:
    tags_right: int = 0
    tokens: int = 0
    relations: dict[str, _Score] = field(
        default_factory=lambda: {name: _Score() for name in ("subject", "object", "oblique")}
    )


def evaluate(directory: Path) -> dict[str, float | int]:
    """Measure on a directory of ``*.conllu`` files with the enhanced graph.

    Raises:
        DataError: if the directory holds no CoNLL-U that can be read.
    """
    analyst, scores = Analyst.load(), _Scores()
    for document in read_directory(directory):
        _measure(analyst, document, scores)
    result: dict[str, float | int] = {"tag_accuracy": scores.tags_right / max(scores.tokens, 1)}
    for name, score in scores.relations.items():
        result[f"{name}_f1"] = score.f1()
        result[f"{name}_precision"] = score.right / max(score.found, 1)
        result[f"{name}_recall"] = score.right / max(score.truth, 1)
    return result | {"tokens": scores.tokens}


def _measure(analyst: Analyst, document: Document, scores: _Scores) -> None:
    text, _, spans = document.text()
    sentences = [Sentence(index=index, span=span, paragraph=index) for index, span in enumerate(spans)]
    analyses = analyst.analyse(text, sentences)
    for analysis, tree in zip(analyses, all_trees(document), strict=True):
        own = to_own_tokens(tree)
        if len(own.rows) != len(analysis.tokens):
            scores.tokens += len(own.rows)
            continue
        scores.tokens += len(own.rows)
        pairs = zip(own.rows, analysis.tokens, strict=True)
        scores.tags_right += sum(row.tag == token.tag for row, token in pairs)
        _count_relations(analysis, own, scores)


def _count_relations(analysis: Analysis, tree: Tree, scores: _Scores) -> None:
    verbs = _verbs(tree.rows)
    wanted = {
        "subject": _gold(tree.rows, verbs, lambda label, _: label.startswith(_SUBJECTS)),
        "object": _gold(tree.rows, verbs, lambda label, _: label in ("obj", "iobj")),
        "oblique": _gold(tree.rows, verbs, lambda label, case: label.startswith("obl") and case),
    }
    with_subject = {verb for verb, _ in wanted["subject"]}
    for group in analysis.verb_groups:
        agreed = subject(analysis, group)
        finite = not group.infinitive and (group.tense != "none" or bool(group.modal))
        if agreed and (finite or group.head in with_subject):
            _count(scores, "subject", wanted, group, _joined(analysis, [agreed]))
        _count(scores, "object", wanted, group, _joined(analysis, objects(analysis, group)))
        governed = [phrase for _, phrase in prepositional(analysis, group)]
        _count(scores, "oblique", wanted, group, _joined(analysis, governed))
    for name, gold in wanted.items():
        scores.relations[name].truth += len(gold)


def _verbs(rows: Sequence[Row]) -> dict[int, int]:
    """The words that relations are counted of → the verb that Dateline heads them by."""
    verbs = {index: index for index, row in enumerate(rows) if row.tag.startswith("VB")}
    for index, row in enumerate(rows):
        if row.label == "cop" and row.head >= 0:
            verbs[row.head] = index
    return verbs


def _gold(rows: Sequence[Row], verbs: dict[int, int], wants: Callable[[str, bool], bool]) -> Pairs:
    cased = {row.head for row in rows if row.label == "case"}
    pairs: Pairs = set()
    for index, row in enumerate(rows):
        if row.tag in _RELATIVE_TAGS or not row.tag.startswith(("NN", "PRP", "CD", "DT", "JJ", "EX", "W")):
            continue
        for head, label in row.enhanced or ((row.head, row.label),):
            if head in verbs and wants(label, index in cased):
                pairs.add((verbs[head], index))
    return pairs


def _joined(analysis: Analysis, phrases: Iterable[NounPhrase]) -> list[NounPhrase]:
    """The phrases with all that is joined to them, each once."""
    return list(dict.fromkeys(member for phrase in phrases for member in coordinated(analysis, phrase)))


def _count(
    scores: _Scores, name: str, wanted: dict[str, Pairs], group: VerbGroup, phrases: Iterable[NounPhrase]
) -> None:
    """Count predicted phrases; those that hold a gold dependent of the verb are right."""
    score = scores.relations[name]
    for phrase in phrases:
        score.found += 1
        score.right += any(
            verb == group.head and phrase.first <= token < phrase.last for verb, token in wanted[name]
        )
