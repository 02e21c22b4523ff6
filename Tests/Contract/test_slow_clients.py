"""Two thousand clients that send a byte every few seconds: the others don't notice."""

import http.client
import pathlib
import subprocess
import sys
import time

SLOW_CLIENTS = 2000
# By then the server has closed all: 10 s for a head, 20 s until a body has to come faster.
PATIENCE_SECONDS = 45
MEASURE_SECONDS = 4
# What a scheduler on a busy machine does to a single request, with or without slow clients.
NOISE_SECONDS = 0.05


def measured(server, athlete, seconds):
    """The latencies of requests one after the other, on a connection that is kept and on new ones."""
    latencies = []
    headers = {"Authorization": f"Bearer {athlete.token}"}
    kept = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for connection in [kept, http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)]:
            began = time.perf_counter()
            connection.request("GET", "/api/v3/athlete", headers=headers)
            answer = connection.getresponse()
            answer.read()
            latencies.append(time.perf_counter() - began)
            assert answer.status == 200
            if connection is not kept:
                connection.close()
    kept.close()
    return sorted(latencies)


def percentile(latencies, part):
    return latencies[min(len(latencies) - 1, int(len(latencies) * part))]


def test_slow_clients_bother_nobody_and_are_closed(own_server):
    athlete = own_server.register("ada")
    measured(own_server, athlete, 0.5)
    before = measured(own_server, athlete, MEASURE_SECONDS)
    crowd = subprocess.Popen(
        [sys.executable, pathlib.Path(__file__).with_name("slow_clients.py"), str(own_server.port), str(SLOW_CLIENTS),
         str(PATIENCE_SECONDS)], stdout=subprocess.PIPE, text=True)
    try:
        assert crowd.stdout.readline() == "connected\n"
        during = measured(own_server, athlete, MEASURE_SECONDS)
        closed = int(crowd.communicate(timeout=PATIENCE_SECONDS + 30)[0])
    finally:
        crowd.kill()
    figures = [f"{name} p50 {percentile(latencies, 0.5) * 1000:.2f} ms, p99 {percentile(latencies, 0.99) * 1000:.2f} ms"
               for name, latencies in [("without", before), ("with", during)]]
    print(f"\n{'; '.join(figures)}; {closed} of {SLOW_CLIENTS} closed")
    assert len(during) > 100
    assert percentile(during, 0.99) < max(5 * percentile(before, 0.99), NOISE_SECONDS), figures
    assert percentile(during, 0.5) < max(3 * percentile(before, 0.5), NOISE_SECONDS / 5), figures
    assert closed == SLOW_CLIENTS
    assert own_server.errors() == []
