"""What auditors do: read the log, export it, read who was told what about a booking. Each look is in the log too."""

from __future__ import annotations

from tenprint.accountability import disclosure, explore, soundness
from tenprint.accountability.audit import Entry, entries
from tenprint.accountability.export import export
from tenprint.accountability.session import Session
from tenprint.agency.base import Agency
from tenprint.errors import ConfigurationError, UsageError
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


def look_into(
    agency: Agency, session: Session, wanted: explore.Filter, *, before: int | None = None
) -> tuple[explore.Look, soundness.State]:
    """Return a page of the log, newest first, and whether the log is whole as far as a look can tell at once.

    The look is written down first. Reading holds up no writer.

    Raises:
        NotAuthorisedError: not an auditor of this agency.
    """
    _note(agency, session, wanted.words[:200])
    key = agency.audit_key.public if agency.audit_key else None
    with agency.database.read() as connection:
        found = explore.explore(connection, wanted, before=before)
        return found, soundness.state_of(connection, agency.name, key)


def entry_at(agency: Agency, session: Session, place: int) -> explore.Found:
    """Return one entry of the log; the look is written down first.

    Raises:
        NotAuthorisedError: not an auditor of this agency.
        UsageError: the log has no such entry.
    """
    _note(agency, session, f"entry {place}")
    with agency.database.read() as connection:
        found = explore.at_place(connection, place)
    if found is None:
        raise UsageError(f"the log has no entry {place}")
    return found


def verify_log(agency: Agency, session: Session) -> tuple[int, str]:
    """Check every entry of the log from the first one; return how many fit, and what does not.

    Raises:
        NotAuthorisedError: not an auditor of this agency.
    """
    _note(agency, session, "whole log")
    with agency.database.read() as connection:
        return soundness.whole(connection)


def _note(agency: Agency, session: Session, thing: str) -> None:
    with agency.act(session) as unit:
        unit.permit("audit:read", thing)
        unit.audit("audit:read", thing, purpose=session.purpose)


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
