"""Screening: names held against the reference data, with verdicts, a report for print, and a file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, HTTPException, Query, Request, Response, UploadFile
from starlette.concurrency import run_in_threadpool

from dateline import __version__
from dateline.errors import UsageError
from dateline.resolve.names import THRESHOLD as LEAST
from dateline.resolve.screen import THRESHOLD
from dateline.serve.accounts.forms import OwnForm, text
from dateline.serve.accounts.judged import verdict_of
from dateline.serve.accounts.viewer import current_user, may_review, required
from dateline.serve.api.routes import Api, CurrentApi, one_request, ten_requests
from dateline.serve.screen_pdf import Made, can_be_written, screening_pdf
from dateline.serve.screened import Screened, as_csv, screen_list
from dateline.serve.site import CurrentSite, Site, wants_json
from dateline.store.people import Role, User
from dateline.store.reference import StoreReference
from dateline.store.tokens import Scope
from dateline.store.verdicts import Verdicts

router = APIRouter(include_in_schema=False)
_VIEWS = ("page", "report", "csv", "pdf")
_LONGEST = 1000

Reviewer = Annotated[User, required(Role.REVIEWER, Scope.REVIEW)]


@router.get("/screen.json", dependencies=[Depends(one_request)])
@router.get("/screen", dependencies=[Depends(one_request)])
def form(
    request: Request,
    site: CurrentSite,
    api: CurrentApi,
    name: Annotated[str, Query(max_length=_LONGEST)] = "",
    day: date | None = None,
) -> Response:
    """The form; with a name, what it may be."""
    if not name.strip():
        return _shown(request, site, api, "", None)
    # As text of one line: what a CSV would take for its heading is a name here.
    line = " ".join(name.split())
    screened = _screened(
        site, api, f"name\n{_quoted(line)}".encode("utf-8", "replace"), day, frozenset(), THRESHOLD
    )
    return _shown(request, site, api, line, screened)


@router.post("/screen.json", dependencies=[Depends(ten_requests)])
@router.post("/screen", dependencies=[Depends(ten_requests)])
async def screen(
    request: Request,
    site: CurrentSite,
    api: CurrentApi,
    names: Annotated[str, Form()] = "",
    file: Annotated[UploadFile | None, File()] = None,
    day: Annotated[str, Form(max_length=10)] = "",
    lists: Annotated[list[str] | None, Form(max_length=50)] = None,
    threshold: Annotated[float, Form(ge=LEAST, le=1)] = THRESHOLD,
    view: Annotated[str, Form(max_length=10)] = "page",
) -> Response:
    """The names of the form, or of the file if there is one, screened: as a page, a report, a CSV file or a PDF."""
    if view not in _VIEWS:
        raise HTTPException(422, f"view: one of {', '.join(_VIEWS)}")
    given = await file.read() if file is not None else b""
    given = given or names.encode("utf-8", "replace")
    if len(given) > api.settings.screen_bytes:
        raise HTTPException(
            413, f"the list is larger than {api.settings.screen_bytes} bytes; send it in parts"
        )
    given = given.replace(b"\0", b"\xef\xbf\xbd")  # no database takes it
    wanted = frozenset(one.strip().lower() for one in lists or () if one.strip())
    screened = await run_in_threadpool(_screened, site, api, given, _day(day), wanted, threshold)
    if view == "csv":
        headers = {"Content-Disposition": 'attachment; filename="screening.csv"', "Cache-Control": "no-store"}
        return Response("".join(as_csv(screened)), media_type="text/csv; charset=utf-8", headers=headers)
    if view == "pdf":
        return await run_in_threadpool(_pdf, request, site, api, screened)
    return await run_in_threadpool(
        _shown, request, site, api, given.decode("utf-8-sig"), screened, report=view == "report"
    )


@router.post("/screen/verdict", dependencies=[Depends(one_request)])
def verdict(site: CurrentSite, user: Reviewer, form: OwnForm) -> Response:
    """Keep a reviewer's judgement: ``name``, ``entity``, ``judgement`` (same, different or unsure), perhaps ``why``."""
    given = verdict_of(form, user, name=text(form, "name"), entity=text(form, "entity"))
    Verdicts(site.database).add(given)
    return site.json(given)


def _screened(
    site: Site, api: Api, names: bytes, day: date | None, lists: frozenset[str], threshold: float
) -> Screened:
    return screen_list(
        names,
        api.known,
        Verdicts(site.database).on,
        day=day or date.today(),
        lists=lists,
        threshold=threshold,
        most=api.settings.screen_rows,
    )


def _shown(
    request: Request, site: Site, api: Api, names: str, screened: Screened | None, *, report: bool = False
) -> Response:
    snapshots = [one.snapshot for one in api.known.snapshots() if one.newest]
    complete = dict(sorted(StoreReference(site.database).lists().items()))
    data: dict[str, Any] = {"version": __version__, "snapshots": snapshots, "lists": complete}
    if wants_json(request):
        return site.json(data if screened is None else {**data, "screened": screened})
    values = {
        **data,
        "text": names,
        "screened": screened,
        "reader": _reviewer(request),
        "made": datetime.now(UTC),
        "today": date.today(),
        "least": LEAST,
        "threshold": screened.threshold if screened else THRESHOLD,
        "rows": api.settings.screen_rows,
        "pdf": can_be_written(),
        "known_lists": sorted({*_USUAL, *complete}),
    }
    page = site.page(request, "screen_report.html" if report else "screen.html", values)
    page.headers["Cache-Control"] = "no-store"  # who was looked for is nobody else's business
    return page


def _pdf(request: Request, site: Site, api: Api, screened: Screened) -> Response:
    made = Made(
        moment=datetime.now(UTC),
        version=__version__,
        reader=_reviewer(request),
        snapshots=[one.snapshot for one in api.known.snapshots() if one.newest],
        lists=dict(sorted(StoreReference(site.database).lists().items())),
    )
    with api.exports.place():
        content = screening_pdf(screened, made, api.settings.pdf_fonts)
    headers = {"Content-Disposition": 'attachment; filename="screening.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


def _reviewer(request: Request) -> str | None:
    """The name of who judges; None for who may not."""
    user = current_user(request)
    return user.name if user and may_review(request) else None


_USUAL = ("us", "eu", "uk", "un")


def _day(told: str) -> date | None:
    if not told.strip():
        return None
    try:
        return date.fromisoformat(told.strip())
    except ValueError:
        raise UsageError(f"{told!r} is no day", where="as of", action="give it as 2024-05-31") from None


def _quoted(line: str) -> str:
    return '"' + line.replace('"', '""') + '"'
