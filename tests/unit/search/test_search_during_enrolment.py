"""A search sees whom the gallery acknowledged before it began, whatever is enrolled, changed and deleted meanwhile."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
from search_templates import DigestEncoder, NearestMatcher, template

from tenprint.fingerprint.template import Template
from tenprint.search import Gallery, Options, identify, identify_many
from tenprint.search.gallery.compaction import compact

PEOPLE, BATCH, SEGMENT = 360, 6, 32
OPTIONS = Options(matcher=NearestMatcher(), threads=1)


def test_who_is_acknowledged_is_found_and_who_is_deleted_is_not(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    people = {f"S{i:04d}": {p: template(rng, 20) for p in (2, 7)} for i in range(PEOPLE)}
    names = list(people)
    done = threading.Event()
    there: list[str] = []
    gone: list[str] = []
    wrong: list[str] = []
    searches = 0
    with Gallery.create(tmp_path / "g", encoder=DigestEncoder(), segment_rows=SEGMENT) as gallery:

        def enrol() -> None:
            try:
                for start in range(0, PEOPLE, BATCH):
                    batch = names[start : start + BATCH]
                    gallery.insert_many((name, people[name]) for name in batch)
                    there.extend(batch[1:])
                    gallery.delete(batch[0])
                    gone.append(batch[0])
                    if start % (10 * BATCH) == 0:
                        compact(gallery)
            finally:
                done.set()

        worker = threading.Thread(target=enrol)
        worker.start()
        while not done.is_set() or searches < 50:
            known, deleted = len(there), len(gone)
            if not known:
                continue
            name, absent = there[int(rng.integers(known))], gone[int(rng.integers(deleted))] if deleted else None
            searches += 1
            wrong += _search(gallery, people[name], name, known)
            if absent is not None:
                found = identify(gallery, people[absent], options=OPTIONS)
                wrong += [f"{absent} was deleted and found" for c in found.candidates if c.subject == absent]
        worker.join()
        assert len(gallery) == PEOPLE - PEOPLE // BATCH
        answers = identify_many(gallery, [people[name] for name in there], options=OPTIONS)
        assert [a.candidates[0].subject for a in answers] == there
    assert not wrong
    assert searches >= 50


def _search(gallery: Gallery, fingers: dict[int, Template], name: str, known: int) -> list[str]:
    """Return what is wrong with the answer to a search for somebody who was there when it began."""
    answer = identify(gallery, fingers, options=OPTIONS)
    wrong = []
    if not answer.candidates or answer.candidates[0].subject != name:
        wrong.append(f"{name} was not found")
    if answer.candidates and len(answer.candidates[0].fingers) != 2:
        wrong.append(f"{name} was seen with a part of its fingers")
    if answer.coverage.subjects_total < known or not answer.coverage.complete:
        wrong.append(f"{answer.coverage} of at least {known}")
    return wrong
