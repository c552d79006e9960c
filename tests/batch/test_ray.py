"""On a real Ray cluster of three nodes: what comes out is what one process makes, whatever is killed on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.batch.given import public_pages, sample_pages, write_warc

ray = pytest.importorskip("ray")

DATELINE = Path(sys.executable).with_name("dateline")
SHARDS = 8

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def warcs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("warcs")
    pages = list(public_pages())[:24] or sample_pages() * 4
    return [write_warc(folder / f"{i}.warc.gz", pages[i::SHARDS]) for i in range(SHARDS)]


@pytest.fixture(scope="module")
def alone(warcs: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("alone") / "out"
    done = subprocess.run(
        [DATELINE, "batch", *warcs, "--out", out], capture_output=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return contents(out)


def contents(out: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()
    }


@pytest.fixture
def cluster() -> Iterator[Any]:
    from ray.cluster_utils import Cluster

    made: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    yield made
    made.shutdown()


def busy_workers(raylet: int) -> list[int]:
    """The processes of a node that are at a shard, by the name that Ray gives them."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            name = (folder / "cmdline").read_bytes()
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        if parent == raylet and name.startswith(b"ray::work"):
            found.append(int(folder.name))
    return found


def raylet_of(node: Any) -> int:
    (info,) = node.all_processes["raylet"]
    return int(info.process.pid)


def wait_for(what: Callable[[], Any], seconds: float = 240) -> Any:
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.1)
    return found


def test_a_worker_and_a_machine_are_lost_and_the_result_is_the_same(
    cluster: Any, warcs: list[Path], alone: dict[str, bytes], tmp_path: Path
) -> None:
    kept, lost = (cluster.add_node(num_cpus=1) for _ in range(2))
    out = tmp_path / "out"
    batch = subprocess.Popen(
        [DATELINE, "batch", *warcs, "--out", out, "--engine", "ray", "--address", cluster.address],
        stderr=subprocess.PIPE,
    )
    try:
        (worker,) = wait_for(lambda: busy_workers(raylet_of(kept)))
        os.kill(worker, signal.SIGKILL)
        wait_for(lambda: busy_workers(raylet_of(lost)))
        cluster.remove_node(lost, allow_graceful=False)
        assert len(list(out.glob("_shards/*.json"))) < SHARDS  # both were lost in mid-run
        _, told = batch.communicate(timeout=600)
    finally:
        batch.kill()
    assert batch.returncode == 0, told.decode()
    assert f"{SHARDS} shards done" in told.decode()
    assert contents(out) == alone


def test_what_fails_on_the_cluster_is_named_and_is_no_success(
    cluster: Any, warcs: list[Path], alone: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    gone = tmp_path / "gone.warc.gz"
    arguments = ["--out", out, "--engine", "ray", "--address", cluster.address]
    done = subprocess.run(
        [DATELINE, "batch", warcs[0], gone, *arguments], capture_output=True, timeout=600, check=False
    )
    told = done.stderr.decode()
    assert done.returncode == 1
    assert "failed gone.warc.gz-" in told
    assert "no such file" in told
    assert "1 FAILED" in told
    made = contents(out)
    assert made
    assert made.items() <= alone.items()


def test_no_cluster_is_told_in_one_line(warcs: list[Path], tmp_path: Path) -> None:
    arguments: list[str | Path] = ["--out", tmp_path / "out", "--engine", "ray", "--address", "127.0.0.1:9"]
    done = subprocess.run(
        [DATELINE, "batch", warcs[0], *arguments], capture_output=True, timeout=300, check=False
    )
    assert done.returncode == 2
    assert "there is no cluster" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
