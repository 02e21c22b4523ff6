"""Uploads of an hour at 1 Hz, a second, from the first byte sent to `Your activity is ready.`"""

import concurrent.futures
import http.client
import json
import time
import uuid

from harness import recordings
from harness.table import Row

UPLOADS = 400
CLIENTS = 8
POINTS = 3600


def measure(bench):
    bench.stop_server()
    bench.start_server(LOOPS="2")
    headers = {"Authorization": bench.authorization()[0].split(": ")[1]}
    now = int(time.time())
    for kind, make, days, bound in [("gpx", recordings.gpx, 0, 80), ("fit", recordings.fit, UPLOADS, 200)]:
        # Made beforehand: writing a file in Python takes longer than reading it in the server.
        files = [make(POINTS, now - (days + number + 1) * 86_400, 46 + number * 0.01) for number in range(UPLOADS)]
        begun = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            ids = list(pool.map(lambda file: upload(bench, headers, file, kind), files))
            acknowledged = time.monotonic() - begun
            list(pool.map(lambda upload_id: wait(bench, headers, upload_id), ids))
        yield Row(f"uploads answered 201, 1-hour {kind.upper()}", UPLOADS / acknowledged, "/s")
        yield Row(f"uploads until ready, 1-hour {kind.upper()}", UPLOADS / (time.monotonic() - begun), "/s", bound=bound)


def upload(bench, headers, file, kind):
    boundary = uuid.uuid4().hex
    # Kept, since what an earlier run has left would make duplicates of them, which cost less.
    body = (f'--{boundary}\r\nContent-Disposition: form-data; name="data_type"\r\n\r\n{kind}\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="keep_duplicate"\r\n\r\ntrue\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="ride.{kind}"\r\n\r\n').encode()
    body += file + f"\r\n--{boundary}--\r\n".encode()
    answer = request(bench, "POST", "/api/v3/uploads", body,
                     {**headers, "Content-Type": f"multipart/form-data; boundary={boundary}"})
    return answer["id"]


def wait(bench, headers, upload_id):
    for _ in range(600):
        answer = request(bench, "GET", f"/api/v3/uploads/{upload_id}", None, headers)
        if answer["activity_id"] or answer["error"]:
            if answer["error"]:
                raise RuntimeError(answer["error"])
            return
        time.sleep(0.05)
    raise RuntimeError(f"upload {upload_id} is not ready after 30 s")


def request(bench, method, path, body, headers):
    connection = http.client.HTTPConnection("127.0.0.1", bench.port, timeout=60)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status not in (200, 201):
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]}")
        return json.loads(text)
    finally:
        connection.close()
