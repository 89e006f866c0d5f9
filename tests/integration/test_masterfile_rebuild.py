"""A gallery whose codes are of another version, or that is gone, is made anew from the database, without a hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from search_templates import DigestEncoder, template

from tenprint.agency.masterfile import MasterFile, pack
from tenprint.errors import UnavailableError
from tenprint.search import Gallery
from tenprint.search.codes import standard_encoder
from tenprint.search.gallery import manifest, remove_gallery, verify
from tenprint.storage import Database, Vault


def enrolled(file: MasterFile, database: Database) -> dict:
    rng = np.random.default_rng(1)
    people = {f"H{i}": {p: template(rng) for p in (2, 7)} for i in range(5)}
    with database.write() as connection:
        for holder, fingers in people.items():
            file.enrol(connection, holder, pack(fingers))
    assert file.catch_up() == 5
    return people


def test_codes_of_another_version_are_made_anew(tmp_path: Path, database: Database) -> None:
    path, vault = tmp_path / "gallery", Vault(b"k" * 32)
    file = MasterFile(path, database, vault)
    people = enrolled(file, database)
    file.close()
    # The gallery as an older program would have left it: the same subjects, codes that nobody can compare any more.
    remove_gallery(path)
    with Gallery.create(path, encoder=DigestEncoder()) as old:
        old.insert_many(people.items())
    file = MasterFile(path, database, vault)
    assert file.catch_up() == 5
    assert sorted(file.gallery) == sorted(people)
    assert not verify(file.gallery.gallery).problems
    file.close()
    assert manifest.read(path).encoder == standard_encoder().name


def test_a_gallery_that_is_gone_or_half_removed_is_filled_again(tmp_path: Path, database: Database) -> None:
    path, vault = tmp_path / "gallery", Vault(b"k" * 32)
    file = MasterFile(path, database, vault)
    enrolled(file, database)
    with pytest.raises(UnavailableError):
        remove_gallery(path)
    file.close()
    (path / "MANIFEST").unlink()
    file = MasterFile(path, database, vault)
    assert file.catch_up() == 5
    assert len(file.gallery) == 5
    file.close()
    file = MasterFile(path, database, vault)
    assert file.catch_up() == 0
    file.close()
