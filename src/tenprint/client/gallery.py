"""A client of a gallery's service (`tenprint serve gallery`)."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from tenprint.api.gallery.schemas import Enrolled, Found, Prints, Search, Status, Subject, Subjects
from tenprint.client.client import ProblemError
from tenprint.errors import UnavailableError
from tenprint.fingerprint.template import Template
from tenprint.search.index.remote import words_of
from tenprint.search.index.wire import packed

T = TypeVar("T")
SECONDS = 120.0
UNAVAILABLE = 503
RETRY_SECONDS = 1.0

Fingers = Mapping[int, Template]


class GalleryClient:
    """A connection to a gallery's service; what is safe to repeat is repeated while a shard is being replaced.

    Args:
        address: as https://host:port.
        token: of `tenprint osia token`.
        authority: PEM file of the authority that the server's certificate is of, where that is one's own.
        patience: seconds for which a call is repeated.
    """

    def __init__(self, address: str, token: str, *, authority: str = "", patience: float = SECONDS) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self._http = httpx.Client(
            base_url=address, headers=headers, timeout=SECONDS, trust_env=False, verify=authority or True
        )
        self._patience = patience

    def search(self, fingers: Fingers, **options: Any) -> Found:
        """Search; `options` are those of `api.gallery.schemas.Search`. Look at `complete` before "no match"."""
        body = Search(fingers=packed(fingers), format="compact", **options)
        return self._ask("POST", "/v1/search", Found, body)

    def add(self, subjects: Sequence[tuple[str, Fingers]]) -> Enrolled:
        """Add subjects; those that are there already stay as they are."""
        entries = [Subject(subject=name, fingers=packed(fingers), format="compact") for name, fingers in subjects]
        return self._ask("POST", "/v1/subjects", Enrolled, Subjects(entries))

    def put(self, subject: str, fingers: Fingers) -> None:
        """Have a subject with just these fingers."""
        self._ask("PUT", f"/v1/subjects/{quote(subject, safe='')}", None, Prints(packed(fingers), "compact"))

    def delete(self, subject: str) -> None:
        """Erase a subject.

        Raises:
            ProblemError: there is none (status 404).
        """
        self._ask("DELETE", f"/v1/subjects/{quote(subject, safe='')}", None)

    def status(self) -> Status:
        """Return how the gallery and its shards are."""
        return self._ask("GET", "/v1/status", Status)

    def _ask(self, method: str, path: str, kind: type[T] | None, body: Any = None) -> T:
        content = msgspec.json.encode(body) if body is not None else None
        end = time.monotonic() + self._patience
        while True:
            try:
                answer = self._http.request(method, path, content=content)
            except httpx.HTTPError as error:
                raise UnavailableError(f"the gallery does not answer: {type(error).__name__}") from error
            if answer.status_code != UNAVAILABLE or time.monotonic() > end:
                break
            time.sleep(RETRY_SECONDS)
        if not answer.is_success:
            raise ProblemError(words_of(answer), status=answer.status_code)
        return msgspec.json.decode(answer.content, type=kind) if kind is not None else None  # type: ignore[return-value]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()
