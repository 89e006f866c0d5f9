"""Signatures of policy files: Ed25519 (RFC 8032) over kind, version and digest, in a file beside the policy."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tenprint.errors import TrustError

SUFFIX = ".sig"


class PolicySignature(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What stands in a signature file.

    Attributes:
        algorithm: always "Ed25519".
        key: the first 16 hexadecimal digits of the SHA-256 of the public key; a name for it, no proof.
        kind: kind of the policy.
        version: version of the policy.
        sha256: digest of the policy file.
        signature: in hexadecimal.
    """

    algorithm: str
    key: str
    kind: str
    version: str
    sha256: str
    signature: str


def digest(data: bytes) -> str:
    """Return the SHA-256 of a policy file, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sign(data: bytes, *, kind: str, version: str, key: Ed25519PrivateKey) -> PolicySignature:
    """Sign the bytes of a policy file."""
    sha256 = digest(data)
    return PolicySignature(
        algorithm="Ed25519",
        key=key_name(key.public_key()),
        kind=kind,
        version=version,
        sha256=sha256,
        signature=key.sign(_message(kind, version, sha256)).hex(),
    )


def verify(data: bytes, signature: PolicySignature, keys: Iterable[Ed25519PublicKey]) -> str:
    """Check a signature and return the name of the key that made it.

    Raises:
        TrustError: the file was changed, the key is not among `keys`, or the signature is not its.
    """
    where = f"{signature.kind} {signature.version}"
    if signature.algorithm != "Ed25519" or signature.sha256 != digest(data):
        raise TrustError("the policy file is not the one that was signed", where=where, remedy="Restore or sign it.")
    for key in keys:
        if key_name(key) != signature.key:
            continue
        try:
            key.verify(
                bytes.fromhex(signature.signature), _message(signature.kind, signature.version, signature.sha256)
            )
        except (InvalidSignature, ValueError):
            break
        return signature.key
    raise TrustError(
        f"no trusted key made this signature (it names the key {signature.key})",
        where=where,
        remedy="Add the key to the trusted ones, if it is; else do not use the file.",
    )


def write_signature(path: Path, signature: PolicySignature) -> Path:
    """Write the signature beside the policy file and return its path."""
    target = path.with_name(path.name + SUFFIX)
    target.write_bytes(msgspec.json.format(msgspec.json.encode(signature)) + b"\n")
    return target


def read_signature(path: Path) -> PolicySignature:
    """Read the signature that lies beside a policy file.

    Raises:
        TrustError: there is none, or it is not readable.
    """
    source = path.with_name(path.name + SUFFIX)
    try:
        return msgspec.json.decode(source.read_bytes(), type=PolicySignature)
    except FileNotFoundError:
        raise TrustError("the policy file is not signed", where=str(path), remedy="Sign it before use.") from None
    except msgspec.MsgspecError as error:
        raise TrustError(f"the signature is not readable: {error}", where=str(source), remedy="Sign again.") from None


def key_name(key: Ed25519PublicKey) -> str:
    """Return the name of a public key, 16 hexadecimal digits."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def _message(kind: str, version: str, sha256: str) -> bytes:
    return f"tenprint policy 1\n{kind}\n{version}\n{sha256}\n".encode()
