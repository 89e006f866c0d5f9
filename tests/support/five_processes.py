"""The booked agencies as a deployment: five processes on PostgreSQL and NATS, each an agency as `tenprint serve` has,
stepped by hand.

What a test does itself (it submits, decides, looks) happens in its own process, as at a console beside the agency's: at
a desk on the same database with the same keys, that receives and delivers nothing. `step`, `deliver` and `watch` are
asked of the role's process. A process is forked, so that it has what the test has patched; it is started again where
the test has changed since with what it was started (clock, registry, patches).
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

import msgspec
from booked_agencies import Booked
from faulty import FaultyTransport
from nats.js.errors import NotFoundError
from sqlalchemy.exc import OperationalError

from tenprint.agency.criminal import agency as criminal_agency
from tenprint.agency.criminal import search as criminal_search_step
from tenprint.agency.immigration import identify as identify_step
from tenprint.exchange.transports import Transport
from tenprint.exchange.transports.nats import STREAM
from tenprint.runtime import register
from tenprint.runtime.deployment import create
from tenprint.runtime.process import AgencyProcess

SECONDS = 60.0  # for an answer, and for what was delivered to arrive
REPOSITORIES = ("criminal", "immigration")


class FiveProcesses(Booked):
    """Booked agencies of which each is a process; call `patch` before, and have a NATS server with the deployment's
    configuration running before anything travels.
    """

    def __init__(self, folder, *, database_url, nats_port):
        create(folder, transport="nats", nats=f"tls://127.0.0.1:{nats_port}", database=database_url)
        _valid_at_any_time(folder / "partners.json")
        super().__init__(folder, database_url=database_url)
        self.transport = FaultyTransport()
        self._processes = {}
        for role, agency in self.agencies.items():
            agency.step = lambda role=role: self.ask(role, "step")
            agency.watch = lambda role=role: self.ask(role, "watch")
            agency.deliver = lambda receiver=None, role=role: self.ask(role, "deliver")
            if role in REPOSITORIES:
                agency.masterfile.close()  # a gallery belongs to one process

    @property
    def server_configuration(self):
        return self.folder / "nats" / "server.conf"

    def process_ids(self):
        """The process of each role, started where it is not running."""
        return {role: self.ask(role, "pid") for role in self.agencies}

    def enrolled(self, role):
        """Who is in a repository's gallery, brought up to date."""
        return self.ask(role, "enrolled")

    def stop(self, role):
        """Stop a role's process; the next thing that is asked of it starts another."""
        if process := self._processes.pop(role, None):
            process.stop()

    def close(self):
        for process in self._processes.values():
            process.kill()
        self._processes.clear()
        for agency in self.agencies.values():
            agency.database.close()

    def ask(self, role, what):
        for name in self.agencies:  # all: who is sent something must be there to take it
            known = self._processes.get(name)
            if known is None or not known.is_as(self._started_with(name)):
                self.stop(name)
                self._processes[name] = _Process(self, name, self._started_with(name))
        result = self._processes[role].ask(what, self.clock.now(), self.transport)
        if what == "deliver" and result:
            self._wait_for_arrival()
        return result

    def _wait_for_arrival(self):
        end = time.monotonic() + SECONDS
        for process in self._processes.values():
            while process.ask("pending", self.clock.now(), self.transport):
                assert time.monotonic() < end, f"{process.role} does not take what is there for it"
                time.sleep(0.02)

    def _started_with(self, role):
        agency = self.agencies[role]
        patches = (criminal_agency.capture, criminal_search_step.search_many, identify_step.search_many)
        return (agency.clock, agency.activation, getattr(agency, "capture", None), self.transport.changed, *patches)


