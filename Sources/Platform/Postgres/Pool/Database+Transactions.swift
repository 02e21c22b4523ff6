import EventLoop

extension Database {
    /// How often a transaction is run at most, whatever the caller asks for.
    package static let attemptLimit = 10

    /// Runs `body` in a transaction, commits when it returns, rolls back when it throws.
    ///
    /// With `attempts` above 1, `body` is run again after a serialization failure or deadlock: it must then
    /// have no effects but its statements. Throws what `body` throws, or `PostgresError`.
    package func transaction<Value>(
        isolation: Transaction.Isolation = .readCommitted, attempts: Int = 1,
        _ body: (Transaction) async throws -> Value
    ) async throws -> Value {
        var attempt = 1
        while true {
            do {
                return try await transactionOnce(isolation, body)
            } catch let error as PostgresError where error.isSerializationFailure {
                guard attempt < min(attempts, Self.attemptLimit) else { throw error }
                try await loop.sleep(for: .milliseconds(Int.random(in: 1...(10 << attempt))))
                attempt += 1
            }
        }
    }

    private func transactionOnce<Value>(
        _ isolation: Transaction.Isolation, _ body: (Transaction) async throws -> Value
    ) async throws -> Value {
        let connection = try await transactions.borrow()
        defer { transactions.giveBack(connection) }
        let transaction = Transaction(database: self, connection: connection, isolation: isolation)
        let value: Value
        do {
            value = try await body(transaction)
        } catch {
            await transaction.rollBack()
            throw error
        }
        try await transaction.commit()
        return value
    }
}
