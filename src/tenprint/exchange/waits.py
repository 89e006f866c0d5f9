"""How long a thing may stay in a state of its machine before somebody is told. Only what it waits for moves it."""

from __future__ import annotations

from typing import NamedTuple

HOUR = 3600


class Wait(NamedTuple):
    """A state in which an answer of somebody else is waited for."""

    machine: str
    state: str
    seconds: int
    words: str


# Sources: two hours for criminal ten-prints are IAFIS's public goal; four hours for an immigration response is the
# support centre's target; ten minutes for a repository are 60 times its class of ten seconds, so that a restart there
# raises no alarm.
WAITS = (
    Wait("submission", "submitted", 2 * HOUR, "submission(s) without an answer for two hours"),
    Wait("submission", "relayed", 2 * HOUR, "relayed submission(s) without an answer for two hours"),
    Wait("second_search", "asked", 600, "request(s) to which the second repository is silent for ten minutes"),
    Wait("second_search", "queried", 600, "query(ies) to the enforcement agency not acknowledged for ten minutes"),
    Wait("second_search", "acknowledged", 4 * HOUR, "query(ies) without an Immigration Alien Response for four hours"),
)
