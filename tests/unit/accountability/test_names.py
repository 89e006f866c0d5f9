"""Two names are two persons only where they differ in more than letters' forms."""

import pytest

from tenprint.accountability.names import is_software, same_person


@pytest.mark.parametrize(
    ("one", "other"),
    [("A. Green", "a. green"), ("officer.green", "Officer Green"), ("Straße", "STRASSE"), ("a", " a\t")],
)
def test_one_person_in_other_letters(one, other):
    assert same_person(one, other)


@pytest.mark.parametrize(("one", "other"), [("A. Green", "B. Green"), ("a1", "a2"), (None, None), ("a", None)])
def test_two_persons(one, other):
    assert not same_person(one, other)


@pytest.mark.parametrize("name", ["", " ", "system", "SYSTEM", "Sys.tem", "..."])
def test_nobodys_names(name):
    assert is_software(name)
    assert not is_software("systemic")
