"""How often qa.question_dates is right on the labelled questions: python tests/measure_question_dates.py [-v]"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from qa.question_dates import asked_dates

DATA = Path(__file__).parent / "data" / "question_dates.jsonl"


def main() -> None:
    cases = [json.loads(line) for line in DATA.read_text("utf-8").splitlines()]
    for half in ("dev", "test"):
        mine = [case for case in cases if case["half"] == half]
        right = wrong = 0
        for case in mine:
            got = asdict(asked_dates(case["question"]))
            right += all(got[name] == case[name] for name in got)
            bad = [name for name in got if got[name] and got[name] != case[name]]
            wrong += bool(bad)
            if "-v" in sys.argv and any(got[name] != case[name] for name in got):
                print(case["id"], half, case["question"], {k: v for k, v in got.items() if v})
        print(f"{half}: {right}/{len(mine)} right ({right / len(mine):.3f}), {wrong} with a date that is not asked")


if __name__ == "__main__":
    main()
