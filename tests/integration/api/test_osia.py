"""The OSIA face over HTTP: rendered prints find their mates, tasks and callbacks, refusals."""

from __future__ import annotations

import base64
import http.server
import json
import threading
import time

import pytest
from osia_client import encounter, osia, picture
from sqlalchemy import select

from tenprint.accountability.audit import entries
from tenprint.api.osia.tables import membership

PEOPLE = (11, 12, 13)
T = {"transactionId": "T1"}


@pytest.fixture(scope="module")
def face(tmp_path_factory):
    """Three people with two fingers each on file, in two galleries."""
    with osia(tmp_path_factory.mktemp("osia")) as (store, client, token):
        for person in PEOPLE:
            prints = [picture(person, finger, 1, form=form) for finger, form in ((2, "WSQ"), (7, "PNG"))]
            galleries = ["MAIN", "ODD"] if person % 2 else ["MAIN"]
            body = encounter(*prints, galleries=galleries, biographicData={"dateOfBirth": f"19{person}0-01-01"})
            answer = client.post(f"/v1/persons/P{person}/encounters/E1", params=T, json=body)
            assert answer.status_code == 200, answer.text
            assert answer.json()["others"]["encoded"] == ["RIGHT_INDEX", "LEFT_INDEX"]
        yield store, client, token


def identify(client, *prints, gallery="MAIN", params=None, narrow=None):
    body = {"filter": narrow or {}, "biometricData": list(prints)}
    answer = client.post(f"/v1/identify/{gallery}", params=T | (params or {}), json=body)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize("form", ["PNG", "JPEG2000"])
def test_another_impression_finds_its_mate(face, form):
    _, client, _ = face
    answer = identify(client, picture(12, 2, 9, form=form))
    assert answer.json()[0]["personId"] == "P12"
    assert answer.json()[0]["rank"] == 1
    assert answer.json()[0]["scores"][0]["biometricSubType"] == "RIGHT_INDEX"
    assert answer.headers["X-Coverage"] == "1 of 1 galleries, 3 encounters"


def test_two_fingers_say_more_than_one(face):
    _, client, _ = face
    one = identify(client, picture(12, 2, 9)).json()[0]["score"]
    both = identify(client, picture(12, 2, 9), picture(12, 7, 9)).json()[0]["score"]
    assert both > one


def test_a_stranger_finds_nobody(face):
    _, client, _ = face
    assert identify(client, picture(77, 2, 1), picture(77, 7, 1)).json() == []


def test_a_finger_of_unknown_position_is_found_too(face):
    _, client, _ = face
    unknown = picture(13, 7, 9) | {"biometricSubType": "UNKNOWN"}
    assert identify(client, unknown).json()[0]["personId"] == "P13"


def test_a_gallery_holds_its_own_and_all_holds_everybody(face):
    _, client, _ = face
    assert identify(client, picture(12, 2, 9), gallery="ODD").json() == []
    assert identify(client, picture(12, 2, 9), gallery="ALL").json()[0]["personId"] == "P12"
    unknown = client.post("/v1/identify/NONE", params=T, json={"filter": {}, "biometricData": [picture(12, 2, 9)]})
    assert unknown.status_code == 404
    assert client.get("/v1/galleries", params=T).json() == ["MAIN", "ODD"]
    page = client.get("/v1/galleries/MAIN", params=T | {"offset": 1, "limit": 1}).json()
    assert page == [{"personId": "P12", "encounterId": "E1"}]
    csv = client.get("/v1/galleries/ODD", params=T, headers={"Accept": "text/csv"}).text
    assert csv == "PersonId,encounterId\nP11,E1\nP13,E1\n"


def test_a_filter_leaves_candidates_out_and_protected_traits_are_refused(face):
    _, client, _ = face
    born = {"dateOfBirthMin": "1120-01-01", "dateOfBirthMax": "1990-01-01"}
    assert identify(client, picture(12, 2, 9), narrow=born).json()[0]["personId"] == "P12"
    assert identify(client, picture(12, 2, 9), narrow={"dateOfBirthMax": "1119-01-01"}).json() == []
    for trait in ("nationality", "Place_of_Birth", "genderMin"):
        body = {"filter": {trait: "X"}, "biometricData": [picture(12, 2, 9)]}
        refused = client.post("/v1/identify/MAIN", params=T, json=body)
        assert (refused.status_code, refused.json()["code"]) == (400, 4104)


