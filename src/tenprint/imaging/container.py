"""PNG, JPEG, JPEG 2000, TIFF, BMP, PGM: through Pillow.

Its C libraries see hostile bytes in worker processes only.
"""

from __future__ import annotations

import io
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageFile

from tenprint.errors import ImageError
from tenprint.imaging.formats import Format
from tenprint.imaging.image import Image
from tenprint.imaging.limits import check_pixels
from tenprint.imaging.parameters import Limits
from tenprint.imaging.resolution import from_container

# Our name -> Pillow's plug-ins; no other plug-in is ever tried.
PLUGINS: dict[Format, tuple[str, ...]] = {
    Format.PNG: ("PNG",),
    Format.JPEG: ("JPEG",),
    Format.JP2: ("JPEG2000",),
    Format.TIFF: ("TIFF",),
    Format.BMP: ("BMP",),
    Format.PNM: ("PPM",),
}


def read_container(data: bytes, kind: Format, limits: Limits) -> Image:
    """Decode one image to eight-bit grey.

    Raises:
        ImageError: too large, truncated, broken, or a kind of pixel that is no picture.
    """
    Pillow.MAX_IMAGE_PIXELS = None  # our own limit is checked before any pixel is decoded
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Pillow.open(io.BytesIO(data), formats=PLUGINS[kind]) as picture:
                check_pixels(picture.width, picture.height, limits)
                picture.load()
                dpi = picture.info.get("dpi")
                pixels = to_grey(picture)
    except ImageError:
        raise
    except MemoryError as error:
        raise ImageError(f"this {kind} image needs more memory than a decoder may use") from error
    except Exception as error:
        raise ImageError(
            f"this {kind} image cannot be decoded: {error or type(error).__name__}",
            remedy="Export the image again; it is broken, truncated or of an unusual kind.",
        ) from error
    return Image(pixels, from_container(dpi), kind)


def to_grey(picture: Pillow.Image) -> NDArray[np.uint8]:
    """Eight-bit grey from any kind of picture: 16 bits are cut to their upper eight, colour becomes luma
    (ITU-R BT.601), transparent pixels lie on white.
    """
    mode = picture.mode
    if mode.startswith("I;16"):
        return np.array(np.asarray(picture).astype(np.uint16) >> 8, dtype=np.uint8)
    if mode == "I":  # 16-bit PNG and PGM in 32-bit pixels
        wide = np.asarray(picture)
        return np.array(np.clip(wide, 0, 65535) >> 8, dtype=np.uint8)
    if mode == "F":
        raise ImageError("pixels are floating-point numbers", remedy="Export the image with 8 bits a pixel.")
    if mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in picture.info:
        over = picture.convert("RGBA")
        paper = Pillow.new("RGBA", over.size, (255, 255, 255, 255))
        picture = Pillow.alpha_composite(paper, over)
    return np.array(picture.convert("L"), dtype=np.uint8)
