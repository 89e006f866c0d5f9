"""The stores that agencies are tested on: SQLite in their folder, and real PostgreSQL, one cluster for all tests."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
import servers

from tenprint.runtime.migrations import upgrade
from tenprint.runtime.station import ROLES
from tenprint.storage import Database

STORES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
NOT_DURABLE = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")  # no test loses power


@contextmanager
def cluster():
    """A PostgreSQL cluster with a database for each role, at the newest version of the schema."""
    with servers.postgres(*NOT_DURABLE) as url:
        servers.create_databases(url, *ROLES)
        for role in ROLES:
            database = Database(url.format(role=role))
            upgrade(database)
            database.close()
        yield url


@contextmanager
def emptied(url):
    """The cluster's databases; whatever a test wrote is taken out again after it."""
    try:
        yield url
    finally:
        for role in ROLES:
            database = Database(url.format(role=role))
            with database.write() as connection:
                names = connection.exec_driver_sql(
                    "SELECT relname FROM pg_stat_user_tables WHERE relname <> 'alembic_version'"
                ).scalars()
                tables = ", ".join(f'"{name}"' for name in names)
                connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
            database.close()
