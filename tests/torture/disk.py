"""A full disk (ENOSPC) and a failing one (EIO) at every call that writes: a clear error, the old generation searchable.

    python tests/torture/disk.py            # every call of index, update, remove and compact
    python tests/torture/disk.py --every 9  # every ninth

The calls are failed by shim.c, which this compiles and preloads; a small tmpfs, where it may be mounted, fills for real.
"""

import argparse
import ctypes
import errno
import itertools
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from common import ROOT, articles, child, fail, held, on_disk, update, value, warm
from kills import prepare

KINDS = ("index", "update", "remove", "compact")


def preloaded(arguments: list[str]) -> None:
    """Start this script again with the shim below it."""
    with tempfile.TemporaryDirectory() as build:
        shim = Path(build, "shim.so")
        compiler = shutil.which("cc") or fail("no C compiler: install gcc")
        source = Path(__file__).with_name("shim.c")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-w", "-o", shim, source, "-ldl"], check=True)
        environment = {**os.environ, "LD_PRELOAD": str(shim), "QUOTH_SHIM": str(shim)}
        sys.exit(subprocess.run([sys.executable, __file__, *arguments], env=environment, cwd=ROOT).returncode)


def look(case: str, found: dict[str, object], index: Path, old: object, new: object) -> str:
    """What came of a change whose disk failed: "old" or "new"; anything but a clear error ends the script."""
    if found.get("error") not in ("IndexWriteError", None) or "signal" in found or "\n" in str(found.get("message", "")):
        fail(f"{case}: {found}")
    after = child(lambda: held(index))
    state = after.get("value") if "value" in after else None
    if state is None and old is None and "QuothError" in after.get("kinds", []):
        return "old"
    if state not in (old, new):
        fail(f"{case}: neither generation: {after}")
    outcome = "old" if state == old else "new"
    if found.get("error") and old != new and ("nothing was changed" in str(found["message"])) != (outcome == "old"):
        fail(f"{case}: {outcome} generation, but the error said: {found['message']}")
    if not found.get("error") and outcome == "old" and old != new:
        fail(f"{case}: no error and no change")
    return outcome


def every_call(scratch: Path, every: int, outcomes: Counter[str]) -> int:
    """Fail every call in turn; how many calls were failed."""
    shim = ctypes.CDLL(os.environ["QUOTH_SHIM"])
    failed = 0
    for kind, number, sticky in itertools.product(KINDS, (errno.ENOSPC, errno.EIO), (0, 1)):
        folder, index, template = scratch / "articles", scratch / "index.quoth", scratch / "template.quoth"
        for path in (folder, index, template):
            shutil.rmtree(path, ignore_errors=True)
        articles(folder, 6, random.Random(0))
        value(lambda folder=folder, index=index: update(folder, index))
        old = None if kind == "index" else value(lambda index=index: held(index))
        work, new = prepare(kind, folder, index, random.Random(1))
        if kind != "index":
            shutil.copytree(index, template)
        for call in itertools.count(1, every):
            shutil.rmtree(index, ignore_errors=True)
            if template.exists():
                shutil.copytree(template, index)
            else:
                index.mkdir()

            def attempt(call=call, work=work, index=index, number=number, sticky=sticky) -> bool:
                shim.fail_at(str(index).encode(), ctypes.c_long(call), number, sticky)
                try:
                    work()
                finally:
                    happened = bool(shim.has_failed())
                    shim.fail_at(b"", ctypes.c_long(-1), 0, 0)
                return happened

            found = child(attempt)
            case = f"{kind}, {errno.errorcode[number]} at call {call}{' and after' if sticky else ''}"
            outcome = look(case, found, index, old, new)
            if found.get("value") is False:
                break
            failed += 1
            outcomes[f"{kind} {errno.errorcode[number]}: {outcome}"] += 1
            value(lambda folder=folder, index=index: update(folder, index))
            if value(lambda index=index: held(index)) != on_disk(folder):
                fail(f"{case}: the next writer made something else")
    return failed


def filling(scratch: Path, outcomes: Counter[str]) -> int | None:
    """The same on a small tmpfs with less and less room; how many changes it refused, None where none may be mounted."""
    folder, disk = scratch / "small", scratch / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], capture_output=True).returncode:
        return None
    try:
        index, filler = disk / "index.quoth", disk / "filler"
        articles(folder, 6, random.Random(0))
        value(lambda: update(folder, index))
        old = value(lambda: held(index))
        work, new = prepare("update", folder, index, random.Random(1))
        for refused, room in enumerate(range(0, 1 << 20, 16384)):
            with filler.open("wb") as file:
                free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
                file.write(bytes(max(0, free - room)))
            found = child(work)
            filler.unlink()
            outcomes[f"tmpfs: {look(f'tmpfs with {room} bytes free', found, index, old, new)}"] += 1
            if "error" not in found:
                return refused
        fail("a megabyte was not enough")
    finally:
        subprocess.run(["umount", disk], check=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    if "QUOTH_SHIM" not in os.environ:
        preloaded(sys.argv[1:])
    warm()
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        failed = every_call(Path(scratch).resolve(), options.every, outcomes)
        refused = filling(Path(scratch).resolve(), outcomes)
    print(f"{failed} of {failed} failed calls: a clear error or none needed, a whole generation, and the next writer worked")
    print("tmpfs: may not be mounted here" if refused is None else f"tmpfs: {refused} changes refused for want of room")
    print(", ".join(f"{what} {count}" for what, count in sorted(outcomes.items())))


if __name__ == "__main__":
    main()
