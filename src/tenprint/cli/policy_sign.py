"""`tenprint policy sign` and `verify`: Ed25519 signatures of policy files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from tenprint.errors import InputError, UsageError
from tenprint.policy.signature import read_signature, sign, verify, write_signature
from tenprint.policy.store import KINDS, read_policy

PolicyFile = Annotated[Path, typer.Argument(help="Policy file, as levels/2012-01.toml.")]


def sign_policy(file: PolicyFile, key: Annotated[Path, typer.Option(help="Private key, PEM, Ed25519.")]) -> None:
    """Sign a policy file; the signature lies beside it."""
    private = _pem(key, private=True)
    if not isinstance(private, Ed25519PrivateKey):
        raise UsageError("the key is no private Ed25519 key", remedy="Make one: openssl genpkey -algorithm ed25519")
    kind = KINDS.get(file.parent.name)
    if kind is None:
        raise UsageError(f"{file.parent.name!r} is no kind of policy", remedy=f"Folders are named {', '.join(KINDS)}.")
    policy = read_policy(file, kind)
    target = write_signature(file, sign(file.read_bytes(), kind=policy.kind, version=policy.version, key=private))
    typer.echo(f"Signed {policy.kind} {policy.version}: {target}")


def verify_policy(file: PolicyFile, key: Annotated[Path, typer.Option(help="Public key, PEM, Ed25519.")]) -> None:
    """Check the signature of a policy file."""
    public = _pem(key, private=False)
    if not isinstance(public, Ed25519PublicKey):
        raise UsageError(
            "the key is no public Ed25519 key", remedy="Take it from the private one: openssl pkey -pubout"
        )
    signature = read_signature(file)
    verify(file.read_bytes(), signature, [public])
    typer.echo(f"Good signature of {signature.kind} {signature.version} by key {signature.key}")


def _pem(path: Path, *, private: bool) -> object:
    try:
        data = path.read_bytes()
        return load_pem_private_key(data, password=None) if private else load_pem_public_key(data)
    except OSError as error:
        raise InputError(f"the key cannot be read: {error.strerror}", where=str(path)) from None
    except (ValueError, TypeError) as error:
        raise InputError(f"the key is no PEM key: {error}", where=str(path)) from None
