"""Fuzz the XML reader: only our own errors, nothing slow, and what was read is written and read again the same.

Run: python tests/fuzz/fuzz_xml.py [CORPUS] -max_total_time=600
"""

from __future__ import annotations

import sys
import time

import atheris

with atheris.instrument_imports(include=["tenprint.transaction.xml"]):
    from tenprint.errors import TransactionError, UsageError
    from tenprint.transaction import Limits, TaggedRecord, build
    from tenprint.transaction.minutiae import Core, Minutia, MinutiaeRecord, RidgeCount, write_record
    from tenprint.transaction.xml import read_xml, write_xml

LIMITS = Limits(file_bytes=1 << 20, records=50, fields=2000, items=2000)
SECONDS_AT_MOST = 1.0


def seeds() -> list[bytes]:
    """Make documents with all the record types that are covered."""
    prints = [build.Print(b"\xff\xa0\x1c\x1d", n, 1, 20, 20) for n in (1, 2)]
    header = {"ori": "MO0953100", "dai": "MOSIB0000", "tcn": "TCN-0000000001"}
    rapid = build.rpis({"ATN": "UNIT", "NDR": "1"}, prints, **header)
    tagged = build.rpis({"ATN": "UNIT", "NDR": ["1", "2"]}, prints, record_type=14, **header)
    minutiae = MinutiaeRecord(
        "m1", (Minutia(1.5, 2.5, 4.0),) * 2, 20, 20, 500.0, cores=(Core(1.5, 1.5, 2.0),),
        ridge_counts=(RidgeCount(1, 2, 3),), patterns=("LS",),
    )  # fmt: skip
    for form in ("m1", "efs", "legacy"):
        tagged.add(write_record(minutiae, form))
    tagged.add(TaggedRecord.new(10, {2: "09", 3: "FACE", 20: "F", 25: ("1", "2", "3"), 999: b"\xff\xd8"}))
    tagged.add(TaggedRecord.new(17, {2: "10", 3: "1"}))
    return [write_xml(rapid).data, write_xml(tagged).data]


SEEDS = seeds()
# What mutation puts in: names, values and markup that mean something here.
WORDS = [
    b"",
    b"<x/>",
    b"&lt;",
    b"<!DOCTYPE a>",
    b"&a;",
    b"99999999999",
    b"-1",
    b"AAA=",
    b"\x00",
    b"</biom:Transaction>",
]


def one_input(data: bytes) -> None:
    """Read the input, and a valid document with the input's damage in it."""
    start = time.process_time()
    for candidate in (data, _grafted(data), _edited(data)):
        _exercise(candidate)
    if time.process_time() - start > SECONDS_AT_MOST:
        raise RuntimeError(f"took longer than {SECONDS_AT_MOST:g} s")


def _exercise(data: bytes) -> None:
    try:
        transaction = read_xml(data, limits=LIMITS).transaction
    except (TransactionError, UsageError) as error:
        str(error)
        return
    try:
        again = read_xml(write_xml(transaction).data, limits=LIMITS).transaction
    except TransactionError as error:
        str(error)
        return
    if again.to_bytes() != transaction.to_bytes():
        raise RuntimeError("what was read from XML is not the same after writing and reading")


def _grafted(data: bytes) -> bytes:
    """Overwrite places of a valid document, two bytes of input a place and one its new value."""
    whole = bytearray(SEEDS[len(data) % len(SEEDS)])
    for at in range(0, len(data) - 2, 3):
        whole[int.from_bytes(data[at : at + 2], "big") % len(whole)] = data[at + 2]
    return bytes(whole)


def _edited(data: bytes) -> bytes:
    """Replace the texts of elements of a valid document by words and by pieces of the input."""
    parts = SEEDS[len(data) % len(SEEDS)].split(b">")
    for at in range(0, len(data) - 2, 3):
        place = int.from_bytes(data[at : at + 2], "big") % len(parts)
        word = WORDS[data[at + 2] % len(WORDS)] if data[at + 2] < 128 else data[at : at + 8]
        parts[place] = word + b"<" + parts[place].rpartition(b"<")[2]
    return b">".join(parts)


def main() -> None:
    """Start the fuzzer."""
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
