"""The messages that every role understands alike: expungement, its certificate, correction."""

from __future__ import annotations

from tenprint.agency.keeping import correct, expunge

HANDLERS = {**expunge.HANDLERS, **correct.HANDLERS}
