from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image as Pillow

from tenprint import imaging
from tenprint.errors import ImageError
from tenprint.imaging import Encoded, Format

RNG = np.random.default_rng(1)
PICTURE = RNG.integers(0, 256, (37, 53), dtype=np.uint8)


def saved(picture: Pillow.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("trusted", [False, True])
@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "PPM", "JPEG2000"])
def test_lossless_formats_return_the_pixels(kind: str, trusted: bool) -> None:
    image = imaging.decode(saved(Pillow.fromarray(PICTURE), kind), trusted=trusted)
    assert np.array_equal(image.pixels, PICTURE)
    assert image.pixels.dtype == np.uint8
    assert image.ppi is None


@pytest.mark.parametrize("encode", [imaging.encode_png, imaging.encode_jp2])
@pytest.mark.parametrize("ppi", [500, 569, 1000])
def test_resolution_survives(encode: object, ppi: int) -> None:
    image = imaging.decode(encode(PICTURE, ppi))  # type: ignore[operator]
    assert image.ppi == ppi
    assert np.array_equal(image.pixels, PICTURE)


def test_jpeg_with_resolution() -> None:
    image = imaging.decode(saved(Pillow.new("L", (40, 30), 100), "JPEG", dpi=(500, 500)))
    assert (image.format, image.ppi, image.width, image.height) == (Format.JPEG, 500, 40, 30)
    assert abs(int(image.pixels.mean()) - 100) <= 1


def test_a_default_resolution_of_a_program_is_not_believed() -> None:
    assert imaging.decode(saved(Pillow.fromarray(PICTURE), "PNG", dpi=(96, 96))).ppi is None


def test_colour_becomes_luma_and_transparency_white() -> None:
    red = Pillow.new("RGB", (4, 4), (255, 0, 0))
    assert imaging.decode(saved(red, "PNG")).pixels[0, 0] == 76  # 0.299 * 255
    clear = Pillow.new("RGBA", (4, 4), (0, 0, 0, 0))
    assert imaging.decode(saved(clear, "PNG")).pixels[0, 0] == 255


def test_sixteen_bits_keep_the_upper_eight() -> None:
    wide = (PICTURE.astype(np.uint16) << 8) | 0x7F
    assert np.array_equal(imaging.decode(saved(Pillow.fromarray(wide), "PNG")).pixels, PICTURE)
    assert np.array_equal(imaging.decode_raw(wide.astype(">u2").tobytes(), 53, 37, 16).pixels, PICTURE)


def test_raw() -> None:
    image = imaging.decode_raw(PICTURE.tobytes(), 53, 37, ppi=500)
    assert np.array_equal(image.pixels, PICTURE)
    with pytest.raises(ImageError, match="need 1,961 bytes"):
        imaging.decode_raw(PICTURE.tobytes()[:-1], 53, 37)
    with pytest.raises(ImageError, match="7 bits"):
        imaging.decode_raw(PICTURE.tobytes(), 53, 37, 7)
    with pytest.raises(ImageError, match="no pixels"):
        imaging.decode_raw(b"", 0, 37)


def test_the_record_resolution_stands_in() -> None:
    png = imaging.encode_png(PICTURE)
    assert imaging.decode_many([Encoded(png, ppi=500.0)])[0].ppi == 500
    assert imaging.decode_many([Encoded(imaging.encode_png(PICTURE, 1000), ppi=500.0)])[0].ppi == 1000


def test_too_many_pixels_are_refused_before_decoding() -> None:
    big = saved(Pillow.new("1", (20_000, 20_000)), "PNG")
    with pytest.raises(ImageError, match="20000 x 20000 pixels"):
        imaging.decode(big)


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(ImageError, match=r"more than the limit of 10\b"):
        imaging.decode(imaging.encode_png(PICTURE), limits=imaging.Limits(bytes=10))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"no image at all", "starts with 6e 6f"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "cannot be decoded"),
        (b"\xff\xd8\xff\xe0" + b"x" * 50, "cannot be decoded"),
        (b"\x00\x00\x00\x0cjP  \r\n\x87\n" + b"x" * 50, "cannot be decoded"),
        (b"P5\n-3 5\n255\n", "cannot be decoded"),
    ],
)
def test_broken_images_say_so(data: bytes, what: str) -> None:
    with pytest.raises(ImageError, match=what):
        imaging.decode(data)


def test_every_truncation_of_a_png_is_an_error() -> None:
    png = imaging.encode_png(PICTURE)
    for size in range(8, len(png) - 16, 97):
        with pytest.raises(ImageError):
            imaging.decode(png[:size])


def test_many_say_which_image_is_broken() -> None:
    good, bad = imaging.encode_png(PICTURE), b"nonsense"
    results = imaging.decode_each([good, bad, good])
    assert [isinstance(result, ImageError) for result in results] == [False, True, False]
    with pytest.raises(ImageError, match="image 2 of 3"):
        imaging.decode_many([good, bad, good])
    with pytest.raises(ImageError, match="record 14, IDC 3"):
        imaging.decode_many([Encoded(bad, source="record 14, IDC 3")])


def test_nothing_is_decoded_of_nothing() -> None:
    assert imaging.decode_many([]) == []
