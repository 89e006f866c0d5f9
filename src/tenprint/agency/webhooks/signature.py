"""The signature of a delivery: HMAC-SHA-256 over its name, its time and its bytes (Standard Webhooks 1.0, symmetric).

The receiver computes the same over what arrived, compares in constant time, and refuses what is older than minutes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

PREFIX = "whsec_"
SECRET_BYTES = 32
TOLERANCE_SECONDS = 300  # how far the time of a delivery may be from the receiver's


def new_secret() -> str:
    """Return a new secret, as its receiver keeps it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers(secret: str, name: str, seconds: int, body: bytes) -> dict[str, str]:
    """Return the headers of a delivery that is sent at a time (Unix, s)."""
    return {
        "webhook-id": name,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{_sign(secret, name, str(seconds), body)}",
    }


def is_signed(secret: str, given: dict[str, str], body: bytes, now: float) -> bool:
    """Whether headers and bytes that arrived are signed with this secret, and not too old; for receivers."""
    name, seconds = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not seconds.isdigit() or abs(now - int(seconds)) > TOLERANCE_SECONDS:
        return False
    expected = _sign(secret, name, seconds, body)
    signatures = (entry.partition(",") for entry in given.get("webhook-signature", "").split(" "))
    return any(version == "v1" and hmac.compare_digest(value, expected) for version, _, value in signatures)


def _sign(secret: str, name: str, seconds: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, f"{name}.{seconds}.".encode() + body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
