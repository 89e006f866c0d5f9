"""Proficiency items: searches whose truth is known, mixed into the queue so that nobody can tell them apart.

They measure examiners as they work. They never lead to a message, and a person adds them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from sqlalchemy import insert

from tenprint.cases.adjudication.model import Payload
from tenprint.cases.adjudication.tables import adjudication
from tenprint.errors import RefusedError, UsageError
from tenprint.exchange.unit import Unit

PREFIX = "proficiency:"


def add_proficiency_item(
    unit: Unit,
    *,
    prints: Mapping[int, bytes],
    filed: Mapping[str, Mapping[int, bytes]],
    truth: str | None,
    images: Mapping[int, bytes] | None = None,
    filed_images: Mapping[str, Mapping[int, bytes]] | None = None,
) -> str:
    """Queue an item with known truth; return its identifier, which no examiner sees.

    Args:
        unit: of a named person, the quality manager.
        prints: finger position -> compact template of the "search".
        filed: subject -> prints of each candidate.
        truth: the subject who is the same person, or None for nobody.
        images: of the search, where there are any.
        filed_images: subject -> images of the candidate's prints, where there are any.

    Raises:
        UsageError: no candidates, or the truth is none of them.
        RefusedError: software.
    """
    if unit.actor in ("", "system"):
        raise RefusedError("a named person adds a proficiency item")
    unit.permit("examination:proficiency", "queue")
    if not filed or (truth is not None and truth not in filed):
        raise UsageError("a proficiency item needs candidates, and a truth among them or none")
    identifier = f"{PREFIX}{os.urandom(12).hex()}"
    payload = Payload(
        candidates=[(subject, 0.0) for subject in filed],
        prints=dict(prints),
        images=dict(images or {}),
        filed={subject: dict(fingers) for subject, fingers in filed.items()},
        filed_images={subject: dict(fingers) for subject, fingers in (filed_images or {}).items()},
    )
    unit.connection.execute(
        insert(adjudication).values(
            correlation=identifier,
            kind="proficiency",
            purpose="examination",
            opened_at=unit.now,
            disagreement=False,
            candidates=unit.seal(identifier, payload, context="adjudication"),
            truth=unit.seal(identifier, truth or "", context="truth"),
        )
    )
    unit.audit("examination:proficiency", identifier, purpose="examination")
    return identifier
