"""The decoder equals NIST's on the 14 reference images, pixel for pixel."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from tenprint import imaging


@pytest.mark.parametrize("number", range(1, 15))
def test_pixels_equal_the_reference_decoder(shared: Path, number: int) -> None:
    folder = shared / "samples" / "wsq"
    image = imaging.decode((folder / f"fp-{number}.wsq").read_bytes())
    reference = np.asarray(Pillow.open(folder / f"fp-{number}.png").convert("L"))
    assert image.pixels.shape == reference.shape
    assert np.count_nonzero(image.pixels != reference) == 0


def test_many_at_once_in_order(shared: Path) -> None:
    folder = shared / "samples" / "wsq"
    names = [f"fp-{n}.wsq" for n in range(1, 15)]
    images = imaging.decode_many([(folder / name).read_bytes() for name in names])
    for name, image in zip(names, images, strict=True):
        header = imaging.parse_header((folder / name).read_bytes())
        assert (image.width, image.height) == (header.width, header.height)
        assert str(header.width) == header.comments["PIX_WIDTH"]


def test_header_of_a_reference_file(shared: Path) -> None:
    header = imaging.parse_header((shared / "samples" / "wsq" / "fp-1.wsq").read_bytes())
    assert (header.width, header.height, header.ppi) == (804, 752, 500)
    assert header.comments["COMPRESSION"] == "WSQ"
    assert len(header.comments) == 11


def test_a_resolution_of_255_means_unknown(shared: Path) -> None:
    assert imaging.parse_header((shared / "samples" / "wsq" / "fp-8.wsq").read_bytes()).ppi is None


def test_jpeg_2000_of_libbiomeval(shared: Path) -> None:
    image = imaging.decode((shared / "samples" / "libbiomeval" / "img.jp2").read_bytes())
    assert (image.width, image.height, image.ppi) == (908, 1007, 1000)
    again = np.asarray(Pillow.open(io.BytesIO((shared / "samples" / "libbiomeval" / "img.jp2").read_bytes())))
    assert np.array_equal(image.pixels, again)
