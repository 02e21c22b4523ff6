"""What a request costs: bare, with one row of PostgreSQL, with one value of Redis, a page of the feed."""

from harness import load
from harness.bench import free_port
from harness.nginx import Nginx
from harness.redis import Redis
from harness.table import Row

POSTGRES_CONNECTIONS = 4  # DATABASE_CONNECTIONS, as the server has by default


def measure(bench):
    authorization = bench.authorization()
    small = bench.get("/test/json").decode()
    feed = bench.get("/api/v3/feed?per_page=20", authorization)
    with Nginx(bench.scratch("nginx"), free_port(), small, {"feed.json": feed}) as nginx:
        small_rate, reference, quotient = load.in_turns(
            lambda: load.wrk(f"{bench.url}/test/json"), lambda: load.wrk(f"{nginx.url}/small"))
        yield ratio("small JSON", 0.85, small_rate, reference, quotient)
        yield from row_by_key(bench, authorization)
        yield from redis_value(bench, authorization)
        feed_rate, reference, quotient = load.in_turns(
            lambda: load.wrk(f"{bench.url}/api/v3/feed?per_page=20", authorization),
            lambda: load.wrk(f"{nginx.url}/files/feed.json"))
        yield ratio("feed page of 20 cards", 0.35, feed_rate, reference, quotient)
        yield from latencies(bench, authorization, small_rate, feed_rate)


def row_by_key(bench, authorization):
    bench.sql("create schema if not exists bench;"
              "create table if not exists bench.row (id bigint primary key, name text not null);"
              "insert into bench.row select n, 'row ' || n from generate_series(1, 1000) n on conflict do nothing;")
    yield ratio("one row by primary key", 0.8, *load.in_turns(
        lambda: load.wrk(f"{bench.url}/test/row/42", authorization),
        lambda: load.pgbench(bench, "select id, name from bench.row where id = 42;", POSTGRES_CONNECTIONS)))


def redis_value(bench, authorization):
    """Beside a client that speaks to Redis over TCP, as ours speak to the server; and over the unix socket."""
    bench.redis("SET", "bench:value", "forty-two")
    ours = lambda: load.wrk(f"{bench.url}/test/value/bench:value", authorization)  # noqa: E731
    with Redis(free_port()) as redis:
        redis.set("bench:value", "forty-two")
        yield ratio("one Redis value", 0.9, *load.in_turns(ours, lambda: load.redis_benchmark(*redis.address)))
    figures = load.in_turns(ours, lambda: load.redis_benchmark("-s", bench.redis_socket))
    yield ratio("one Redis value, redis-benchmark without TCP", None, *figures)


def latencies(bench, authorization, small_rate, feed_rate):
    """At half of the top rate."""
    for name, path, headers, top in [("small JSON", "/test/json", [], small_rate),
                                     ("feed page", "/api/v3/feed?per_page=20", authorization, feed_rate)]:
        p50, p99 = load.latency(bench.url + path, int(top / 2), headers)
        yield Row(f"{name}, p50 at half of the top rate", p50, "ms")
        yield Row(f"{name}, p99 at half of the top rate", p99, "ms")


def ratio(name, bound, figure, reference, quotient):
    return Row(name, figure, "/s", reference, quotient, bound)
