"""What the encoder finds in an article, window by window: acts, who takes part, and what is attributed to whom.

>>> reader = WindowReader.load()
>>> seen = reader.look(text, sentences)  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dateline.model import Auxiliary, Sentence, Span
from dateline.understand.encoder.decode import Tagged, best_spans, triggers
from dateline.understand.encoder.gate import Gate
from dateline.understand.encoder.labels import AUXILIARIES, LINKS, MODES, ROLES, STATEMENT_KINDS, TAGS
from dateline.understand.encoder.proposals import ACT_LIFT, Proposal, proposals_at, weigh_roles
from dateline.understand.encoder.session import FOLDER, Encoder, Floats, Sight
from dateline.understand.encoder.windows import Window, windows

_ACT = 0.6
_AUXILIARY = 0.5
_ADDRESSED = 0.5
_SAID_BY = 0.1  # a source that stands in the window is seldom nobody's
_SHARED = 0.5


@dataclass(frozen=True, slots=True)
class SeenMention:
    """A span that names somebody or something, with its kind (``labels.MENTION_KINDS``) and probability."""

    span: Span
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """An act: its trigger, type and chance; who takes part; how it stands to what is real.

    Attributes:
        actors, recipients, place: numbers of ``SeenWindow.mentions``.
        mode: the likeliest mode of the type, with its chance; None if the type has none.
        proposal: what the lexicon proposed for the trigger, if it is of the same type.
    """

    trigger: Span
    type: str
    score: float
    actors: tuple[int, ...]
    recipients: tuple[int, ...]
    reciprocal: bool
    place: int | None
    auxiliaries: tuple[Auxiliary, ...]
    mode: tuple[str, float] | None
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True)
class SeenStatement:
    """An attribution: cue, source, pieces of content, kind and chance; ``addressee`` is a number of the mentions."""

    cue: Span
    source: Span | None
    content: tuple[Span, ...]
    addressee: int | None
    kind: str
    score: float


@dataclass(frozen=True, eq=False)
class SeenWindow:
    """A window as the encoder saw it, with what the lexicon proposes; places are those of the article."""

    window: Window
    sight: Sight
    proposals: tuple[Proposal, ...] = ()

    @cached_property
    def _made(self) -> dict[tuple[float, bool], tuple[SeenStatement, ...]]:
        """Statements that were asked for before, by how they are drawn."""
        return {}

    @cached_property
    def _spans(self) -> list[Tagged]:
        return best_spans(self.sight, "mention", TAGS["mention"])

    @cached_property
    def mentions(self) -> tuple[SeenMention, ...]:
        """Who and what is named, in order."""
        return tuple(SeenMention(Span(m.start, m.end), m.kind, m.score) for m in self._spans)

    @cached_property
    def events(self) -> tuple[SeenEvent, ...]:
        """The acts that are told, in the order of their triggers."""
        acts = triggers(self.sight, least=_ACT, proposals=self.proposals)
        if not acts:
            return ()
        roles = self._pairs("roles", acts, self._spans)
        return tuple(self._event(act, roles[number]) for number, act in enumerate(acts))

    @cached_property
    def possible_acts(self) -> tuple[Span, ...]:
        """The words that would tell an act if the lexicon had one there."""
        return tuple(Span(act.start, act.end) for act in triggers(self.sight, least=_ACT - ACT_LIFT))

    def _pairs(self, name: str, words: Sequence[Tagged], spans: Sequence[Tagged]) -> Floats:
        return self.sight.pairs(
            name,
            np.array([word.first for word in words], dtype=np.int64),
            np.array([span.first for span in spans], dtype=np.int64),
            np.array([span.last for span in spans], dtype=np.int64),
        )

    def _event(self, act: Tagged, chances: Floats) -> SeenEvent:
        sentence = self._sentence(act.start)
        proposed = proposals_at(Span(act.start, act.end), self.proposals)
        proposal = next((one for one in proposed if one.type == act.kind), None)
        roles = weigh_roles(chances, [mention.span for mention in self.mentions], proposal)
        chosen: dict[str, list[int]] = {role: [] for role in ROLES}
        for number, span in enumerate(self._spans):
            if sentence.contains(Span(span.start, span.end)) and not _overlap(span, act):
                chosen[ROLES[int(roles[number].argmax())]].append(number)
        reciprocal = bool(chosen["reciprocal"])
        if not reciprocal:
            for role in ("actor", "recipient"):
                chosen[role] = self._on_one_side(chosen[role], act, roles[:, ROLES.index(role)])
        actors = sorted([*chosen["actor"], *chosen["reciprocal"]])
        places = chosen["place"]
        flags = _sigmoid(self.sight.outputs["auxiliaries"][act.first])
        return SeenEvent(
            trigger=Span(act.start, act.end),
            type=act.kind,
            score=act.score,
            actors=tuple(sorted(actors + chosen["recipient"]) if reciprocal else actors),
            recipients=() if reciprocal else tuple(chosen["recipient"]),
            reciprocal=reciprocal,
            place=max(places, key=lambda n: float(roles[n, ROLES.index("place")])) if places else None,
            auxiliaries=tuple(
                Auxiliary(name) for name, flag in zip(AUXILIARIES, flags, strict=True) if flag >= _AUXILIARY
            ),
            mode=self._mode(act),
            proposal=proposal,
        )

    def _on_one_side(self, parties: list[int], act: Tagged, likely: Floats) -> list[int]:
        """Those of several in one role who stand on the side of the act where the likeliest of them does.

        "He accused A and called on B": A is not called on. Of 601 times that several have one role in the corpus, they
        stand on both sides in 45.
        """
        if len(parties) < 2:
            return parties
        best = self._spans[max(parties, key=lambda number: float(likely[number]))]
        return [n for n in parties if (self._spans[n].first < act.first) == (best.first < act.first)]

    def _mode(self, act: Tagged) -> tuple[str, float] | None:
        scores = self.sight.outputs["modes"][act.first]
        own = [number for number, (kind, _) in enumerate(MODES) if kind == act.kind]
        if not own:
            return None
        chances = np.exp(scores[own] - scores[own].max())
        best = int(chances.argmax())
        return MODES[own[best]][1], float(chances[best] / chances.sum())

    def _sentence(self, place: int) -> Span:
        return next(
            (s.span for s in self.window.sentences if s.span.start <= place < s.span.end),
            self.window.sentences[0].span,
        )

    def statements(self, lean: float = 0.0, *, plain: bool = True) -> tuple[SeenStatement, ...]:
        """What is attributed, in the order of the cues.

        Args:
            lean: under 0 finds more.
            plain: as the project's corpus draws cue, source and content; False as PolNeAR does.
        """
        key = lean, plain
        if key not in self._made:
            self._made[key] = self._statements(lean, plain)
        return self._made[key]

    def _statements(self, lean: float, plain: bool) -> tuple[SeenStatement, ...]:
        cues = self._parts("cue", lean, plain)
        if not cues:
            return ()
        sources, contents = self._parts("source", lean, plain), self._parts("content", lean, plain)
        links = "plain_links" if plain else "links"
        to_source = self._pairs(links, cues, sources)[:, :, LINKS.index("source")] if sources else None
        to_content = self._pairs(links, cues, contents)[:, :, LINKS.index("content")] if contents else None
        found = []
        for number, (cue, pieces) in enumerate(
            zip(cues, _share_out(cues, contents, to_content), strict=True)
        ):
            source = None if to_source is None else self._source(to_source[number], sources)
            found.append(self._statement(cue, source, pieces))
        return tuple(found)

    def loose_content(self, lean: float = 0.0, *, plain: bool = True) -> tuple[Span, ...]:
        """What is attributed in a window that has no cue: it goes on with what was said before."""
        if self._parts("cue", lean, plain):
            return ()
        return tuple(Span(piece.start, piece.end) for piece in self._parts("content", lean, plain))

    def _parts(self, role: str, lean: float, plain: bool) -> list[Tagged]:
        group = f"plain_{role}" if plain else role
        return best_spans(self.sight, group, TAGS[group], lean=lean)

    def _source(self, chances: Floats, sources: Sequence[Tagged]) -> Tagged | None:
        best = int(chances.argmax())
        return sources[best] if chances[best] >= _SAID_BY else None

    def _statement(self, cue: Tagged, source: Tagged | None, pieces: Sequence[Tagged]) -> SeenStatement:
        parts = [cue, *pieces, *([source] if source else [])]
        kind = STATEMENT_KINDS[int(self.sight.outputs["kinds"][cue.first].argmax())]
        return SeenStatement(
            cue=Span(cue.start, cue.end),
            source=Span(source.start, source.end) if source else None,
            content=tuple(Span(piece.start, piece.end) for piece in pieces),
            addressee=self._addressee(cue, source),
            kind=kind,
            score=min(part.score for part in parts),
        )

    def _addressee(self, cue: Tagged, source: Tagged | None) -> int | None:
        if not self._spans:
            return None
        chances = self._pairs("plain_links", [cue], self._spans)[0, :, LINKS.index("addressee")]
        best = int(chances.argmax())
        taken = _overlap(self._spans[best], cue) or (
            source is not None and _overlap(self._spans[best], source)
        )
        return best if chances[best] >= _ADDRESSED and not taken else None


class WindowReader:
    """Looks at an article window by window."""

    def __init__(self, encoder: Encoder, gate: Gate | None = None) -> None:
        """``gate`` tells which paragraphs need not be looked at; None looks at all."""
        self._encoder = encoder
        self._gate = gate

    @classmethod
    def load(cls) -> WindowReader:
        """With the shipped weights.

        Raises:
            DataError: they are missing or broken.
        """
        return cls(Encoder.load(), Gate.read(FOLDER / "gate.npz"))

    @property
    def encoder(self) -> Encoder:
        """The encoder itself, for pairs and single sentences."""
        return self._encoder

    def look(self, text: str, sentences: Sequence[Sentence]) -> tuple[SeenWindow, ...]:
        """The article's windows in order, but for those that cannot hold a fact."""
        kept = sentences if self._gate is None else self._passing(text, sentences, self._gate)
        return tuple(
            SeenWindow(window, self._encoder.look(window.pieces))
            for window in windows(text, kept, self._encoder.cut)
        )

    @staticmethod
    def _passing(text: str, sentences: Sequence[Sentence], gate: Gate) -> list[Sentence]:
        """The sentences of all paragraphs of which one sentence passes the gate."""
        paragraphs = {s.paragraph for s in sentences if gate.passes(s.span.of(text))}
        return [s for s in sentences if s.paragraph in paragraphs]


def _share_out(
    cues: Sequence[Tagged], contents: Sequence[Tagged], chances: Floats | None
) -> list[list[Tagged]]:
    """The content of each cue: a piece goes to its likeliest cue; one left without shares what is surely its own."""
    if chances is None:
        return [[] for _ in cues]
    owners = chances.argmax(axis=0)
    shares = [[c for place, c in enumerate(contents) if owners[place] == n] for n in range(len(cues))]
    for number, pieces in enumerate(shares):
        best = int(chances[number].argmax())
        if not pieces and chances[number, best] >= _SHARED:
            pieces.append(contents[best])
    return shares


def _overlap(one: Tagged, other: Tagged) -> bool:
    return one.first <= other.last and other.first <= one.last


def _sigmoid(values: Floats) -> Floats:
    result: Floats = (1.0 / (1.0 + np.exp(-values))).astype(np.float32)
    return result
