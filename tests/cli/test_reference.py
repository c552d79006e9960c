from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result

from dateline.cli.reference import reference
from dateline.errors import StoreError, UsageError
from tests.collect.lists.given import SAMPLES


def run(folder: Path, *arguments: str, **environment: str) -> Result:
    options = [] if "--known" in arguments else ["--db", str(folder / "d.db")]
    variables = {"COLUMNS": "200", "DATELINE_REFERENCE_DIR": str(folder / "lists"), **environment}
    result = CliRunner().invoke(reference, [*arguments, *options], env=variables, standalone_mode=False)
    if isinstance(result.exception, Exception):
        raise result.exception
    return result


def imported(folder: Path, *arguments: str, **environment: str) -> dict[str, object]:
    result = run(folder, "import", *arguments, "--json", **environment)
    assert result.return_value == 0, result.stderr
    return dict(json.loads(result.stdout))


def rejected(folder: Path, *arguments: str) -> str:
    result = run(folder, "import", *arguments, "--json")
    assert result.return_value == 1
    assert result.stderr.startswith("rejected: ")
    found = json.loads(result.stdout)
    assert found["outcome"] == "rejected"
    return str(found["reason"])


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server of a folder on the loopback."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Keep the test's output clean."""

    folder = tmp_path / "site"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", folder
    server.shutdown()
    server.server_close()
    thread.join()


def test_importing_files(tmp_path: Path) -> None:
    done = run(tmp_path, "import", "un", str(SAMPLES / "un.xml"))
    assert done.return_value == 0
    assert "un@2024-05-03T00:00:09.554Z of 2024-05-03: 2 entries → " in done.stdout
    assert "is in" in run(tmp_path, "import", "un", str(SAMPLES / "un.xml")).stdout
    found = imported(tmp_path, "us-sdn", str(SAMPLES / "sdn.csv"), "--taken", "2024-05-02")
    assert (found["outcome"], found["version"], found["records"]) == ("new", "2024-05-02", 4)
    assert found["passed_over"] == {}
    assert (
        imported(tmp_path, "us-sdn", str(SAMPLES / "sdn.csv"), "--taken", "2024-05-02")["outcome"]
        == "unchanged"
    )
    table = run(tmp_path, "import", "officials", str(SAMPLES / "tenures.csv"))
    assert "passed over: 1 rows without a name (first in line 3)" in table.stderr


def test_two_snapshots_and_what_changed(tmp_path: Path) -> None:
    second = tmp_path / "sdn.csv"
    shutil.copy(SAMPLES / "alt.csv", tmp_path / "alt.csv")
    text = (SAMPLES / "sdn.csv").read_text("utf-8")
    lines = text.replace("BLUE HERON", "GREY HERON").splitlines(keepends=True)
    second.write_text("".join([*lines[:1], *lines[2:]]), encoding="utf-8")
    imported(tmp_path, "us-sdn", str(SAMPLES / "sdn.csv"), "--taken", "2024-05-02")
    done = imported(tmp_path, "us-sdn", str(second), "--taken", "2024-06-01", "--version", "June")
    assert (done["came"], done["went"], done["changed"]) == (0, 1, 1)
    listed = [json.loads(line) for line in run(tmp_path, "list", "--json").stdout.splitlines()]
    assert [(one["version"], one["newest"], one["complete"]) for one in listed] == [
        ("2024-05-02", False, ["us"]),
        ("June", True, ["us"]),
    ]
    assert "June" in run(tmp_path, "list").stdout
    changes = [json.loads(line) for line in run(tmp_path, "diff", "us-sdn", "--json").stdout.splitlines()]
    assert [(one["what"], one["entity"]) for one in changes] == [
        ("went", "us-sdn-70002"),
        ("changed", "us-sdn-70003"),
    ]
    shown = run(tmp_path, "diff", "us-sdn", "2024-05-02", "June").stdout
    for words in (
        "- SYLVANA TRADING D.O.O.",
        "~ GREY HERON",
        "name: BLUE HERON → GREY HERON",
        "0 came, 1 went, 1 changed",
    ):
        assert words in shown


def test_what_is_rejected_changes_nothing(tmp_path: Path) -> None:
    imported(tmp_path, "un", str(SAMPLES / "un.xml"))
    cut = tmp_path / "un.xml"
    cut.write_bytes((SAMPLES / "un.xml").read_bytes()[:-200])
    assert "un.xml, line" in rejected(tmp_path, "un", str(cut))
    other = rejected(tmp_path, "un", str(SAMPLES / "tenures.csv"))
    assert (
        "is of the form tenures; United Nations Security Council, consolidated list comes as un-xml" in other
    )
    assert "no such file" in rejected(tmp_path, "un", str(tmp_path / "nothing.xml"))
    (tmp_path / "empty").write_bytes(b"")
    assert "is of no form that is known" in rejected(tmp_path, "un", str(tmp_path / "empty"))
    assert "in force for 2024-05-03" in rejected(tmp_path, "un", str(cut), "--taken", "2020-01-01")
    assert len(run(tmp_path, "list", "--json").stdout.splitlines()) == 1


