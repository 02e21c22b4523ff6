"""PostgreSQL and Redis go and come back under load: errors meanwhile are 503, and nothing that was answered is lost."""

import collections
import itertools
import threading
import time

import pytest
import requests

from conftest import one_server
from world import Database, Services, assert_fault, gpx

# Longer than any answer may take: a statement's time-out, and the patience with a connection.
HANG_SECONDS = 15
RECOVERY_SECONDS = 30


@pytest.fixture(scope="module")
def services(tmp_path_factory):
    services = Services(tmp_path_factory.mktemp("services"))
    yield services
    services.remove()


@pytest.fixture
def server(services, tmp_path):
    """On services that may be killed; with Ada, whom Ben follows."""
    with one_server(tmp_path, database=Database(services.database_url), REDIS_URL=services.redis_url) as server:
        server.ada, server.ben = server.register("ada"), server.register("ben")
        answer = server.ben.put(f"/athletes/{server.ada.id}/follow")
        assert answer.ok, answer.text
        yield server
        services.start()


class Load:
    """Clients that read and upload all the time, and note what they are answered."""

    def __init__(self, server):
        self.server = server
        self.end = threading.Event()
        self.lock = threading.Lock()
        self.statuses = collections.Counter()
        self.problems = []
        self.slowest = 0.0
        self.promised = []
        self.threads = [threading.Thread(target=self._repeat, args=(action, number)) for number, action in enumerate(
            [self._profile, self._feed, self._activities, self._upload, self._upload])]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.end.set()
        for thread in self.threads:
            thread.join()

    def _repeat(self, action, number):
        athlete = (self.server.ada if action == self._upload else self.server.ben).again()
        for count in itertools.count():
            if self.end.is_set():
                return
            began = time.monotonic()
            try:
                answer = action(athlete, number, count)
                self._note(answer, time.monotonic() - began)
            except (AssertionError, requests.RequestException) as error:
                with self.lock:
                    self.problems.append(f"{action.__name__}: {error!r}"[:400])
            time.sleep(0.01)

    def _note(self, answer, seconds):
        with self.lock:
            self.statuses[answer.status_code] += 1
            self.slowest = max(self.slowest, seconds)
        if not answer.ok:
            assert_fault(answer, 503)

    def _profile(self, athlete, *_):
        return athlete.get("/athlete", timeout=HANG_SECONDS)

    def _feed(self, athlete, *_):
        return athlete.get("/feed", timeout=HANG_SECONDS)

    def _activities(self, athlete, *_):
        return athlete.get("/athlete/activities", timeout=HANG_SECONDS)

    def _upload(self, athlete, number, count):
        file = gpx(1_600_000_000 + count * 3600, points=20, latitude=10.0 + 5 * number)
        answer = athlete.upload(file, timeout=HANG_SECONDS)
        if answer.status_code == 201:
            with self.lock:
                self.promised.append(answer.json()["id"])
        return answer

    def count(self, status):
        with self.lock:
            return self.statuses[status]

    def wait_for(self, status, more=5):
        """Until so many further answers have had this status; returns the seconds."""
        began, goal = time.monotonic(), self.count(status) + more
        while self.count(status) < goal:
            assert time.monotonic() - began < RECOVERY_SECONDS, f"no answer {status}: {self.statuses} {self.problems[-3:]}"
            time.sleep(0.02)
        return time.monotonic() - began


def wait_for_readiness(server, status):
    """Until `/health/ready` answers so; returns the seconds."""
    began = time.monotonic()
    while requests.get(f"{server.url}/health/ready", timeout=5).status_code != status:
        assert time.monotonic() - began < RECOVERY_SECONDS
        time.sleep(0.02)
    return time.monotonic() - began


def assert_nothing_lost(server, load):
    """Every upload that was answered 201 is an activity, once; and Ben's feed has all that it should have."""
    ready = {}
    for upload in load.promised:
        body = server.ada.finished(upload, RECOVERY_SECONDS)
        # Where the answer to an upload was lost, the same file is not sent again here: there are no duplicates.
        assert body["error"] is None, body
        ready[upload] = body["activity_id"]
    assert len(set(ready.values())) == len(load.promised) > 0
    twice = server.database.value(
        "select count(*) from (select from activities.activity group by athlete_id, upload_id having count(*) > 1) t")
    assert twice == 0
    assert server.database.value("select count(*) from jobs.dead_letter") == 0


