"""What a record says in codes, said in words."""

from __future__ import annotations

import re

from dateline.model import DateEstimate, Event, Mention, Participant, Reading, Statement

ROLES = {
    "AGR": "farmers",
    "BUS": "business",
    "COP": "police",
    "CRM": "criminals",
    "CVL": "civilians",
    "EDU": "education",
    "GOV": "government",
    "IGO": "organisation of states",
    "JRN": "journalists",
    "JUD": "judiciary",
    "LAB": "workers",
    "LEG": "legislature",
    "MED": "medicine",
    "MIL": "military",
    "NGO": "organisation of citizens",
    "OPP": "opposition",
    "PRM": "paramilitary",
    "PTY": "party",
    "REB": "rebels",
    "REF": "refugees",
    "REL": "religion",
    "SPY": "intelligence service",
    "UAF": "unidentified armed forces",
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_READER = "reader"
_ENTRY = re.compile(r"(?P<part>[\w.+-]+)/(?P<word>[^:]+):\d+")
_CUE = re.compile(r"(?P<word>.+) \((?P<frame>[^()]+)\)")
_FRAMES = {
    "quote": "with a quotation",
    "clause": "with a clause",
    "infinitive": "with “to” and a verb",
    "gerund": "with an “-ing” form",
    "object": "with an object",
}
_CUT = 12


def one_line(text: str) -> str:
    """The same characters, as many of them, but none that breaks a line or commands a terminal."""
    return _CONTROL.sub(" ", text)


def shortened(text: str, most: int = _CUT) -> str:
    """At most so many words: the first and the last ones."""
    words = one_line(text).split()
    if len(words) <= most:
        return " ".join(words)
    tail = most // 3
    return f"{' '.join(words[: most - tail])} … {' '.join(words[-tail:])}"


def date_in_words(date: DateEstimate) -> str:
    """A date estimate as a person writes it: a day, a bound, or from–to."""
    if date.earliest and date.earliest == date.latest:
        return date.earliest.isoformat()
    if date.earliest and date.latest:
        return f"{date.earliest.isoformat()} to {date.latest.isoformat()}"
    if date.earliest:
        return f"on or after {date.earliest.isoformat()}"
    if date.latest:
        return f"on or before {date.latest.isoformat()}"
    return "unknown"


def date_with_reasons(date: DateEstimate) -> str:
    """A date estimate with how sure it is and what it rests on."""
    when = date.moment.isoformat(sep=" ") if date.moment else date_in_words(date)
    return f"{when}, {'stated' if date.stated else 'inferred'} ({'; '.join(date.reasons)})"


def role_in_words(code: str) -> str:
    """An actor code of PLOVER with its meaning."""
    return f"{code} ({ROLES[code]})" if code in ROLES else code


def who(reading: Reading, participant: Participant) -> str:
    """A participant by name, with country and role: "Ana Duval (SYL, GOV)", "he = Ana Duval (SYL, GOV)"."""
    text = " ".join(one_line(participant.span.of(reading.article.text)).split())
    if participant.mention is None:
        return text
    mention = reading.mentions[participant.mention]
    name = one_line(mention.name)
    if participant.span in (mention.span, mention.head):
        text = name if _same(mention, reading) else f"{text} = {name}"
    elif name not in text:
        text = f"{text} = {name}"
    codes = ", ".join(code for code in (mention.country, mention.role) if code)
    return f"{text} ({codes})" if codes else text


def _same(mention: Mention, reading: Reading) -> bool:
    """Whether the name of a mention shows in what stands there, as "Duval" does for "Ana Duval"."""
    words = mention.head.of(reading.article.text).casefold().split()
    return any(word in mention.name.casefold().split() for word in words)


def why_event(event: Event, text: str) -> str:
    """What made an event, from its rule."""
    trigger = f"“{shortened(event.trigger.of(text))}”"
    seen = f"the model read {trigger} as {event.type}"
    first, _, source = event.rule.partition("; mode by ")
    reader, _, entry = first.partition(" with ")
    if reader != _READER:
        return f"the rule {event.rule} found {trigger}"
    if entry:
        seen += f", as the word list proposed ({_entry(entry)})"
    if not source:
        return f"{seen}, without a mode" if event.mode is None else seen
    if source == _READER:
        return f"{seen} and chose the mode {event.mode}"
    return f"{seen}; the word list gave the mode {event.mode} ({_entry(source)})"


def why_statement(statement: Statement, text: str) -> str:
    """What made a statement, from its rule."""
    cue = f"“{shortened(statement.cue.of(text))}”"
    first, _, source = statement.rule.partition("; kind by ")
    if first != _READER:
        return f"the rule {statement.rule} found {cue}"
    seen = f"the model read {cue} as the words that attribute"
    if not source:
        return seen
    if source == _READER:
        return f"{seen} and chose the kind {statement.kind}, which the cue list does not tell"
    return f"{seen}; the cue list gave the kind {statement.kind} ({_cue(source)})"


def _entry(source: str) -> str:
    match = _ENTRY.fullmatch(source)
    return f"“{match['word']}”, entry {source}" if match else f"entry {source}"


def _cue(source: str) -> str:
    match = _CUE.fullmatch(source)
    if match is None:
        return f"“{source}”"
    frame = match["frame"]
    return f"“{match['word']}” {_FRAMES.get(frame, f'with “{frame}”')}"
