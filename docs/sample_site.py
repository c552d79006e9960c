"""The site over the sample pages, on a free port: what the browser tests visit and the screenshots show."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from dateline.collect.files import read_file
from dateline.errors import DatelineError
from dateline.read import Reader
from dateline.store.database import open_database
from dateline.store.writer import Writer

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "samples" / "pages"
SHARED = ROOT.parent / "shared" / "samples" / "headlines-page.txt"
"""A page as somebody saved it; it is not on every machine."""

MAX_BYTES = 10_000_000
PATIENCE = 30.0


def chromium() -> str | None:
    """Where Chromium is, if it is installed."""
    return shutil.which("chromium")


def switches() -> list[str]:
    """What Chromium is started with: a superuser's has no sandbox."""
    return ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def read_samples(path: Path, *, shared: bool = True) -> None:
    """Read the sample pages into a new database; pages that have no article are told of there too."""
    pages = [*sorted(PAGES.iterdir()), *([SHARED] if shared and SHARED.exists() else [])]
    reader = Reader.load()
    with open_database(path) as database:
        writer = Writer(database)
        for file in pages:
            try:
                writer.write(reader.read(read_file(file, max_bytes=MAX_BYTES)))
            except DatelineError:
                continue


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The address of the application while it is served on the loopback.

    Raises:
        RuntimeError: the server does not start.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, log_level="warning", lifespan="on", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        end = time.monotonic() + PATIENCE
        while not server.started:
            if not thread.is_alive() or time.monotonic() > end:
                raise RuntimeError("the site did not start")
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
