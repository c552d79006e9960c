"""Who stands where in an analysed sentence: subjects, objects, agents, prepositional phrases.

Read off the dependency tree, with what the tree leaves out: the subject of a relative clause is the noun
that it belongs to, of an infinitive what the verb above it controls, of a participle that of the main clause.
"""

from __future__ import annotations

from dateline.understand.analysis import Analysis, NounPhrase, VerbGroup
from dateline.understand.chunks import NOMINAL, is_time
from dateline.understand.lemmas import verb_class
from dateline.understand.phrases import governed, phrase_at
from dateline.understand.trees import Tree, tree_of

_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
_RELATIVES = frozenset({"WDT", "WP"})
_BEFORE_SUBJECT = frozenset({",", "”", '"', "?", "!", "'", "’"})
_DEPTH = 8
_WHEN = frozenset({"last", "next", "early", "earlier", "late", "yesterday", "today", "tomorrow", "tonight"})


def subject(analysis: Analysis, verb_group: VerbGroup) -> NounPhrase | None:
    """The phrase that does it (in a passive: that it is done to), also across clauses and control."""
    return _subject(tree_of(analysis), verb_group, _DEPTH)


def _subject(tree: Tree, group: VerbGroup, depth: int) -> NounPhrase | None:
    if depth == 0:
        return None
    own = _own_subject(tree, group)
    if own is not None:
        return _resolved(tree, group, own)
    head, label = tree.above(group)
    if label == "conj" and head >= 0:
        joined = tree.group[head]
        return _subject(tree, joined, depth - 1) if joined else None
    if label in ("relcl", "acl"):
        return _subject_of_modifier(tree, group, head, depth)
    if head >= 0:
        return _controlled(tree, group, head, label, depth)
    return _nearest(tree, group)


def _own_subject(tree: Tree, group: VerbGroup) -> int | None:
    """The token that is the verb's subject in the tree."""
    found = [token for token in tree.of_group(group, *_SUBJECTS) if not _says_when(tree, token)]
    real = [token for token in found if tree.label(token) != "expl"] or found
    if real:
        return real[0]
    return _inverted(tree, group)


def _says_when(tree: Tree, token: int) -> bool:
    """Whether the token is in a phrase that only says when: "last year", "Tuesday", not "the year"."""
    phrase = tree.phrase[token]
    if phrase is None or not is_time(tree.analysis.tokens, phrase):
        return False
    return tree.tag(token) in ("NNP", "NNPS") or tree.lemma(phrase.first) in _WHEN


def _inverted(tree: Tree, group: VerbGroup) -> int | None:
    """The subject behind a verb of saying that follows a quotation: "…," said Peskov."""
    if (
        group.lemma not in verb_class("inverting")
        or group.first == 0
        or group.last >= len(tree.analysis.tokens)
    ):
        return None
    if group.form not in ("VBD", "VBZ", "VBP", "VBN") or group.infinitive or group.first + 1 < group.last:
        return None
    phrase = tree.phrase[group.last]
    if tree.analysis.tokens[group.first - 1].text not in _BEFORE_SUBJECT or phrase is None:
        return None
    return phrase.head


def _resolved(tree: Tree, group: VerbGroup, token: int) -> NounPhrase | None:
    """The phrase of a subject; a relative pronoun stands for the noun that its clause belongs to."""
    if tree.tag(token) in _RELATIVES or (tree.lemma(token) == "that" and tree.phrase[token] is None):
        antecedent = _antecedent(tree, group)
        if antecedent is not None:
            return antecedent
    return phrase_at(tree, token)


def _antecedent(tree: Tree, group: VerbGroup) -> NounPhrase | None:
    """The noun phrase that the relative clause around the verb belongs to."""
    token = group.head
    for _ in range(_DEPTH):
        head, label = tree.head(token), tree.label(token)
        if head < 0:
            break
        if label in ("relcl", "acl"):
            return phrase_at(tree, head)
        token = head
    before = [phrase for phrase in tree.analysis.noun_phrases if phrase.last <= group.first]
    return before[-1] if before else None


def _subject_of_modifier(tree: Tree, group: VerbGroup, head: int, depth: int) -> NounPhrase | None:
    """Of "people killed by", "the group claiming" the noun; of "his pledge to maintain" who pledged."""
    phrase = phrase_at(tree, head)
    if phrase is None:
        return None
    if not group.infinitive or _is_opening(tree, phrase):
        return phrase
    if phrase.possessor:
        return _possessor(tree, phrase)
    above = _verb_over(tree, head)
    return (_subject(tree, above, depth - 1) if above else None) or phrase


def _is_opening(tree: Tree, phrase: NounPhrase) -> bool:
    """Whether a headline begins with the phrase and has no verb before ("Vulin to visit Moscow")."""
    return tree.head(phrase.head) < 0 and not any(
        group.last <= phrase.first for group in tree.analysis.verb_groups
    )


def _possessor(tree: Tree, phrase: NounPhrase) -> NounPhrase | None:
    first, last = phrase.possessor or (phrase.first, phrase.first)
    nouns = [token for token in range(first, last) if tree.tag(token) in NOMINAL]
    return NounPhrase(first, last - 1, nouns[-1]) if nouns else None


def _verb_over(tree: Tree, token: int) -> VerbGroup | None:
    """The nearest verb group above a token."""
    for _ in range(_DEPTH):
        token = tree.head(token)
        if token < 0:
            return None
        if tree.group[token]:
            return tree.group[token]
    return None


