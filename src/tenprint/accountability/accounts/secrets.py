"""Passwords (Argon2id, RFC 9106) and one-time codes (TOTP, RFC 6238). Nothing is stored that a thief could use."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tenprint.accountability.accounts.parameters import AccountParameters
from tenprint.errors import UsageError

STEP_SECONDS = 30


class Passwords:
    """Hashes and checks passwords; a name that does not exist costs the same time as one that does."""

    def __init__(self, parameters: AccountParameters) -> None:
        self._least = parameters.password_least
        self._hasher = PasswordHasher(
            time_cost=parameters.argon2_time,
            memory_cost=parameters.argon2_memory,
            parallelism=parameters.argon2_lanes,
        )
        self.nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str, name: str) -> str:
        """Return the stored form.

        Raises:
            UsageError: too short, or it contains the user's name.
        """
        if len(password) < self._least:
            raise UsageError(f"a password has at least {self._least} characters", remedy="A sentence is easy to keep.")
        if name.casefold() in password.casefold():
            raise UsageError("a password does not contain the user's name")
        return self._hasher.hash(password)

    def matches(self, stored: str, password: str) -> bool:
        """Whether the password is the one of this stored form."""
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def new_secret() -> str:
    """Return a secret for one-time codes (160 bits, base 32)."""
    return pyotp.random_base32()


def provisioning(secret: str, name: str, agency: str) -> str:
    """Return the `otpauth:` address that an authenticator reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=f"tenprint {agency}")


def code_at(secret: str, moment: datetime) -> str:
    """Return the code of a moment."""
    return pyotp.TOTP(secret).at(moment)


def step_of(secret: str, code: str, now: datetime, *, window: int, after: int) -> int | None:
    """Return the time step whose code this is; None where it is none near now, or one that was used before."""
    present = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in range(present - window, present + window + 1):
        if step > after and hmac.compare_digest(totp.at(step * STEP_SECONDS), code.strip()):
            return step
    return None
