"""One worker process, seen from the process that uses it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import struct
import subprocess
import sys
import time
from typing import Any

from tenprint.errors import ConfigurationError

LENGTH = struct.Struct(">I")
HEAD_BYTES_AT_MOST = 64 * 1024

# The parent's import path is handed over, so that the worker finds the same packages; -P keeps the working directory,
# where anyone may have put a file named like a module, out of it.
BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from tenprint.imaging.worker import main; main()"
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class WorkerLostError(Exception):
    """The worker died, took too long or answered nonsense; internal to this package."""


class WorkerProcess:
    """A child that decodes one image at a time. Not safe to share between threads: the pool lends it to one at a time.

    Attributes:
        requests: number of images it was asked to decode.
    """

    def __init__(self) -> None:
        if not sys.executable:
            raise ConfigurationError("no Python interpreter is known to start image decoders with")
        path = [entry for entry in sys.path if entry and os.path.exists(entry)]
        self._process = subprocess.Popen(  # noqa: S603 (our own interpreter, constant program)
            [sys.executable, "-P", "-c", BOOT, json.dumps(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            close_fds=True,
            cwd="/",
            env=os.environ | ENVIRONMENT,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)
        self.requests = 0

    @property
    def pid(self) -> int:
        """Process id of the child."""
        return self._process.pid

    def ask(self, head: dict[str, Any], data: bytes, seconds: float, answer_bytes: int) -> tuple[dict[str, Any], bytes]:
        """Send one request and wait for its answer.

        Args:
            head: what to do; must serialise to JSON.
            data: the image.
            seconds: time for all of it.
            answer_bytes: refuse answers with more bytes than this.

        Raises:
            WorkerLostError: the worker cannot be used any more; kill it.
        """
        self.requests += 1
        end = time.monotonic() + seconds
        try:
            request = json.dumps(head | {"size": len(data)}).encode()
            self._send(LENGTH.pack(len(request)) + request, end)
            self._send(data, end)
            size = LENGTH.unpack(self._receive(LENGTH.size, end))[0]
            if size > HEAD_BYTES_AT_MOST:
                raise WorkerLostError("it answered nonsense")
            answer = json.loads(bytes(self._receive(size, end)))
            payload = int(answer["size"])
            if not 0 <= payload <= answer_bytes:
                raise WorkerLostError("it answered nonsense")
            return answer, bytes(self._receive(payload, end))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WorkerLostError(self._fate()) from error

    def kill(self) -> None:
        """End the child at once and collect it."""
        with contextlib.suppress(OSError):
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        self._process.wait()

    def forget(self) -> None:
        """After a fork: the child process is our parent's, so leave it alone and close only our copies of the pipes."""
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        self._process.returncode = 0

    def _fate(self) -> str:
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "its connection broke"
        return f"it was ended by signal {-code}" if code < 0 else f"it ended with code {code}"

    def _send(self, data: bytes, end: float) -> None:
        view = memoryview(data)
        while view:
            self._wait(self._to, select.POLLOUT, end)
            view = view[os.write(self._to, view[: 1 << 20]) :]

    def _receive(self, size: int, end: float) -> bytearray:
        buffer = bytearray(size)
        view = memoryview(buffer)
        while view:
            self._wait(self._from, select.POLLIN, end)
            count = os.readv(self._from, [view])
            if count == 0:
                raise OSError("end of file")
            view = view[count:]
        return buffer

    def _wait(self, descriptor: int, event: int, end: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        left = end - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise WorkerLostError("it took too long")
