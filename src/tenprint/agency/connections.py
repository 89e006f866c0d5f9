"""Connections that were refused before anybody could say anything: written down, kept as evidence, alarmed.

TLS ends such a connection (a certificate of another authority, an expired one, none), so no message is ever seen. What
ended it is noted here by the gateway or by whoever reads the server's log, and a worker writes it down.
"""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

import structlog
from sqlalchemy import insert, select

from tenprint.agency.base import Agency
from tenprint.exchange import telemetry
from tenprint.exchange.tables import CONNECTION, evidence

log = structlog.get_logger()

MOST_AT_ONCE = 20  # lines of one look that are kept one by one; of a flood the rest is counted
MOST_NOTED = 1_000  # that wait to be written down
CONNECTIONS_SECONDS = 1.0  # how often a worker looks


class Refusal(NamedTuple):
    """One connection: why it was refused, and what of it is kept, no two alike."""

    reason: str
    detail: bytes


class RefusedConnections:
    """What was noted by any thread and is still to be written down."""

    def __init__(self, agency: Agency) -> None:
        self._agency = agency
        self._lock = threading.Lock()
        self._noted: deque[Refusal] = deque()
        self._number = 0

    def note(self, reason: str) -> None:
        """Note a connection; returns at once."""
        with self._lock:
            self._number += 1
            detail = f"{self._agency.clock.now().isoformat()} {self._number} {reason}"
            if len(self._noted) < MOST_NOTED:
                self._noted.append(Refusal(reason, detail.encode()))

    def step(self) -> bool:
        """Write down what was noted; True where there was anything."""
        with self._lock:
            found = list(self._noted)
            self._noted.clear()
        keep(self._agency, found)
        return bool(found)


def keep(agency: Agency, refusals: Sequence[Refusal]) -> None:
    """Keep as evidence; what was kept before is not kept twice. The watch raises the alarm."""
    if not refusals:
        return
    telemetry.connections_refused.labels(agency.name).inc(len(refusals))
    shown, rest = list(refusals[:MOST_AT_ONCE]), refusals[MOST_AT_ONCE:]
    if rest:
        lines = b"\n".join(one.detail for one in rest)
        shown.append(Refusal(f"{len(rest)} more at the same time, the last one: {rest[-1].reason}", lines))
    digests = [hashlib.sha256(one.detail).hexdigest() for one in shown]
    with agency.unit(cause=digests[0][:32], actor="system") as unit:
        known = set(unit.connection.scalars(select(evidence.c.digest).where(evidence.c.digest.in_(digests))))
        for one, digest in zip(shown, digests, strict=True):
            if digest in known:
                continue
            unit.connection.execute(
                insert(evidence).values(
                    received_at=unit.now,
                    sender=None,
                    reason=f"{CONNECTION}{one.reason}",
                    digest=digest,
                    data=agency.vault.seal(unit.connection, f"evidence:{digest}", one.detail, context="evidence"),
                )
            )
            unit.audit("connection:refused", digest, purpose="security", outcome="refused")
            log.error("connection refused", agency=agency.name, reason=one.reason)
