"""From contact to pixels: render the skin's contact, soil the surface, sense it, compress it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.imaging import decode, encode_wsq
from tenprint.simulate.prints.master import Master
from tenprint.simulate.prints.presets import Conditions
from tenprint.simulate.prints.render import contact_table, render, sense, smooth_bytes
from tenprint.simulate.prints.streams import noise_bytes
from tenprint.simulate.prints.texture import draw_line, draw_texture

_SHARPNESS = 5.0  # of the step from no contact to full contact, per ridge height


def draw_contact(
    master: Master,
    fields: NDArray[np.float32],
    width: int,
    height: int,
    how: Conditions,
    generator: np.random.Generator,
) -> NDArray[np.float32]:
    """Return the gray levels of one finger on its surface, before the sensor, (h, w) float32."""
    scale = master.ppi / 500
    w, h = round(width * scale), round(height * scale)
    pores, lines = draw_texture(master.seed, master.finger, master.ridges, scale)
    fresh = np.zeros((h, w), np.uint8)
    for _ in range(round(how.scratches)):
        u = generator.random(8).tolist()
        ax, ay = u[2] - 0.5, u[3] - 0.5
        n = float(np.sqrt(ax * ax + ay * ay)) + 1e-6
        draw_line(
            u[0] * w, u[1] * h, ax / n, ay / n, (20 + 110 * u[4]) * scale, (0.5 + 1.4 * u[5]) * scale,
            (u[6] - 0.5) * 25 * scale, 120 + 130 * u[7], fresh,
        )  # fmt: skip
    speckle = np.empty((h // 2 + 2, w // 2 + 2), np.uint8)
    smooth_bytes(noise_bytes(generator, (h // 2 + 4, w // 2 + 4)), speckle)
    drawn = np.empty((h, w), np.float32)
    render(
        master.ridges, pores, lines, fresh, fields, scale, speckle, contact_table(_SHARPNESS),
        how.pores, how.creases, how.ink, how.contrast, drawn,
    )  # fmt: skip
    return drawn


def take(drawn: NDArray[np.float32], how: Conditions, ppi: int, generator: np.random.Generator) -> NDArray[np.uint8]:
    """Return the picture that the sensor takes of a surface; `drawn` is soiled on the way."""
    soil(drawn, how, ppi / 500, generator)
    out = np.empty(drawn.shape, np.uint8)
    sense(drawn, noise_bytes(generator, (4 * drawn.size,)), how.blur, how.noise, out)
    if how.bitrate > 0:
        return np.asarray(decode(encode_wsq(out, ppi=ppi, bitrate=how.bitrate)).pixels)
    return out


def soil(drawn: NDArray[np.float32], how: Conditions, scale: float, generator: np.random.Generator) -> None:
    """Put spots of dirt on the surface."""
    h, w = drawn.shape
    for _ in range(int(generator.poisson(how.dirt * h * w / scale**2 / 1e5))):
        u = generator.random(4).tolist()
        x, y, size = u[0] * w, u[1] * h, (0.8 + 2.2 * u[2] * u[2]) * scale
        reach = int(2 * size) + 1
        a0, a1, b0, b1 = max(0, int(y) - reach), min(h, int(y) + reach), max(0, int(x) - reach), min(w, int(x) + reach)
        dy, dx = np.arange(a0, a1)[:, None] - y, np.arange(b0, b1)[None, :] - x
        q = (dx * dx + dy * dy) / (size * size)
        spot = drawn[a0:a1, b0:b1]
        spot -= ((spot - how.ink) * (0.3 + 0.6 * u[3]) / (1 + q * q * q)).astype(np.float32)
