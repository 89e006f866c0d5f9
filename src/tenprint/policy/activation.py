"""The activation registry: which agencies take part, since when, and on what legal basis. It is public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated

import msgspec

from tenprint.errors import ConfigurationError, UsageError
from tenprint.policy.model import Header

FIPSCode = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{5}$", description="county, INCITS 31")]
ORICode = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}[A-Z0-9]{7}$", description="EBTS 1.008")]


class Jurisdiction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A county or what stands for one."""

    fips: FIPSCode
    name: str
    state: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$")]


class Agency(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An agency that books people, known by its ORI, and the jurisdiction it belongs to."""

    ori: ORICode
    fips: FIPSCode
    name: str


class Agreement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The document that an activation rests on; `sha256` of the signed text, where it is at hand."""

    id: str
    title: str
    parties: tuple[str, ...]
    signed: dt.date
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")] | None = None


class Suspension(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A time in which an activation does not apply; `ends` None: until further notice."""

    starts: dt.datetime
    ends: dt.datetime | None = None
    reason: str
    document: str


class Activation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One jurisdiction, or some of its agencies, taking part for a time.

    Attributes:
        fips: the jurisdiction.
        oris: only these agencies of it; empty: all of them.
        agreement: identifier of an `Agreement`.
        legal_basis: the law it rests on, in words.
        starts: first moment, with time zone.
        ends: first moment at which it no longer applies.
        suspensions: times in between in which it does not.
    """

    fips: FIPSCode
    agreement: str
    legal_basis: str
    starts: dt.datetime
    ends: dt.datetime | None = None
    oris: tuple[ORICode, ...] = ()
    suspensions: tuple[Suspension, ...] = ()


class ActivationResult(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an agency was active at a moment, under which version of the registry, and why."""

    active: bool
    version: str
    reason: str
    fips: str | None = None
    agreement: str | None = None


class RegistryData(Header, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One version of the registry, as it stands in its file."""

    jurisdictions: tuple[Jurisdiction, ...]
    agencies: tuple[Agency, ...]
    agreements: tuple[Agreement, ...]
    activations: tuple[Activation, ...]


class ActivationRegistry:
    """The registry, indexed. It never changes: `with_activation` and `with_suspension` give a new version.

    Raises:
        ConfigurationError: entries that contradict each other (an agency without jurisdiction, an activation without
            agreement, an end before its start).
    """

    def __init__(self, data: RegistryData) -> None:
        self.data = data
        self._jurisdictions = {entry.fips: entry for entry in data.jurisdictions}
        self._agencies = {entry.ori: entry for entry in data.agencies}
        self._agreements = {entry.id: entry for entry in data.agreements}
        self._activations: dict[str, list[Activation]] = {}
        for activation in data.activations:
            self._activations.setdefault(activation.fips, []).append(activation)
        self._check()

    @property
    def version(self) -> str:
        """Name of this version; each result carries it."""
        return self.data.version

    def agency(self, ori: str) -> Agency | None:
        """Return the agency of an ORI, or None."""
        return self._agencies.get(ori)

    def jurisdiction(self, fips: str) -> Jurisdiction | None:
        """Return the jurisdiction of a county code, or None."""
        return self._jurisdictions.get(fips)

    def is_active(self, ori: str, at: dt.datetime) -> ActivationResult:
        """Say whether an agency takes part at a moment; what is not in the registry does not.

        Args:
            ori: EBTS 1.008.
            at: the moment of receipt, with time zone.
        """
        if at.tzinfo is None:
            raise UsageError("a moment without time zone", remedy="Give the moment of receipt in UTC.")
        agency = self._agencies.get(ori)
        if agency is None:
            return self._result(False, f"{ori} is not in the registry")
        reason = "no activation on record"
        for activation in self._activations.get(agency.fips, ()):
            active, reason = _state(activation, ori, at)
            if active:
                return self._result(True, reason, agency.fips, activation.agreement)
        return self._result(False, reason, agency.fips)

    def active_jurisdictions(self, at: dt.datetime) -> list[str]:
        """Return the county codes in which at least one activation applies at a moment, sorted."""
        return sorted(
            fips
            for fips, entries in self._activations.items()
            if any(_state(entry, entry.oris[0] if entry.oris else "", at)[0] for entry in entries)
        )

    def applies(self, activation: Activation, at: dt.datetime) -> bool:
        """Say whether an activation applies at a moment, to at least one agency."""
        return _state(activation, activation.oris[0] if activation.oris else "", at)[0]

    def with_activation(self, activation: Activation, *, version: str) -> ActivationRegistry:
        """Return a new version with one activation more."""
        return self._next((*self.data.activations, activation), version)

    def with_suspension(self, fips: str, suspension: Suspension, *, version: str) -> ActivationRegistry:
        """Return a new version in which every activation of a jurisdiction is suspended.

        Raises:
            UsageError: the jurisdiction has no activation.
        """
        if fips not in self._activations:
            raise UsageError(f"{fips} has no activation to suspend", remedy="Give the county code of an active one.")
        return self._next(
            tuple(
                msgspec.structs.replace(entry, suspensions=(*entry.suspensions, suspension))
                if entry.fips == fips
                else entry
                for entry in self.data.activations
            ),
            version,
        )

    def _next(self, activations: Iterable[Activation], version: str) -> ActivationRegistry:
        if version == self.version:
            raise UsageError(f"version {version} is taken", remedy="Each change of the registry has its own version.")
        data = msgspec.structs.replace(self.data, version=version, activations=tuple(activations), digest="")
        return ActivationRegistry(data)

    def _result(
        self, active: bool, reason: str, fips: str | None = None, agreement: str | None = None
    ) -> ActivationResult:
        return ActivationResult(active=active, version=self.version, reason=reason, fips=fips, agreement=agreement)

    def _check(self) -> None:
        problems = [
            f"agency {entry.ori} names no known jurisdiction ({entry.fips})"
            for entry in self.data.agencies
            if entry.fips not in self._jurisdictions
        ]
        for entry in self.data.activations:
            problems += _problems(entry, self._jurisdictions, self._agencies, self._agreements)
        if problems:
            raise ConfigurationError(
                f"{len(problems)} contradictions, the first: {problems[0]}",
                where=f"activation registry {self.version}",
                remedy="Correct the file; nothing was loaded.",
            )


def _state(activation: Activation, ori: str, at: dt.datetime) -> tuple[bool, str]:
    if activation.oris and ori not in activation.oris:
        return False, f"the activation of {activation.fips} does not include this agency"
    if at < activation.starts:
        return False, f"activation of {activation.fips} starts {activation.starts:%Y-%m-%d %H:%M} UTC"
    if activation.ends is not None and at >= activation.ends:
        return False, f"activation of {activation.fips} ended {activation.ends:%Y-%m-%d %H:%M} UTC"
    for suspension in activation.suspensions:
        if suspension.starts <= at and (suspension.ends is None or at < suspension.ends):
            return False, f"suspended since {suspension.starts:%Y-%m-%d %H:%M} UTC: {suspension.reason}"
    return True, f"active since {activation.starts:%Y-%m-%d %H:%M} UTC under {activation.agreement}"


def _problems(
    activation: Activation,
    jurisdictions: dict[str, Jurisdiction],
    agencies: dict[str, Agency],
    agreements: dict[str, Agreement],
) -> list[str]:
    found = []
    name = f"activation of {activation.fips}"
    if activation.fips not in jurisdictions:
        found.append(f"{name}: no such jurisdiction")
    if activation.agreement not in agreements:
        found.append(f"{name}: no agreement {activation.agreement!r}")
    found += [
        f"{name}: {ori} is no agency of it"
        for ori in activation.oris
        if ori not in agencies or agencies[ori].fips != activation.fips
    ]
    if activation.starts.tzinfo is None:
        found.append(f"{name}: the start has no time zone")
    elif activation.ends is not None and activation.ends <= activation.starts:
        found.append(f"{name}: it ends before it starts")
    return found
