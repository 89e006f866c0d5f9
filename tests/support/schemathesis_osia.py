"""A check for Schemathesis: a request that is as the schema has it may be refused only for what it means.

OSIA's file says that an image is text; that the text is no image is for the server to find. Such refusals carry a code
of their own (`tenprint.api.osia.call.KINDS`). Any other 400 on a valid request is a failure.
"""

from __future__ import annotations

import schemathesis

MEANING = range(4100, 4200)
NO_BASE64 = 4001  # of a text that OSIA's file calls an encoded buffer, without a format


@schemathesis.check
def refused_for_its_meaning(ctx, response, case):
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code != 400:
        return
    body = response.json()
    meaning = body["code"] in MEANING or (body["code"] == NO_BASE64 and "base64" in body["message"])
    if not meaning and "NUL" not in body["message"]:
        raise AssertionError(f"a valid request was refused for its form: {body}")
    return
