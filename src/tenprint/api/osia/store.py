"""Where the OSIA face keeps everything: one folder with database, keys and engine galleries."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from tenprint.accountability.audit import Entry, append, audit, audit_head
from tenprint.api.osia.galleries import Galleries, holder
from tenprint.api.osia.schemas import Encounter
from tenprint.api.osia.tables import encounter, osia_metadata
from tenprint.clock import Clock, SystemClock
from tenprint.exchange.addresses import AllowedAddresses
from tenprint.policy import PolicyStore
from tenprint.runtime.index import IndexSection
from tenprint.storage import Database, Vault, metadata
from tenprint.storage.vault import destroyed_key, holder_key

AGENCY = "osia"  # in the audit log
PURPOSE = "identification"


class Store:
    """All that operations work with.

    Args:
        folder: one process has it open at a time.
        clock: the time.
        references: prefixes of addresses from which images may be fetched; none by default.
        callbacks: prefixes of addresses to which answers may be posted; none by default.
        galleries: what is searched: galleries of this process, or shards of each.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock | None = None,
        references: Iterable[str] = (),
        callbacks: Iterable[str] = (),
        galleries: IndexSection = IndexSection(),
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.clock = clock or SystemClock()
        self.references = AllowedAddresses(references)
        self.callbacks = AllowedAddresses(callbacks)
        self.database = Database(f"sqlite:///{folder / 'osia.sqlite'}")
        osia_metadata.create_all(self.database.engine)
        metadata.create_all(self.database.engine, tables=[holder_key, destroyed_key, audit, audit_head])
        self.vault = Vault.at(folder / "master.key")
        self.galleries = Galleries(folder / "galleries", self.database, self.vault, galleries)
        self.policies = PolicyStore()
        self._replay_destroyed()
        self.galleries.catch_up()

    def audit(self, connection: Connection, client: str, action: str, thing: str, outcome: str, cause: str) -> None:
        """Write who did what; identifiers are the client's own and are shortened, personal data is never written."""
        entry = Entry(
            at=self.clock.now(),
            user=client[:80],
            agency=AGENCY,
            purpose=PURPOSE,
            action=f"osia:{action}",
            object=thing[:160],
            outcome=outcome,
            cause=cause[:80],
        )
        append(connection, entry)

    def row(self, connection: Connection, person: str, identifier: str) -> Row[Any] | None:
        """Return one encounter's row."""
        where = (encounter.c.person == person) & (encounter.c.encounter == identifier)
        return connection.execute(select(encounter).where(where)).first()

    def rows(self, connection: Connection, person: str) -> list[Row[Any]]:
        """Return the rows of a person's encounters, in the order of their identifiers."""
        query = select(encounter).where(encounter.c.person == person).order_by(encounter.c.encounter)
        return list(connection.execute(query).all())

    def opened(self, connection: Connection, row: Row[Any]) -> Encounter | None:
        """Return what an encounter holds; None where its key was destroyed."""
        plain = self.vault.open(connection, holder(row.uid), row.data, context="encounter")
        return None if plain is None else msgspec.json.decode(plain, type=Encounter)

    def close(self) -> None:
        """Close all files."""
        self.galleries.close()
        self.database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _replay_destroyed(self) -> None:
        """Destroy again what a restored backup brought back; what it had sealed is no encounter any more."""
        from tenprint.api.osia.galleries import drop

        with self.database.write() as connection:
            for back in self.vault.replay(connection):
                uid = back.removeprefix("osia:")
                drop(connection, uid)
                connection.execute(encounter.delete().where(encounter.c.uid == uid))
