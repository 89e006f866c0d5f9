"""Bring a database to a version of the schema, up or down (Alembic)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from tenprint.errors import ConfigurationError
from tenprint.storage import Database

HERE = Path(__file__).parent
LOCK = 0x74656E7072696E74  # PostgreSQL's number of the lock: "tenprint" in ASCII


def upgrade(database: Database) -> None:
    """Bring a database to the newest version; nothing is done where it is there already.

    Raises:
        ConfigurationError: the database is of a newer program.
    """
    found = current(database)
    if found == head():
        return
    if found is not None and found not in {s.revision for s in _scripts().walk_revisions()}:
        raise ConfigurationError(
            f"the database has the version {found!r}, which this program does not know",
            where=database.engine.url.render_as_string(),
            remedy="It was made by a newer release: use that one.",
        )
    with database.engine.begin() as connection:
        _alone(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def downgrade(database: Database, revision: str = "base") -> None:
    """Bring a database back to an older version; `base` takes all tables away, with all that is in them."""
    with database.engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


@cache
def head() -> str:
    """Return the newest version."""
    revision = _scripts().get_current_head()
    assert revision is not None
    return revision


def current(database: Database) -> str | None:
    """Return the version that a database has; None for an empty one."""
    with database.read() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _alone(connection: Connection) -> None:
    """Let processes of one role that start together change the schema one after another; ends with the transaction.

    SQLite does so itself: its transactions here begin as writing ones.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    return config


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
