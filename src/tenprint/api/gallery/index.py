"""The calls of a repository whose index the service is (`tenprint.search.index.remote`). The first change claims it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from tenprint.api.gallery.calls import Act, as_json, cause_of, decoded, owner_of
from tenprint.api.gallery.service import Service
from tenprint.api.osia.tokens import Client
from tenprint.errors import ConflictError, InputError, UsageError
from tenprint.search.cascade.query import Positions
from tenprint.search.index.shards import search_shards
from tenprint.search.index.wire import Answers, Batch, Digested, Enrolment, Listed, Names, packed, unpacked


def _search(service: Service, client: Client, request: Request, body: bytes) -> Response:
    service.owned(owner_of(request))
    batch = decoded(body, Batch)
    searches = [unpacked(search) for search in batch.searches]
    answers = search_shards(service.gallery, searches, Positions(batch.positions), batch.options())
    hits, coverage = sum(len(answer.hits) for answer in answers), answers[0].coverage
    service.audit(
        client.name, "search", f"{len(answers)} searches, {hits} candidates", f"success: {coverage}", cause_of(request)
    )
    return as_json(Answers(answers))


def _add(service: Service, client: Client, request: Request, body: bytes) -> Response:
    _claim(service, request)
    subjects = {name: unpacked(fingers) for name, fingers in decoded(body, Enrolment).subjects.items()}
    if not all(subjects):
        raise UsageError("each subject has a name", where="subjects")
    added = service.gallery.insert_missing(subjects.items())
    service.audit(client.name, "enrol", f"{added} subjects", "success", cause_of(request))
    return as_json(Names([]))


def _erase(service: Service, client: Client, request: Request, body: bytes) -> Response:
    _claim(service, request)
    names = decoded(body, Names).names
    owed = service.gallery.erase(names)
    outcome = "success" if not owed else f"{len(owed)} left on a copy that is away"
    service.audit(client.name, "delete", f"{len(names)} subjects", outcome, cause_of(request))
    return as_json(Names(sorted(owed)))


def _get(service: Service, client: Client, request: Request, body: bytes) -> Response:
    service.owned(owner_of(request))
    found = {}
    for name in decoded(body, Names).names:
        try:
            found[name] = packed(service.gallery.get(name))
        except InputError:
            continue
        service.audit(client.name, "read", name, "success", cause_of(request))
    return as_json(Enrolment(found))


def _names(service: Service, _client: Client, request: Request, _body: bytes) -> Response:
    service.owned(owner_of(request))
    shard = int(request.path_params["shard"])
    if shard >= service.gallery.shards:
        raise UsageError(f"there are {service.gallery.shards} shards", where="path")
    return as_json(Listed(service.gallery.names_of(shard), service.gallery.shards))


def _digest(service: Service, _client: Client, request: Request, _body: bytes) -> Response:
    _claim(service, request)  # asked before anything else: two repositories that share a service learn it now
    return as_json(Digested(*service.gallery.names_digest()))


def _claim(service: Service, request: Request) -> None:
    owner = owner_of(request)
    if not owner:
        raise ConflictError("an index is a repository's: say whose", where="X-Gallery-Owner")
    service.gallery.claim(owner)


INDEX: tuple[tuple[str, str, str, Act], ...] = (
    ("search", "POST", "identify", _search),
    ("add", "POST", "write", _add),
    ("erase", "POST", "write", _erase),
    ("get", "POST", "read", _get),
    ("names/{shard:int}", "GET", "read", _names),
    ("digest", "GET", "write", _digest),
)
