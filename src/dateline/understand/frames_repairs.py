"""Mends what the tagger and the grouping of verbs get wrong for the frames."""

from __future__ import annotations

from dataclasses import replace

from dateline.understand import syntax
from dateline.understand.analysis import Analysis, Tense

_MENDED = {"blew": "blow", "thanke": "thank"}
JOINTS = frozenset({",", "or", "and", "nor"})


def activated(analysis: Analysis) -> Analysis:
    """Past forms that were taken for passives ("raped dozens of women") made active again."""
    groups = list(analysis.verb_groups)
    finite = any(
        group.tense != Tense.NONE and not group.infinitive and group.form != "VBN" for group in groups
    )
    for number, group in enumerate(groups):
        bare = group.passive and group.form == "VBN" and not group.infinitive
        if not bare or any(t.lemma in ("be", "get") for t in analysis.tokens[group.first : group.head]):
            continue
        active = replace(group, passive=False, tense=Tense.PAST, form="VBD")
        told = any(name == "by" for name, _ in syntax.prepositional(analysis, group))
        if told or group.first == 0 or analysis.tokens[group.first - 1].tag in ("IN", "TO", "DT"):
            continue
        if (not finite and number == 0) or syntax.objects(analysis, active):
            groups[number] = active
            finite = True
    return replace(analysis, verb_groups=tuple(groups))


def joined(analysis: Analysis) -> Analysis:
    """Bare verbs that share a modal ("would not join NATO, enforce sanctions, or permit") given its force."""
    groups = list(analysis.verb_groups)
    for number, group in enumerate(groups):
        led = _modal_before(analysis, number)
        if led is not None and not group.modal:
            other = groups[led]
            groups[number] = replace(group, modal=other.modal, negated=other.negated, tense=other.tense)
    return replace(analysis, verb_groups=tuple(groups))


def leader(analysis: Analysis, number: int) -> int | None:
    """The verb group with the modal that a bare verb shares, if it does."""
    return _modal_before(analysis, number)


def _modal_before(analysis: Analysis, number: int) -> int | None:
    group = analysis.verb_groups[number]
    before = analysis.tokens[group.first - 1].text.lower() if group.first else ""
    own = any(token.tag == "MD" for token in analysis.tokens[group.first : group.last])
    if group.form not in ("VB", "VBP") or group.infinitive or own or before not in JOINTS:
        return None
    return next((n for n in range(number - 1, -1, -1) if _has_modal(analysis, n)), None)


def _has_modal(analysis: Analysis, number: int) -> bool:
    group = analysis.verb_groups[number]
    return any(token.tag == "MD" for token in analysis.tokens[group.first : group.last])


def base(lemma: str, tag: str) -> str:
    """The lemma with one "l" where a British past doubles it ("cancelled")."""
    if lemma in _MENDED:
        return _MENDED[lemma]
    doubled = tag.startswith("VB") and len(lemma) > 5 and lemma.endswith("ell")
    return lemma[:-1] if doubled else lemma
