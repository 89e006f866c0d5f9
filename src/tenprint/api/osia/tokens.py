"""Bearer tokens: JWT (RFC 7519) signed with Ed25519, with OSIA's scopes and an end."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from tenprint.errors import ConfigurationError, NotAuthorisedError, UsageError
from tenprint.exchange.signature import new_key_file
from tenprint.storage.secret_file import read_or_make_secret

ALGORITHM = "Ed25519"  # RFC 9864, section 2.2
AUDIENCE = "osia-abis"
SCOPES = (
    "abis.encounter.read",
    "abis.encounter.write",
    "abis.identify",
    "abis.verify",
    "abis.gallery.read",
    "abis.task.read",
    "abis.task.update",
)


class Claims(msgspec.Struct, frozen=True):
    """What a token says."""

    sub: str
    aud: str
    scope: str
    exp: int
    iat: int
    jti: str


class Client(NamedTuple):
    """Who calls, and what for."""

    name: str
    scopes: frozenset[str]


def bearer(headers: Mapping[str, str]) -> str:
    """Return the token of a request (RFC 6750, section 2.1).

    Raises:
        NotAuthorisedError: there is none.
    """
    kind, _, token = headers.get("authorization", "").partition(" ")
    if kind.casefold() != "bearer" or not token:
        raise NotAuthorisedError("a bearer token is missing", where="Authorization")
    return token.strip()


class Tokens:
    """Issues and checks tokens.

    Args:
        key: an Ed25519 key; the public half alone serves for checking, where another system issues.
    """

    def __init__(self, key: OKPKey) -> None:
        self._key = key

    @classmethod
    def at(cls, path: Path) -> Tokens:
        """Open the key file (PEM), or make it (mode 0600)."""
        content = read_or_make_secret(path, new_key_file)
        try:
            return cls(OKPKey.import_key(content))
        except (JoseError, ValueError) as error:
            raise ConfigurationError("not a key for tokens", where=str(path), remedy="An Ed25519 key, PEM.") from error

    def issue(self, client: str, scopes: Iterable[str], now: datetime, *, hours: float) -> str:
        """Return a token.

        Raises:
            UsageError: no name, no scope, one that there is not, or no time.
        """
        asked = sorted(set(scopes))
        unknown = set(asked) - set(SCOPES)
        if not client.strip() or not asked or unknown or not hours > 0:
            raise UsageError("a token needs a client, scopes and hours", remedy=f"Scopes: {', '.join(SCOPES)}.")
        claims = Claims(
            sub=client,
            aud=AUDIENCE,
            scope=" ".join(asked),
            exp=int((now + timedelta(hours=hours)).timestamp()),
            iat=int(now.timestamp()),
            jti=secrets.token_hex(8),
        )
        return jwt.encode({"alg": ALGORITHM}, msgspec.to_builtins(claims), self._key, algorithms=[ALGORITHM])

    def check(self, token: str, now: datetime) -> Client:
        """Return whose token this is.

        Raises:
            NotAuthorisedError: not signed by our key, not for us, or over.
        """
        try:
            claims = msgspec.convert(jwt.decode(token, self._key, algorithms=[ALGORITHM]).claims, Claims)
        except (JoseError, ValueError, msgspec.ValidationError):
            raise NotAuthorisedError("this is no token of ours", where="Authorization") from None
        if claims.aud != AUDIENCE or now.timestamp() >= claims.exp:
            raise NotAuthorisedError("the token is over, or not for this interface", where="Authorization")
        return Client(claims.sub, frozenset(claims.scope.split()))
