"""What keeps an examiner blind: names of tasks and orders of candidates that only the agency's secret explains."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterable
from string import ascii_uppercase

from sqlalchemy import insert, select

from tenprint.cases.adjudication.tables import examination_secret
from tenprint.errors import CorruptionError
from tenprint.exchange.unit import Unit

SECRET_BYTES = 32
HOLDER = "agency:examination"  # under whose key the secret is sealed


def task_name(unit: Unit, correlation: str, examiner: str) -> str:
    """Return the name under which this examiner sees this search; it says nothing about it."""
    return _digest(unit, "task", correlation, examiner)[:12]


def letters(unit: Unit, correlation: str, examiner: str, holders: Iterable[str]) -> dict[str, str]:
    """Return letter -> holder, in an order that is the same each time for this examiner, and another for the next."""
    shuffled = sorted(holders, key=lambda holder: _digest(unit, "order", correlation, examiner, holder))
    names = [a + b for a in ("", *ascii_uppercase) for b in ascii_uppercase]
    return dict(zip(names, shuffled, strict=False))


def _digest(unit: Unit, *parts: str) -> str:
    return hmac.new(_secret(unit), "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


def _secret(unit: Unit) -> bytes:
    """Return the agency's secret, made at the first call and kept sealed."""
    sealed = unit.connection.scalar(select(examination_secret.c.secret))
    if sealed is None:
        fresh = os.urandom(SECRET_BYTES)
        sealed = unit.seal(HOLDER, fresh, context="examination")
        unit.connection.execute(insert(examination_secret).values(id=1, secret=sealed))
        return fresh
    secret = unit.unseal(HOLDER, sealed, bytes, context="examination")
    if secret is None:
        raise CorruptionError("the secret of the examination queue cannot be read", where="examination_secret")
    return secret
