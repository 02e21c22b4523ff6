/// What can go wrong between a statement and its rows. Its description holds no data of users.
package enum PostgresError: Error, CustomStringConvertible {
    /// PostgreSQL refused the statement.
    case failed(ServerFault)
    /// There is no connection, or it was lost meanwhile.
    ///
    /// `outcomeUnknown`: the statement had been sent, and may have taken effect.
    case unavailable(retryAfter: Duration, outcomeUnknown: Bool)
    /// The caller's deadline passed; a statement that had been sent may still take effect.
    case timedOut(statement: String)
    /// A field did not fit the type that was asked for.
    case undecodable(UndecodableField)
    /// The configuration is wrong.
    case misconfigured(String)

    package var description: String {
        switch self {
        case .failed(let fault): return fault.description
        case .unavailable(_, let outcomeUnknown):
            return outcomeUnknown
                ? "the connection was lost while a statement ran" : "PostgreSQL is unavailable"
        case .timedOut(let statement): return "\(statement) missed its deadline"
        case .undecodable(let field): return field.description
        case .misconfigured(let reason): return reason
        }
    }

    /// The code of the server's refusal.
    package var sqlState: SQLState? {
        guard case .failed(let fault) = self else { return nil }
        return fault.sqlState
    }

    /// True when the statement broke the constraint of that name (or, without a name, any constraint).
    package func violates(_ constraint: String? = nil) -> Bool {
        guard case .failed(let fault) = self, fault.sqlState.isConstraintViolation else { return false }
        return constraint == nil || fault.constraint == constraint
    }

    /// True when the same transaction may well succeed when run again: it lost to another one, or to a change
    /// of the tables.
    package var isSerializationFailure: Bool {
        sqlState == .serializationFailure || sqlState == .deadlockDetected || hasStalePlan
    }

    var hasStalePlan: Bool {
        guard case .failed(let fault) = self else { return false }
        return fault.hasStalePlan
    }
}

extension Error {
    /// True for a `PostgresError` that says that the constraint of that name was broken.
    package func violates(constraint: String) -> Bool {
        (self as? PostgresError)?.violates(constraint) ?? false
    }
}

/// What PostgreSQL says about a statement that it refused.
package struct ServerFault: Sendable, Equatable, CustomStringConvertible {
    /// The class and kind of the fault.
    package let sqlState: SQLState
    /// The name given to the statement by its caller.
    package let statement: String
    /// The server's primary message. It can quote values: for debugging, not for users or logs.
    package let message: String
    /// Where they are to blame:
    package let schema: String?
    /// The table.
    package let table: String?
    /// The column.
    package let column: String?
    /// The constraint.
    package let constraint: String?
    /// The place in the statement's text, in characters from 1.
    let position: Int?
    /// The connection's prepared form is gone or out of date: preparing again cures it. Told by the function
    /// that raised the error, because its text is translated ("cached plan must not change result type").
    let hasStalePlan: Bool

    package var description: String {
        var text = "\(statement): SQLSTATE \(sqlState.code)"
        if let constraint { text += ", constraint \(constraint)" }
        if let table { text += ", table \(schema.map { $0 + "." } ?? "")\(table)" }
        if let column { text += ", column \(column)" }
        return text
    }
}

/// A field that did not fit the type that was asked for.
package struct UndecodableField: Sendable, Equatable, CustomStringConvertible {
    /// The column's name and number, from 0.
    package let column: String
    /// Its place in the row, from 0.
    package let index: Int
    /// The column's PostgreSQL type.
    package let type: PostgresType
    /// The Swift type that was asked for.
    package let expected: String
    /// What did not fit.
    package let mismatch: FieldMismatch

    package var description: String {
        let place = "column \(index) \"\(column)\" (\(type.description))"
        switch mismatch {
        case .null: return "\(place) is NULL, \(expected) expected"
        case .type: return "\(place) cannot be read as \(expected)"
        case .value: return "\(place) has a value outside \(expected)"
        }
    }
}

/// A five-character SQLSTATE code (PostgreSQL, appendix A).
package struct SQLState: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The five characters.
    package let code: String

    package init(stringLiteral code: String) {
        self.code = code
    }

    init(code: String) {
        self.code = code
    }

    /// A unique constraint or index.
    package static let uniqueViolation: SQLState = "23505"
    /// A reference to a row that is not there.
    package static let foreignKeyViolation: SQLState = "23503"
    /// A check constraint.
    package static let checkViolation: SQLState = "23514"
    /// A NULL where none may be.
    package static let notNullViolation: SQLState = "23502"
    /// An exclusion constraint.
    package static let exclusionViolation: SQLState = "23P01"
    /// Transactions that cannot be put in an order: run it again.
    package static let serializationFailure: SQLState = "40001"
    /// Transactions that wait for each other: run it again.
    package static let deadlockDetected: SQLState = "40P01"
    /// The statement timeout, or a cancel request.
    package static let queryCanceled: SQLState = "57014"
    /// `NOWAIT`, or the lock timeout.
    package static let lockNotAvailable: SQLState = "55P03"
    static let featureNotSupported: SQLState = "0A000"
    static let undefinedStatement: SQLState = "26000"

    /// Class 23.
    package var isConstraintViolation: Bool { code.hasPrefix("23") }

    /// The server is going away, is not there yet, or has no room: classes 08 and 53, and `*_shutdown`.
    var meansUnavailable: Bool {
        code.hasPrefix("08") || ["57P01", "57P02", "57P03", "57P05", "53300"].contains(code)
    }
}
