import CLibPQ

/// A text of several statements that goes to the server as it is (the simple query protocol).
final class Script {
    var rows: Rows?
    var error: PostgresError?
    var continuation: UnsafeContinuation<Void, Never>?

    func settle(_ error: PostgresError?) {
        if self.error == nil { self.error = error }
        continuation?.resume()
        continuation = nil
    }
}

extension PostgresConnection {
    /// Runs a text of several statements, as psql would, and returns the rows of the last one, as text.
    ///
    /// For migrations: the text comes from files, has no values, and the connection must have nothing else to
    /// do.
    @discardableResult
    func run(script text: String, named name: String) async throws -> Rows? {
        guard state == .ready else { throw unavailable(outcomeUnknown: false) }
        precondition(load == 0 && script == nil, "a script needs a connection of its own")
        guard PQexitPipelineMode(handle) == 1, PQsendQuery(handle, text) == 1 else {
            lose("a script could not be sent")
            throw unavailable(outcomeUnknown: true)
        }
        let script = Script()
        self.script = script
        scriptName = name
        flush()
        await withUnsafeContinuation { script.continuation = $0 }
        if let error = script.error { throw error }
        return script.rows
    }

    func readScriptResults(_ script: Script) {
        while PQisBusy(handle) == 0, state == .ready {
            guard let pointer = PQgetResult(handle) else { return endScript(script) }
            let result = PGResult(pointer)
            switch result.status {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: script.rows = Rows(result)
            default:
                guard let fault = result.fault(statement: scriptName) else {
                    return lose("the connection broke")
                }
                if fault.sqlState.meansUnavailable { return lose("the server says \(fault.sqlState.code)") }
                if script.error == nil { script.error = .failed(fault) }
            }
        }
    }

    private func endScript(_ script: Script) {
        self.script = nil
        guard PQenterPipelineMode(handle) == 1 else { return lose("no pipeline") }
        script.settle(nil)
    }
}
