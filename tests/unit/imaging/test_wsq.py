"""WSQ: tree, transform, codes, header, and what broken files say."""

from __future__ import annotations

import heapq
import time

import numpy as np
import pytest

from tenprint import imaging
from tenprint.errors import ImageError
from tenprint.imaging.wsq import markers
from tenprint.imaging.wsq.codes import assign, code_lengths
from tenprint.imaging.wsq.comments import format_nistcom, parse_nistcom
from tenprint.imaging.wsq.header import scaled
from tenprint.imaging.wsq.tables import HuffmanTable, lookup
from tenprint.imaging.wsq.tree import tree
from tenprint.imaging.wsq.write import fraction, segment


def ridges(height: int, width: int) -> np.ndarray:
    y, x = np.mgrid[:height, :width]
    radius = np.hypot(x - width / 2, (y - height * 0.6) * 0.8)
    return np.clip(128 + 100 * np.sin(radius * 2 * np.pi / 9), 0, 255).astype(np.uint8)


PRINT = ridges(250, 203)
WSQ = imaging.encode_wsq(PRINT, 500)


@pytest.mark.parametrize("size", [(804, 752), (1, 1), (31, 33), (17, 1000)])
def test_the_64_subbands_tile_the_plane(size: tuple[int, int]) -> None:
    covered = np.zeros(size[::-1], dtype=int)
    bands = tree(*size).bands
    assert len(bands) == 64
    for band in bands:
        covered[band.y : band.y + band.height, band.x : band.x + band.width] += 1
    assert (covered == 1).all()


def test_the_header_tells_what_was_encoded() -> None:
    header = imaging.parse_header(WSQ)
    assert (header.width, header.height, header.ppi) == (203, 250, 500)
    assert header.comments["WSQ_BITRATE"] == "0.750000"
    assert abs(header.shift - PRINT.mean()) < 0.01


def test_an_image_survives_compression() -> None:
    image = imaging.decode(WSQ)
    assert image.ppi == 500
    error = image.pixels.astype(float) - PRINT
    assert 10 * np.log10(255**2 / np.mean(error**2)) > 30
    assert len(WSQ) < PRINT.size / 8


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (2, 2), (33, 65), (64, 64)])
@pytest.mark.parametrize("grey", [0, 127, 255])
def test_blank_images_of_any_size_come_back_blank(shape: tuple[int, int], grey: int) -> None:
    blank = np.full(shape, grey, dtype=np.uint8)
    assert np.array_equal(imaging.decode(imaging.encode_wsq(blank)).pixels, blank)


def test_a_higher_bit_rate_is_larger_and_better() -> None:
    sizes, errors = [], []
    for rate in (0.4, 0.75, 2.25, 5.0):
        data = imaging.encode_wsq(PRINT, 500, rate)
        sizes.append(len(data))
        errors.append(np.abs(imaging.decode(data).pixels.astype(int) - PRINT).mean())
    assert sizes == sorted(sizes)
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 1


def test_the_reference_decoder_reads_what_we_write() -> None:
    wsq = pytest.importorskip("wsq")
    import io

    from PIL import Image as Pillow

    assert wsq
    theirs = np.asarray(Pillow.open(io.BytesIO(WSQ)))
    assert np.array_equal(theirs, imaging.decode(WSQ).pixels)


def test_codes_are_optimal_and_none_is_all_ones() -> None:
    counts = np.zeros(256, dtype=np.int64)
    counts[[1, 5, 180, 181, 179]] = [100, 3, 50, 20, 20]
    of_length, order = code_lengths(counts)
    words, lengths = assign(of_length, order)
    spent = sum(int(counts[s]) * int(lengths[s]) for s in order)
    heap = [100, 3, 50, 20, 20, 0]
    heapq.heapify(heap)
    best = 0
    while len(heap) > 1:
        joined = heapq.heappop(heap) + heapq.heappop(heap)
        best += joined
        heapq.heappush(heap, joined)
    assert spent == best
    assert all(words[s] != (1 << int(lengths[s])) - 1 for s in order)
    for a in order:
        for b in order:
            if a != b and lengths[a] <= lengths[b]:
                assert words[b] >> (lengths[b] - lengths[a]) != words[a]


