"""Fuzz the minutiae codecs: only our own errors, nothing slow, and what is written is written again the same.

Run: python tests/fuzz/fuzz_minutiae.py [CORPUS] -max_total_time=600
"""

from __future__ import annotations

import sys
import time

import atheris

with atheris.instrument_imports(include=["tenprint.transaction.minutiae"]):
    from tenprint.errors import TemplateError, TransactionError, UsageError
    from tenprint.transaction import Limits, TaggedRecord
    from tenprint.transaction import minutiae as library

OURS = (TemplateError, TransactionError, UsageError)
LIMITS = Limits(file_bytes=1 << 20, records=50, fields=2000, items=2000)
SECONDS_AT_MOST = 1.0
FORMATS = ("legacy", "m1", "efs", "iso2005", "ansi2004")


def seeds() -> list[library.MinutiaeRecord]:
    """Make records with everything in them."""
    minutiae = tuple(
        library.Minutia(n * 7.5, n * 5.5, n * 13.0, library.Kind(n % 3), n * 9 if n % 2 else None) for n in range(1, 9)
    )
    whole = library.MinutiaeRecord(
        format="m1",
        minutiae=minutiae,
        width=400,
        height=300,
        ppi=500.0,
        position=3,
        quality=70,
        patterns=("LS", "WN"),
        cores=(library.Core(50.5, 60.5, 20.0), library.Core(80.5, 60.5)),
        deltas=(library.Delta(90.5, 60.5, (0.0, 120.0, 240.0)), library.Delta(1.5, 2.5)),
        ridge_counts=(library.RidgeCount(1, 2, 3), library.RidgeCount(3, 255, 15)),
        count_method=2,
    )
    return [whole]


SEED = seeds()[0]
TEMPLATES = [library.write_template([SEED, SEED], form) for form in ("iso2005", "ansi2004")]
RECORDS = [library.write_record(SEED, form).to_bytes() for form in ("legacy", "m1", "efs")]


def one_input(data: bytes) -> None:
    """Read the input as a template and as a record, and valid ones with the input's damage in them."""
    start = time.process_time()
    _template(data)
    _template(_grafted(TEMPLATES[len(data) % 2], data))
    _record(b"9.001:1\x1d" + data)
    _record(_grafted(RECORDS[len(data) % 3], data))
    if time.process_time() - start > SECONDS_AT_MOST:
        raise RuntimeError(f"took longer than {SECONDS_AT_MOST:g} s")


def _template(data: bytes) -> None:
    try:
        views = library.read_template(data)
    except OURS as error:
        str(error)
        return
    for view in views[:3]:
        _convert(view)
    if views:
        written = library.write_template(views, views[0].format)
        if library.write_template(library.read_template(written), views[0].format) != written:
            raise RuntimeError("a template is not written again as it was written")


def _record(data: bytes) -> None:
    record = TaggedRecord(9, data, 0, len(data), limits=LIMITS)
    try:
        found = library.formats_of(record)
    except OURS as error:
        str(error)
        return
    for form in found:
        try:
            minutiae = library.read_record(record, form, size=(400, 300))
        except OURS as error:
            str(error)
            continue
        _convert(minutiae)


def _convert(minutiae: library.MinutiaeRecord) -> None:
    for form in FORMATS:
        try:
            library.convert(minutiae, form)
        except OURS as error:
            str(error)


def _grafted(whole: bytes, data: bytes) -> bytes:
    """Overwrite places of a valid file, two bytes of input a place and one its new value."""
    damaged = bytearray(whole)
    for at in range(0, len(data) - 2, 3):
        damaged[int.from_bytes(data[at : at + 2], "big") % len(damaged)] = data[at + 2]
    return bytes(damaged)


def main() -> None:
    """Start the fuzzer."""
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
