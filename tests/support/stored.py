"""What is done to an agency's database itself, SQLite's file or PostgreSQL's: it is full, tampered with, put back."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url

FULL = "No space left on device: the disk is full"
REFUSE = f"""
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file "base/1": {FULL}' USING ERRCODE = '53100'; END $$
"""  # class 53 of PostgreSQL's error codes: insufficient resources; 53100: disk_full


class SmallDisk:
    """Lets an SQLite database grow no more: what the disk's end does to a commit, without filling a disk."""

    def __init__(self, agency):
        self._engine = agency.database.engine
        with agency.database.read() as connection:
            self._pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        self.full = True
        event.listen(self._engine, "begin", self._limit)

    def _limit(self, connection):
        connection.exec_driver_sql(f"PRAGMA max_page_count={self._pages if self.full else 10**9}")

    def free(self):
        self.full = False


class NoRoom:
    """Lets a PostgreSQL server refuse every entry of the audit log, as it does where the log's disk is full."""

    def __init__(self, agency):
        self._url = agency.database.url
        with changing(self._url) as connection:
            connection.exec_driver_sql(REFUSE)
            connection.exec_driver_sql(
                "CREATE TRIGGER disk_full BEFORE INSERT ON audit FOR EACH STATEMENT EXECUTE FUNCTION no_room()"
            )

    def free(self):
        with changing(self._url) as connection:
            connection.exec_driver_sql("DROP TRIGGER disk_full ON audit")


@contextmanager
def changing(url):
    """A connection past the agency, as somebody has who can reach the database."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def disk_of(agency):
    """The end of the disk on which the agency's database lies, until `free()` is called."""
    return SmallDisk(agency) if agency.database.is_sqlite else NoRoom(agency)


def copy_database(agency, folder):
    """Copy the database of an agency that is stopped into a folder, or beside it on the server."""
    if agency.database.is_sqlite:
        shutil.copy(agency.database.engine.url.database, folder / "agency.sqlite")
        return
    _copied(agency, "{name}", "{name}_backup")


def put_back(agency, folder):
    """Put the copy in the place of the database."""
    if agency.database.is_sqlite:
        path = Path(agency.database.engine.url.database)
        for stale in path.parent.glob("agency.sqlite*"):
            stale.unlink()
        shutil.copy(folder / "agency.sqlite", path)
        return
    _copied(agency, "{name}_backup", "{name}")


def bytes_of(agency):
    """Everything that lies in the database's files."""
    url = make_url(agency.database.url)
    if agency.database.is_sqlite:
        return Path(url.database).read_bytes()
    with changing(url) as connection:
        connection.exec_driver_sql("CHECKPOINT")
        home = Path(connection.exec_driver_sql("SHOW data_directory").scalar())
        query = f"SELECT oid FROM pg_database WHERE datname = '{url.database}'"
        number = connection.exec_driver_sql(query).scalar()
    files = [path for path in (home / "base" / str(number)).iterdir() if path.is_file()]
    assert files
    return b"\n".join(path.read_bytes() for path in files)


def _copied(agency, source, target):
    url = make_url(agency.database.url)
    source, target = source.format(name=url.database), target.format(name=url.database)
    agency.database.close()
    with changing(url.set(database="postgres")) as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        connection.exec_driver_sql(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
