"""Time expressions: where an article says when, resolved against its own date.

In the news a weekday without more is the last one up to the day of publication, unless the verb is in the
future; "last year" is the calendar year before. An expression that needs a date the article does not have
stays unresolved.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta

from dateline.model import DateEstimate, Precision, Span, TimeExpression
from dateline.understand.analysis import Analysis, Tense, VerbGroup
from dateline.understand.times_resolve import ABSOLUTE, RESOLVERS, Asked, Days
from dateline.understand.times_rules import TimeRules, load_time_rules

_LEADING = re.compile(
    r"(?:in|during|from|of|by|before|after|between|around|throughout|over|for|within)\s+", re.IGNORECASE
)
_SINCE = re.compile(r"(?:ever\s+)?since\b", re.IGNORECASE)
_UNTIL = re.compile(r"(?:until|till|by|before)\b", re.IGNORECASE)
_AFTER = re.compile(r"after\b", re.IGNORECASE)
_NOT_NEEDED = date(2000, 1, 1)  # absolute expressions do not look at the reference
_ROUGHLY_KNOWN = timedelta(
    14
)  # an article dated less exactly tells only what is the same seen from all its days
_FUTURE_MODALS = frozenset({"will", "shall", "wo", "'ll", "’ll"})


def find_times(
    text: str, analyses: Sequence[Analysis], published: DateEstimate | None
) -> tuple[TimeExpression, ...]:
    """The time expressions of an article, in order.

    Args:
        text: the article's text.
        analyses: its sentences, taken apart; the verbs tell whether a weekday is past or to come.
        published: the date of the article; None if it is not known.

    Returns:
        Expressions with their dates as intervals and the reasons for them; ``date`` is None where the date of
        the article would be needed and is not known well enough, or the words do not tell.
    """
    rules = load_time_rules()
    found: list[TimeExpression] = []
    for analysis in analyses:
        whole = analysis.sentence.span
        starts = [token.span.start for token in analysis.tokens]
        verbs = [starts[group.first] for group in analysis.verb_groups]
        for match in rules.pattern.finditer(text, whole.start, whole.end):
            rule = match.lastgroup or ""
            if rule == "year" and _counts(analysis, bisect_left(starts, match.end())):
                continue
            lead = _LEADING.match(match.group()) if rule != "span_of_units" and rule != "in_units" else None
            span = Span(
                match.start() + (lead.end() if lead and rule in {"year", "month"} else 0), match.end()
            )
            estimate = _resolve(
                rule,
                match.group(),
                _tense(analysis, span, bisect_left(verbs, span.start), rules),
                published,
                rules,
            )
            found.append(
                TimeExpression(
                    span=span, sentence=analysis.sentence.index, date=estimate, rule=rule.replace("_", " ")
                )
            )
    return tuple(found)


def _counts(analysis: Analysis, following: int) -> bool:
    """Whether a plural noun follows: "in 2000 cars" is a number, not a year."""
    return following < len(analysis.tokens) and analysis.tokens[following].tag in {"NNS", "NNPS"}


def _resolve(
    rule: str, written: str, tense: int, published: DateEstimate | None, rules: TimeRules
) -> DateEstimate | None:
    asked = Asked(" ".join(written.lower().split()), tense, rules.words)
    resolver = RESOLVERS[rule]
    if rule in ABSOLUTE:
        days = resolver(asked, _NOT_NEEDED)
        return _estimate(asked, days, days, published, written) if days else None
    if published is None or published.earliest is None or published.latest is None:
        return None
    early, late = resolver(asked, published.earliest), resolver(asked, published.latest)
    if early is None or late is None:
        return None
    if published.latest - published.earliest > _ROUGHLY_KNOWN and early != late:
        return None  # a weekday, seen from any day of a year, is no date at all
    return _estimate(asked, early, late, published, written)


def _estimate(
    asked: Asked, early: Days, late: Days, published: DateEstimate | None, written: str
) -> DateEstimate | None:
    """The interval from the earliest to the latest that it can be, opened by "since" and "until"."""
    first: date | None = min(early.first, late.first)
    last: date | None = max(early.last, late.last)
    precision = (
        early.precision if (early.first, early.last) == (late.first, late.last) else Precision.INTERVAL
    )
    now = published.latest if published else None
    if _SINCE.match(asked.text):
        last = now if now and first and now >= first else None
        precision = Precision.INTERVAL
    elif _UNTIL.match(asked.text):
        first, precision = None, Precision.INTERVAL
    elif _AFTER.match(asked.text):
        first, last, precision = last, None, Precision.INTERVAL
    reasons = [f'the text says "{" ".join(written.split())}"']
    if not early.stated and published:
        seen = published.earliest if published.earliest == published.latest else (
            f"{published.earliest} to {published.latest}"
        )  # fmt: skip
        reasons.append(f"the article is dated {seen}")
    return DateEstimate(
        earliest=first, latest=last, precision=precision, stated=early.stated, reasons=tuple(reasons)
    )


def _tense(analysis: Analysis, span: Span, following: int, rules: TimeRules) -> int:
    """-1 if the verb nearest to the expression is in the past, 1 if in the future, 0 if it does not tell.

    ``following`` is the number of the first verb group behind it; one before it is preferred.
    """
    gaps: list[tuple[int, int]] = []
    if following > 0:
        before = analysis.verb_groups[following - 1]
        gaps.append((span.start - analysis.tokens[before.last - 1].span.end, following - 1))
    if following < len(analysis.verb_groups):
        after = analysis.verb_groups[following]
        gaps.append((2 * (analysis.tokens[after.first].span.start - span.end) + 40, following))
    return _tense_of(analysis.verb_groups, min(gaps)[1], rules) if gaps else 0


def _tense_of(groups: Sequence[VerbGroup], number: int, rules: TimeRules) -> int:
    group = groups[number]
    if group.tense is Tense.FUTURE or group.modal in _FUTURE_MODALS:
        return 1
    if group.infinitive and number:
        before = groups[number - 1]
        if before.lemma in rules.future_verbs or before.tense is Tense.FUTURE:
            return 1
        if before.tense is Tense.PAST and group.first == before.last:
            return -1  # "tried to enter on May 16"
    if group.lemma in rules.future_verbs and group.passive and group.tense is Tense.PRESENT:
        return 1  # "is scheduled for Friday"
    if group.lemma in rules.scheduled_verbs and group.tense is Tense.PRESENT and not group.perfect:
        return 1  # "takes effect on Monday"
    if group.tense is Tense.PAST or group.perfect:
        return -1
    if group.tense is Tense.PRESENT and group.form == "VBG":
        return 1  # "is meeting him on Friday"
    return -1 if group.form in {"VBD", "VBN"} and not group.modal else 0
