"""The images of a test set: files named `<finger>_<impression>.<ext>`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tenprint.errors import UsageError

EXTENSIONS = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".wsq", ".jp2", ".j2k"})


@dataclass(frozen=True, slots=True)
class TestImage:
    """One image: `name` is the file's name without extension, `finger` what comes before its last underscore."""

    path: Path
    name: str
    finger: str


def find_images(folder: Path) -> list[TestImage]:
    """Return the images of a folder, sorted by name.

    Raises:
        UsageError: no such folder, a name without impression, two files of one name, or fewer than two images.
    """
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}", remedy="Give a folder of images <finger>_<impression>.<ext>.")
    images = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in EXTENSIONS:
            continue
        finger, underscore, impression = path.stem.rpartition("_")
        if not (underscore and finger and impression):
            raise UsageError(
                f"{path.name} does not say its finger and impression", remedy="Name images <finger>_<impression>.<ext>."
            )
        images.append(TestImage(path, path.stem, finger))
    if len({image.name for image in images}) < len(images):
        raise UsageError(f"two images in {folder} have the same name", remedy="Keep one file an impression.")
    if len(images) < 2:
        raise UsageError(f"{folder} holds {len(images)} images", remedy="Verification needs at least two.")
    return images
