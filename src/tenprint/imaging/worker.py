"""The worker process: reads one image after another from its standard input, decodes them, writes pixels back.

It starts under limits on memory, processor time, open files and written files, and ends by itself when its parent
ends. It answers with JSON and plain bytes, never with pickles: a worker that a hostile image took over must not gain
anything in the process that asked.

Frame: 4 bytes big-endian length of a JSON object, the object, then `size` bytes.
"""

from __future__ import annotations

import json
import os
import resource
import select
import struct
from typing import Any

from tenprint.errors import ImageError
from tenprint.imaging import parameters
from tenprint.imaging.container import read_container
from tenprint.imaging.formats import Format
from tenprint.imaging.parameters import Limits

LENGTH = struct.Struct(">I")


def main() -> None:
    """Serve until the input ends or the parent is gone."""
    parent = os.getppid()
    source, sink = _private_pipes()
    _confine()
    while True:
        while not select.select([source], [], [], parameters.ORPHAN_CHECK_SECONDS)[0]:
            if os.getppid() != parent:
                return
        start = _read(source, LENGTH.size)
        if start is None:
            return
        head = _read(source, LENGTH.unpack(start)[0])
        if head is None:
            return
        request = json.loads(head)
        data = _read(source, request["size"])
        if data is None:
            return
        answer, pixels = _answer(request, data)
        head = json.dumps(answer | {"size": len(pixels)}).encode()
        try:
            _write(sink, LENGTH.pack(len(head)) + head)
            _write(sink, pixels)
        except BrokenPipeError:
            return


def _answer(request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    budget = int(used.ru_utime + used.ru_stime) + 1 + int(request["cpu_seconds"])
    resource.setrlimit(resource.RLIMIT_CPU, (budget, resource.RLIM_INFINITY))
    try:
        image = read_container(data, Format(request["format"]), Limits(pixels=request["pixels"]))
    except ImageError as error:
        return {"what": error.what, "remedy": error.remedy}, b""
    except MemoryError:
        return {"what": "this image needs more memory than a decoder may use", "remedy": None}, b""
    return {"width": image.width, "height": image.height, "ppi": image.ppi}, image.pixels.tobytes()


def _private_pipes() -> tuple[int, int]:
    """Keep the pipes to the parent for ourselves: the C libraries print, and print where they like."""
    source, sink = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    return source, sink


def _confine() -> None:
    limits = {
        resource.RLIMIT_AS: parameters.WORKER_ADDRESS_SPACE,
        resource.RLIMIT_NOFILE: parameters.WORKER_OPEN_FILES,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in limits.items():
        hard = resource.getrlimit(kind)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (allowed, allowed))


def _read(source: int, size: int) -> bytes | None:
    parts = []
    while size:
        part = os.read(source, min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _write(sink: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(sink, view) :]


if __name__ == "__main__":
    main()
