"""What the person says against a record of this case: told by a repository, or given here after a refusal."""

from __future__ import annotations

from sqlalchemy import select

from tenprint.accountability.ledger import correction, redress_request
from tenprint.exchange.messages import Correction
from tenprint.exchange.unit import Unit


def statements(unit: Unit, correlation: str) -> list[str]:
    """Return the statements of disagreement that reached this agency about a booking, oldest first, each once."""
    told = unit.connection.scalars(
        select(correction.c.data)
        .where(correction.c.correlation == correlation, correction.c.kind == "disagreement")
        .order_by(correction.c.sequence)
    ).all()
    bodies = (unit.unseal(correlation, data, Correction, context="correction") for data in told)
    given = unit.connection.scalars(
        select(redress_request.c.disagreement)
        .where(redress_request.c.correlation == correlation, redress_request.c.disagreement.is_not(None))
        .order_by(redress_request.c.number)
    ).all()
    own = (unit.unseal(correlation, data, str, context="disagreement") for data in given)
    texts = [body.text for body in bodies if body is not None]
    texts += [text for text in own if text is not None and not any(text in known for known in texts)]
    return list(dict.fromkeys(texts))
