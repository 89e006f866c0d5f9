"""Finds policy files, loads them strictly, and says which version applies when."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import tomllib
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import TypeVar, cast

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tenprint.errors import ConfigurationError
from tenprint.policy.activation import ActivationRegistry, RegistryData
from tenprint.policy.bands import BandPolicy
from tenprint.policy.levels import LevelPolicy
from tenprint.policy.model import Header
from tenprint.policy.offences import OffenceTable
from tenprint.policy.priorities import PriorityPolicy
from tenprint.policy.purposes import PurposePolicy
from tenprint.policy.retention import RetentionPolicy
from tenprint.policy.signature import SUFFIX, digest, read_signature, verify

Kind = TypeVar("Kind", bound=Header)

KINDS: dict[str, type[Header]] = {
    "levels": LevelPolicy,
    "offences": OffenceTable,
    "activation": RegistryData,
    "bands": BandPolicy,
    "retention": RetentionPolicy,
    "priorities": PriorityPolicy,
    "purposes": PurposePolicy,
}
SUFFIXES = (".toml", ".json")


def packaged() -> Path:
    """Return the folder of the policy files that come with the package."""
    return Path(str(resources.files("tenprint.policy") / "data"))


def read_policy(path: Path, kind: type[Kind]) -> Kind:
    """Read one policy file strictly: every field known, every value of its form.

    Raises:
        ConfigurationError: the file is missing, not TOML or JSON, or not of this kind.
    """
    try:
        data = path.read_bytes()
        raw = tomllib.loads(data.decode()) if path.suffix == ".toml" else msgspec.json.decode(data)
        policy = msgspec.convert(raw, kind)
    except FileNotFoundError:
        raise ConfigurationError("no such policy file", where=str(path), remedy="Name a file that exists.") from None
    except (msgspec.MsgspecError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"the policy file cannot be read: {error}", where=str(path), remedy="See docs/reference/policy.md."
        ) from None
    if policy.digest:
        raise ConfigurationError(
            "a policy file may not state its own digest", where=str(path), remedy="Remove the line; it is computed."
        )
    return msgspec.structs.replace(policy, digest=digest(data))


class PolicyStore:
    """All versions of all policies: those of the package, and over them those of a folder of the operator.

    Args:
        folder: with one folder a kind (levels/, bands/ ...) as in the package; its versions go before packaged ones
            of the same name.
        trusted: public keys; where given, every file of `folder` must carry a signature by one of them.
    """

    def __init__(self, folder: Path | None = None, *, trusted: Iterable[Ed25519PublicKey] | None = None) -> None:
        self.folder = folder
        self._trusted = None if trusted is None else tuple(trusted)
        self._cache: dict[tuple[str, str], Header] = {}

    def files(self, kind: str) -> dict[str, Path]:
        """Return version -> file of a kind, sorted by version.

        Raises:
            ConfigurationError: no such kind of policy.
        """
        if kind not in KINDS:
            raise ConfigurationError(f"no policy of kind {kind!r}", remedy=f"One of: {', '.join(KINDS)}.")
        found: dict[str, Path] = {}
        for root in (packaged(), self.folder):
            if root is not None and (root / kind).is_dir():
                found |= {path.stem: path for path in (root / kind).iterdir() if path.suffix in SUFFIXES}
        return dict(sorted(found.items()))

    def load(self, kind: str, version: str) -> Header:
        """Return one version, checked.

        Raises:
            ConfigurationError: no such version, or its file is not sound.
            TrustError: signatures are required and this one is missing or wrong.
        """
        if (kind, version) not in self._cache:
            self._cache[kind, version] = self._read(kind, version)
        return self._cache[kind, version]

    def effective(self, kind: str, at: dt.date) -> Header:
        """Return the version that applies on a day: the latest that had started and not ended.

        Raises:
            ConfigurationError: none applies; then nothing of this kind may be decided.
        """
        day = at.astimezone(dt.UTC).date() if isinstance(at, dt.datetime) else at
        loaded = [self.load(kind, version) for version in self.files(kind)]
        valid = [p for p in loaded if p.effective_from <= day and (p.effective_to is None or day < p.effective_to)]
        if not valid:
            raise ConfigurationError(
                f"no policy of kind {kind!r} applies on {day.isoformat()}", remedy="Write a version for that time."
            )
        return max(valid, key=lambda policy: (policy.effective_from, policy.version))

    def vouched(self, kind: str, version: str) -> str:
        """Say in words who vouches for a version's file: the package, a key, or nobody.

        Raises:
            ConfigurationError: no such version.
            TrustError: it has a signature that does not fit.
        """
        self.load(kind, version)
        path = self.files(kind)[version]
        if self.folder is None or self.folder not in path.parents:
            return "comes with the package"
        if not path.with_name(path.name + SUFFIX).exists():
            return "not signed"
        signature = read_signature(path)
        if self._trusted is None:
            return f"signed by the key {signature.key}, which was not checked: no key is trusted here"
        return f"signed by the trusted key {verify(path.read_bytes(), signature, self._trusted)}"

    def digest(self) -> str:
        """Return one digest over every policy file, for statistics that name what they rest on."""
        lines = [
            f"{kind}/{version} {digest(path.read_bytes())}"
            for kind in KINDS
            for version, path in self.files(kind).items()
        ]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def levels(self, version: str | None = None, *, at: dt.date | None = None) -> LevelPolicy:
        """Return the levels of a version, or those that apply on a day."""
        return cast(LevelPolicy, self._choose("levels", version, at))

    def offences(self, version: str | None = None, *, at: dt.date | None = None) -> OffenceTable:
        """Return the offence table."""
        return cast(OffenceTable, self._choose("offences", version, at))

    def bands(self, version: str | None = None, *, at: dt.date | None = None) -> BandPolicy:
        """Return the bands of a search score."""
        return cast(BandPolicy, self._choose("bands", version, at))

    def retention(self, version: str | None = None, *, at: dt.date | None = None) -> RetentionPolicy:
        """Return the retention table."""
        return cast(RetentionPolicy, self._choose("retention", version, at))

    def priorities(self, version: str | None = None, *, at: dt.date | None = None) -> PriorityPolicy:
        """Return the deadlines."""
        return cast(PriorityPolicy, self._choose("priorities", version, at))

    def purposes(self, version: str | None = None, *, at: dt.date | None = None) -> PurposePolicy:
        """Return the table of purposes."""
        return cast(PurposePolicy, self._choose("purposes", version, at))

    def activation(self, version: str | None = None, *, at: dt.date | None = None) -> ActivationRegistry:
        """Return the activation registry."""
        return ActivationRegistry(cast(RegistryData, self._choose("activation", version, at)))

    def _choose(self, kind: str, version: str | None, at: dt.date | None) -> Header:
        if version is not None:
            return self.load(kind, version)
        return self.effective(kind, at if at is not None else dt.datetime.now(dt.UTC).date())

    def _read(self, kind: str, version: str) -> Header:
        path = self.files(kind).get(version)
        if path is None:
            known = ", ".join(self.files(kind)) or "none"
            raise ConfigurationError(f"no version {version!r} of the {kind} policy", remedy=f"Known: {known}.")
        policy = read_policy(path, KINDS[kind])
        if (policy.kind, policy.version) != (kind, version):
            raise ConfigurationError(
                f"the file says it is {policy.kind} {policy.version}", where=str(path), remedy="Rename or correct it."
            )
        if self._trusted is not None and self.folder is not None and self.folder in path.parents:
            signature = read_signature(path)
            if (signature.kind, signature.version) != (kind, version):
                raise ConfigurationError("the signature is of another policy", where=str(path), remedy="Sign again.")
            verify(path.read_bytes(), signature, self._trusted)
        return policy


@functools.cache
def default_store() -> PolicyStore:
    """Return the store of the packaged policies."""
    return PolicyStore()