def _controlled(tree: Tree, group: VerbGroup, head: int, label: str, depth: int) -> NounPhrase | None:
    """The subject of an infinitive or a participle: the object or the subject of the verb above it."""
    above = tree.group[head] or _verb_over(tree, head)
    if above is None or above == group:
        return phrase_at(tree, head) if tree.phrase[head] else _nearest(tree, group)
    controls = above.lemma.split(" ")[0] in verb_class("object_control") and not above.passive
    if (
        label in ("xcomp", "ccomp", "advcl")
        and controls
        and (group.infinitive or group.form in ("VB", "VBG"))
    ):
        given = [
            token for token in tree.of_group(above, "dobj", "dative") if above.last <= token < group.first
        ]
        if given and phrase_at(tree, given[0]):
            return phrase_at(tree, given[0])
    if group.infinitive and controls and above.lemma.startswith("call"):
        asked = [
            phrase for name, phrase in prepositional(tree.analysis, above) if name in ("on", "upon", "for")
        ]
        if asked:
            return asked[0]
    if label == "pcomp" and above.lemma in verb_class("object_preposition") and not above.passive:
        given = [token for token in tree.of_group(above, "dobj") if above.last <= token < group.first]
        if given and phrase_at(tree, given[0]):
            return phrase_at(tree, given[0])
    if label == "ccomp" and group.tense != "none" and not group.infinitive:
        return _nearest(tree, group)
    return _subject(tree, above, depth - 1)


def _nearest(tree: Tree, group: VerbGroup) -> NounPhrase | None:
    """Where the tree gives no subject: the nearest phrase to the left in no preposition's care, no time."""
    analysis = tree.analysis
    for phrase in reversed(analysis.noun_phrases):
        if phrase.last > group.first or is_time(analysis.tokens, phrase):
            continue
        if (
            tree.label(phrase.head) in ("pobj", "npadvmod", "appos", "dobj")
            and tree.head(phrase.head) != group.head
        ):
            continue
        return phrase
    return None


def objects(analysis: Analysis, verb_group: VerbGroup) -> tuple[NounPhrase, ...]:
    """The direct and indirect objects, in order; of a passive the retained object only."""
    tree = tree_of(analysis)
    own = _objects(tree, verb_group)
    if own:
        return own
    shared = _joined_after(tree, verb_group)
    if shared:
        return _objects(tree, shared)
    return _left_out_object(tree, verb_group)


def _objects(tree: Tree, group: VerbGroup) -> tuple[NounPhrase, ...]:
    tokens = [*tree.of_group(group, "dobj")]
    tokens += [token for token in tree.of_group(group, "dative") if tree.tag(token) not in ("IN", "TO")]
    if not tokens:
        tokens = _raised(tree, group)
    inverted = _inverted(tree, group)
    found: list[NounPhrase] = []
    for token in sorted(tokens):
        relative = tree.tag(token) in _RELATIVES
        phrase = _antecedent(tree, group) if relative else phrase_at(tree, token)
        if phrase and phrase not in found and token != inverted and not is_time(tree.analysis.tokens, phrase):
            found.append(phrase)
    return tuple(found)


def _raised(tree: Tree, group: VerbGroup) -> list[int]:
    """The object of "urged Kosovo to withdraw" where the tree has it as the subject of the infinitive."""
    if group.lemma.split(" ")[0] not in verb_class("object_control") or group.passive:
        return []
    for token in tree.of_group(group, "ccomp", "xcomp"):
        inner = tree.group[token]
        if inner and inner.infinitive:
            return [child for child in tree.of_group(inner, "nsubj") if child > group.head][:1]
    return []


def _joined_after(tree: Tree, group: VerbGroup) -> VerbGroup | None:
    """The next verb of "met and praised Putin", which has the object of both."""
    for token in tree.of_group(group, "conj"):
        other = tree.group[token]
        if other and other.first >= group.last and not group.passive:
            between = tree.analysis.tokens[group.last : other.first]
            if all(word.tag in ("CC", "RB") for word in between):
                return other
    return None


def _left_out_object(tree: Tree, group: VerbGroup) -> tuple[NounPhrase, ...]:
    """The antecedent in "the sanctions (that) the EU imposed"."""
    head, label = tree.above(group)
    own = next(tree.of_group(group, "nsubj"), None)
    if label != "relcl" or head < 0 or own is None or tree.tag(own) in _RELATIVES or group.passive:
        return ()
    closed = ("attr", "acomp", "ccomp", "xcomp")
    if any(tree.of_group(group, *closed)) or any(
        tree.tag(child) == "WRB" for child in tree.children[group.head]
    ):
        return ()
    if any(not tree.children[prep] for prep in tree.of_group(group, "prep")):
        return ()
    phrase = phrase_at(tree, head)
    return (phrase,) if phrase and not is_time(tree.analysis.tokens, phrase) else ()


def agent(analysis: Analysis, verb_group: VerbGroup) -> NounPhrase | None:
    """Who did it in a passive ("by")."""
    if not verb_group.passive:
        return None
    tokens = analysis.tokens
    if verb_group.last + 1 < len(tokens) and tokens[verb_group.last].lemma == "by":
        near = tree_of(analysis).phrase[verb_group.last + 1]
        if near and not is_time(tokens, near):
            return near
    governed = (phrase for name, phrase in prepositional(analysis, verb_group) if name == "by")
    return next((phrase for phrase in governed if not is_time(tokens, phrase)), None)


def prepositional(analysis: Analysis, verb_group: VerbGroup) -> tuple[tuple[str, NounPhrase], ...]:
    """The prepositional phrases that go with the verb: preposition and its object, in order."""
    tree = tree_of(analysis)
    found: list[tuple[str, NounPhrase]] = []
    for token in sorted(tree.of_group(verb_group, "prep", "agent", "dative")):
        if tree.label(token) != "dative" or tree.tag(token) in ("IN", "TO"):
            found.extend(governed(tree, token, tree.lemma(token)))
    return tuple(found)
