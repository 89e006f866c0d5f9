"""Quality of a print: measures, one score that predicts our own matcher, advice for a better capture."""

from tenprint.fingerprint.quality.assess import NAME, Quality, assess
from tenprint.fingerprint.quality.measures import MEASURES
from tenprint.fingerprint.quality.nfiq2 import nfiq2

__all__ = ["MEASURES", "NAME", "Quality", "assess", "nfiq2"]
