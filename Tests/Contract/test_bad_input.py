"""Whatever is wrong with a request, the answer says so in one format, and nothing is stored."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import time

import pytest

from conftest import one_server
from world import ALL_SCOPES, SIGNING_SECRET, Athlete, assert_fault, gpx

FORM = "multipart/form-data; boundary=line"
TRACK = gpx(1_700_000_000)
LARGEST_FILE = 64 << 20


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with one_server(tmp_path_factory.mktemp("bad-input")) as server:
        yield server


@pytest.fixture(scope="module")
def athlete(server):
    return server.register("ada")


@pytest.fixture(autouse=True)
def nothing_is_stored(server, athlete):
    def blobs():
        return sorted(path for path in server.blobs.rglob("*") if path.is_file())

    before, blobs_before = server.database.counts(), blobs()
    yield
    assert server.database.counts() == before
    assert blobs() == blobs_before
    assert server.errors() == []


def part(content, name="file", file="a.gpx"):
    return (f'--line\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n').encode() + content


def field(name, value):
    return f'--line\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


def send(athlete, body, content_type=FORM, **query):
    return athlete.post("/uploads", params=query, data=body, headers={"Content-Type": content_type})


# Uploads

BODIES = {
    "no body": (b"", FORM),
    "not multipart": (b"{}", "application/json"),
    "multipart without a boundary": (b"--line--\r\n", "multipart/form-data"),
    "multipart that ends in the middle": (field("data_type", "gpx") + part(TRACK), FORM),
    "no part at all": (b"--line--\r\n", FORM),
    "no file": (field("data_type", "gpx") + b"--line--\r\n", FORM),
    "no type": (part(TRACK) + b"\r\n--line--\r\n", FORM),
    "an unknown type": (field("data_type", "exe") + part(TRACK) + b"\r\n--line--\r\n", FORM),
    "a form that is not multipart": (b"data_type=gpx&file=x", "application/x-www-form-urlencoded"),
}


@pytest.mark.parametrize("body, content_type", BODIES.values(), ids=BODIES)
def test_a_body_that_is_no_upload_is_refused(athlete, body, content_type):
    assert_fault(send(athlete, body, content_type), 400, 415, 422)


def test_a_body_that_is_too_large_is_refused(server, athlete):
    """Sent as `curl` would: the answer may come before the body has been taken."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.putrequest("POST", "/api/v3/uploads?data_type=gpx")
    connection.putheader("Authorization", f"Bearer {athlete.token}")
    connection.putheader("Content-Type", "application/octet-stream")
    connection.putheader("Content-Length", str(LARGEST_FILE + (1 << 20)))
    connection.endheaders()
    answer = connection.getresponse()
    body = json.loads(answer.read())
    assert answer.status == 413
    assert set(body) == {"message", "errors"}
    connection.close()


