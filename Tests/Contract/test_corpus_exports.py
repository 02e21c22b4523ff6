"""Real recordings that the server writes as files are read by programs that nobody here wrote, to the values that the
API shows."""

import datetime
import io
import os
import pathlib

import fitdecode
import gpxpy
import pytest
from tcxreader.tcxreader import TCXReader

from conftest import one_server
from world import ROOT

CORPUS = pathlib.Path(os.environ.get("SLIPSTREAM_CORPUS", ROOT.parent / "shared" / "corpus"))
GARMIN = "{http://www.garmin.com/xmlschemas/TrackPointExtension/v1}"

# Of each kind of difficulty one.
FILES = [
    "fit/muktihari-fit__activity_poolswim.fit",  # begins before its first record; no positions
    "fit/fitparse__nick.fit",  # several records of a second; four hours
    "fit/goldencheetah__SigmaRox11_1.fit",
    "fit/workoutizer__run_with_coordinates.fit",
    "fit/fitfaker__zwift_20250401.fit",
    "fit/activitylog2__310xt-run.fit",  # laps and pauses
    "gpx/opentracks__legacy_gpx_pause_resume.gpx",  # fractions of seconds
    "gpx/leafletelev__atemp.gpx.gz",
    "tcx/sportslib__polar.tcx",  # 41 pauses
    "tcx/sportslib__20190622_ride_1655245835.tcx.gz",
]

pytestmark = pytest.mark.skipif(
    not (CORPUS / "MANIFEST.tsv").exists(), reason="no corpus: set SLIPSTREAM_CORPUS to the folder of real files")


class Recording:
    """An activity's samples as the API shows them, and its exports."""

    def __init__(self, athlete, path):
        content = (CORPUS / path).read_bytes()
        answer = athlete.post(
            "/uploads", data={"data_type": path.split(".", 1)[1]}, files={"file": (os.path.basename(path), content)})
        assert answer.status_code == 201, answer.text
        done = athlete.finished(answer.json()["id"])
        assert done["activity_id"], done["error"]
        address = f"/activities/{done['activity_id']}"
        self.start = datetime.datetime.fromisoformat(athlete.get(address).json()["start_date"])
        streams = athlete.get(f"{address}/streams", params={
            "keys": "time,latlng,altitude,heartrate,cadence,watts,temp,distance", "key_by_type": "true"}).json()
        self.channels = {key: value["data"] for key, value in streams.items()}
        self.count = len(self.channels["time"])
        assert self.count > 5
        self.files = {kind: athlete.get(f"{address}/export_{kind}", timeout=30).content for kind in ("gpx", "tcx", "fit")}

    def value(self, channel, index):
        return self.channels[channel][index] if channel in self.channels else None

    def position(self, index):
        return tuple(self.value("latlng", index) or (None, None))

    def moment(self, index):
        return self.start + datetime.timedelta(seconds=self.channels["time"][index])


@pytest.fixture(scope="module")
def athletes(tmp_path_factory):
    with one_server(tmp_path_factory.mktemp("corpus-exports")) as server:
        yield iter([server.register(f"athlete{index}") for index in range(len(FILES))])
        assert server.errors() == []


@pytest.fixture(scope="module", params=FILES)
def recording(request, athletes):
    return Recording(next(athletes), request.param)


def whole(moment):
    """Streams have whole seconds; files have the fractions, too."""
    return moment.replace(microsecond=0, tzinfo=datetime.timezone.utc)


def close(read, wanted, tolerance):
    return (read is None) == (wanted is None) and (read is None or abs(read - wanted) <= tolerance)


def test_fitdecode_reads_what_the_api_shows(recording):
    records, sessions = [], []
    with fitdecode.FitReader(io.BytesIO(recording.files["fit"]), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        for frame in reader:
            if isinstance(frame, fitdecode.FitDataMessage) and frame.name in ("record", "session"):
                fields = {field.name: field.value for field in frame.fields}
                (records if frame.name == "record" else sessions).append(fields)
    assert sessions[0]["start_time"] == recording.start
    assert len(records) == recording.count
    for index, read in enumerate(records):
        # FIT has whole seconds of the clock, streams of the recording.
        assert abs((read["timestamp"] - recording.moment(index)).total_seconds()) <= 1, index
        for name, channel in [("heart_rate", "heartrate"), ("cadence", "cadence"), ("power", "watts"),
                              ("temperature", "temp")]:
            assert read.get(name) == recording.value(channel, index), (index, name)
        assert close(read.get("enhanced_altitude"), recording.value("altitude", index), 0.1001), index
        assert close(read.get("distance"), recording.value("distance", index), 0.051), index
        for name, wanted in zip(("position_lat", "position_long"), recording.position(index)):
            position = read.get(name)
            assert close(position and position * 180 / 2**31, wanted, 6e-7), index


def test_gpxpy_reads_what_the_api_shows(recording):
    points = [point for track in gpxpy.parse(recording.files["gpx"].decode()).tracks
              for segment in track.segments for point in segment.points]
    isLocated = "latlng" in recording.channels
    indices = [index for index in range(recording.count) if recording.position(index)[0] is not None or not isLocated]
    assert len(points) == len(indices)
    for index, read in zip(indices, points):
        assert abs((whole(read.time) - recording.moment(index)).total_seconds()) <= 1, index
        if isLocated:
            for position, wanted in zip((read.latitude, read.longitude), recording.position(index)):
                assert close(position, wanted, 6e-7), index
        assert close(read.elevation, recording.value("altitude", index), 0.051), index
        extensions = {element.tag: element.text for part in read.extensions for element in part.iter()}
        for name, channel in [("hr", "heartrate"), ("cad", "cadence"), ("atemp", "temp")]:
            text = extensions.get(GARMIN + name)
            assert (text and int(text)) == recording.value(channel, index), (index, name)
        power = next((text for tag, text in extensions.items() if tag.endswith("power")), None)
        assert (power and int(power)) == recording.value("watts", index), index


def test_tcxreader_reads_what_the_api_shows(recording, tmp_path):
    path = tmp_path / "activity.tcx"
    path.write_bytes(recording.files["tcx"])
    points = TCXReader().read(str(path), only_gps=False).trackpoints
    assert len(points) == recording.count
    for index, read in enumerate(points):
        assert abs((whole(read.time) - recording.moment(index)).total_seconds()) <= 1, index
        for position, wanted in zip((read.latitude, read.longitude), recording.position(index)):
            assert close(position, wanted, 6e-7), index
        assert close(read.elevation, recording.value("altitude", index), 0.051), index
        assert close(read.distance, recording.value("distance", index), 0.051), index
        assert read.hr_value == recording.value("heartrate", index), index
        cadence = read.cadence if read.cadence is not None else read.tpx_ext.get("RunCadence")
        assert cadence == recording.value("cadence", index), index
        assert read.tpx_ext.get("Watts") == recording.value("watts", index), index
