"""Typed client of the roles' interfaces.

with Client("http://127.0.0.1:8090", token) as client:
    accepted = client.submit(Path("booking.ebts").read_bytes())
    for answer in client.answers(accepted.correlation): ...
"""

from tenprint.client.client import Client, ProblemError

__all__ = ["Client", "ProblemError"]
