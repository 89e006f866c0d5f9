"""Bands, purposes, retention, priorities, offences, activation, store, signatures."""

from __future__ import annotations

import datetime as dt
import math
from itertools import product

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tenprint.errors import ConfigurationError, NotAuthorisedError, TrustError, UsageError, ValueFormatError
from tenprint.policy import (
    Activation,
    ActivationRegistry,
    Agency,
    Agreement,
    Band,
    Jurisdiction,
    PolicyStore,
    RegistryData,
    Suspension,
)
from tenprint.policy.retention import DATA, ROLES
from tenprint.policy.signature import read_signature, sign, verify, write_signature
from tenprint.policy.store import KINDS, packaged, read_policy

STORE = PolicyStore()
DAY = dt.date(2010, 9, 21)
NOON = dt.datetime(2010, 9, 21, 12, tzinfo=dt.UTC)


def at(year, month=1, day=1, hour=0):
    return dt.datetime(year, month, day, hour, tzinfo=dt.UTC)


def test_every_packaged_file_loads_and_carries_its_digest():
    for kind in set(KINDS) - {"activation"}:
        assert STORE.files(kind), kind
        for version in STORE.files(kind):
            assert len(STORE.load(kind, version).digest) == 64


def test_the_version_in_force_depends_on_the_day():
    assert STORE.levels(at=dt.date(2010, 6, 29)).version == "2008-09"
    assert STORE.levels(at=dt.date(2010, 6, 30)).version == "2010-06"
    assert STORE.levels(at=dt.date(2015, 1, 4)).version == "2010-06"
    assert STORE.levels(at=dt.date(2015, 1, 5)).version == "2014-11"
    with pytest.raises(ConfigurationError, match="applies on 2007"):
        STORE.levels(at=dt.date(2007, 1, 1))


@pytest.mark.parametrize(
    ("llr", "probability", "fingers", "band"),
    [
        (20, 1e-9, 10, Band.LIGHTS_OUT),
        (20, 1e-9, 3, Band.ADJUDICATE),
        (20, 1e-3, 10, Band.ADJUDICATE),
        (13.0, 1e-9, 10, Band.ADJUDICATE),
        (5, 0.005, 1, Band.ADJUDICATE),
        (5, 0.02, 10, Band.NO_MATCH),
        (4, 0.005, 10, Band.NO_MATCH),
        (-4, 1, 10, Band.NO_MATCH),
        (math.nan, math.nan, 10, Band.NO_MATCH),
    ],
)
def test_bands(llr, probability, fingers, band):
    result = STORE.bands(at=DAY).place(llr, probability, fingers)
    assert (result.band, result.policy_version) == (band, "2008-10")


def test_only_an_active_booking_reaches_the_immigration_repository():
    policy = STORE.purposes(at=DAY)
    for purpose, active in product(policy.purposes, (True, False)):
        for tot in purpose.tots:
            plan = policy.plan(tot, active=active)
            reaches = "immigration" in plan.repositories
            assert reaches == (tot in {"CAR", "CNA"} and active), (tot, active)
            assert (plan.query_purpose is not None) == reaches


@pytest.mark.parametrize("tot", ["FAUF", "MAP", "NFUF", "FANC", "NFUE"])
def test_an_applicant_never_raises_a_query(tot):
    plan = STORE.purposes(at=DAY).plan(tot, active=True)
    assert (plan.purpose, plan.repositories, plan.query_purpose) == ("applicant", ("criminal",), None)


def test_an_unknown_transaction_type_is_refused():
    with pytest.raises(NotAuthorisedError, match="XYZ"):
        STORE.purposes(at=DAY).plan("XYZ", active=True)


def test_what_found_nothing_is_kept_shortest():
    policy = STORE.retention(at=DAY)
    for role, purpose, data in product(ROLES, STORE.purposes(at=DAY).purposes, DATA):
        none = policy.keep(role=role, purpose=purpose.code, outcome="no_hit", data=data).keep_days
        hit = policy.keep(role=role, purpose=purpose.code, outcome="hit", data=data).keep_days
        assert hit is None or (none is not None and none <= hit), (role, purpose.code, data)


