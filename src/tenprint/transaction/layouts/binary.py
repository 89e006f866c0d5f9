"""Headers of the binary records: where each number stands (ANSI/NIST-ITL 1-2007, clauses for types 3 to 8)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tenprint.errors import UsageError

# A finger position that is not used, in the six places of field 4.
UNUSED_POSITION = 255


@dataclass(frozen=True, slots=True)
class HeaderField:
    """One number of a header: field number, first byte, size in bytes."""

    number: int
    start: int
    size: int
    is_positions: bool = False


@dataclass(frozen=True)
class Header:
    """A record type's header and the number of the field that follows it."""

    fields: tuple[HeaderField, ...]
    data_number: int

    @cached_property
    def size(self) -> int:
        """Length of the header in bytes."""
        return self.fields[-1].start + self.fields[-1].size

    @cached_property
    def positions(self) -> HeaderField | None:
        """The field of finger positions, where there is one."""
        return next((field for field in self.fields if field.is_positions), None)

    def field(self, number: int) -> HeaderField:
        """Return the field of this number.

        Raises:
            UsageError: the header has none of this number.
        """
        found = next((field for field in self.fields if field.number == number), None)
        if found is None:
            raise UsageError(f"a binary record of this type has no field {number:03d}")
        return found


_FINGERPRINT = Header(
    (
        HeaderField(1, 0, 4),  # LEN
        HeaderField(2, 4, 1),  # IDC
        HeaderField(3, 5, 1),  # IMP
        HeaderField(4, 6, 6, is_positions=True),  # FGP
        HeaderField(5, 12, 1),  # ISR
        HeaderField(6, 13, 2),  # HLL
        HeaderField(7, 15, 2),  # VLL
        HeaderField(8, 17, 1),  # GCA or BCA
    ),
    data_number=9,
)
_USER_DEFINED = Header((HeaderField(1, 0, 4), HeaderField(2, 4, 1)), data_number=3)
_SIGNATURE = Header(
    (
        HeaderField(1, 0, 4),  # LEN
        HeaderField(2, 4, 1),  # IDC
        HeaderField(3, 5, 1),  # SIG
        HeaderField(4, 6, 1),  # SRT
        HeaderField(5, 7, 1),  # ISR
        HeaderField(6, 8, 2),  # HLL
        HeaderField(7, 10, 2),  # VLL
    ),
    data_number=8,
)

HEADERS: dict[int, Header] = {
    3: _FINGERPRINT,
    4: _FINGERPRINT,
    5: _FINGERPRINT,
    6: _FINGERPRINT,
    7: _USER_DEFINED,
    8: _SIGNATURE,
}