class _Process:
    """One role, forked from the test."""

    def __init__(self, agencies, role, started_with):
        self.role = role
        self._started_with = started_with
        self._pipe, theirs = multiprocessing.Pipe()
        _end_idle_threads()
        threads = [one.name for one in threading.enumerate() if one is not threading.main_thread()]
        # Those of searches belong to the process that started them, and another one starts its own (`cascade.threads`).
        assert all(name.startswith("search") for name in threads), f"threads do not survive a fork: {threads}"
        self._child = os.fork()
        if self._child == 0:
            with contextlib.suppress(BaseException):
                log = os.open(agencies.folder / f"{role}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
                os.dup2(log, 1)
                os.dup2(log, 2)
                _serve(agencies, role, theirs)
            os._exit(0)
        theirs.close()

    def is_as(self, wanted):
        return all(one is other for one, other in zip(self._started_with, wanted, strict=True))

    def ask(self, what, now, transport):
        self._pipe.send((what, now, transport.silent, transport.lost_confirmations, transport.twice))
        assert self._pipe.poll(SECONDS), f"{self.role} did not answer to {what!r}"
        result, error, transport.lost_confirmations = self._pipe.recv()
        if error:
            kind, text = error
            raise OperationalError(text, None, None) if kind == "OperationalError" else AssertionError(text)
        return result

    def stop(self):
        with contextlib.suppress(OSError, EOFError):
            self._pipe.send(("stop", None, set(), 0, False))
            self._pipe.poll(SECONDS)
        self.kill()

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)
        self._pipe.close()


def _serve(agencies, role, pipe):
    """The child: an agency's process as `tenprint serve` has it, but that it works when it is told to."""
    desk = agencies.agencies[role]
    for agency in agencies.agencies.values():
        agency.database.engine.dispose(close=False)  # the connections are the test's
    process = AgencyProcess(agencies.folder / f"{role}.toml", activation=desk.activation, clock=desk.clock)
    if role in REPOSITORIES and hasattr(desk, "capture"):
        process.agency.capture = desk.capture
    process.agency.transport = agencies.transport
    agencies.transport.below = _Below(process.transport, agencies.transport)
    agencies.agencies[role] = process.agency  # for what a test has happen inside of a step
    setattr(agencies, {"state": "state_bureau"}.get(role, role), process.agency)
    process.transport.receive(process.agency.receive)
    work = {
        "pid": os.getpid,
        "step": process.agency.step,
        "deliver": process.agency.deliver,
        "watch": process.agency.watch,
        "pending": lambda: _pending(process.transport, role),
        "enrolled": lambda: _enrolled(process.agency),
    }
    while True:
        what, now, silent, lost, agencies.transport.twice = pipe.recv()
        if what == "stop":
            process.close()
            pipe.send(None)
            return
        agencies.clock.set(now)
        agencies.transport.silent, agencies.transport.lost_confirmations = silent, lost
        result = error = None
        try:
            result = work[what]()
        except Exception as raised:
            traceback.print_exc()
            error = (type(raised).__name__, str(raised))
        pipe.send((result, error, agencies.transport.lost_confirmations))


def _end_idle_threads():
    """Replace the pools of embedded agencies that were here before; their threads would be missing after a fork."""
    for name, module in list(sys.modules.items()):
        if name.startswith("tenprint"):
            for key, pool in list(vars(module).items()):
                if isinstance(pool, ThreadPoolExecutor):
                    pool.shutdown()
                    setattr(module, key, ThreadPoolExecutor(pool._max_workers))


class _Below(Transport):
    """The agency's own transport; what shall arrive twice, or again, gets past the stream's own eye for that."""

    def __init__(self, transport, faults):
        self._transport, self._faults = transport, faults

    def deliver(self, receiver, data):
        if self._faults.twice or self._faults.lost_confirmations:
            self._transport._call(self._transport._publish(receiver, data, os.urandom(8).hex()))
        else:
            self._transport.deliver(receiver, data)


def _pending(transport, role):
    async def look():
        stream = await transport._connected()
        try:
            found = await stream.consumer_info(STREAM, role)
        except NotFoundError:
            return 1  # its receiver is about to begin; what is for it waits in the stream
        return found.num_pending + found.num_ack_pending

    return transport._call(look())


def _enrolled(agency):
    agency.masterfile.catch_up()
    return list(agency.masterfile.gallery)


def _valid_at_any_time(path):
    """The tests' clock stands in the year 2010, in which no key of a deployment made today is valid."""
    partners = register.read(path)
    for number, partner in enumerate(partners):
        keys = {i: msgspec.structs.replace(key, valid_from=None, valid_until=None) for i, key in partner.keys.items()}
        partners[number] = msgspec.structs.replace(partner, keys=keys)
    register.write(path, partners)
