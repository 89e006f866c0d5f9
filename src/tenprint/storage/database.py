"""One agency's database: SQLite (embedded) or PostgreSQL (deployed), behind the same calls."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from tenprint.errors import ConfigurationError
from tenprint.storage import scratch
from tenprint.storage.schema import metadata

ERASED = "erased"  # key of a connection's info: this transaction destroyed what must not be left in any old page
SCRUB_TIMEOUT_MS = 250  # how long a scrub waits for readers of old pages; then it is tried after the next write
WAL_PAUSE_S = 0.01  # between two tries to switch a new SQLite file to its write-ahead log
BUSY_TIMEOUT_MS = 30_000  # how long a writer waits for another one on SQLite before it gives up


class Database:
    """A connection pool with two verbs: `write()` for one atomic unit of work, `read()` for looking.

    Durability: SQLite runs in WAL mode with synchronous=FULL, so a commit that returned survives SIGKILL and power
    loss; PostgreSQL with its default synchronous_commit=on does the same.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        parsed = make_url(url)
        self._unscrubbed = False
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        if self.is_sqlite:
            if parsed.database and parsed.database != ":memory:":
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            self.engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
            _configure_sqlite(self.engine)
        elif parsed.get_backend_name() == "postgresql":
            self.engine = create_engine(url, hide_parameters=True, pool_pre_ping=True)
        else:
            raise ConfigurationError(
                f"no database of the kind {parsed.get_backend_name()!r} is supported",
                where="database url",
                remedy="Use sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME.",
            )
        _write_before_reading(self.engine)

    def create_schema(self) -> None:
        """Create all tables that do not exist yet."""
        metadata.create_all(self.engine)

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Connection]:
        """One transaction: all of it is committed at the end of the block, or, after an exception, none.

        Args:
            durable: whether the commit waits for the disk. Without it a loss of power (never a killed process) may take
                the transaction back, with all that came after it: only for what is done again without harm, as a lease.
        """
        with self.engine.connect().execution_options(durable=durable) as connection, connection.begin():
            if not durable and not self.is_sqlite:
                connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
            connection.info.pop(ERASED, None)
            scratch.begin(connection)
            try:
                yield connection
                scratch.flush(connection)
            finally:
                scratch.end(connection)
            erased = bool(connection.info.pop(ERASED, False))
        if erased or self._unscrubbed:
            self._unscrubbed = not self.scrub()

    def scrub(self) -> bool:
        """Leave no old page of what was erased: empty SQLite's write-ahead log, vacuum PostgreSQL's table of keys.

        Deleted rows are overwritten in the file (secure_delete), but the log would keep the pages as they were until it
        is written over. False where a reader held it up.
        """
        raw = self.engine.raw_connection()
        try:
            cursor = raw.cursor()
            if self.is_sqlite:
                cursor.execute(f"PRAGMA busy_timeout={SCRUB_TIMEOUT_MS}")
                busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
                return not busy
        finally:
            raw.close()
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM holder_key")
        return True

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view that blocks no writer."""
        with self.engine.connect().execution_options(read_only=True) as connection:
            scratch.begin(connection)
            try:
                yield connection
            finally:
                scratch.end(connection)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _write_before_reading(engine: Engine) -> None:
    """Let every statement find what its transaction has gathered to write into the tables that it names."""

    @event.listens_for(engine, "before_cursor_execute")
    def before(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        scratch.flush_what_is_read(connection, statement)

    @event.listens_for(engine, "savepoint")
    def savepoint(connection: Connection, _name: str) -> None:
        scratch.flush(connection)


def _use_write_ahead_log(cursor: Any) -> None:
    """Switch a database to its write-ahead log; the busy timeout does not hold for it, so waiting is done here."""
    end = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(WAL_PAUSE_S)


def _configure_sqlite(engine: Engine) -> None:
    """Let SQLAlchemy, not the driver, begin transactions, and begin writes as IMMEDIATE.

    A deferred transaction that reads first and writes later fails at once when another writer came between; an
    immediate one waits its turn.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        _use_write_ahead_log(cursor)
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",  # deleted rows are overwritten with zeros: expunged means gone
            f"busy_timeout={BUSY_TIMEOUT_MS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("read_only", False):
            connection.exec_driver_sql("BEGIN")
            return
        level = "FULL" if options.get("durable", True) else "NORMAL"
        if connection.info.get("synchronous", "FULL") != level:
            connection.exec_driver_sql(f"PRAGMA synchronous={level}")
            connection.info["synchronous"] = level
        connection.exec_driver_sql("BEGIN IMMEDIATE")
