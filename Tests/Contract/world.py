"""Whole servers as processes of their own, over a database of their own, and clients for them."""

import base64
import contextlib
import dataclasses
import functools
import itertools
import os
import pathlib
import secrets
import signal
import socket
import subprocess
import time
import urllib.parse

import requests

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SIGNING_SECRET = b"contract suite: 32 bytes or more"
ALL_SCOPES = "read,read_all,profile:read_all,profile:write,activity:read,activity:read_all,activity:write"

_names = itertools.count()
_ports = set()


def free_port():
    """A port that nobody listens on, another one each time: servers share ports without a word (SO_REUSEPORT)."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        if port not in _ports:
            _ports.add(port)
            return port


class Database:
    """A database of its own in a PostgreSQL server."""

    def __init__(self, server_url=None):
        self.server_url = server_url or os.environ["DATABASE_URL"]
        self.name = f"contract_{os.getpid()}_{next(_names)}"
        self.url = urllib.parse.urlunsplit(urllib.parse.urlsplit(self.server_url)._replace(path=f"/{self.name}"))
        psql(self.server_url, f"create database {self.name}")

    def rows(self, query):
        """Each row as a list of texts."""
        return [line.split("|") for line in psql(self.url, query).splitlines()]

    def value(self, query):
        return int(psql(self.url, query))

    def counts(self):
        """How many rows each table has, but for those that change by themselves."""
        rows = self.rows("""
            select format('%I.%I', schemaname, relname), (xpath('/row/count/text()', query_to_xml(
                format('select count(*) from %I.%I', schemaname, relname), false, true, '')))[1]
            from pg_stat_user_tables where relname not in ('worker', 'node', 'schedule')""")
        return {name: int(count) for name, count in rows}

    def drop(self):
        psql(self.server_url, f"drop database if exists {self.name} with (force)")


def psql(url, statement):
    done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement, url],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


class Services:
    """A PostgreSQL and a Redis of its own, which may be killed."""

    def __init__(self, directory):
        self.directory = directory
        self.start()
        variables = subprocess.run(
            ["env", "-u", "DATABASE_URL", "-u", "REDIS_URL", "bash", "-c",
             f". '{directory}/env' && printf '%s\\n' \"$DATABASE_URL\" \"$REDIS_URL\""],
            check=True, capture_output=True, text=True).stdout.splitlines()
        self.database_url, self.redis_url = variables

    def _run(self, verb):
        return subprocess.run([ROOT / "scripts/services", verb, self.directory], capture_output=True, text=True,
                              timeout=120)

    def start(self, patience_seconds=30):
        """Starts what is not running. PostgreSQL refuses for as long as a killed one's children still live."""
        deadline = time.monotonic() + patience_seconds
        while (done := self._run("start")).returncode != 0:
            assert time.monotonic() < deadline, done.stdout + done.stderr
            time.sleep(0.1)

    @property
    def place(self):
        return (self.directory / "place").resolve()

    def kill_postgres(self):
        """kill -9 of the postmaster; its children notice and end."""
        os.kill(int((self.place / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    def stop_postgres(self, mode):
        command = ["/usr/lib/postgresql/15/bin/pg_ctl", "stop", "-s", "-m", mode, "-D", self.place / "postgres"]
        if os.getuid() == 0:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
        subprocess.run(command, check=True, cwd="/", timeout=60)

    def kill_redis(self):
        os.kill(int((self.place / "run" / "redis.pid").read_text()), signal.SIGKILL)

    def redis(self, *command):
        subprocess.run(["redis-cli", "-s", self.place / "run" / "redis.sock", *command], check=True,
                       capture_output=True, timeout=10)

    def remove(self):
        self._run("remove")


class Server:
    """One `slipstream serve`, and its other commands."""

    def __init__(self, directory, database, **settings):
        directory.mkdir(exist_ok=True)
        self.program = os.environ["SLIPSTREAM"]
        self.database = database
        self.port = int(settings.pop("PORT", 0)) or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = directory / f"server-{self.port}.log"
        self.blobs = directory / "blobs"
        self.process = None
        self.environment = {
            **os.environ,
            "DATABASE_URL": database.url,
            "BLOB_URL": f"file://{self.blobs}",
            "MAIL_DIR": str(directory / "mail"),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "PUBLIC_URL": self.url,
            "LOOPS": "2",
            "TEST_ROUTES": "on",
            "RATE_LIMITS": "off",
            "PASSWORD_MEMORY_KIBIBYTES": "8",
            "PASSWORD_PASSES": "1",
            "SIGNING_KEYS": f"contract:{base64.urlsafe_b64encode(SIGNING_SECRET).rstrip(b'=').decode()}",
            **settings,
        }

    def command(self, *arguments):
        done = subprocess.run([self.program, *arguments], env=self.environment, cwd=ROOT, capture_output=True,
                              text=True, timeout=300)
        assert done.returncode == 0, f"slipstream {' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self, wait=True):
        with open(self.log, "ab") as log:
            # The customary limit of open files: the server raises it as far as it may.
            self.process = subprocess.Popen(["bash", "-c", 'ulimit -Sn 1024 && exec "$0" serve', self.program],
                                            env=self.environment, cwd=ROOT, stdout=log,
                                            stderr=log)
        if wait:
            self.wait_until_ready()
        return self

    def wait_until_ready(self, seconds=30):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(requests.RequestException):
                if requests.get(f"{self.url}/health/ready", timeout=2).ok:
                    return
            assert self.process.poll() is None, self.tail()
            time.sleep(0.02)
        raise AssertionError(f"the server did not get ready:\n{self.tail()}")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(40) == 0, self.tail()

    def kill(self):
        """What `kill -9` does; harmless when it has ended."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def token(self, email, scopes=ALL_SCOPES):
        return self.command("token", "create", "--athlete", email, "--scopes", scopes).strip().splitlines()[-1]

    def register(self, name):
        """An athlete with an account and a session."""
        person = {"email": f"{name}@example.com", "password": f"correct horse {secrets.token_hex(8)}",
                  "firstname": name.capitalize(), "lastname": "Contract"}
        created = requests.post(f"{self.url}/api/v3/athletes", json=person, timeout=10)
        assert created.status_code == 201, created.text
        session = requests.post(f"{self.url}/api/v3/session", json=person, timeout=10)
        assert session.status_code == 201, session.text
        return Athlete(self.url, created.json()["id"], session.json()["access_token"])

    def errors(self):
        """The lines that the server logged as errors."""
        return [line for line in self.log.read_text().splitlines() if '"level":"error"' in line]

    def tail(self):
        return self.log.read_text()[-3000:]


@dataclasses.dataclass
class Athlete:
    """A client with an athlete's token; a connection pool for each, not to be shared by threads."""

    url: str
    id: int
    token: str

    @functools.cached_property
    def session(self):
        session = requests.Session()
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {self.token}"
        return session

    def again(self):
        """The same athlete with connections of its own."""
        return dataclasses.replace(self)

    def get(self, path, timeout=10, **options):
        return self.session.get(f"{self.url}/api/v3{path}", timeout=timeout, **options)

    def post(self, path, timeout=10, **options):
        return self.session.post(f"{self.url}/api/v3{path}", timeout=timeout, **options)

    def put(self, path, timeout=10, **options):
        return self.session.put(f"{self.url}/api/v3{path}", timeout=timeout, **options)

    def upload(self, file, key=None, timeout=10, name="ride.gpx"):
        headers = {"Idempotency-Key": key} if key else {}
        return self.post("/uploads", timeout=timeout, headers=headers, data={"data_type": "gpx"},
                         files={"file": (name, file)})

    def activities(self):
        """All of them, page by page."""
        for page in itertools.count(1):
            answer = self.get("/athlete/activities", params={"per_page": 200, "page": page})
            assert answer.status_code == 200, answer.text
            if not answer.json():
                return
            yield from answer.json()

    def finished(self, upload, seconds=60):
        """The upload when it is no longer being processed."""
        deadline = time.monotonic() + seconds
        while True:
            answer = self.get(f"/uploads/{upload}")
            if answer.status_code != 503:
                assert answer.status_code == 200, f"upload {upload}: {answer.status_code} {answer.text}"
                body = answer.json()
                if body["activity_id"] is not None or body["error"] is not None:
                    return body
            assert time.monotonic() < deadline, f"still not finished: {answer.text}"
            time.sleep(0.05)


def gpx(start, points=60, seconds=5, latitude=52.1, longitude=4.3):
    """A track that begins at a moment (seconds since 1970); different moments are different activities."""
    rows = "".join(
        f'<trkpt lat="{latitude + index * 1e-4:.5f}" lon="{longitude + index * 2e-4:.5f}"><ele>{10 + index % 7}</ele>'
        f'<time>{time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(start + index * seconds))}</time></trkpt>'
        for index in range(points))
    return (f'<?xml version="1.0"?><gpx version="1.1" creator="contract" xmlns="http://www.topografix.com/GPX/1/1">'
            f"<trk><trkseg>{rows}</trkseg></trk></gpx>").encode()


def assert_fault(answer, *statuses):
    """The answer is an error of such a status, in the format that all errors have."""
    assert answer.status_code in statuses, f"{answer.status_code} {answer.text[:500]}"
    assert answer.headers["Content-Type"].startswith("application/json"), answer.headers
    body = answer.json()
    assert set(body) == {"message", "errors"}, body
    assert isinstance(body["message"], str) and body["message"], body
    for error in body["errors"]:
        assert set(error) == {"resource", "field", "code"}, body
        assert all(isinstance(value, str) for value in error.values()), body
    if answer.status_code == 503:
        assert int(answer.headers["Retry-After"]) >= 1
    return body
