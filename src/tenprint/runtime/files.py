"""Gateways for agencies that only know files, as the configuration asks for them: a drop folder, a mailbox."""

from __future__ import annotations

import contextlib
import mailbox
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from tenprint.agency.base import Agency
from tenprint.agency.booking.dropfolder import DropFolder
from tenprint.agency.booking.mail import MailGateway, smtp
from tenprint.agency.booking.tables import booking_answer
from tenprint.errors import ConfigurationError, NotAuthorisedError
from tenprint.runtime.config import AgencyConfig

FILE_SECONDS = 1.0  # how often folder and mailbox are looked at


def file_gateways(config: AgencyConfig, root: Path, agency: Agency) -> dict[str, Callable[[], bool]]:
    """Return what is to be called again and again, by name.

    Raises:
        ConfigurationError: asked for at another role than booking.
    """
    found: dict[str, Callable[[], bool]] = {}
    if config.dropfolder.folder:
        found["dropfolder"] = DropFolder(root / config.dropfolder.folder, agency).step
    if config.mail.address:
        found["mail"] = Mailbox(config, root, agency).step
    if found and agency.role != "booking":
        raise ConfigurationError(
            f"a {agency.role} agency takes no files", where="dropfolder, mail", remedy="Remove these sections."
        )
    return found


class Mailbox:
    """Takes mail from a Maildir and hands answers to a mail server."""

    def __init__(self, config: AgencyConfig, root: Path, agency: Agency) -> None:
        section = config.mail
        host, _, port = section.smtp.rpartition(":")
        self._agency = agency
        self._box = mailbox.Maildir(root / section.maildir, create=True)
        self._gateway = MailGateway(
            agency, address=section.address, senders=section.senders, send=smtp(host, int(port))
        )
        self._place = root / section.maildir / "answered"

    def step(self) -> bool:
        """Take what has come and send what was answered; True when there was anything."""
        keys = list(self._box.keys())
        for key in keys:
            with contextlib.suppress(NotAuthorisedError):  # nothing is sent to strangers; their mail is not kept
                self._gateway.take(self._box.get_bytes(key))
            self._box.remove(key)
        return self._answer() or bool(keys)

    def _answer(self) -> bool:
        """Mail each answer; the number of the last one stands in a file, so that a restart mails none again."""
        last = int(self._place.read_text()) if self._place.exists() else 0
        with self._agency.database.read() as connection:
            rows = connection.execute(
                select(booking_answer)
                .where(booking_answer.c.sequence > last, booking_answer.c.kind != "second")
                .order_by(booking_answer.c.sequence)
            ).all()
            opened = [
                (row, self._agency.vault.open(connection, row.correlation, row.data, context="answer")) for row in rows
            ]
        for row, data in opened:
            if data is not None:
                self._gateway.answer(row.correlation, row.kind, data)
            temporary = self._place.with_suffix(".new")
            temporary.write_text(str(row.sequence))
            temporary.replace(self._place)
        return bool(rows)
