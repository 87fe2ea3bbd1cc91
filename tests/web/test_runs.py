"""The long runs in small: each prints its figures and exits with 1 when something broke."""

import re
import subprocess
import sys
from pathlib import Path

from serving import Server


def run(script: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, Path(__file__).parent / script, *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=600)


def test_schemathesis_finds_no_fault_and_nothing_undeclared(server: Server) -> None:
    fuzzed = run("fuzz.py", "--url", server.url, "--minutes", "0.2")
    assert fuzzed.returncode == 0, fuzzed.stdout + fuzzed.stderr
    assert "Operations:       8 selected" in fuzzed.stdout
    assert "Traceback" not in server.log()


def test_askers_on_page_and_api_get_their_answers(server: Server) -> None:
    loaded = run("load.py", "--url", server.url, "--minutes", "0.15", "--single", "4")
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    assert re.search(r"^8 askers, 0\.15 minutes: \d+ questions", loaded.stdout, re.MULTILINE)
    assert "\nerrors 0\n" in loaded.stdout
