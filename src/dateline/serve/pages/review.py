"""Verdicts on facts: the queue of what waits for a reviewer, and the page on which one fact is judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response

from dateline.errors import UsageError
from dateline.model import Auxiliary, EventType, Polarity, StatementKind
from dateline.serve.accounts.forms import Number, OwnForm, go_on, text
from dateline.serve.accounts.viewer import required
from dateline.serve.site import CurrentSite, Site, wants_json
from dateline.store.correction_records import FIELDS, Given, Judgeable, JudgedKind
from dateline.store.corrections import Corrections
from dateline.store.people import Role, User
from dateline.store.tokens import Scope

router = APIRouter(include_in_schema=False)

Reviewer = Annotated[User, required(Role.REVIEWER, Scope.REVIEW)]
_PER_PAGE = 20
_CHOICES: Mapping[tuple[JudgedKind, str], list[str]] = {
    (JudgedKind.EVENT, "type"): [one.value for one in EventType],
    (JudgedKind.STATEMENT, "kind"): [one.value for one in StatementKind],
    (JudgedKind.STATEMENT, "polarity"): [one.value for one in Polarity],
}
_HINTS = {
    "actors": "names, separated by ;",
    "recipients": "names, separated by ;",
    "auxiliaries": f"{', '.join(Auxiliary)}; separated by ;",
    "earliest": "YYYY-MM-DD",
    "latest": "YYYY-MM-DD",
    "entity": "an id such as Q11074974; empty for nobody known",
}


@router.get("/review.json")
@router.get("/review")
def review(
    request: Request,
    site: CurrentSite,
    user: Reviewer,
    kind: Annotated[str, Query(max_length=16)] = "",
    second: Annotated[bool, Query()] = False,
) -> Response:
    """The facts that wait for a verdict, the least sure first; ``second`` asks for another opinion on judged ones."""
    if kind and kind not in list(JudgedKind):
        raise HTTPException(400, "no such kind of fact")
    verdicts = Corrections(site.database)
    chosen = JudgedKind(kind) if kind else None
    found = verdicts.queue(user, kind=chosen, second=second, limit=_PER_PAGE)
    data = {"facts": found, "agreement": verdicts.agreement()}
    values = {
        **data,
        "kind": kind,
        "second": second,
        "kinds": list(JudgedKind),
        "mine": verdicts.of_user(user.id, limit=5),
        "here": str(request.url.path) + (f"?{request.url.query}" if request.url.query else ""),
        "fields_of": fields_of,
        "marked": marked,
    }
    return site.answer(request, "corrections/review.html", values, data)


@router.get("/facts/{ref}/verdict.json")
@router.get("/facts/{ref}/verdict")
def fact(request: Request, site: CurrentSite, user: Reviewer, ref: str) -> Response:
    """One fact, with the verdicts on it and the form for another."""
    return _fact(request, site, user, ref)


@router.post("/facts/{ref}/verdict.json")
@router.post("/facts/{ref}/verdict")
def judge(request: Request, site: CurrentSite, user: Reviewer, ref: str, form: OwnForm) -> Response:
    """Judge a fact: ``verdict`` is accept, reject or correct; ``reason``; the right values under their names."""
    verdict = text(form, "verdict")
    if verdict not in list(Given):
        raise HTTPException(400, "a verdict is accept, reject or correct")
    names = {name for names in FIELDS.values() for name in names}
    fields = {f: text(form, f"value_{f}") for f in names if f"value_{f}" in form}
    try:
        given = Corrections(site.database).give(
            ref, Given(verdict), user, reason=text(form, "reason"), fields=fields
        )
    except UsageError as error:
        if wants_json(request):
            raise
        return _fact(request, site, user, ref, message=str(error), status=400)
    return site.json(given) if wants_json(request) else go_on(text(form, "next"))


@router.post("/corrections/{number}/undo")
def undo(site: CurrentSite, user: Reviewer, form: OwnForm, number: Number) -> Response:
    """Take a verdict back: one's own, or as an administrator anybody's."""
    anybody = user.role.covers(Role.ADMINISTRATOR)
    if not Corrections(site.database).undo(number, user, anybody=anybody):
        raise HTTPException(404, "no such verdict of yours, or it is taken back already")
    return go_on(text(form, "next"))


def fields_of(fact: Judgeable) -> list[dict[str, Any]]:
    """What the form asks for: name, value, choices and hint of each field."""
    kind = fact.target.kind
    return [
        {
            "name": name,
            "value": _written(fact.values[name]),
            "choices": _CHOICES.get((kind, name), []),
            "hint": _HINTS.get(name, ""),
        }
        for name in FIELDS[kind]
    ]


def marked(fact: Judgeable) -> tuple[str, str, str]:
    """The sentence in three: before the span, the span, after it."""
    sentence, place, span = fact.target.sentence, fact.target.place, fact.target.span
    if place < 0 or sentence[place : place + len(span)] != span:
        return sentence, "", ""
    return sentence[:place], span, sentence[place + len(span) :]


def _written(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def _fact(
    request: Request, site: Site, user: User, ref: str, *, message: str = "", status: int = 200
) -> Response:
    verdicts = Corrections(site.database)
    found = verdicts.judgeable(ref)
    if found is None:
        raise HTTPException(404, f"no fact {ref} in a newest version")
    history = verdicts.history(found.target)
    data = {"fact": found, "history": history}
    place = f"/facts/{ref}/verdict"
    values = {
        **data,
        "message": message,
        "user": user,
        "here": place,
        "fields_of": fields_of,
        "marked": marked,
    }
    if status != 200:
        return site.page(request, "corrections/fact.html", values, status=status)
    return site.answer(request, "corrections/fact.html", values, data)