def truth(server):
    """The activities of Ada, whom Ben follows, and his own, as PostgreSQL has them."""
    return {int(row[0]) for row in server.database.rows(
        f"select id from activities.activity where athlete_id in ({server.ada.id}, {server.ben.id})")}


def feed(athlete):
    """The activities in the whole feed, page by page."""
    found, address = [], f"{athlete.url}/api/v3/feed?per_page=200"
    while address:
        answer = athlete.session.get(address, timeout=HANG_SECONDS)
        assert answer.status_code == 200, answer.text
        found += [card["id"] for card in answer.json()]
        address = answer.links.get("next", {}).get("url")
    return found


def wait_for_feed(server):
    """Until Ben's feed is what PostgreSQL says."""
    expected = sorted(truth(server))
    deadline = time.monotonic() + RECOVERY_SECONDS
    while sorted(found := feed(server.ben)) != expected:
        assert time.monotonic() < deadline, f"{len(found)} in the feed, {len(expected)} in PostgreSQL"
        time.sleep(0.1)
    assert len(expected) > 0


@pytest.mark.parametrize("how", ["kill -9", "immediate"])
def test_postgres_goes_and_comes_back(server, services, how):
    with Load(server) as load:
        load.wait_for(200)
        load.wait_for(201)
        if how == "kill -9":
            services.kill_postgres()
        else:
            services.stop_postgres(how)
        load.wait_for(503, more=20)
        wait_for_readiness(server, 503)
        assert requests.get(f"{server.url}/health/live", timeout=5).status_code == 200
        services.start()
        back = load.wait_for(200) + load.wait_for(201)
        healthy = wait_for_readiness(server, 200)
    print(f"\n{how}: {dict(load.statuses)}, slowest answer {load.slowest:.2f} s, answers again after {back:.2f} s, "
          f"healthy after {healthy:.2f} s more")
    assert load.problems == []
    assert load.slowest < HANG_SECONDS
    assert server.process.poll() is None
    assert_nothing_lost(server, load)
    wait_for_feed(server)


def test_redis_is_killed_and_comes_back(server, services):
    with Load(server) as load:
        load.wait_for(200)
        load.wait_for(201)
        services.kill_redis()
        # Everything goes on without it; what can't would be a 503.
        for status in [200, 201, 200]:
            load.wait_for(status, more=10)
        assert requests.get(f"{server.url}/health/ready", timeout=5).status_code == 200
        services.start()
        load.wait_for(201, more=5)
    print(f"\nRedis killed: {dict(load.statuses)}, slowest answer {load.slowest:.2f} s")
    assert load.problems == []
    assert load.slowest < HANG_SECONDS
    assert server.process.poll() is None
    assert_nothing_lost(server, load)
    wait_for_feed(server)
    assert server.errors() == []


def test_a_flushed_redis_leaves_the_feeds_right(server, services):
    with Load(server) as load:
        load.wait_for(201, more=20)
        for _ in range(5):
            services.redis("FLUSHALL")
            load.wait_for(200, more=10)
        load.wait_for(201, more=5)
    assert load.problems == []
    assert set(load.statuses) == {200, 201}
    assert_nothing_lost(server, load)
    wait_for_feed(server)
    services.redis("FLUSHALL")
    wait_for_feed(server)
    assert server.errors() == []


def test_feeds_are_right_without_redis(server, services):
    uploads = [server.ada.upload(gpx(1_650_000_000 + number * 3600, points=20)).json()["id"] for number in range(5)]
    for upload in uploads:
        assert server.ada.finished(upload)["error"] is None
    wait_for_feed(server)
    services.kill_redis()
    upload = server.ada.upload(gpx(1_660_000_000, points=20)).json()["id"]
    assert server.ada.finished(upload)["error"] is None
    wait_for_feed(server)
    services.start()
    wait_for_feed(server)
