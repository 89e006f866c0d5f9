"""The enforcement agency's cases: list, show, hold, decide, confirm. A key never decides; a logged-on person does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import msgspec
from fastapi import APIRouter, Request, Response

from tenprint.api.roles import model
from tenprint.api.roles.body import body_of, named
from tenprint.api.roles.caller import Calling
from tenprint.api.roles.once import Key, once
from tenprint.api.roles.paging import Cursor, Limit, from_cursor, to_cursor
from tenprint.api.roles.schema import answers, reply, takes
from tenprint.cases import claim, decision
from tenprint.cases.listing import page_of_cases
from tenprint.cases.machine import CASE
from tenprint.cases.opening import find
from tenprint.cases.view import CaseView, look
from tenprint.errors import UsageError, ValueFormatError
from tenprint.exchange import states
from tenprint.exchange.unit import Unit

router = APIRouter(tags=["cases"])
PURPOSE = "criminal"
DONE = answers(model.Done, "It is done.")


@router.get("/cases", responses=answers(model.CasePage, "A page."))
def listed(caller: Calling, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """List the cases that the caller may see, the gravest level first; no person is named."""
    after = from_cursor(cursor, str) if cursor is not None else None
    with caller.act("case:list", PURPOSE) as unit:
        levels = caller.agency.policies.levels(at=unit.now)
        try:
            found = page_of_cases(unit, levels, limit=limit + 1, after=after).lines
        except UsageError:
            raise ValueFormatError(
                "the case at which the page before ended is no longer listed", where="cursor"
            ) from None
    items = found[:limit]
    return reply(model.CasePage(items, to_cursor(items[-1].case) if len(found) > limit else None))


@router.get("/cases/{number}", responses=answers(CaseView, "The case."))
def show(caller: Calling, number: str) -> Response:
    """Show a case; the look is audited."""
    with caller.act("case:read", PURPOSE) as unit:
        return reply(look(unit, named(number)))


@router.post("/cases/{number}/hold", responses=DONE, openapi_extra=takes(model.Hold))
def hold(
    request: Request, caller: Calling, number: str, given: Annotated[model.Hold, body_of(model.Hold)], key: Key = None
) -> Response:
    """Pass on a claim to citizenship: the case is held at once, and a standing request taken back."""
    with caller.act("claim:make", PURPOSE) as unit:

        def effect() -> None:
            row = find(unit, named(number))
            claim.claim(
                unit, row.correlation, ori=row.ori, county=row.county, channel=given.channel, statement=given.statement
            )

        return _done(unit, request, key, given, named(number), effect)


@router.post("/cases/{number}/decision", responses=DONE, openapi_extra=takes(model.Decide))
def decide(
    request: Request,
    caller: Calling,
    number: str,
    given: Annotated[model.Decide, body_of(model.Decide)],
    key: Key = None,
) -> Response:
    """Determine as an officer and propose an action; another person confirms."""
    with caller.act("case:determine", PURPOSE, person=True) as unit:

        def effect() -> None:
            decision.decide(
                unit,
                named(number),
                given.determination,
                given.action,
                given.grounds,
                reasons=given.reasons,
                basis=given.basis,
            )

        return _done(unit, request, key, given, named(number), effect)


@router.post("/cases/{number}/confirmation", responses=DONE, openapi_extra=takes(model.Confirm))
def confirm(
    request: Request,
    caller: Calling,
    number: str,
    given: Annotated[model.Confirm, body_of(model.Confirm)],
    key: Key = None,
) -> Response:
    """Confirm an officer's proposal as a supervisor, or return it."""
    with caller.act("case:confirm", PURPOSE, person=True) as unit:

        def effect() -> None:
            decision.confirm(unit, named(number), agree=given.agree, grounds=given.grounds)

        return _done(unit, request, key, given, named(number), effect)


def _done(
    unit: Unit, request: Request, key: str | None, body: msgspec.Struct, number: str, effect: Callable[[], None]
) -> Response:
    def act() -> model.Done:
        effect()
        return model.Done(number, states.current(unit.connection, CASE, number))

    return once(unit, request, key, body, act)
