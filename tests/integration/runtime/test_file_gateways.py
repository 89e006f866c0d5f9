"""Agencies that only know files: a drop folder and a mailbox, asked for in the configuration of `tenprint serve`."""

from __future__ import annotations

import email
import email.policy
import mailbox
import time
from email.message import EmailMessage

import pytest
from booked_agencies import Booked
from sqlalchemy import insert, select

from tenprint.agency.booking.tables import booking_answer, booking_submission
from tenprint.errors import ConfigurationError
from tenprint.runtime import files
from tenprint.runtime.deployment import create
from tenprint.runtime.process import AgencyProcess
from tenprint.simulate.population import simulated_registry

ORI, SENDER = "MO5109000", "clerk@jail.example"


def configured(folder, role, text):
    create(folder, transport="https")
    path = folder / f"{role}.toml"
    path.write_text(path.read_text() + text)
    return AgencyProcess(path, activation=simulated_registry())


def until(found, seconds=120.0):
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def submitted(process):
    with process.agency.database.read() as connection:
        return list(connection.scalars(select(booking_submission.c.correlation)))


def answer(process, correlation):
    with process.agency.unit(cause="answer", actor="system") as unit:
        data = process.agency.vault.seal(unit.connection, correlation, b"ANSWER", context="answer")
        unit.connection.execute(
            insert(booking_answer).values(
                correlation=correlation, message_id="0" * 32, kind="SRE", received_at=unit.now, data=data
            )
        )


@pytest.fixture
def car(tmp_path, monkeypatch):
    Booked.patch(monkeypatch)
    agencies = Booked(tmp_path / "world")
    yield agencies.car(1, "TCN0000000001")
    agencies.close()


def test_a_drop_folder_by_configuration(tmp_path, car):
    with configured(tmp_path / "d", "booking", '[dropfolder]\nfolder = "drop"\n') as process:
        process.start()
        drop = tmp_path / "d" / "drop"
        (drop / "in" / "one.ebts").write_bytes(car)
        (drop / "in" / "two.ebts").write_bytes(b"nothing")
        until(lambda: (drop / "sent" / "one.ebts").exists() and (drop / "refused" / "two.ebts.txt").exists())
        [correlation] = submitted(process)
        answer(process, correlation)
        until(lambda: (drop / "out" / "TCN0000000001.SRE.ebts").exists())


def test_a_mailbox_by_configuration(tmp_path, car, monkeypatch):
    sent = []
    monkeypatch.setattr(files, "smtp", lambda _host, _port: sent.append)
    section = f'[mail]\naddress = "gateway@state.example"\nmaildir = "mail"\n\n[mail.senders]\n"{SENDER}" = "{ORI}"\n'
    with configured(tmp_path / "d", "booking", section) as process:
        process.start()
        box = mailbox.Maildir(tmp_path / "d" / "mail")
        for sender in (SENDER, "stranger@example.org"):
            letter = EmailMessage(policy=email.policy.default)
            letter["From"], letter["To"], letter["Subject"] = sender, "gateway@state.example", "booking"
            letter.add_attachment(car, maintype="application", subtype="octet-stream", filename="one.ebts")
            box.add(letter.as_bytes())
        until(lambda: submitted(process) == [f"{ORI}:TCN0000000001"] and not list(box.keys()))
        answer(process, f"{ORI}:TCN0000000001")
        until(lambda: sent)
        time.sleep(1.2)
    assert [letter["To"] for letter in sent] == [SENDER], "mailed once, and nothing to the stranger"


def test_files_are_the_booking_agencys_matter(tmp_path):
    with (
        configured(tmp_path / "d", "criminal", '[dropfolder]\nfolder = "drop"\n') as process,
        pytest.raises(ConfigurationError, match="takes no files"),
    ):
        process.start()
