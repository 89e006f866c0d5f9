"""A child that writes down what it does and is killed at a random moment."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path


def kill_child(diary: Path, work: Callable[[int], None], rng: random.Random, slowest: float, kill: int) -> None:
    """Fork a child that does `work` with the diary's file descriptor, and kill it (SIGKILL) within `slowest` seconds.

    Raises:
        AssertionError: the child ended by itself.
    """
    fd = os.open(diary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_APPEND)
    pid = os.fork()
    if pid == 0:
        try:
            work(fd)
        finally:
            os._exit(3)
    time.sleep(rng.uniform(0, slowest))
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.close(fd)
    assert os.WIFSIGNALED(status), f"kill {kill}: the child ended by itself"
