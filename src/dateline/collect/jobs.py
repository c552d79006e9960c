"""What is to be asked for, what came of it, and the asking: all that happens outside of the collector's own thread."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from dateline.collect.addresses import origin_of
from dateline.collect.compression import read_bounded
from dateline.collect.exchange import ACCEPT_ANYTHING, ACCEPT_PAGES, Client, Exchange
from dateline.collect.files import is_address
from dateline.collect.listings import read_listing
from dateline.collect.opt_outs import NOTHING_SAID, OptOuts, opt_outs
from dateline.collect.robots import Rules, fetch_policy
from dateline.errors import InputRejectedError, Reason
from dateline.model import HostPolicy, Listed, Source, SourceKind, Validators, Wanted
from dateline.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An address to ask for: a page, a source, or (neither) what its host allows.

    Attributes:
        hops: how many redirects led here; for sources alone, as each page has a state of its own.
    """

    address: str
    origin: str
    wanted: Wanted | None = None
    source: Source | None = None
    hops: int = 0

    @property
    def key(self) -> tuple[str, int | str]:
        """What tells jobs apart."""
        if self.wanted is not None:
            return "url", self.wanted.id
        if self.source is not None:
            return "source", self.source.id
        return "policy", self.origin

    @property
    def validators(self) -> Validators:
        """What to ask by whether it has changed."""
        part = self.wanted or self.source
        return part.validators if part else Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a job: an answer (of a page, with what it says against being mined; of a source, with what it
    lists), a policy, or an error.
    """

    job: Job
    exchange: Exchange | None = None
    validators: Validators = field(default_factory=Validators)
    said: OptOuts = NOTHING_SAID
    listed: Listed | None = None
    policy: HostPolicy | None = None
    error: InputRejectedError | None = None


def job_of_source(source: Source, address: str | None = None, hops: int = 0) -> Job:
    """The job of looking at a source.

    Raises:
        InputRejectedError: its address is none.
    """
    wanted = address or source.address
    origin = origin_of(wanted) if is_address(wanted) else ""
    return Job(address=wanted, origin=origin, source=source, hops=hops)


class Asker:
    """Does jobs; safe for as many threads as wanted."""

    def __init__(self, client: Client, settings: Settings) -> None:
        self._client, self._settings = client, settings
        self._agent = settings.user_agent.partition("/")[0].strip()

    def do(self, job: Job, now: datetime) -> Done:
        """Do a job; what goes wrong is in the answer."""
        try:
            if job.source is not None:
                return self._source(job, job.source) if job.origin else self._file(job, job.source)
            if job.wanted is not None:
                return self._page(job)
            return Done(job=job, policy=self._policy(job.origin, now))
        except InputRejectedError as error:
            return Done(job=job, error=error)
        except Exception as error:  # a stranger's data that trips a parser must not end the run
            return Done(job=job, error=_tripped(job, error))

    def _policy(self, origin: str, now: datetime) -> HostPolicy:
        settings = self._settings
        policy = fetch_policy(
            self._client, origin, now, seconds=settings.fetch_seconds, most_redirects=settings.max_redirects
        )
        try:
            Rules(policy, settings.user_agent)
        except Exception:  # as above: rules that cannot be understood forbid
            return replace(policy, robots=None, message="its robots.txt cannot be understood")
        return policy

    def _page(self, job: Job) -> Done:
        headers = {"Accept": ACCEPT_PAGES, **_conditions(job.validators)}
        answer = self._client.get(job.address, limit=self._settings.max_page_bytes, headers=headers)
        said = opt_outs(answer.headers, answer.body, self._agent) if answer.status == 200 else NOTHING_SAID
        return Done(job=job, exchange=answer, validators=_validators(answer), said=said)

    def _source(self, job: Job, source: Source) -> Done:
        headers = {"Accept": ACCEPT_ANYTHING, **_conditions(job.validators)}
        limit = self._settings.max_listing_bytes
        answer = self._client.get(job.address, limit=limit, headers=headers)
        validators = _validators(answer)
        listed = None
        if answer.status == 200 and validators.digest != job.validators.digest:
            kind = answer.headers.get("content-type")
            listed = read_listing(answer.body, job.address, kind=source.kind, content_type=kind, limit=limit)
        return Done(job=job, exchange=answer, validators=validators, listed=listed)

    def _file(self, job: Job, source: Source) -> Done:
        """A plain list on this computer."""
        limit = self._settings.max_listing_bytes
        try:
            with Path(source.address).open("rb") as file:
                content = read_bounded(
                    iter(lambda: file.read(1 << 16), b""), where=source.address, limit=limit
                )
        except OSError as error:
            raise InputRejectedError(
                Reason.UNREADABLE,
                f"cannot be read: {(error.strerror or str(error)).lower()}",
                where=source.address,
                action="check the path",
            ) from None
        digest = hashlib.sha256(content).hexdigest()
        listed = None
        if digest != source.validators.digest:
            kind = SourceKind.LIST if source.kind is SourceKind.AUTO else source.kind
            listed = read_listing(content, "", kind=kind, content_type=None, limit=limit)
        return Done(job=job, validators=Validators(digest=digest), listed=listed)


def _tripped(job: Job, error: Exception) -> InputRejectedError:
    return InputRejectedError(
        Reason.UNREADABLE,
        f"cannot be understood ({type(error).__name__})",
        where=job.address,
        action="report this as a fault of Dateline",
    )


def _conditions(validators: Validators) -> dict[str, str]:
    headers = {}
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.modified:
        headers["If-Modified-Since"] = validators.modified
    return headers


def _validators(answer: Exchange) -> Validators:
    return Validators(
        etag=_plain(answer.headers.get("etag")),
        modified=_plain(answer.headers.get("last-modified")),
        digest=hashlib.sha256(answer.body).hexdigest() if answer.status == 200 else None,
    )


def _plain(value: str | None) -> str | None:
    """A header that can be sent back: ASCII, and not endless."""
    return value if value and value.isascii() and value.isprintable() and len(value) <= 500 else None
