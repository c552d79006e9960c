"""Which phrases belong together: what a preposition governs, coordination, appositions and of-phrases."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.understand.analysis import Analysis, NounPhrase
from dateline.understand.trees import Tree, tree_of

_DEPTH = 8


def phrase_at(tree: Tree, token: int) -> NounPhrase | None:
    """The noun phrase that a token heads or stands in; None for no token (-1)."""
    return tree.phrase[token] if token >= 0 else None


def governed(tree: Tree, preposition: int, name: str) -> Iterator[tuple[str, NounPhrase]]:
    """The objects of a preposition, of a compound one ("out of") and of one that governs a clause's noun."""
    for child in tree.children[preposition]:
        label = tree.label(child)
        phrase = phrase_at(tree, child)
        if label == "pobj" and phrase:
            yield name, phrase
        elif label in ("prep", "pcomp") and tree.tag(child) in ("IN", "TO"):
            yield from governed(tree, child, f"{name} {tree.lemma(child)}")


def coordinated(analysis: Analysis, noun_phrase: NounPhrase) -> tuple[NounPhrase, ...]:
    """The phrase and all that it is joined with, in order: "Germany, France and Poland" from any."""
    tree = tree_of(analysis)
    token = noun_phrase.head
    for _ in range(_DEPTH):
        above = tree.head(token)
        if tree.label(token) != "conj" or above < 0 or tree.phrase[above] is None:
            break
        token = above
    found = {noun_phrase}
    pending = [token]
    for place in pending:
        phrase = tree.phrase[place]
        if phrase:
            found.add(phrase)
            members = range(phrase.first, phrase.last)
            pending.extend(
                child for member in members for child in tree.below(member, "conj") if child >= phrase.last
            )
    return tuple(sorted(found, key=lambda phrase: phrase.first))


def full_phrase(analysis: Analysis, noun_phrase: NounPhrase) -> tuple[int, int]:
    """The token range of the phrase with its genitives, of-phrases and appositions.

    "the foreign minister of Serbia, Ivica Dačić" from "the foreign minister" and from "Ivica Dačić".
    """
    tree = tree_of(analysis)
    top = noun_phrase
    for _ in range(_DEPTH):
        above = phrase_at(tree, tree.head(top.head))
        if tree.label(top.head) != "appos" or above is None or above == top:
            break
        top = above
    first, last = top.first, max(top.last, noun_phrase.last)
    pending = [top]
    for phrase in pending:
        for token in range(phrase.first, phrase.last):
            for child in tree.children[token]:
                inner = _extension(tree, child)
                if inner and inner.first >= phrase.last and len(pending) < 12:
                    pending.append(inner)
                    last = max(last, inner.last)
    return first, last


def _extension(tree: Tree, child: int) -> NounPhrase | None:
    """The phrase that an apposition or an of-phrase adds."""
    if tree.label(child) == "appos":
        return phrase_at(tree, child)
    if tree.label(child) == "prep" and tree.lemma(child) == "of":
        return next((phrase_at(tree, inner) for inner in tree.below(child, "pobj")), None)
    return None
