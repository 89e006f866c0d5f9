"""NIST's NFIQ 2, through the optional package nbis-py (extra `nfiq2`)."""

from __future__ import annotations

import io
from typing import Any

from numpy.typing import NDArray
from PIL import Image as Pillow

from tenprint.errors import ConfigurationError, ImageError
from tenprint.fingerprint.extraction.resolution import at_500_ppi

NFIQ2_PPI = 500  # the only resolution that NFIQ 2 is defined for


def nfiq2(pixels: NDArray[Any], ppi: float | None) -> int:
    """Compute the NFIQ 2 score, 0 to 100 (ISO/IEC 29794-4:2017, annex A); takes about 0.6 s.

    Args:
        pixels: (h, w) uint8, ridges dark.
        ppi: pixels per inch; None counts as 500. Other resolutions are brought to 500, which NIST does not provide for.

    Raises:
        ConfigurationError: the package is not installed.
        ImageError: no usable image, or NFIQ 2 refuses it.
    """
    try:
        import nbis
    except ImportError as error:
        raise ConfigurationError(
            "NFIQ 2 is not installed", remedy="Install the extra: pip install 'tenprint[nfiq2]' (x86-64 Linux only)."
        ) from error
    out = io.BytesIO()
    Pillow.fromarray(at_500_ppi(pixels, ppi)).save(out, "PNG", dpi=(NFIQ2_PPI, NFIQ2_PPI))
    settings = nbis.NbisExtractorSettings(
        min_quality=0.0, get_center=False, check_fingerprint=False, compute_nfiq2=True, ppi=float(NFIQ2_PPI)
    )
    try:
        result = nbis.new_nbis_extractor(settings).extract_minutiae(out.getvalue()).quality()
    except Exception as error:
        raise ImageError(f"NFIQ 2 gives this image no score: {error}") from error
    return int(result.score)
