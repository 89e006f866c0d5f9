"""Policy is blind to who somebody is: by type, by signature, and by trying."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tenprint.policy
from tenprint.policy import PolicyStore, priority_level
from tenprint.policy.cases import Case
from tenprint.policy.explain import explain
from tenprint.simulate.population import World, history
from tenprint.simulate.population import people as people_module

pytestmark = pytest.mark.invariant

PROTECTED = {
    "sex", "gender", "race", "ethnicity", "nationality", "citizenship", "citizen", "birthplace", "place_of_birth",
    "pob", "surname", "given", "given_name", "language", "religion", "colour", "color", "eyes", "hair", "status",
    "alien_number",
}  # fmt: skip
# What a decision is made from. "name" is a field of places, classes and files, never of what is decided upon.
DECIDED_UPON = (tenprint.policy.Conviction, Case)


def modules():
    for entry in pkgutil.iter_modules(tenprint.policy.__path__, "tenprint.policy."):
        yield importlib.import_module(entry.name)


def test_no_type_of_the_policy_package_has_a_protected_field():
    checked = 0
    for module in modules():
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, msgspec.Struct) and kind.__module__.startswith("tenprint.policy"):
                fields = {field.name for field in msgspec.structs.fields(kind)}
                assert not fields & PROTECTED, kind
                if kind in DECIDED_UPON:
                    assert "name" not in fields
                checked += 1
    assert checked > 25


def test_no_function_of_the_policy_package_takes_a_protected_argument():
    checked = 0
    for module in modules():
        for _, member in inspect.getmembers(module):
            if not getattr(member, "__module__", "").startswith("tenprint.policy"):
                continue
            functions = [member] if inspect.isfunction(member) else []
            if inspect.isclass(member):
                functions = [entry for _, entry in inspect.getmembers(member, inspect.isfunction)]
            for function in functions:
                assert not set(inspect.signature(function).parameters) & PROTECTED, function
                checked += 1
    assert checked > 60


STORE = PolicyStore()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.permutations(range(12)))
def test_permuting_names_sex_race_and_birthplace_changes_no_level_and_no_word(first, order):
    """People swap all that can be seen of them; what was decided and what is said about it stay."""
    world = World(17)
    bookings = [world.booking(first + index) for index in range(12)]
    for booking, other in zip(bookings, (bookings[index] for index in order), strict=True):
        disguised = msgspec.structs.replace(
            booking.person,
            surname=other.person.surname,
            given=other.person.given,
            sex=other.person.sex,
            race=other.person.race,
            birthplace=other.person.birthplace,
            eyes=other.person.eyes,
            hair=other.person.hair,
            height=other.person.height,
            weight=other.person.weight,
            address=other.person.address,
        )
        day = booking.booked.date()
        as_is = booking.history.convictions(day)
        in_disguise = history(17, disguised).convictions(day)
        for version in STORE.files("levels"):
            policy = STORE.levels(version)
            assert priority_level(in_disguise, policy) == priority_level(as_is, policy)
            assert explain("x", in_disguise, policy).text == explain("x", as_is, policy).text


def test_a_world_where_everyone_looks_different_has_the_same_histories_and_truth(monkeypatch):
    """Replace the stream of looks altogether: only the looks change."""
    before = list(World(23).bookings(300))
    looks = people_module._looks
    monkeypatch.setattr(people_module, "_looks", lambda seed, index: looks(seed + 1, index + 777))
    after = list(World(23).bookings(300))
    assert [booking.person.surname for booking in before] != [booking.person.surname for booking in after]
    for one, two in zip(before, after, strict=True):
        assert one.truth == two.truth
        assert one.charges == two.charges
        assert [arrest.charges for arrest in one.history.arrests] == [arrest.charges for arrest in two.history.arrests]
        assert [entry.kind for entry in one.history.encounters] == [entry.kind for entry in two.history.encounters]
