"""`deploy/haproxy.cfg` as it is shipped, by the real haproxy, in front of two servers."""

import collections
import contextlib
import json
import os
import shutil
import ssl
import subprocess
import threading
import time

import pytest
import requests
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from world import ROOT, Athlete, Database, Server, free_port, gpx

CONFIGURATION = ROOT / "deploy" / "haproxy.cfg"
# Longer than two health checks of the configuration.
NOTICE_SECONDS = 4

pytestmark = pytest.mark.skipif(not shutil.which("haproxy"), reason="haproxy isn't installed")


class Proxy:
    """haproxy with a certificate of its own making, and two servers behind it."""

    def __init__(self, directory, database):
        self.directory = directory
        self.http, self.https = free_port(), free_port()
        self.url = f"https://localhost:{self.https}"
        self.certificate = directory / "slipstream.pem"
        settings = {"DRAIN_NOTICE_SECONDS": str(NOTICE_SECONDS), "TRUSTED_PROXIES": "127.0.0.1", "ACCESS_LOG": "all",
                    "LOOPS": "1"}
        self.servers = [Server(directory, database, **settings) for _ in range(2)]
        self.log = directory / "haproxy.log"

    def start(self):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-out", self.directory / "cert.pem",
             "-keyout", self.directory / "key.pem"], check=True, capture_output=True)
        self.certificate.write_text("".join((self.directory / name).read_text() for name in ["cert.pem", "key.pem"]))
        # The one thing that is changed: without root it can't become another user.
        configuration = self.directory / "haproxy.cfg"
        configuration.write_text("".join(line for line in open(CONFIGURATION)
                                         if line.split()[:1] not in (["user"], ["group"])))
        environment = {
            **os.environ, "HTTP_BIND": f"127.0.0.1:{self.http}", "HTTPS_BIND": f"127.0.0.1:{self.https}",
            "CERTIFICATE": str(self.certificate),
            **{f"SERVER_{number}": f"127.0.0.1:{server.port}" for number, server in enumerate(self.servers, 1)}}
        self.servers[0].command("migrate")
        for server in self.servers:
            server.start()
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(["haproxy", "-W", "-f", configuration], env=environment, stdout=log, stderr=log)
        deadline = time.monotonic() + 20
        while True:
            with contextlib.suppress(requests.RequestException):
                if self.get("/api/v3/athlete").status_code == 401:
                    return
            assert self.process.poll() is None and time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def get(self, path, **options):
        return requests.get(self.url + path, verify=str(self.directory / "cert.pem"), timeout=10, **options)

    def curl(self, *arguments):
        return subprocess.run(["curl", "--silent", "--show-error", "--cacert", self.directory / "cert.pem", *arguments],
                              check=True, capture_output=True, text=True, timeout=30).stdout

    def stop(self):
        if process := getattr(self, "process", None):
            process.terminate()
            process.wait(20)
        for server in self.servers:
            server.kill()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    database = Database()
    proxy = Proxy(tmp_path_factory.mktemp("haproxy"), database)
    try:
        proxy.start()
        yield proxy
    finally:
        proxy.stop()
        database.drop()


@pytest.fixture(scope="module")
def athlete(proxy):
    athlete = proxy.servers[0].register("ada")
    athlete.url = proxy.url
    athlete.session.verify = str(proxy.directory / "cert.pem")
    return athlete


def test_requests_come_by_http_2(proxy, athlete):
    answer = proxy.curl("--http2", "--header", f"Authorization: Bearer {athlete.token}", "--write-out", "\n%{http_version}",
                        f"{proxy.url}/api/v3/athlete")
    body, version = answer.rsplit("\n", 1)
    assert version == "2"
    assert json.loads(body)["id"] == athlete.id


def test_an_upload_comes_by_http_2(proxy, athlete, tmp_path):
    (tmp_path / "ride.gpx").write_bytes(gpx(1_700_000_000, points=5000))
    answer = proxy.curl("--http2", "--header", f"Authorization: Bearer {athlete.token}", "--form", "data_type=gpx",
                        "--form", f"file=@{tmp_path}/ride.gpx", f"{proxy.url}/api/v3/uploads")
    body = Athlete(proxy.servers[0].url, athlete.id, athlete.token).finished(json.loads(answer)["id"])
    assert body["error"] is None