def test_a_list_without_a_day_stands_for_the_day_of_import(tmp_path: Path) -> None:
    first = imported(tmp_path, "us-sdn", str(SAMPLES / "sdn.csv"))
    assert first["undated"] is True
    assert first["taken"] == datetime.now(UTC).date().isoformat()
    assert imported(tmp_path, "us-sdn", str(SAMPLES / "sdn.csv"))["outcome"] == "unchanged"
    second = tmp_path / "sdn.csv"
    second.write_bytes((SAMPLES / "sdn.csv").read_bytes() + b"\r\n")
    again = imported(tmp_path, "us-sdn", str(second))
    assert again["outcome"] == "new"  # on the same day, and after it
    assert str(again["version"]) > str(first["version"])
    told = run(tmp_path, "import", "us-sdn", str(SAMPLES / "sdn.csv")).stderr
    assert "it tells no day: taken as it stood on" in told


def test_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="2999-01-01 is still to come"):
        run(tmp_path, "import", "us-sdn", str(SAMPLES / "sdn.csv"), "--taken", "2999-01-01")
    with pytest.raises(UsageError, match="My List: is no name of a source"):
        run(tmp_path, "import", "My List", str(SAMPLES / "sdn.csv"))
    with pytest.raises(UsageError, match="my-list: no address is known for it"):
        run(tmp_path, "import", "my-list")
    with pytest.raises(UsageError, match="give one of them"):
        run(tmp_path, "import", "un", str(SAMPLES / "un.xml"), "--from", "http://x.example/un.xml")
    with pytest.raises(StoreError, match="there is no database"):
        run(tmp_path / "nowhere", "list")


def test_a_source_of_its_own_name(tmp_path: Path) -> None:
    packed = tmp_path / "entities.ftm.json.gz"
    packed.write_bytes(gzip.compress((SAMPLES / "entities.ftm.json").read_bytes()))
    done = imported(tmp_path, "my-list", str(packed), "--taken", "2024-05-03")
    assert (done["records"], done["source"]) == (4, "my-list")
    packed.write_bytes(packed.read_bytes()[:-20])
    assert "cannot be decompressed" in rejected(tmp_path, "my-list", str(packed), "--taken", "2024-05-04")


def test_fetching_from_an_address(tmp_path: Path, site: tuple[str, Path]) -> None:
    base, folder = site
    for name in ("sdn.csv", "alt.csv"):
        shutil.copy(SAMPLES / name, folder / name)
    done = imported(tmp_path, "us-sdn", "--from", f"{base}/sdn.csv", "--taken", "2024-05-03")
    assert (done["address"], done["records"]) == (f"{base}/sdn.csv", 4)
    assert done["passed_over"] == {"missing file beside the list (addresses)": 1}
    assert imported(tmp_path, "us-sdn", f"{base}/sdn.csv", "--taken", "2024-05-03")["outcome"] == "unchanged"
    assert "the server answered 404" in rejected(tmp_path, "un", f"{base}/un.xml")
    shutil.copy(SAMPLES / "un.xml", folder / "un.xml")
    setting = {"DATELINE_REFERENCE_ADDRESSES": f"un={base}/un.xml"}
    assert imported(tmp_path, "un", **setting)["records"] == 2
    assert (tmp_path / "lists" / "un" / "un.xml").read_bytes() == (SAMPLES / "un.xml").read_bytes()


def test_the_day_of_a_fetched_list_is_that_of_its_last_change(tmp_path: Path, site: tuple[str, Path]) -> None:
    base, folder = site
    shutil.copy(SAMPLES / "entities.ftm.json", folder / "entities.ftm.json")

    os.utime(folder / "entities.ftm.json", (1_714_730_400, 1_714_730_400))
    assert imported(tmp_path, "my-list", f"{base}/entities.ftm.json")["taken"] == "2024-05-03"


def test_the_sources_that_are_known(tmp_path: Path) -> None:
    known = [json.loads(line) for line in run(tmp_path, "list", "--known", "--json").stdout.splitlines()]
    assert {"us-sdn", "eu", "wikidata"} <= {one["source"] for one in known}
    assert "CC BY-NC" in run(tmp_path, "list", "--known").stdout
