"""Random bit flips and truncations of every file of an index: noticed or harmless, never a wrong text, never a crash.

python tests/torture/flips.py --faults 1000
"""

import argparse
import random
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from common import articles, child, fail, held, on_disk, update, value, warm

from index.manifest import NAME
from index.verify import verify


def damage(path: Path, random_: random.Random) -> str:
    """Flip one bit of a file, or cut it short, or take it away; says which."""
    data = bytearray(path.read_bytes())
    kind = random_.choice(("flip", "flip", "flip", "cut", "gone")) if data else "gone"
    if kind == "flip":
        data[random_.randrange(len(data))] ^= 1 << random_.randrange(8)
        path.write_bytes(data)
    elif kind == "cut":
        path.write_bytes(data[: random_.randrange(len(data))])
    else:
        path.unlink()
    return kind


def looked_over(index: Path) -> list[list[str]]:
    found = verify(index)
    return [list(found.damage), list(found.notes)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--faults", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    random_ = random.Random(options.seed)
    warm()
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        folder, index, copy = Path(scratch, "articles"), Path(scratch, "index.quoth"), Path(scratch, "copy.quoth")
        articles(folder, 8, random_)
        value(lambda: update(folder, index))
        wanted = on_disk(folder)
        names = sorted(path.name for path in index.iterdir())
        for number in range(options.faults):
            shutil.copytree(index, copy)
            name = names[number % len(names)]
            kind = damage(copy / name, random_)
            case = f"fault {number}, {kind} of {name}"
            found = child(lambda: held(copy))
            if "value" in found:
                if found["value"] != wanted:
                    fail(f"{case}: a wrong text")
                outcome = "harmless"
            elif "QuothError" in found.get("kinds", []) and "\n" not in found["message"]:
                outcome = "noticed"
            else:
                fail(f"{case}: {found}")
            if name != "lock":
                checked = child(lambda: looked_over(copy))
                lines = checked["value"] if "value" in checked else [[checked.get("message", "")], []]
                if name.endswith(".faiss"):
                    if lines[0] or name not in lines[1][0]:
                        fail(f"{case}: not rebuilt: {lines}")
                    if value(lambda: looked_over(copy)) != [[], []] or value(lambda: held(copy)) != wanted:
                        fail(f"{case}: not whole after the rebuilding")
                    outcome = "rebuilt"
                elif outcome == "noticed" and name not in lines[0][0] and not (kind == "gone" and name == NAME):
                    fail(f"{case}: verify did not name the file: {checked}")
                elif outcome == "harmless" and (copy / name).suffix == ".sqlite":
                    fail(f"{case}: not noticed in the truth")
            outcomes[f"{name} {kind} {outcome}"] += 1
            shutil.rmtree(copy)
    print(f"{options.faults} of {options.faults} faults noticed, rebuilt or harmless; no wrong text, no crash")
    print(", ".join(f"{what} {count}" for what, count in sorted(outcomes.items())))


if __name__ == "__main__":
    main()
