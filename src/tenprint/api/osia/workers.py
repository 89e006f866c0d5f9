"""Threads that do tasks, post their answers, keep the galleries up to date and forget what is over."""

from __future__ import annotations

import threading
from collections.abc import Callable
from urllib.parse import quote, urlsplit, urlunsplit

import httpx
import msgspec
import structlog

from tenprint.api.osia import tasks
from tenprint.api.osia.call import ERROR_JSON, JSON, Reply
from tenprint.api.osia.execute import execute
from tenprint.api.osia.parameters import CALLBACK_SECONDS, WORKERS
from tenprint.api.osia.schemas import Error
from tenprint.api.osia.store import Store

log = structlog.get_logger()
IDLE_SECONDS, PURGE_SECONDS = 0.05, 600.0
WORDS = {403: "operation not allowed", 404: "unknown record", 409: "conflict of identifiers"}


class Workers:
    """Use as a context manager."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stop = threading.Event()
        self._client = httpx.Client(trust_env=False, timeout=CALLBACK_SECONDS, follow_redirects=False)
        works: list[tuple[Callable[[], bool], float]] = [(self.work, IDLE_SECONDS)] * WORKERS
        works += [(self.deliver, IDLE_SECONDS), (self._catch_up, IDLE_SECONDS), (self._purge, PURGE_SECONDS)]
        self._threads = [threading.Thread(target=self._run, args=entry, daemon=True) for entry in works]

    def work(self) -> bool:
        """Do the next task; False where there is none."""
        claimed = tasks.claim(self._store, (tasks.PENDING,))
        if claimed is None:
            return False
        row, call, _ = claimed
        if not tasks.give_up(self._store, row):
            execute(self._store, call, task=row.task)
        return True

    def deliver(self) -> bool:
        """Post the next answer; False where there is none."""
        claimed = tasks.claim(self._store, tasks.TO_DELIVER)
        if claimed is None:
            return False
        row, _, reply = claimed
        try:
            body, media = _content(reply or Reply(500))
            answer = self._client.post(
                _address(row.callback, row.transaction, row.task), content=body, headers={"Content-Type": media}
            )
        except httpx.HTTPError as error:
            tasks.not_delivered(self._store, row, type(error).__name__)
            return True
        if answer.is_success:
            tasks.delivered(self._store, row)
        else:
            tasks.not_delivered(self._store, row, str(answer.status_code))
        return True

    def __enter__(self) -> Workers:
        tasks.release_leases(self._store)
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._client.close()

    def _catch_up(self) -> bool:
        return self._store.galleries.catch_up() > 0

    def _purge(self) -> bool:
        tasks.purge(self._store)
        return False

    def _run(self, work: Callable[[], bool], pause: float) -> None:
        while not self._stop.is_set():
            try:
                busy = work()
            except Exception:  # the disk is full, say: a worker goes on when it no longer is
                log.exception("osia worker failed")
                busy = False
                self._stop.wait(1.0)
            if not busy:
                self._stop.wait(pause)


def _content(reply: Reply) -> tuple[bytes, str]:
    """Return what a callback is sent: the result, `"OK"` where success has none, or an error."""
    if reply.status < 300:  # HTTP
        return reply.body or b'"OK"', JSON
    if reply.body:
        return reply.body, ERROR_JSON
    return msgspec.json.encode(Error(reply.status, WORDS.get(reply.status, "refused"))), ERROR_JSON


def _address(callback: str, transaction: str, task: str) -> str:
    parts = urlsplit(callback)
    given = f"transactionId={quote(transaction, safe='')}&taskId={task}"
    return urlunsplit(parts._replace(query=f"{parts.query}&{given}" if parts.query else given, fragment=""))
