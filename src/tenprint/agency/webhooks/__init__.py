"""Webhooks: an address of a program is told that a booking or a case moved. By identifier alone, and signed.

    register(unit, address, ["submission.answered"], scopes=...)   # the secret is told once
    work(agency)                                                   # by a worker: tells it until it is taken

Nothing of it is in the way of a message: what moved stands in the journal, and a worker reads it from there.
"""

from tenprint.agency.webhooks.allowed import allow
from tenprint.agency.webhooks.register import Registered, Webhook, listed, register, remove
from tenprint.agency.webhooks.work import WEBHOOK_SECONDS, work

__all__ = ["WEBHOOK_SECONDS", "Registered", "Webhook", "allow", "listed", "register", "remove", "work"]
