"""A PostgreSQL server of the tests' own: in a new folder, on a Unix socket, as a user without rights."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

OLDEST = 15
NOBODY = 65534
SETTINGS = {
    "listen_addresses": "",
    # What is written here need not outlive the tests.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "240",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "autovacuum": "off",
}


CLEAN = """
DO $$
DECLARE
    one record;
    full_table boolean;
BEGIN
    SET LOCAL session_replication_role = replica;  -- no triggers, no foreign keys
    FOR one IN SELECT oid::regclass AS name FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version' LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s)', one.name) INTO full_table;
        IF full_table THEN
            EXECUTE format('DELETE FROM %s', one.name);
        END IF;
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
        FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    socket: Path
    log: Path
    programs: Path
    numbers: Iterator[int]

    def url(self, name: str, *, user: str = "dateline") -> str:
        """The address of a database of this server."""
        return f"postgresql://{user}@/{name}?host={quote(str(self.socket), safe='')}"

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Run statements as the owner of everything."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as link:
            for statement in statements:
                link.execute(statement.encode())

    def new(self, *, template: str | None = None) -> str:
        """Make a database, a copy of another if one is named; its name."""
        name = f"d{next(self.numbers)}"
        source = f"TEMPLATE {template} STRATEGY FILE_COPY" if template else "TEMPLATE template0"
        self.execute(f"CREATE DATABASE {name} {source}")
        return name

    def clean(self, name: str) -> None:
        """Take everything out of a database, and count from 1 again: much quicker than making another."""
        self.execute(CLEAN, database=name)

    def drop(self, name: str) -> None:
        """Take a database away, whoever is connected to it."""
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")


def programs() -> Path | None:
    """The folder of the newest installed server that is new enough; None if there is none."""
    folders = [Path(found).resolve().parent] if (found := shutil.which("postgres")) else []
    folders += Path("/usr/lib/postgresql").glob("*/bin")
    folders += Path("/opt/homebrew/opt").glob("postgresql@*/bin")
    known = {version: folder for folder in folders if (version := _version(folder)) >= OLDEST}
    return known[max(known)] if known else None


def why_not() -> str:
    """Why no server can be started here; empty if one can."""
    if programs() is None:
        return f"PostgreSQL {OLDEST} or newer is not installed (make postgresql)"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed"
    return ""


@contextmanager
def serving(**settings: str) -> Iterator[Server]:
    """A server for the time of the block.

    Args:
        settings: of ``postgresql.conf``, beside and in place of SETTINGS.
    """
    folder = programs()
    assert folder is not None, why_not()
    # A short name: the path of a socket has little room.
    home = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        home.chmod(0o700)
        if os.geteuid() == 0:
            os.chown(home, NOBODY, NOBODY)
        data, log = home / "data", home / "log"
        _run(folder / "initdb", "-D", data, "-U", "dateline", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        with (data / "postgresql.conf").open("a", encoding="utf-8") as stream:
            for name, value in {**SETTINGS, "unix_socket_directories": str(home), **settings}.items():
                stream.write(f"{name} = '{value}'\n")
        with log.open("wb") as stream:
            running = subprocess.Popen(
                [folder / "postgres", "-D", data],
                stdout=stream,
                stderr=stream,
                cwd="/",
                preexec_fn=_end_with_parent,
                **_rights(),
            )
        try:
            _wait(folder, home, running, log)
            yield Server(home, log, folder, count(1))
        finally:
            running.send_signal(signal.SIGQUIT)
            running.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _version(folder: Path) -> int:
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\d+", said.stdout)
    return int(found[0]) if found else 0


def _wait(folder: Path, home: Path, running: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 120
    while subprocess.run([folder / "pg_isready", "-q", "-h", home], check=False).returncode:
        assert running.poll() is None, log.read_text("utf-8")
        assert time.monotonic() < until, log.read_text("utf-8")
        time.sleep(0.05)


def _end_with_parent() -> None:
    """Have the system end the server with the tests, even if those are killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _rights() -> dict[str, Any]:
    """An ordinary user: PostgreSQL refuses to run as root."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def _run(program: Path, *arguments: object) -> None:
    command: Sequence[str] = [str(program), *map(str, arguments)]
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        check=False,
        **_rights(),
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}"
