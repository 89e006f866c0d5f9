from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from search_templates import template

from tenprint.errors import ConfigurationError, ConflictError, CorruptionError, InputError, UnavailableError, UsageError
from tenprint.search import Gallery
from tenprint.search.gallery import compact, verify


def test_what_was_inserted_is_there_after_reopening(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    fingers = {2: template(rng), 7: template(rng)}
    with Gallery.create(tmp_path / "g") as gallery:
        gallery.insert("A", fingers)
        gallery.insert("B", {1: template(rng)})
    with Gallery.open(tmp_path / "g") as gallery:
        assert list(gallery) == ["A", "B"]
        stored = gallery.get("A")
        assert sorted(stored) == [2, 7]
        np.testing.assert_array_equal(stored[7].x, fingers[7].x)
        np.testing.assert_allclose(stored[7].direction, fingers[7].direction, atol=0.013)


def test_a_second_subject_of_the_same_identifier_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    with Gallery.create(tmp_path / "g") as gallery:
        gallery.insert("A", {1: template(rng)})
        with pytest.raises(ConflictError):
            gallery.insert_many([("B", {1: template(rng)}), ("A", {1: template(rng)})])
        assert list(gallery) == ["A"]


def test_updates_replace_and_merges_keep_the_better_finger(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    good, bad, other = template(rng, quality=90), template(rng, quality=20), template(rng)
    with Gallery.create(tmp_path / "g") as gallery:
        gallery.insert("A", {1: template(rng)})
        gallery.update("A", {1: bad})
        gallery.insert("B", {1: good, 6: other})
        gallery.merge("A", "B")
        assert list(gallery) == ["A"]
        np.testing.assert_array_equal(gallery.get("A")[1].x, good.x)
        np.testing.assert_array_equal(gallery.get("A")[6].x, other.x)
        with pytest.raises(InputError):
            gallery.get("B")


def test_deleted_bytes_are_gone_from_every_file(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    with Gallery.create(tmp_path / "g") as gallery:
        gallery.insert("SECRET-SUBJECT", {1: template(rng)})
        gallery.insert("B", {1: template(rng)})
        before = b"".join(p.read_bytes() for p in sorted(tmp_path.rglob("*")) if p.is_file())
        assert b"SECRET-SUBJECT" in before
        gallery.delete("SECRET-SUBJECT")
        after = b"".join(p.read_bytes() for p in sorted(tmp_path.rglob("*")) if p.is_file())
        assert b"SECRET" not in after
    with Gallery.open(tmp_path / "g") as gallery:
        assert list(gallery) == ["B"]


def test_a_torn_tail_is_cut_and_the_rest_is_kept(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    with Gallery.create(tmp_path / "g") as gallery:
        gallery.insert("A", {1: template(rng)})
    heap = next((tmp_path / "g").glob("*.heap"))
    torn = heap.read_bytes()[:-7]
    with heap.open("ab") as file:
        file.write(torn)
    with Gallery.open(tmp_path / "g") as gallery:
        assert list(gallery) == ["A"]
        gallery.insert("C", {1: template(rng)})
    with Gallery.open(tmp_path / "g") as gallery:
        assert list(gallery) == ["A", "C"]
        assert verify(gallery).problems == ()


def test_loss_of_what_was_durable_is_an_error_and_not_an_empty_answer(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    with Gallery.create(tmp_path / "g") as gallery:
        gallery.insert_many((f"S{i}", {1: template(rng)}) for i in range(3))
    heap = next((tmp_path / "g").glob("*.heap"))
    with heap.open("r+b") as file:
        file.truncate(heap.stat().st_size - 7)
    with pytest.raises(CorruptionError):
        Gallery.open(tmp_path / "g")


def test_a_flipped_bit_is_found_by_reading_and_by_verifying(tmp_path: Path) -> None:
    rng = np.random.default_rng(8)
    with Gallery.create(tmp_path / "g") as gallery:
        gallery.insert_many((f"S{i}", {1: template(rng)}) for i in range(3))
    heap = next((tmp_path / "g").glob("*.heap"))
    data = bytearray(heap.read_bytes())
    data[-5] ^= 1
    heap.write_bytes(data)
    with Gallery.open(tmp_path / "g") as gallery:
        assert "segment 0 row 2: payload does not fit" in verify(gallery).problems
        with pytest.raises(CorruptionError):
            gallery.get("S2")


def test_compaction_shreds_thinned_segments_and_keeps_what_a_search_still_reads(tmp_path: Path) -> None:
    rng = np.random.default_rng(9)
    with Gallery.create(tmp_path / "g", segment_rows=8) as gallery:
        gallery.insert_many((f"S{i}", {1: template(rng)}) for i in range(20))
        for i in range(0, 16, 2):
            gallery.delete(f"S{i}")
        with gallery.snapshot() as snapshot:
            assert compact(gallery) == 2
            assert verify(gallery).problems == ()
            assert snapshot.views[0].payload(1) is not None
            assert (tmp_path / "g" / "00000000.heap").exists()
        assert not (tmp_path / "g" / "00000000.heap").exists()
        assert len(gallery.segments) == 2
        assert sorted(gallery) == sorted(f"S{i}" for i in range(20) if i % 2 or i >= 16)
        gallery.delete("S1")
        assert verify(gallery).problems == ()
    with Gallery.open(tmp_path / "g") as gallery:
        assert len(gallery) == 11
        assert verify(gallery).problems == ()


def test_wrong_uses_are_told(tmp_path: Path) -> None:
    rng = np.random.default_rng(6)
    with pytest.raises(ConfigurationError):
        Gallery.open(tmp_path)
    with Gallery.create(tmp_path / "g") as gallery:
        with pytest.raises(UsageError):
            gallery.insert("A", {})
        with pytest.raises(UsageError):
            gallery.insert("A", {0: template(rng)})
        with pytest.raises(UsageError):
            gallery.insert("", {1: template(rng)})
        with pytest.raises(InputError):
            gallery.delete("A")
        with pytest.raises(UnavailableError):
            Gallery.open(tmp_path / "g")
        assert len(gallery) == 0
    with pytest.raises(UsageError):
        Gallery.create(tmp_path / "g")
