"""Webhooks: an address is told what moved. Registered by a key or a person, each for what they may know."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from tenprint.agency import webhooks
from tenprint.agency.webhooks.register import KEEP, PURPOSE, tell_again
from tenprint.api.roles import model
from tenprint.api.roles.body import body_of
from tenprint.api.roles.caller import Calling
from tenprint.api.roles.once import Key, once
from tenprint.api.roles.schema import answers, reply, takes

router = APIRouter(tags=["webhooks"])
Identifier = Annotated[str, Path(max_length=64)]


@router.get("/webhooks", responses=answers(model.Webhooks, "The caller's own."))
def listed(caller: Calling) -> Response:
    """List the caller's webhooks; secrets are not shown again."""
    with caller.act(KEEP, PURPOSE) as unit:
        return reply(model.Webhooks(webhooks.listed(unit)))


@router.post(
    "/webhooks",
    status_code=201,
    responses=answers(model.WebhookSecret, "The secret; it is told once.", status=201),
    openapi_extra=takes(model.WebhookRequest),
)
def register(caller: Calling, given: Annotated[model.WebhookRequest, body_of(model.WebhookRequest)]) -> Response:
    """Register an address for events; a key must hold, beside this, the action that reads what they are about."""
    with caller.act(KEEP, PURPOSE) as unit:
        made = webhooks.register(unit, given.address, given.events, scopes=caller.scopes)
    return reply(model.WebhookSecret(made.identifier, made.secret), 201)


@router.delete("/webhooks/{identifier}", responses=answers(model.Done, "It is forgotten."))
def remove(caller: Calling, identifier: Identifier) -> Response:
    """Forget a webhook and what it was still to be told."""
    with caller.act(KEEP, PURPOSE) as unit:
        webhooks.remove(unit, identifier)
    return reply(model.Done(identifier, "removed"))


@router.post("/webhooks/{identifier}/redeliver", responses=answers(model.Done, "It is put back to work."))
def again(request: Request, caller: Calling, identifier: Identifier, key: Key = None) -> Response:
    """Put the deliveries that were given up back to work, and take the webhook into use again."""
    with caller.act(KEEP, PURPOSE) as unit:
        return once(unit, request, key, None, lambda: model.Done(identifier, f"{tell_again(unit, identifier)} waiting"))
