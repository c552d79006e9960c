"""A site that is asked for too much: who waits, who is turned away, and that no place is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from dateline.serve.crowd import Crowd, CrowdSettings
from tests.serve.small_site import usual


class Slow:
    """An application that answers when it is let; it tells how many are inside."""

    def __init__(self, **settings: Any) -> None:
        self.inside = self.most = 0
        self.go = asyncio.Event()
        self.crowd = Crowd(self.answer, CrowdSettings(**settings))

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            await self.go.wait()
        finally:
            self.inside -= 1
        if scope["path"] == "/fault":
            raise ValueError
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"here"})

    async def ask(self, path: str = "/", method: str = "GET", *, stuck: asyncio.Event | None = None) -> Any:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)
            if stuck is not None:
                await stuck.wait()

        async def receive() -> Any:
            return {"type": "http.request", "body": b""}

        await self.crowd({"type": "http", "method": method, "path": path, "headers": []}, receive, send)
        return sent[0]["status"], dict(sent[0]["headers"]), sent[-1]["body"]


async def started(slow: Slow, *paths: str, **more: Any) -> list[asyncio.Task[Any]]:
    tasks = [asyncio.create_task(slow.ask(path, **more)) for path in paths]
    await asyncio.sleep(0.01)
    return tasks


def test_few_are_answered_at_once_and_some_wait() -> None:
    async def run() -> None:
        slow = Slow(at_once=2, waiting=3, seconds=60)
        tasks = await started(slow, *["/"] * 5)
        assert slow.inside == 2
        status, headers, body = await slow.ask("/events")
        assert status == 503
        assert headers[b"retry-after"] == b"2"
        assert b"try again" in body
        assert (await slow.ask("/events.json"))[2].startswith(b'{"error"')
        slow.go.set()
        assert [answer[0] for answer in await asyncio.gather(*tasks)] == [200] * 5
        assert slow.most == 2
        assert (await slow.ask())[0] == 200

    asyncio.run(run())


def test_nobody_waits_longer_than_is_set() -> None:
    async def run() -> None:
        slow = Slow(at_once=1, waiting=10, seconds=0.05)
        (first,) = await started(slow, "/")
        assert [answer[0] for answer in await asyncio.gather(*(slow.ask() for _ in range(3)))] == [503] * 3
        slow.go.set()
        assert (await first)[0] == 200
        assert [(await slow.ask())[0] for _ in range(3)] == [200] * 3

    asyncio.run(run())


@pytest.mark.parametrize("given_up", ["inside", "waiting"])
def test_who_gives_up_leaves_the_place(given_up: str) -> None:
    async def run() -> None:
        slow = Slow(at_once=1, waiting=1, seconds=60)
        inside, waiting = await started(slow, "/", "/")
        {"inside": inside, "waiting": waiting}[given_up].cancel()
        await asyncio.sleep(0.01)
        another = asyncio.create_task(slow.ask())
        await asyncio.sleep(0.01)
        slow.go.set()
        assert (await another)[0] == 200
        await asyncio.gather(inside, waiting, return_exceptions=True)
        assert slow.most == 1
        assert (await slow.ask())[0] == 200

    asyncio.run(run())


def test_a_fault_leaves_the_place() -> None:
    async def run() -> None:
        slow = Slow(at_once=1, waiting=0, seconds=60)
        slow.go.set()
        for _ in range(3):
            with pytest.raises(ValueError):  # noqa: PT011
                await slow.ask("/fault")
        assert (await slow.ask())[0] == 200

    asyncio.run(run())


def test_slow_readers_files_and_forms_take_no_place() -> None:
    async def run() -> None:
        slow = Slow(at_once=1, waiting=0, seconds=60)
        stuck = asyncio.Event()
        slow.go.set()
        readers = await started(slow, "/", "/static/site.css", stuck=stuck)
        assert slow.inside == 0
        assert not any(reader.done() for reader in readers)
        slow.go.clear()
        forms = await started(slow, *["/screen"] * 3, method="POST")
        slow.go.set()
        assert (await slow.ask())[0] == 200
        stuck.set()
        await asyncio.gather(*readers, *forms)

    asyncio.run(run())


def test_the_site_has_places_for_one_after_the_other(tmp_path: Path) -> None:
    site = usual(tmp_path / "news.db")
    assert {site.get(f"/events?page={number}").status_code for number in range(20)} == {200}
