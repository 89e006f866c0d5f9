"""Four shards as Ray actors; one is killed while searches run. Needs the extra `cluster`."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from search_templates import again, template

from tenprint.search.shards import RayBackend, ShardedGallery

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_a_killed_actor_is_replaced_and_no_answer_is_wrong(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    rng = np.random.default_rng(1)
    people = {f"S{i}": {p: template(rng) for p in (1, 2, 6, 7)} for i in range(200)}
    backend = RayBackend()
    with ShardedGallery(tmp_path / "g", 4, backend, wait=False) as gallery:
        gallery.insert_many(people.items())
        searches = [(name, {p: again(rng, t) for p, t in people[name].items()}) for name in list(people)[:12]]
        for name, search in searches:
            assert gallery.identify(search).candidates[0].subject == name
        backend.kill(2)
        killed = time.perf_counter()
        partial = 0
        while True:
            name, search = searches[partial % len(searches)]
            answer = gallery.identify(search)
            if answer.coverage.complete:
                assert answer.candidates[0].subject == name
                break
            partial += 1
            assert "of 4 shards" in str(answer)
            found = [c.subject for c in answer.hits]
            assert found in ([], [name])
            assert answer.coverage.subjects_total == 200
        print(f"full coverage {time.perf_counter() - killed:.1f} s after the kill, {partial} partial answers")
        gallery.wait = True
        backend.kill(0)
        assert gallery.identify(searches[0][1]).coverage.complete
        assert gallery.verify() == []