@pytest.mark.parametrize("data", ["images", "template", "demographics", "message"])
def test_the_immigration_repository_keeps_nothing_of_a_search_without_match(data):
    result = STORE.retention(at=DAY).keep(role="immigration", purpose="criminal", outcome="no_hit", data=data)
    assert result.keep_days == 0
    assert result.expires(NOON) == NOON


def test_deadlines_follow_the_priority():
    policy = STORE.priorities(at=DAY)
    assert policy.due(NOON, tot="CAR").at == NOON + dt.timedelta(hours=2)
    assert policy.due(NOON, tot="CAR", pry=1).at == NOON + dt.timedelta(minutes=10)
    assert STORE.priorities(at=dt.date(2014, 1, 1)).due(NOON, tot="CAR").at == NOON + dt.timedelta(minutes=30)
    with pytest.raises(ValueFormatError, match="PRY"):
        policy.due(NOON, tot="CAR", pry=0)


@pytest.mark.parametrize("version", ["2008-10", "2013-05"])
def test_a_more_urgent_priority_is_never_due_later(version):
    times = [entry.answer_within_s for entry in STORE.priorities(version).priorities]
    assert [entry.pry for entry in STORE.priorities(version).priorities] == list(range(1, 10))
    assert times == sorted(times)


def test_queries_refuse_the_generic_code_and_say_unknown_explicitly():
    table = STORE.offences(at=DAY)
    assert table.for_query(None).offence is None
    assert table.for_query("2202").offence == "2202"
    with pytest.raises(ValueFormatError, match="0399"):
        table.for_query("0399")
    for wrong in ("9999", "22", "ABCD", ""):
        with pytest.raises(ValueFormatError):
            table.for_query(wrong)


def test_every_result_names_its_version():
    results = [
        STORE.bands(at=DAY).place(20, 1e-9),
        STORE.purposes(at=DAY).plan("CAR", active=True),
        STORE.retention(at=DAY).keep(role="state", purpose="criminal", outcome="hit", data="images"),
        STORE.priorities(at=DAY).due(NOON, tot="CAR"),
        STORE.offences(at=DAY).for_query(None),
    ]
    assert {result.policy_version for result in results} == {"2008-10"}


def test_an_unlisted_code_is_taken_for_its_series():
    entry = STORE.offences(at=DAY).find("2299")
    assert (entry.literal, entry.code) == ("Burglary", "2299")


def registry(**changes):
    values = {
        "kind": "activation",
        "version": "2010-09",
        "title": "Test",
        "effective_from": DAY,
        "jurisdictions": (Jurisdiction(fips="29510", name="St. Louis City", state="MO"),),
        "agencies": (
            Agency(ori="MO0000001", fips="29510", name="Police"),
            Agency(ori="MO0000002", fips="29510", name="Sheriff"),
        ),
        "agreements": (Agreement(id="MOA-MO", title="Agreement", parties=("A", "B"), signed=dt.date(2010, 1, 1)),),
        "activations": (Activation(fips="29510", agreement="MOA-MO", legal_basis="Law", starts=at(2010, 9, 21, 6)),),
    } | changes
    return ActivationRegistry(RegistryData(**values))


def test_activation_is_by_the_moment():
    reg = registry()
    before, after = (reg.is_active("MO0000001", at(2010, 9, 21, h)) for h in (5, 6))
    assert (before.active, after.active) == (False, True)
    assert after.agreement == "MOA-MO"
    assert after.version == before.version == "2010-09"
    assert not reg.is_active("XX0000001", NOON).active
    assert reg.active_jurisdictions(NOON) == ["29510"]
    assert reg.active_jurisdictions(at(2010)) == []


def test_a_naive_moment_is_refused():
    with pytest.raises(UsageError, match="time zone"):
        registry().is_active("MO0000001", dt.datetime(2010, 9, 21))


def test_a_suspension_is_a_new_version_and_ends():
    reg = registry()
    suspended = reg.with_suspension(
        "29510",
        Suspension(starts=at(2010, 10), ends=at(2010, 11), reason="Agreement under review", document="letter 7"),
        version="2010-10",
    )
    assert reg.is_active("MO0000001", at(2010, 10, 5)).active
    result = suspended.is_active("MO0000001", at(2010, 10, 5))
    assert (result.active, result.version) == (False, "2010-10")
    assert "under review" in result.reason
    assert suspended.is_active("MO0000001", at(2010, 11)).active
    with pytest.raises(UsageError, match="taken"):
        suspended.with_suspension("29510", suspended.data.activations[0].suspensions[0], version="2010-10")


