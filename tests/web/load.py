"""Askers that never pause, half of them on the page and half on the API: errors, times, and memory of the server.

python tests/web/load.py --minutes 10 --targets

A page's asker sends what the page's own script sends. With --targets, exit code 1 also where the 99th percentile is more than
10 times what a single asker's question takes, or the server grew by more than 3% after a warm-up of a fifth of the time.
"""

import argparse
import json
import random
import statistics
import sys
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import httpx
from serving import ROOT, at

ASKERS = 8
SINGLE = 20
MOST_TIMES, MOST_GROWTH = 10.0, 0.03
WARM_UP = 0.2

Ask = Callable[[str], None]


def api_asker(url: str) -> Ask:
    """Asks over the API. Raises RuntimeError for everything but an answer or silence."""
    client = httpx.Client(base_url=url, timeout=120)

    def ask(question: str) -> None:
        response = client.post("/v1/ask", json={"question": question})
        if response.status_code != 200 or response.json()["question"] != question:
            raise RuntimeError(f"API: {response.status_code} {response.text[:200]}")

    return ask


def page_asker(url: str) -> Ask:
    """Asks on the page. Raises RuntimeError for everything but an answer or silence."""
    client = httpx.Client(base_url=url, timeout=120)
    config = client.get("/config").json()
    components = {component["id"]: component for component in config["components"]}
    (box,) = (i for i, c in components.items() if c["type"] == "textbox" and c["props"].get("label") == "Question")
    event = next(d for d in config["dependencies"] if [box, "submit"] in d["targets"])
    session = uuid.uuid4().hex[:11]

    def ask(question: str) -> None:
        data = [question if i == box else components[i]["props"].get("value") for i in event["inputs"]]
        body = {"data": data, "fn_index": event["id"], "session_hash": session, "trigger_id": box, "event_data": None}
        response = client.post("/gradio_api/run/predict", json=body)
        if response.status_code != 200 or "alert" in response.text:
            raise RuntimeError(f"page: {response.status_code} {response.text[:200]}")

    return ask


def memory(url: str) -> float:
    """Bytes of the server's resident memory."""
    lines = httpx.get(f"{url}/metrics", timeout=60).text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("process_resident_memory_bytes"))


def timed(ask: Ask, question: str) -> float:
    """Seconds of one question."""
    begun = time.monotonic()
    ask(question)
    return time.monotonic() - begun


def run(url: str, minutes: float, askers: int) -> tuple[list[float], list[str], list[float]]:
    """Seconds of every question after the warm-up, what went wrong, and the server's memory from the warm-up's end on."""
    begun = time.monotonic()
    warm, end = begun + WARM_UP * minutes * 60, begun + minutes * 60
    seconds: list[float] = []
    errors: list[str] = []

    def keep_asking(number: int) -> None:
        ask = (page_asker if number % 2 else api_asker)(url)
        mine = random.Random(number)
        while time.monotonic() < end:
            try:
                took = timed(ask, mine.choice(QUESTIONS))
                if time.monotonic() >= warm:
                    seconds.append(took)
            except (RuntimeError, httpx.HTTPError) as error:
                errors.append(repr(error))

    threads = [threading.Thread(target=keep_asking, args=(number,)) for number in range(askers)]
    for thread in threads:
        thread.start()
    sizes: list[float] = []
    while any(thread.is_alive() for thread in threads):
        if time.monotonic() >= warm:
            sizes.append(memory(url))
        time.sleep(0.5)
    return seconds, errors, sizes


QUESTIONS = [json.loads(line)["question"] for line in Path(ROOT, "eval", "seeds.jsonl").read_text("utf-8").splitlines()]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--askers", type=int, default=ASKERS)
    parser.add_argument("--single", type=int, default=SINGLE, help="questions of the single asker")
    parser.add_argument("--url", help="a server that is there already; default: one over the seed articles")
    parser.add_argument("--targets", action="store_true", help="fail where times or memory miss their targets")
    options = parser.parse_args()
    with at(options.url, None) as url:
        both = [api_asker(url), page_asker(url)]
        for ask in both:
            ask(QUESTIONS[0])
        single = statistics.median(timed(both[i % 2], QUESTIONS[i % len(QUESTIONS)]) for i in range(options.single))
        seconds, errors, sizes = run(url, options.minutes, options.askers)
    part = max(1, len(sizes) // 10)
    tenths = [statistics.median(sizes[start : start + part]) for start in range(0, len(sizes) - part + 1, part)]
    first, last = tenths[0], tenths[-1]
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
    times, growth = p99 / single, last / first - 1
    print(f"{options.askers} askers, {options.minutes:g} minutes: {len(seconds):,} questions after the warm-up")
    print(f"errors {len(errors)}" + "".join(f"\n  {error}" for error in errors[:10]))
    print(f"a single asker: p50 {single:.2f} s")
    print(f"all askers: p50 {statistics.median(seconds):.2f} s, p99 {p99:.2f} s, {times:.1f} times the single p50")
    print(f"memory {first / 1e6:.0f} MB after the warm-up, {last / 1e6:.0f} MB at the end, {growth:+.1%}")
    print(f"  MB by tenths of the time: {' '.join(f'{size / 1e6:.0f}' for size in tenths)}")
    missed = options.targets and (times > MOST_TIMES or growth > MOST_GROWTH)
    sys.exit(1 if errors or missed else 0)


if __name__ == "__main__":
    main()
