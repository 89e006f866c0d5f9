from email.message import EmailMessage

import pytest
from tests.integration.test_dropfolder import a_car, agency, count  # noqa: F401

from tenprint.agency.booking.mail import MailGateway
from tenprint.agency.booking.tables import booking_submission
from tenprint.errors import NotAuthorisedError


@pytest.fixture
def gateway(agency):  # noqa: F811
    letters = []
    known = {"clerk@stl.example": "MO5109000", "other@kc.example": "MO0959000"}
    gateway = MailGateway(agency, address="gateway@state.example", senders=known, send=letters.append)
    return gateway, letters, agency


def mail(sender, *attachments):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "gateway@state.example", "booking"
    message.set_content("see attached")
    for data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename="a.ebts")
    return message.as_bytes()


def test_a_mail_is_submitted_once_and_answered(gateway):
    box, letters, agency = gateway  # noqa: F811
    assert box.take(mail("Clerk <CLERK@stl.example>", a_car())) == ["MO5109000:DROP000001"]
    box.take(mail("clerk@stl.example", a_car()))
    assert count(agency, booking_submission) == 1
    assert box.answer("MO5109000:DROP000001", "SRE", b"answer")
    assert letters[-1]["To"] == "clerk@stl.example"
    assert next(letters[-1].iter_attachments()).get_payload(decode=True) == b"answer"


@pytest.mark.parametrize("attachments", [[], [b"garbage"]])
def test_what_cannot_be_sent_is_answered_with_the_reason(gateway, attachments):
    box, letters, agency = gateway  # noqa: F811
    assert box.take(mail("clerk@stl.example", *attachments)) == []
    assert letters[-1]["Subject"].startswith("Refused")
    assert count(agency, booking_submission) == 0


def test_strangers_get_no_answer_and_nobody_sends_for_another(gateway):
    box, letters, agency = gateway  # noqa: F811
    with pytest.raises(NotAuthorisedError):
        box.take(mail("stranger@example.org", a_car()))
    assert not letters
    assert box.take(mail("other@kc.example", a_car())) == []
    assert "may not send" in letters[-1].get_content()
    assert count(agency, booking_submission) == 0
