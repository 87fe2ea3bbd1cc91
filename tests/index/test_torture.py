"""The torture scripts in small: each prints its figure and exits with 1 when something broke."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SMALL = [
    ("kills.py", "--kills", "8", "8 of 8 kills"),
    ("flips.py", "--faults", "24", "24 of 24 faults"),
    ("disk.py", "--every", "31", "failed calls"),
    ("writers.py", "--rounds", "3", "3 of 3 rounds"),
    ("readers.py", "--commits", "4", "through 4 commits"),
    ("machine.py", "--runs", "5", "5 of 5 runs"),
    ("scale.py", "--documents", "12", "12 documents"),
]


@pytest.mark.parametrize(("script", "option", "size", "figure"), SMALL, ids=[script for script, *_ in SMALL])
def test_torture_in_small(script: str, option: str, size: str, figure: str) -> None:
    # A loaded machine may keep the second of two writers waiting; how long is for the script alone to judge.
    patience = ["--seconds", "60"] if script == "writers.py" else []
    command = [sys.executable, f"tests/torture/{script}", option, size, *patience]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "HF_HUB_OFFLINE": "1"})
    assert run.returncode == 0, run.stdout + run.stderr
    assert figure in run.stdout
