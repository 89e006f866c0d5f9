"""What the criminal-history repository does with each type of message."""

from __future__ import annotations

from tenprint.agency.criminal import accept, search, second

HANDLERS = {
    "submission": accept.HANDLER,
    "search": search.HANDLER,
    "adjudicated": search.ADJUDICATED,
    **second.HANDLERS,
}
