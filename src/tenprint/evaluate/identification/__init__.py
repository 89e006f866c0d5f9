"""One-to-many accuracy and speed: FNIR and FPIR, rank, penetration, time, memory (ISO/IEC 19795-1:2021, clause 8)."""

from tenprint.evaluate.identification.experiment import Measurement, measure
from tenprint.evaluate.identification.settings import Settings

__all__ = ["Measurement", "Settings", "measure"]
