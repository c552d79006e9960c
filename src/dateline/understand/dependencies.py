"""Which word depends on which: a greedy arc-hybrid parser with an averaged perceptron.

Transitions after Kuhlmann et al. (2011), training with a dynamic oracle after Goldberg and Nivre (2013),
features after Zhang and Nivre (2011). Punctuation is left out of the tree; it is seen by the features as
the mark between two words. Labels are ClearNLP's (``nsubj``, ``dobj``, ``pobj`` …). Trained by ``python -m
training.tagger.dependencies``.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import msgspec

from dateline.errors import DataError

SHIFT, RIGHT, LEFT = 0, 1, 2
PUNCTUATION = frozenset({",", ".", ":", "``", "''", "-LRB-", "-RRB-"})
_NO_WORD = ("-", "-")
_NONE = -1


class DependencyModel(msgspec.Struct, frozen=True):
    """What is stored.

    Attributes:
        words: lemmas that the features may name.
        labels: names of the relations.
        moves: for each feature the scores of the three transitions.
        relations: for each feature ``[label number, weight, …]``.
    """

    words: list[str]
    labels: list[str]
    moves: dict[str, tuple[int, int, int]]
    relations: dict[str, list[int]]


@dataclass(slots=True)
class Configuration:
    """A stack, a buffer that begins at ``front``, and the arcs so far; the root stands behind the last word.

    Attributes:
        words: lemma of each word ("" for a rare one), the root last.
        tags: tag of each word, the root last.
        marks: the punctuation before each word (","; "" for none), the root last.
    """

    words: Sequence[str]
    tags: Sequence[str]
    marks: Sequence[str]
    front: int = 1
    stack: list[int] = field(default_factory=lambda: [0])
    heads: list[int] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    lefts: list[list[int]] = field(default_factory=list)
    rights: list[list[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        size = len(self.words)
        self.heads = [_NONE] * size
        self.labels = [""] * size
        self.lefts = [[] for _ in range(size)]
        self.rights = [[] for _ in range(size)]

    def valid(self) -> list[int]:
        """The transitions that are possible now."""
        moves = []
        if self.front + 1 < len(self.words):
            moves.append(SHIFT)
        if len(self.stack) >= 2:
            moves.append(RIGHT)
        if self.stack:
            moves.append(LEFT)
        return moves

    def arc(self, move: int) -> tuple[int, int]:
        """The head and the dependent of the arc that ``RIGHT`` or ``LEFT`` draws."""
        return (self.stack[-2] if move == RIGHT else self.front), self.stack[-1]

    def apply(self, move: int, label: str = "") -> None:
        """Carry the transition out."""
        if move == SHIFT:
            self.stack.append(self.front)
            self.front += 1
            return
        head, dependent = self.arc(move)
        self.stack.pop()
        self.heads[dependent], self.labels[dependent] = head, label
        (self.rights if move == RIGHT else self.lefts)[head].append(dependent)


def _edge(state: Configuration, word: int) -> tuple[str, str, str, str]:
    """The tags and labels of the outermost children: left tag, left label, right tag, right label."""
    lefts, rights = state.lefts[word], state.rights[word]
    left_tag = left_label = right_tag = right_label = "-"
    if lefts:
        left_tag, left_label = state.tags[lefts[-1]], state.labels[lefts[-1]]
    if rights:
        right_tag, right_label = state.tags[rights[-1]], state.labels[rights[-1]]
    return left_tag, left_label, right_tag, right_label


def move_features(state: Configuration) -> list[str]:
    """What the choice of a transition rests on."""
    words, tags, marks, stack, front = state.words, state.tags, state.marks, state.stack, state.front
    s0 = stack[-1] if stack else _NONE
    s1 = stack[-2] if len(stack) > 1 else _NONE
    s2 = stack[-3] if len(stack) > 2 else _NONE
    size = len(words)
    s0w, s0t = (words[s0], tags[s0]) if s0 >= 0 else _NO_WORD
    s1w, s1t = (words[s1], tags[s1]) if s1 >= 0 else _NO_WORD
    s2t = tags[s2] if s2 >= 0 else "-"
    n0w, n0t = words[front], tags[front]
    n1w, n1t = (words[front + 1], tags[front + 1]) if front + 1 < size else _NO_WORD
    n2t = tags[front + 2] if front + 2 < size else "-"
    s0lt, s0ll, s0rt, s0rl = _edge(state, s0) if s0 >= 0 else ("-", "-", "-", "-")
    s1lt, s1ll, s1rt, s1rl = _edge(state, s1) if s1 >= 0 else ("-", "-", "-", "-")
    n0ls = state.lefts[front]
    n0ll = state.labels[n0ls[-1]] if n0ls else "-"
    mark = marks[front]
    mark0 = marks[s0] if s0 >= 0 else "-"
    gap = str(min(front - s0, 7)) if s0 >= 0 else "-"
    gap1 = str(min(s0 - s1, 7)) if s1 >= 0 else "-"
    count0 = f"{len(state.lefts[s0])}{min(len(state.rights[s0]), 3)}" if s0 >= 0 else "-"
    count1 = f"{len(state.lefts[s1])}{min(len(state.rights[s1]), 3)}" if s1 >= 0 else "-"
    s0wt, n0wt, s1wt = f"{s0w}/{s0t}", f"{n0w}/{n0t}", f"{s1w}/{s1t}"
    pair = f"{s0t} {n0t}"
    under = f"{s1t} {s0t}"
    return [
        "a" + s0wt,
        "b" + s0t,
        "c" + n0wt,
        "d" + n0t,
        f"e{n1w}/{n1t}",
        "f" + s1wt,
        f"g{n1t} {n2t}",
        f"h{s0wt} {n0wt}",
        f"i{s0wt} {n0t}",
        f"j{s0t} {n0wt}",
        f"k{s0w} {n0w}",
        f"l{pair} {mark}",
        f"m{pair} {n1t}",
        f"n{n0t} {n1t} {n2t}",
        f"o{under} {n0t}",
        f"p{s2t} {under}",
        f"q{s1wt} {s0wt}",
        f"r{s1wt} {s0t}",
        f"s{s1t} {s0wt}",
        f"t{under} {n0wt}",
        f"u{pair} {s0lt} {s0rt}",
        f"v{under} {s1rt} {s1rl}",
        f"w{under} {s0rt} {s0rl}",
        f"x{s0wt} {s0rl} {n0t}",
        f"y{s1wt} {s1rl} {s0t}",
        f"z{pair} {n0ll}",
        f"A{s0t} {s0ll} {s0rl} {mark}",
        f"B{s1t} {s1ll} {s1rl} {s0t} {mark0}",
        f"C{pair} {gap}",
        f"D{under} {gap1}",
        f"E{s0wt} {count0}",
        f"F{s1wt} {count1}",
        f"G{s1t} {count1} {s0t} {n0t}",
        f"H{pair} {n1t} {mark}",
        f"I{under} {n0t} {mark} {mark0}",
        f"J{s1w} {s0w} {n0w}",
        f"K{s1t} {s1lt} {s0t} {n0t}",
        f"L{s1w} {s0w} {s0rl}",
        f"M{s0w} {n0t} {n1w}",
        f"N{s0lt} {s0t} {n0t} {n1t} {s1t}",
    ]


def label_features(state: Configuration, head: int, dependent: int) -> list[str]:
    """What the choice of a label rests on."""
    words, tags = state.words, state.tags
    way = "<" if dependent < head else ">"
    hw, ht, dw, dt = words[head], tags[head], words[dependent], tags[dependent]
    dlt, dll, drt, drl = _edge(state, dependent)
    sides = state.lefts[head] if dependent < head else state.rights[head]
    sibling = state.labels[sides[-1]] if sides else "-"
    seen = " ".join(sorted({state.labels[child] for child in state.lefts[head]} & _CORE))
    own = " ".join(sorted({state.labels[child] for child in state.lefts[dependent]} & _CORE))
    near = str(min(abs(head - dependent), 4))
    before = tags[dependent - 1] if dependent else "-"
    after = words[dependent + 1] if dependent + 1 < len(words) else "-"
    pair = f"{way}{ht} {dt}"
    mark = state.marks[max(head, dependent)]
    return [
        "a" + pair,
        f"b{pair} {hw}",
        f"c{pair} {dw}",
        f"d{way}{hw} {dw}",
        f"e{pair} {near}",
        f"f{pair} {dlt} {drt}",
        f"g{pair} {dll} {drl}",
        f"h{pair} {sibling}",
        f"i{pair} {seen}",
        f"j{pair} {own} {mark}",
        f"k{way}{dw}/{dt}",
        f"l{way}{hw}/{ht}",
        f"m{pair} {before}",
        f"n{way}{dt} {after}",
        f"o{way}{ht} {dw} {seen}",
        f"p{way}{hw} {dt} {own}",
        f"q{way}{hw} {dt} {seen} {near}",
        f"r{pair} {state.marks[dependent]}",
    ]


_CORE = frozenset(
    {"nsubj", "nsubjpass", "auxpass", "aux", "mark", "det", "expl", "csubj", "advmod", "poss", "case", "prep"}
)
Decide = Callable[[Configuration, list[int]], int]
Name = Callable[[Configuration, int, int], str]


def run(state: Configuration, decide: Decide, name: Name) -> None:
    """Parse to the end with the given choices."""
    while moves := state.valid():
        move = decide(state, moves) if len(moves) > 1 else moves[0]
        label = ""
        if move != SHIFT:
            head, dependent = state.arc(move)
            label = name(state, head, dependent)
        state.apply(move, label)


def configuration(
    lemmas: Sequence[str], tags: Sequence[str], vocabulary: frozenset[str]
) -> tuple[Configuration, list[int]]:
    """The start for a sentence, and the token index of each word in it."""
    places = [index for index, tag in enumerate(tags) if tag not in PUNCTUATION]
    marks, pending, last = [], "", 0
    for index in places:
        between = tags[last:index]
        pending = "".join(dict.fromkeys(between)) if between else ""
        marks.append(pending)
        last = index + 1
    words = [lemma if (lemma := lemmas[index].lower()) in vocabulary else "" for index in places]
    own = [*(tags[index] for index in places), "ROOT"]
    return Configuration(words=[*words, "ROOT"], tags=own, marks=[*marks, ""]), places


@dataclass(frozen=True, slots=True)
class DependencyParser:
    """Gives each word of a tagged sentence its head and its label."""

    vocabulary: frozenset[str]
    moves: Mapping[str, tuple[int, int, int]]
    relations: Mapping[str, Sequence[tuple[str, int]]]

    @staticmethod
    def load() -> DependencyParser:
        """The shipped model.

        Raises:
            DataError: if the model file is missing or damaged.
        """
        return _shipped()

    @staticmethod
    def of(model: DependencyModel) -> DependencyParser:
        """A parser from what a model file holds."""
        relations = {
            name: tuple((model.labels[flat[place]], flat[place + 1]) for place in range(0, len(flat), 2))
            for name, flat in model.relations.items()
        }
        return DependencyParser(frozenset(model.words), model.moves, relations)

    def parse(self, lemmas: Sequence[str], tags: Sequence[str]) -> tuple[list[int], list[str]]:
        """The head (token index; -1 for a root and for punctuation) and the label of each token."""
        heads, labels = [-1] * len(tags), ["punct"] * len(tags)
        state, places = configuration(lemmas, tags, self.vocabulary)
        if places:
            run(state, self._decide, self._name)
        for word, index in enumerate(places):
            head = state.heads[word]
            heads[index] = places[head] if 0 <= head < len(places) else -1
            labels[index] = state.labels[word] if heads[index] >= 0 else "root"
        return heads, labels

    def _decide(self, state: Configuration, moves: list[int]) -> int:
        shift = right = left = 0
        get = self.moves.get
        for name in move_features(state):
            found = get(name)
            if found is not None:
                shift += found[0]
                right += found[1]
                left += found[2]
        scores = (shift, right, left)
        return max(moves, key=scores.__getitem__)

    def _name(self, state: Configuration, head: int, dependent: int) -> str:
        if head == len(state.words) - 1:
            return "root"
        scores: dict[str, int] = {}
        get = self.relations.get
        for name in label_features(state, head, dependent):
            for label, weight in get(name, ()):
                scores[label] = scores.get(label, 0) + weight
        return max(scores, key=lambda label: (scores[label], label)) if scores else "dep"


@cache
def _shipped() -> DependencyParser:
    source = resources.files("dateline") / "models" / "en" / "parser.json.gz"
    try:
        model = msgspec.json.decode(gzip.decompress(source.read_bytes()), type=DependencyModel)
    except (OSError, EOFError, msgspec.DecodeError) as error:
        raise DataError(
            f"cannot read the parser ({error})", where=str(source), action="reinstall Dateline"
        ) from error
    return DependencyParser.of(model)
