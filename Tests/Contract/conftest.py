"""Servers that the tests share, or have for themselves."""

import contextlib

import pytest

from world import ROOT, Database, Server, Services  # noqa: F401


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A server with the demo world, shared by all tests that break nothing."""
    with one_server(tmp_path_factory.mktemp("server"), seeded=True) as server:
        yield server


@pytest.fixture
def own_server(tmp_path):
    """A server with an empty database, for one test."""
    with one_server(tmp_path) as server:
        yield server


@contextlib.contextmanager
def one_server(directory, seeded=False, database=None, **settings):
    """A server over a database of its own; ended and dropped whatever happens."""
    database = database or Database()
    server = Server(directory, database, **settings)
    try:
        server.command("migrate")
        if seeded:
            server.command("seed")
        server.start()
        yield server
        server.stop()
    finally:
        server.kill()
        database.drop()
