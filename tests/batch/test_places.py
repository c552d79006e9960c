"""The depot in an object store: a real S3 server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.batch.load import load_parts
from dateline.batch.places import Depot, Place
from dateline.batch.shards import plan
from dateline.batch.work import Order, State, work
from dateline.errors import InputRejectedError, UsageError
from dateline.settings import Settings
from dateline.store.database import open_database
from tests.batch.given import sample_pages, write_warc
from tests.batch.test_batch import contents

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    s3fs.S3FileSystem().mkdir("news")
    yield "s3://news"
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


@pytest.mark.slow
def test_from_an_object_store_into_one_and_into_a_database(bucket: str, tmp_path: Path) -> None:
    warc = write_warc(tmp_path / "a.warc.gz", sample_pages()[3:])
    import s3fs

    store = s3fs.S3FileSystem()
    store.put_file(str(warc), "news/in/a.warc.gz")
    store.pipe_file("news/in/notes.doc", b"x")
    planned = plan([f"{bucket}/in"])
    assert [shard.inputs for shard in planned.shards] == [(f"{bucket}/in/a.warc.gz",)]
    assert planned.passed_over == 1
    order = Order(out=f"{bucket}/out", settings=Settings())
    (shard,) = planned.shards
    assert work(shard, order).state is State.DONE
    assert work(shard, order).state is State.SKIPPED
    store.pipe_file(f"news/out/events/{shard.name}.parquet", b"broken")
    assert work(shard, order).state is State.DONE
    with open_database(tmp_path / "a.db") as database:
        (loaded,) = load_parts(f"{bucket}/out", database)
    assert loaded.outcomes == {"new": 2, "rejected": 1}
    store.get("news/out", str(tmp_path / "copy"), recursive=True)
    local = Order(out=str(tmp_path / "local"), settings=Settings())
    assert work(shard, local).state is State.DONE
    assert contents(tmp_path / "copy") == contents(tmp_path / "local")
    gone = plan([f"{bucket}/in/gone.warc.gz"]).shards[0]
    assert work(gone, order).state is State.FAILED
    nowhere = work(shard, Order(out="s3://no-such-bucket/out", settings=Settings()))
    assert nowhere.state is State.FAILED


def test_files_appear_whole_and_go_away(tmp_path: Path) -> None:
    depot = Depot(str(tmp_path / "a" / "out"))
    assert (depot.exists(), depot.read("x/y"), depot.digest("x/y"), depot.names("x")) == (
        False,
        None,
        None,
        [],
    )
    with depot.scratch() as scratch:
        (scratch / "made").write_bytes(b"hello")
        depot.put(scratch / "made", "x/y")
    assert (depot.exists(), depot.read("x/y"), depot.names("x")) == (True, b"hello", ["y"])
    assert depot.digest("x/y") == (5, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
    depot.remove("x/y")
    depot.remove("x/y")
    assert depot.names("x") == []
    assert [path.name for path in (tmp_path / "a" / "out").iterdir()] == ["x"]


def test_what_cannot_be_reached_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be reached"):
        Place("odd://x").resolved()
    with pytest.raises(InputRejectedError, match="no such file"):
        Place(str(tmp_path / "none")).state()
    (tmp_path / "file").touch()
    state = Place(str(tmp_path / "file")).state()
    assert (state.size, Place(str(tmp_path)).files()) == (0, [str(tmp_path / "file")])
