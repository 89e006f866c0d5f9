"""The worker processes: limits hold, hostile images cost one worker, orphans end by themselves."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tenprint import imaging
from tenprint.errors import ImageError
from tenprint.imaging import Format
from tenprint.imaging.parameters import DEFAULT_LIMITS, Limits
from tenprint.imaging.sandbox import Sandbox

PICTURE = np.arange(600, dtype=np.uint16).reshape(20, 30).astype(np.uint8)
PNG = imaging.encode_png(PICTURE, 500)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    pool = Sandbox(2)
    yield pool
    pool.close()


def gone(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as status:
            return status.read().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_until(condition: object, seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def test_a_worker_serves_more_than_one_image(sandbox: Sandbox) -> None:
    for _ in range(3):
        assert np.array_equal(sandbox.decode(PNG, Format.PNG, DEFAULT_LIMITS).pixels, PICTURE)
    assert len(sandbox.pids()) == 1


def test_threads_share_the_pool(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(6) as threads:
        images = list(threads.map(lambda _: sandbox.decode(PNG, Format.PNG, DEFAULT_LIMITS), range(24)))
    assert all(np.array_equal(image.pixels, PICTURE) for image in images)
    assert 1 <= len(sandbox.pids()) <= 2


def test_a_killed_worker_is_replaced(sandbox: Sandbox) -> None:
    sandbox.decode(PNG, Format.PNG, DEFAULT_LIMITS)
    (first,) = sandbox.pids()
    os.kill(first, signal.SIGKILL)
    with pytest.raises(ImageError, match="did not survive"):
        sandbox.decode(PNG, Format.PNG, DEFAULT_LIMITS)
    assert np.array_equal(sandbox.decode(PNG, Format.PNG, DEFAULT_LIMITS).pixels, PICTURE)
    assert sandbox.pids() != [first]


def test_a_worker_that_hangs_is_ended(sandbox: Sandbox) -> None:
    sandbox.decode(PNG, Format.PNG, DEFAULT_LIMITS)
    (first,) = sandbox.pids()
    os.kill(first, signal.SIGSTOP)
    start = time.monotonic()
    with pytest.raises(ImageError, match="took too long"):
        sandbox.decode(PNG, Format.PNG, Limits(wall_seconds=0.3))
    assert time.monotonic() - start < 5
    assert gone(first)


def test_memory_is_limited(sandbox: Sandbox) -> None:
    """The header promises 3.6 GB of pixels; the pixel limit is raised, so that only memory stops it."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(90_001))
    chunks = [(b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")]
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
    with pytest.raises(ImageError, match="memory"):
        sandbox.decode(bomb, Format.PNG, Limits(pixels=10**9))
    assert np.array_equal(sandbox.decode(PNG, Format.PNG, DEFAULT_LIMITS).pixels, PICTURE)


def test_limits_are_set_in_the_worker(sandbox: Sandbox) -> None:
    sandbox.decode(PNG, Format.PNG, DEFAULT_LIMITS)
    (pid,) = sandbox.pids()
    with open(f"/proc/{pid}/limits") as file:
        limits = {line[:25].strip(): line[26:].split()[0] for line in file}
    assert limits["Max address space"] == str(1536 * 1024 * 1024)
    assert limits["Max file size"] == "0"
    assert limits["Max core file size"] == "0"
    assert limits["Max open files"] == "64"
    assert int(limits["Max cpu time"]) <= 25


def test_close_ends_the_workers(sandbox: Sandbox) -> None:
    sandbox.decode(PNG, Format.PNG, DEFAULT_LIMITS)
    pids = sandbox.pids()
    sandbox.close()
    assert all(gone(pid) for pid in pids)
    assert np.array_equal(sandbox.decode(PNG, Format.PNG, DEFAULT_LIMITS).pixels, PICTURE)


PARENT = """
import sys, time
from tenprint import imaging
from tenprint.imaging.sandbox import SHARED
imaging.decode(bytes.fromhex(sys.argv[1]))
print(SHARED.pids()[0], flush=True)
time.sleep(60)
"""


def test_workers_end_when_their_parent_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT, PNG.hex()], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert not gone(worker)
        parent.kill()
        parent.wait()
    assert wait_until(lambda: gone(worker))


def test_a_forked_child_gets_workers_of_its_own() -> None:
    imaging.decode(PNG)
    before = imaging.decode.__globals__["SHARED"].pids()
    child = os.fork()
    if child == 0:
        try:
            image = imaging.decode(PNG)
            fine = np.array_equal(image.pixels, PICTURE)
            fine &= not set(before) & set(imaging.decode.__globals__["SHARED"].pids())
            imaging.decode.__globals__["SHARED"].close()
            os._exit(0 if fine else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert np.array_equal(imaging.decode(PNG).pixels, PICTURE)
