"""What changed between two versions of a policy: found in the words, found in the lines, nothing else."""

from __future__ import annotations

import msgspec

from tenprint.policy import PolicyStore
from tenprint.policy.difference import Kind, changes, lines


def test_the_same_policy_has_no_changes():
    levels = PolicyStore().levels("2010-06")
    assert changes(levels, levels) == []


def test_a_rule_that_is_gone_new_or_other_is_said():
    levels = PolicyStore().levels("2010-06")
    first, second, *rest = levels.rules
    new = msgspec.structs.replace(second, id="three-felonies", at_least=3)
    other = msgspec.structs.replace(rest[0], at_least=2)
    found = changes(levels, msgspec.structs.replace(levels, rules=(first, new, other, *rest[1:])))
    assert {(c.entry, c.kind) for c in found} == {
        ("two-felonies", Kind.REMOVED),
        ("three-felonies", Kind.ADDED),
        (rest[0].id, Kind.CHANGED),
    }
    assert next(c.words for c in found if c.kind is Kind.CHANGED) == "at least: was 1, is 2"


def test_the_lines_are_those_of_the_files():
    store = PolicyStore()
    found = lines(store, "levels", "2010-06", "2014-11")
    assert '-version = "2010-06"' in found
    assert '+version = "2014-11"' in found
    kept = [line[1:] for line in found if line.startswith(("+", " ")) and not line.startswith("+++")]
    assert set(kept) <= set(store.files("levels")["2014-11"].read_text().splitlines())


def test_who_vouches_for_a_file(tmp_path):
    folder = tmp_path / "policies" / "levels"
    folder.mkdir(parents=True)
    text = PolicyStore().files("levels")["2010-06"].read_text().replace("2010-06", "2012-01", 1)
    (folder / "2012-01.toml").write_text(text.replace('version = "2010-06"', 'version = "2012-01"'))
    store = PolicyStore(tmp_path / "policies")
    assert store.vouched("levels", "2010-06") == "comes with the package"
    assert store.vouched("levels", "2012-01") == "not signed"
