"""How often qa.when is right, silent and wrong on the labelled cases: python tests/measure_when.py"""

import json
import sys
import time
from collections import Counter
from pathlib import Path

from qa.when import resolved_date

DATA = Path(__file__).parent / "data" / "when.jsonl"


def main() -> None:
    cases = [json.loads(line) for line in DATA.read_text("utf-8").splitlines()]
    for half in ("dev", "test"):
        mine = [case for case in cases if case["half"] == half]
        counts: Counter[str] = Counter()
        begun = time.perf_counter()
        for case in mine:
            got = resolved_date(case["quote"], case["published"], case["sentence"])
            outcome = "right" if got == case["resolved"] else "silent" if got is None else "wrong"
            counts[outcome] += 1
            if outcome != "right" and "-v" in sys.argv:
                print(f"{outcome:6} {case['id']} {case['quote']!r} got {got}, is {case['resolved']}: {case['sentence']}")
        milliseconds = 1000 * (time.perf_counter() - begun) / len(mine)
        print(
            f"{half}: {counts['right']}/{len(mine)} right ({counts['right'] / len(mine):.3f}), "
            f"{counts['silent']} silent, {counts['wrong']} wrong dates, {milliseconds:.2f} ms a call"
        )


if __name__ == "__main__":
    main()
