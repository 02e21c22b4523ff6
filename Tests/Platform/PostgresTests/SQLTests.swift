import Telemetry
import Testing

@testable import Postgres

@Suite struct SQLTests {
    private enum Direction: String { case up, down }

    @Test func `values become numbered parameters`() {
        let sql: SQL = "SELECT \(1) + \(2.5) WHERE \("x") = \(nil as String?)"
        #expect(sql.text == "SELECT $1 + $2 WHERE $3 = $4")
        #expect(sql.valueCount == 4)
    }

    @Test func `a fragment is spliced in and its values are renumbered`() {
        let condition: SQL = "b = \(2) AND c = \(3)"
        let sql: SQL = "SELECT 1 WHERE a = \(1) AND \(condition) AND d = \(4)"
        #expect(sql.text == "SELECT 1 WHERE a = $1 AND b = $2 AND c = $3 AND d = $4")
        #expect(sql.bytes.count == 32)
    }

    @Test func `fragments are joined by a literal`() {
        let conditions: [SQL] = ["a = \(1)", "b = \(2)"]
        #expect(conditions.joined(separator: " AND ").text == "a = $1 AND b = $2")
    }

    @Test func `an enumeration is bound by its raw value`() {
        let sql: SQL = "SELECT \(Direction.down), \(nil as Direction?) \(unescaped: "DESC")"
        #expect(sql.text == "SELECT $1, $2 DESC")
        #expect(sql.bytes == Array("down".utf8))
    }

    @Test func `one place in the program is one statement whatever its values`() {
        func make(_ id: Int, _ name: String?) -> SQL { "SELECT \(id), \(name)" }
        let (left, right) = (make(1, "a"), make(2, nil))
        #expect(left.identity == right.identity)
        #expect(left.hasSameText(as: right))
    }

    @Test func `statements that differ in a literal or a type are told apart`() {
        let statements: [SQL] = [
            "SELECT \(1)", "SELECT  \(1)", "SELECT \("1")", "SELECT \(1), \(1)", "SELECT 1", "\(1)",
        ]
        for (index, left) in statements.enumerated() {
            for right in statements[(index + 1)...] {
                #expect(left.identity != right.identity)
                #expect(!left.hasSameText(as: right))
            }
        }
    }

    @Test func `the catalog keeps no values and lets the oldest go`() {
        let catalog = StatementCatalog(metrics: .init(), limit: 2)
        var evicted: [String] = []
        catalog.onEviction = { evicted.append($0.sql.text) }
        let site = CallSite(name: nil, function: "athlete(id:)", file: "Accounts/AccountStore.swift")
        let first = catalog.statement(for: "SELECT \("secret")", at: site)
        #expect(first.sql.bytes.isEmpty)
        #expect(first.label == "AccountStore.athlete")
        _ = catalog.statement(for: "SELECT 2", at: site)
        _ = catalog.statement(for: "SELECT 3", at: site)
        #expect(evicted == ["SELECT $1"])
        #expect(catalog.count == 2)
    }
}
