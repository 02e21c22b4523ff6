"""The WebSocket server keeps to RFC 6455, as Autobahn's fuzzing client sees it."""

import os
import pathlib
import subprocess

import pytest

import conftest

SUITE = pathlib.Path(os.environ.get("AUTOBAHN", conftest.ROOT.parent / "shared" / "tools" / "autobahn" / "run"))


@pytest.mark.skipif(not SUITE.exists(), reason="the fuzzing client isn't at hand (AUTOBAHN names it)")
def test_no_case_fails(server, tmp_path):
    done = subprocess.run([str(SUITE), f"ws://127.0.0.1:{server.port}/test/echo", "--out", str(tmp_path / "report")],
                          capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
