"""Galleries on disk: subjects with up to ten fingers, inserted, changed and truly erased."""

from tenprint.search.gallery.compaction import compact
from tenprint.search.gallery.gallery import Gallery
from tenprint.search.gallery.prepared import PreparedSubject, prepare_subject
from tenprint.search.gallery.removal import remove_gallery
from tenprint.search.gallery.verify import Verification, verify

__all__ = ["Gallery", "PreparedSubject", "Verification", "compact", "prepare_subject", "remove_gallery", "verify"]
