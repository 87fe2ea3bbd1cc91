"""One writer at a time in a Milvus, which has no locks: a row says who writes and when it was last heard of.

Two that come at the same instant may both take it; then the one whose note was overwritten finds so before its commit, and does
not commit.
"""

import json
import os
import socket
import time
import uuid
from typing import Any

from index.errors import IndexLockedError
from index.milvus_client import RECORDS, WRITER_KEY, Client, own_row
from index.places import Address

SECONDS = 300.0
"""A writer that has not been heard of for so long is dead: a batch of passages takes tens of seconds to embed."""


class Lease:
    """The right to write, taken at once or not at all."""

    def __init__(self, address: Address, client: Client) -> None:
        """Raises IndexLockedError, which names the holder, while another process writes."""
        self._address = address
        self._client = client
        self._token = uuid.uuid4().hex
        self._renewed = 0.0
        held = self._held()
        if held and time.time() - held["renewed"] < SECONDS:
            raise IndexLockedError(
                f"{address} is being written by {held['holder']}; wait for it to end, or, if it died, "
                f"{SECONDS / 60:.0f} minutes, then run this again"
            )
        self._holder = f"process {os.getpid()} on {socket.gethostname()} since {time.strftime('%F %T')}"
        self.renew()
        self.check()

    def renew(self) -> None:
        """Be heard of, if it is time."""
        if time.time() - self._renewed > SECONDS / 5:
            self._renewed = time.time()
            body = json.dumps({"token": self._token, "holder": self._holder, "renewed": self._renewed})
            self._client.upsert(RECORDS, [own_row(WRITER_KEY, "writer", body)])

    def check(self) -> None:
        """Raises IndexLockedError when another writer has taken over."""
        held = self._held()
        if not held or held["token"] != self._token:
            who = held["holder"] if held else "another process"
            raise IndexLockedError(f"{self._address} was taken over by {who}; nothing was changed: run this again when it ended")

    def release(self) -> None:
        """Let another write."""
        held = self._held()
        if held and held["token"] == self._token:
            self._client.delete(RECORDS, ids=[WRITER_KEY])

    def _held(self) -> dict[str, Any] | None:
        found = self._client.query(RECORDS, f"key == {WRITER_KEY}", ["body"], consistency_level="Strong")
        held: dict[str, Any] | None = json.loads(found[0]["body"]) if found else None
        return held
