import Foundation
import Testing

@testable import Postgres

@Suite(.enabled(if: TestServer.isThere, TestServer.message))
struct RoundTripTests {
    private enum Visibility: String, SQLValue { case everyone, followers }
    private struct AthleteID: RawRepresentable, SQLValue, Equatable { var rawValue: Int64 }

    private func roundTrip<Value: SQLValue & Equatable & Sendable>(_ values: [Value]) async throws {
        try await TestServer.withDatabase { database in
            for value in values {
                let rows = try await database.query("SELECT \(value)")
                #expect(try rows[0].decode(Value.self) == value)
            }
        }
    }

    @Test func `integers survive at their extremes`() async throws {
        try await roundTrip([Int64.min, -1, 0, 1, .max])
        try await roundTrip([Int32.min, -1, 0, .max])
        try await roundTrip([Int16.min, -1, 0, .max])
        try await roundTrip([Int.min, .max])
        try await roundTrip([true, false])
    }

    @Test func `floating-point numbers survive at their extremes`() async throws {
        try await roundTrip([
            Double.greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0, .infinity, 0.1, .pi,
        ])
        try await roundTrip([Float.greatestFiniteMagnitude, .leastNonzeroMagnitude, -.infinity, 0.1])
        let isNaN = try await TestServer.withDatabase {
            try await $0.query("SELECT \(Double.nan)")[0].decode(Double.self).isNaN
        }
        #expect(isNaN)
    }

    @Test func `texts and bytes survive`() async throws {
        try await roundTrip([
            "", "a", "'; DROP TABLE x; --", "Zoë 🚴‍♀️\n\t\\", String(repeating: "ü", count: 100_000),
        ])
        try await roundTrip([[UInt8](), [0], Array(0...255), Array(repeating: 7, count: 1_000_000)])
    }

    @Test func `moments survive to the microsecond`() async throws {
        let moments = [
            Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: 1_772_350_200.125),
            Date(timeIntervalSince1970: -62_000_000_000), .distantPast, .distantFuture,
        ]
        try await roundTrip(moments)
        try await TestServer.withDatabase { database in
            let texts = try await database.query(
                """
                SELECT \(moments[1])::text, \(Date.distantFuture)::text,
                       '2026-03-01'::date, '2026-03-01 07:30'::timestamp
                """
            )
            let (moment, infinity, day, local) = try texts[0].decode(
                String.self, String.self, Date.self, Date.self)
            #expect(moment == "2026-03-01 07:30:00.125+00")
            #expect(infinity == "infinity")
            #expect(day == Date(timeIntervalSince1970: 1_772_323_200))
            #expect(local == Date(timeIntervalSince1970: 1_772_350_200))
        }
    }

    @Test func `arrays survive with and without absent elements`() async throws {
        try await roundTrip([[Int64](), [1], [.min, .max]])
        try await roundTrip([["", "a,b", "{\"}"], ["NULL"]])
        try await roundTrip([[1, nil, 3] as [Int32?]])
        try await roundTrip([[true], [false, true]])
        try await roundTrip([[1.5, -0.5]])
        try await roundTrip([[[1, 2], []] as [[UInt8]]])
        try await roundTrip([[Date(timeIntervalSince1970: 1)]])
    }

    @Test func `optionals, enumerations and identifiers survive`() async throws {
        try await roundTrip([nil, 5] as [Int64?])
        try await roundTrip([nil, ""] as [String?])
        try await roundTrip([nil, [1]] as [[Int64]?])
        try await roundTrip([Visibility.followers, .everyone])
        try await roundTrip([AthleteID(rawValue: 7)])
    }

    @Test func `JSON is bound as jsonb`() async throws {
        let text = try await TestServer.withDatabase { database in
            let rows = try await database.query(
                "SELECT \(JSONText(#"{"b": [1, "ü"], "a": null}"#)), '{}'::json")
            let (binary, plain) = try rows[0].decode(JSONText.self, JSONText.self)
            return binary.text + plain.text
        }
        #expect(text == #"{"a": null, "b": [1, "ü"]}{}"#)
    }

    @Test func `a field that does not fit is named`() async throws {
        try await TestServer.withDatabase { database in
            let rows = try await database.query(
                "SELECT 1 AS a, NULL::text AS b, 2.5::numeric AS c, 5000000000 AS d, 'nobody' AS e")
            func mismatch<Value: SQLValue>(_ name: String, _ type: Value.Type) -> String {
                do {
                    _ = try rows[0].value(name, as: Value.self)
                    return "none"
                } catch { return "\(error)" }
            }
            #expect(mismatch("a", String.self) == #"column 0 "a" (integer) cannot be read as String"#)
            #expect(mismatch("b", String.self) == #"column 1 "b" (text) is NULL, String expected"#)
            #expect(mismatch("c", Int64.self) == #"column 2 "c" (numeric) cannot be read as Int64"#)
            #expect(mismatch("d", Int32.self) == #"column 3 "d" (bigint) has a value outside Int32"#)
            #expect(mismatch("e", Visibility.self) == #"column 4 "e" (text) has a value outside Visibility"#)
            #expect(mismatch("a", Int64?.self) == "none")
        }
    }
}
