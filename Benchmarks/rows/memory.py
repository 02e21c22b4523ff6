"""What the server holds when nothing happens: by itself, and for each idle WebSocket."""

import base64
import os
import pathlib
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))  # this file is the clients' program too

from harness.table import Row  # noqa: E402

SOCKETS = 16_000
CLIENT_PROCESSES = 4  # a process may open 20,000 files; the server is one of them


def measure(bench):
    bench.stop_server()
    bench.start_server(SOCKETS_PER_ATHLETE=str(SOCKETS))
    bench.get("/test/json")
    idle = bench.resident_kib()
    yield Row("memory of the idle server", idle / 1024, "MiB", bound=60, at_most=True)
    clients = [start_client(bench, SOCKETS // CLIENT_PROCESSES) for _ in range(CLIENT_PROCESSES)]
    try:
        for client in clients:
            if client.stdout.readline().strip() != b"ready":
                raise RuntimeError("a client could not open its sockets")
        time.sleep(2)
        grown = bench.resident_kib() - idle
        yield Row("an idle WebSocket", grown / SOCKETS, "KiB", bound=4, at_most=True)
    finally:
        for client in clients:
            client.kill()
            client.wait()


def start_client(bench, count):
    token = bench.authorization()[0].split()[-1]
    return subprocess.Popen([sys.executable, __file__, str(bench.port), str(count), token], stdout=subprocess.PIPE)


def hold(port, count, token):
    """Opens sockets, says so, and keeps them open until killed."""
    key = base64.b64encode(os.urandom(16)).decode()
    request = (f"GET /api/v3/notifications/socket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
               f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
               f"Authorization: Bearer {token}\r\n\r\n").encode()
    held = []
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.sendall(request)
        if not connection.recv(2048).startswith(b"HTTP/1.1 101"):
            sys.exit("refused")
        held.append(connection)
    print("ready", flush=True)
    time.sleep(600)


if __name__ == "__main__":
    hold(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
