"""Ingest over a Ray of this machine with two workers, against the one that needs no Ray."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index import BadInputError, Embedder, Filter, Report, ingest
from index.places import Place, open_store, place
from index.ray_ingest import ingest_on_ray

pytestmark = pytest.mark.filterwarnings(
    # Ray's own: sockets and pipes of the processes it starts, left to the collector.
    "ignore::ResourceWarning",
    "ignore::DeprecationWarning",
    "ignore::FutureWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)

FILES = 20
"""So that there are two pieces of work, one for each worker."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    import ray

    memory, patient = 80 * 2**20, {"agent_register_timeout_ms": 120_000}  # its agents take half a minute on a busy core
    quiet = {"include_dashboard": False, "log_to_driver": False, "logging_level": 40}
    ray.init(address="local", num_cpus=2, object_store_memory=memory, _system_config=patient, **quiet)
    yield "local"
    ray.shutdown()


@pytest.fixture
def articles(folder: Path) -> Path:
    """A folder with more files, one of them empty and one of another kind."""
    for number in range(FILES):
        (folder / f"{number:02}.md").write_text(f"---\ntitle: Bridge {number}\n---\n\nBridge {number} of Marwick was closed.\n")
    (folder / "rows.jsonl").write_text(
        "\n".join(json.dumps({"title": f"Row {n}", "text": f"Row {n} names bridge {n}."}) for n in range(3))
    )
    (folder / "empty.txt").touch()
    (folder / "picture.jpg").write_bytes(b"\xff\xd8")
    return folder


def lines(report: Report) -> list[tuple[str, str, str | None, int, int]]:
    return [(file.path, file.status, file.reason, file.documents, file.passages) for file in report.files]


class StoppedError(Exception):
    pass


@pytest.fixture
def milvus(tmp_path: Path) -> Iterator[Place]:
    from milvus_lite.server_manager import server_manager_instance

    yield place(f"milvus:{tmp_path}/x.db")
    server_manager_instance.release_server(f"{tmp_path}/x.db")


def test_the_same_index_as_without_ray_though_interrupted(
    cluster: str, articles: Path, tmp_path: Path, milvus: Place, embedder: Embedder
) -> None:
    folder = tmp_path / "alone.quoth"
    wanted = ingest([articles], folder, embedder)

    def stop(done: int, total: int, file: str) -> None:
        if done == total:
            raise StoppedError

    with pytest.raises(StoppedError):
        ingest_on_ray([articles], milvus, embedder, cluster, progress=stop, slice_seconds=0)
    committed = open_store(milvus).manifest.documents
    assert 0 < committed < wanted.manifest.documents

    done: list[int] = []
    report = ingest_on_ray([articles], milvus, embedder, cluster, progress=lambda n, *_: done.append(n))
    assert done == list(range(1, FILES + 6))
    assert report.count("added") + report.count("unchanged") == FILES + 4
    assert report.count("unchanged") > 0
    unchanged = [(path, "added" if status == "unchanged" else status, *rest) for path, status, *rest in lines(report)]
    assert unchanged == [(path, status, *rest) for path, status, *rest in lines(wanted)]

    one, other = open_store(folder), open_store(milvus)
    assert other.manifest.documents == one.manifest.documents
    assert other.documents() == one.documents()
    query = embedder.query("Which bridge was closed?")
    found = [
        dict(zip((p.id for p in s.passages([k for k, _ in hits])), (v for _, v in hits), strict=True))
        for s in (one, other)
        for hits in [s.dense(query, 99, Filter())]
    ]
    assert found[0].keys() == found[1].keys()
    assert np.allclose([found[0][p] for p in found[0]], [found[1][p] for p in found[0]], atol=1e-5)

    # The one that was made without Ray is changed with it, and the other way round.
    (articles / "00.md").rename(articles / "moved.md")
    (articles / "01.md").unlink()
    (articles / "02.md").write_text("Bridge 2 was opened.\n")
    for run in (ingest([articles], milvus, embedder), ingest_on_ray([articles], folder, embedder, cluster)):
        changed = {Path(f.path).name: (f.status, f.reason) for f in run.files if f.status != "unchanged"}
        assert changed == {
            "moved.md": ("moved", f"from {articles / '00.md'}"),
            "01.md": ("removed", "no longer in the folder"),
            "02.md": ("changed", None),
            "empty.txt": ("failed", "empty file; write its article, or delete it"),
            "picture.jpg": ("skipped", "not a file of a kind that is read"),
        }
    assert open_store(milvus).documents() == open_store(folder).documents()


def test_nothing_that_can_be_read_is_no_index(cluster: str, tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "a.txt").touch()
    with pytest.raises(BadInputError, match="none of 1 files"):
        ingest_on_ray([tmp_path / "a.txt"], tmp_path / "x.quoth", embedder, cluster)
    assert not (tmp_path / "x.quoth").exists()


def test_without_the_extra_one_line_says_what_to_install(folder: Path, tmp_path: Path) -> None:
    hidden = "import sys; sys.modules['ray'] = None; from qa.__main__ import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", hidden, "index", str(folder), "--index", str(tmp_path / "x.quoth"), "--ray", "local"],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert (run.returncode, run.stderr.strip()) == (2, 'quoth: --ray needs Ray: pip install "quoth[ray]"')
