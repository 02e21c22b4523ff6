"""FIT decoding to typed records on one core, against fitdecode on the same file: ten hours of a ride at 1 Hz."""

import json
import math
import struct
import subprocess

from harness import load
from harness.bench import ROOT
from harness.table import Row

RECORDS = 36_000
SECONDS = 2  # of each measurement
START = 1_083_477_600  # seconds of FIT's clock
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
    path.write_bytes(ride())
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


def ride():
    """As a head unit writes it: a definition of records, one record a second, a lap each half hour, a session."""
    body = definition(0, 0, [(0, 1, 0x00), (1, 2, 0x84), (2, 2, 0x84), (4, 4, 0x86)])
    body += struct.pack("<BBHHI", 0, 4, 1, 3570, START)
    body += definition(1, 20, [(253, 4, 0x86), (0, 4, 0x85), (1, 4, 0x85), (5, 4, 0x86), (73, 4, 0x86), (78, 4, 0x86),
                               (7, 2, 0x84), (3, 1, 0x02), (4, 1, 0x02), (13, 1, 0x01)])
    body += definition(2, 19, [(253, 4, 0x86), (2, 4, 0x86), (7, 4, 0x86), (9, 4, 0x86)])
    records = bytearray(body)
    for second in range(RECORDS):
        records += struct.pack(
            "<BIiiIIIHBBb", 1, START + second, 560_000_000 + int(90_000 * math.sin(second / 500)), 100_000_000 + second * 700,
            second * 850, 8500 + second % 900, 4000 + int(500 * math.sin(second / 300)), 200 + second % 97,
            130 + second % 31, 85 + second % 7, 18 + second // 9000)
        if second % 1800 == 1799:
            records += struct.pack("<BIIII", 2, START + second, START + second - 1799, 1_800_000, 1800 * 850)
    records += definition(3, 18, [(253, 4, 0x86), (2, 4, 0x86), (7, 4, 0x86), (8, 4, 0x86), (9, 4, 0x86), (5, 1, 0x00)])
    records += struct.pack("<BIIIIIB", 3, START + RECORDS, START, RECORDS * 1000, RECORDS * 1000, RECORDS * 850, 2)
    header = struct.pack("<BBHI4s", 14, 0x20, 2140, len(records), b".FIT")
    whole = header + struct.pack("<H", checksum(header)) + records
    return whole + struct.pack("<H", checksum(whole))


def definition(local, message, fields):
    return struct.pack("<BBBHB", 0x40 | local, 0, 0, message, len(fields)) + b"".join(struct.pack("BBB", *field) for field in fields)


def checksum(data):
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
        table.append(value)
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc
