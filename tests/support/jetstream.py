"""A real NATS server between agencies that a test steps by hand: a delivery returns when the receiver has decided."""

from __future__ import annotations

import hashlib
import os
import queue
import threading

from tenprint.errors import InputError, RefusedError
from tenprint.exchange.transports import Transport
from tenprint.exchange.transports.nats import NatsTransport

SECONDS = 30.0


class JetStream(Transport):
    """Publishes as the sender would, and waits until the receiver's consumer has taken or refused the message.

    A refusal is raised here as it was there, so that what is tested on the sender's side is the same on all transports.
    """

    def __init__(self, url):
        self._url = url
        self._ends = {}
        self._outcomes = {}
        self._lock = threading.Lock()

    def connect(self, name, receive, receive_many=None):
        if name in self._ends:
            self._ends.pop(name).close()
        end = self._ends[name] = NatsTransport(self._url, name)
        end.receive(lambda data: self._taken(name, receive, data))

    def deliver(self, receiver, data):
        outcome = self._outcome(receiver, data)
        end = self._ends[receiver]
        # An identifier of its own each time: what comes twice shall arrive twice.
        end._call(end._publish(receiver, data, os.urandom(8).hex()))
        error = outcome.get(timeout=SECONDS)
        if error is not None:
            raise error

    def close(self):
        for end in self._ends.values():
            end.close()

    def _taken(self, name, receive, data):
        error = None
        try:
            receive(data)
        except Exception as raised:
            error = raised
        self._outcome(name, data).put(error)
        if isinstance(error, RefusedError | InputError):
            raise error  # ends it in the stream too; what passes is tried again by the sender here

    def _outcome(self, name, data):
        with self._lock:
            return self._outcomes.setdefault((name, hashlib.sha256(data).digest()), queue.Queue())
