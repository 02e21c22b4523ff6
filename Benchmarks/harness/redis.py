"""A Redis that listens on TCP, the reference for values: the server's own has a unix socket only."""

import subprocess
import time

from . import load


class Redis:
    """Keeps nothing on disk."""

    def __init__(self, port):
        self.address = ["-h", "127.0.0.1", "-p", str(port)]
        self.process = subprocess.Popen(
            ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL)
        time.sleep(0.5)

    def set(self, key, value):
        load.output_of("redis-cli", *self.address, "SET", key, value)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
