"""Filter codes: 512 bits a finger, which lie near for two impressions of a finger and far apart for two fingers."""

from tenprint.search.codes.encoder import StandardEncoder, standard_encoder

__all__ = ["StandardEncoder", "standard_encoder"]
