"""Reading → Stances: who says or does something for or against what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from dateline.errors import DataError
from dateline.gather.data_files import load, words
from dateline.gather.questions import Asked, issues, questions_in
from dateline.gather.words import terms_of
from dateline.model import (
    Auxiliary,
    Event,
    EventType,
    Mention,
    MentionKind,
    Participant,
    Polarity,
    Reading,
    Span,
    Stance,
    Statement,
    StatementKind,
)

_FILE = "stances.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    against: frozenset[str]
    negations: frozenset[str]
    attitudes: frozenset[str]
    lifting: frozenset[str]
    kinds: Mapping[StatementKind, int]
    types: Mapping[EventType, int]
    acts: Mapping[EventType, str]


def stances_of(reading: Reading) -> tuple[Stance, ...]:
    """What the statements and acts of an article are for and against, each with why.

    Who speaks or acts must be named; a question must name what it is about.
    """
    linked = {link.mention: link.chosen.entity for link in reading.links if link.chosen}
    found = (*_said(reading, linked), *_done(reading, linked))
    return tuple({_key(one): one for one in reversed(found)}.values())[::-1]


def _key(one: Stance) -> tuple[object, ...]:
    return one.actor, one.issue, one.object, one.stance, one.statement, one.event


def _said(reading: Reading, linked: dict[int, str]) -> Iterator[Stance]:
    text = reading.article.text
    for statement in reading.statements:
        who = _mention(reading, statement.speaker)
        if who is None or not statement.content:
            continue
        for piece in statement.content:
            for asked in questions_in(text, piece, reading.mentions):
                judged = _judge_said(text, statement, piece, asked)
                if judged and not _same(who, asked.mention, linked):
                    yield _stance(linked, who, asked, judged, _published(reading), statement=statement.index)


def _judge_said(text: str, statement: Statement, piece: Span, asked: Asked) -> tuple[int, list[str]] | None:
    """For or against, with why; None where the words tell neither."""
    rules = _rules()
    kind = rules.kinds[statement.kind]
    before = set(terms_of(text[piece.start : asked.start]))
    whole = set(terms_of(piece.of(text)))
    why = [f"{statement.kind.value}: “{asked.words}”"]
    turning = sorted(before & rules.against)
    if before & rules.lifting and turning:
        turning = turning[1:]  # "lift its veto"
    negated = statement.polarity is Polarity.NEGATED or bool(_negations(text, Span(piece.start, asked.start)))
    if kind == 0 and not (whole & rules.attitudes or turning or negated):
        return None
    sign = asked.sign * (kind or 1)
    if asked.sign < 0:
        why.append("the words undo it")
    if statement.kind is StatementKind.DENY and negated:
        sign = -sign  # "denied that it would not": the negation is the denial, told once more
    if negated:
        sign = -sign
        why.append("negated")
    if turning and statement.kind is not StatementKind.CRITICISE:
        sign = -sign
        why.append(f"against: {', '.join(turning)}")
    return sign, why


def _done(reading: Reading, linked: dict[int, str]) -> Iterator[Stance]:
    for event in reading.events:
        if Auxiliary.HYPOTHETICAL in event.auxiliaries:
            continue
        actors = [who for one in event.actors if (who := _mention(reading, one)) is not None]
        for asked, judged in (*_own_question(reading, event), *_named_question(reading, event)):
            for who in actors:
                if not _same(who, asked.mention, linked):
                    yield _stance(linked, who, asked, judged, _day(reading, event), event=event.index)


def _own_question(reading: Reading, event: Event) -> Iterator[tuple[Asked, tuple[int, list[str]]]]:
    """The question that an act of this type is on by itself, about those it is done to."""
    name = _rules().acts.get(event.type)
    sentence = set(terms_of(reading.sentences[event.sentence].span.of(reading.article.text)))
    if name is None or not sentence & issues()[name].nouns:
        return
    for one in event.recipients:
        whom = _mention(reading, one)
        if whom is not None and whom.kind in issues()[name].kinds:
            asked = Asked(
                issue=issues()[name],
                mention=whom,
                start=event.trigger.start,
                sign=1,
                undone=None,
                done=True,
                words=event.trigger.of(reading.article.text),
            )
            yield asked, _turned(1, event, [f"{event.type.value}: “{asked.words}”"])


def _named_question(reading: Reading, event: Event) -> Iterator[tuple[Asked, tuple[int, list[str]]]]:
    """The question that the act is on, or that the words after it name."""
    text = reading.article.text
    sentence = reading.sentences[event.sentence].span
    for asked in questions_in(text, Span(event.trigger.start, sentence.end), reading.mentions):
        sign = _sign(asked, event)
        if sign:
            why = [f"{event.type.value}: “{_told(text, event, asked)}”"]
            yield asked, _turned(sign, event, why)
        return


def _sign(asked: Asked, event: Event) -> int:
    """For or against, by the type of the act and the words that name the question; 0 where they tell neither."""
    kind = _rules().types[event.type]
    at_trigger = asked.start == event.trigger.start
    if asked.undone is not None and event.trigger.start <= asked.undone < event.trigger.end:
        return -1  # the act is the undoing: "eased sanctions"
    if at_trigger:
        return -1 if event.type is EventType.REJECT else 1
    if kind == 0:
        return asked.sign if asked.done or asked.undone is not None else 0
    return kind * asked.sign


def _told(text: str, event: Event, asked: Asked) -> str:
    words = event.trigger.of(text)
    return asked.words if asked.words.startswith(words) else f"{words} … {asked.words}"


def _turned(sign: int, event: Event, why: list[str]) -> tuple[int, list[str]]:
    if Auxiliary.NEGATION in event.auxiliaries and event.type is not EventType.REJECT:
        return -sign, [*why, "negated"]
    return sign, why


def _stance(
    linked: dict[int, str],
    who: Mention,
    asked: Asked,
    judged: tuple[int, list[str]],
    day: date | None,
    *,
    statement: int | None = None,
    event: int | None = None,
) -> Stance:
    sign, why = judged
    return Stance(
        statement=statement,
        event=event,
        actor=identity(who, linked),
        actor_name=who.name,
        actor_country=who.country,
        issue=asked.issue.name,
        object=identity(asked.mention, linked),
        object_name=asked.mention.name,
        day=day,
        stance=sign,
        why=tuple(why),
    )


def identity(mention: Mention, linked: Mapping[int, str]) -> str:
    """What somebody goes by over articles: id of the entity or the state, else ``name:`` and the plain name."""
    chosen = linked.get(mention.index) or linked.get(mention.refers_to)
    if chosen:
        return chosen
    if mention.kind in (MentionKind.COUNTRY, MentionKind.GROUP) and mention.country:
        return f"iso-{mention.country}"
    return f"name:{' '.join(mention.name.lower().split())}"


def _mention(reading: Reading, one: Participant | None) -> Mention | None:
    if one is None or one.mention is None:
        return None
    mention = reading.mentions[one.mention]
    return None if mention.kind is MentionKind.GROUP and not mention.country else mention


def _same(who: Mention, about: Mention, linked: Mapping[int, str]) -> bool:
    return identity(who, linked) == identity(about, linked)


def _published(reading: Reading) -> date | None:
    when = reading.article.published
    return (when.latest or when.earliest) if when else None


def _day(reading: Reading, event: Event) -> date | None:
    return (event.date.latest or event.date.earliest) if event.date else _published(reading)


def _negations(text: str, span: Span) -> set[str]:
    words = span.of(text).lower().replace("’", "'").split()
    found = {word.strip('.,;:"“”') for word in words}
    return {word for word in found if word in _rules().negations or word.endswith("n't")}


@cache
def _rules() -> _Rules:
    raw = load(_FILE)
    try:
        return _Rules(
            against=words(raw["against"]),
            negations=words(raw["negations"]),
            attitudes=words(raw["attitudes"]),
            lifting=words(raw["lifting"]),
            kinds={kind: int(raw["kinds"][kind.value]) for kind in StatementKind},
            types={kind: int(raw["types"][kind.value]) for kind in EventType},
            acts={EventType(kind): str(name) for kind, name in raw["acts"].items()},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"the rules for stances are broken: {error!r}",
            where=_FILE,
            action="see its comments for its form",
        ) from error
