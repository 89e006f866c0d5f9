"""Fuzz the WSQ header parser and the decoder behind it: only our own errors, and nothing slow.

Run: python tests/fuzz/fuzz_wsq_header.py [CORPUS] -max_total_time=600
"""

from __future__ import annotations

import sys
import time

import atheris
import numpy as np

with atheris.instrument_imports(include=["tenprint.imaging"]):
    from tenprint import imaging
    from tenprint.errors import ImageError

LIMITS = imaging.Limits(pixels=4_000_000)
SECONDS_AT_MOST = 1.0


def sample(height: int, width: int) -> bytes:
    """Make a small valid file to start from."""
    y, x = np.mgrid[:height, :width]
    return imaging.encode_wsq((128 + 100 * np.sin(np.hypot(x - 30, y - 40) * 0.7)).astype(np.uint8))


SEEDS = [sample(20, 30), sample(64, 50)]
for seed in SEEDS:
    imaging.decode(seed)  # compile the kernels before anything is timed


def one_input(data: bytes) -> None:
    """Parse and decode; also as changes to a valid file. Processor time counts, as fuzzing machines are busy."""
    start = time.thread_time()
    for candidate in (data, b"\xff\xa0" + data, _grafted(data)):
        for run in (imaging.parse_header, lambda file: imaging.decode_wsq(file, limits=LIMITS)):
            try:
                run(candidate)
            except ImageError as error:
                str(error)
    if time.thread_time() - start > SECONDS_AT_MOST:
        raise RuntimeError(f"took longer than {SECONDS_AT_MOST:g} s")


def _grafted(data: bytes) -> bytes:
    """Overwrite places of a valid file, two bytes of input a place and one its new value."""
    whole = bytearray(SEEDS[len(data) % len(SEEDS)])
    for at in range(0, len(data) - 2, 3):
        whole[int.from_bytes(data[at : at + 2], "big") % len(whole)] = data[at + 2]
    return bytes(whole)


def main() -> None:
    """Start the fuzzer."""
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
