import Telemetry

/// The statements of one `Database`, found by the identity of their literals, so that no text is built or
/// hashed for a statement that has been seen. Bounded: the least recently used gives way.
final class StatementCatalog {
    /// Statements kept prepared at most.
    static let limit = 1024

    private struct Key: Hashable {
        let sql: SQL

        func hash(into hasher: inout Hasher) {
            hasher.combine(sql.identity)
        }

        static func == (left: Key, right: Key) -> Bool {
            left.sql.identity == right.sql.identity && left.sql.hasSameText(as: right.sql)
        }
    }

    private var statements: [Key: Statement] = [:]
    private var nextNumber = 0
    private var uses: UInt64 = 0
    private let limit: Int
    private let metrics: Metrics
    /// Called with a statement that has been dropped, so that connections free it.
    var onEviction: ((Statement) -> Void)?

    init(metrics: Metrics, limit: Int = StatementCatalog.limit) {
        self.metrics = metrics
        self.limit = limit
    }

    var count: Int { statements.count }

    func statement(for sql: SQL, at site: CallSite) -> Statement {
        uses += 1
        if let known = statements[Key(sql: sql)] {
            known.lastUse = uses
            return known
        }
        if statements.count >= limit { evictOldest() }
        nextNumber += 1
        let label = site.label
        let shape = sql.withoutValues
        let statement = Statement(number: nextNumber, sql: shape, label: label, histogram: histogram(label))
        statement.lastUse = uses
        statements[Key(sql: shape)] = statement
        return statement
    }

    private func histogram(_ label: String) -> Histogram {
        metrics.histogram(
            "slipstream_postgres_query_seconds", help: "Time from a statement's submission to its result.",
            labels: ["statement": label])
    }

    private func evictOldest() {
        guard let oldest = statements.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
        statements[oldest.key] = nil
        onEviction?(oldest.value)
    }
}

extension SQL {
    /// The same literals, and values of the same types: the same statement to the server.
    func hasSameText(as other: SQL) -> Bool {
        guard pieces.count == other.pieces.count else { return false }
        for index in pieces.indices {
            switch (pieces[index], other.pieces[index]) {
            case (.text(let left), .text(let right)): if !left.isSameLiteral(as: right) { return false }
            case (.value(let left, _, _), .value(let right, _, _)): if left != right { return false }
            default: return false
            }
        }
        return true
    }
}

extension StaticString {
    fileprivate func isSameLiteral(as other: StaticString) -> Bool {
        guard hasPointerRepresentation, other.hasPointerRepresentation else {
            return description == other.description
        }
        return utf8Start == other.utf8Start && utf8CodeUnitCount == other.utf8CodeUnitCount
    }
}

/// Where a statement stands in the program, which gives it its name in metrics and logs.
package struct CallSite: Sendable {
    let name: StaticString?
    let function: StaticString
    let file: StaticString

    /// A name, or else the function and file of the caller.
    package init(name: StaticString?, function: StaticString, file: StaticString) {
        self.name = name
        self.function = function
        self.file = file
    }

    /// The given name, or `AccountStore.athlete` for `athlete(id:)` in `Accounts/AccountStore.swift`.
    var label: String {
        if let name { return name.description }
        let path = file.description.split(separator: "/").last ?? ""
        let type = path.split(separator: ".").first ?? ""
        let method = function.description.split(separator: "(").first ?? ""
        return "\(type).\(method)"
    }
}
