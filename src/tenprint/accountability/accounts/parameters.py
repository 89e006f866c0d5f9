"""The numbers of accounts. Lockout, session lock and review: FBI CJIS Security Policy (from memory), DOMAIN of old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class AccountParameters:
    """Settings of accounts.

    Attributes:
        failures, failure_window: so many failed log-ons within this time lock an account.
        lockout: for how long; an administrator can unlock earlier.
        idle: a session without a request for so long is locked, and needs password and code again.
        session: no session lives longer.
        review_every: an account that nobody reviewed for so long cannot log on.
        password_least: characters of a password (NIST SP 800-63B: at least 8; without a second factor 15).
        argon2_time, argon2_memory, argon2_lanes: cost of the password hash (RFC 9106, second recommended option:
            3 passes, 64 MiB, 4 lanes).
        code_window: one-time codes of so many steps (30 s) before and after are taken (RFC 6238, section 5.2).
    """

    failures: int = 5
    failure_window: timedelta = timedelta(minutes=15)
    lockout: timedelta = timedelta(minutes=15)
    idle: timedelta = timedelta(minutes=30)
    session: timedelta = timedelta(hours=12)
    review_every: timedelta = timedelta(days=365)
    password_least: int = 12
    argon2_time: int = 3
    argon2_memory: int = 65536
    argon2_lanes: int = 4
    code_window: int = 1
