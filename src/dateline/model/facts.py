"""What the article tells: sentences, mentions, times, events and statements."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dateline.model.articles import DateEstimate
from dateline.model.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of the article.

    Attributes:
        index: its number in the article, from 0; other facts refer to it by this.
        span: its place in ``Article.text``.
        paragraph: index into ``Article.paragraphs``.
    """

    index: int
    span: Span
    paragraph: int


class MentionKind(StrEnum):
    """What a mention names."""

    PERSON = "person"
    ORGANISATION = "organisation"
    COUNTRY = "country"
    PLACE = "place"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A span that names an actor or a place.

    Attributes:
        index: its number in the reading, from 0, in order of ``span``.
        span: the name with its titles ("Serbia's Deputy Prime Minister, Aleksandar Vulin").
        head: the name alone ("Aleksandar Vulin"), within ``span``.
        sentence: index of the sentence it stands in.
        name: the fullest form of the name in the article, for a surname or pronoun too.
        title: office or title, as written ("Deputy Prime Minister"), without the country.
        country: ISO 3166-1 alpha-3 code of the state it belongs to or names, if known.
        role: PLOVER actor code of a group or office (``GOV``, ``MIL``, ``REB``, ``CVL`` …), if known.
        refers_to: index of the first mention of the same one in this article (itself if it is the first).
        rule: what found it.
        score: how sure it was, 0 to 1.
    """

    index: int
    span: Span
    head: Span
    sentence: int
    kind: MentionKind
    name: str
    title: str | None = None
    country: str | None = None
    role: str | None = None
    refers_to: int
    rule: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """A span that says when, resolved against the article's date as far as that is known."""

    span: Span
    sentence: int
    date: DateEstimate | None
    rule: str


class EventType(StrEnum):
    """The 16 event types of PLOVER (manual 2.0, chapter 3)."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"


class Quad(StrEnum):
    """The four classes that the types fall into (and none)."""

    VERBAL_COOPERATION = "verbal cooperation"
    MATERIAL_COOPERATION = "material cooperation"
    VERBAL_CONFLICT = "verbal conflict"
    MATERIAL_CONFLICT = "material conflict"


class Auxiliary(StrEnum):
    """PLOVER's auxiliary modes: how the event stands to what is real and present."""

    HISTORICAL = "historical"
    FUTURE = "future"
    HYPOTHETICAL = "hypothetical"
    NEGATION = "negation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Who takes part in an event or a statement: a span, and the mention that it is or holds, if any."""

    span: Span
    mention: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One act, as one sentence reports it (PLOVER event record).

    Attributes:
        index: its number in the reading, from 0.
        mode: a mode of ``type`` from the ontology, or None.
        contexts: PLOVER contexts (``military``, ``diplomatic`` …), best first.
        actors, recipients: who did it, to whom; in a reciprocal event all are actors and recipients is empty.
        auxiliaries: empty for an event that is reported as having happened.
        place: index of the mention that says where.
        date: when, as far as the text tells; None if it does not.
        sentence: index of the sentence it rests on.
        trigger: the word or phrase that told it.
        evidence: all spans it rests on, the trigger first.
        rule: the entry of the ontology that matched, or the model.
        score: how sure, 0 to 1.
    """

    index: int
    type: EventType
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    actors: tuple[Participant, ...] = ()
    recipients: tuple[Participant, ...] = ()
    reciprocal: bool = False
    auxiliaries: tuple[Auxiliary, ...] = ()
    place: int | None = None
    date: DateEstimate | None = None
    sentence: int
    trigger: Span
    evidence: tuple[Span, ...]
    rule: str
    score: float


class StatementKind(StrEnum):
    """What a speaker does by saying it."""

    SAY = "say"
    CLAIM = "claim"
    DENY = "deny"
    PLEDGE = "pledge"
    DEMAND = "demand"
    THREATEN = "threaten"
    ACCUSE = "accuse"
    PRAISE = "praise"
    CRITICISE = "criticise"
    ASK = "ask"
    ANNOUNCE = "announce"
    PREDICT = "predict"
    BELIEVE = "believe"


class Polarity(StrEnum):
    """Whether the content is affirmed or negated by the speaker ("will not join NATO")."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """An attribution: somebody is reported to have said, thought or written something.

    Attributes:
        index: its number in the reading, from 0.
        speaker: who said it; None where the text does not tell (passive, "it is said").
        cue: the words that attribute ("assured", "according to").
        content: what was said, in one or more pieces, in order; may run over several sentences.
        addressee: to whom.
        quoted: True if any of the content stands in quotation marks.
        sentence: index of the sentence that holds the cue.
        events: indexes of the events that lie in the content.
    """

    index: int
    speaker: Participant | None
    cue: Span
    content: tuple[Span, ...]
    addressee: Participant | None = None
    kind: StatementKind
    polarity: Polarity = Polarity.AFFIRMED
    quoted: bool = False
    sentence: int
    events: tuple[int, ...] = ()
    rule: str
    score: float
