"""The bodies of requests and answers, as OSIA's file has them; what they do not name is refused."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tenprint.api.osia.vocabulary import (
    BiometricSubType,
    BiometricType,
    Compression,
    Impression,
    Presence,
    Status,
)

Moment = Annotated[datetime, Meta(tz=True)]
Uri = Annotated[str, Meta(extra_json_schema={"format": "uri"})]


class Encryption(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Says that a part of the data is encrypted."""

    type: str
    scope: str


class Integrity(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A hash, or a signed hash, of a part of the data."""

    scope: str
    alg: str
    hash: str
    id: str | UnsetType = UNSET
    type: str | UnsetType = UNSET
    encrypted: bool | UnsetType = UNSET
    followRef: bool | UnsetType = UNSET  # noqa: N815 # OSIA's name
    signature: str | UnsetType = UNSET
    signatureRef: str | UnsetType = UNSET  # noqa: N815 # OSIA's name


class Missing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """A part that is missing in an image."""

    biometric_sub_type: BiometricSubType | UnsetType = UNSET
    presence: Presence | UnsetType = UNSET


class BiometricData(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """One image or template with what is known of it."""

    biometric_type: BiometricType
    biometric_sub_type: BiometricSubType | UnsetType = UNSET
    instance: str | UnsetType = UNSET
    encounter_id: str | UnsetType = UNSET
    image: str | UnsetType = UNSET
    image_ref: Uri | UnsetType = UNSET
    capture_date: Moment | UnsetType = UNSET
    capture_device: str | UnsetType = UNSET
    impression_type: Impression | UnsetType = UNSET
    width: int | UnsetType = UNSET
    height: int | UnsetType = UNSET
    bitdepth: int | UnsetType = UNSET
    mime_type: str | UnsetType = UNSET
    resolution: int | UnsetType = UNSET
    compression: Compression | UnsetType = UNSET
    missing: list[Missing] | UnsetType = UNSET
    metadata: str | UnsetType = UNSET
    comment: str | UnsetType = UNSET
    template: str | UnsetType = UNSET
    template_ref: Uri | UnsetType = UNSET
    template_format: str | UnsetType = UNSET
    quality: int | UnsetType = UNSET
    quality_format: str | UnsetType = UNSET
    algorithm: str | UnsetType = UNSET
    vendor: str | UnsetType = UNSET
    encryption: Encryption | UnsetType = UNSET
    integrity: list[Integrity] | UnsetType = UNSET


class Encounter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """One encounter of a person. `encounter_id` is the server's: what a client writes there is not read."""

    status: Status
    encounter_type: str
    galleries: Annotated[list[str], Meta(min_length=1)]
    biometric_data: list[BiometricData]
    encounter_id: str | UnsetType = UNSET
    created_date: Moment | UnsetType = UNSET
    updated_date: Moment | UnsetType = UNSET
    client_data: str | UnsetType = UNSET
    contextual_data: Any = UNSET
    biographic_data: Any = UNSET
    encryption: Encryption | UnsetType = UNSET
    integrity: list[Integrity] | UnsetType = UNSET


class IdentifyRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Whose prints are these?"""

    filter: dict[str, Any]
    biometric_data: list[BiometricData]
    encryption: Encryption | UnsetType = UNSET
    integrity: list[Integrity] | UnsetType = UNSET


class VerifyFromIdRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Are these the prints of that person?"""

    biometric_data: list[BiometricData]
    encryption: Encryption | UnsetType = UNSET
    integrity: list[Integrity] | UnsetType = UNSET


class VerifyFromBioRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Are these prints of one person?"""

    biometricData1: list[BiometricData]  # noqa: N815 # OSIA's name
    biometricData2: list[BiometricData]  # noqa: N815 # OSIA's name
    encryption: Encryption | UnsetType = UNSET
    integrity: list[Integrity] | UnsetType = UNSET


class ScoreDetail(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """What one finger of one encounter says."""

    score: float
    encounter_id: str | UnsetType = UNSET
    galleries: list[str] | UnsetType = UNSET
    biometric_type: BiometricType | UnsetType = UNSET
    biometric_sub_type: BiometricSubType | UnsetType = UNSET
    others: dict[str, Any] | UnsetType = UNSET


class Candidate(msgspec.Struct, frozen=True, rename="camel"):
    """A person who may be the one searched for."""

    person_id: str
    rank: int
    score: float
    scores: list[ScoreDetail]
    others: dict[str, Any]


class Decision(msgspec.Struct, frozen=True):
    """The answer of a verification."""

    decision: bool
    scores: list[ScoreDetail]


class PersonIds(msgspec.Struct, frozen=True, rename="camel"):
    """An encounter's two identifiers."""

    person_id: str
    encounter_id: str


class ExtendablePersonIds(msgspec.Struct, frozen=True, rename="camel"):
    """The identifiers of what was written, and what became of its biometric data."""

    person_id: str
    encounter_id: str
    others: dict[str, Any]


class TaskId(msgspec.Struct, frozen=True, rename="camel"):
    """Where the answer of an asynchronous call will come from."""

    task_id: str


class ComputedData(msgspec.Struct, frozen=True, rename="camel"):
    """A template that was computed from what an encounter holds."""

    biometric_type: BiometricType
    biometric_sub_type: BiometricSubType
    template: str
    template_format: str
    quality: int
    quality_format: str
    algorithm: str
    vendor: str


class Error(msgspec.Struct, frozen=True):
    """What is wrong, in words, and a number that tells its kind (docs/reference/osia.md)."""

    code: int
    message: str
