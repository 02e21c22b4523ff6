/// What runs statements: a `Database`, each statement by itself, or a `Transaction`. Stores take either.
///
/// Statements get their name in metrics and logs from the calling function, unless told by `as`.
package protocol SQLExecutor: AnyObject {
    /// Runs one statement.
    func run(_ sql: SQL, at site: CallSite, timeout: Duration?) async throws -> Rows

    /// Sends all statements at once. They take effect together or not at all.
    func runBatch(_ statements: [SQL], at site: CallSite, timeout: Duration?) async throws -> [Rows]
}

extension SQLExecutor {
    /// Runs a statement and returns its rows; throws `PostgresError`.
    ///
    /// A plain `SELECT` outside a transaction may be run twice if a neighbour in its group fails.
    @discardableResult
    package func query(
        _ sql: SQL, as name: StaticString? = nil, timeout: Duration? = nil,
        function: StaticString = #function, file: StaticString = #fileID
    ) async throws -> Rows {
        try await run(sql, at: CallSite(name: name, function: function, file: file), timeout: timeout)
    }

    /// Runs a statement and returns how many rows it touched; throws `PostgresError`.
    @discardableResult
    package func execute(
        _ sql: SQL, as name: StaticString? = nil, timeout: Duration? = nil,
        function: StaticString = #function, file: StaticString = #fileID
    ) async throws -> Int {
        try await run(sql, at: CallSite(name: name, function: function, file: file), timeout: timeout)
            .affectedCount
    }

    /// Sends all statements at once, in one round trip, and returns the rows of each; throws `PostgresError`.
    /// They take effect together or not at all.
    @discardableResult
    package func batch(
        _ statements: [SQL], as name: StaticString? = nil, timeout: Duration? = nil,
        function: StaticString = #function, file: StaticString = #fileID
    ) async throws -> [Rows] {
        guard !statements.isEmpty else { return [] }
        let site = CallSite(name: name, function: function, file: file)
        return try await runBatch(statements, at: site, timeout: timeout)
    }
}
