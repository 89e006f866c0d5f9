"""Imports every module that declares tables, so that the metadata is whole."""

from __future__ import annotations

import importlib

from sqlalchemy import MetaData

from tenprint.storage import metadata

MODULES = (
    "tenprint.accountability.accounts.model",
    "tenprint.accountability.audit",
    "tenprint.accountability.checkpoint",
    "tenprint.accountability.disclosure",
    "tenprint.accountability.keys",
    "tenprint.accountability.ledger",
    "tenprint.accountability.letters",
    "tenprint.accountability.mentions",
    "tenprint.agency.booking.tables",
    "tenprint.agency.criminal.tables",
    "tenprint.agency.immigration.tables",
    "tenprint.agency.enrolments",
    "tenprint.agency.state.tables",
    "tenprint.agency.webhooks.tables",
    "tenprint.cases.adjudication.tables",
    "tenprint.cases.clock_tables",
    "tenprint.cases.tables",
    "tenprint.exchange.idempotency",
    "tenprint.exchange.tables",
    "tenprint.exchange.watch",
    "tenprint.statistics.tables",
    "tenprint.storage.vault",
)


def whole_metadata() -> MetaData:
    """Return the metadata with the tables of all packages."""
    for module in MODULES:
        importlib.import_module(module)
    return metadata