def test_an_activation_of_some_agencies_leaves_out_the_others():
    reg = registry(
        activations=(
            Activation(fips="29510", agreement="MOA-MO", legal_basis="Law", starts=at(2010), oris=("MO0000002",)),
        )
    )
    assert not reg.is_active("MO0000001", NOON).active
    assert reg.is_active("MO0000002", NOON).active
    wider = reg.with_activation(
        Activation(fips="29510", agreement="MOA-MO", legal_basis="Law", starts=at(2010)), version="2010-11"
    )
    assert wider.is_active("MO0000001", NOON).active


def test_a_registry_that_contradicts_itself_is_refused():
    with pytest.raises(ConfigurationError, match="no agreement"):
        registry(agreements=())
    with pytest.raises(ConfigurationError, match="no known jurisdiction"):
        registry(jurisdictions=())


def test_an_unsound_file_is_refused(tmp_path):
    path = tmp_path / "2010-07.toml"
    for text in ("kind = ", 'kind = "levels"\nversion = "2010-07"', "\xff"):
        path.write_bytes(text.encode("latin-1"))
        with pytest.raises(ConfigurationError, match="cannot be read"):
            read_policy(path, KINDS["levels"])


def test_a_file_may_not_state_its_digest(tmp_path):
    path = tmp_path / "2010-06.toml"
    path.write_text('digest = "00"\n' + (packaged() / "levels/2010-06.toml").read_text())
    with pytest.raises(ConfigurationError, match="own digest"):
        read_policy(path, KINDS["levels"])


def own_levels(tmp_path, old="at_least = 3", new="at_least = 4"):
    text = (packaged() / "levels/2010-06.toml").read_text()
    path = tmp_path / "levels/2012-01.toml"
    path.parent.mkdir()
    path.write_text(text.replace('"2010-06"', '"2012-01"').replace("2010-06-30", "2012-01-01", 1).replace(old, new))
    return path


def test_the_operator_writes_a_version_without_touching_the_package(tmp_path):
    own_levels(tmp_path)
    store = PolicyStore(tmp_path)
    assert store.levels(at=dt.date(2012, 1, 1)).version == "2012-01"
    assert store.levels(at=dt.date(2011, 12, 31)).version == "2010-06"
    assert store.digest() != STORE.digest()


def test_signed_files_load_and_changed_ones_do_not(tmp_path):
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    path = own_levels(tmp_path)
    with pytest.raises(TrustError, match="not signed"):
        PolicyStore(tmp_path, trusted=[key.public_key()]).levels("2012-01")
    write_signature(path, sign(path.read_bytes(), kind="levels", version="2012-01", key=key))
    assert PolicyStore(tmp_path, trusted=[key.public_key()]).levels("2012-01").version == "2012-01"
    with pytest.raises(TrustError, match="no trusted key"):
        PolicyStore(tmp_path, trusted=[other.public_key()]).levels("2012-01")
    path.write_text(path.read_text() + "\n")
    with pytest.raises(TrustError, match="not the one that was signed"):
        PolicyStore(tmp_path, trusted=[key.public_key()]).levels("2012-01")


def test_a_signature_holds_for_its_kind_and_version_only(tmp_path):
    key = Ed25519PrivateKey.generate()
    path = own_levels(tmp_path)
    write_signature(path, sign(path.read_bytes(), kind="levels", version="2011-01", key=key))
    with pytest.raises(ConfigurationError, match="another policy"):
        PolicyStore(tmp_path, trusted=[key.public_key()]).levels("2012-01")
    forged = read_signature(path).__class__(**{**_fields(read_signature(path)), "version": "2012-01"})
    with pytest.raises(TrustError):
        verify(path.read_bytes(), forged, [key.public_key()])


def _fields(signature):
    return {name: getattr(signature, name) for name in signature.__struct_fields__}
