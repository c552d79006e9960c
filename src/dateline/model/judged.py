"""What people's verdicts say, taken together: which entities are one, which are not, and who is not called so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dateline.model.entities import Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgements:
    """The verdicts that count.

    Attributes:
        groups: of each entity that is one with others the ids of all of them; what they count as stands first.
        apart: pairs of ids that are not one entity.
        not_called: by the key of a name the ids of those who are not meant by it.
        version: of the verdicts; another whenever one was given.
    """

    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    apart: frozenset[frozenset[str]] = frozenset()
    not_called: Mapping[str, frozenset[str]] = field(default_factory=dict)
    version: int = 0

    def members(self, identity: str) -> tuple[str, ...]:
        """The ids that an entity has, what it counts as first."""
        return self.groups.get(identity, (identity,))

    def counts_as(self, identity: str) -> str:
        """The id that an entity counts as."""
        return self.members(identity)[0]

    def between(self, one: str, other: str) -> Judgement | None:
        """What is judged of two entities; None where nobody did."""
        if other in self.members(one):
            return Judgement.SAME
        return Judgement.DIFFERENT if frozenset((one, other)) in self.apart else None
