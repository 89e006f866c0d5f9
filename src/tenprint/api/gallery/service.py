"""What the service does, apart from HTTP: each act is audited, a repeated one changes nothing."""

from __future__ import annotations

import uuid
from pathlib import Path
from types import TracebackType
from typing import Self

from tenprint.accountability.audit import Entry, append, audit, audit_head
from tenprint.api.gallery.schemas import Enrolled, Found, Prints, Search, Status, Subjects, templates_of
from tenprint.clock import Clock, SystemClock
from tenprint.errors import ConflictError, InputError, UsageError
from tenprint.policy import PolicyStore
from tenprint.search import Bands
from tenprint.search.packing import pack_finger
from tenprint.search.shards import ShardedGallery
from tenprint.search.shards.mover import Mover
from tenprint.storage import Database, metadata

AGENCY, PURPOSE = "gallery", "identification"  # in the audit log


class Service:
    """A sharded gallery, its audit log, and the thread that moves subjects to shards that were added.

    Args:
        gallery: closed with the service.
        state: folder of the audit log.
        clock: the time.

    Attributes:
        instance: names this start of the service: what was true before it is to be looked at again.
    """

    def __init__(self, gallery: ShardedGallery, state: Path, *, clock: Clock | None = None) -> None:
        self.gallery = gallery
        self.clock = clock or SystemClock()
        self._policies = PolicyStore()
        self._database = Database(f"sqlite:///{state / 'audit.sqlite'}")
        metadata.create_all(self._database.engine, tables=[audit, audit_head])
        self.instance = uuid.uuid4().hex
        self._mover = Mover(gallery)

    def search(self, client: str, body: Search, cause: str) -> Found:
        """Whose fingers are these? The answer says how much was searched."""
        policy = self._policies.bands(body.policy or None, at=None if body.policy else self.clock.now())
        bands = Bands(
            policy.lights_out.false_match_probability_at_most,
            policy.adjudicate.false_match_probability_at_most,
            policy.lights_out.fingers_at_least,
        )
        [answer] = self.gallery.identify_many(
            [templates_of(body)], positions=body.positions, limit=body.limit, bands=bands, policy=policy.version,
            deadline=body.deadline, wait=body.wait, thorough=body.thorough,
        )  # fmt: skip
        coverage = str(answer.coverage)
        self.audit(client, "search", f"{len(answer.hits)} candidates", f"success: {coverage}", cause)
        return Found(answer.coverage.complete, coverage, answer)

    def put(self, client: str, subject: str, body: Prints, cause: str) -> bool:
        """Have a subject with just these fingers; returns whether it is new."""
        fingers = templates_of(body)
        known = subject in self.gallery
        if known:
            self.gallery.update(subject, fingers)
        else:
            self.gallery.insert(subject, fingers)
        self.audit(client, "update" if known else "enrol", subject, "success", cause)
        return not known

    def add(self, client: str, body: Subjects, cause: str) -> Enrolled:
        """Add subjects; those that are there already stay as they are."""
        names = [entry.subject for entry in body.subjects]
        if len(set(names)) < len(names) or not all(names):
            raise UsageError("each subject has a name, and none comes twice", where="subjects")
        fingers = [(entry.subject, templates_of(entry)) for entry in body.subjects]
        added = self.gallery.insert_missing(fingers)
        self.audit(client, "enrol", f"{added} subjects", "success", cause)
        return Enrolled(added, len(fingers) - added)

    def get(self, client: str, subject: str, cause: str) -> Prints | None:
        """Return a subject's fingers in the compact form; None where there is no such subject."""
        try:
            found = self.gallery.get(subject)
        except InputError:
            return None
        self.audit(client, "read", subject, "success", cause)
        return Prints({p: pack_finger(t, p) for p, t in found.items()}, "compact")

    def delete(self, client: str, subject: str, cause: str) -> bool:
        """Erase a subject; False where there is none."""
        try:
            self.gallery.delete(subject)
        except InputError:
            return False
        self.audit(client, "delete", subject, "success", cause)
        return True

    def owned(self, owner: str) -> None:
        """See that a gallery which belongs to a repository is changed by nobody else.

        Raises:
            ConflictError: it is another one's.
        """
        if self.gallery.owner not in ("", owner):
            raise ConflictError(
                "this gallery belongs to a repository, which alone changes it",
                remedy="Enrol through the repository, or use a gallery of your own.",
            )

    def status(self) -> Status:
        """Return how the gallery is."""
        shards = self.gallery.status()
        states = [copy.state for shard in shards for copy in shard.copies]
        return Status(
            subjects=len(self.gallery),
            shards_answering=sum(shard.answers for shard in shards),
            shards_total=len(shards),
            copies_current=states.count("current"),
            copies_total=len(states),
            moving=self._mover.moving,
            shards=shards,
        )

    def audit(self, client: str, action: str, thing: str, outcome: str, cause: str) -> None:
        """Write who did what."""
        entry = Entry(
            at=self.clock.now(), user=client[:80], agency=AGENCY, purpose=PURPOSE, action=f"gallery:{action}",
            object=thing[:160], outcome=outcome, cause=cause[:80],
        )  # fmt: skip
        with self._database.write() as connection:
            append(connection, entry)

    def close(self) -> None:
        """Stop."""
        self._mover.stop()
        self.gallery.close()
        self._mover.join()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
