"""The server under measurement and its private services."""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from . import load

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Bench:
    """Services, one release server with one event loop, and an athlete's token."""

    def __enter__(self):
        self.directory = ROOT / ".local" / "bench"
        subprocess.run([ROOT / "scripts" / "services", "start", self.directory], check=True, stdout=subprocess.DEVNULL)
        self.environment = {**os.environ, **self._services_environment()}
        self.database_url = self.environment["DATABASE_URL"]
        self.redis_socket = re.search(r"(/[^?]*)", self.environment["REDIS_URL"].split("://", 1)[1])[1]
        self.slipstream = load.output_of(ROOT / "scripts" / "build-release").strip()
        self.command("migrate")
        self.command("seed")
        self.start_server()
        return self

    def __exit__(self, *_):
        self.stop_server()
        subprocess.run([ROOT / "scripts" / "services", "stop", self.directory], stdout=subprocess.DEVNULL)

    def _services_environment(self):
        found = load.output_of("bash", "-c", f". '{self.directory}/env' && env -0")
        pairs = dict(item.split("=", 1) for item in found.split("\0") if "=" in item)
        wanted = {key: pairs[key] for key in ("DATABASE_URL", "REDIS_URL", "BLOB_URL") if key in pairs}
        return {"BLOB_URL": f"file://{self.directory}/blobs", **wanted}

    def command(self, *arguments):
        return load.output_of(self.slipstream, *arguments, env=self.environment, cwd=ROOT)

    def start_server(self, **settings):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {**self.environment, "PORT": str(self.port), "LOOPS": "1", "TEST_ROUTES": "on",
                       "LOG_LEVEL": "warning", "RATE_LIMITS": "off", **settings}
        self.log = open(self.directory / "server.log", "ab")
        self.process = subprocess.Popen([self.slipstream, "serve"], env=environment, cwd=ROOT, stdout=self.log,
                                        stderr=self.log)
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{self.url}/health/ready", timeout=1).read()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(f"the server did not get ready: see {self.directory}/server.log")

    def stop_server(self):
        if getattr(self, "process", None):
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)
            self.process = None

    def resident_kib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1])

    def sql(self, text):
        return load.output_of("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", text, self.database_url).strip()

    def redis(self, *arguments):
        return load.output_of("redis-cli", "-s", self.redis_socket, *arguments).strip()

    def token(self, email="bruno@demo.example", scopes="read,activity:read,activity:write"):
        return self.command("token", "create", "--athlete", email, "--scopes", scopes).strip().splitlines()[-1]

    def authorization(self):
        if not hasattr(self, "_token"):
            self._token = self.token()
        return [f"Authorization: Bearer {self._token}"]

    def get(self, path, headers=()):
        pairs = dict(header.split(": ", 1) for header in headers)
        with urllib.request.urlopen(urllib.request.Request(self.url + path, headers=pairs), timeout=30) as answer:
            return answer.read()

    def get_json(self, path, headers=()):
        return json.loads(self.get(path, headers))

    def scratch(self, name):
        path = self.directory / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path
