"""Recordings of rides at 1 Hz, made up."""

import math
import struct
import time

FIT_EPOCH = 631_065_600  # seconds since 1970 at which FIT's clock begins


def fit(count, start, latitude=47.0):
    """As a head unit writes it: a definition of records, one record a second, a lap each half hour, a session."""
    begin = start - FIT_EPOCH
    base = round(latitude * 2**31 / 180)
    body = definition(0, 0, [(0, 1, 0x00), (1, 2, 0x84), (2, 2, 0x84), (4, 4, 0x86)])
    body += struct.pack("<BBHHI", 0, 4, 1, 3570, begin)
    body += definition(1, 20, [(253, 4, 0x86), (0, 4, 0x85), (1, 4, 0x85), (5, 4, 0x86), (73, 4, 0x86), (78, 4, 0x86),
                               (7, 2, 0x84), (3, 1, 0x02), (4, 1, 0x02), (13, 1, 0x01)])
    body += definition(2, 19, [(253, 4, 0x86), (2, 4, 0x86), (7, 4, 0x86), (9, 4, 0x86)])
    records = bytearray(body)
    for second in range(count):
        records += struct.pack(
            "<BIiiIIIHBBb", 1, begin + second, base + int(90_000 * math.sin(second / 500)), 100_000_000 + second * 700,
            second * 850, 8500 + second % 900, 4000 + int(500 * math.sin(second / 300)), 200 + second % 97,
            130 + second % 31, 85 + second % 7, 18 + second // 9000)
        if second % 1800 == 1799:
            records += struct.pack("<BIIII", 2, begin + second, begin + second - 1799, 1_800_000, 1800 * 850)
    records += definition(3, 18, [(253, 4, 0x86), (2, 4, 0x86), (7, 4, 0x86), (8, 4, 0x86), (9, 4, 0x86), (5, 1, 0x00)])
    records += struct.pack("<BIIIIIB", 3, begin + count, begin, count * 1000, count * 1000, count * 850, 2)
    header = struct.pack("<BBHI4s", 14, 0x20, 2140, len(records), b".FIT")
    whole = header + struct.pack("<H", checksum(header)) + records
    return whole + struct.pack("<H", checksum(whole))


def definition(local, message, fields):
    return struct.pack("<BBBHB", 0x40 | local, 0, 0, message, len(fields)) + b"".join(struct.pack("BBB", *field) for field in fields)


def checksum(data):
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ CHECKSUMS[(crc ^ byte) & 0xFF]
    return crc


def remainder(value):
    for _ in range(8):
        value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


CHECKSUMS = [remainder(value) for value in range(256)]


def gpx(count, start, latitude=48.0):
    """As a watch's maker exports it, with heart rate and cadence."""
    points = []
    for index in range(count):
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(start + index))
        place = f'lat="{latitude + 0.02 * math.sin(index / 500):.6f}" lon="{9.0 + index * 6e-5:.6f}"'
        points.append(f'<trkpt {place}><ele>{300 + 20 * math.sin(index / 200):.1f}</ele>'
                      f"<time>{moment}</time><extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>{130 + index % 30}</gpxtpx:hr>"
                      f"<gpxtpx:cad>{85 + index % 7}</gpxtpx:cad></gpxtpx:TrackPointExtension></extensions></trkpt>")
    return ('<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="bench" xmlns="http://www.topografix.com/GPX/1/1" '
            'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"><trk><type>cycling</type><trkseg>'
            + "".join(points) + "</trkseg></trk></gpx>").encode()
