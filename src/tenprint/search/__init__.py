"""4. One to many: galleries on disk and the search cascade over them."""

from tenprint.search.answer import Answer, Band, Bands, Candidate, Coverage, FingerScore
from tenprint.search.cascade.query import Positions
from tenprint.search.gallery import Gallery
from tenprint.search.identify import identify, identify_many
from tenprint.search.options import Options

__all__ = [
    "Answer",
    "Band",
    "Bands",
    "Candidate",
    "Coverage",
    "FingerScore",
    "Gallery",
    "Options",
    "Positions",
    "identify",
    "identify_many",
]