def test_codes_never_exceed_16_bits() -> None:
    counts = np.zeros(256, dtype=np.int64)
    a, b = 1, 1
    for symbol in range(1, 60):  # Fibonacci numbers make the deepest tree
        counts[symbol] = a
        a, b = b, a + b
    of_length, order = code_lengths(counts)
    assert len(of_length) == 16
    assert sum(of_length) == len(order) == 59
    assert sum(n / 2**length for length, n in enumerate(of_length, 1)) < 1
    table = lookup(HuffmanTable(bytes(of_length), bytes(order), 0))
    words, lengths = assign(of_length, order)
    for symbol in order:
        assert table[int(words[symbol]) << (16 - int(lengths[symbol]))] == (int(lengths[symbol]) << 8) + symbol


@pytest.mark.parametrize("value", [0.0, 1.437, 0.852698679009404, 65535.0, 183.93, 1e-7])
def test_fractions_come_back(value: float) -> None:
    data = fraction(value, 2, signed=False)
    assert float(scaled(int.from_bytes(data[1:], "big"), data[0])) == pytest.approx(value, rel=2e-4)
    data = fraction(-value, 4)
    assert data[0] == (value > 0)
    assert float(scaled(int.from_bytes(data[2:], "big"), data[1])) == pytest.approx(value, rel=1e-6)


def test_comments_come_back() -> None:
    pairs = {"PIX_WIDTH": "203", "PPI": "500", "SEX": "M"}
    assert parse_nistcom(format_nistcom(pairs)) == pairs
    assert parse_nistcom(b"just a remark") == {}


def at_marker(marker: int) -> int:
    return WSQ.index(marker.to_bytes(2, "big"))


def without(marker: int) -> bytes:
    found = markers.segment_at(WSQ, at_marker(marker))
    return WSQ[: found.offset] + WSQ[found.end :]


SOF_AT = at_marker(markers.SOF)
BROKEN = {
    "an even filter": (WSQ.replace(b"\xff\xa4\x00\x3a\x09\x07", b"\xff\xa4\x00\x3a\x08\x07"), "8 and 7 taps"),
    "no size": (WSQ[: SOF_AT + 6] + bytes(4) + WSQ[SOF_AT + 10 :], "size is 0 x 0"),
    "no filters": (without(markers.DTT), "before the frame header"),
    "no quantisation": (without(markers.DQT), "before the frame header"),
    "no frame": (without(markers.SOF), "before the frame header"),
    "no Huffman table": (without(markers.DHT), "table 0, which is missing"),
    "nothing after the header": (WSQ[: SOF_AT + 19] + b"\xff\xa1", "ends after 0 coefficients"),
    "two frames": (WSQ[: SOF_AT + 19] + WSQ[SOF_AT:], "second frame"),
    "a strange marker": (WSQ[:SOF_AT] + b"\xff\xd8" + WSQ[SOF_AT:], "FFD8 is no marker"),
    "endless comments": (WSQ[:2] + segment(markers.COM, b"x") * 400 + WSQ[2:], "more than 128 segments"),
    "a table after the first block": (
        WSQ[:-2] + WSQ[at_marker(markers.DQT) : SOF_AT] + b"\xff\xa1", "changes after the first block",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_say_what_and_where(name: str) -> None:
    data, what = BROKEN[name]
    with pytest.raises(ImageError, match=what) as caught:
        imaging.decode(data)
    assert caught.value.where.offset is not None
    assert caught.value.remedy


def test_every_truncation_is_an_error_or_lacks_only_the_end_marker() -> None:
    whole = imaging.decode(WSQ).pixels
    for size in [*range(2, 700, 13), *range(700, len(WSQ), 101), len(WSQ) - 3]:
        with pytest.raises(ImageError):
            imaging.decode(WSQ[:size])
    assert np.array_equal(imaging.decode(WSQ[:-2]).pixels, whole)


def test_too_many_pixels_are_refused_at_the_frame_header() -> None:
    huge = WSQ[: SOF_AT + 6] + (20_000).to_bytes(2, "big") * 2 + WSQ[SOF_AT + 10 :]
    start = time.perf_counter()
    with pytest.raises(ImageError, match="20000 x 20000"):
        imaging.decode(huge)
    assert time.perf_counter() - start < 1


def test_only_grey_bytes_can_be_encoded() -> None:
    for pixels in (PRINT.astype(np.uint16), PRINT[None], PRINT[:0]):
        with pytest.raises(ImageError, match="uint8"):
            imaging.encode_wsq(pixels)
    with pytest.raises(ImageError, match="bit rate"):
        imaging.encode_wsq(PRINT, bitrate=0.0)
