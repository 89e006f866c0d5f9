"""One-to-one accuracy: EER, FNMR at FMR, DET curve, confidence intervals (ISO/IEC 19795-1:2021, clause 8)."""

from tenprint.evaluate.verification.run import run

__all__ = ["run"]
