"""Making an activity of decoded points, storing its streams, and writing them as JSON."""

import json
import os
import pathlib

from harness import load
from harness.table import Row

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CORPUS = pathlib.Path(os.environ.get("SLIPSTREAM_CORPUS", ROOT.parent / "shared" / "corpus"))
SECONDS = 4
USUAL = {"time", "distance", "latitude", "longitude", "altitude", "heartrate", "cadence", "watts", "temp", "part",
         "milliseconds"}


def measure(bench):
    program = load.output_of(ROOT / "scripts" / "build-release", "analysis-bench").strip()
    figures = {row["what"]: row for row in lines(program, str(SECONDS))}
    activity = figures["activity"]
    yield Row("decoded points to finished activity (3,600 points)", activity["seconds"] * 1000, "ms", bound=2,
              at_most=True)
    streams = figures["streams"]
    yield Row("all streams of an hour, from the blob to JSON", streams["seconds"] * 1000, "ms",
              reference=streams["encoder"] * 1000, ratio=streams["encoder"] / streams["seconds"], bound=20)
    if (CORPUS / "MANIFEST.tsv").exists():
        yield Row("stored streams at 1 Hz, over the corpus", bytes_a_point(program), "B/point", bound=3.3, at_most=True)


def lines(program, *arguments):
    return [json.loads(line) for line in load.output_of(program, *arguments, cwd=ROOT).splitlines()]


def bytes_a_point(program):
    """Of recordings of half an hour and more, one point a second, with nothing but the usual channels."""
    files = sorted(str(path) for path in CORPUS.glob("*/*") if path.is_file())
    rows = [row for row in lines(program, "size", *files)
            if row["points"] >= 1800 and row["seconds"] < 1.1 * row["points"] and set(row["channels"]) <= USUAL]
    return sum(row["bytes"] for row in rows) / sum(row["points"] for row in rows)
