"""A sampling profiler: every few milliseconds, what each thread is doing. It changes what it measures by under 1 %."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from types import FrameType

from tenprint.simulate.load.parameters import SAMPLE_SECONDS

PACKAGE = "tenprint"
WAITING = frozenset(
    {"settle", "wait", "_wait_for_tstate_lock", "acquire", "get", "select", "accept", "_run", "_worker"}
)


class Sampler:
    """Counts in which function of ours, and in which leaf under it, threads are; waiting threads do not count."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sampler", daemon=True)

    def top(self, number: int = 15) -> list[tuple[str, float]]:
        """Return the functions with the most samples, and their share of all samples."""
        total = self.counts.total() or 1
        return [(name, count / total) for name, count in self.counts.most_common(number)]

    def __enter__(self) -> Sampler:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        own = threading.get_ident()
        while not self._stop.wait(SAMPLE_SECONDS):
            for ident, frame in sys._current_frames().items():
                if ident != own and (name := _name(frame)):
                    self.counts[name] += 1


def _name(frame: FrameType) -> str | None:
    leaf = frame.f_code.co_name
    if leaf in WAITING:
        return None
    walked: FrameType | None = frame
    while walked is not None:
        module = walked.f_globals.get("__name__", "")
        if module.startswith(PACKAGE) and not module.startswith("tenprint.simulate"):
            name = f"{module.removeprefix('tenprint.')}.{walked.f_code.co_name}"
            return name if walked is frame else f"{name} > {leaf}"
        walked = walked.f_back
    return None
