"""Users, their hashes, and what a server without them says."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from index import BadInputError
from qa.serve_command import users
from web.passwords import hash_password, load

ROOT = Path(__file__).resolve().parents[2]


def serve(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "qa", "serve", *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, cwd=ROOT, timeout=300)


def test_a_password_matches_its_line_and_no_other(tmp_path: Path) -> None:
    file = tmp_path / "users"
    file.write_text(f"# users\n\nanna:{hash_password('Möwe:7')}\nbert:{hash_password('x')}\n", "utf-8")
    passwords = load(file)

    async def tried() -> list[bool]:
        pairs = [("anna", "Möwe:7"), ("anna", "Möwe:7"), ("anna", "x"), ("bert", "x"), ("carl", "x"), ("", "")]
        return [await passwords.match(*pair) for pair in pairs]

    assert asyncio.run(tried()) == [True, True, False, True, False, False]
    assert hash_password("x") != hash_password("x")  # salted


@pytest.mark.parametrize("text", ["", "# nobody\n", "anna\n", "anna:plain\n", "anna:scrypt$eA==$eA==\n", ":scrypt$a$b\n"])
def test_a_file_that_holds_no_users_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "users").write_text(text)
    with pytest.raises(BadInputError, match="--hash-password"):
        load(tmp_path / "users")
    line = f"anna:{hash_password('x')}\n"
    (tmp_path / "users").write_text(line + line)
    with pytest.raises(BadInputError, match="line 2: 'anna' stands twice"):
        load(tmp_path / "users")
    with pytest.raises(BadInputError, match="cannot be read"):
        load(tmp_path / "nowhere")


def test_the_network_is_served_only_when_that_was_said() -> None:
    run = serve("--host", "0.0.0.0")
    assert (run.returncode, run.stdout) == (2, "")
    (line,) = run.stderr.splitlines()
    assert "--auth FILE" in line
    assert "--no-auth" in line
    assert users("0.0.0.0", None, no_auth=True) is None
    for host in ("127.0.0.1", "localhost", "::1", "127.8.8.8"):
        assert users(host, None, no_auth=False) is None
    for host in ("192.0.2.7", "::", "news.example"):
        with pytest.raises(BadInputError):
            users(host, None, no_auth=False)
    with pytest.raises(BadInputError, match="exclude each other"):
        users("::", Path("users"), no_auth=True)


def test_a_line_is_made_from_what_is_typed() -> None:
    made = serve("--hash-password", "anna", given="Möwe\n")
    assert made.returncode == 0
    assert made.stdout.startswith("anna:scrypt$")
    assert serve("--hash-password", "a:b", given="x\n").returncode == 2
    assert serve("--hash-password", "anna", given="\n").returncode == 2
