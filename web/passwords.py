"""Users and the hashes of their passwords: lines of a file, made by ``quoth serve --hash-password NAME``."""

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from pathlib import Path

from index import BadInputError

COST, BLOCK, PARALLEL = 2**14, 8, 1
"""Of scrypt: 16 MB and some 50 ms a guess, what RFC 7914 gives for interactive use."""

HOW = "make a line for it with: quoth serve --hash-password NAME"


def hash_password(password: str) -> str:
    """A line's right side for ``password``: scrypt$salt$hash, both base64."""
    salt = secrets.token_bytes(16)
    return "$".join(("scrypt", base64.b64encode(salt).decode(), base64.b64encode(_scrypt(password, salt)).decode()))


def load(path: Path) -> "Passwords":
    """The users of a file with a line ``name:hash`` each; empty lines and those that begin with # are passed over.

    Raises BadInputError for a file that cannot be read, holds no user, or a line that is none.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"--auth {path}: cannot be read: {error}; {HOW}") from None
    users = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, hashed = line.strip().partition(":")
        try:
            kind, *parts = hashed.split("$")
            salt, digest = (base64.b64decode(part, validate=True) for part in parts)
            if kind != "scrypt" or not name or not salt or len(digest) != hashlib.sha256().digest_size * 2:
                raise ValueError
        except ValueError:
            raise BadInputError(f"--auth {path} line {number}: not name:hash; {HOW}") from None
        if name in users:
            raise BadInputError(f"--auth {path} line {number}: {name!r} stands twice; keep one")
        users[name] = (salt, digest)
    if not users:
        raise BadInputError(f"--auth {path}: no user in it; {HOW}")
    return Passwords(users)


class Passwords:
    """Checks a user's password. One guess at a time: a flood of wrong ones must not take the machine."""

    def __init__(self, users: Mapping[str, tuple[bytes, bytes]]) -> None:
        """``users``: name -> (salt, scrypt hash)."""
        self._users = dict(users)
        self._nobody = (secrets.token_bytes(16), secrets.token_bytes(64))
        self._key = secrets.token_bytes(32)
        self._seen: dict[str, bytes] = {}
        self._one = asyncio.Lock()

    async def match(self, user: str, password: str) -> bool:
        """Whether ``password`` is that of ``user``. As slow for a user that is not there; fast for what matched before."""
        mark = hmac.digest(self._key, password.encode(), "sha256")
        seen = self._seen.get(user)
        if seen is not None and hmac.compare_digest(seen, mark):
            return True
        salt, digest = self._users.get(user, self._nobody)
        async with self._one:
            given = await asyncio.to_thread(_scrypt, password, salt)
        if not hmac.compare_digest(given, digest) or user not in self._users:
            return False
        self._seen[user] = mark
        return True


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=COST, r=BLOCK, p=PARALLEL)
