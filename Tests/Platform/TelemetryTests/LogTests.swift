import Glibc
import Testing

@testable import Telemetry

@Suite struct LogTests {
    @Test func `an event is one JSON line with the bound fields first`() throws {
        let lines = try written { writer in
            let log = Log(writer: writer, clock: { UnixTime(nanoseconds: 1_772_350_200_123_456_789) })
            log.with(["request_id": "r1"]).info(
                "http.request", ["status": 200, "path": "/a\"b\\\n\u{1}", "ok": true])
        }
        let expected =
            #"{"time":"2026-03-01T07:30:00.123456Z","level":"info","event":"http.request","request_id":"r1","#
            + #""status":200,"path":"/a\"b\\\n\u0001","ok":true}"#
        #expect(lines == [expected])
    }

    @Test func `events below the level are not even built`() throws {
        var built = 0
        func fields() -> KeyValuePairs<String, LogValue> {
            built += 1
            return ["n": 1]
        }
        let lines = try written { writer in
            let log = Log(writer: writer, level: .warning)
            log.info("quiet", fields())
            log.warning("loud", fields())
        }
        #expect(lines.count == 1)
        #expect(built == 1)
    }

    @Test func `fields named like secrets are masked`() throws {
        let lines = try written { writer in
            Log(writer: writer).info(
                "login", ["password": "hunter2", "access_token": "abc", "Cookie": "x", "user": "u"])
        }
        let line = try #require(lines.first)
        #expect(
            line.hasSuffix(
                ##""password":"[redacted]","access_token":"[redacted]","Cookie":"[redacted]","user":"u"}"##))
    }

    @Test func `a redacted value shows itself nowhere`() {
        let secret = Redacted("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        #expect("\(secret)" == "[redacted]")
        #expect(String(reflecting: secret) == "[redacted]")
        #expect(!dumped.contains("hunter2"))
        #expect(secret.revealed == "hunter2")
    }

    @Test func `long texts are cut between characters`() {
        var bytes: [UInt8] = []
        bytes.appendJSON(String(repeating: "ü", count: Log.textLimitBytes))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.utf8.count <= Log.textLimitBytes + 6)
        #expect(text.hasSuffix("ü…\""))
    }

    @Test func `numbers that JSON lacks are written as text`() {
        var bytes: [UInt8] = []
        bytes.appendField("a", .double(.infinity))
        bytes.appendField("b", .double(0.5))
        bytes.appendField("c", LogValue(UInt64.max))
        #expect(String(decoding: bytes, as: UTF8.self) == #","a":"inf","b":0.5,"c":"18446744073709551615""#)
    }

    @Test func `a reader that does not read costs lines, not time`() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let writer = LogWriter(descriptor: ends[1])
        let line = [UInt8](repeating: 65, count: 1024)
        let lineCount = LogWriter.bufferLimitBytes / 1024 * 2
        for _ in 0..<lineCount { writer.append(line, urgently: false) }
        #expect(writer.droppedLineCount > 0)
        #expect(writer.droppedLineCount < lineCount)
        writer.close()
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000000Z"), (-1000, "1969-12-31T23:59:59.999999Z"),
        (951_782_399_000_000_000, "2000-02-28T23:59:59.000000Z"),
        (951_782_400_000_000_000, "2000-02-29T00:00:00.000000Z"),
    ]) func `timestamps follow the calendar`(nanoseconds: Int, text: String) {
        var bytes: [UInt8] = []
        UnixTime(nanoseconds: Int64(nanoseconds)).appendTimestamp(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    /// What `body` writes, line by line.
    private func written(_ body: (LogWriter) -> Void) throws -> [String] {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        let writer = LogWriter(descriptor: ends[1])
        body(writer)
        writer.close()
        close(ends[1])
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(ends[0], &bytes, bytes.count)
        return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
