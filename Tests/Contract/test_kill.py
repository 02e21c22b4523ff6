"""`kill -9` at any moment: every upload that was answered 201 becomes exactly one activity."""

import collections
import hashlib
import itertools
import random
import threading
import time

import requests

from conftest import one_server
from world import assert_fault, gpx

KILLS = 30
UPLOADERS = 4
# The server lives for so long after it is ready; then it is killed, whatever it is doing.
LIFE_SECONDS = (0.0, 0.7)
RETRY_SECONDS = 1
# Longer than a key is held for an attempt that was killed.
PATIENCE_SECONDS = 60
FIRST_START = 1_500_000_000
ACTIVITY_SECONDS = 3600


class Ledger:
    """What clients were promised, kept where the server can't lose it."""

    def __init__(self):
        self.lock = threading.Lock()
        # SHA-256 of the file → its uploads that were answered 201, as (uploader, identifier)
        self.promised = collections.defaultdict(set)
        self.statuses = collections.Counter()
        self.retries = 0

    def answered(self, status):
        with self.lock:
            self.statuses[status] += 1

    def failed(self):
        with self.lock:
            self.retries += 1

    def promise(self, digest, uploader, upload):
        with self.lock:
            self.promised[digest].add((uploader, upload))


class Uploader(threading.Thread):
    """Uploads one file after the other, each again with the same key until it is answered."""

    def __init__(self, number, athlete, ledger, end):
        super().__init__()
        self.number, self.athlete, self.ledger, self.end = number, athlete.again(), ledger, end
        # Files whose first attempt was killed: its key is held until its lease is over. In the meantime, others.
        self.later = collections.deque()
        self.problem = None

    def run(self):
        try:
            for count in itertools.count():
                if self.end.is_set():
                    break
                self.upload(gpx(FIRST_START + count * ACTIVITY_SECONDS, latitude=10 + 5 * self.number))
                if self.later and time.monotonic() - self.later[0][0] > RETRY_SECONDS:
                    self.upload(self.later.popleft()[1])
            deadline = time.monotonic() + PATIENCE_SECONDS
            while self.later:
                assert time.monotonic() < deadline, f"{len(self.later)} files are not taken"
                time.sleep(0.1)
                self.upload(self.later.popleft()[1])
        except Exception as error:
            self.problem = error

    def upload(self, file):
        """Until there is an answer; what is refused for now comes to the others."""
        digest = hashlib.sha256(file).hexdigest()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = self.athlete.upload(file, key=digest, name=f"{digest[:12]}.gpx")
            except requests.RequestException:
                self.ledger.failed()
                assert time.monotonic() < deadline, "there is no server"
                time.sleep(0.02)
                continue
            self.ledger.answered(answer.status_code)
            if answer.status_code == 201:
                return self.ledger.promise(digest, self.number, answer.json()["id"])
            assert_fault(answer, 409, 503)
            return self.later.append((time.monotonic(), file))


def test_what_was_answered_survives_any_number_of_kills(tmp_path, record_property):
    with one_server(tmp_path) as server:
        # An athlete each, so that the moments can be the same.
        athletes = [server.register(f"uploader{number}") for number in range(UPLOADERS)]
        ledger, end = Ledger(), threading.Event()
        uploaders = [Uploader(number, athlete, ledger, end) for number, athlete in enumerate(athletes)]
        for uploader in uploaders:
            uploader.start()
        try:
            starts = [kill_and_start(server) for _ in range(KILLS)]
        finally:
            end.set()
            for uploader in uploaders:
                uploader.join()
        assert [uploader.problem for uploader in uploaders if uploader.problem] == []
        recovery = wait_for_all(athletes, ledger)
        print(f"\n{KILLS} kills, {len(ledger.promised)} files, {ledger.retries} connections lost, "
              f"answers {dict(ledger.statuses)}; start {max(starts):.2f} s at most; "
              f"all ready {recovery:.1f} s after the last was taken")
        assert len(ledger.promised) >= KILLS
        assert ledger.retries >= KILLS
        check_database(server, ledger)
        check_originals(server, ledger)
        assert server.errors() == []


def kill_and_start(server):
    time.sleep(random.uniform(*LIFE_SECONDS))
    server.kill()
    began = time.monotonic()
    server.start()
    return time.monotonic() - began


def wait_for_all(athletes, ledger):
    """Asks for each upload as its athlete would; returns how long it took until the last was ready."""
    began = time.monotonic()
    for promised in ledger.promised.values():
        for uploader, upload in promised:
            body = athletes[uploader].finished(upload, seconds=30)
            assert (body["error"], body["status"]) == (None, "Your activity is ready."), body
    recovery = time.monotonic() - began
    for number, athlete in enumerate(athletes):
        mine = {digest for digest, promised in ledger.promised.items() if number in dict(promised)}
        assert len(list(athlete.activities())) == len(mine)
    return recovery


def check_database(server, ledger):
    """Nothing twice, nothing half, nothing that nobody sent."""
    database = server.database
    rows = database.rows("""
        select encode(upload.file_digest, 'hex'), upload.id, upload.state, count(activity.id)
        from activities.upload left join activities.activity
            on activity.athlete_id = upload.athlete_id and activity.upload_id = upload.id
        group by 1, 2, 3""")
    activities = collections.Counter()
    for digest, upload, state, count in rows:
        assert (state, count) == ("ready", "1"), upload
        activities[digest] += int(count)
    for digest, promised in ledger.promised.items():
        assert activities[digest] == 1, digest
        assert len(promised) == 1, f"{digest} was promised as {promised}"
    assert database.value("select count(*) from activities.activity") == len(ledger.promised)
    assert database.value("select count(*) from activities.stream") == len(ledger.promised)
    assert database.value("""
        select count(*) from activities.activity where not exists (
            select from activities.upload
            where upload.athlete_id = activity.athlete_id and upload.id = activity.upload_id
                and upload.activity_id = activity.id)""") == 0
    assert database.value("select count(*) from jobs.dead_letter") == 0


def check_originals(server, ledger):
    """Every file is kept as it was sent."""
    kept = {hashlib.sha256(path.read_bytes()).hexdigest() for path in server.blobs.rglob("*") if path.is_file()}
    assert set(ledger.promised) <= kept
