import Testing

@testable import ActivityFiles

@Suite struct `numbers and times in bytes` {
    private func number(_ text: String) -> Double? {
        Array(text.utf8).withUnsafeBufferPointer { ASCIIText.number($0) }
    }

    private func time(_ text: String) -> XMLTime? {
        Array(text.utf8).withUnsafeBufferPointer { XMLTime($0) }
    }

    @Test func `numbers are those of the standard library`() throws {
        for text in [
            "0", "-0", "1", "+1.5", "47.1234567", "-122.41941550000001", ".5", "5.", "1e3", "1.25E-2", "1e+2",
            "123456789012345678901234567890", "0.00000000000000000000000001", "4e-320", " 12.5\n",
        ] {
            let trimmed = text.filter { !$0.isWhitespace }
            let expected = try #require(Double(trimmed == ".5" ? "0.5" : trimmed))
            let value = try #require(number(text))
            #expect(abs(value - expected) <= abs(expected) * 1e-15, "\(text)")
        }
        for _ in 0..<1000 {
            let value = (Double.random(in: -180...180) * 1e7).rounded() / 1e7
            #expect(number("\(value)") == value)
        }
    }

    @Test func `what isn't a number isn't`() {
        for text in ["", " ", "-", ".", "1,5", "NaN", "inf", "0x10", "1 2", "1e", "1e99999", "--1", "1.2.3"] {
            #expect(number(text) == nil, "\(text)")
        }
    }

    @Test func `times are instants`() {
        #expect(time("1970-01-01T00:00:00Z")?.milliseconds == 0)
        #expect(time("2024-02-29T12:34:56.789Z")?.milliseconds == 1_709_210_096_789)
        #expect(time("1901-12-13T20:45:52.2073437Z")?.milliseconds == -2_147_483_647_793)
        #expect(time("2024-05-01T08:00:00+02:00") == time("2024-05-01T08:00:00+0200"))
        #expect(time("2024-05-01T08:00:00+02:00")?.milliseconds == time("2024-05-01 06:00:00")?.milliseconds)
        #expect(time("2024-05-01T01:30:00-04:30")?.milliseconds == time("2024-05-01T06:00:00z")?.milliseconds)
        #expect(time("2024-05-01T01:30:00-04:30")?.offsetSeconds == -16_200)
        #expect(time("2016-12-31T23:59:60Z")?.milliseconds == time("2017-01-01T00:00:00Z")?.milliseconds)
    }

    @Test func `days that don't exist and other texts aren't`() {
        for text in [
            "", "2024", "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-04-31T00:00:00Z",
            "2024-05-01T24:00:00Z", "2024-05-01T00:60:00Z", "2024-05-01T00:00:00.Z",
            "2024-05-01T00:00:00+99:00",
            "2024-05-01T00:00:00Zx", "24-05-01T00:00:00Z", "2024-05-01", "01.05.2024 06:00:00",
        ] {
            #expect(time(text) == nil, "\(text)")
        }
    }
}
