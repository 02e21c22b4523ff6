"""stravalib works against Slipstream when its requests are sent to another host."""

import os
import time
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter

os.environ["SILENCE_TOKEN_WARNINGS"] = "true"
from stravalib import Client  # noqa: E402
from stravalib import exc  # noqa: E402


class Rebase(HTTPAdapter):
    """Sends what is meant for the original host to ours."""

    def __init__(self, base):
        self.base = base.rstrip("/")
        super().__init__()

    def send(self, request, **options):
        parts = urlsplit(request.url)
        request.url = self.base + parts.path + ("?" + parts.query if parts.query else "")
        return super().send(request, **options)


def client_for(server, token):
    session = requests.Session()
    session.trust_env = False
    session.mount("https://www.strava.com/", Rebase(server.url))
    return Client(access_token=token, rate_limit_requests=False, requests_session=session)


@pytest.fixture(scope="module")
def client(server):
    return client_for(server, server.token("ada@demo.example"))


def gpx(start):
    moment = lambda index: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(start + index * 5))  # noqa: E731
    points = "".join(
        f'<trkpt lat="{52.1 + index * 1e-4:.5f}" lon="{4.3 + index * 2e-4:.5f}"><ele>{10 + index % 7}</ele>'
        f"<time>{moment(index)}</time></trkpt>" for index in range(200))
    return (f'<?xml version="1.0"?><gpx version="1.1" creator="contract" xmlns="http://www.topografix.com/GPX/1/1">'
            f"<trk><trkseg>{points}</trkseg></trk></gpx>").encode()


def test_the_athlete_is_who_the_token_says(client):
    athlete = client.get_athlete()
    assert athlete.id
    assert athlete.firstname
    assert client.update_athlete(weight=61.5).weight == 61.5


def test_an_upload_becomes_an_activity_with_streams(client, tmp_path):
    path = tmp_path / "ride.gpx"
    path.write_bytes(gpx(1_760_000_000))
    with open(path, "rb") as file:
        uploader = client.upload_activity(file, "gpx", name="Along the dunes", external_id="contract-1")
        activity = uploader.wait(timeout=60, poll_interval=0.5)
    assert activity.name == "Along the dunes"
    detail = client.get_activity(activity.id)
    assert detail.distance > 2000
    assert detail.elapsed_time == 995
    streams = client.get_activity_streams(activity.id, types=["time", "latlng", "altitude", "distance"])
    assert len(streams["time"].data) == 200
    assert len(streams["latlng"].data[0]) == 2
    assert activity.id in [found.id for found in client.get_activities(limit=100)]
    changed = client.update_activity(activity.id, name="Along the sea", description="windy")
    assert (changed.name, changed.description) == ("Along the sea", "windy")


def test_the_same_file_again_is_a_duplicate(client, tmp_path):
    path = tmp_path / "twice.gpx"
    path.write_bytes(gpx(1_750_000_000))
    with open(path, "rb") as file:
        client.upload_activity(file, "gpx").wait(timeout=60, poll_interval=0.5)
    with open(path, "rb") as file, pytest.raises(exc.ActivityUploadFailed, match="duplicate of activity"):
        client.upload_activity(file, "gpx").wait(timeout=60, poll_interval=0.5)


def test_a_page_of_two_hundred_is_honoured(client):
    activities = list(client.get_activities())
    assert len({activity.id for activity in activities}) == len(activities) > 0


def test_a_wrong_token_and_a_wrong_id_are_told_apart(server, client):
    with pytest.raises(exc.AccessUnauthorized):
        client_for(server, "no such token").get_athlete()
    with pytest.raises(exc.ObjectNotFound):
        client.get_activity(2**63)
