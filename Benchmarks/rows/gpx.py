"""Decoding of GPX and TCX, points a second of one core, beside a bare libxml2 SAX loop that only converts the numbers."""

import json
import math
import pathlib
import shutil
import subprocess
import time

from harness import load
from harness.bench import ROOT
from harness.table import Row

POINTS = 3 * 3600  # three hours at 1 Hz
SECONDS = 1.5  # of each measurement
START = 1_714_543_200
BOUND = 0.7


def measure(bench):
    directory = bench.scratch("gpx")
    sax = build_sax(directory)
    file_bench = load.output_of(ROOT / "scripts" / "build-release", "file-bench").strip()
    for name, text in [("GPX", gpx()), ("TCX", tcx())]:
        path = directory / f"ride.{name.lower()}"
        path.write_text(text)
        figure, reference, ratio = load.in_turns(lambda: rate(file_bench, path), lambda: rate(sax, path), rounds=5)
        yield Row(f"{name} decoding, points of one core", figure, "/s", reference, ratio, BOUND)


def build_sax(directory):
    if not shutil.which("xml2-config"):
        raise RuntimeError("the reference needs: apt-get install libxml2-dev gcc")
    flags = load.output_of("xml2-config", "--cflags", "--libs").split()
    source = pathlib.Path(__file__).resolve().parent.parent / "sax" / "sax.c"
    subprocess.run(["gcc", "-O2", "-o", directory / "sax", source, *flags], check=True)
    return directory / "sax"


def rate(program, path):
    answer = json.loads(load.output_of(program, path, str(SECONDS)))
    if answer["points"] != POINTS:
        raise RuntimeError(f"{program} read {answer['points']} points of {POINTS}")
    return answer["points_per_second"]


def samples():
    """A made-up ride: for each second its number, time, position, altitude, distance and sensors."""
    for index in range(POINTS):
        yield {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(START + index)),
            "lat": f"{48 + 0.05 * math.sin(index / 900):.7f}", "lon": f"{9 + index * 6e-5:.7f}",
            "ele": f"{350 + 80 * math.sin(index / 700):.1f}", "distance": f"{index * 7.31:.2f}",
            "speed": f"{7.31 + math.sin(index / 40):.3f}", "hr": 135 + index % 30, "cad": 82 + index % 9,
            "watts": 190 + index % 80, "temp": 18 + index // 3600,
        }


def gpx():
    points = "".join("""
   <trkpt lat="{lat}" lon="{lon}">
    <ele>{ele}</ele>
    <time>{time}</time>
    <extensions>
     <power>{watts}</power>
     <gpxtpx:TrackPointExtension>
      <gpxtpx:atemp>{temp}</gpxtpx:atemp>
      <gpxtpx:hr>{hr}</gpxtpx:hr>
      <gpxtpx:cad>{cad}</gpxtpx:cad>
     </gpxtpx:TrackPointExtension>
    </extensions>
   </trkpt>""".format(**sample) for sample in samples())
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="bench" xmlns="http://www.topografix.com/GPX/1/1"
 xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">
 <trk>
  <type>cycling</type>
  <trkseg>{points}
  </trkseg>
 </trk>
</gpx>
"""


def tcx():
    points = "".join("""
          <Trackpoint>
            <Time>{time}</Time>
            <Position>
              <LatitudeDegrees>{lat}</LatitudeDegrees>
              <LongitudeDegrees>{lon}</LongitudeDegrees>
            </Position>
            <AltitudeMeters>{ele}</AltitudeMeters>
            <DistanceMeters>{distance}</DistanceMeters>
            <HeartRateBpm>
              <Value>{hr}</Value>
            </HeartRateBpm>
            <Cadence>{cad}</Cadence>
            <Extensions>
              <ns3:TPX>
                <ns3:Speed>{speed}</ns3:Speed>
                <ns3:Watts>{watts}</ns3:Watts>
              </ns3:TPX>
            </Extensions>
          </Trackpoint>""".format(**sample) for sample in samples())
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
 xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2">
  <Activities>
    <Activity Sport="Biking">
      <Id>2024-05-01T06:00:00Z</Id>
      <Lap StartTime="2024-05-01T06:00:00Z">
        <TotalTimeSeconds>{POINTS - 1}</TotalTimeSeconds>
        <DistanceMeters>{(POINTS - 1) * 7.31:.2f}</DistanceMeters>
        <Track>{points}
        </Track>
      </Lap>
    </Activity>
  </Activities>
</TrainingCenterDatabase>
"""
