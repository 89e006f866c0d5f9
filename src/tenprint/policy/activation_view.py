"""The activation registry as the public sees it: who takes part, since when, on what basis, and what was suspended."""

from __future__ import annotations

import datetime as dt

import msgspec

from tenprint.policy.activation import ActivationRegistry


class Entry(msgspec.Struct, frozen=True):
    """One activation of a jurisdiction at a moment. `oris` empty: all its agencies."""

    state: str
    fips: str
    jurisdiction: str
    active: bool
    starts: dt.datetime
    ends: dt.datetime | None
    oris: tuple[str, ...]
    agreement: str
    agreement_title: str
    agreement_signed: dt.date
    legal_basis: str
    suspensions: tuple[str, ...]


def public_view(registry: ActivationRegistry, at: dt.datetime, *, state: str = "") -> list[Entry]:
    """Return every activation on record, also those that have ended or not begun: the history is public too.

    Args:
        registry: one version of the registry.
        at: the moment for which `active` is said, with time zone.
        state: only jurisdictions of this state, two letters; all where empty.
    """
    agreements = {entry.id: entry for entry in registry.data.agreements}
    found = []
    for activation in registry.data.activations:
        place = registry.jurisdiction(activation.fips)
        if place is None or (state and place.state != state):
            continue
        agreement = agreements[activation.agreement]
        found.append(
            Entry(
                state=place.state,
                fips=place.fips,
                jurisdiction=place.name,
                active=registry.applies(activation, at),
                starts=activation.starts,
                ends=activation.ends,
                oris=activation.oris,
                agreement=agreement.id,
                agreement_title=agreement.title,
                agreement_signed=agreement.signed,
                legal_basis=activation.legal_basis,
                suspensions=tuple(
                    f"{entry.starts:%Y-%m-%d} to {f'{entry.ends:%Y-%m-%d}' if entry.ends else 'further notice'}: "
                    f"{entry.reason} ({entry.document})"
                    for entry in activation.suspensions
                ),
            )
        )
    return sorted(found, key=lambda entry: (entry.state, entry.jurisdiction, entry.starts))
