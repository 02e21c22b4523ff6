"""FIT decoding to typed records on one core, against fitdecode on the same file: ten hours of a ride at 1 Hz."""

import json
import subprocess

from harness import load, recordings
from harness.bench import ROOT
from harness.table import Row

RECORDS = 36_000
SECONDS = 2  # of each measurement
START = 1_714_543_200
READER = """
import sys, time, fitdecode
data = open(sys.argv[1], "rb").read()
begun = time.perf_counter()
count = 0
with fitdecode.FitReader(data) as reader:
    for frame in reader:
        if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name == "record":
            count += 1
print(count / (time.perf_counter() - begun))
"""


def measure(bench):
    path = bench.scratch("fit") / "ride.fit"
    path.write_bytes(recordings.fit(RECORDS, START))
    program = load.output_of(ROOT / "scripts" / "build-release", "file-bench").strip()
    subprocess.run([ROOT / "scripts" / "python-venv"], check=True)
    python = ROOT / ".local" / "venv" / "bin" / "python"
    figure, reference, ratio = load.in_turns(
        lambda: rate(program, path), lambda: float(load.output_of(python, "-c", READER, path)))
    yield Row("FIT decoding to typed records of one core", figure, "/s", bound=8_000_000)
    yield Row("FIT decoding, beside fitdecode", figure, "/s", reference, ratio, 100)


def rate(program, path):
    answer = json.loads(load.output_of(program, path, str(SECONDS)))
    if answer["points"] != RECORDS:
        raise RuntimeError(f"{program} read {answer['points']} records of {RECORDS}")
    return answer["points_per_second"]