def test_verification_tells_a_person_from_another(face):
    _, client, _ = face
    same = client.post("/v1/verify/MAIN/P11", params=T, json={"biometricData": [picture(11, 2, 5)]})
    other = client.post("/v1/verify/MAIN/P11", params=T, json={"biometricData": [picture(12, 2, 5)]})
    assert (same.json()["decision"], other.json()["decision"]) == (True, False)
    body = {"biometricData1": [picture(11, 2, 5)], "biometricData2": [picture(11, 2, 6)]}
    assert client.post("/v1/verify", params=T, json=body).json()["decision"] is True
    assert client.post("/v1/verify/ODD/P12", params=T, json={"biometricData": [picture(12, 2, 5)]}).status_code == 404
    nothing = client.post("/v1/verify/MAIN/P11", params=T, json={"biometricData": [picture(11, 3, 5)]})
    assert nothing.status_code == 400


def test_templates_come_back_and_match(face):
    _, client, _ = face
    answer = client.get("/v1/persons/P11/encounters/E1/templates", params=T | {"templateFormat": "ANSI_378"})
    found = {entry["biometricSubType"]: entry["template"] for entry in answer.json()}
    assert base64.b64decode(found["RIGHT_INDEX"])[:4] == b"FMR\0"
    probe = {
        "biometricType": "FINGER",
        "biometricSubType": "RIGHT_INDEX",
        "template": found["RIGHT_INDEX"],
        "templateFormat": "ANSI_378",
    }
    assert identify(client, probe).json()[0]["personId"] == "P11"


def test_who_is_on_file_is_searched_without_finding_themselves(face):
    _, client, _ = face
    body = encounter(picture(12, 2, 3))
    assert client.post("/v1/persons/TWIN/encounters/E1", params=T, json=body).status_code == 200
    for path in ("/v1/identify/MAIN/P12", "/v1/identify/MAIN/P12/encounters/E1"):
        found = client.post(path, params=T, json={}).json()
        assert [candidate["personId"] for candidate in found] == ["TWIN"]
    assert client.delete("/v1/persons/TWIN", params=T).status_code == 204
    assert client.post("/v1/identify/MAIN/P12", params=T).json() == []


def test_an_inactive_encounter_is_not_found_until_it_is_active_again(face):
    _, client, _ = face
    place = "/v1/persons/P13/encounters/E1"
    assert client.put(f"{place}/status", params=T | {"status": "INACTIVE"}).status_code == 204
    assert identify(client, picture(13, 2, 9)).json() == []
    assert client.get(place, params=T).json()["status"] == "INACTIVE"
    assert client.put(f"{place}/status", params=T | {"status": "ACTIVE"}).status_code == 204
    assert identify(client, picture(13, 2, 9)).json()[0]["personId"] == "P13"
    assert client.put(f"{place}/status", params=T | {"status": "GONE"}).status_code == 400


def test_every_look_is_in_the_audit_log_and_nothing_personal_is(face):
    store, client, _ = face
    client.get("/v1/persons/P11/encounters", params={"transactionId": "look-42"})
    with store.database.read() as connection:
        log = list(entries(connection))
    assert [(e.user, e.action, e.object) for e in log if e.cause == "look-42"] == [
        ("client.one", "osia:readAllEncounters", "P11")
    ]
    assert "dateOfBirth" not in repr(log)


def test_merge_and_move_keep_identifiers_and_refuse_conflicts(tmp_path):
    with osia(tmp_path) as (store, client, _):
        for person, name in (("A", "1"), ("A", "2"), ("B", "3"), ("C", "3")):
            client.post(f"/v1/persons/{person}/encounters/{name}", params=T, json=encounter()).raise_for_status()
        again = client.post("/v1/persons/A/encounters/1", params=T, json=encounter())
        assert (again.status_code, again.content) == (409, b"")
        assert client.post("/v1/persons/B/merge/C", params=T).status_code == 409
        assert client.post("/v1/persons/A/move/B/encounters/9", params=T).status_code == 404
        assert client.post("/v1/persons/A/merge/B", params=T).status_code == 204
        assert client.get("/v1/persons/B/encounters", params=T).status_code == 404
        assert client.post("/v1/persons/C/move/A/encounters/3", params=T).status_code == 409
        assert client.post("/v1/persons/C/move/A/encounters/2", params=T).status_code == 204
        held = {p: [e["encounterId"] for e in client.get(f"/v1/persons/{p}/encounters", params=T).json()] for p in "AC"}
        assert held == {"A": ["1", "3"], "C": ["2", "3"]}
        wanted = client.put("/v1/persons/C/encounters/2/galleries", params=T, json=["X", "Y"])
        assert wanted.status_code == 204
        assert client.put("/v1/persons/C/encounters/2/galleries", params=T, json=["ALL"]).status_code == 403
        with store.database.read() as connection:
            assert sorted(set(connection.scalars(select(membership.c.gallery)))) == ["MAIN", "X", "Y"]


