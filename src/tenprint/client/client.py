"""The client: one method for each thing that an interface can do. A refusal is raised as `ProblemError`."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from tenprint.agency.booking.reading import ReceivedAnswer, SubmissionLine
from tenprint.agency.webhooks import Webhook
from tenprint.api.roles import model
from tenprint.cases.listing import CaseLine
from tenprint.cases.view import CaseView
from tenprint.errors import RefusedError, UnavailableError

T = TypeVar("T", bound=msgspec.Struct)
SECONDS = 60.0


class ProblemError(RefusedError):
    """The server refused; `status` is that of HTTP."""

    def __init__(self, what: str, *, status: int) -> None:
        super().__init__(what, where=f"HTTP {status}")
        self.status = status

    def __reduce__(self) -> tuple[object, ...]:
        return (_again, (self.what, self.status))


def _again(what: str, status: int) -> ProblemError:
    return ProblemError(what, status=status)


class Client:
    """A connection to one role's interface.

    Args:
        address: as https://host:port.
        token: a key, or that of a session (`log_on`).
    """

    def __init__(self, address: str, token: str = "") -> None:
        self._http = httpx.Client(base_url=address, timeout=SECONDS, trust_env=False)
        self._token = token

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def log_on(self, name: str, password: str, code: str, *, notice_accepted: bool) -> None:
        """Log on as a person; what follows is done in the person's name."""
        given = model.Credentials(name=name, password=password, code=code, notice_accepted=notice_accepted)
        self._token = self._ask("POST", "/sessions", model.Token, body=given).token

    def make_key(self, account: str, scopes: list[str], *, days: int = 30) -> str:
        """Make a key for somebody's account, as an administrator; the key is told once."""
        given = model.KeyRequest(account=account, scopes=scopes, days=days)
        return self._ask("POST", "/keys", model.Token, body=given).token

    def submit(self, data: bytes, *, key: str | None = None) -> model.Accepted:
        """Send an EBTS file; the same file twice is sent once."""
        return self._ask("POST", "/submissions", model.Accepted, content=data, key=key or secrets.token_hex(16))

    def submissions(self) -> Iterator[SubmissionLine]:
        """Go through the submissions, the newest first."""
        return self._pages("/submissions", model.SubmissionPage, lambda page: page.items)

    def answers(self, correlation: str) -> list[ReceivedAnswer]:
        """Return the answers to a submission, the oldest first."""
        return self._ask("GET", f"/submissions/{_part(correlation)}/answers", model.Answers).answers

    def queues(self) -> model.Queues:
        """Return how many messages wait."""
        return self._ask("GET", "/queues", model.Queues)

    def dead_letters(self, queue: str) -> Iterator[model.DeadLetter]:
        """Go through the dead letters of inbox or outbox."""
        return self._pages(f"/dead-letters/{_part(queue)}", model.DeadLetterPage, lambda page: page.items)

    def redeliver(self, queue: str, sequence: int, *, key: str | None = None) -> model.Done:
        """Put a dead letter back to work."""
        return self._act(f"/dead-letters/{_part(queue)}/{sequence}/redeliver", None, key)

    def webhooks(self) -> list[Webhook]:
        """Return one's own webhooks."""
        found: list[Webhook] = self._ask("GET", "/webhooks", model.Webhooks).items
        return found

    def register_webhook(self, address: str, events: list[str]) -> model.WebhookSecret:
        """Register an address for events; the secret of its signatures is told once."""
        body = model.WebhookRequest(address=address, events=events)
        return self._ask("POST", "/webhooks", model.WebhookSecret, body=body)

    def remove_webhook(self, identifier: str) -> model.Done:
        """Forget a webhook."""
        return self._ask("DELETE", f"/webhooks/{_part(identifier)}", model.Done)

    def cases(self) -> Iterator[CaseLine]:
        """Go through the cases, the gravest level first."""
        return self._pages("/cases", model.CasePage, lambda page: page.items)

    def case(self, number: str) -> CaseView:
        """Return a case; the look is audited."""
        return self._ask("GET", f"/cases/{_part(number)}", CaseView)

    def hold(self, number: str, claim: model.Hold, *, key: str | None = None) -> model.Done:
        """Pass on a claim to citizenship."""
        return self._act(f"/cases/{_part(number)}/hold", claim, key)

    def decide(self, number: str, decision: model.Decide, *, key: str | None = None) -> model.Done:
        """Determine and propose, as an officer who logged on."""
        return self._act(f"/cases/{_part(number)}/decision", decision, key)

    def confirm(self, number: str, confirmation: model.Confirm, *, key: str | None = None) -> model.Done:
        """Confirm or return, as a supervisor who logged on."""
        return self._act(f"/cases/{_part(number)}/confirmation", confirmation, key)

    def activation(self, state: str = "") -> Iterator[Any]:
        """Go through who takes part."""
        return self._pages("/public/activation", model.Activations, lambda page: page.items, state=state)

    def statistics(self, place: str = "US") -> Iterator[Any]:
        """Go through the public figures of a place."""
        return self._pages("/public/statistics", model.Statistics, lambda page: page.items, place=place)

    def _act(self, path: str, body: msgspec.Struct | None, key: str | None) -> model.Done:
        return self._ask("POST", path, model.Done, body=body, key=key or secrets.token_hex(16))

    def _pages(self, path: str, kind: type[T], items: Callable[[T], list[Any]], **query: str) -> Iterator[Any]:
        while True:
            page = self._ask("GET", path, kind, query=query)
            yield from items(page)
            following: str | None = getattr(page, "next")  # noqa: B009
            if following is None:
                return
            query["cursor"] = following

    def _ask(
        self,
        method: str,
        path: str,
        kind: type[T],
        *,
        body: msgspec.Struct | None = None,
        content: bytes | None = None,
        key: str | None = None,
        query: dict[str, str] | None = None,
    ) -> T:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        if key is not None:
            headers["Idempotency-Key"] = key
        if body is not None:
            content = msgspec.json.encode(body)
            headers["Content-Type"] = "application/json"
        elif content is not None:
            headers["Content-Type"] = "application/octet-stream"
        try:
            answer = self._http.request(method, path, params=query, content=content, headers=headers)
        except httpx.HTTPError as error:
            raise UnavailableError(f"the server did not answer ({type(error).__name__})", where=path) from error
        if answer.is_success:
            return msgspec.json.decode(answer.content, type=kind)
        if answer.headers.get("content-type", "").startswith("application/problem+json"):
            found = answer.json()
            raise ProblemError(found.get("detail") or found["title"], status=answer.status_code)
        raise ProblemError("the server answered something else", status=answer.status_code)


def _part(name: str) -> str:
    return quote(name, safe=":")
