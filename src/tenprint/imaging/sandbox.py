"""A small pool of worker processes in which hostile images are decoded."""

from __future__ import annotations

import atexit
import os
import threading
from typing import Any

import numpy as np

from tenprint.errors import ImageError
from tenprint.imaging import parameters
from tenprint.imaging.formats import Format
from tenprint.imaging.image import Image
from tenprint.imaging.limits import check_pixels
from tenprint.imaging.parameters import Limits
from tenprint.imaging.process import WorkerLostError, WorkerProcess


class Sandbox:
    """Worker processes, started when first needed, each lent to one thread at a time, replaced when lost.

    Safe to use from any number of threads; callers beyond the number of workers wait.
    """

    def __init__(self, workers: int | None = None) -> None:
        """Prepare a pool; nothing is started yet.

        Args:
            workers: at most so many processes; one a processor and no more than `WORKERS_AT_MOST` unless told.
        """
        self.workers = workers or max(1, min(parameters.WORKERS_AT_MOST, os.cpu_count() or 1))
        self._places = threading.BoundedSemaphore(self.workers)
        self._lock = threading.Lock()
        self._idle: list[WorkerProcess] = []
        self._all: set[WorkerProcess] = set()

    def decode(self, data: bytes, kind: Format, limits: Limits) -> Image:
        """Decode one image in a worker.

        Raises:
            ImageError: it cannot be decoded, or the worker did not survive the attempt.
        """
        head = {"format": str(kind), "pixels": limits.pixels, "cpu_seconds": limits.cpu_seconds}
        with self._places:
            worker = self._take()
            start = parameters.WORKER_START_SECONDS if worker.requests == 0 else 0.0
            try:
                answer, payload = worker.ask(head, data, limits.wall_seconds + start, limits.pixels)
            except WorkerLostError as lost:
                self._drop(worker)
                raise ImageError(
                    f"the decoder of this {kind} image did not survive it: {lost}",
                    remedy="The image is broken, hostile or far too large. Export it again.",
                ) from lost
            except BaseException:
                self._drop(worker)
                raise
            self._give_back(worker)
        return _image(answer, payload, kind, limits)

    def close(self) -> None:
        """End all workers. The pool may be used again afterwards."""
        with self._lock:
            workers, self._all, self._idle = list(self._all), set(), []
        for worker in workers:
            worker.kill()

    def after_fork(self) -> None:
        """In a forked child: the workers belong to the parent."""
        for worker in self._all:
            worker.forget()
        self.__init__(self.workers)  # type: ignore[misc]

    def pids(self) -> list[int]:
        """Process ids of the living workers."""
        with self._lock:
            return [worker.pid for worker in self._all]

    def _take(self) -> WorkerProcess:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        worker = WorkerProcess()
        with self._lock:
            self._all.add(worker)
        return worker

    def _give_back(self, worker: WorkerProcess) -> None:
        with self._lock:
            if worker in self._all and worker.requests < parameters.WORKER_REQUESTS:
                self._idle.append(worker)
                return
        self._drop(worker)

    def _drop(self, worker: WorkerProcess) -> None:
        with self._lock:
            self._all.discard(worker)
        worker.kill()


def _image(answer: dict[str, Any], payload: bytes, kind: Format, limits: Limits) -> Image:
    """Check a worker's answer as one checks any foreign input."""
    if "what" in answer:
        remedy = answer.get("remedy")
        raise ImageError(str(answer["what"]), remedy=str(remedy) if remedy else None)
    width, height, ppi = answer.get("width"), answer.get("height"), answer.get("ppi")
    if not isinstance(width, int) or not isinstance(height, int) or not isinstance(ppi, int | float | None):
        raise ImageError("the decoder gave a senseless answer")
    check_pixels(width, height, limits)
    if len(payload) != width * height:
        raise ImageError("the decoder gave a senseless answer")
    pixels = np.frombuffer(payload, dtype=np.uint8).reshape(height, width).copy()
    return Image(pixels, None if ppi is None else float(ppi), kind)


SHARED = Sandbox()
atexit.register(SHARED.close)
os.register_at_fork(after_in_child=SHARED.after_fork)
