"""Step 3: the orientation of the ridges, from gradients averaged at several scales."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from tenprint.fingerprint.extraction.parameters import CELL, Orientation
from tenprint.fingerprint.extraction.smooth import Map, gaussian


class Field(NamedTuple):
    """Orientation on cells, as the double angle, in image axes (y down): cos 2a, sin 2a of the ridge; coherence 0-1."""

    cosine: Map
    sine: Map
    coherence: Map
    coarse: Map


def orientation(image: Map, scales: tuple[float, ...], parameters: Orientation) -> Field:
    """Estimate the orientation field of a normalised or enhanced image.

    Where the finest scale is coherent it is taken, elsewhere the next coarser one.

    Args:
        image: (h, w) float32, local mean 0.
        scales: deviations of the averaging Gaussians in cells, fine to coarse.
    """
    difference, product, energy = _tensor(image, CELL)
    cosine = sine = coherence = coarse = None
    for deviation in reversed(scales):
        c, s, e = gaussian(difference, deviation), gaussian(product, deviation), gaussian(energy, deviation)
        c, s, fine = _unit(c, s, e)
        if cosine is None or sine is None:
            cosine, sine, coarse = c, s, fine
        else:
            weight = np.clip((fine - parameters.low) / (parameters.high - parameters.low), 0, 1).astype(np.float32)
            cosine, sine, _ = _unit(
                weight * c + (1 - weight) * cosine, weight * s + (1 - weight) * sine, np.ones_like(c)
            )
        coherence = fine
    assert cosine is not None
    assert sine is not None
    assert coherence is not None
    assert coarse is not None
    return Field(cosine, sine, coherence, coarse)


def at_scales(image: Map, scales: tuple[float, ...]) -> list[Field]:
    """The orientation field at each scale by itself, fine to coarse."""
    difference, product, energy = _tensor(image, CELL)
    fields = []
    for deviation in scales:
        c, s, e = (gaussian(part, deviation) for part in (difference, product, energy))
        c, s, coherence = _unit(c, s, e)
        fields.append(Field(c, s, coherence, coherence))
    return fields


@njit(nogil=True, cache=True, fastmath=True)
def _tensor(image, cell):  # type: ignore[no-untyped-def]
    """Sum of the gradient's tensor over each cell, turned by 90 degrees: the ridge's, not the gradient's."""
    rows, columns = image.shape
    height, width = (rows + cell - 1) // cell, (columns + cell - 1) // cell
    difference = np.zeros((height, width), np.float32)
    product = np.zeros((height, width), np.float32)
    energy = np.zeros((height, width), np.float32)
    for r in range(1, rows - 1):
        i = r // cell
        for c in range(1, columns - 1):
            gx = (
                image[r - 1, c + 1]
                - image[r - 1, c - 1]
                + np.float32(2.0) * (image[r, c + 1] - image[r, c - 1])
                + image[r + 1, c + 1]
                - image[r + 1, c - 1]
            )
            gy = (
                image[r + 1, c - 1]
                - image[r - 1, c - 1]
                + np.float32(2.0) * (image[r + 1, c] - image[r - 1, c])
                + image[r + 1, c + 1]
                - image[r - 1, c + 1]
            )
            j = c // cell
            difference[i, j] += gy * gy - gx * gx
            product[i, j] -= np.float32(2.0) * gx * gy
            energy[i, j] += gx * gx + gy * gy
    return difference, product, energy


@njit(nogil=True, cache=True, fastmath=True)
def _unit(c, s, energy):  # type: ignore[no-untyped-def]
    rows, columns = c.shape
    coherence = np.empty((rows, columns), np.float32)
    cosine = np.empty((rows, columns), np.float32)
    sine = np.empty((rows, columns), np.float32)
    for i in range(rows):
        for j in range(columns):
            length = np.sqrt(c[i, j] * c[i, j] + s[i, j] * s[i, j])
            scale = np.float32(1.0) / (length + np.float32(1e-9))
            cosine[i, j] = c[i, j] * scale
            sine[i, j] = s[i, j] * scale
            coherence[i, j] = length / (energy[i, j] + np.float32(1e-6))
    return cosine, sine, coherence
