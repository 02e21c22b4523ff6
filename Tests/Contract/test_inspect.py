"""`slipstream inspect` over the folder of real files, compared with what other tools read in them."""

import datetime
import json
import os
import pathlib
import subprocess

import pytest

from world import ROOT

CORPUS = pathlib.Path(os.environ.get("SLIPSTREAM_CORPUS", ROOT.parent / "shared" / "corpus"))
FIELDS = ["sport", "sub_sport", "start_time", "elapsed_seconds", "timer_seconds", "moving_seconds", "distance_meters",
          "ascent_meters", "records", "positions", "laps", "lengths", "average_heartrate", "max_heartrate",
          "average_watts", "max_watts", "average_cadence", "calories", "device"]

# What damaged files may be: read as far as it goes, or refused. All others are as their verdict says.
READ = {"valid", "valid_with_quirk"}
REFUSED = {"valid_no_time", "not_activity", "invalid", "hostile"}

# The name says one format, the content is another.
OTHER_FORMAT = {"gpx/derived__fit-bytes.gpx", "fit/derived__gpx-bytes.fit"}

needs_corpus = pytest.mark.skipif(
    not (CORPUS / "MANIFEST.tsv").exists(), reason="no corpus: set SLIPSTREAM_CORPUS to the folder of real files")


