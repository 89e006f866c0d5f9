"""The mail gateway: EBTS transactions as attachments of mail, for agencies that have nothing else.

Each mail is answered: by the transactions that answer it, or by a text that says why it was refused. Mail is not
authenticated; the gateway belongs behind a server that is (RFC 4954), and takes mail of known senders only.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import smtplib
from collections.abc import Callable, Iterator, Mapping
from email.message import EmailMessage

from tenprint.agency.base import Agency
from tenprint.agency.booking.submit import submit
from tenprint.agency.correlation import ori_of
from tenprint.errors import NotAuthorisedError, TenprintError, UsageError

MEDIA_TYPES = frozenset({"application/octet-stream", "application/vnd.ebts"})
MOST_ATTACHMENTS = 20

Send = Callable[[EmailMessage], None]


class MailGateway:
    """Takes mails in and sends answers out.

    Args:
        agency: the booking agency.
        address: the gateway's own address.
        senders: address of a permitted sender -> ORI that it may send for.
        send: hands a mail to the mail system.
    """

    def __init__(self, agency: Agency, *, address: str, senders: Mapping[str, str], send: Send) -> None:
        self._agency, self._address, self._send = agency, address, send
        self._senders = {sender.lower(): ori for sender, ori in senders.items()}

    def take(self, data: bytes) -> list[str]:
        """Submit every transaction of a mail; return their correlations. What is refused is answered by mail.

        Raises:
            NotAuthorisedError: the sender is not known; nothing is sent to strangers.
        """
        message = email.message_from_bytes(data, policy=email.policy.default)
        sender = email.utils.parseaddr(str(message["From"]))[1].lower()
        if sender not in self._senders:
            raise NotAuthorisedError("mail of an unknown sender", where="mail", remedy="Register the sender first.")
        accepted = []
        try:
            for name, content in _attachments(message):
                accepted.append(self._submit(sender, name, content))
            if not accepted:
                raise UsageError("the mail has no transaction attached", remedy="Attach EBTS files.")
        except TenprintError as error:
            self._send(_letter(self._address, sender, f"Refused: {message['Subject'] or ''}", f"{error}\n"))
        return accepted

    def answer(self, correlation: str, kind: str, data: bytes) -> bool:
        """Send an answer to the sender who may send for its ORI; False where there is none."""
        ori = ori_of(correlation)
        receivers = [sender for sender, own in self._senders.items() if own == ori]
        for receiver in receivers:
            letter = _letter(self._address, receiver, f"{kind} {correlation}", "The answer is attached.\n")
            letter.add_attachment(data, maintype="application", subtype="octet-stream", filename=f"{kind}.ebts")
            self._send(letter)
        return bool(receivers)

    def _submit(self, sender: str, name: str, content: bytes) -> str:
        from tenprint import transaction

        ori = transaction.read(content).ori
        if ori != self._senders[sender]:
            raise NotAuthorisedError(f"{sender} may not send for {ori}", where=name)
        return submit(self._agency, content, user=f"mail:{sender}"[:80]).correlation


def smtp(host: str, port: int) -> Send:
    """Return a `Send` that hands mail to an SMTP server."""

    def send(letter: EmailMessage) -> None:
        with smtplib.SMTP(host, port, timeout=30) as server:
            server.send_message(letter)

    return send


def _attachments(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    found = [part for part in message.walk() if part.get_content_type() in MEDIA_TYPES]
    if len(found) > MOST_ATTACHMENTS:
        raise UsageError(f"{len(found)} attachments", remedy=f"At most {MOST_ATTACHMENTS} in one mail.")
    for number, part in enumerate(found, 1):
        content = part.get_payload(decode=True)
        yield part.get_filename() or f"attachment {number}", content if isinstance(content, bytes) else b""


def _letter(sender: str, receiver: str, subject: str, text: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"] = sender, receiver
    letter["Subject"] = " ".join(subject.split())
    letter.set_content(text)
    return letter
