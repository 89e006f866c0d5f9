"""A subject made ready for the gallery: packed fingers and filter codes. The costly part, without any lock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import UsageError
from tenprint.fingerprint.template import Template
from tenprint.search.gallery.columns import columns_check, pack_head
from tenprint.search.gallery.index import hash_subject
from tenprint.search.gallery.rows import encode_payload, payload_fingers
from tenprint.search.parameters import CODE_WORDS, FINGERS


class Encoder(Protocol):
    """Makes the filter code of a finger."""

    @property
    def name(self) -> str:
        """Identifies the code: codes of different names cannot be compared."""

    def encode(self, templates: Sequence[Template]) -> NDArray[np.uint64]:
        """Return the codes of templates, (n, 8) uint64, zero where a template has too few minutiae."""

    def encode_weighted(self, templates: Sequence[Template]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Return codes, (n, 8), and which of their bits count once and which twice, (n, 2, 8) uint64."""


@dataclass(frozen=True)
class PreparedSubject:
    """What a gallery stores of a subject.

    Attributes:
        subject: identifier.
        payload: identifier and packed fingers (`gallery.rows`).
        codes: (10, 8) uint64, zero where there is no finger.
        head: which fingers and their quality (`gallery.columns`).
    """

    subject: str
    payload: bytes
    codes: NDArray[np.uint64]
    head: int

    @cached_property
    def hashed(self) -> int:
        """Hash of the identifier."""
        return hash_subject(self.subject)

    @cached_property
    def columns_check(self) -> int:
        """Checksum over codes and head."""
        return columns_check(self.codes, self.head)


def prepare_subject(subject: str, fingers: Mapping[int, Template], encoder: Encoder) -> PreparedSubject:
    """Pack a subject's fingers and make their codes.

    Raises:
        UsageError: no finger, a position that is not 1 to 10, an identifier that is empty or too long.
    """
    if not fingers:
        raise UsageError(f"subject {subject} has no finger", remedy="Give at least one template.")
    payload = encode_payload(subject, fingers)
    # The stored form is what is encoded, so that codes can be made again from it, bit for bit.
    codes, head = encode_fingers(payload_fingers(payload), encoder)
    return PreparedSubject(subject, payload, codes, head)


def encode_fingers(fingers: dict[int, Template], encoder: Encoder) -> tuple[NDArray[np.uint64], int]:
    """Return the codes, (10, 8), and the head of a subject's stored fingers."""
    codes = np.zeros((FINGERS, CODE_WORDS), np.uint64)
    positions = sorted(fingers)
    codes[[p - 1 for p in positions]] = encoder.encode([fingers[p] for p in positions])
    return codes, pack_head(fingers)