def test_what_is_deleted_or_replaced_lies_nowhere(tmp_path):
    secret = "nobody shall find this again"
    with osia(tmp_path) as (_, client, _):
        body = encounter(picture(11, 2, 1), contextualData={"note": secret})
        client.post("/v1/persons/A/encounters/1", params=T, json=body).raise_for_status()
        assert client.get("/v1/persons/A/encounters/1", params=T).json()["contextualData"] == {"note": secret}
        client.put("/v1/persons/A/encounters/1", params=T, json=encounter()).raise_for_status()
        assert "contextualData" not in client.get("/v1/persons/A/encounters/1", params=T).json()
        assert client.delete("/v1/persons/A/encounters/1", params=T).status_code == 204
        assert client.delete("/v1/persons/A/encounters/1", params=T).status_code == 404
        client.post("/v1/persons/A/encounters/1", params=T, json=encounter()).raise_for_status()  # the name is free
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert secret.encode() not in everything


def test_tokens_scopes_and_hostile_requests_are_refused(tmp_path):
    with osia(tmp_path, scopes=("abis.encounter.read",)) as (_, client, _):
        assert client.post("/v1/persons", params=T, json=encounter()).status_code == 403
        assert client.get("/v1/persons/A/encounters", params=T).status_code == 404
        for token in ("", "Bearer", "Bearer x.y.z", "Basic abc"):
            answer = client.get("/v1/persons/A/encounters", params=T, headers={"Authorization": token})
            assert (answer.status_code, answer.content) == (403, b"")
    with osia(tmp_path / "2") as (_, client, _):
        for data, code in (
            ({"image": "///"}, 4001),
            ({"image": base64.b64encode(b"no image").decode()}, 4101),
            ({"template": base64.b64encode(b"no template").decode()}, 4102),
            ({"imageRef": "http://127.0.0.1:22/"}, 4104),
            ({"imageRef": "file:///etc/passwd"}, 4104),
            ({"templateRef": "http://169.254.169.254/latest"}, 4104),
            ({"image": "AAAA", "encryption": {"type": "JWE", "scope": "$"}}, 4104),
        ):
            item = {"biometricType": "FINGER", "biometricSubType": "RIGHT_INDEX"} | data
            answer = client.post("/v1/persons", params=T, json=encounter(item))
            assert (answer.status_code, answer.json()["code"]) == (400, code), data
        assert client.get("/v1/galleries", params=T).json() == []
        callback = T | {"callback": "http://127.0.0.1:9/"}
        assert client.get("/v1/galleries", params=callback).status_code == 403
        slash = client.post("/v1/persons/a%2Fb/encounters/1", params=T, json=encounter())
        assert slash.json()["personId"] == "a/b"


class Receiver:
    """A real server that takes callbacks; it refuses as often as it is told to."""

    def __init__(self, refuse=0):
        self.got = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                nonlocal refuse
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append((self.path, self.headers["Content-Type"], json.loads(body)))
                self.send_response(500 if refuse > 0 else 204)
                refuse -= 1
                self.end_headers()

            def log_message(self, *_arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/answers"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_asynchronous_calls_are_done_and_answered_until_the_callback_takes_them(tmp_path):
    receiver = Receiver(refuse=1)
    with osia(tmp_path, callbacks=[receiver.address]) as (_, client, _):
        params = {"transactionId": "T 7&8", "callback": receiver.address, "priority": 9}
        accepted = client.post("/v1/persons/A/encounters/1", params=params, json=encounter())
        assert accepted.status_code == 202
        task = accepted.json()["taskId"]
        wait_for(lambda: client.get(f"/v1/tasks/{task}/status", params=T).json() == "COMPLETED")
        assert [entry[0] for entry in receiver.got] == [f"/answers?transactionId=T%207%268&taskId={task}"] * 2
        assert receiver.got[1][2]["personId"] == "A"
        assert client.post(f"/v1/tasks/{task}/redeliver", params=T).status_code == 404
        assert client.get("/v1/tasks/none/status", params=T).status_code == 404
        client.post("/v1/persons/A/encounters/1", params=params, json=encounter()).raise_for_status()
        wait_for(lambda: len(receiver.got) == 3)
        assert receiver.got[2][1:] == (
            "application/error+json",
            {"code": 409, "message": "conflict of identifiers"},
        )
        client.delete("/v1/persons/A", params=params).raise_for_status()
        wait_for(lambda: len(receiver.got) == 4)
        assert receiver.got[3][2] == "OK"
