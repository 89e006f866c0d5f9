"""All operations as a table: path, method, scope, parameters, body, what is done, what can be answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from tenprint.api.osia import encounters, people, search, tasks, verify
from tenprint.api.osia.call import Call, Reply
from tenprint.api.osia.schemas import (
    Candidate,
    ComputedData,
    Decision,
    Encounter,
    ExtendablePersonIds,
    IdentifyRequest,
    PersonIds,
    VerifyFromBioRequest,
    VerifyFromIdRequest,
)
from tenprint.api.osia.vocabulary import BiometricSubType, BiometricType, TaskStatus

Kind = Literal["string", "integer", "number"]
READ, WRITE = "abis.encounter.read", "abis.encounter.write"


@dataclass(frozen=True)
class Parameter:
    """A query parameter; `values` is a type of `vocabulary` where it is an enumeration."""

    name: str
    kind: Kind = "string"
    required: bool = False
    values: Any = None


@dataclass(frozen=True)
class Operation:
    """One operation.

    Attributes:
        name: OSIA's operationId.
        method, path, scope: as OSIA's file has them.
        apply: does it, in one transaction.
        prepare: long work before it; may run again after a crash, so it changes nothing.
        parameters: besides transactionId, callback and priority.
        body: type of the body; None where there is none.
        body_required: whether it must be there.
        answer: type of a 200's body; None where success is 204.
        refusals: statuses besides 400, 403 and 500.
        callback, priority: whether the operation has these parameters.
    """

    name: str
    method: str
    path: str
    scope: str
    apply: Callable[..., Reply]
    prepare: Callable[[Any, Call], Any] | None = None
    parameters: tuple[Parameter, ...] = ()
    body: Any = None
    body_required: bool = True
    answer: Any = None
    refusals: tuple[int, ...] = ()
    callback: bool = True
    priority: bool = True


_ALGORITHM = (Parameter("algorithm"),)
_LEVELS = (Parameter("threshold", "number"), Parameter("accuracyLevel"), Parameter("serviceLevel", "integer"))
_SEARCH = (Parameter("maxNbCand", "integer"), *_LEVELS)
_PAGE = (Parameter("offset", "integer"), Parameter("limit", "integer"))
_TEMPLATES = (
    Parameter("biometricType", values=BiometricType),
    Parameter("biometricSubType", values=BiometricSubType),
    Parameter("instance"),
    Parameter("templateFormat"),
    Parameter("qualityFormat"),
)
_PERSON, _ENCOUNTER = "/v1/persons/{personId}", "/v1/persons/{personId}/encounters/{encounterId}"
_IDENTIFY, _VERIFY = "/v1/identify/{galleryId}", "/v1/verify/{galleryId}/{personId}"
_MERGE = "/v1/persons/{personIdTarget}/merge/{personIdSource}"
_MOVE = "/v1/persons/{personIdTarget}/move/{personIdSource}/encounters/{encounterId}"


def _writes(name: str, method: str, path: str, apply: Callable[..., Reply], refusals: tuple[int, ...]) -> Operation:
    return Operation(
        name,
        method,
        path,
        WRITE,
        apply,
        encounters.prepare,
        parameters=_ALGORITHM,
        body=Encounter,
        answer=ExtendablePersonIds,
        refusals=refusals,
    )


def _identifies(name: str, path: str, prepare: Callable[[Any, Call], Any], body: Any, *, required: bool) -> Operation:
    return Operation(
        name,
        "POST",
        path,
        "abis.identify",
        search.answer,
        prepare,
        parameters=_SEARCH,
        body=body,
        body_required=required,
        answer=list[Candidate],
        refusals=(404,),
    )


_TABLE = (
    _writes("createEncounterNoIds", "POST", "/v1/persons", encounters.create, ()),
    _writes("createEncounterNoId", "POST", f"{_PERSON}/encounters", encounters.create, ()),
    _writes("createEncounter", "POST", _ENCOUNTER, encounters.create, (409,)),
    _writes("updateEncounter", "PUT", _ENCOUNTER, encounters.update_encounter, (404,)),
    Operation(
        "readAllEncounters",
        "GET",
        f"{_PERSON}/encounters",
        READ,
        encounters.read_all,
        answer=list[Encounter],
        refusals=(404,),
    ),
    Operation("readEncounter", "GET", _ENCOUNTER, READ, encounters.read, answer=Encounter, refusals=(404,)),
    Operation("deleteEncounter", "DELETE", _ENCOUNTER, WRITE, encounters.remove, refusals=(404,)),
    Operation("deleteAll", "DELETE", _PERSON, WRITE, people.delete_all, refusals=(404,)),
    Operation("mergeEncounter", "POST", _MERGE, WRITE, people.merge, refusals=(404, 409)),
    Operation("moveEncounter", "POST", _MOVE, WRITE, people.move, refusals=(404, 409)),
    Operation(
        "updateEncounterStatus",
        "PUT",
        f"{_ENCOUNTER}/status",
        WRITE,
        encounters.set_status,
        parameters=(Parameter("status", required=True),),
        priority=False,
    ),
    Operation(
        "updateEncounterGalleries",
        "PUT",
        f"{_ENCOUNTER}/galleries",
        WRITE,
        encounters.set_galleries,
        body=list[str],
        priority=False,
    ),
    Operation(
        "readTemplate",
        "GET",
        f"{_ENCOUNTER}/templates",
        READ,
        encounters.read_templates,
        parameters=_TEMPLATES,
        answer=list[ComputedData],
        refusals=(404,),
    ),
    _identifies("identify", _IDENTIFY, search.identify_bio, IdentifyRequest, required=True),
    _identifies("identifyFromId", f"{_IDENTIFY}/{{personId}}", search.identify_known, dict[str, Any], required=False),
    _identifies(
        "identifyFromEncounterId",
        f"{_IDENTIFY}/{{personId}}/encounters/{{encounterId}}",
        search.identify_known,
        dict[str, Any],
        required=False,
    ),
    Operation(
        "verifyFromId",
        "POST",
        _VERIFY,
        "abis.verify",
        verify.answer,
        verify.with_person,
        parameters=_LEVELS,
        body=VerifyFromIdRequest,
        answer=Decision,
        refusals=(404,),
    ),
    Operation(
        "verifyFromBio",
        "POST",
        "/v1/verify",
        "abis.verify",
        verify.answer,
        verify.with_prints,
        parameters=_LEVELS,
        body=VerifyFromBioRequest,
        answer=Decision,
    ),
    Operation("readGalleries", "GET", "/v1/galleries", "abis.gallery.read", people.read_galleries, answer=list[str]),
    Operation(
        "readGalleryContent",
        "GET",
        "/v1/galleries/{galleryId}",
        "abis.gallery.read",
        people.read_gallery,
        parameters=_PAGE,
        answer=list[PersonIds],
        refusals=(404,),
    ),
    Operation(
        "readTaskStatus",
        "GET",
        "/v1/tasks/{taskId}/status",
        "abis.task.read",
        tasks.read_status,
        answer=TaskStatus,
        refusals=(404,),
        callback=False,
        priority=False,
    ),
    Operation(
        "redeliverTaskResult",
        "POST",
        "/v1/tasks/{taskId}/redeliver",
        "abis.task.update",
        tasks.redeliver,
        refusals=(404,),
        callback=False,
        priority=False,
    ),
)
OPERATIONS: dict[str, Operation] = {operation.name: operation for operation in _TABLE}