def test_a_body_that_grows_too_large_is_refused(server, athlete):
    """In chunks, so that its length is not known before."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    piece = b"x" * (1 << 20)
    connection.putrequest("PUT", "/api/v3/athlete")
    connection.putheader("Authorization", f"Bearer {athlete.token}")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    try:
        for _ in range(64):
            connection.send(b"%x\r\n%s\r\n" % (len(piece), piece))
    except (BrokenPipeError, ConnectionResetError):
        pass
    answer = connection.getresponse()
    assert answer.status == 413
    assert set(json.loads(answer.read())) == {"message", "errors"}
    connection.close()


# What is plainly no activity is refused at once; what only a parser can tell becomes an upload with an error.
NOT_A_TRACK = {
    "no bytes": b"",
    "not XML": b"this is no track",
    "bytes of chance": os.urandom(2000),
    "a DOCTYPE": b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "b">]>' + TRACK[21:],
    "an external DOCTYPE": b'<?xml version="1.0"?><!DOCTYPE gpx SYSTEM "file:///etc/passwd">' + TRACK[21:],
    "a billion laughs": b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><gpx>&b;</gpx>',
    "other XML": b'<?xml version="1.0"?><html><body/></html>',
    "no points": b'<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk/></gpx>',
    "no times": b'<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
                b'<trkpt lat="52" lon="4"/><trkpt lat="52.1" lon="4"/></trkseg></trk></gpx>',
}


@pytest.mark.parametrize("content", NOT_A_TRACK.values(), ids=NOT_A_TRACK)
def test_a_file_that_is_no_track_is_refused(athlete, content):
    assert_fault(athlete.upload(content), 400, 415, 422)


# Tokens

def encoded(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=")


def signed(claims, secret, header=None):
    head = encoded(json.dumps(header or {"alg": "HS256", "typ": "JWT", "kid": "contract"},
                              separators=(",", ":")).encode())
    body = head + b"." + encoded(json.dumps(claims, separators=(",", ":")).encode())
    return (body + b"." + encoded(hmac.new(secret, body, hashlib.sha256).digest())).decode()


def parts_of(token):
    return [json.loads(base64.urlsafe_b64decode(text + "==")) for text in token.split(".")[:2]]


def test_a_crafted_token_with_the_right_times_works(server, athlete):
    """Or else the tests below would prove nothing."""
    header, claims = parts_of(athlete.token)
    answer = Athlete(server.url, athlete.id, signed(claims, SIGNING_SECRET, header)).get("/athlete")
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("change, secret", [
    ({"exp": int(time.time()) - 60, "iat": int(time.time()) - 3600}, SIGNING_SECRET),
    ({"nbf": int(time.time()) + 600}, SIGNING_SECRET),
    ({}, b"another one, as long as the right"),
], ids=["expired", "not yet valid", "signed by somebody else"])
def test_a_token_that_is_not_valid_is_refused(server, athlete, change, secret):
    header, claims = parts_of(athlete.token)
    answer = Athlete(server.url, athlete.id, signed({**claims, **change}, secret, header)).get("/athlete")
    assert assert_fault(answer, 401)["errors"] == [
        {"resource": "Athlete", "field": "access_token", "code": "invalid"}]


WRONG_TOKENS = {"a letter": "x", "three parts": "a.b.c", "a word": "Bearer", "not ASCII": "\xe9", "too long": "x" * 8000,
                "no algorithm": "eyJhbGciOiJub25lIn0.e30."}


@pytest.mark.parametrize("token", WRONG_TOKENS.values(), ids=WRONG_TOKENS)
def test_a_wrong_token_is_refused(server, athlete, token):
    answer = Athlete(server.url, athlete.id, token).get("/athlete")
    assert_fault(answer, 401)


def test_a_token_without_a_signature_is_refused(server, athlete):
    header, claims = parts_of(athlete.token)
    for algorithm in ["none", "None", "HS512", "RS256"]:
        token = signed(claims, SIGNING_SECRET, {**header, "alg": algorithm})
        for candidate in [token, token.rsplit(".", 1)[0] + "."]:
            assert_fault(Athlete(server.url, athlete.id, candidate).get("/athlete"), 401)


def test_no_token_is_refused(server, athlete):
    nobody = Athlete(server.url, 0, "")
    nobody.session.headers.pop("Authorization")
    for answer in [nobody.get("/athlete"), nobody.upload(TRACK), nobody.get("/athlete/activities")]:
        assert_fault(answer, 401)


def test_a_missing_scope_is_refused(server, athlete):
    """A session's own token with fewer scopes, as an application would have it."""
    header, claims = parts_of(athlete.token)
    read_only = 1
    assert claims["scp"] != read_only
    reader = Athlete(server.url, athlete.id, signed({**claims, "scp": read_only}, SIGNING_SECRET, header))
    assert reader.get("/athlete").status_code == 200
    for answer in [reader.upload(TRACK), reader.get("/athlete/activities"),
                   reader.put("/athlete", json={"weight": 70})]:
        assert assert_fault(answer, 401, 403)["errors"][0]["code"] == "missing"


# Parameters

@pytest.mark.parametrize("path", ["/athlete/activities", "/athletes/{id}/followers"])
def test_a_bad_page_is_refused(athlete, path):
    for query in ["page=0", "page=-1", "page=x", "page=1.5", "page=99999999999999999999", "page=1000000", "per_page=0",
                  "per_page=201", "per_page=x", "page=%00", "page=%zz"]:
        assert_fault(athlete.get(f"{path.format(id=athlete.id)}?{query}"), 400)


@pytest.mark.parametrize("path", ["/activities/{}", "/activities/{}/streams?keys=time&key_by_type=true", "/uploads/{}",
                                  "/athletes/{}"])
def test_an_identifier_that_names_nothing_is_not_found(athlete, path):
    for identifier in [2**53, 2**63 - 1, 2**63, 2**64, 2**64 + 1, -1, 0, "x", "1.0", "%00", "1%2F2"]:
        assert_fault(athlete.get(path.format(identifier)), 404)


def test_a_path_and_a_method_that_do_not_exist_are_told_apart(athlete):
    assert_fault(athlete.get("/no/such/thing"), 404)
    answer = athlete.put("/uploads", json={})
    assert_fault(answer, 405)
    assert "POST" in answer.headers["Allow"]


REGISTRATIONS = {
    "nothing": b"",
    "half an object": b"{",
    "an array": b"[]",
    "null": b"null",
    "a number as address": b'{"email":5,"password":"correct horse","firstname":"Ada"}',
    "no address": b'{"email":"x","password":"correct horse","firstname":"Ada"}',
    "a short password": b'{"email":"new@example.com","password":"y","firstname":"Ada"}',
    "no name": b'{"email":"new@example.com","password":"correct horse"}',
    "not UTF-8": b"\xff\xfe",
    "an endless address": b'{"email":"' + b"x" * 100_000 + b'@example.com","password":"correct horse"}',
    "an endless array": b"[" * 50_000,
}


@pytest.mark.parametrize("body", REGISTRATIONS.values(), ids=REGISTRATIONS)
def test_a_registration_that_makes_no_sense_is_refused(athlete, body):
    answer = athlete.post("/athletes", data=body, headers={"Content-Type": "application/json"})
    assert_fault(answer, 400, 413, 415, 422)
