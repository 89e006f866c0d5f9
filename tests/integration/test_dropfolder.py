import os
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, insert, select

from tenprint.agency.booking.dropfolder import SETTLED_SECONDS, DropFolder
from tenprint.agency.booking.tables import booking_answer, booking_submission
from tenprint.clock import ManualClock
from tenprint.exchange.partners import Partner, PartnerKey, PartnerRegister
from tenprint.exchange.signature import SigningKey
from tenprint.exchange.transports.memory import MemoryTransport
from tenprint.policy import PolicyStore
from tenprint.runtime.station import build_agency, close_agency
from tenprint.simulate.population import simulated_registry
from tenprint.transaction import build


@pytest.fixture
def agency(tmp_path):
    keys = {role: SigningKey.at(tmp_path / role / "signing.pem") for role in ("booking", "state")}
    agency = build_agency(
        "booking",
        tmp_path / "booking",
        partners=PartnerRegister(
            Partner(name=r, role=r, keys={k.identifier: PartnerKey(k.public)}) for r, k in keys.items()
        ),
        transport=MemoryTransport(),
        clock=ManualClock(datetime(2010, 9, 22, tzinfo=UTC)),
        policies=PolicyStore(),
        activation=simulated_registry(),
    )
    yield agency
    close_agency(agency)


def a_car():
    demographics = {
        "2.005": "Y",
        "2.018": "DOE,JANE",
        "2.020": "MO",
        "2.022": "19800101",
        "2.024": "F",
        "2.025": "W",
        "2.027": "506",
        "2.029": "140",
        "2.031": "BLU",
        "2.032": "BRO",
        "2.045": "20100922",
        "2.047": [("20100922", "BURGLARY")],
    }
    image = build.Print(data=b"\xff\xa0\xff\xa1", position=1, impression=1, width=10, height=10)
    car = build.car(demographics, [image], ori="MO5109000", dai="MOSIR0000", tcn="DROP000001")
    return car.to_bytes()


def untouched_for_a_while(path):
    os.utime(path, (time.time() - SETTLED_SECONDS,) * 2)


def count(agency, table):
    with agency.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def test_files_are_sent_once_and_bad_ones_are_refused_with_a_reason(agency, tmp_path):
    folder = DropFolder(tmp_path / "drop", agency)
    (tmp_path / "drop/in/a.ebts").write_bytes(a_car())
    (tmp_path / "drop/in/b.ebts").write_bytes(b"not a transaction")
    untouched_for_a_while(tmp_path / "drop/in/b.ebts")
    assert folder.step()
    assert not folder.step()
    assert (tmp_path / "drop/sent/a.ebts").exists()
    assert "Type-1" in (tmp_path / "drop/refused/b.ebts.txt").read_text()
    (tmp_path / "drop/in/again.ebts").write_bytes(a_car())
    folder.step()
    assert count(agency, booking_submission) == 1


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_a_file_that_is_still_being_written_is_not_refused(agency, tmp_path, share):
    folder = DropFolder(tmp_path / "drop", agency)
    data, path = a_car(), tmp_path / "drop/in/a.ebts"
    with path.open("wb") as writer:
        writer.write(data[: int(share * len(data))])
        writer.flush()
        assert not folder.step()
        writer.write(data[int(share * len(data)) :])
    assert folder.step()
    assert (tmp_path / "drop/sent/a.ebts").exists()
    assert list((tmp_path / "drop/refused").iterdir()) == []


def test_a_file_whose_writer_gave_up_is_refused(agency, tmp_path):
    folder = DropFolder(tmp_path / "drop", agency)
    path = tmp_path / "drop/in/a.ebts"
    path.write_bytes(a_car()[:100])
    assert not folder.step()
    untouched_for_a_while(path)
    assert folder.step()
    assert (tmp_path / "drop/refused/a.ebts.txt").exists()
    path.write_bytes(b"from a machine whose clock is ahead")
    os.utime(path, (time.time() + 3600,) * 2)
    assert folder.step()
    assert not path.exists()


def test_answers_appear_as_files(agency, tmp_path):
    with agency.unit(cause="test", actor="test") as unit:
        sealed = agency.vault.seal(unit.connection, "MO5109000:DROP000001", b"an answer", context="answer")
        unit.connection.execute(
            insert(booking_answer).values(
                correlation="MO5109000:DROP000001", message_id="0" * 32, kind="SRE", received_at=unit.now, data=sealed
            )
        )
    folder = DropFolder(tmp_path / "drop", agency)
    assert folder.step()
    assert (tmp_path / "drop/out/DROP000001.SRE.ebts").read_bytes() == b"an answer"
    assert not folder.step()
