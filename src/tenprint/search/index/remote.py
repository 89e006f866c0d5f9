"""The index of a gallery's service (`tenprint serve gallery`), over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import httpx
import msgspec
import structlog

from tenprint.errors import ConfigurationError, InputError, TenprintError, UnavailableError
from tenprint.fingerprint.template import Template
from tenprint.search.answer import Answer, Coverage
from tenprint.search.cascade.query import Positions
from tenprint.search.index import wire
from tenprint.search.index.model import Digest, Fingers
from tenprint.search.options import Options

log = structlog.get_logger()
T = TypeVar("T")
GRACE_SECONDS = 10.0  # for the way there and back, beside what the service itself may take
CHANGE_SECONDS = 130.0  # a change waits for a shard that is being replaced, and for one that does not answer
NOT_FOUND, CONFLICT, UNAVAILABLE, REFUSED = 404, 409, 503, (401, 403)


class RemoteIndex:
    """A gallery that a service has, and that belongs to one repository from its first change on.

    A service that is away is waited for by whoever asks: each call then raises `UnavailableError`.

    Args:
        address: as https://host:port.
        token: returns the bearer token, of `tenprint osia token`; asked for each call, so that it may be replaced.
        owner: mark of the repository; another one's calls are refused.
        authority: PEM file of the authority that the service's certificate is of, where that is one's own.
        transport: of httpx, for tests.
    """

    def __init__(
        self,
        address: str,
        token: Callable[[], str],
        owner: str,
        *,
        authority: str = "",
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = httpx.Client(
            base_url=address,
            headers={wire.OWNER: owner},
            trust_env=False,
            verify=authority or True,
            transport=transport,
        )
        self._address, self._token = address, token
        self._instance = ""

    @property
    def instance(self) -> str:
        """See `Index`; the service's start that answered last."""
        return self._instance

    def add(self, subjects: Sequence[tuple[str, Fingers]]) -> None:
        """See `Index`."""
        for start in range(0, len(subjects), wire.MOST_NAMES):
            part = subjects[start : start + wire.MOST_NAMES]
            body = wire.Enrolment({name: wire.packed(fingers) for name, fingers in part})
            self._ask("add", None, body, seconds=CHANGE_SECONDS)

    def erase(self, subjects: Sequence[str]) -> set[str]:
        """See `Index`."""
        owed: set[str] = set()
        for start in range(0, len(subjects), wire.MOST_NAMES):
            body = wire.Names(list(subjects[start : start + wire.MOST_NAMES]))
            owed.update(self._ask("erase", wire.Names, body, seconds=CHANGE_SECONDS).names)
        return owed

    def search(
        self, searches: Sequence[Fingers], *, positions: Positions = Positions.KNOWN, options: Options | None = None
    ) -> list[Answer]:
        """See `Index`; a service that is away gives answers that cover nothing."""
        options = options or Options()
        seconds = GRACE_SECONDS + (CHANGE_SECONDS if options.deadline is None else options.deadline)
        answers: list[Answer] = []
        for start in range(0, len(searches), wire.MOST_SEARCHES):
            part = [wire.packed(search) for search in searches[start : start + wire.MOST_SEARCHES]]
            try:
                body = wire.batch_of(part, positions.value, options)
                answers += self._ask("search", wire.Answers, body, seconds=seconds).answers
            except (UnavailableError, ConfigurationError) as error:
                log.warning("the gallery cannot be searched", reason=str(error))
                answers += [Answer((), Coverage(0, 1, 0, 1), options.policy, 1, 0.0)] * len(part)
        return answers

    def names(self) -> Iterator[str]:
        """See `Index`."""
        shard, shards = 0, 1
        seen: set[str] = set()
        while shard < shards:
            found = self._ask(f"names/{shard}", wire.Listed)
            shard, shards = shard + 1, found.shards
            yield from (name for name in found.names if name not in seen)
            seen.update(found.names)

    def digest(self) -> Digest:
        """See `Index`."""
        found = self._ask("digest", wire.Digested)
        return Digest(found.subjects, found.total)

    def get(self, subject: str) -> dict[int, Template]:
        """See `Index`."""
        found = self._ask("get", wire.Enrolment, wire.Names([subject])).subjects
        if subject not in found:
            raise InputError(f"the gallery has no subject {subject}", where=self._address)
        return wire.unpacked(found[subject])

    def __contains__(self, subject: object) -> bool:
        return isinstance(subject, str) and bool(self._ask("get", wire.Enrolment, wire.Names([subject])).subjects)

    def __iter__(self) -> Iterator[str]:
        return self.names()

    def __len__(self) -> int:
        return self.digest().subjects

    def close(self) -> None:
        """See `Index`."""
        self._http.close()

    def _ask(self, path: str, kind: type[T] | None, body: Any = None, *, seconds: float = CHANGE_SECONDS) -> T:
        content = msgspec.json.encode(body) if body is not None else None
        headers = {"Authorization": f"Bearer {self._token()}"}
        method = "GET" if body is None else "POST"
        try:
            answer = self._http.request(method, f"{wire.PATH}{path}", content=content, headers=headers, timeout=seconds)
        except httpx.HTTPError as error:
            raise UnavailableError(f"the gallery at {self._address} does not answer: {type(error).__name__}") from error
        self._instance = answer.headers.get(wire.INSTANCE, self._instance)
        if not answer.is_success:
            raise _refusal(answer.status_code, words_of(answer), self._address)
        return msgspec.json.decode(answer.content, type=kind) if kind is not None else None  # type: ignore[return-value]


def _refusal(status: int, words: str, address: str) -> TenprintError:
    if status == UNAVAILABLE:
        return UnavailableError(words, where=address)
    if status in REFUSED:  # a token that is over is replaced by people; what waits for it is not lost
        return UnavailableError(f"the gallery refuses the token: {words}", where=address, remedy="Give it a new one.")
    if status == CONFLICT:  # people have to give it another gallery; what waits for that is not lost
        return ConfigurationError(words, where=address, remedy="Give this repository a gallery that no other one has.")
    return TenprintError(f"the gallery answers {status}: {words}", where=address)


def words_of(answer: httpx.Response) -> str:
    """Return what the gallery's service says of an error."""
    try:
        body = answer.json()
        return str(body.get("detail") or body.get("title"))
    except ValueError:
        return answer.text[:200]