def test_plain_http_is_sent_to_tls(proxy):
    answer = requests.get(f"http://127.0.0.1:{proxy.http}/api/v3/athlete?x=1", allow_redirects=False, timeout=10)
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"https://127.0.0.1:{proxy.http}/api/v3/athlete?x=1"


def test_what_is_for_operators_stays_inside(proxy):
    for path in ["/metrics", "/health/ready", "/test/json", "//metrics", "/health"]:
        assert proxy.get(path).status_code == 404
    assert proxy.get("/api/v3/athlete").status_code == 401


def test_the_client_is_the_one_that_the_proxy_saw(proxy):
    """Not the one that the request pretends to be from: what the client says is not what the server logs."""
    mark = f"/api/v3/no-such-path-{os.urandom(4).hex()}"
    proxy.get(mark, headers={"X-Forwarded-For": "192.0.2.99", "Forwarded": "for=192.0.2.99"})
    deadline = time.monotonic() + 10
    while not (lines := [line for server in proxy.servers for line in server.log.read_text().splitlines() if mark in line]):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert json.loads(lines[0])["remote"] == "127.0.0.1"
    # The server itself believes the proxy, and nobody else.
    requests.get(proxy.servers[0].url + mark, headers={"X-Forwarded-For": "192.0.2.99"}, timeout=10)
    while "192.0.2.99" not in (text := proxy.servers[0].log.read_text()):
        assert time.monotonic() < deadline, text[-1000:]
        time.sleep(0.05)


def socket(proxy, athlete):
    context = ssl.create_default_context(cafile=str(proxy.directory / "cert.pem"))
    return connect(f"wss://localhost:{proxy.https}/api/v3/notifications/socket", ssl=context,
                   additional_headers={"Authorization": f"Bearer {athlete.token}"})


def test_a_websocket_passes_and_is_told_when_its_server_ends(proxy, athlete):
    with socket(proxy, athlete) as first, socket(proxy, athlete) as second:
        for client in [first, second]:
            assert json.loads(client.recv(timeout=5))["type"] == "hello"
            assert client.ping().wait(5)
        # Each is on a server of its own: the proxy counts.
        proxy.servers[0].stop()
        try:
            with pytest.raises(ConnectionClosed) as ended:
                (first if first.close_code else second).recv(timeout=10)
            assert ended.value.rcvd.code == 1001
            with socket(proxy, athlete) as again:
                assert json.loads(again.recv(timeout=5))["type"] == "hello"
        finally:
            proxy.servers[0].start()


class Flow:
    """Clients that ask all the time, each over a connection that is kept, and note whatever goes wrong."""

    def __init__(self, athlete, count=6):
        self.athlete, self.verify = athlete, athlete.session.verify
        self.end = threading.Event()
        self.lock = threading.Lock()
        self.statuses = collections.Counter()
        self.problems = []
        self.threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(count)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.end.set()
        for thread in self.threads:
            thread.join()

    def _ask(self, number):
        athlete = self.athlete.again()
        athlete.session.verify = self.verify
        while not self.end.is_set():
            try:
                # Reads, and writes that are never sent twice.
                answer = (athlete.get("/athlete") if number % 2 == 0
                          else athlete.put("/athlete", json={"weight": 60.5}))
                status = answer.status_code
            except requests.RequestException as error:
                status = repr(error)
            with self.lock:
                self.statuses[status] += 1
            if status != 200:
                self.problems.append(status)
            time.sleep(0.005)

    def wait(self, seconds):
        time.sleep(seconds)
        return sum(self.statuses.values())


def test_no_request_fails_while_servers_end_one_after_the_other(proxy, athlete):
    with Flow(athlete) as flow:
        for server in proxy.servers:
            before = flow.wait(1)
            server.stop()
            assert flow.wait(0.5) > before
            server.start()
            # Until the proxy has seen it.
            flow.wait(2)
    print(f"\nwhile both servers were replaced: {dict(flow.statuses)}")
    assert flow.problems == []
    assert flow.statuses[200] > 100


def test_reads_survive_a_server_that_is_killed(proxy, athlete):
    reader = athlete.again()
    reader.session.verify = athlete.session.verify
    proxy.servers[0].kill()
    try:
        statuses = collections.Counter(reader.get("/athlete").status_code for _ in range(100))
    finally:
        proxy.servers[0].start()
    assert statuses == {200: 100}
