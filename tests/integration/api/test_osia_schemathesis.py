"""The OSIA face against OSIA's own file: no server error, no answer that the file does not name."""

from __future__ import annotations

import pytest
import schemathesis_run
from osia_client import osia

# OSIA's file names no 401, and that check knows no other answer: who has no token is answered 403, which test_osia.py
# holds. What a valid request means is checked by a check of ours.
SETTINGS = """
[checks]
missing_required_header.enabled = false
positive_data_acceptance.expected-statuses = ["2xx", 400, 403, 404, 409]
"""


def run(shared, tmp_path, **options):
    document = shared / "reference" / "osia" / "abis.yaml"
    (tmp_path / "run").mkdir()
    with osia(tmp_path / "state", callbacks=["http://127.0.0.1:9/"]) as (_, client, token):
        return schemathesis_run.run(
            document,
            str(client.base_url).rstrip("/"),
            tmp_path / "run",
            token=token,
            settings=SETTINGS,
            hooks="schemathesis_osia",
            **options,
        )


def test_a_few_requests_to_each_operation(shared, tmp_path):
    code, output, cases = run(shared, tmp_path, examples=3, phases="fuzzing", more=("--no-shrink",))
    assert code == 0, output
    assert cases >= 60


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_several_hundred_requests_to_each_operation(shared, tmp_path):
    code, output, cases = run(shared, tmp_path, examples=300, phases="examples,coverage,fuzzing,stateful")
    assert code == 0, output
    assert cases >= 300 * 22
