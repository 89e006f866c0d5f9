"""The partner register as a file: add, suspend, rotate keys; and how a running agency takes a new version over.

A key is rotated with an overlap. The new public key stands in the register at once, but signs only from a later moment,
when every partner has read the register; the old one stays valid until the overlap ends, for what is still on its way.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from tenprint.agency.base import Agency
from tenprint.errors import ConfigurationError, UsageError
from tenprint.exchange import messages
from tenprint.exchange.partners import EVERY_ORI, Partner, PartnerKey, PartnerRegister
from tenprint.exchange.signature import SigningKey
from tenprint.ids import ORI

KEY_DAYS = 397  # after which a key is not accepted any more
LEAD_SECONDS = 120.0  # from publishing a key until it signs; much longer than partners take to read the register
OVERLAP_HOURS = 72.0  # in which the old key is accepted still: a partner may be away over a weekend
RELOAD_SECONDS = 5.0  # how often a running agency looks for a new register
CURRENT, NEXT = "signing.pem", "signing.next.pem"


def read(path: Path) -> list[Partner]:
    """Read the register's entries.

    Raises:
        ConfigurationError: the file is missing or not sound.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Partner])
    except FileNotFoundError:
        raise ConfigurationError("there is no partner register", where=str(path)) from None
    except msgspec.MsgspecError as error:
        raise ConfigurationError(f"the partner register is not sound: {error}", where=str(path)) from error


def write(path: Path, partners: list[Partner]) -> None:
    """Write the whole register or nothing of it."""
    temporary = path.with_suffix(".new")
    with open(temporary, "wb") as handle:
        handle.write(msgspec.json.format(msgspec.json.encode(partners, order="sorted"), indent=2) + b"\n")
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(temporary, path)


def change(path: Path, name: str, how: Callable[[Partner], Partner]) -> Partner:
    """Replace one entry; return it.

    Raises:
        UsageError: there is no such partner.
    """
    partners = read(path)
    for number, partner in enumerate(partners):
        if partner.name == name:
            partners[number] = how(partner)
            write(path, partners)
            return partners[number]
    raise UsageError(f"{name!r} is not in the register", where=str(path), remedy="See `tenprint partner list`.")


def add(path: Path, partner: Partner) -> None:
    """Add a partner.

    Raises:
        UsageError: the name is taken, or a type, purpose or key is not known or sound.
    """
    partners = read(path)
    if any(known.name == partner.name for known in partners):
        raise UsageError(f"{partner.name!r} is in the register already", where=str(path))
    strange = sorted((partner.types or frozenset()) - set(messages.TYPES)) + sorted(
        partner.purposes - messages.ANY_PURPOSE
    )
    if strange:
        raise UsageError(f"not known: {', '.join(strange)}", remedy=f"Types are {', '.join(messages.TYPES)}.")
    write(path, [*partners, partner])


def trust_minutiae(path: Path, name: str, oris: frozenset[str]) -> Partner:
    """Take the minutiae that these ORIs made as they are, in what a partner sends; of no other ORI, and none if empty.

    Raises:
        UsageError: there is no such partner, or what is named is no ORI.
    """
    strange = sorted(ori for ori in oris - {EVERY_ORI} if not ORI.pattern.fullmatch(ori))
    if strange:
        raise UsageError(f"no ORI: {', '.join(strange)}", remedy=f"Nine characters, or {EVERY_ORI!r} for all.")
    return change(path, name, lambda partner: msgspec.structs.replace(partner, minutiae=oris))


def suspend(path: Path, name: str, *, suspended: bool) -> Partner:
    """Refuse everything that a partner sends from now on, or take it again."""
    return change(path, name, lambda partner: msgspec.structs.replace(partner, suspended=suspended))


def rotate(
    path: Path,
    name: str,
    home: Path,
    now: datetime,
    *,
    lead: float = LEAD_SECONDS,
    overlap_hours: float = OVERLAP_HOURS,
) -> PartnerKey:
    """Make the next key of an agency of this deployment and publish it; return its entry.

    Args:
        path: of the register.
        name: of the agency.
        home: its folder, where its private keys lie.
        now: the time.
        lead: seconds until the new key signs.
        overlap_hours: how long the old keys are accepted after that.

    Raises:
        UsageError: a rotation is under way already.
    """
    if (home / NEXT).exists():
        raise UsageError("a rotation is under way", where=str(home / NEXT), remedy="Wait until the new key signs.")
    key = SigningKey.at(home / NEXT)
    begins = now + timedelta(seconds=lead)
    entry = PartnerKey(key.public, valid_from=now, valid_until=begins + timedelta(days=KEY_DAYS), signs_from=begins)
    end = begins + timedelta(hours=overlap_hours)

    def with_next(partner: Partner) -> Partner:
        kept = {
            identifier: msgspec.structs.replace(old, valid_until=min(old.valid_until or end, end))
            for identifier, old in partner.keys.items()
            if old.valid_until is None or old.valid_until > now
        }
        return msgspec.structs.replace(partner, keys={**kept, key.identifier: entry})

    change(path, name, with_next)
    return entry


class Renewal:
    """Lets a running agency take over a changed register, and its own next key when that key's time has come."""

    def __init__(self, agency: Agency, path: Path, home: Path) -> None:
        self._agency, self._path, self._home = agency, path, home
        self._seen: tuple[int, int] | None = None

    def step(self) -> bool:
        """Look once; True where something changed. A register that is not sound changes nothing."""
        stat = self._path.stat()
        changed = (stat.st_mtime_ns, stat.st_size) != self._seen
        if changed:
            self._agency.partners = PartnerRegister(read(self._path))
            self._seen = (stat.st_mtime_ns, stat.st_size)
        return self._take_next_key() or changed

    def _take_next_key(self) -> bool:
        following = self._home / NEXT
        if not following.exists():
            return False
        key = SigningKey.at(following)
        entry = self._agency.partners[self._agency.name].keys.get(key.identifier)
        if entry is None or (entry.signs_from and self._agency.clock.now() < entry.signs_from):
            return False
        os.replace(following, self._home / CURRENT)
        self._agency.key = key
        return True