def inspect(*paths):
    done = subprocess.run([os.environ["SLIPSTREAM"], "inspect", *map(str, paths)], capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode


@pytest.fixture(scope="module")
def rows():
    """For each file: its verdict, what `inspect` says, and the references."""
    references = json.loads((CORPUS / "reference.json").read_text())
    lines = (CORPUS / "MANIFEST.tsv").read_text().splitlines()[1:]
    verdicts = {line.split("\t")[0]: line.split("\t")[5] for line in lines}
    paths = [path for path in verdicts if path.startswith(("fit/", "gpx/", "tcx/")) and path not in OTHER_FORMAT]
    found, status = inspect(*(CORPUS / path for path in paths))
    assert status == 1, "some are refused"
    assert [row["path"] for row in found] == [str(CORPUS / path) for path in paths]
    return {path: (verdicts[path], row, references.get(path, {})) for path, row in zip(paths, found)}


def recordings(rows, kind):
    for path, (verdict, row, reference) in rows.items():
        if path.startswith(kind) and row["ok"]:
            yield path, verdict, row["activities"][0], reference


def close(value, expected, relative=0.0, absolute=0.0):
    if value is None or expected is None:
        return value is None and expected is None
    return abs(value - expected) <= max(abs(expected) * relative, absolute)


def moment(text):
    """Without a zone it is UTC."""
    read = datetime.datetime.fromisoformat(text.upper())
    return read if read.tzinfo else read.replace(tzinfo=datetime.timezone.utc)


@needs_corpus
def test_each_file_is_read_or_refused_as_its_verdict_says(rows):
    for path, (verdict, row, _) in rows.items():
        if verdict in READ:
            assert row["ok"], f"{path}: {row['error']}"
        elif verdict in REFUSED:
            assert not row["ok"], path
        if row["ok"]:
            assert row["error"] is None and row["activities"], path
            assert row["format"] == path[:3], path
            assert all(list(activity) == FIELDS for activity in row["activities"]), path
        else:
            assert row["error"]["code"] and " " in row["error"]["message"], path
            assert row["activities"] == [], path
        if verdict == "damaged" and row["ok"]:
            assert row["warnings"] or path in UNNOTICED, path


# Damage that hurts nobody.
UNNOTICED = {
    "gpx/derived__leading-whitespace.gpx": "blanks before the declaration",
    "tcx/rowingdata__testtcs_210614.tcx": "blanks before the declaration",
    "tcx/sportslib2__6281425038.tcx.gz": "blanks before the declaration",
    "tcx/rowingdata__recover.tcx": "a prefix without a namespace",
}


@needs_corpus
def test_tcx_files_say_what_their_laps_say(rows):
    compared = 0
    for path, _, activity, reference in recordings(rows, "tcx/"):
        told = reference["lxml"]["activities"][0]
        assert activity["sport"] == told["sport"], path
        assert activity["records"] == reference["lxml"]["trackpoints"], path
        assert activity["laps"] == told["laps"], path
        assert moment(activity["start_time"]) == moment(reference["lxml"]["first_time"]), path
        assert close(activity["timer_seconds"], told["lap_total_time"], absolute=0.01), path
        assert close(activity["distance_meters"], told["lap_distance"], absolute=0.01), path
        assert close(activity["calories"] or 0, told["lap_calories"], absolute=0.001), path
        if told["lap_max_hr"] is not None:
            assert close(activity["max_heartrate"], told["lap_max_hr"]), path
            assert close(activity["average_heartrate"], told["lap_avg_hr_time_weighted"], absolute=1), path
        if told["creator"] is not None:
            assert activity["device"] == told["creator"], path
        compared += 1
    assert compared == 46


@needs_corpus
def test_gpx_files_agree_with_other_tools(rows):
    compared = 0
    for path, verdict, activity, reference in recordings(rows, "gpx/"):
        own, sensors = reference["own"], reference.get("sensors", {})
        assert activity["records"] == own["trkpt"], path
        assert abs(moment(activity["start_time"]) - moment(own["first_time"])) < datetime.timedelta(milliseconds=1), path
        if path not in OTHER_WAY:
            assert close(activity["distance_meters"], own["haversine_2d"], relative=0.01, absolute=5), path
        for sensor, field in [("hr", "average_heartrate"), ("power", "average_watts"), ("cad", "average_cadence")]:
            if sensor in sensors and sensors[sensor]["mean"] > 0:
                assert close(activity[field], sensors[sensor]["mean"], absolute=1), f"{path} {field}"
        compared += 1
    assert compared > 70


# Files whose way is another one here, and why.
OTHER_WAY = {
    "gpx/gpsbabel__segmented_tracks.gpx": "42 of 46 points have no time, so they are left out",
    "gpx/gpxgo__graphhopper.gpx.gz": "149 of 171 points have no time, so they are left out",
    "gpx/pm-togeojson__osm.gpx": "245 of 420 points have no time, so they are left out",
}


# What a FIT session says, by the field of `inspect`, with how far off it may be.
SESSION_FIELDS = {
    "elapsed_seconds": ("total_elapsed_time", {"absolute": 0.01}),
    "timer_seconds": ("total_timer_time", {"absolute": 0.01}),
    "distance_meters": ("total_distance", {"relative": 0.005, "absolute": 5}),
    "ascent_meters": ("total_ascent", {"relative": 0.15, "absolute": 10}),
    "calories": ("total_calories", {}),
    "average_heartrate": ("avg_heart_rate", {"absolute": 1}),
    "max_heartrate": ("max_heart_rate", {}),
    "average_watts": ("avg_power", {"absolute": 1}),
    "max_watts": ("max_power", {}),
    "average_cadence": ("avg_cadence", {"absolute": 1}),
    "laps": ("num_laps", {}),
}

# Fields in which a file's session is not what we say, and why.
OTHER_SESSION = {
    ("fit/fitdecode__activity-large-fenxi2-multisport.fit", "start_time"): "its first records are before its session",
    ("fit/p2g__Runn_Incline.fit", "average_heartrate"): "0 without a sensor",
    ("fit/p2g__Runn_Incline.fit", "max_heartrate"): "0 without a sensor",
    ("fit/p2g__yoga_recorded_on_watch.fit", "laps"): "the session counts 8, the file has none",
    ("fit/tormoder-fit__0134902991.fit", "average_heartrate"): "0 without a sensor",
    ("fit/tormoder-fit__0134902991.fit", "max_heartrate"): "0 without a sensor",
}


def sessions(reference):
    """By fitdecode; by the corpus' small reader where fitdecode refuses the file."""
    found = reference.get("fitdecode", {}).get("sessions") or []
    others = reference.get("own", {}).get("sessions") or []
    return others if len(others) > len(found) else found


@needs_corpus
def test_fit_files_say_what_their_sessions_say(rows):
    compared = 0
    for path, (_, row, reference) in rows.items():
        if not path.startswith("fit/") or not row["ok"]:
            continue
        counts = [reference.get(tool, {}).get("record_count") or 0 for tool in ("fitdecode", "own")]
        assert sum(activity["records"] for activity in row["activities"]) == max(counts), path
        told = sessions(reference)
        assert len(row["activities"]) == max(len(told), 1), path
        for activity, session in zip(row["activities"], told):
            for field in ("sport", "sub_sport"):
                assert session.get(field) in (None, activity[field]), f"{path} {field}"
            if (path, "start_time") not in OTHER_SESSION and "start_time" in session:
                assert moment(activity["start_time"]) == moment(session["start_time"]), path
            for field, (name, tolerance) in SESSION_FIELDS.items():
                if session.get(name) is not None and (path, field) not in OTHER_SESSION:
                    assert close(activity[field], session[name], **tolerance), f"{path} {field}"
            compared += 1
    assert compared > 90


def test_what_cannot_be_read_is_a_refused_file(tmp_path):
    empty = tmp_path / "empty.fit"
    empty.write_bytes(b"")
    found, status = inspect(tmp_path / "missing.gpx", tmp_path, empty)
    assert status == 1
    assert [row["error"]["code"] for row in found] == ["unreadable", "unreadable", "empty"]
    assert all(not row["ok"] and row["format"] is None for row in found)


def test_files_that_are_all_read_give_status_0(tmp_path):
    sample = tmp_path / "sample.gpx"
    sample.write_bytes(subprocess.run([os.environ["SLIPSTREAM"], "sample", "7"], capture_output=True).stdout)
    found, status = inspect(sample, sample)
    assert status == 0
    assert found[0] == found[1]
    assert found[0]["activities"][0]["sport"] == "cycling"
    assert found[0]["activities"][0]["distance_meters"] > 20_000


def test_without_a_file_it_says_how_it_is_called():
    done = subprocess.run([os.environ["SLIPSTREAM"], "inspect"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "FILE…" in done.stderr
