"""The client: one method for each address of the API, lists as iterators that fetch page after page."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from dateline.client import models, yente
from dateline.errors import DatelineError

T = TypeVar("T", bound=BaseModel)
Value = str | int | float | bool | date | Enum | None
_BUSY = frozenset({429, 503})
_LONGEST_WAIT = 60.0


class ApiError(DatelineError):
    """The site cannot be reached, or did not give what was asked for.

    Attributes:
        status: of HTTP; None where there was no answer.
    """

    def __init__(self, what: str, *, where: str = "", status: int | None = None) -> None:
        self.status = status
        super().__init__(what, where=where, action="" if status else "check the address")


class Client:
    """A client for one site. Close it, or use it as a context manager.

    Args:
        address: of the site.
        retries: how often to try again where the site is busy, after the time that it names.
        page: how many items to fetch at once.
        seconds: how long to wait for an answer.
        headers: to send with each request, such as a cookie of somebody who is signed in.
    """

    def __init__(
        self,
        address: str = "http://127.0.0.1:8000",
        *,
        retries: int = 3,
        page: int = 100,
        seconds: float = 60.0,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._http = httpx.Client(base_url=address, timeout=seconds, headers=dict(headers or {}))
        self._retries = retries
        self._page = page

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def articles(
        self, *, since: date | None = None, until: date | None = None, site: str | None = None
    ) -> Iterator[models.Article]:
        """Articles, newest first.

        Raises:
            ApiError: from all methods, as told there.
        """
        return self._each("/api/v1/articles", models.Article, since=since, until=until, site=site)

    def article(self, number: int) -> models.ArticleWhole:
        """An article with its facts."""
        return self._one(f"/api/v1/articles/{number}", models.ArticleWhole)

    def events(
        self,
        *,
        actor: str | None = None,
        recipient: str | None = None,
        event_type: str | None = None,
        since: date | None = None,
        until: date | None = None,
        text: str | None = None,
    ) -> Iterator[models.Event]:
        """Events, newest first."""
        asked = _about(actor, recipient, event_type, since, until, text)
        return self._each("/api/v1/events", models.Event, **asked)

    def event(self, number: int) -> models.Event:
        """One event."""
        return self._one(f"/api/v1/events/{number}", models.Event)

    def statements(
        self,
        *,
        speaker: str | None = None,
        addressee: str | None = None,
        kind: str | None = None,
        since: date | None = None,
        until: date | None = None,
        about: str | None = None,
    ) -> Iterator[models.Statement]:
        """Statements, those of the newest articles first."""
        return self._each(
            "/api/v1/statements",
            models.Statement,
            speaker=speaker,
            addressee=addressee,
            kind=kind,
            since=since,
            until=until,
            about=about,
        )

    def statement(self, number: int) -> models.Statement:
        """One statement."""
        return self._one(f"/api/v1/statements/{number}", models.Statement)

    def entities(self, *, name: str | None = None) -> Iterator[models.Linked]:
        """Entities that articles name."""
        return self._each("/api/v1/entities", models.Linked, name=name)

    def entity(self, identity: str, *, day: date | None = None) -> models.Linked:
        """An entity; where reference data know it, a :class:`models.Known`, as of a day."""
        answer = self._got(f"/api/v1/entities/{_part(identity)}", day=day).json()
        return _made(models.Known if "offices" in answer else models.Linked, answer)

    def pairs(
        self,
        *,
        by_name: bool = False,
        actor: str | None = None,
        recipient: str | None = None,
        event_type: str | None = None,
        since: date | None = None,
        until: date | None = None,
        text: str | None = None,
    ) -> Iterator[models.Pair]:
        """Who acts on whom, those with the most events first."""
        asked = _about(actor, recipient, event_type, since, until, text)
        return self._each("/api/v1/pairs", models.Pair, by="name" if by_name else "state", **asked)

    def search(
        self, query: str, *, since: date | None = None, until: date | None = None
    ) -> Iterator[models.Hit]:
        """Articles that match and may be of these days, best first.

        Of what very many articles hold, only those read last are ranked; :meth:`search_page` tells when.
        """
        return self._each("/api/v1/search", models.Hit, q=query, since=since, until=until)

    def search_page(
        self, query: str, *, since: date | None = None, until: date | None = None, cursor: str | None = None
    ) -> models.HitPage:
        """One page of them, the first or that after a cursor, and whether all that match were ranked."""
        asked = {"q": query, "since": since, "until": until, "cursor": cursor}
        return self._one("/api/v1/search", models.HitPage, limit=self._page, **asked)

    def snapshots(self) -> tuple[models.Snapshot, ...]:
        """Versions of the reference data."""
        return tuple(self._one("/api/v1/snapshots", models.Page[models.Snapshot]).items)

    def read(
        self,
        *,
        html: str | None = None,
        text: str | None = None,
        content: bytes | None = None,
        address: str = "-",
    ) -> models.Reading:
        """Have a page read: its HTML, its text, or its bytes as they were fetched."""
        if content is not None:
            more = {"headers": {"content-type": "application/octet-stream"}}
            answer = self._answer("POST", "/api/v1/read", {"address": address}, content=content, **more)
        else:
            body = models.ReadRequest(address=address, html=html, text=text).model_dump(exclude_none=True)
            answer = self._answer("POST", "/api/v1/read", {}, json=body)
        return _made(models.Reading, answer.json())

    def match(
        self,
        queries: Mapping[str, yente.Example | Mapping[str, Any]],
        *,
        dataset: str = "default",
        limit: int = 5,
        threshold: float = 0.75,
    ) -> dict[str, list[yente.ScoredEntity]]:
        """The entities that each query may mean, the likeliest first.

        Args:
            queries: FollowTheMoney entities (``schema`` and ``properties``), each under a name of your own.
            dataset: ``default``, ``sanctions``, ``peps`` or a source.
            limit: at most so many for each.
            threshold: the least score of a ``match``.
        """
        asked = yente.MatchQuery.model_validate({"queries": {**queries}}).model_dump(
            by_alias=True, mode="json"
        )
        parameters = {"limit": limit, "threshold": threshold}
        answer = self._answer("POST", f"/api/yente/match/{_part(dataset)}", parameters, json=asked)
        found = _made(yente.MatchAnswer, answer.json()).responses
        return {name: matches.results for name, matches in found.items()}

    def export(self, path: Path, *, what: str = "events", form: str = "jsonl", **asked: Value) -> int:
        """Write an export to a file, which appears under its name when it is whole; the number of bytes.

        Args:
            path: the file.
            what: events or statements.
            form: csv, jsonl, polecat (events only), ftm or parquet.
            asked: conditions, under their names in the address (``type``, ``since`` …).
        """
        part, size = path.with_name(f".{path.name}.part"), 0
        try:
            where = f"/api/v1/{_part(what)}/export"
            with self._streamed(where, {"format": form, **asked}) as answer, part.open("wb") as file:
                for piece in answer.iter_bytes():
                    size += file.write(piece)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return size

    def _each(self, path: str, model: type[T], /, **asked: Value) -> Iterator[T]:
        cursor: str | None = None
        while True:
            found = self._one(path, models.Page[model], limit=self._page, cursor=cursor, **asked)  # type: ignore[valid-type]
            yield from found.items
            cursor = found.next
            if cursor is None:
                return

    def _one(self, path: str, model: type[T], /, **asked: Value) -> T:
        return _made(model, self._got(path, **asked).json())

    def _got(self, path: str, **asked: Value) -> httpx.Response:
        return self._answer("GET", path, asked)

    def _answer(self, method: str, path: str, asked: Mapping[str, Value], **more: Any) -> httpx.Response:
        request = self._http.build_request(method, path, params=_plain(asked), **more)
        return self._sent(request, stream=False)

    @contextmanager
    def _streamed(self, path: str, asked: Mapping[str, Value]) -> Iterator[httpx.Response]:
        answer = self._sent(self._http.build_request("GET", path, params=_plain(asked)), stream=True)
        try:
            yield answer
        except httpx.HTTPError as error:
            raise ApiError(f"the answer broke off: {error}", where=path) from error
        finally:
            answer.close()

    def _sent(self, request: httpx.Request, *, stream: bool) -> httpx.Response:
        """The answer, if it is a good one.

        Raises:
            ApiError: it is not, or there is none.
        """
        for attempt in range(self._retries + 1):
            try:
                answer = self._http.send(request, stream=stream)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise ApiError(f"cannot be reached: {error}", where=str(request.url)) from error
            if answer.status_code not in _BUSY or attempt == self._retries:
                break
            answer.close()
            time.sleep(_wait(answer))
        if answer.status_code != httpx.codes.OK:
            answer.read()
            answer.close()
            raise ApiError(_message(answer), where=request.url.path, status=answer.status_code)
        return answer


def _about(
    actor: str | None,
    recipient: str | None,
    event_type: str | None,
    since: date | None,
    until: date | None,
    text: str | None,
) -> dict[str, Value]:
    return {
        "actor": actor,
        "recipient": recipient,
        "type": event_type,
        "since": since,
        "until": until,
        "text": text,
    }


def _plain(asked: Mapping[str, Value]) -> dict[str, str]:
    """What is asked for as it stands in an address; what is None does not."""
    return {
        name: str(value.value if isinstance(value, Enum) else value)
        for name, value in asked.items()
        if value is not None
    }


def _part(name: str) -> str:
    """A name as one part of a path."""
    return quote(name, safe="")


def _made(kind: type[T], answer: Any) -> T:
    try:
        return kind.model_validate(answer)
    except ValidationError as error:
        raise ApiError(
            f"is no {kind.__name__}: {error.errors()[0]['msg']}", where="the answer", status=200
        ) from error


def _message(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"])
    except (ValueError, KeyError, TypeError):
        return f"status {answer.status_code}"


def _wait(answer: httpx.Response) -> float:
    try:
        return min(max(float(answer.headers.get("retry-after", "1")), 0.0), _LONGEST_WAIT)
    except ValueError:
        return 1.0
