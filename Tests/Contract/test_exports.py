"""Files that the server writes are read by programs that nobody here wrote, to the values that went in."""

import datetime
import io

import fitdecode
import gpxpy
import pytest
from tcxreader.tcxreader import TCXReader

from conftest import one_server

START = datetime.datetime(2026, 5, 2, 6, 0, tzinfo=datetime.timezone.utc)
COUNT = 120
# The pause is before this point, and a minute long.
PAUSE = 70
NAME = "Rund um den <See> & zurück"
GARMIN = "{http://www.garmin.com/xmlschemas/TrackPointExtension/v1}"


def moment(index):
    return START + datetime.timedelta(seconds=index + (60 if index >= PAUSE else 0))


def point(index):
    return {
        "time": moment(index), "latitude": round(47 + index * 9e-5, 6), "longitude": round(8.5 - index * 4e-5, 6),
        "altitude": 400.5 + index % 9, "heart_rate": 120 + index % 20, "cadence": 80 + index % 5,
        "power": 200 + index % 50, "temperature": 15 + index % 3,
    }


POINTS = [point(index) for index in range(COUNT)]


def source():
    def text(point):
        return (f'<trkpt lat="{point["latitude"]}" lon="{point["longitude"]}"><ele>{point["altitude"]}</ele>'
                f'<time>{point["time"]:%Y-%m-%dT%H:%M:%SZ}</time><extensions><power>{point["power"]}</power>'
                f'<g:atemp>{point["temperature"]}</g:atemp><g:hr>{point["heart_rate"]}</g:hr>'
                f'<g:cad>{point["cadence"]}</g:cad></extensions></trkpt>')
    segments = ["".join(map(text, POINTS[:PAUSE])), "".join(map(text, POINTS[PAUSE:]))]
    track = "".join(f"<trkseg>{segment}</trkseg>" for segment in segments)
    return ('<?xml version="1.0"?><gpx version="1.1" creator="contract" xmlns="http://www.topografix.com/GPX/1/1" '
            f'xmlns:g="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"><trk><type>cycling</type>{track}'
            "</trk></gpx>").encode()


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """The files of one activity, by format."""
    with one_server(tmp_path_factory.mktemp("exports")) as server:
        ada = server.register("ada")
        answer = ada.upload(source())
        assert answer.status_code == 201
        activity = ada.finished(answer.json()["id"])["activity_id"]
        assert ada.put(f"/activities/{activity}", json={"name": NAME}).status_code == 200
        files = {}
        for kind in ["original", "gpx", "tcx", "fit"]:
            answer = ada.get(f"/activities/{activity}/export_{kind}")
            assert answer.status_code == 200, answer.text
            assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
            files[kind] = answer.content
        assert server.errors() == []
        yield files


def test_the_original_is_what_was_sent(exported):
    assert exported["original"] == source()


def test_gpxpy_reads_the_same_values(exported):
    track, = gpxpy.parse(exported["gpx"].decode()).tracks
    assert (track.name, track.type) == (NAME, "cycling")
    assert [len(segment.points) for segment in track.segments] == [PAUSE, COUNT - PAUSE]
    for read, wanted in zip((point for segment in track.segments for point in segment.points), POINTS):
        extensions = {element.tag: element.text for part in read.extensions for element in part.iter()}
        assert read.time == wanted["time"]
        assert (read.latitude, read.longitude) == (wanted["latitude"], wanted["longitude"])
        assert read.elevation == wanted["altitude"]
        assert int(extensions[GARMIN + "hr"]) == wanted["heart_rate"]
        assert int(extensions[GARMIN + "cad"]) == wanted["cadence"]
        assert int(extensions[GARMIN + "atemp"]) == wanted["temperature"]
        power, = [text for tag, text in extensions.items() if tag.endswith("power")]
        assert int(power) == wanted["power"]


def test_tcxreader_reads_the_same_values(exported, tmp_path):
    path = tmp_path / "ride.tcx"
    path.write_bytes(exported["tcx"])
    exercise = TCXReader().read(str(path), only_gps=False)
    assert exercise.activity_type == "Biking"
    assert len(exercise.trackpoints) == COUNT
    for read, wanted in zip(exercise.trackpoints, POINTS):
        assert read.time.replace(tzinfo=datetime.timezone.utc) == wanted["time"]
        assert (read.latitude, read.longitude) == (wanted["latitude"], wanted["longitude"])
        assert read.elevation == wanted["altitude"]
        assert read.hr_value == wanted["heart_rate"]
        assert read.cadence == wanted["cadence"]
        assert read.tpx_ext["Watts"] == wanted["power"]
        assert read.tpx_ext["Speed"] >= 0
    assert exercise.hr_max == 139


def test_fitdecode_reads_the_same_values(exported):
    messages, order = {}, []
    with fitdecode.FitReader(io.BytesIO(exported["fit"]), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        for frame in reader:
            if isinstance(frame, fitdecode.FitDataMessage):
                fields = {field.name: field.value for field in frame.fields}
                messages.setdefault(frame.name, []).append(fields)
                order.append(frame.name)
    # As the protocol asks: what summarises comes behind what it summarises.
    records = ["event", *["record"] * PAUSE, "event", "event", *["record"] * (COUNT - PAUSE), "event"]
    assert order == ["file_id", "file_creator", *records, "lap", "session", "activity"]
    assert messages["file_id"][0]["type"] == "activity"
    assert len(messages["record"]) == COUNT
    degrees = 180 / 2**31
    for read, wanted in zip(messages["record"], POINTS):
        assert read["timestamp"] == wanted["time"]
        assert round(read["position_lat"] * degrees, 6) == wanted["latitude"]
        assert round(read["position_long"] * degrees, 6) == wanted["longitude"]
        assert abs(read["enhanced_altitude"] - wanted["altitude"]) <= 0.1001
        assert read["enhanced_speed"] >= 0
        for name in ["heart_rate", "cadence", "power", "temperature"]:
            assert read[name] == wanted[name], name
    events = [(event["event_type"], event["timestamp"]) for event in messages["event"]]
    assert events == [
        ("start", moment(0)), ("stop_all", moment(PAUSE - 1)), ("start", moment(PAUSE)),
        ("stop_all", moment(COUNT - 1))]
    session, = messages["session"]
    lap, = messages["lap"]
    for part in session, lap:
        assert (part["sport"], part["start_time"]) == ("cycling", START)
        assert part["total_elapsed_time"] == COUNT - 1 + 60
        assert part["total_timer_time"] == COUNT - 2
        assert part["max_heart_rate"] == 139
        assert part["max_power"] == 249
    activity, = messages["activity"]
    assert activity["num_sessions"] == 1
    # The zone of 8.5 degrees east.
    assert activity["local_timestamp"].replace(tzinfo=datetime.timezone.utc) - activity["timestamp"] \
        == datetime.timedelta(hours=2)
