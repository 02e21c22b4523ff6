"""A migrated and seeded database of its own, and a server on a free port."""

import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.parse

import pytest
import requests

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DATABASE = f"contract_{os.getpid()}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def with_database(url, name):
    parts = urllib.parse.urlsplit(url)
    return urllib.parse.urlunsplit(parts._replace(path=f"/{name}"))


class Server:
    """One `slipstream serve`, and its other commands."""

    def __init__(self, directory):
        self.program = os.environ["SLIPSTREAM"]
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = directory / "server.log"
        self.environment = {
            **os.environ,
            "DATABASE_URL": with_database(os.environ["DATABASE_URL"], DATABASE),
            "BLOB_URL": f"file://{directory}/blobs",
            "MAIL_DIRECTORY": str(directory / "mail"),
            "PORT": str(self.port),
            "PUBLIC_URL": self.url,
            "LOOPS": "2",
            "TEST_ROUTES": "on",
            "RATE_LIMITS": "1000000000,1000000000",
            "PASSWORD_COST": "cheapest",
        }
        (directory / "mail").mkdir()
        (directory / "blobs").mkdir()

    def command(self, *arguments):
        done = subprocess.run([self.program, *arguments], env=self.environment, cwd=ROOT, capture_output=True,
                              text=True, timeout=300)
        assert done.returncode == 0, f"slipstream {' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([self.program, "serve"], env=self.environment, cwd=ROOT, stdout=log,
                                            stderr=log)
        for _ in range(300):
            try:
                if requests.get(f"{self.url}/health/ready", timeout=2).ok:
                    return
            except requests.RequestException:
                pass
            assert self.process.poll() is None, self.log.read_text()[-3000:]
            time.sleep(0.1)
        raise AssertionError(f"the server did not get ready:\n{self.log.read_text()[-3000:]}")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(40) == 0, self.log.read_text()[-3000:]

    def token(self, email, scopes="read,read_all,profile:read_all,profile:write,activity:read,activity:read_all,activity:write"):
        return self.command("token", "create", "--athlete", email, "--scopes", scopes).strip().splitlines()[-1]

    def errors(self):
        """The lines that the server logged as errors."""
        return [line for line in self.log.read_text().splitlines() if '"level":"error"' in line]


def psql(statement):
    url = os.environ["DATABASE_URL"]
    subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement, url], check=True, capture_output=True)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    psql(f"create database {DATABASE}")
    server = Server(tmp_path_factory.mktemp("server"))
    try:
        server.command("migrate")
        server.command("seed")
        server.start()
        yield server
        server.stop()
    finally:
        if getattr(server, "process", None) and server.process.poll() is None:
            server.process.kill()
            server.process.wait()
        psql(f"drop database {DATABASE} with (force)")
