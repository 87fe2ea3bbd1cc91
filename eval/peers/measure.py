"""Measure one system, once: ``python -m eval.peers.measure NAME STEP WORK.json``, inside the environment of that system.

Prints one JSON object. STEP is "index" or "ask", each a process of its own, so that peak memory and opening are those of one.
"""

import importlib
import json
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.peers.systems import Found, Passage, Work

ASKERS = 8


def index(system: Any, work: Work) -> dict[str, Any]:
    """Documents a second, model loaded beforehand; bytes on the disk; peak memory in MB."""
    rows = [json.loads(line) for line in work.corpus.read_text("utf-8").splitlines()]
    passages = [Passage(row["id"], row["text"]) for row in rows]
    build = system.ready(work)
    begun = time.perf_counter()
    build(passages)
    seconds = time.perf_counter() - begun
    disk = sum(path.stat().st_size for path in work.index.rglob("*") if path.is_file())
    found = {"documents_a_second": len(passages) / seconds, "disk_mb": disk / 1e6, "index_memory_mb": peak()}
    if hasattr(system, "bare_embedding"):
        found["of_bare_embedding"] = system.bare_embedding(work) / seconds
    return found


def ask(system: Any, work: Work, questions: Sequence[str]) -> dict[str, Any]:
    """Seconds to open and to the first answer, latencies in ms, questions a second, peak memory, and what was answered.

    The first answer comes before the latencies are taken, as a warm-up.
    """
    begun = time.perf_counter()
    answer = system.opened(work)
    opened = time.perf_counter() - begun
    answer(questions[0])
    first = time.perf_counter() - begun
    found, times = [], []
    for question in questions:
        begun = time.perf_counter()
        found.append(answer(question))
        times.append(1000 * (time.perf_counter() - begun))
    failed = 0

    def one(question: str) -> Found | None:
        nonlocal failed
        try:
            return answer(question)  # type: ignore[no-any-return]
        except Exception:  # a system that is not safe to share says so in many ways
            failed += 1
            return None

    begun = time.perf_counter()
    with ThreadPoolExecutor(ASKERS) as pool:
        list(pool.map(one, questions))
    together = time.perf_counter() - begun
    ranked = sorted(times)
    measured: dict[str, Any] = {
        "open_seconds": opened,
        "first_answer_seconds": first,
        **{f"p{p}_ms": ranked[min(len(ranked) - 1, len(ranked) * p // 100)] for p in (50, 95, 99)},
        "questions_a_second": 1000 * len(times) / sum(times),
        "questions_a_second_8": (len(questions) - failed) / together,
        "failed_8": failed,
        "ask_memory_mb": peak(),
        "found": [asdict(f) for f in found],
    }
    if hasattr(system, "bare_reading"):
        measured["of_bare_reading"] = system.bare_reading(work, questions)
    return measured


def peak() -> float:
    """The most memory this process has had, in MB; from Linux, whose getrusage also counts the process that started this one."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    name, step, file = sys.argv[1:]
    given = json.loads(Path(file).read_text("utf-8"))
    where = Work(Path(given["corpus"]), Path(given["index"]), Path(given["embedder"]), Path(given["reader"]))
    measured_system = importlib.import_module(f"eval.peers.{name}")
    result = index(measured_system, where) if step == "index" else ask(measured_system, where, given["questions"])
    print(json.dumps(result))
