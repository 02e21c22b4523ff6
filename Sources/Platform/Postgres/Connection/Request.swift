import EventLoop

/// One or several statements that a caller waits for, from its submission to its end.
final class Request {
    enum Kind {
        /// May share a group with others, because running it again does no harm.
        case shared
        /// Has a group, and thereby an implicit transaction, of its own.
        case isolated
        /// Belongs to an explicit transaction: is never run again.
        case session
    }

    struct Bound {
        let statement: Statement
        let sql: SQL
    }

    private(set) var kind: Kind
    let first: Bound
    let more: [Bound]
    /// The statement whose name stands for the request in metrics and logs.
    let principal: Statement
    let submitted: Uptime
    var deadline: Timer?
    /// True once it has been handed to libpq.
    var wasSent = false
    /// How often it has been run again.
    private(set) var repeats = 0

    private var firstRows: Rows?
    private var moreRows: [Rows] = []
    private(set) var error: PostgresError?
    private(set) var isSettled = false
    private var continuation: UnsafeContinuation<Void, Never>?

    /// How often a request is run again at most, after others in its group failed or its plan was stale.
    static let repeatLimit = 3

    init(_ kind: Kind, _ first: Bound, _ more: [Bound] = [], principal: Int = 0, submitted: Uptime) {
        self.kind = kind
        self.first = first
        self.more = more
        self.principal = principal == 0 ? first.statement : more[principal - 1].statement
        self.submitted = submitted
    }

    var statementCount: Int { 1 + more.count }

    func bound(_ index: Int) -> Bound { index == 0 ? first : more[index - 1] }

    func store(_ rows: Rows) {
        if firstRows == nil { firstRows = rows } else { moreRows.append(rows) }
    }

    /// Forgets what it has got, to be run again in a group of its own.
    func prepareToRepeat() {
        firstRows = nil
        moreRows.removeAll()
        repeats += 1
        if kind == .shared { kind = .isolated }
        wasSent = false
    }

    /// Waits until it is settled; on the loop.
    nonisolated(nonsending) func wait() async {
        guard !isSettled else { return }
        await withUnsafeContinuation { continuation = $0 }
    }

    /// Ends the wait, with or without an error. A second end is ignored: results can come after the deadline.
    func settle(_ error: PostgresError? = nil) {
        guard !isSettled else { return }
        isSettled = true
        self.error = error
        if let deadline { EventLoop.current?.cancel(deadline) }
        continuation?.resume()
        continuation = nil
    }

    /// The rows of the first statement; throws the error it was settled with.
    func rows() throws -> Rows {
        if let error { throw error }
        guard let firstRows else { preconditionFailure("settled without rows") }
        return firstRows
    }

    /// The rows of every statement; throws the error it was settled with.
    func allRows() throws -> [Rows] {
        [try rows()] + moreRows
    }
}
