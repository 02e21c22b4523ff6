import EventLoop

/// An open transaction, valid inside the closure it was given to. `BEGIN` travels with the first statement.
///
/// Once a statement has failed, the transaction can only be rolled back, even if the error was caught: use
/// `ON CONFLICT` where a conflict is expected.
package final class Transaction: SQLExecutor {
    private let database: Database
    let connection: PostgresConnection
    private let life: Int
    private let isolation: Isolation
    private var hasBegun = false
    private var isFinished = false
    private(set) var failure: PostgresError?
    private var afterCommitActions: [() -> Void] = []

    /// How much a transaction sees of others (PostgreSQL 13.2).
    package enum Isolation: Sendable {
        /// Each statement sees what was committed before it.
        case readCommitted
        /// All statements see one snapshot.
        case repeatableRead
        /// As if transactions ran one after the other.
        case serializable

        var beginStatement: SQL {
            switch self {
            case .readCommitted: "BEGIN"
            case .repeatableRead: "BEGIN ISOLATION LEVEL REPEATABLE READ"
            case .serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE"
            }
        }
    }

    init(database: Database, connection: PostgresConnection, isolation: Isolation) {
        self.database = database
        self.connection = connection
        self.isolation = isolation
        life = connection.life
    }

    /// Runs one statement.
    package func run(_ sql: SQL, at site: CallSite, timeout: Duration?) async throws -> Rows {
        try await runBatch([sql], at: site, timeout: timeout)[0]
    }

    /// Sends several statements together.
    package func runBatch(_ statements: [SQL], at site: CallSite, timeout: Duration?) async throws -> [Rows] {
        precondition(!isFinished, "a transaction was used after its end")
        if let failure { throw failure }
        let bound = statements.map { database.bind($0, at: site) }
        if hasBegun { return try await perform(bound, principal: bound.count - 1, timeout: timeout) }
        do {
            return try await begin(with: bound, timeout: timeout)
        } catch let error as PostgresError where error.hasStalePlan {
            // Tables have changed since this was prepared. Nothing has happened yet: begin again.
            await rollBack()
            isFinished = false
            failure = nil
            return try await begin(with: bound, timeout: timeout)
        }
    }

    private func begin(with bound: [Request.Bound], timeout: Duration?) async throws -> [Rows] {
        hasBegun = true
        let begin = database.bind(isolation.beginStatement, at: Self.beginSite)
        return Array(try await perform([begin] + bound, principal: bound.count, timeout: timeout).dropFirst())
    }

    /// Calls `action` on the loop once the transaction has been committed, never otherwise: for doorbells and
    /// caches, not for what must not be lost.
    package func afterCommit(_ action: @escaping () -> Void) {
        precondition(!isFinished, "a transaction was used after its end")
        afterCommitActions.append(action)
    }

    private func perform(_ bound: [Request.Bound], principal: Int, timeout: Duration?) async throws -> [Rows]
    {
        guard connection.state == .ready, connection.life == life else {
            throw fail(connection.unavailable(outcomeUnknown: false))
        }
        let request = Request(
            .session, bound[0], Array(bound.dropFirst()), principal: principal, submitted: database.loop.now)
        try await database.perform(request, over: connection, timeout: timeout)
        if let error = request.error { throw fail(withoutDoubt(error)) }
        return try request.allRows()
    }

    private func fail(_ error: PostgresError) -> PostgresError {
        if failure == nil { failure = error }
        return error
    }

    /// A connection that is lost before the commit was sent takes its transaction with it.
    private func withoutDoubt(_ error: PostgresError) -> PostgresError {
        guard case .unavailable(let retryAfter, _) = error else { return error }
        return .unavailable(retryAfter: retryAfter, outcomeUnknown: false)
    }

    // MARK: the end

    func commit() async throws {
        precondition(!isFinished, "a transaction was ended twice")
        if let failure {
            await rollBack()
            throw failure
        }
        isFinished = true
        if hasBegun { try await sendCommit() }
        for action in afterCommitActions { action() }
    }

    private func sendCommit() async throws {
        guard connection.state == .ready, connection.life == life else {
            throw connection.unavailable(outcomeUnknown: false)
        }
        let request = Request(
            .session, database.bind("COMMIT", at: Self.commitSite), submitted: database.loop.now)
        try await database.perform(request, over: connection, timeout: nil)
        // PostgreSQL answers a commit of a failed transaction with success, and the tag `ROLLBACK`.
        let rows = try request.rows()
        guard rows.commandTag == "COMMIT" else { throw connection.unavailable(outcomeUnknown: false) }
    }

    func rollBack() async {
        isFinished = true
        guard hasBegun, connection.state == .ready, connection.life == life else { return }
        let request = Request(
            .session, database.bind("ROLLBACK", at: Self.rollbackSite), submitted: database.loop.now)
        try? await database.perform(request, over: connection, timeout: nil)
        // A connection whose transaction cannot be ended must not be lent again.
        if request.error != nil { connection.lose("a transaction could not be rolled back") }
    }

    private static let beginSite = CallSite(name: "begin", function: "", file: "")
    private static let commitSite = CallSite(name: "commit", function: "", file: "")
    private static let rollbackSite = CallSite(name: "rollback", function: "", file: "")
}
