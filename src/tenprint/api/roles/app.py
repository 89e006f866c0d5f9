"""The application of one role: the routers that its people and their software use."""

from __future__ import annotations

import functools
import threading
from collections.abc import Mapping

import msgspec
from fastapi import APIRouter, FastAPI

from tenprint import __version__
from tenprint.agency.base import Agency
from tenprint.api.paths import EncodedSlashes
from tenprint.api.roles import booking, cases, model, problems, public, queues, signin, webhooks
from tenprint.api.roles.schema import describe
from tenprint.cases.view import CaseView
from tenprint.errors import UsageError
from tenprint.statistics.book import Book

COMMON: tuple[APIRouter, ...] = (signin.router, queues.router, webhooks.router, public.router)
ROLES: dict[str, tuple[APIRouter, ...]] = {
    "booking": (booking.router, *COMMON),
    "state": COMMON,
    "criminal": COMMON,
    "immigration": COMMON,
    "enforcement": (cases.router, *COMMON),
}
KINDS: tuple[type[msgspec.Struct], ...] = (
    model.Credentials, model.Token, model.KeyRequest, model.Accepted, model.SubmissionPage, model.Answers,
    model.Queues, model.DeadLetterPage, model.Done, model.CasePage, model.Decide, model.Confirm, model.Hold,
    model.Activations, model.Statistics, model.WebhookRequest, model.WebhookSecret, model.Webhooks, CaseView,
)  # fmt: skip


def skeleton(role: str) -> FastAPI:
    """Return a role's application without an agency: enough for its OpenAPI file.

    Raises:
        UsageError: there is no such role.
    """
    if role not in ROLES:
        raise UsageError(f"there is no role {role!r}", remedy=f"One of {', '.join(ROLES)}.")
    app = FastAPI(title=f"tenprint: {role}", version=__version__, docs_url=None, redoc_url=None)
    for router in ROLES[role]:
        app.include_router(router)
    problems.install(app)
    describe(app, KINDS)
    app.add_middleware(EncodedSlashes)
    return app


def create_app(agency: Agency, *, counted: Mapping[str, Agency] | None = None) -> FastAPI:
    """Return the application of an agency.

    Args:
        agency: whose it is.
        counted: role -> agencies whose journals the public figures count; its own alone where not given.
    """
    app = skeleton(agency.role)
    app.state.agency = agency
    databases = {role: entry.database for role, entry in (counted or {agency.role: agency}).items()}
    app.state.book_lock = threading.Lock()
    app.state.book = functools.cache(
        lambda: Book(databases, registry=agency.activation, policies=agency.policies, clock=agency.clock)
    )
    return app
