/// How a `Database` reaches its server, and its limits.
package struct DatabaseConfiguration: Sendable {
    /// `postgresql://user:password@host:port/database?…`, or libpq's `key=value` form.
    package var url: String
    /// What `pg_stat_activity` shows.
    package var applicationName: String
    /// Connections that the statements of all tasks share.
    package var statementConnections: Int
    /// Connections that transactions borrow, one each.
    package var transactionConnections: Int
    /// The server ends a statement that takes longer.
    package var statementTimeout: Duration
    /// Statements that take longer are logged.
    package var slowQueryThreshold: Duration
    /// Statements that wait or are under way at most; further ones are refused.
    package var statementLimit: Int
    /// Transactions that wait for a connection at most; further ones are refused.
    package var waitingTransactionLimit: Int
    /// How long a transaction waits for a connection at most.
    package var transactionWaitTimeout: Duration

    /// Defaults for one of a few loops on one machine.
    package init(
        url: String, applicationName: String = "slipstream", statementConnections: Int = 2,
        transactionConnections: Int = 8, statementTimeout: Duration = .seconds(10),
        slowQueryThreshold: Duration = .milliseconds(250), statementLimit: Int = 20_000,
        waitingTransactionLimit: Int = 1000, transactionWaitTimeout: Duration = .seconds(5)
    ) {
        self.url = url
        self.applicationName = applicationName
        self.statementConnections = statementConnections
        self.transactionConnections = transactionConnections
        self.statementTimeout = statementTimeout
        self.slowQueryThreshold = slowQueryThreshold
        self.statementLimit = statementLimit
        self.waitingTransactionLimit = waitingTransactionLimit
        self.transactionWaitTimeout = transactionWaitTimeout
    }
}
