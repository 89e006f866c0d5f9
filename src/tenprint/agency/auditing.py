"""What auditors do: read the log, export it, read who was told what about a booking. Each look is in the log too."""

from __future__ import annotations

from tenprint.accountability import disclosure
from tenprint.accountability.audit import Entry, entries
from tenprint.accountability.export import export
from tenprint.agency.base import Agency
from tenprint.errors import ConfigurationError
from tenprint.exchange.unit import Unit


def read_log(unit: Unit, thing: str = "") -> list[Entry]:
    """Return the entries whose object contains a text, each checked against the chain.

    Raises:
        NotAuthorisedError: not an auditor of this agency.
        CorruptionError: the chain is broken.
    """
    session = unit.permit("audit:read", thing or "all")
    found = [entry for entry in entries(unit.connection) if thing in entry.object]
    unit.audit("audit:read", thing or "all", purpose=session.purpose, outcome=f"{len(found)} shown")
    return found


def export_log(unit: Unit, name: str) -> bytes:
    """Return the whole log as a file that proves itself; the export is its last entry.

    Raises:
        NotAuthorisedError: not an auditor of this agency.
        ConfigurationError: the agency has no key for it.
    """
    session = unit.permit("audit:export", name)
    agency = unit.agency
    if not isinstance(agency, Agency) or agency.audit_key is None:
        raise ConfigurationError(f"{unit.agency.name} has no key for its audit log")
    unit.audit("audit:export", name, purpose=session.purpose)
    return export(unit.connection, agency.name, agency.audit_key, unit.now)


def disclosures(unit: Unit, correlation: str) -> list[disclosure.Disclosure]:
    """Return the accounting of disclosures of a booking; the look is audited.

    Raises:
        NotAuthorisedError: neither a redress officer nor an auditor of this agency.
    """
    session = unit.permit("disclosure:read", correlation)
    unit.audit("disclosure:read", correlation, purpose=session.purpose)
    return disclosure.accounting(unit.connection, correlation)
