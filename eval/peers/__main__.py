"""``python -m eval.peers DATA``: Quoth and its peers over the passages of SQuADShifts files, in turn, round by round.

Every round is appended to --out as soon as it is measured, so that a long run can be made in pieces; the table, its ratios and
the picture are made of all rounds there that had the same questions and corpus.
"""

import argparse
import importlib.util
import json
import random
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from eval.peers.systems import PEERS, Peer
from eval.peers.table import lines, medians, panels, quality
from eval.plots import bars
from training.data import SHIFTS, held_out
from training.examples import load_squad

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "peers"
SEED = 0


def corpus(data: Path, passages: int, questions: int) -> tuple[dict[str, str], list[tuple[str, list[str], str]]]:
    """(id -> passage, [(question, accepted answers, id of its passage)]): the questions are of held-out passages alone."""
    out = held_out(data)
    paragraphs = [p for name in SHIFTS for p in load_squad(data / f"{name}.json")]
    ids = {context: f"https://passages.example/{i}" for i, context in enumerate(dict.fromkeys(p.context for p in paragraphs))}
    asked = [
        (question, [text for text, _ in answers], ids[p.context])
        for p in paragraphs
        if p.context in out
        for question, answers in p.questions
        if answers
    ]
    rng = random.Random(SEED)
    asked = rng.sample(asked, min(questions, len(asked)))
    needed = {passage for _, _, passage in asked}
    others = [i for i in ids.values() if i not in needed]
    kept = needed | set(rng.sample(others, max(0, min(passages, len(ids)) - len(needed))))
    return {i: context for context, i in ids.items() if i in kept}, asked


def environment(peer: Peer) -> Path:
    """The Python of a peer's own environment, made on first use."""
    if not peer.packages:
        return Path(sys.executable)
    folder = CACHE / "environments" / peer.name
    done = folder / "packages.json"
    if not done.is_file() or json.loads(done.read_text("utf-8")) != list(peer.packages):
        print(f"{peer.name}: installing {' '.join(peer.packages)}", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", *peer.packages], check=True)  # noqa: S603
        done.write_text(json.dumps(peer.packages), "utf-8")
    return folder / "bin" / "python"


def models() -> tuple[Path, Path]:
    """The embedder as published and the reader in float32, restored from the packaged int8 file: what torch can load."""
    from training.embedder import published

    reader = CACHE / "reader"
    if not (reader / "model.safetensors").is_file():
        from training.restore import restore

        reader.mkdir(parents=True, exist_ok=True)
        restore(reader)
    return published(), reader


def step(peer: Peer, name: str, work: Path) -> dict[str, Any]:
    """What measure.py found, in a process of the peer's own environment. Its messages go to stderr."""
    command = [str(environment(peer)), "-m", "eval.peers.measure", peer.name, name, str(work)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.peers", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the SQuADShifts files " + ", ".join(f"{n}.json" for n in SHIFTS))
    parser.add_argument("--questions", type=int, default=300, help="held-out questions asked")
    parser.add_argument("--passages", type=int, default=100_000, help="passages indexed; default: all there are")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--systems", nargs="+", default=[p.name for p in PEERS], choices=[p.name for p in PEERS])
    parser.add_argument("--out", type=Path, default=CACHE / "runs.jsonl", help="where rounds are appended, a line a system")
    given = parser.parse_args()
    if importlib.util.find_spec("onnx") is None:
        parser.error('restoring the reader for torch needs the package onnx: pip install "quoth[train]"')
    missing = [f"{n}.json" for n in SHIFTS if not (given.data / f"{n}.json").is_file()]
    if missing:
        parser.error(f"{given.data} lacks {', '.join(missing)}; give the folder of the SQuADShifts files")
    texts, asked = corpus(given.data, given.passages, given.questions)
    CACHE.mkdir(parents=True, exist_ok=True)
    listing = CACHE / "corpus.jsonl"
    listing.write_text("".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in texts.items()), "utf-8")
    embedder, reader = models()
    setting = {"passages": len(texts), "questions": len(asked)}
    for peer in PEERS:
        environment(peer)
    before = [json.loads(line) for line in given.out.read_text("utf-8").splitlines()] if given.out.is_file() else []
    for _ in range(given.rounds):
        for peer in (p for p in PEERS if p.name in given.systems):
            index = CACHE / "index" / peer.name
            shutil.rmtree(index, ignore_errors=True)
            index.parent.mkdir(exist_ok=True)
            work = CACHE / "work.json"
            paths = {"corpus": listing, "index": index, "embedder": embedder, "reader": reader}
            work.write_text(
                json.dumps({name: str(path) for name, path in paths.items()} | {"questions": [q for q, _, _ in asked]}), "utf-8"
            )
            found = step(peer, "index", work) | step(peer, "ask", work)
            number = 1 + sum(run["system"] == peer.name and run["setting"] == setting for run in before)
            run = {"system": peer.name, "round": number, "setting": setting, "note": peer.note, **found}
            run |= quality(run.pop("found"), [(answers, passage) for _, answers, passage in asked])
            before.append(run)
            with given.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(run) + "\n")
    runs = [run for run in before if run["setting"] == setting]
    if runs:
        print("\n".join(lines(runs)))
        given.out.with_suffix(".svg").write_bytes(bars(panels(medians(runs))))


if __name__ == "__main__":
    main()
