"""The Type-1 record of a new transaction: who asks whom, when, under which number."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tenprint.errors import UsageError
from tenprint.ids import ORI, TCN
from tenprint.transaction.field import Value
from tenprint.transaction.tagged import TaggedRecord
from tenprint.transaction.transaction import Transaction

# ANSI/NIST-ITL 1-2007, the version that EBTS 9.1 is built on.
VERSION = "0400"
# EBTS 9.1, 1.013: the default domain, without a version.
DOMAIN = ("NORAM", "")
# EBTS 9.1, 1.009.
SHORTEST_TCN = 10
MILLIMETRES_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Header:
    """What a transaction says about itself.

    Attributes:
        ori: the agency that sends it.
        dai: the agency it is sent to.
        tcn: control number, 10 to 40 characters; a fresh one where None.
        tcr: the control number of the request that it answers, None in a request.
        priority: 1 (rapid) to 9 (delayed), None to leave it out.
        now: moment of sending, UTC; the clock's where None.
        version: version of the standard, 1.002.
    """

    ori: str
    dai: str
    tcn: str | None = None
    tcr: str | None = None
    priority: int | None = None
    now: datetime | None = None
    version: str = VERSION

    @property
    def moment(self) -> datetime:
        """When it is sent, in UTC."""
        return (self.now or datetime.now(UTC)).astimezone(UTC)


def new_tcn(ori: str, now: datetime | None = None) -> TCN:
    """Return a fresh control number: agency, day, sixteen random hexadecimal digits."""
    day = (now or datetime.now(UTC)).strftime("%Y%m%d")
    return TCN(f"{ori}-{day}-{secrets.token_hex(8).upper()}"[:40])


def begin(tot: str, header: Header, *, resolutions: Sequence[float] = ()) -> Transaction:
    """Start a transaction of type `tot` with its Type-1 record.

    Args:
        tot: type of transaction.
        header: sender, receiver, numbers.
        resolutions: resolutions of its Type-4 images (ppi), none where it has none.

    Raises:
        ValueFormatError: the agency identifiers or the control number are not of their form.
        UsageError: the control number is shorter than EBTS allows.
    """
    moment = header.moment
    tcn = TCN(header.tcn) if header.tcn else new_tcn(header.ori, moment)
    if len(tcn) < SHORTEST_TCN:
        raise UsageError(
            f"the control number {tcn!r} is too short", remedy="EBTS asks for 10 to 40 characters (1.009)."
        )
    resolution = f"{max(resolutions) / MILLIMETRES_PER_INCH:05.2f}" if resolutions else "00.00"
    fields: dict[int, Value] = {
        2: header.version,
        3: ("1", "0"),
        4: tot,
        5: moment.strftime("%Y%m%d"),
        7: ORI(header.dai),
        8: ORI(header.ori),
        9: tcn,
        11: resolution,
        12: resolution,
        13: DOMAIN,
        14: moment.strftime("%Y%m%d%H%M%SZ"),
    }
    if header.priority is not None:
        if not 1 <= header.priority <= 9:
            raise UsageError(f"{header.priority} is no priority", remedy="Expected 1 (rapid) to 9 (delayed).")
        fields[6] = str(header.priority)
    if header.tcr is not None:
        fields[10] = header.tcr
    return Transaction([TaggedRecord.new(1, fields)])
