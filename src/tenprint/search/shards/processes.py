"""Shards as processes of this host: a crash of one costs its part of one answer, and it is started again."""

from __future__ import annotations

import multiprocessing
import threading
from concurrent.futures import Future
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tenprint.errors import TenprintError, UnavailableError
from tenprint.search.shards.worker import Worker

_spawn = multiprocessing.get_context("spawn")


def _serve(path: str, connection: Connection) -> None:
    """Answer calls until the other side closes; runs in the process of a shard."""
    worker = Worker(path)
    connection.send("ready")
    while True:
        try:
            method, arguments = connection.recv()
        except EOFError:
            worker.close()
            return
        try:
            connection.send((True, getattr(worker, method)(*arguments)))
        except TenprintError as error:
            connection.send((False, error))


class _Process:
    """One process; calls are made one after the other."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._connection, other = _spawn.Pipe()
        self._process = _spawn.Process(target=_serve, args=(str(path), other), daemon=True)
        self._process.start()
        other.close()
        self._ready = False

    def call(self, method: str, arguments: tuple[Any, ...]) -> Any:
        with self._lock:
            try:
                if not self._ready:
                    self._connection.recv()
                    self._ready = True
                self._connection.send((method, arguments))
                good, result = self._connection.recv()
            except (EOFError, OSError):
                raise UnavailableError("the process of a shard died", where=str(self.path)) from None
        if not good:
            raise result
        return result

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def stop(self) -> None:
        self._connection.close()
        self._process.join(timeout=10)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


class ProcessBackend:
    """Workers as processes."""

    def __init__(self) -> None:
        self._processes: dict[int, _Process] = {}
        self._lock = threading.Lock()

    def start(self, shard: int, path: Path) -> None:
        """See `Backend`."""
        with self._lock:
            if shard not in self._processes:
                self._processes[shard] = _Process(path)

    def submit(self, shard: int, method: str, *arguments: Any) -> Future[Any]:
        """See `Backend`."""
        future: Future[Any] = Future()
        process = self._processes[shard]

        def run() -> None:
            try:
                future.set_result(process.call(method, arguments))
            except BaseException as error:
                future.set_exception(error)

        threading.Thread(target=run, daemon=True).start()
        return future

    def replace(self, shard: int) -> None:
        """See `Backend`."""
        with self._lock:
            old = self._processes[shard]
            if not old.alive:
                self._processes[shard] = _Process(old.path)

    def close(self) -> None:
        """See `Backend`."""
        with self._lock:
            for process in self._processes.values():
                process.stop()
            self._processes.clear()
