"""Files that were dropped but not sent yet: in memory only, for a while, each for the person who dropped it."""

from __future__ import annotations

import hashlib
import threading
import time
from typing import NamedTuple

from tenprint import transaction
from tenprint.errors import LimitError, UsageError
from tenprint.transaction import Transaction

LARGEST_BYTES = 64 * 1024 * 1024
MOST = 12  # files of one person
SECONDS = 1800.0


class Draft(NamedTuple):
    """A file that can be read."""

    name: str
    digest: str
    data: bytes
    parsed: Transaction
    since: float


class Drafts:
    """The drafts of everybody."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: dict[str, dict[str, Draft]] = {}

    def put(self, user: str, name: str, data: bytes) -> Draft:
        """Read a file and keep it.

        Raises:
            TransactionError: it is no ANSI/NIST-ITL file.
            LimitError: it is too large.
        """
        if len(data) > LARGEST_BYTES:
            raise LimitError(f"{name} is too large", remedy=f"At most {LARGEST_BYTES // 2**20} MiB.")
        draft = Draft(name, hashlib.sha256(data).hexdigest(), data, transaction.read(data), time.monotonic())
        with self._lock:
            own = self._of.setdefault(user, {})
            own[draft.digest] = draft
            for digest in [d for d, kept in own.items() if draft.since - kept.since > SECONDS]:
                del own[digest]
            while len(own) > MOST:
                del own[next(iter(own))]
        return draft

    def get(self, user: str, digest: str) -> Draft:
        """Return a draft.

        Raises:
            UsageError: there is none any more.
        """
        with self._lock:
            draft = self._of.get(user, {}).get(digest)
        if draft is None:
            raise UsageError("this file is not here any more", remedy="Drop it again.")
        return draft

    def drop(self, user: str, digest: str) -> None:
        """Forget a draft."""
        with self._lock:
            self._of.get(user, {}).pop(digest, None)


drafts = Drafts()
