"""Shards as processes of this host: a crash of one costs its part of one answer, and it is started again.

Processes are forked from a server that has the program loaded, so that one is back within a fraction of a second.
"""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import os
import signal
import socket
import threading
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tenprint.errors import TenprintError, UnavailableError
from tenprint.search.parameters import SHARD_CALLS, SHARD_STOP_PATIENCE
from tenprint.search.shards.backend import gone
from tenprint.search.shards.placement import Place
from tenprint.search.shards.worker import Worker

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tenprint.search.shards.preloaded"])


def _serve(path: str, connection: Connection) -> None:
    """Answer calls, several at once, until the other side closes; runs in the process of a shard."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started the shards ends them
    worker = Worker(path)
    sending = threading.Lock()

    def answer(number: int, method: str, arguments: tuple[Any, ...]) -> None:
        try:
            good, result = True, getattr(worker, method)(*arguments)
        except TenprintError as error:
            good, result = False, error
        except Exception as error:  # a fault of ours: named, and not mistaken for a death
            good, result = False, TenprintError(f"a shard failed: {error!r}", where=path)
        with sending, contextlib.suppress(OSError):  # the other side is gone
            connection.send((number, good, result))

    with ThreadPoolExecutor(SHARD_CALLS) as pool:
        while True:
            try:
                pool.submit(answer, *connection.recv())
            except (EOFError, OSError):
                break
    worker.close()


class _Process:
    """One process; a thread hands its answers to those who wait."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._numbers = itertools.count()
        self._waiting: dict[int, Future[Any]] = {}
        self._lock, self._sending = threading.Lock(), threading.Lock()
        self._dead = False
        self._connection, other = _context.Pipe()
        self._process = _context.Process(target=_serve, args=(str(path), other), daemon=True)
        self._process.start()
        other.close()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def submit(self, method: str, arguments: tuple[Any, ...]) -> Future[Any]:
        future: Future[Any] = Future()
        number = next(self._numbers)
        with self._lock:
            if self._dead:
                future.set_exception(self._died())
                return future
            self._waiting[number] = future
        try:
            with self._sending:
                self._connection.send((number, method, arguments))
        except OSError:
            self._fail()
        return future

    def _read(self) -> None:
        while True:
            try:
                number, good, result = self._connection.recv()
            except (EOFError, OSError):
                self._fail()
                return
            with self._lock:
                future = self._waiting.pop(number)
            if good:
                future.set_result(result)
            else:
                future.set_exception(result)

    def _fail(self) -> None:
        with self._lock:
            self._dead = True
            waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            with contextlib.suppress(InvalidStateError):
                future.set_exception(self._died())

    def _died(self) -> UnavailableError:
        return UnavailableError("the process of a shard died", where=str(self.path))

    @property
    def alive(self) -> bool:
        return not self._dead and self._process.is_alive()

    def kill(self) -> None:
        self._process.kill()

    def stop(self) -> None:
        self._fail()
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(self._connection.fileno())) as same:
            same.shutdown(socket.SHUT_RDWR)  # closing alone would not wake the reader
        self._process.join(SHARD_STOP_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._reader.join()
        self._connection.close()


class ProcessBackend:
    """Workers as processes."""

    def __init__(self) -> None:
        self._processes: dict[Place, _Process] = {}
        self._lock = threading.Lock()

    def start(self, place: Place, path: Path, host: str) -> None:
        """See `Backend`; all hosts are this one."""
        with self._lock:
            if place not in self._processes:
                self._processes[place] = _Process(path)

    def submit(self, place: Place, method: str, *arguments: Any) -> Future[Any]:
        """See `Backend`."""
        process = self._processes.get(place)
        return process.submit(method, arguments) if process is not None else gone(place)

    def replace(self, place: Place) -> None:
        """See `Backend`."""
        with self._lock:
            old = self._processes.get(place)
            if old is not None and not old.alive:
                old.stop()
                self._processes[place] = _Process(old.path)

    def abandon(self, place: Place) -> None:
        """See `Backend`."""
        with self._lock:
            if place in self._processes:
                self._processes[place].kill()

    def close(self) -> None:
        """See `Backend`."""
        with self._lock:
            processes, self._processes = self._processes, {}
        for process in processes.values():
            process.stop()
