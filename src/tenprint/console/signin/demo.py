"""The people of a demo: an account of each role, whose password and authenticator the demo itself holds."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec
import pyotp
from sqlalchemy import delete, select

from tenprint.accountability.accounts import AccountParameters, Accounts
from tenprint.accountability.accounts.model import account
from tenprint.accountability.accounts.secrets import STEP_SECONDS, code_at
from tenprint.agency.base import Agency
from tenprint.console.framework.house import DemoPerson, House
from tenprint.console.signin.people import PEOPLE
from tenprint.storage.secret_file import write_secret

FILE = "people.json"
MAKER = "demo.maker"
# The demo's passwords lie in a file beside the world: a costly hash would protect nothing, and cost the reader seconds.
CHEAP = AccountParameters(argon2_time=1, argon2_memory=1024, argon2_lanes=1)


class _Kept(NamedTuple):
    password: str
    secret: str


def demo_people(folder: Path, agencies: dict[str, Agency]) -> tuple[DemoPerson, ...]:
    """Return the people of the world in this folder; make the accounts that are not there yet."""
    path = folder / FILE
    kept = msgspec.json.decode(path.read_bytes(), type=dict[str, _Kept]) if path.exists() else {}
    before = len(kept)
    for person in PEOPLE:
        agency = agencies.get(person.agency)
        if agency is not None and person.name not in kept:
            kept[person.name] = _make(agency, person.name, person.roles, person.office, person.ori)
    if len(kept) != before:
        write_secret(path, msgspec.json.encode(kept))
    return tuple(DemoPerson(p.name, p.agency, p.roles, p.words, *kept[p.name]) for p in PEOPLE if p.agency in agencies)


def code_of(house: House, person: DemoPerson) -> tuple[str | None, int]:
    """Return a one-time code that was not used yet; None, and the seconds until there is one, where all were."""
    agency = house.agencies[person.agency]
    now = agency.clock.now()
    with agency.database.read() as connection:
        last = connection.scalar(select(account.c.last_code_step).where(account.c.name == person.name)) or 0
    present = int(now.timestamp()) // STEP_SECONDS
    window = AccountParameters().code_window
    for step in range(present - window, present + window + 1):
        if step > last:
            return pyotp.TOTP(person.secret).at(step * STEP_SECONDS), 0
    return None, STEP_SECONDS - int(now.timestamp()) % STEP_SECONDS


def _make(agency: Agency, name: str, roles: tuple[str, ...], office: str, ori: str | None) -> _Kept:
    """Make an account and let its owner change the first password, as any owner must."""
    accounts = Accounts(agency.database, agency.vault, agency.clock, agency=agency.name, parameters=CHEAP)
    with agency.database.write() as connection:  # of a demo that was killed before it wrote the file
        connection.execute(delete(account).where(account.c.name == name))
    made = accounts.create(name, roles=roles, office=office, ori=ori, by=MAKER)
    code = code_at(made.secret, agency.clock.now())
    session = accounts.log_on(name, made.password, code, notice_accepted=True, where="demo")
    password = made.password[::-1] + "!"
    accounts.change_password(session.token, made.password, password)
    accounts.log_off(session.token)
    return _Kept(password, made.secret)
