"""What an address can be told, as data: which step of which machine, at which role, and who may know of it."""

from __future__ import annotations

from typing import NamedTuple

from tenprint.cases.machine import CASE
from tenprint.exchange.machines import REQUEST, SUBMISSION


class Event(NamedTuple):
    """One kind of news.

    Attributes:
        name: as registrations and deliveries carry it.
        role: of the agency at which there is such news.
        machine: of the journal.
        steps: events of the machine; empty where the state decides.
        states: into which the step led; empty: any.
        action, purpose: what the access table must grant to the account, at registration and at each telling.
        by_office: a case is told to accounts of its office alone, as the table has it.
    """

    name: str
    role: str
    machine: str
    steps: frozenset[str]
    states: frozenset[str]
    action: str
    purpose: str
    by_office: bool = False

    def fits(self, machine: str, step: str, state: str) -> bool:
        """Whether a step of the journal is this news."""
        return (
            machine == self.machine
            and (not self.steps or step in self.steps)
            and (not self.states or state in self.states)
        )


def _submission(name: str, step: str) -> Event:
    return Event(
        f"submission.{name}", "booking", SUBMISSION.name, frozenset({step}), frozenset(), "answer:read", "criminal"
    )


def _request(name: str, step: str) -> Event:
    return Event(f"request.{name}", "booking", REQUEST.name, frozenset({step}), frozenset(), "request:read", "custody")


def _case(name: str, *, steps: tuple[str, ...] = (), states: tuple[str, ...] = ()) -> Event:
    return Event(
        f"case.{name}", "enforcement", CASE.name, frozenset(steps), frozenset(states), "case:list", "criminal", True
    )


EVENTS = {
    event.name: event
    for event in (
        _submission("answered", "answer"),
        _submission("rejected", "reject"),
        _submission("second_answer", "second_answer"),
        _request("received", "request"),
        _request("suspended", "suspend"),
        _request("cancelled", "cancel"),
        _case("opened", steps=("open",), states=("awaiting_officer",)),
        _case("held", steps=("claim",)),
        _case("awaits_supervisor", states=("awaiting_supervisor",)),
        _case("closed", states=("closed",)),
    )
}
