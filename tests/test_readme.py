"""The README is true: its Python runs, its commands exist, its figures are those of the committed baseline."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from index import Embedder, ingest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def test_its_python_runs(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    ingest([folder], tmp_path / "news.quoth", embedder)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    assert len(blocks("python")) == 2
    for code in blocks("python"):
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300
        )
        assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    "line", [line for block in blocks("bash") for line in block.splitlines() if line.startswith("quoth") and "serve" not in line]
)
def test_its_commands_run(line: str, folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    home = tmp_path / "home"
    home.mkdir()
    folder.rename(home / "articles")
    ingest([home / "articles"], tmp_path / "news.quoth", embedder)
    row = {"id": "1", "question": "Who won the tournament in Torvik?", "answers": ["Ilse Varga"]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(row) + "\n")
    command = line.replace("quoth", f"{sys.executable} -m qa", 1)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(home)}
    run = subprocess.run(command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    assert run.stdout


def test_its_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make (\w+)", "\n".join(blocks("bash")), re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_its_figures_are_the_baseline() -> None:
    baseline = json.loads((ROOT / "eval" / "baseline.json").read_text("utf-8"))
    baseline = baseline.get("figures", baseline)  # a report, or its figures alone
    rows = re.findall(r"^\| .*? \(`([\w@]+)`\) \| ([\d.]+)(%?) \| (\d+) \|$", README, re.MULTILINE)
    assert len(rows) >= 6
    for name, value, percent, n in rows:
        figure = baseline[name]
        assert float(value) == pytest.approx(figure["value"] * (100 if percent else 1), abs=0.051 if percent else 0.00051), name
        assert int(n) == figure["n"], name


def test_its_settings_are_the_settings() -> None:
    import dataclasses

    from qa.settings import PREFIX, Settings

    named = set(re.findall(rf"`{PREFIX}(\w+)`", README))
    assert named == {f.name.upper() for f in dataclasses.fields(Settings)}
    assert f"| {Settings().top_k} |" in README
    threshold = json.loads((ROOT / "qa" / "weights" / "confidence.json").read_text("utf-8"))["threshold"]
    assert f"| {threshold} |" in README
