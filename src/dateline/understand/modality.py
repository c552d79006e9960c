"""Acts that a sentence does not report as done: on a condition, refused, or what somebody is against."""

from __future__ import annotations

from dateline.understand.analysis import Analysis, VerbGroup
from dateline.understand.lemmas import verb_class
from dateline.understand.trees import Tree, tree_of

_CONDITIONALS = frozenset({"if", "unless", "lest", "provided"})
_NOT_DONE = frozenset({"against", "without", "instead"})
_DEPTH = 8


def is_conditional(analysis: Analysis, verb_group: VerbGroup) -> bool:
    """Whether the verb is in an if-clause, depends on one, or says what would be ("if", "would")."""
    if verb_group.modal in ("would", "could", "might"):
        return True
    tree = tree_of(analysis)
    if any(_has_if(tree, token) for token in tree.of_group(verb_group, "advcl")):
        return True
    token = verb_group.head
    for _ in range(_DEPTH):
        if _has_if(tree, token):
            return True
        if tree.head(token) < 0 or tree.label(token) not in ("conj", "xcomp", "advcl", "aux"):
            return False
        token = tree.head(token)
    return False


def _has_if(tree: Tree, token: int) -> bool:
    return any(tree.lemma(child) in _CONDITIONALS for child in tree.below(token, "mark", "advmod", "prep"))


def opposed(analysis: Analysis, verb_group: VerbGroup) -> bool:
    """Whether the sentence says that somebody is against the act, or does not do it, by more than "not".

    True below "against", "without", "instead of", "rather than" and verbs such as "refuse (to)", also for the
    later ones of joined verbs: "its stance against imposing sanctions or joining NATO".
    """
    tree = tree_of(analysis)
    group: VerbGroup | None = verb_group
    for _ in range(_DEPTH):
        if group is None:
            return False
        if _behind_opposition(tree, group):
            return True
        head, label = tree.above(group)
        if head < 0:
            return False
        if label == "xcomp" or (label in ("ccomp", "advcl", "acl") and group.infinitive):
            return _refuses(tree, head)
        if label == "pcomp":
            return _refuses(tree, tree.head(head)) and tree.lemma(head) in ("to", "from")
        if label != "conj":
            return False
        group = tree.group[head]
    return False


def _behind_opposition(tree: Tree, group: VerbGroup) -> bool:
    """Whether "against", "without", "instead of" or "rather than" stands before the verb or above it."""
    first = group.first
    before = [tree.lemma(token) for token in range(max(0, first - 2), first)]
    if (
        before == ["rather", "than"]
        or before == ["instead", "of"]
        or before[-1:] in (["against"], ["without"])
    ):
        return True
    if tree.label(group.head) != "pcomp":
        return False
    above = tree.head(group.head)
    return above >= 0 and tree.lemma(above) in _NOT_DONE


def _refuses(tree: Tree, token: int) -> bool:
    """Whether the token is of a verb, or is a noun, of refusal."""
    if token < 0:
        return False
    group = tree.group[token]
    lemma = group.lemma if group else tree.lemma(token)
    return lemma in verb_class("refusing") and not (group and group.negated)
