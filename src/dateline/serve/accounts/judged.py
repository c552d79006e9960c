"""A reviewer's verdict as it comes in a form."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import HTTPException
from starlette.datastructures import FormData

from dateline.model import Judgement, Verdict
from dateline.serve.accounts.forms import text
from dateline.store.people import User

_LONGEST = 4000


def verdict_of(form: FormData, user: User, *, name: str, entity: str) -> Verdict:
    """What a form says of a name (or an entity) and an entity: ``judgement`` is same, different or unsure, perhaps
    ``why``.

    Raises:
        HTTPException: 422 if the judgement is none, one of the two is missing, or all of it is long.
    """
    judgement, why = text(form, "judgement"), text(form, "why")
    if judgement not in list(Judgement):
        raise HTTPException(422, "a judgement is same, different or unsure")
    if not name.strip() or not entity.strip() or len(name + entity + why) > _LONGEST:
        raise HTTPException(422, "both are needed, and neither they nor the reason may be long")
    return Verdict(
        name=name,
        entity=entity,
        judgement=Judgement(judgement),
        who=user.name,
        judged=datetime.now(UTC),
        why=why.strip() or None,
    )
