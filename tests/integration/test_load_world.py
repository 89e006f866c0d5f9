"""The galleries of a load run stay as large as they were made: a repository erases whom its database does not know."""

from __future__ import annotations

from pathlib import Path

from tenprint.simulate.load.world import open_world, prepare

SUBJECTS = 40


def test_a_repository_keeps_the_subjects_of_a_load_worlds_gallery(tmp_path: Path) -> None:
    folder = tmp_path / "load"
    prepare(folder, SUBJECTS)
    for _ in range(2):  # the second time nothing is left to write down
        with open_world(folder) as world:
            for agency in (world.criminal, world.immigration):
                agency.masterfile.catch_up()
                assert len(list(agency.masterfile.gallery.names())) == SUBJECTS
