"""Load generators: each runs for a bounded time and returns what it measured."""

import re
import statistics
import subprocess

SECONDS = 4
ROUNDS = 5


def output_of(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, timeout=1200, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def wrk(url, headers=(), connections=64, seconds=SECONDS):
    """Requests a second; fails on errors and on answers other than 2xx."""
    arguments = [part for header in headers for part in ("-H", header)]
    text = output_of("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", *arguments, url)
    if "Non-2xx" in text or "Socket errors" in text:
        raise RuntimeError(f"{url}\n{text}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])


def latency(url, rate, headers=(), connections=32, seconds=6):
    """Milliseconds (p50, p99) at a constant rate of requests a second (h2load, HTTP/1.1)."""
    arguments = [part for header in headers for part in ("-H", header)]
    log = subprocess.run(["mktemp"], capture_output=True, text=True).stdout.strip()
    output_of("h2load", "--h1", f"-c{connections}", "-t1", f"-D{seconds}", f"--rps={max(1, rate // connections)}",
              f"--log-file={log}", *arguments, url)
    with open(log) as lines:
        times = sorted(int(line.split("\t")[2]) / 1000 for line in lines)
    return statistics.median(times), times[int(len(times) * 0.99)]


def pgbench(bench, sql, connections, seconds=SECONDS):
    """Prepared executions of one statement a second."""
    script = bench.directory / "pgbench.sql"
    script.write_text(sql + "\n")
    text = output_of("pgbench", "-n", "-M", "prepared", "-f", str(script), f"-c{connections}", "-j1",
                     f"-T{seconds}", bench.database_url)
    return float(re.search(r"tps = ([\d.]+)", text)[1])


def redis_benchmark(*address, connections=64, requests=300_000):
    """GETs a second without pipelining, of the key that the server is asked for too."""
    text = output_of("redis-benchmark", *address, "-c", str(connections), "-n", str(requests), "--csv", "GET", "bench:value")
    return float(text.strip().splitlines()[-1].split(",")[1].strip('"'))


def in_turns(ours, reference, rounds=ROUNDS):
    """Measures both in turns; returns the medians of ours, of the reference, and of the ratios."""
    pairs = [(ours(), reference()) for _ in range(rounds)]
    return (statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs),
            statistics.median(a / b for a, b in pairs))
