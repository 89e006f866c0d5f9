"""Fill a booking agency's journal with synthetic submissions, quickly: rows as they stand after an answer, no files."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import insert

from tenprint.agency.base import Agency
from tenprint.agency.booking.tables import booking_submission
from tenprint.exchange.tables import machine_state, outbox, transition

CHUNK = 5000
REJECTED_EVERY = 97  # one in so many is rejected
SECONDS_BETWEEN = 7


def fill(agency: Agency, number: int, *, ori: str = "MO0953100") -> None:
    """Write `number` submissions, each with its message, its transitions and its state, older than now."""
    now = agency.clock.now()
    for start in range(0, number, CHUNK):
        rows = range(start, min(start + CHUNK, number))
        keys = {n: f"{ori}:FILL{n:012d}" for n in rows}
        at = {n: now - timedelta(seconds=SECONDS_BETWEEN * (number - n)) for n in rows}
        ends = {n: "rejected" if n % REJECTED_EVERY == 0 else "answered" for n in rows}
        digest = {n: hashlib.sha256(keys[n].encode()).hexdigest() for n in rows}
        steps = [("new", "submit", "submitted"), ("submitted", "", "")]
        with agency.database.write() as connection:
            connection.execute(
                insert(booking_submission),
                [
                    {"correlation": keys[n], "ori": ori, "tcn": keys[n][10:], "tot": "CAR", "purpose": "criminal",
                     "digest": digest[n], "submitted_at": at[n], "submitted_by": "generator", "data": None}
                    for n in rows
                ],
            )  # fmt: skip
            connection.execute(
                insert(outbox),
                [
                    {"receiver": "state", "message_id": digest[n][:32], "type": "submission", "correlation": keys[n],
                     "purpose": "criminal", "priority": 4, "state": "sent", "attempts": 1, "available_at": at[n],
                     "created_at": at[n], "finished_at": at[n]}
                    for n in rows
                ],
            )  # fmt: skip
            connection.execute(
                insert(transition),
                [
                    {"machine": "submission", "key": keys[n], "origin": origin, "at": at[n], "actor": "generator",
                     "event": event or ("reject" if ends[n] == "rejected" else "answer"), "target": target or ends[n]}
                    for n in rows for origin, event, target in steps
                ],
            )  # fmt: skip
            connection.execute(
                insert(machine_state),
                [{"machine": "submission", "key": keys[n], "state": ends[n], "since": at[n]} for n in rows],
            )
