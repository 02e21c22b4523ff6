import Foundation
import JSON
import Testing

@Suite struct JSONWriterTests {
    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        body(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test func `containers nest and commas stand between values only`() {
        let text = written { json in
            json.object { json in
                json.member("a", 1)
                json.member("empty") { $0.array { _ in } }
                json.member("list") { $0.array([1, 2]) { json, value in json.integer(Int64(value)) } }
                json.member("none", nil as String?)
                json.member("inner") { json in json.object { $0.member("ok", true) } }
            }
        }
        #expect(text == #"{"a":1,"empty":[],"list":[1,2],"none":null,"inner":{"ok":true}}"#)
    }

    @Test func `every string reads back as itself`() throws {
        let strings = [
            "", "plain", "quote \" slash \\ /", "new\nline\ttab\r", "\u{0}\u{1f}\u{7f}", "Zoë 🚴 €",
            "\u{2028}",
        ]
        for string in strings {
            let bytes = written { $0.array([string]) { $0.string($1) } }
            #expect(try JSONDecoder().decode([String].self, from: Data(bytes.utf8)) == [string])
        }
    }

    @Test func `every integer and double reads back as itself`() throws {
        let doubles = [
            0, -0.5, 1e-7, 12.25, 1e300, 0.1, -123_456.789, 1e15, .leastNonzeroMagnitude,
            .greatestFiniteMagnitude,
        ]
        let text = written { $0.array(doubles) { $0.double($1) } }
        #expect(try JSONDecoder().decode([Double].self, from: Data(text.utf8)) == doubles)
        let integers: [Int64] = [0, -1, .max, .min, 9_007_199_254_740_991]
        #expect(
            written { $0.array(integers) { $0.integer($1) } }
                == "[\(integers.map(String.init).joined(separator: ","))]")
    }

    @Test func `what JSON cannot say becomes null`() {
        #expect(written { $0.array([.nan, .infinity]) { $0.double($1) } } == "[null,null]")
    }

    @Test(arguments: [
        (3.14159, 2, "3.14"), (-0.005, 1, "0.0"), (-1.25, 1, "-1.3"), (2, 3, "2.0"), (1.500, 3, "1.5"),
        (9.999, 1, "10.0"),
    ])
    func `decimals are rounded`(value: Double, decimals: Int, expected: String) {
        #expect(written { $0.double(value, decimals: decimals) } == expected)
    }

    @Test func `moments are written as the calendar says`() {
        var random = SystemRandomNumberGenerator()
        let formatter = ISO8601DateFormatter()
        for _ in 0..<2000 {
            let date = Date(
                timeIntervalSince1970: Double(
                    Int64.random(in: -2_000_000_000...8_000_000_000, using: &random)))
            #expect(written { $0.date(date) } == "\"\(formatter.string(from: date))\"")
        }
    }
}
