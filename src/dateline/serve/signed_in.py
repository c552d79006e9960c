"""Who is at the other end of a request."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request


def reader_of(request: Request) -> str | None:
    """The name of the signed-in user; None for everybody else.

    What signs people in leaves it in ``request.state.user``: a name, or something with a ``name``.
    """
    user = getattr(request.state, "user", None)
    if user is None:
        return None
    return user if isinstance(user, str) else str(user.name)


def from_here(request: Request) -> bool:
    """Whether a request that changes something comes from a page of ours, as far as a browser tells.

    A browser that sends neither header is too old to be trusted with a cookie; a program that sends neither has none.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")
