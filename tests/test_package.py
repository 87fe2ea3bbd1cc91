"""The wheel, as a user gets it: built, unpacked away from the checkout, asked."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_wheel_answers_away_from_the_checkout(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", tmp_path, ROOT], check=True, timeout=300)
    (wheel,) = tmp_path.glob("quoth-*.whl")
    assert wheel.stat().st_size < 50e6  # reader and embedder; more would be felt at every install
    subprocess.run([*pip, "install", "--no-deps", "--target", tmp_path / "site", wheel], check=True, timeout=300)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    code = "import qa; from qa import ask; print(qa.__file__); print(ask('How many towers did Israel suggest?').answer.text)"
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True, capture_output=True, text=True, timeout=300
    ).stdout
    place, answer = out.splitlines()
    assert Path(place).is_relative_to(tmp_path)
    assert "eight" in answer
    command = [tmp_path / "site" / "bin" / "quoth", "list", "--json"]
    listed = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
    assert len(listed.stdout.splitlines()) == 5, listed.stderr
