"""One fact with everything it rests on, as a person likes to look at it in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from dateline.cli.explanation import Explanation, Part
from dateline.cli.marks import ROLE_STYLES, hang, named, paint, paint_span, sentence_text
from dateline.cli.render import REPAIR_STYLE, author_in_words, event_head, statement_head
from dateline.lexicon.words import date_with_reasons, one_line, role_in_words, shortened
from dateline.model import Event, Mention, Sentence, Span, Statement
from dateline.understand.ontology import load_ontology

_GUTTER = "> "
_INDENT = 14

Rows = list[tuple[str, str | Text]]


def render_fact(console: Console, found: Explanation) -> None:
    """Print a fact: what, in which sentence, who, when, and what made it."""
    located = found.located
    fact, reading = located.fact, located.reading
    head = event_head(reading, fact) if isinstance(fact, Event) else statement_head(reading, fact)
    hang(console, Text(f"{located.id} ", style="bold"), head, 0)
    console.print()
    _evidence(console, found)
    rows = _event(found, fact) if isinstance(fact, Event) else _statement(found, fact)
    _section(console, "Event" if isinstance(fact, Event) else "Statement", rows)
    for part in found.parts:
        _section(console, part.role.capitalize(), _part(found, part))
    _section(console, "In the sentence", [*_times(found), *_repairs(found)])
    _section(console, "Article", _article(found))
    _section(console, "Made by", _provenance(found))


def _evidence(console: Console, found: Explanation) -> None:
    """The sentences with the words of the fact, dimmed ones around them, and the words by name."""
    reading = found.located.reading
    if found.before is not None:
        hang(console, Text(), sentence_text(reading, found.before, "dim"), len(_GUTTER))
    last: int | None = None
    for sentence in found.sentences:
        if last is not None and sentence.index > last + 1:
            console.print(Text("[…]", style="dim"))
        text = sentence_text(reading, sentence)
        paint(text, sentence.span, found.marks)
        for repair in found.repairs:
            paint_span(text, sentence.span, repair.span, REPAIR_STYLE)
        hang(console, Text(_GUTTER), text, len(_GUTTER))
        last = sentence.index
    if found.after is not None:
        hang(console, Text(), sentence_text(reading, found.after, "dim"), len(_GUTTER))
    console.print()
    hang(console, Text(), named(reading, found.marks), len(_GUTTER))
    console.print()


def _section(console: Console, title: str, rows: Rows) -> None:
    if not rows:
        return
    console.print(Text(title, style="bold"))
    for label, value in rows:
        text = Text(one_line(value)) if isinstance(value, str) else value
        hang(console, Text(f"  {label}", style="dim"), text, _INDENT)
    console.print()


def _event(found: Explanation, event: Event) -> Rows:
    ontology = load_ontology()
    entry = ontology.types[event.type]
    same = ontology.version == found.located.reading.provenance.ontology
    mode = entry.modes.get(event.mode) if event.mode else None
    rows: Rows = [("type", f"{event.type}, {entry.quad}"), ("", entry.definition if same else "")]
    rows.append(("mode", event.mode or "none"))
    rows.append(("", mode.definition if mode and same else ""))
    rows += [
        ("reality", ", ".join(event.auxiliaries) or "reported as having happened"),
        ("contexts", ", ".join(event.contexts) or "none"),
        ("between", "all take part alike" if event.reciprocal else ""),
        ("date", date_with_reasons(event.date) if event.date else "the text does not tell"),
        ("said in", ", ".join(found.related)),
        ("evidence", _places(found, event.evidence)),
    ]
    return _kept([*rows, *_reason(found, event)])


def _statement(found: Explanation, statement: Statement) -> Rows:
    rows: Rows = [
        ("kind", statement.kind.value),
        ("polarity", statement.polarity.value),
        ("quoted", "yes" if statement.quoted else "no"),
        ("speaker", "" if statement.speaker else "the text does not tell"),
        ("content", _content(found, statement)),
        ("at", _places(found, (statement.cue, *statement.content))),
        ("holds", ", ".join(found.related)),
    ]
    return _kept([*rows, *_reason(found, statement)])


def _content(found: Explanation, statement: Statement) -> str:
    text = found.located.reading.article.text
    return " … ".join(" ".join(span.of(text).split()) for span in statement.content)


def _reason(found: Explanation, fact: Event | Statement) -> Rows:
    return [("score", f"{fact.score:.3f}"), ("rule", fact.rule), ("why", found.why)]


def _part(found: Explanation, part: Part) -> Rows:
    text = found.located.reading.article.text
    words = f"“{one_line(part.span.of(text))}”"
    place = (f"  {_place(part.span)}", "dim")
    rows: Rows = [("words", Text.assemble((words, ROLE_STYLES[part.role]), place))]
    mention = part.mention
    if mention is None:
        return [*rows, ("mention", "none: no name was found in these words")]
    rows += [
        ("name", f"{mention.name}, {mention.kind}"),
        ("title", mention.title or ""),
        ("country", mention.country or ""),
        ("role", role_in_words(mention.role) if mention.role else ""),
        ("refers to", _refers_to(text, mention, part.first)),
        ("found by", f"{mention.rule}, score {mention.score:.2f}"),
    ]
    return _kept(rows)


def _refers_to(text: str, mention: Mention, first: Mention | None) -> str:
    if first is None or first.index == mention.index:
        return "itself: the first mention in the article"
    return f"“{shortened(first.span.of(text))}” in sentence {first.sentence + 1} ({first.rule})"


def _times(found: Explanation) -> Rows:
    text = found.located.reading.article.text
    return [
        (
            "time",
            f"“{time.span.of(text)}” is "
            + (date_with_reasons(time.date) if time.date else "a time that is not known")
            + f"; rule {time.rule}",
        )
        for time in found.times
    ]


def _repairs(found: Explanation) -> Rows:
    return [
        ("restored", f"{one.original} to {one.result} ({one.rule}: {one.evidence})") for one in found.repairs
    ]


def _article(found: Explanation) -> Rows:
    located = found.located
    article, page = located.reading.article, located.reading.page
    headline = article.headline
    marks = [sourced.value for sourced in (article.site, article.language) if sourced]
    return _kept(
        [
            ("headline", f"{headline.value} (from {headline.source})" if headline else "none"),
            ("address", page.address),
            ("date", date_with_reasons(article.published) if article.published else "nothing on it tells"),
            ("by", ", ".join(author_in_words(author) for author in article.authors)),
            ("site", " · ".join(marks)),
            ("number", f"{located.article}; `dateline show {located.article}` shows it whole"),
            ("sentence", _numbers(found.sentences, len(located.reading.sentences))),
            ("version", "" if located.current else "older: there is a newer one at this address"),
        ]
    )


def _provenance(found: Explanation) -> Rows:
    page, provenance = found.located.reading.page, found.located.reading.provenance
    models: Rows = [
        ("" if number else "models", f"{name} {version}")
        for number, (name, version) in enumerate(provenance.models)
    ]
    return [
        ("Dateline", provenance.code),
        ("ontology", provenance.ontology),
        *models,
        ("fetched", page.fetched.isoformat(sep=" ", timespec="seconds")),
        ("page", f"{len(page.content)} bytes, SHA-256 {page.digest}"),
    ]


def _kept(rows: Rows) -> Rows:
    return [row for row in rows if row[1]]


def _numbers(sentences: tuple[Sentence, ...], of: int) -> str:
    return f"{', '.join(str(sentence.index + 1) for sentence in sentences)} of {of}"


def _places(found: Explanation, spans: tuple[Span, ...]) -> str:
    text = found.located.reading.article.text
    return ", ".join(f"“{shortened(span.of(text), 4)}” {_place(span)}" for span in spans)


def _place(span: Span) -> str:
    return f"{span.start}–{span.end}"
