"""Answers, compressed: the files of the package once for all, pages as they are made.

A page for somebody with a cookie is not compressed, since the length of what is compressed together with a secret can
tell the secret (BREACH).
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

LEAST = 1000
LEVEL = 4
TEXTS = frozenset((".css", ".js", ".json", ".svg", ".txt"))
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


class CompressedFiles(StaticFiles):
    """Static files, compressed where the browser can read that; those with a version in their name are kept."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or that it did not change."""
        answer = await super().get_response(path, scope)
        answer.headers["cache-control"] = FOR_EVER if path.startswith("vendor/") else ASK_AGAIN
        answer.headers["vary"] = "accept-encoding"
        if not isinstance(answer, FileResponse) or answer.status_code != 200:
            return answer
        file = Path(answer.path)
        if file.suffix not in TEXTS or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            return answer
        headers = dict(answer.headers)
        content = _compressed(file, file.stat().st_mtime_ns)
        headers |= {"content-encoding": "gzip", "content-length": str(len(content))}
        return Response(b"" if scope["method"] == "HEAD" else content, headers=headers)


@lru_cache(maxsize=64)
def _compressed(file: Path, changed: int) -> bytes:  # noqa: ARG001  # a file that changed is compressed anew
    return gzip.compress(file.read_bytes(), 9, mtime=0)


class CompressedPages:
    """Compresses what is answered to who has no cookie."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressing = GZipMiddleware(app, minimum_size=LEAST, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        plain = scope["type"] != "http" or "cookie" in Headers(scope=scope)
        await (self._app if plain else self._compressing)(scope, receive, send)
