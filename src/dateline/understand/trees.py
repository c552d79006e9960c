"""Reading a dependency tree beside its noun phrases and verb groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dateline.understand.analysis import Analysis, NounPhrase, VerbGroup


@dataclass(frozen=True, slots=True)
class Tree:
    """An analysis with its dependencies indexed: children of each token, the phrase or verb group it is in.

    Attributes:
        children: for each token its dependents, in order.
        phrase: for each token the noun phrase that holds it.
        group: for each token the verb group that holds it.
        first, last: the token range that each token's subtree reaches over.
    """

    analysis: Analysis
    children: tuple[tuple[int, ...], ...]
    phrase: tuple[NounPhrase | None, ...]
    group: tuple[VerbGroup | None, ...]
    first: tuple[int, ...]
    last: tuple[int, ...]

    def label(self, token: int) -> str:
        """The relation of the token to its head."""
        return self.analysis.labels[token]

    def head(self, token: int) -> int:
        """The head of the token, -1 for a root."""
        return self.analysis.heads[token]

    def lemma(self, token: int) -> str:
        """The lemma of the token, in lower case."""
        return self.analysis.tokens[token].lemma.lower()

    def tag(self, token: int) -> str:
        """The tag of the token."""
        return self.analysis.tokens[token].tag

    def below(self, token: int, *labels: str) -> Iterator[int]:
        """The dependents of the token with one of the labels, in order."""
        return (child for child in self.children[token] if self.analysis.labels[child] in labels)

    def tops(self, group: VerbGroup) -> Sequence[int]:
        """The tokens of a verb group, the main verb first: what hangs on an auxiliary counts too."""
        return [group.head, *(index for index in range(group.first, group.last) if index != group.head)]

    def of_group(self, group: VerbGroup, *labels: str) -> Iterator[int]:
        """The dependents of any token of the verb group with one of the labels."""
        for token in self.tops(group):
            yield from self.below(token, *labels)

    def above(self, group: VerbGroup) -> tuple[int, str]:
        """The head outside the verb group and the relation to it; (-1, "root") for a root."""
        token = group.head
        for _ in range(8):
            head, label = self.head(token), self.label(token)
            if head < 0:
                return -1, "root"
            if not group.first <= head < group.last:
                return head, label
            token = head
        return -1, "root"


@lru_cache(maxsize=256)
def tree_of(analysis: Analysis) -> Tree:
    """The indexed tree of an analysis."""
    size = len(analysis.tokens)
    heads = analysis.heads if len(analysis.heads) == size else (-1,) * size
    children: list[list[int]] = [[] for _ in range(size)]
    for token, head in enumerate(heads):
        if 0 <= head < size:
            children[head].append(token)
    phrase: list[NounPhrase | None] = [None] * size
    for noun_phrase in analysis.noun_phrases:
        phrase[noun_phrase.first : noun_phrase.last] = [noun_phrase] * (noun_phrase.last - noun_phrase.first)
    group: list[VerbGroup | None] = [None] * size
    for verb_group in analysis.verb_groups:
        group[verb_group.first : verb_group.last] = [verb_group] * (verb_group.last - verb_group.first)
    first, last = _reach(heads, children)
    return Tree(
        analysis,
        tuple(tuple(row) for row in children),
        tuple(phrase),
        tuple(group),
        tuple(first),
        tuple(last),
    )


def _reach(heads: Sequence[int], children: Sequence[Sequence[int]]) -> tuple[list[int], list[int]]:
    """The range that each subtree reaches over, from the leaves up, without recursion."""
    first, last = list(range(len(heads))), list(range(1, len(heads) + 1))
    order = [token for token, head in enumerate(heads) if head < 0]
    for token in order:
        order.extend(children[token])
    for token in reversed(order):
        head = heads[token]
        if head >= 0:
            first[head], last[head] = min(first[head], first[token]), max(last[head], last[token])
    return first, last
