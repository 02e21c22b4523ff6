"""The notification socket as a client author would use it, with a client that nobody here wrote."""

import json
import time

import requests
from websockets.sync.client import connect

import test_stravalib


def test_a_follower_hears_of_a_ready_activity_within_a_second(server):
    follower, author = server.token("bruno@demo.example"), server.token("ada@demo.example")
    author_id = requests.get(f"{server.url}/api/v3/athlete", headers={"Authorization": f"Bearer {author}"}).json()["id"]
    requests.put(f"{server.url}/api/v3/athletes/{author_id}/follow",
                 headers={"Authorization": f"Bearer {follower}"}).raise_for_status()
    with connect(f"ws://127.0.0.1:{server.port}/api/v3/notifications/socket",
                 additional_headers={"Authorization": f"Bearer {follower}"}) as socket:
        hello = json.loads(socket.recv(timeout=5))
        assert hello["type"] == "hello"
        answer = requests.post(f"{server.url}/api/v3/uploads", headers={"Authorization": f"Bearer {author}"},
                               data={"data_type": "gpx"}, files={"file": test_stravalib.gpx(1_740_000_000)})
        assert answer.status_code == 201
        upload = answer.json()
        while upload["activity_id"] is None:
            assert upload["error"] is None, upload
            time.sleep(0.05)
            upload = requests.get(f"{server.url}/api/v3/uploads/{upload['id']}",
                                  headers={"Authorization": f"Bearer {author}"}).json()
        ready = time.monotonic()
        while True:
            message = socket.recv(timeout=10)
            if str(upload["activity_id"]) in message:
                break
        assert time.monotonic() - ready < 1.0 + 0.05
    feed = requests.get(f"{server.url}/api/v3/feed", headers={"Authorization": f"Bearer {follower}"}).json()
    cards = feed if isinstance(feed, list) else next(value for value in feed.values() if isinstance(value, list))
    assert str(upload["activity_id"]) in json.dumps(cards)
