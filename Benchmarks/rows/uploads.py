"""Uploads of a 3,600-point GPX, a second, from the first byte sent to `Your activity is ready.`"""

import concurrent.futures
import http.client
import json
import math
import time
import uuid

from harness.table import Row

UPLOADS = 200
CLIENTS = 8
POINTS = 3600


def measure(bench):
    headers = {"Authorization": bench.authorization()[0].split(": ")[1]}
    # Made beforehand: writing a file in Python takes longer than reading it in the server.
    files = [gpx(number) for number in range(UPLOADS)]
    begun = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        ids = list(pool.map(lambda file: upload(bench, headers, file), files))
        acknowledged = time.monotonic() - begun
        list(pool.map(lambda upload_id: wait(bench, headers, upload_id), ids))
    yield Row("uploads answered 201 (3,600-point GPX)", UPLOADS / acknowledged, "/s")
    yield Row("uploads until ready (3,600-point GPX)", UPLOADS / (time.monotonic() - begun), "/s")


def gpx(number):
    start = int(time.time()) - (number + 1) * 86_400
    points = []
    for index in range(POINTS):
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(start + index))
        latitude = 48.0 + number * 0.01 + 0.02 * math.sin(index / 500)
        longitude = 9.0 + index * 6e-5
        points.append(f'<trkpt lat="{latitude:.6f}" lon="{longitude:.6f}"><ele>{300 + 20 * math.sin(index / 200):.1f}</ele>'
                      f"<time>{moment}</time><extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>{130 + index % 30}</gpxtpx:hr>"
                      f"<gpxtpx:cad>{85 + index % 7}</gpxtpx:cad></gpxtpx:TrackPointExtension></extensions></trkpt>")
    return ('<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="bench" xmlns="http://www.topografix.com/GPX/1/1" '
            'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"><trk><type>cycling</type><trkseg>'
            + "".join(points) + "</trkseg></trk></gpx>").encode()


def upload(bench, headers, file):
    boundary = uuid.uuid4().hex
    body = (f'--{boundary}\r\nContent-Disposition: form-data; name="data_type"\r\n\r\ngpx\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="ride.gpx"\r\n\r\n').encode()
    body += file + f"\r\n--{boundary}--\r\n".encode()
    answer = request(bench, "POST", "/api/v3/uploads", body,
                     {**headers, "Content-Type": f"multipart/form-data; boundary={boundary}"})
    return answer["id"]


def wait(bench, headers, upload_id):
    for _ in range(600):
        answer = request(bench, "GET", f"/api/v3/uploads/{upload_id}", None, headers)
        if answer["activity_id"] or answer["error"]:
            if answer["error"] and "duplicate" not in answer["error"]:
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
