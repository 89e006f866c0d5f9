"""Small synthetic print patches whose minutiae are known exactly: the training data of the minutiae network.

A patch is drawn in four steps, one file each: `ridges` (an AM-FM phase in which every minutia is a spiral), `skin`
(pressure, dry and wet skin, pores, creases), `sensor` (background, contrast, blur, noise, compression) and `labels`
(which minutiae can still be seen). `patch` calls them in order. No real print is involved.
"""

from tenprint.simulate.patches.patch import Patch, make_patch

__all__ = ["Patch", "make_patch"]
