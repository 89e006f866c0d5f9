"""Every tunable number of the image decoders, with its unit and its reason."""

from __future__ import annotations

from dataclasses import dataclass

# A palm of 140 x 205 mm at 1000 ppi has 45 million pixels; nothing that this system takes is larger.
MAX_PIXELS = 64_000_000
MAX_BYTES = 64 * 1024 * 1024

# One decoded image costs a worker at most 4 bytes a pixel and channel (OpenJPEG decodes to int32), so a colour image
# at the pixel limit needs 768 MB beside the interpreter's own 300 MB of address space.
WORKER_ADDRESS_SPACE = 1536 * 1024 * 1024  # bytes
WORKER_CPU_SECONDS = 20  # for one image
WORKER_WALL_SECONDS = 30.0  # for one image, with the time to send it there and back
WORKER_START_SECONDS = 30.0  # added for the first image of a new worker, on a loaded machine
WORKER_OPEN_FILES = 64
WORKERS_AT_MOST = 4
WORKER_REQUESTS = 500  # then it is replaced, so that leaks of the C libraries stay small
ORPHAN_CHECK_SECONDS = 2.0  # how often an idle worker looks whether its parent still lives

# Below this a resolution tag is a program's default (72, 96), not a fingerprint scanner's: ANSI/NIST-ITL 1-2011 takes
# nothing under 490 ppi, old small sensors had 250; so 190 leaves room. Above it no scanner is known.
PPI_PLAUSIBLE = (190.0, 4800.0)

MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Limits:
    """What a decoder may be asked to do.

    Attributes:
        pixels: width times height at most.
        bytes: size of the compressed image at most.
        wall_seconds: time for one image at most, where it is decoded in a worker process.
        cpu_seconds: processor time for one image at most, likewise.
    """

    pixels: int = MAX_PIXELS
    bytes: int = MAX_BYTES
    wall_seconds: float = WORKER_WALL_SECONDS
    cpu_seconds: int = WORKER_CPU_SECONDS


DEFAULT_LIMITS = Limits()
