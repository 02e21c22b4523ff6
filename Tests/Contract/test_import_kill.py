"""`kill -9` in the middle of an import: each file is dealt with exactly once, and undone, nothing is left."""

import io
import random
import time
import zipfile

from conftest import one_server
from world import gpx

FILES = 300
BAD_EVERY = 10
KILLS = 12
FIRST_START = 1_500_000_000
ACTIVITY_SECONDS = 3600


def archive():
    """Recordings of all kinds, one in ten of which can't be read."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(FILES):
            file = gpx(FIRST_START + number * ACTIVITY_SECONDS)
            packed.writestr(f"rides/{number}.gpx", file[: len(file) // 3] if number % BAD_EVERY == 0 else file)
        packed.writestr("readme.txt", "not an activity")
    return buffer.getvalue()


def ended(athlete, path, states, seconds=120):
    """The import when it has come to one of the states; a status counts as one."""
    deadline = time.monotonic() + seconds
    while True:
        answer = athlete.get(path)
        state = answer.json().get("state") if answer.status_code == 200 else answer.status_code
        if state in states:
            return answer.json()
        assert time.monotonic() < deadline, answer.text
        time.sleep(0.05)


def kill_and_start(server):
    time.sleep(random.uniform(0.0, 0.6))
    server.kill()
    server.start()


def test_an_import_survives_any_number_of_kills(tmp_path):
    with one_server(tmp_path) as server:
        athlete = server.register("importer")
        sent = athlete.post("/imports", files={"file": ("mine.zip", archive())})
        assert sent.status_code == 201, sent.text
        path = f"/imports/{sent.json()['id']}"
        for _ in range(KILLS):
            kill_and_start(server)
        counts = ended(athlete, path, {"finished"})["counts"]
        entries = {}
        after = 0
        while page := athlete.get(f"{path}/entries", params={"after": after, "per_page": 200}).json():
            entries.update((entry["number"], entry) for entry in page)
            after = page[-1]["number"]
        imported = [entry for entry in entries.values() if entry["verdict"] == "imported"]
        activities = [activity for entry in imported for activity in entry["activity_ids"]]
        database = server.database
        assert len(entries) == counts["files"] == FILES + 1
        assert len(imported) == counts["imported"] == counts["activities"] == len(set(activities))
        # A recording that is cut off is read up to the break, where there is something before it.
        assert counts["imported"] >= FILES - FILES // BAD_EVERY
        assert counts["waiting"] == counts["duplicate"] == 0 and counts["ignored"] == 1
        for table in ("activity", "stream", "upload"):
            assert database.value(f"select count(*) from activities.{table}") == len(imported), table
        assert database.value("select count(*) from jobs.event where kind = 'activity.published'") == len(imported)
        assert athlete.session.delete(f"{athlete.url}/api/v3{path}").status_code == 202
        for _ in range(3):
            kill_and_start(server)
        ended(athlete, path, {404})
        for table in ("activity", "stream", "upload", "import", "import_entry", "import_archive", "lap", "splits"):
            assert database.value(f"select count(*) from activities.{table}") == 0, table
        assert list(athlete.activities()) == []
        assert database.value("select count(*) from jobs.dead_letter") == 0
        assert server.errors() == []
